//  bybit_digits - pure: reads all digits of a level at once, where the machine can
//
//  BYBIT_DIGITS_AT_ONCE is 1 where it can; elsewhere there is nothing here.

#ifndef BYBIT_DIGITS_H
#define BYBIT_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mdp_event.h"

#if defined __SSE2__ && defined __x86_64__
#include <emmintrin.h>
#define BYBIT_DIGITS_AT_ONCE 1

enum {
    BYBIT_DIGITS_LOOK = 32,    //  Bytes that are looked at
    BYBIT_DIGITS_MAX = 8,      //  Digits before a point, and behind it
    BYBIT_DIGITS_INTEGER = 16  //  Digits of an integer
};

static inline __m128i
bybit_digits_16 (const char *text)
{
    return _mm_loadu_si128 ((const __m128i *) (const void *) text);
}

static inline uint32_t
bybit_digits_bits (__m128i low, __m128i high)
{
    return (uint32_t) _mm_movemask_epi8 (low) | (uint32_t) _mm_movemask_epi8 (high) << 16;
}

//  Which of BYBIT_DIGITS_LOOK bytes close a bracket, as bits, the lowest for the first.
static inline uint32_t
bybit_digits_brackets (const char *text)
{
    const __m128i bracket = _mm_set1_epi8 (']');
    return bybit_digits_bits (_mm_cmpeq_epi8 (bybit_digits_16 (text), bracket),
                              _mm_cmpeq_epi8 (bybit_digits_16 (text + 16), bracket));
}

//  The same of those that are digits.
static inline uint32_t
bybit_digits_digits (const char *text)
{
    const __m128i zero = _mm_set1_epi8 ('0');
    const __m128i nine = _mm_set1_epi8 (9);
    const __m128i low = _mm_sub_epi8 (bybit_digits_16 (text), zero);
    const __m128i high = _mm_sub_epi8 (bybit_digits_16 (text + 16), zero);
    return bybit_digits_bits (_mm_cmpeq_epi8 (_mm_min_epu8 (low, nine), low),
                              _mm_cmpeq_epi8 (_mm_min_epu8 (high, nine), high));
}

//  How many digits a text begins with, at most BYBIT_DIGITS_LOOK; so many bytes are read.
static inline size_t
bybit_digits_count (const char *text)
{
    uint32_t others = ~bybit_digits_digits (text);
    return others ? (size_t) __builtin_ctz (others) : BYBIT_DIGITS_LOOK;
}

//  Where a number is, as bytes from the first that was looked at.
typedef struct {
    unsigned whole;      //  Digits before its point
    unsigned whole_end;  //  Behind them
    unsigned scale;      //  Digits behind the point
    unsigned end;
} bybit_digits_place_t;

//  Find a number by what is no digit. False where it is none, or too long: it may be one
//  nevertheless.
static inline bool
bybit_digits_find (const char *text, uint32_t others, unsigned from, bybit_digits_place_t *place)
{
    const uint32_t last = (uint32_t) 1 << (BYBIT_DIGITS_LOOK - 1 - from);
    others = others >> from | last;
    unsigned whole = (unsigned) __builtin_ctz (others);
    unsigned point = text [from + whole] == '.';
    unsigned behind = (unsigned) __builtin_ctz ((others & (others - 1)) | last);
    unsigned end = point ? behind : whole;
    place->whole = whole;
    place->whole_end = from + whole;
    place->scale = end - whole - point;
    place->end = from + end;
    return whole - 1 < BYBIT_DIGITS_MAX && place->scale - point < BYBIT_DIGITS_MAX
           && (whole == 1 || text [from] != '0');
}

//  The eight bytes before each half of a number ends, those that are not of it as zero digits.
static inline __m128i
bybit_digits_halves (const char *text, const bybit_digits_place_t *place)
{
    //  The last bytes are the highest
    static const uint64_t masks [BYBIT_DIGITS_MAX + 1] = {
        0x0000000000000000, 0x0f00000000000000, 0x0f0f000000000000,
        0x0f0f0f0000000000, 0x0f0f0f0f00000000, 0x0f0f0f0f0f000000,
        0x0f0f0f0f0f0f0000, 0x0f0f0f0f0f0f0f00, 0x0f0f0f0f0f0f0f0f,
    };
    const char *whole = text + place->whole_end - BYBIT_DIGITS_MAX;
    const char *rest = text + place->end - BYBIT_DIGITS_MAX;
    const __m128i mask =
        _mm_unpacklo_epi64 (_mm_loadl_epi64 ((const __m128i *) &masks [place->whole]),
                            _mm_loadl_epi64 ((const __m128i *) &masks [place->scale]));
    return _mm_and_si128 (
        _mm_unpacklo_epi64 (_mm_loadl_epi64 ((const __m128i *) (const void *) whole),
                            _mm_loadl_epi64 ((const __m128i *) (const void *) rest)),
        mask);
}

//  Neighbours become pairs, and pairs become fours.
static inline __m128i
bybit_digits_fours (__m128i digits)
{
    const __m128i tens =
        _mm_mullo_epi16 (_mm_and_si128 (digits, _mm_set1_epi16 (0xff)), _mm_set1_epi16 (10));
    const __m128i pairs = _mm_add_epi16 (tens, _mm_srli_epi16 (digits, 8));
    return _mm_madd_epi16 (pairs, _mm_set1_epi32 (1 << 16 | 100));
}

//  Of four groups of four, two of eight.
static inline __m128i
bybit_digits_eights (__m128i fours, __m128i more)
{
    return _mm_madd_epi16 (_mm_packs_epi32 (fours, more), _mm_set1_epi32 (1 << 16 | 10000));
}

//  Read up to BYBIT_DIGITS_INTEGER digits, which end at a byte. So many before it are read.
//  False if others are among them.
static inline bool
bybit_digits_integer (const char *end, size_t size, uint64_t *integer)
{
    //  A window over these bytes has as many of the right ones as are wanted
    static const char masks [32] = {
        0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
        -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
    };
    const __m128i mask = bybit_digits_16 (masks + size);
    const __m128i values = _mm_and_si128 (
        _mm_sub_epi8 (bybit_digits_16 (end - BYBIT_DIGITS_INTEGER), _mm_set1_epi8 ('0')), mask);
    const __m128i least = _mm_min_epu8 (values, _mm_set1_epi8 (9));
    if (_mm_movemask_epi8 (_mm_cmpeq_epi8 (least, values)) != 0xffff) {
        return false;
    }
    const __m128i fours = bybit_digits_fours (values);
    const uint64_t eights =
        (uint64_t) _mm_cvtsi128_si64 (bybit_digits_eights (fours, _mm_setzero_si128 ()));
    *integer = (uint64_t) (uint32_t) eights * 100000000 + (eights >> 32);
    return true;
}

static inline void
bybit_digits_join (uint64_t halves, const bybit_digits_place_t *place, mdp_decimal_t *decimal)
{
    decimal->mantissa =
        (int64_t) (uint32_t) halves * mdp_decimal_powers [place->scale] + (int64_t) (halves >> 32);
    decimal->scale = (uint8_t) place->scale;
}

//  Read a level as the exchange writes it, ["1.5","2"], whose size in bytes is given. Of the
//  text eight bytes before it are read, and BYBIT_DIGITS_LOOK from its first. False where it is
//  written otherwise, or has numbers too long: it may be one nevertheless.
static inline bool
bybit_digits_level (const char *text, size_t size, mdp_level_t *level)
{
    if (size > BYBIT_DIGITS_LOOK) {
        return false;
    }
    bybit_digits_place_t price;
    bybit_digits_place_t amount;
    const uint32_t others = ~bybit_digits_digits (text);
    if (!bybit_digits_find (text, others, 2, &price) || price.end > 20
        || !bybit_digits_find (text, others, price.end + 3, &amount) || amount.end + 2 != size
        || memcmp (text, "[\"", 2) != 0 || memcmp (text + price.end, "\",\"", 3) != 0
        || memcmp (text + amount.end, "\"]", 2) != 0) {
        return false;
    }
    const __m128i halves =
        bybit_digits_eights (bybit_digits_fours (bybit_digits_halves (text, &price)),
                             bybit_digits_fours (bybit_digits_halves (text, &amount)));
    bybit_digits_join ((uint64_t) _mm_cvtsi128_si64 (halves), &price, &level->price);
    bybit_digits_join ((uint64_t) _mm_cvtsi128_si64 (_mm_unpackhi_epi64 (halves, halves)), &amount,
                       &level->size);
    return true;
}

#else
#define BYBIT_DIGITS_AT_ONCE 0
#endif

#endif
