//  gw_digest - pure: a number that two sides of a book share if they hold the same levels

#include "gw_digest.h"

#include <assert.h>

static uint64_t
s_mix (uint64_t bits)
{
    bits = (bits ^ bits >> 32) * 0xd6e8feb86659fd93u;
    bits = (bits ^ bits >> 32) * 0xd6e8feb86659fd93u;
    return bits ^ bits >> 32;
}

//  As if it were written with all digits that there can be, so that zeros at its end say
//  nothing. It wraps: numbers that are alike here are at least 7e13 of their digits apart.

static uint64_t
s_number (mdp_decimal_t number)
{
    assert (number.scale <= MDP_DECIMAL_DIGITS_MAX);
    return (uint64_t) number.mantissa
           * (uint64_t) mdp_decimal_powers [MDP_DECIMAL_DIGITS_MAX - number.scale];
}

//  A sum, so that their order says nothing.

static uint64_t
s_side (const mdp_level_t *levels, size_t count, uint64_t side)
{
    uint64_t digest = s_mix (count * 3 + side);
    for (size_t index = 0; index < count; index++) {
        const mdp_level_t *level = &levels [index];
        digest += s_mix (s_number (level->price) * 0x9e3779b97f4a7c15u
                         + s_number (level->size) * 0xbf58476d1ce4e5b9u + side);
    }
    return digest;
}

uint64_t
gw_digest_levels (const mdp_level_t *bids, size_t bids_count, const mdp_level_t *asks,
                  size_t asks_count)
{
    return s_side (bids, bids_count, 1) + s_side (asks, asks_count, 2);
}
