//  gw_book - pure: one symbol's book, rebuilt from snapshots and deltas
//
//  The rules are those of the exchange: a snapshot replaces, a delta must carry
//  the next update id, update id 1 means that the numbering began again, and no
//  side holds more levels than the topic's depth.

#ifndef GW_BOOK_H
#define GW_BOOK_H

#include "mdp_event.h"

typedef struct gw_book gw_book_t;

typedef enum {
    GW_BOOK_CHANGED,    //  A delta was applied
    GW_BOOK_REPLACED,   //  The book is new: publish it whole
    GW_BOOK_REPEATED,   //  A snapshot of what we hold already: a sign of life, no news
    GW_BOOK_DUPLICATE,  //  Refused: a delta whose update id the book has, or is past
    GW_BOOK_ORPHAN,     //  Refused: a delta while the book is invalid
    GW_BOOK_JUMPED,     //  Refused, and invalid until the next snapshot: an update id is missing
    GW_BOOK_CROSSED,    //  Invalid until the next snapshot: best bid not below best ask
    GW_BOOK_EMPTIED     //  Invalid until the next snapshot: the exchange began again, with nothing
} gw_book_result_t;

//  Create an empty, invalid book that holds up to depth levels a side.
gw_book_t *gw_book_new (size_t depth);

//  Destroy the book and null the caller's reference.
void gw_book_destroy (gw_book_t **self_p);

//  Apply one depth event. A refused event leaves the book as it was.
gw_book_result_t gw_book_apply (gw_book_t *self, const mdp_depth_t *depth);

//  Make the book invalid until the next snapshot.
void gw_book_lose (gw_book_t *self);

//  True if the book is what the exchange holds.
bool gw_book_is_valid (const gw_book_t *self);

//  Update id of the last applied event.
uint64_t gw_book_update_id (const gw_book_t *self);

//  The levels of one side, best first; they stay ours and valid until the next
//  apply.
const mdp_level_t *gw_book_bids (const gw_book_t *self, size_t *count);
const mdp_level_t *gw_book_asks (const gw_book_t *self, size_t *count);

//  The levels that the last apply dropped because the side was over its depth,
//  though the exchange had not deleted them. Valid until the next apply.
const mdp_level_t *gw_book_bids_dropped (const gw_book_t *self, size_t *count);
const mdp_level_t *gw_book_asks_dropped (const gw_book_t *self, size_t *count);

#endif
