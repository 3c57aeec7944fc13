//  mdp_decimal - an exact decimal number: an integer, and how many of its digits are decimals

#ifndef MDP_DECIMAL_H
#define MDP_DECIMAL_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

//  The value is mantissa / 10^scale. Trailing zeros are kept, so that the
//  text that was parsed can be written again: "71423.10" is 7142310, 2.
typedef struct {
    int64_t mantissa;
    uint8_t scale;  //  0 to MDP_DECIMAL_DIGITS_MAX
} mdp_decimal_t;

enum {
    MDP_DECIMAL_DIGITS_MAX =
        18,                    //  Digits, leading zeros not counted; the scale has the same limit
    MDP_DECIMAL_TEXT_MAX = 22  //  Sign, digits, a zero and a point before them, terminator
};

//  Parse the whole text: an optional minus, digits, and optionally a point and
//  digits. Returns 0, or -1 and leaves the number alone: empty, other
//  characters, an exponent, "1." or ".5", a leading zero before a digit, or
//  more digits than fit.
int mdp_decimal_parse (mdp_decimal_t *self, const char *text, size_t size);

//  Parse as much of the text as is such a number. Returns its size, or 0 and leaves the number
//  alone where the text does not begin with one that fits.
size_t mdp_decimal_read (mdp_decimal_t *self, const char *text, size_t size);

//  Write the number as text with all digits of its scale and a terminator.
//  Returns the size without the terminator. The text of a parsed number is
//  written as it was, except that "-0" loses its sign.
size_t mdp_decimal_print (mdp_decimal_t self, char text [MDP_DECIMAL_TEXT_MAX]);

//  Less than, equal to or greater than zero as a is less than, equal to or
//  greater than b: "1.0" equals "1".
static inline int mdp_decimal_compare (mdp_decimal_t a, mdp_decimal_t b);

//  The same for any two scales; compare calls it where they differ, which is rare.
int mdp_decimal_compare_scales (mdp_decimal_t a, mdp_decimal_t b);

//  The double nearest to the number, ties to even.
static inline double mdp_decimal_double (mdp_decimal_t self);

//  The same of any number; double calls it where it must.
double mdp_decimal_double_any (mdp_decimal_t self);

//  10 to the power of the index.
extern const int64_t mdp_decimal_powers [MDP_DECIMAL_DIGITS_MAX + 1];

static inline double
mdp_decimal_double (mdp_decimal_t self)
{
    assert (self.scale <= MDP_DECIMAL_DIGITS_MAX);
    const int64_t exact_max = (int64_t) 1 << 53;
    if (self.mantissa > -exact_max && self.mantissa < exact_max) {
        //  Both are exact doubles, and one division rounds once.
        return (double) self.mantissa / (double) mdp_decimal_powers [self.scale];
    }
    return mdp_decimal_double_any (self);
}

static inline int
mdp_decimal_compare (mdp_decimal_t a, mdp_decimal_t b)
{
    return a.scale == b.scale ? (a.mantissa > b.mantissa) - (a.mantissa < b.mantissa)
                              : mdp_decimal_compare_scales (a, b);
}

static inline bool
mdp_decimal_is_zero (mdp_decimal_t self)
{
    return self.mantissa == 0;
}

#endif
