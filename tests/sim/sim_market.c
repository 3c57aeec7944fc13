//  sim_market - every symbol there is, with its book and tape, and what happens to it when

#include "sim_market.h"

#include "sim_clock.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAG_NS_MAX = SIM_NS_PER_S,  //  Later than this is not caught up with
    PRICE_SCALE_MAX = 8
};

//  What starts, sleeps and is ordered together: one symbol, or for options all the
//  symbols of a base coin, since they share a trade topic.
typedef struct {
    size_t first;
    size_t count;
    int64_t start_at;
    int64_t due_at;  //  INT64_MAX while asleep
    size_t due_index;
    bool due_is_trade;
} unit_t;

struct sim_market {
    sim_market_policy_t policy;
    int64_t book_ns;  //  Period; 0 for never
    int64_t trade_ns;
    sim_instrument_t *instruments;
    size_t count;
    unit_t *units;
    size_t units_count;
    size_t cursor;  //  The unit to look at next
};

static void
s_instrument_init (sim_market_t *self, sim_instrument_t *instrument, const sim_symbol_t *symbol)
{
    const char *category = sim_category_name (symbol->category);
    uint64_t seed = sim_random_hash (self->policy.seed, category);
    instrument->symbol = *symbol;
    instrument->random = sim_random_make (seed, symbol->name);
    instrument->seq =
        UINT64_C (100000000000) + sim_random_below (&instrument->random, UINT64_C (800000000000));
    sim_random_t of_book = { sim_random_next (&instrument->random) };
    sim_random_t of_tape = { sim_random_next (&instrument->random) };
    instrument->book = sim_book_new (&instrument->symbol, of_book);
    instrument->tape = sim_tape_new (&instrument->symbol, of_tape);
}

static bool
s_is_same_unit (const sim_instrument_t *one, const sim_instrument_t *other)
{
    return one->symbol.category == SIM_OPTION && other->symbol.category == SIM_OPTION
           && strcmp (one->symbol.base, other->symbol.base) == 0;
}

static void
s_make_units (sim_market_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        sim_instrument_t *instrument = &self->instruments [i];
        if (i == 0 || !s_is_same_unit (instrument - 1, instrument)) {
            self->units [self->units_count++] = (unit_t){ .first = i, .due_at = INT64_MAX };
        }
        instrument->unit = self->units_count - 1;
        self->units [instrument->unit].count++;
    }
}

static int64_t
s_period (double rate)
{
    return rate > 0 ? (int64_t) (SIM_NS_PER_S / rate) : 0;
}

sim_market_t *
sim_market_new (const sim_symbol_t *symbols, size_t count, const sim_market_policy_t *policy)
{
    sim_market_t *self = calloc (1, sizeof *self);
    assert (self);
    self->policy = *policy;
    self->book_ns = s_period (policy->book_rate);
    self->trade_ns = s_period (policy->trade_rate);
    sim_symbol_t *sorted = calloc (count + 1, sizeof *sorted);
    assert (sorted);
    if (count > 0) {
        memcpy (sorted, symbols, count * sizeof *sorted);
        qsort (sorted, count, sizeof *sorted, sim_symbol_compare);
    }
    self->instruments = calloc (count + 1, sizeof *self->instruments);
    assert (self->instruments);
    self->units = calloc (count + 1, sizeof *self->units);
    assert (self->units);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || sim_symbol_compare (&sorted [i - 1], &sorted [i]) != 0) {
            s_instrument_init (self, &self->instruments [self->count++], &sorted [i]);
        }
    }
    free (sorted);
    s_make_units (self);
    return self;
}

void
sim_market_destroy (sim_market_t **self_p)
{
    assert (self_p);
    sim_market_t *self = *self_p;
    if (self) {
        for (size_t i = 0; i < self->count; i++) {
            sim_book_destroy (&self->instruments [i].book);
            sim_tape_destroy (&self->instruments [i].tape);
        }
        free (self->instruments);
        free (self->units);
        free (self);
        *self_p = NULL;
    }
}

sim_instrument_t *
sim_market_instruments (sim_market_t *self, size_t *count)
{
    *count = self->count;
    return self->instruments;
}

sim_instrument_t *
sim_market_find (sim_market_t *self, sim_category_t category, const char *name)
{
    for (size_t i = 0; i < self->count; i++) {
        const sim_symbol_t *symbol = &self->instruments [i].symbol;
        if (symbol->category == category && strcmp (symbol->name, name) == 0) {
            return &self->instruments [i];
        }
    }
    return NULL;
}

sim_instrument_t *
sim_market_find_base (sim_market_t *self, sim_category_t category, const char *base)
{
    for (size_t i = 0; i < self->count; i++) {
        const sim_symbol_t *symbol = &self->instruments [i].symbol;
        if (symbol->category == category && strcmp (symbol->base, base) == 0) {
            return &self->instruments [i];
        }
    }
    return NULL;
}

//  Offset of an instrument's next event from its unit's start. Takers come between
//  the moves of the book, spread over the period by the instrument's place.

static int64_t
s_offset (const sim_market_t *self, const sim_instrument_t *instrument, bool is_trade)
{
    int64_t period = is_trade ? self->trade_ns : self->book_ns;
    uint64_t done = is_trade ? instrument->prints_count : instrument->steps_count;
    if (period == 0 || instrument->is_delisted) {
        return INT64_MAX;
    }
    uint64_t spread = sim_random_hash (is_trade, instrument->symbol.name) % 1000;
    return (int64_t) done * period + period / 1000 * (int64_t) spread;
}

static void
s_plan (sim_market_t *self, unit_t *unit)
{
    int64_t best = INT64_MAX;
    for (size_t i = unit->first; i < unit->first + unit->count; i++) {
        int64_t book = s_offset (self, &self->instruments [i], false);
        int64_t trade = s_offset (self, &self->instruments [i], true);
        int64_t first = book <= trade ? book : trade;
        if (first < best) {
            best = first;
            unit->due_index = i;
            unit->due_is_trade = trade < book;
        }
    }
    unit->due_at = best == INT64_MAX ? INT64_MAX : unit->start_at + best;
}

void
sim_market_wake (sim_market_t *self, sim_instrument_t *instrument, int64_t now_ns)
{
    unit_t *unit = &self->units [instrument->unit];
    if (unit->due_at == INT64_MAX) {
        s_plan (self, unit);
        if (unit->due_at != INT64_MAX) {  //  The past is not made up for
            unit->start_at += now_ns - unit->due_at;
            unit->due_at = now_ns;
        }
    }
}

void
sim_market_sleep (sim_market_t *self, sim_instrument_t *instrument)
{
    self->units [instrument->unit].due_at = INT64_MAX;
}

bool
sim_market_refine (sim_instrument_t *instrument)
{
    assert (instrument);
    sim_symbol_t *symbol = &instrument->symbol;
    if (symbol->category == SIM_OPTION || symbol->price_scale == PRICE_SCALE_MAX) {
        return false;
    }
    symbol->price_scale++;
    symbol->price_start *= 10;
    sim_book_refine (instrument->book);
    sim_tape_refine (instrument->tape);
    return true;
}

uint64_t
sim_market_next_seq (sim_instrument_t *instrument)
{
    instrument->seq += 1 + sim_random_below (&instrument->random, 400);
    return instrument->seq;
}

void
sim_market_move (sim_market_t *self, sim_instrument_t *instrument)
{
    (void) self;
    sim_book_step (instrument->book);
    (void) sim_market_next_seq (instrument);
}

bool
sim_market_next (sim_market_t *self, int64_t now_ns, sim_market_event_t *event)
{
    for (size_t looked = 0; looked < self->units_count; looked++) {
        unit_t *unit = &self->units [self->cursor];
        if (unit->due_at <= now_ns) {
            if (now_ns - unit->due_at > LAG_NS_MAX) {
                unit->start_at += now_ns - unit->due_at;
            }
            event->instrument = &self->instruments [unit->due_index];
            event->is_trade = unit->due_is_trade;
            if (event->is_trade) {
                event->instrument->prints_count++;
            } else {
                event->instrument->steps_count++;
                sim_market_move (self, event->instrument);
            }
            s_plan (self, unit);
            return true;
        }
        self->cursor = (self->cursor + 1) % self->units_count;
    }
    return false;
}

int64_t
sim_market_due_at (const sim_market_t *self)
{
    int64_t due_at = INT64_MAX;
    for (size_t i = 0; i < self->units_count; i++) {
        due_at = self->units [i].due_at < due_at ? self->units [i].due_at : due_at;
    }
    return due_at;
}
