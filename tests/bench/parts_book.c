//  parts_book - what a delta costs a book of each depth

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gw_book.h"
#include "parts.h"

enum {
    DELTAS = 512,  //  Of a book; half of them delete what the other half brings
    LEVELS = 4     //  A side of a delta
};

typedef struct {
    mdp_depth_t events [DELTAS];
    mdp_level_t levels [DELTAS][2][LEVELS];
    gw_book_t *book;
    uint64_t update_id;
} deltas_t;

//  A level goes and comes back, the sizes of three others change.

static mdp_level_t
s_level (int64_t price, int64_t size)
{
    return (mdp_level_t){ .price = { price, 1 }, .size = { size, 3 } };
}

static void
s_make_book (deltas_t *self, size_t depth)
{
    mdp_level_t *sides [2];
    self->update_id = 1;
    self->book = gw_book_new (depth);
    for (size_t side = 0; side < 2; side++) {
        int64_t sign = side == 0 ? -1 : 1;
        sides [side] = calloc (depth, sizeof *sides [side]);
        assert (sides [side]);
        for (size_t place = 0; place < depth; place++) {
            sides [side][place] = s_level (867235 + sign * (int64_t) (place + 1), 1000);
        }
        for (size_t index = 0; index < DELTAS; index++) {
            size_t first = (index / 2 * 7919) % (depth - LEVELS);
            for (size_t level = 0; level < LEVELS; level++) {
                int64_t price = 867235 + sign * (int64_t) (first + level + 1);
                bool is_gone = level == 1 && index % 2 == 0;
                self->levels [index][side][level] = s_level (price, is_gone ? 0 : 2000);
            }
        }
    }
    for (size_t index = 0; index < DELTAS; index++) {
        self->events [index] = (mdp_depth_t){ .category = MDP_LINEAR,
                                              .depth = (uint32_t) depth,
                                              .bids = self->levels [index][0],
                                              .bids_count = LEVELS,
                                              .asks = self->levels [index][1],
                                              .asks_count = LEVELS };
    }
    const mdp_depth_t snapshot = { .is_snapshot = true,
                                   .update_id = 1,
                                   .bids = sides [0],
                                   .bids_count = depth,
                                   .asks = sides [1],
                                   .asks_count = depth };
    gw_book_result_t result = gw_book_apply (self->book, &snapshot);
    assert (result == GW_BOOK_REPLACED);
    free (sides [0]);
    free (sides [1]);
}

static void
s_apply (parts_t *self, size_t index)
{
    deltas_t *deltas = self->owned;
    mdp_depth_t *event = &deltas->events [index % DELTAS];
    event->update_id = ++deltas->update_id;
    gw_book_result_t result = gw_book_apply (deltas->book, event);
    assert (result == GW_BOOK_CHANGED);
}

static void
s_copy_levels (parts_t *self, size_t index)
{
    const deltas_t *deltas = self->owned;
    memcpy (self->frame, deltas->levels [index % DELTAS], sizeof *deltas->levels);
    self->sum += self->frame [8];
}

static void
s_measure (parts_t *self, size_t depth)
{
    char name [64];
    deltas_t deltas;
    self->owned = &deltas;
    s_make_book (&deltas, depth);
    (void) snprintf (name, sizeof name, "book of %zu: apply a delta of 8 levels", depth);
    parts_measure (self, name, s_apply, s_copy_levels, 100 * DELTAS);
    gw_book_destroy (&deltas.book);
}

void
parts_book (parts_t *self)
{
    s_measure (self, 50);
    s_measure (self, 200);
    s_measure (self, 1000);
}
