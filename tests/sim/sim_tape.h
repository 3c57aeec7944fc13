//  sim_tape - the trades of one symbol: prints new ones and remembers the last thousand

#ifndef SIM_TAPE_H
#define SIM_TAPE_H

#include "sim_book.h"

enum { SIM_TAPE_KEPT = 1000, SIM_FILLS_MAX = 2048, SIM_TRADE_ID_MAX = 40 };

typedef enum { SIM_TICK_PLUS, SIM_TICK_ZERO_PLUS, SIM_TICK_MINUS, SIM_TICK_ZERO_MINUS } sim_tick_t;

typedef struct {
    const sim_symbol_t *symbol;
    char id [SIM_TRADE_ID_MAX];
    int64_t at_ms;
    int64_t price;
    int64_t size;
    uint64_t seq;
    sim_tick_t tick;
    bool is_buy;
    bool is_block;
    bool is_rpi;
    int64_t mark_price;  //  Options: in price units, as is the index price
    int64_t index_price;
    int64_t mark_iv;  //  Options: ten-thousandths
    int64_t iv;
} sim_trade_t;

typedef struct sim_tape sim_tape_t;

//  Create an empty tape; the symbol is lent and outlives it.
sim_tape_t *sim_tape_new (const sim_symbol_t *symbol, sim_random_t random);

void sim_tape_destroy (sim_tape_t **self_p);

//  One taker meets the book: returns how many fills, all at one time and seq. Zero
//  wanted means a number of the tape's choice.
size_t sim_tape_print (sim_tape_t *self, sim_book_t *book, int64_t at_ms, uint64_t seq,
                       size_t wanted);

//  The fills of the last print, in match order, valid until the next one.
const sim_trade_t *sim_tape_fills (const sim_tape_t *self);

//  The symbol's prices have one more decimal from now on: what was 1 is 10.
void sim_tape_refine (sim_tape_t *self);

//  The index-th last trade, 0 the newest; null beyond what is kept.
const sim_trade_t *sim_tape_recent (const sim_tape_t *self, size_t index);

#endif
