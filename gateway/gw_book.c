//  gw_book - pure: one symbol's book, rebuilt from snapshots and deltas

#include "gw_book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

//  Levels are kept best first in the middle of a buffer with room at both
//  ends: most changes are near the best price, and there the shorter part
//  moves. What was dropped last stands just behind the kept levels.
typedef struct {
    int sign;      //  1 for asks, -1 for bids: a better price is a smaller sign * price
    size_t depth;  //  Levels that may be kept
    size_t first;  //  Index of the best level in the buffer
    size_t count;
    size_t dropped;  //  Levels behind the kept ones
    size_t room;     //  Levels that fit the buffer
    mdp_level_t *buffer;
} side_t;

struct gw_book {
    side_t bids;
    side_t asks;
    uint64_t update_id;  //  Of the last applied event
    bool is_valid;
};

static void
s_side_init (side_t *side, int sign, size_t depth)
{
    side->sign = sign;
    side->depth = depth;
    side->room = 2 * depth + 16;
    side->first = side->room / 4;
    side->buffer = malloc (side->room * sizeof *side->buffer);
    assert (side->buffer);
}

gw_book_t *
gw_book_new (size_t depth)
{
    assert (depth > 0);
    gw_book_t *self = calloc (1, sizeof *self);
    assert (self);
    s_side_init (&self->bids, -1, depth);
    s_side_init (&self->asks, 1, depth);
    return self;
}

void
gw_book_destroy (gw_book_t **self_p)
{
    assert (self_p);
    gw_book_t *self = *self_p;
    if (self) {
        free (self->bids.buffer);
        free (self->asks.buffer);
        free (self);
        *self_p = NULL;
    }
}

static mdp_level_t *
s_levels (const side_t *side)
{
    return side->buffer + side->first;
}

static void
s_side_clear (side_t *side)
{
    side->first = side->room / 4;
    side->count = 0;
    side->dropped = 0;
}

//  True if a level is better than the price. Prices of one book mostly have one scale.

static inline bool
s_is_better (const mdp_level_t *level, mdp_decimal_t price, int sign)
{
    if (level->price.scale != price.scale) {
        return sign * mdp_decimal_compare_scales (level->price, price) < 0;
    }
    return sign > 0 ? level->price.mantissa < price.mantissa
                    : level->price.mantissa > price.mantissa;
}

//  Index of the first level that is not better than the price. The sign is known where this is
//  compiled; nothing is guessed, since a wrong guess is dear.

static inline size_t
s_search (const side_t *side, mdp_decimal_t price, int sign)
{
    const mdp_level_t *levels = s_levels (side);
    size_t left = side->count;
    if (left == 0 || s_is_better (&levels [left - 1], price, sign)) {
        return left;  //  Behind all: so come the levels of a snapshot
    }
    const mdp_level_t *first = levels;
    while (left > 1) {
        size_t half = left / 2;
        first += s_is_better (&first [half - 1], price, sign) ? half : 0;
        left -= half;
    }
    return (size_t) (first - levels);
}

static size_t
s_find (const side_t *side, mdp_decimal_t price)
{
    return side->sign > 0 ? s_search (side, price, 1) : s_search (side, price, -1);
}

static void
s_delete_at (side_t *side, size_t index)
{
    mdp_level_t *levels = s_levels (side);
    if (index < side->count / 2) {
        memmove (levels + 1, levels, index * sizeof *levels);
        side->first++;
    } else {
        memmove (levels + index, levels + index + 1, (side->count - index - 1) * sizeof *levels);
    }
    side->count--;
}

//  Make room at both ends. The buffer only grows where one event carries more
//  levels than the depth, which the exchange does not do.

static void
s_recentre (side_t *side)
{
    size_t room = side->count + 16 > side->room - side->room / 4 ? 2 * side->room : side->room;
    size_t first = (room - side->count) / 2;
    if (room > side->room) {
        side->buffer = realloc (side->buffer, room * sizeof *side->buffer);
        assert (side->buffer);
        side->room = room;
    }
    memmove (side->buffer + first, s_levels (side), side->count * sizeof *side->buffer);
    side->first = first;
}

static void
s_insert_at (side_t *side, size_t index, const mdp_level_t *level)
{
    if (side->first == 0 || side->first + side->count == side->room) {
        s_recentre (side);
    }
    mdp_level_t *levels = s_levels (side);
    if (index < side->count / 2) {
        memmove (levels - 1, levels, index * sizeof *levels);
        side->first--;
    } else {
        memmove (levels + index + 1, levels + index, (side->count - index) * sizeof *levels);
    }
    side->count++;
    s_levels (side) [index] = *level;
}

static void
s_put (side_t *side, const mdp_level_t *level)
{
    size_t index = s_find (side, level->price);
    bool is_known = index < side->count
                    && mdp_decimal_compare (s_levels (side) [index].price, level->price) == 0;
    if (mdp_decimal_is_zero (level->size)) {
        if (is_known) {
            s_delete_at (side, index);
        }
    } else if (is_known) {
        s_levels (side) [index] = *level;
    } else {
        s_insert_at (side, index, level);
    }
}

static void
s_put_all (side_t *side, const mdp_level_t *levels, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        s_put (side, &levels [index]);
    }
    if (side->count > side->depth) {
        side->dropped = side->count - side->depth;
        side->count = side->depth;
    }
}

static bool
s_is_same (const side_t *side, const mdp_level_t *levels, size_t count)
{
    if (side->count != count) {
        return false;
    }
    const mdp_level_t *ours = s_levels (side);
    for (size_t index = 0; index < count; index++) {
        if (mdp_decimal_compare (ours [index].price, levels [index].price) != 0
            || mdp_decimal_compare (ours [index].size, levels [index].size) != 0) {
            return false;
        }
    }
    return true;
}

static bool
s_is_crossed (const gw_book_t *self)
{
    return self->bids.count > 0 && self->asks.count > 0
           && mdp_decimal_compare (s_levels (&self->bids)->price, s_levels (&self->asks)->price)
                  >= 0;
}

static gw_book_result_t
s_replace (gw_book_t *self, const mdp_depth_t *depth)
{
    if (!depth->is_snapshot && depth->bids_count + depth->asks_count == 0) {
        self->is_valid = false;
        return GW_BOOK_EMPTIED;
    }
    if (self->is_valid && depth->update_id == self->update_id
        && s_is_same (&self->bids, depth->bids, depth->bids_count)
        && s_is_same (&self->asks, depth->asks, depth->asks_count)) {
        return GW_BOOK_REPEATED;
    }
    s_side_clear (&self->bids);
    s_side_clear (&self->asks);
    self->update_id = depth->update_id;
    self->is_valid = true;
    return GW_BOOK_REPLACED;
}

gw_book_result_t
gw_book_apply (gw_book_t *self, const mdp_depth_t *depth)
{
    assert (self);
    assert (depth);
    gw_book_result_t result = GW_BOOK_CHANGED;
    self->bids.dropped = 0;
    self->asks.dropped = 0;
    if (depth->is_snapshot || depth->update_id == 1) {
        result = s_replace (self, depth);
        if (result != GW_BOOK_REPLACED) {
            return result;
        }
    } else if (!self->is_valid) {
        return GW_BOOK_ORPHAN;
    } else if (depth->update_id <= self->update_id) {
        return GW_BOOK_DUPLICATE;
    } else if (depth->update_id > self->update_id + 1) {
        self->is_valid = false;
        return GW_BOOK_JUMPED;
    }
    s_put_all (&self->bids, depth->bids, depth->bids_count);
    s_put_all (&self->asks, depth->asks, depth->asks_count);
    self->update_id = depth->update_id;
    if (s_is_crossed (self)) {
        self->is_valid = false;
        return GW_BOOK_CROSSED;
    }
    return result;
}

void
gw_book_lose (gw_book_t *self)
{
    assert (self);
    self->is_valid = false;
}

bool
gw_book_is_valid (const gw_book_t *self)
{
    assert (self);
    return self->is_valid;
}

uint64_t
gw_book_update_id (const gw_book_t *self)
{
    assert (self);
    return self->update_id;
}

const mdp_level_t *
gw_book_bids (const gw_book_t *self, size_t *count)
{
    *count = self->bids.count;
    return s_levels (&self->bids);
}

const mdp_level_t *
gw_book_asks (const gw_book_t *self, size_t *count)
{
    *count = self->asks.count;
    return s_levels (&self->asks);
}

const mdp_level_t *
gw_book_bids_dropped (const gw_book_t *self, size_t *count)
{
    *count = self->bids.dropped;
    return s_levels (&self->bids) + self->bids.count;
}

const mdp_level_t *
gw_book_asks_dropped (const gw_book_t *self, size_t *count)
{
    *count = self->asks.dropped;
    return s_levels (&self->asks) + self->asks.count;
}
