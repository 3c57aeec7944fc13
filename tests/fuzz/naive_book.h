//  naive_book - a book that is too simple to be wrong: an array that is sorted after every event
//
//  For tests and fuzzers alone. Prices and sizes are integers; whoever uses it
//  decides which decimals they stand for.

#ifndef NAIVE_BOOK_H
#define NAIVE_BOOK_H

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "gw_book.h"

enum { NAIVE_LEVELS_MAX = 4096 };

typedef struct {
    int64_t price;
    int64_t size;
} naive_level_t;

typedef struct {
    int sign;  //  1 for asks, -1 for bids
    size_t count;
    naive_level_t levels [NAIVE_LEVELS_MAX];
} naive_side_t;

typedef struct {
    size_t depth;
    bool is_valid;
    uint64_t update_id;
    naive_side_t bids;
    naive_side_t asks;
} naive_book_t;

//  One event, in the model's integers.
typedef struct {
    bool is_snapshot;
    uint64_t update_id;
    const naive_level_t *bids;
    size_t bids_count;
    const naive_level_t *asks;
    size_t asks_count;
} naive_event_t;

static inline void
naive_book_init (naive_book_t *self, size_t depth)
{
    memset (self, 0, sizeof *self);
    self->depth = depth;
    self->bids.sign = -1;
    self->asks.sign = 1;
}

//  Ascending; bids are kept with their prices negated while they are sorted.

static inline int
naive_compare (const void *a, const void *b)
{
    const naive_level_t *one = a;
    const naive_level_t *other = b;
    return (one->price > other->price) - (one->price < other->price);
}

static inline void
naive_flip (naive_side_t *side)
{
    for (size_t index = 0; index < side->count; index++) {
        side->levels [index].price *= side->sign;
    }
}

static inline void
naive_put (naive_side_t *side, naive_level_t level)
{
    size_t kept = 0;
    for (size_t index = 0; index < side->count; index++) {
        if (side->levels [index].price != level.price) {
            side->levels [kept++] = side->levels [index];
        }
    }
    side->count = kept;
    if (level.size != 0) {
        assert (side->count < NAIVE_LEVELS_MAX);
        side->levels [side->count++] = level;
    }
}

static inline void
naive_put_all (naive_side_t *side, const naive_level_t *levels, size_t count, size_t depth)
{
    for (size_t index = 0; index < count; index++) {
        naive_put (side, levels [index]);
    }
    naive_flip (side);
    qsort (side->levels, side->count, sizeof *side->levels, naive_compare);
    naive_flip (side);
    side->count = side->count < depth ? side->count : depth;
}

//  What a book must answer to the event, by the exchange's rules. Repetitions
//  are not told from news: both leave the same book.

static inline gw_book_result_t
naive_apply (naive_book_t *self, const naive_event_t *event)
{
    gw_book_result_t result = GW_BOOK_CHANGED;
    if (event->is_snapshot || event->update_id == 1) {
        result = GW_BOOK_REPLACED;
        self->bids.count = 0;
        self->asks.count = 0;
    } else if (!self->is_valid) {
        return GW_BOOK_ORPHAN;
    } else if (event->update_id <= self->update_id) {
        return GW_BOOK_DUPLICATE;
    } else if (event->update_id != self->update_id + 1) {
        self->is_valid = false;
        return GW_BOOK_JUMPED;
    }
    naive_put_all (&self->bids, event->bids, event->bids_count, self->depth);
    naive_put_all (&self->asks, event->asks, event->asks_count, self->depth);
    self->update_id = event->update_id;
    self->is_valid = true;
    if (!event->is_snapshot && event->update_id == 1
        && event->bids_count + event->asks_count == 0) {
        self->is_valid = false;
        return GW_BOOK_EMPTIED;
    }
    if (self->bids.count > 0 && self->asks.count > 0
        && self->bids.levels [0].price >= self->asks.levels [0].price) {
        self->is_valid = false;
        return GW_BOOK_CROSSED;
    }
    return result;
}

//  True if both sides hold the same values, best first.

static inline bool
naive_side_is (const naive_side_t *side, const mdp_level_t *levels, size_t count, uint8_t scale)
{
    if (count != side->count) {
        return false;
    }
    for (size_t index = 0; index < count; index++) {
        const mdp_decimal_t price = { .mantissa = side->levels [index].price, .scale = scale };
        const mdp_decimal_t size = { .mantissa = side->levels [index].size, .scale = 0 };
        if (mdp_decimal_compare (levels [index].price, price) != 0
            || mdp_decimal_compare (levels [index].size, size) != 0) {
            return false;
        }
    }
    return true;
}

static inline bool
naive_is (const naive_book_t *self, const gw_book_t *book, uint8_t scale)
{
    size_t bids_count;
    size_t asks_count;
    const mdp_level_t *bids = gw_book_bids (book, &bids_count);
    const mdp_level_t *asks = gw_book_asks (book, &asks_count);
    return gw_book_is_valid (book) == self->is_valid
           && (!self->is_valid
               || (gw_book_update_id (book) == self->update_id
                   && naive_side_is (&self->bids, bids, bids_count, scale)
                   && naive_side_is (&self->asks, asks, asks_count, scale)));
}

#endif
