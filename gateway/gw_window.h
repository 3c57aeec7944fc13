//  gw_window - pure: what lanes have said of the updates before and behind a book's present one

#ifndef GW_WINDOW_H
#define GW_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GW_WINDOW_SIZE = 128 };  //  Updates: held ones, and the last that were taken

typedef struct {
    uint64_t update_id;
    uint64_t hash;      //  Of the levels that it says
    uint64_t xseq;      //  0 if nobody said it
    uint64_t position;  //  Where it is kept; 0 if it is not
    bool is_known;      //  False in an empty place
    bool is_snapshot;
    bool is_good;    //  A lane that is believed brought it
    unsigned lanes;  //  Those that brought it, as bits, and were not lost since
} gw_update_t;

//  All zero is an empty one.
typedef struct {
    gw_update_t updates [GW_WINDOW_SIZE];
} gw_window_t;

//  What is known of an update; null if nothing is.
gw_update_t *gw_window_find (gw_window_t *self, uint64_t update_id);

//  The nearest snapshot ahead of an update that is kept, and good; null if there is none.
gw_update_t *gw_window_snapshot (gw_window_t *self, uint64_t update_id);

//  True if another xseq is known of an update.
bool gw_window_has_other (gw_window_t *self, uint64_t update_id, uint64_t xseq);

//  Note an update, in the place of the one that is GW_WINDOW_SIZE away.
void gw_window_note (gw_window_t *self, const gw_update_t *update);

//  A lane is lost. What it brought while it was believed stays good; anything else that it
//  said stands for nothing.
void gw_window_leave (gw_window_t *self, size_t lane, bool is_believed);

#endif
