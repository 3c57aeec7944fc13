//  sim_market - every symbol there is, with its book and tape, and what happens to it when
//
//  Pure: time is handed in. A symbol sleeps until it is woken. The order of the
//  events of one symbol depends on the seed and the rates, never on the clock.

#ifndef SIM_MARKET_H
#define SIM_MARKET_H

#include "sim_tape.h"

typedef struct {
    sim_symbol_t symbol;
    sim_book_t *book;
    sim_tape_t *tape;
    sim_random_t random;
    uint64_t seq;  //  Rises by jumps with each event
    uint64_t steps_count;
    uint64_t prints_count;
    size_t unit;
    bool is_delisted;
} sim_instrument_t;

typedef struct {
    sim_instrument_t *instrument;
    bool is_trade;  //  A taker is due; otherwise the book has just moved
} sim_market_event_t;

typedef struct sim_market sim_market_t;

typedef struct {
    uint64_t seed;
    double book_rate;   //  Moves a second and symbol; 0 for none
    double trade_rate;  //  Takers a second and symbol; 0 for none
} sim_market_policy_t;

//  Create a market of these symbols; a name given twice counts once.
sim_market_t *sim_market_new (const sim_symbol_t *symbols, size_t count,
                              const sim_market_policy_t *policy);

void sim_market_destroy (sim_market_t **self_p);

//  All instruments, in order of category and name.
sim_instrument_t *sim_market_instruments (sim_market_t *self, size_t *count);

//  Null if the category has no such symbol.
sim_instrument_t *sim_market_find (sim_market_t *self, sim_category_t category, const char *name);

//  The first instrument with this base coin; the others of the coin follow it.
sim_instrument_t *sim_market_find_base (sim_market_t *self, sim_category_t category,
                                        const char *base);

//  Let the instrument's events happen from now on, or no longer.
void sim_market_wake (sim_market_t *self, sim_instrument_t *instrument, int64_t now_ns);
void sim_market_sleep (sim_market_t *self, sim_instrument_t *instrument);

//  Take the next event that is due. False if there is none.
bool sim_market_next (sim_market_t *self, int64_t now_ns, sim_market_event_t *event);

//  When the next event is due; INT64_MAX if never.
int64_t sim_market_due_at (const sim_market_t *self);

//  Do one event of the instrument at once, out of turn.
void sim_market_move (sim_market_t *self, sim_instrument_t *instrument);

//  The instrument's tick gets ten times smaller: its prices have one more decimal.
//  False for options, and where there are decimals enough.
bool sim_market_refine (sim_instrument_t *instrument);

uint64_t sim_market_next_seq (sim_instrument_t *instrument);

#endif
