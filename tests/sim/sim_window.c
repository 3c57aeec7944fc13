//  sim_window - what the readers of one depth have been told of a book, and what to tell next

#include "sim_window.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t sign;  //  As in the book: a better price is a smaller sign * price
    size_t count;
    size_t changes_count;
    sim_level_t *levels;   //  Up to depth
    sim_level_t *changes;  //  Up to twice depth: all gone, all new
} side_t;

struct sim_window {
    size_t depth;
    uint64_t u;
    side_t bids;
    side_t asks;
};

static void
s_side_init (side_t *side, int64_t sign, size_t depth)
{
    side->sign = sign;
    side->levels = calloc (depth, sizeof *side->levels);
    assert (side->levels);
    side->changes = calloc (2 * depth, sizeof *side->changes);
    assert (side->changes);
}

sim_window_t *
sim_window_new (size_t depth, uint64_t u)
{
    assert (depth > 0);
    sim_window_t *self = calloc (1, sizeof *self);
    assert (self);
    self->depth = depth;
    self->u = u;
    s_side_init (&self->bids, -1, depth);
    s_side_init (&self->asks, 1, depth);
    return self;
}

void
sim_window_destroy (sim_window_t **self_p)
{
    assert (self_p);
    sim_window_t *self = *self_p;
    if (self) {
        free (self->bids.levels);
        free (self->bids.changes);
        free (self->asks.levels);
        free (self->asks.changes);
        free (self);
        *self_p = NULL;
    }
}

//  Walk the old and the new levels side by side and note the difference.

static void
s_side_update (side_t *side, const sim_level_t *levels, size_t count)
{
    size_t old = 0;
    size_t new = 0;
    side->changes_count = 0;
    while (old < side->count || new < count) {
        int64_t order = 0;  //  Negative: the old one is better, so it is gone
        if (old == side->count) {
            order = 1;
        } else if (new == count) {
            order = -1;
        } else {
            order = side->sign * (side->levels [old].price - levels [new].price);
        }
        if (order < 0) {
            side->changes [side->changes_count++] = (sim_level_t){ side->levels [old].price, 0 };
        } else if (order > 0 || side->levels [old].size != levels [new].size) {
            side->changes [side->changes_count++] = levels [new];
        }
        old += order <= 0;
        new += order >= 0;
    }
    memcpy (side->levels, levels, count * sizeof *levels);
    side->count = count;
}

static void
s_look (sim_window_t *self, const sim_book_t *book)
{
    size_t bids_count = 0;
    size_t asks_count = 0;
    const sim_level_t *bids = sim_book_bids (book, &bids_count);
    const sim_level_t *asks = sim_book_asks (book, &asks_count);
    s_side_update (&self->bids, bids, bids_count < self->depth ? bids_count : self->depth);
    s_side_update (&self->asks, asks, asks_count < self->depth ? asks_count : self->depth);
}

bool
sim_window_update (sim_window_t *self, const sim_book_t *book)
{
    assert (self);
    s_look (self, book);
    bool is_changed = self->bids.changes_count + self->asks.changes_count > 0;
    self->u += is_changed;
    return is_changed;
}

void
sim_window_restart (sim_window_t *self, const sim_book_t *book, uint64_t u)
{
    assert (self);
    s_look (self, book);
    self->u = u;
}

void
sim_window_refine (sim_window_t *self)
{
    assert (self);
    for (size_t i = 0; i < self->bids.count; i++) {
        self->bids.levels [i].price *= 10;
    }
    for (size_t i = 0; i < self->asks.count; i++) {
        self->asks.levels [i].price *= 10;
    }
}

size_t
sim_window_depth (const sim_window_t *self)
{
    return self->depth;
}

uint64_t
sim_window_u (const sim_window_t *self)
{
    return self->u;
}

const sim_level_t *
sim_window_bids (const sim_window_t *self, size_t *count)
{
    *count = self->bids.count;
    return self->bids.levels;
}

const sim_level_t *
sim_window_asks (const sim_window_t *self, size_t *count)
{
    *count = self->asks.count;
    return self->asks.levels;
}

const sim_level_t *
sim_window_bid_changes (const sim_window_t *self, size_t *count)
{
    *count = self->bids.changes_count;
    return self->bids.changes;
}

const sim_level_t *
sim_window_ask_changes (const sim_window_t *self, size_t *count)
{
    *count = self->asks.changes_count;
    return self->asks.changes;
}
