//  sim_window - what the readers of one depth have been told of a book, and what to tell next
//
//  Pure. It never holds more than depth levels a side: a level that falls out of
//  the window is a change of size 0, and a new level when it comes back.

#ifndef SIM_WINDOW_H
#define SIM_WINDOW_H

#include "sim_book.h"

typedef struct sim_window sim_window_t;

//  Create an empty window whose first update carries the number u + 1.
sim_window_t *sim_window_new (size_t depth, uint64_t u);

void sim_window_destroy (sim_window_t **self_p);

//  Look at the book again. True if there is something to tell; then u is one more
//  and the changes say what.
bool sim_window_update (sim_window_t *self, const sim_book_t *book);

//  Look at the book again and go on to count from u.
void sim_window_restart (sim_window_t *self, const sim_book_t *book, uint64_t u);

//  The symbol's prices have one more decimal from now on: what was 1 is 10.
void sim_window_refine (sim_window_t *self);

size_t sim_window_depth (const sim_window_t *self);
uint64_t sim_window_u (const sim_window_t *self);

//  The levels as told so far, best first.
const sim_level_t *sim_window_bids (const sim_window_t *self, size_t *count);
const sim_level_t *sim_window_asks (const sim_window_t *self, size_t *count);

//  What the last update changed, best first; size 0 deletes.
const sim_level_t *sim_window_bid_changes (const sim_window_t *self, size_t *count);
const sim_level_t *sim_window_ask_changes (const sim_window_t *self, size_t *count);

#endif
