//  sim_book - the true book of one symbol: more levels than anyone is shown, never crossed
//
//  Pure: it moves only when told to, and the same seed makes the same moves.

#ifndef SIM_BOOK_H
#define SIM_BOOK_H

#include "sim_random.h"
#include "sim_symbol.h"

typedef struct {
    int64_t price;
    int64_t size;
} sim_level_t;

typedef struct sim_book sim_book_t;

//  Create a full book; the symbol is lent and outlives it.
sim_book_t *sim_book_new (const sim_symbol_t *symbol, sim_random_t random);

void sim_book_destroy (sim_book_t **self_p);

//  Let the makers move: one of the best 20 levels of a side changes, save when
//  several changes happen to undo each other.
void sim_book_step (sim_book_t *self);

//  Let a taker take from the best level on: up to count fills, best first.
//  Returns how many there were, at least one.
size_t sim_book_take (sim_book_t *self, bool is_buy, sim_level_t *fills, size_t count);

//  True if the next taker ought to buy, so that the price comes back to where it began.
bool sim_book_leans_up (sim_book_t *self);

//  The symbol's prices have one more decimal from now on: what was 1 is 10.
void sim_book_refine (sim_book_t *self);

//  The levels of one side, best first, valid until the next move.
const sim_level_t *sim_book_bids (const sim_book_t *self, size_t *count);
const sim_level_t *sim_book_asks (const sim_book_t *self, size_t *count);

#endif
