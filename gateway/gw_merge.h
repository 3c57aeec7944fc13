//  gw_merge - pure: makes one book's sequence of updates from what two lanes bring
//
//  Every update is taken once, from the lane that brings it first; what the
//  other one brings of it must be the same. An update that comes before its turn
//  is held until the other lane has filled what is missing. A snapshot that was held is taken
//  where nothing else would come: it needs no update before it.
//
//  An xseq is compared where the lane's own update id has changed. What it says when it was
//  asked for, or once more, may be made for it alone.
//
//  gw_trust.h says which lanes are believed. The book is valid while one is in step. The
//  first snapshot of a lane that is not barred begins it anew.

#ifndef GW_MERGE_H
#define GW_MERGE_H

#include "gw_trust.h"

enum {
    GW_MERGE_WAIT_MS = 250,     //  For the other lane to fill what is missing
    GW_MERGE_AGREE_MS = 10000,  //  For a lane to agree with the other one,
    GW_MERGE_REACH_MS = 60000,  //  and for the book to reach its first snapshot
    GW_MERGE_RESTART_MS = 1000  //  For a lane to begin its numbering again after the other one
};

typedef struct gw_merge gw_merge_t;

//  An event with update id 1 counts as a snapshot, whatever its type.
typedef struct {
    bool is_snapshot;
    bool is_whole;  //  A snapshot that needs no update before it: level 1
    uint64_t update_id;
    uint64_t hash;       //  Of its levels
    uint64_t xseq;       //  0 if it says none
    uint64_t book_hash;  //  Of our book; only of a snapshot with our book's update id
} gw_merge_event_t;

//  What to do with an event.
typedef enum {
    GW_MERGE_TAKE,    //  Apply it
    GW_MERGE_DROP,    //  It was had, or says nothing yet: a sign of life
    GW_MERGE_HOLD,    //  Keep it, and say where: gw_merge_hold
    GW_MERGE_ORPHAN,  //  Its lane waits for a snapshot
    GW_MERGE_BROKEN   //  Lanes that were believed disagree: the book is invalid
} gw_merge_verdict_t;

gw_merge_t *gw_merge_new (void);
void gw_merge_destroy (gw_merge_t **self_p);

//  True if the lane says once more what it said last.
bool gw_merge_is_repeat (const gw_merge_t *self, size_t lane, const gw_merge_event_t *event);

//  After it, call what follows: gw_merge_next until there is none, and after each event
//  that was taken gw_merge_wants_book; then gw_merge_is_lost.
gw_merge_verdict_t gw_merge_on_event (gw_merge_t *self, size_t lane, const gw_merge_event_t *event,
                                      int64_t now_ms);

//  The event of that update id is kept there.
void gw_merge_hold (gw_merge_t *self, uint64_t update_id, uint64_t position);

//  The held event whose turn it is, now taken. False if there is none.
bool gw_merge_next (gw_merge_t *self, uint64_t *position, int64_t now_ms);

//  True if the book as it is now must be compared with a lane's first snapshot.
bool gw_merge_wants_book (const gw_merge_t *self);
void gw_merge_on_book (gw_merge_t *self, uint64_t book_hash);

//  True if an update is missing that no lane can bring any more, or none has brought in
//  time. The book is to be broken.
bool gw_merge_is_lost (gw_merge_t *self, int64_t now_ms);

//  When waiting ends; INT64_MAX while nothing is waited for.
int64_t gw_merge_due_at (const gw_merge_t *self);

//  What the lane sends is lost from here on, until it is asked for again. True if the
//  book was valid and no lane carries it any more: it is to be broken.
bool gw_merge_lose (gw_merge_t *self, size_t lane);

//  The book is invalid, whatever the reason: its lanes are to be asked again.
void gw_merge_break (gw_merge_t *self);

//  As bits, since the last call: the lanes that are to be asked again, and those that
//  were barred.
unsigned gw_merge_take_asks (gw_merge_t *self);
unsigned gw_merge_take_bars (gw_merge_t *self);

bool gw_merge_is_valid (const gw_merge_t *self);

//  Update id of the book, while it is valid.
uint64_t gw_merge_update_id (const gw_merge_t *self);

//  True if updates of the lane are taken, or soon will be: it is not far behind.
bool gw_merge_is_in_step (const gw_merge_t *self, size_t lane);

#endif
