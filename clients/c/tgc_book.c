//  tgc_book - the levels of one symbol, best first

#include "tgc_book.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_decimal.h"

//  The best level is the last one: most changes are near it, and then little moves.
//  A better price is a greater sign * price.
typedef struct {
    double sign;  //  1 for bids, -1 for asks
    size_t count;
    size_t count_max;  //  Room for so many
    tgc_level_t *levels;
} side_t;

struct tgc_book {
    side_t sides [2];  //  By tgc_book_side_t
    uint64_t epoch;
    uint64_t seq;
    uint64_t u;
};

tgc_book_t *
tgc_book_new (void)
{
    tgc_book_t *self = calloc (1, sizeof *self);
    assert (self);
    self->sides [TGC_BIDS].sign = 1;
    self->sides [TGC_ASKS].sign = -1;
    return self;
}

void
tgc_book_destroy (tgc_book_t **self_p)
{
    assert (self_p);
    tgc_book_t *self = *self_p;
    if (self) {
        free (self->sides [TGC_BIDS].levels);
        free (self->sides [TGC_ASKS].levels);
        free (self);
        *self_p = NULL;
    }
}

//  Different decimals may have the same double: their texts decide then.

static int
s_compare_texts (const tgc_number_t *a, const tgc_number_t *b)
{
    if (*a->text == '\0' || *b->text == '\0') {
        return 0;
    }
    mdp_decimal_t decimal_a;
    mdp_decimal_t decimal_b;
    int rc = mdp_decimal_parse (&decimal_a, a->text, strlen (a->text));
    assert (rc == 0);
    rc = mdp_decimal_parse (&decimal_b, b->text, strlen (b->text));
    assert (rc == 0);
    return mdp_decimal_compare (decimal_a, decimal_b);
}

static bool
s_is_same (const tgc_number_t *a, const tgc_number_t *b)
{
    return a->value == b->value && s_compare_texts (a, b) == 0;
}

//  The values are the same, and yet a is the worse price.

static bool
s_is_worse_text (const side_t *side, const tgc_number_t *a, const tgc_number_t *b)
{
    return a->value == b->value && side->sign * s_compare_texts (a, b) < 0;
}

//  Where the first level is that is not worse than the price. The search by value has no
//  branch to guess wrong; prices of the same value come after it.

static size_t
s_find (const side_t *side, const tgc_number_t *price)
{
    double wanted = side->sign * price->value;
    size_t first = 0;
    size_t count = side->count;
    while (count > 0) {
        size_t half = count / 2;
        bool is_worse = side->sign * side->levels [first + half].price.value < wanted;
        first += is_worse ? half + 1 : 0;
        count = is_worse ? count - half - 1 : half;
    }
    while (first < side->count && s_is_worse_text (side, &side->levels [first].price, price)) {
        first++;
    }
    return first;
}

//  Room for one level more. Returns 0, or -1 where there may be no more.

static int
s_grow (side_t *side)
{
    if (side->count < side->count_max) {
        return 0;
    }
    if (side->count_max == TGC_BOOK_LEVELS_MAX) {
        return -1;
    }
    side->count_max = side->count_max == 0 ? 64 : 2 * side->count_max;
    side->levels = realloc (side->levels, side->count_max * sizeof *side->levels);
    assert (side->levels);
    return 0;
}

static int
s_insert (side_t *side, size_t index, const tgc_level_t *level)
{
    if (s_grow (side) != 0) {
        return -1;
    }
    tgc_level_t *place = &side->levels [index];
    memmove (place + 1, place, (side->count - index) * sizeof *place);
    *place = *level;
    side->count++;
    return 0;
}

//  Delete, replace or add the level. Returns 0, or -1 where there is no room.

static int
s_put (side_t *side, const tgc_level_t *level)
{
    size_t index = s_find (side, &level->price);
    bool is_there = index < side->count && s_is_same (&side->levels [index].price, &level->price);
    if (level->size.value != 0) {
        if (!is_there) {
            return s_insert (side, index, level);
        }
        side->levels [index] = *level;
    } else if (is_there) {
        tgc_level_t *place = &side->levels [index];
        side->count--;
        memmove (place, place + 1, (side->count - index) * sizeof *place);
    }
    return 0;
}

//  From the last to the first: those of a snapshot are then each better than the one before.

static int
s_put_all (side_t *side, const tgc_level_t *levels, size_t count)
{
    for (size_t index = count; index > 0; index--) {
        if (s_put (side, &levels [index - 1]) != 0) {
            return -1;
        }
    }
    return 0;
}

int
tgc_book_apply (tgc_book_t *self, const tgc_message_t *message)
{
    assert (self);
    assert (message);
    assert (message->type == TGC_SNAPSHOT || message->type == TGC_DELTA);
    const tgc_depth_t *depth = &message->as.depth;
    side_t *bids = &self->sides [TGC_BIDS];
    side_t *asks = &self->sides [TGC_ASKS];
    if (message->type == TGC_SNAPSHOT) {
        bids->count = asks->count = 0;
    }
    self->epoch = message->epoch;
    self->seq = message->seq;
    self->u = depth->u;
    if (s_put_all (bids, depth->bids, depth->bids_count) != 0
        || s_put_all (asks, depth->asks, depth->asks_count) != 0) {
        bids->count = asks->count = 0;
        return -1;
    }
    return 0;
}

uint64_t
tgc_book_epoch (const tgc_book_t *self)
{
    assert (self);
    return self->epoch;
}

uint64_t
tgc_book_seq (const tgc_book_t *self)
{
    assert (self);
    return self->seq;
}

uint64_t
tgc_book_u (const tgc_book_t *self)
{
    assert (self);
    return self->u;
}

size_t
tgc_book_count (const tgc_book_t *self, tgc_book_side_t side)
{
    assert (self);
    return self->sides [side].count;
}

const tgc_level_t *
tgc_book_level (const tgc_book_t *self, tgc_book_side_t side, size_t index)
{
    assert (self);
    const side_t *levels = &self->sides [side];
    return index < levels->count ? &levels->levels [levels->count - 1 - index] : NULL;
}
