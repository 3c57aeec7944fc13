//  sim_book - the true book of one symbol: more levels than anyone is shown, never crossed

#include "sim_book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVELS_MIN = 1100,  //  Fewer are refilled far from the price
    LEVELS_START = 1200,
    LEVELS_MAX = 1600,
    STEP_REACH = 20,   //  The first change of a step is this close to the price
    STEP_CHANGES = 6,  //  Further changes of a step, less one
    TAKE_LEVELS = 8    //  A taker goes no deeper, save for a burst of fills
};

typedef struct {
    int64_t sign;  //  1 for asks, -1 for bids: a better price is a smaller sign * price
    size_t count;
    sim_level_t levels [LEVELS_MAX];
} side_t;

struct sim_book {
    const sim_symbol_t *symbol;
    sim_random_t random;
    side_t bids;
    side_t asks;
};

//  Many small orders and few large ones.

static int64_t
s_size (sim_book_t *self)
{
    uint64_t bound = UINT64_C (1) << sim_random_below (&self->random, 15);
    return self->symbol->size_step * (int64_t) (1 + sim_random_below (&self->random, bound));
}

static int64_t
s_gap (sim_book_t *self)
{
    static const int64_t GAPS [] = { 1, 1, 1, 1, 1, 1, 2, 2, 2, 3 };
    return GAPS [sim_random_below (&self->random, 10)] * self->symbol->price_step;
}

static void
s_insert (side_t *side, size_t index, sim_level_t level)
{
    assert (index <= side->count);
    if (side->count == LEVELS_MAX) {
        side->count = LEVELS_START;
    }
    memmove (side->levels + index + 1, side->levels + index,
             (side->count - index) * sizeof (sim_level_t));
    side->levels [index] = level;
    side->count++;
}

static void
s_remove (side_t *side, size_t index)
{
    assert (index < side->count);
    side->count--;
    memmove (side->levels + index, side->levels + index + 1,
             (side->count - index) * sizeof (sim_level_t));
}

//  Put levels at the far end until there are enough, or the price would reach zero.

static void
s_refill (sim_book_t *self, side_t *side, size_t wanted)
{
    while (side->count < wanted) {
        int64_t price = side->levels [side->count - 1].price + side->sign * s_gap (self);
        if (price <= 0) {
            break;
        }
        side->levels [side->count++] = (sim_level_t){ price, s_size (self) };
    }
}

sim_book_t *
sim_book_new (const sim_symbol_t *symbol, sim_random_t random)
{
    assert (symbol);
    sim_book_t *self = calloc (1, sizeof *self);
    assert (self);
    self->symbol = symbol;
    self->random = random;
    self->bids.sign = -1;
    self->asks.sign = 1;
    self->bids.levels [0] = (sim_level_t){ symbol->price_start, s_size (self) };
    self->asks.levels [0] =
        (sim_level_t){ symbol->price_start + symbol->price_step, s_size (self) };
    self->bids.count = self->asks.count = 1;
    s_refill (self, &self->bids, LEVELS_START);
    s_refill (self, &self->asks, LEVELS_START);
    return self;
}

void
sim_book_destroy (sim_book_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

static void
s_resize (sim_book_t *self, sim_level_t *level)
{
    int64_t size = s_size (self);
    level->size = size == level->size ? size + self->symbol->size_step : size;
}

//  Put a level behind this one, or if the ticks there are taken, change this one.

static void
s_thicken (sim_book_t *self, side_t *side, size_t index)
{
    int64_t price = side->levels [index].price + side->sign * self->symbol->price_step;
    if (index + 1 < side->count && side->levels [index + 1].price != price && price > 0) {
        s_insert (side, index + 1, (sim_level_t){ price, s_size (self) });
    } else {
        s_resize (self, &side->levels [index]);
    }
}

bool
sim_book_leans_up (sim_book_t *self)
{
    int64_t start = self->symbol->price_start;
    int64_t off_percent = (start - self->bids.levels [0].price) * 100 / start;
    int64_t bias = off_percent > 8 ? 40 : off_percent < -8 ? -40 : off_percent * 5;
    return sim_random_percent (&self->random, (unsigned) (50 + bias));
}

//  Quote a better price where the spread has room for one.

static void
s_improve (sim_book_t *self)
{
    side_t *side = sim_book_leans_up (self) ? &self->bids : &self->asks;
    int64_t price = side->levels [0].price - side->sign * self->symbol->price_step;
    if (self->asks.levels [0].price - self->bids.levels [0].price > self->symbol->price_step) {
        s_insert (side, 0, (sim_level_t){ price, s_size (self) });
    }
}

static void
s_change (sim_book_t *self)
{
    side_t *side = sim_random_percent (&self->random, 50) ? &self->bids : &self->asks;
    size_t reach = (size_t) 1 << sim_random_below (&self->random, 10);
    size_t index = (size_t) sim_random_below (&self->random, reach);
    if (index >= side->count) {
        index = 0;
    }
    uint64_t roll = sim_random_below (&self->random, 10);
    if (roll < 5) {
        s_resize (self, &side->levels [index]);
    } else if (roll < 7) {
        s_remove (side, index);
        s_refill (self, side, LEVELS_MIN);
    } else if (roll < 9) {
        s_thicken (self, side, index);
    } else {
        s_improve (self);
    }
}

void
sim_book_step (sim_book_t *self)
{
    assert (self);
    uint64_t changes = sim_random_below (&self->random, STEP_CHANGES);
    for (uint64_t i = 0; i < changes; i++) {
        s_change (self);
    }
    int64_t spread = self->asks.levels [0].price - self->bids.levels [0].price;
    if (spread > 3 * self->symbol->price_step) {
        s_improve (self);
    }
    side_t *side = sim_random_percent (&self->random, 50) ? &self->bids : &self->asks;
    uint64_t reach = sim_random_percent (&self->random, 50) ? 1 : STEP_REACH;
    s_resize (self, &side->levels [sim_random_below (&self->random, reach)]);
}

size_t
sim_book_take (sim_book_t *self, bool is_buy, sim_level_t *fills, size_t count)
{
    assert (self);
    assert (count > 0);
    side_t *side = is_buy ? &self->asks : &self->bids;
    size_t levels_left = TAKE_LEVELS + count / 2;
    size_t taken = 0;
    while (taken < count && levels_left > 0) {
        sim_level_t *best = &side->levels [0];
        int64_t steps = best->size / self->symbol->size_step;
        int64_t size = best->size;
        if (steps > 1 && !sim_random_percent (&self->random, 25)) {
            uint64_t bound = (uint64_t) steps / 2 + 1;
            size =
                self->symbol->size_step * (int64_t) (1 + sim_random_below (&self->random, bound));
        }
        fills [taken++] = (sim_level_t){ best->price, size };
        best->size -= size;
        if (best->size <= 0) {
            s_remove (side, 0);
            s_refill (self, side, LEVELS_MIN);
            levels_left--;
        }
    }
    return taken;
}

void
sim_book_refine (sim_book_t *self)
{
    assert (self);
    for (size_t i = 0; i < self->bids.count; i++) {
        self->bids.levels [i].price *= 10;
    }
    for (size_t i = 0; i < self->asks.count; i++) {
        self->asks.levels [i].price *= 10;
    }
}

const sim_level_t *
sim_book_bids (const sim_book_t *self, size_t *count)
{
    *count = self->bids.count;
    return self->bids.levels;
}

const sim_level_t *
sim_book_asks (const sim_book_t *self, size_t *count)
{
    *count = self->asks.count;
    return self->asks.levels;
}
