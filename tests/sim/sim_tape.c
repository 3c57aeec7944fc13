//  sim_tape - the trades of one symbol: prints new ones and remembers the last thousand

#include "sim_tape.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct sim_tape {
    const sim_symbol_t *symbol;
    sim_random_t random;
    uint64_t printed;    //  Trades ever
    uint64_t id_first;   //  Spot counts its ids
    int64_t last_price;  //  Of the trade before
    bool was_up;         //  The last move that was one
    sim_level_t levels [SIM_FILLS_MAX];
    sim_trade_t fills [SIM_FILLS_MAX];
    sim_trade_t kept [SIM_TAPE_KEPT];
};

sim_tape_t *
sim_tape_new (const sim_symbol_t *symbol, sim_random_t random)
{
    assert (symbol);
    sim_tape_t *self = calloc (1, sizeof *self);
    assert (self);
    self->symbol = symbol;
    self->random = random;
    self->id_first = UINT64_C (2290000000000000000)
                     + sim_random_below (&self->random, 1000000) * UINT64_C (100000000);
    return self;
}

void
sim_tape_destroy (sim_tape_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

static size_t
s_wanted (sim_tape_t *self)
{
    uint64_t roll = sim_random_below (&self->random, 1000);
    if (roll < 700) {
        return 1;
    }
    if (roll < 950) {
        return 2 + (size_t) sim_random_below (&self->random, 5);
    }
    return 8 + (size_t) sim_random_below (&self->random, roll < 998 ? 32 : 300);
}

static void
s_write_id (sim_tape_t *self, char id [SIM_TRADE_ID_MAX])
{
    if (self->symbol->category == SIM_SPOT) {
        (void) snprintf (id, SIM_TRADE_ID_MAX, "%" PRIu64, self->id_first + self->printed);
        return;
    }
    uint64_t high = sim_random_next (&self->random);
    uint64_t low = sim_random_next (&self->random);
    (void) snprintf (id, SIM_TRADE_ID_MAX, "%08x-%04x-5%03x-%04x-%012" PRIx64,
                     (unsigned) (high >> 32), (unsigned) (high >> 16 & 0xffff),
                     (unsigned) (high & 0xfff), (unsigned) (0x8000 | (low >> 48 & 0x3fff)),
                     low & UINT64_C (0xffffffffffff));
}

static sim_tick_t
s_tick (sim_tape_t *self, int64_t price)
{
    bool is_same = price == self->last_price;
    if (!is_same) {
        self->was_up = price > self->last_price;
    }
    self->last_price = price;
    if (self->was_up) {
        return is_same ? SIM_TICK_ZERO_PLUS : SIM_TICK_PLUS;
    }
    return is_same ? SIM_TICK_ZERO_MINUS : SIM_TICK_MINUS;
}

static void
s_write_greeks (sim_tape_t *self, sim_trade_t *trade)
{
    int64_t noise = (int64_t) sim_random_below (&self->random, 400);
    trade->mark_price = trade->price + noise % 20 - 10;
    trade->index_price = self->symbol->base [0] == 'E' ? 30210 + noise : 867200 + noise;
    trade->mark_iv = 4400 + noise;
    trade->iv = trade->mark_iv + noise % 60 - 30;
}

static void
s_write_fill (sim_tape_t *self, sim_trade_t *trade, sim_level_t level)
{
    s_write_id (self, trade->id);
    trade->price = level.price;
    trade->size = level.size;
    trade->tick = s_tick (self, level.price);
    trade->is_rpi = self->symbol->category != SIM_OPTION && sim_random_percent (&self->random, 2);
    if (self->symbol->category == SIM_OPTION) {
        s_write_greeks (self, trade);
    }
    self->kept [self->printed % SIM_TAPE_KEPT] = *trade;
    self->printed++;
}

size_t
sim_tape_print (sim_tape_t *self, sim_book_t *book, int64_t at_ms, uint64_t seq, size_t wanted)
{
    assert (self);
    assert (wanted <= SIM_FILLS_MAX);
    bool is_buy = sim_book_leans_up (book);
    size_t count = sim_book_take (book, is_buy, self->levels, wanted ? wanted : s_wanted (self));
    bool is_block = count == 1 && sim_random_below (&self->random, 500) == 0;
    for (size_t i = 0; i < count; i++) {
        self->fills [i] = (sim_trade_t){ .symbol = self->symbol,
                                         .at_ms = at_ms,
                                         .seq = seq,
                                         .is_buy = is_buy,
                                         .is_block = is_block };
        s_write_fill (self, &self->fills [i], self->levels [i]);
    }
    return count;
}

const sim_trade_t *
sim_tape_fills (const sim_tape_t *self)
{
    return self->fills;
}

void
sim_tape_refine (sim_tape_t *self)
{
    assert (self);
    self->last_price *= 10;
    for (size_t i = 0; i < SIM_TAPE_KEPT; i++) {
        self->kept [i].price *= 10;
    }
}

const sim_trade_t *
sim_tape_recent (const sim_tape_t *self, size_t index)
{
    if (index >= SIM_TAPE_KEPT || index >= self->printed) {
        return NULL;
    }
    return &self->kept [(self->printed - 1 - index) % SIM_TAPE_KEPT];
}
