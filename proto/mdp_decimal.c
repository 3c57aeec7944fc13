//  mdp_decimal - an exact decimal number: an integer, and how many of its digits are decimals

#include "mdp_decimal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const int64_t mdp_decimal_powers [MDP_DECIMAL_DIGITS_MAX + 1] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
};

//  Add the digits at text to the mantissa and return how many there are. A
//  mantissa that runs over is refused later, by the count of digits.

static size_t
s_digits (uint64_t *mantissa, const char *text, const char *end)
{
    const char *digit = text;
    uint64_t sum = *mantissa;
    for (; digit < end; digit++) {
        unsigned value = (unsigned char) *digit - (unsigned) '0';
        if (value > 9) {
            break;
        }
        sum = sum * 10 + value;
    }
    *mantissa = sum;
    return (size_t) (digit - text);
}

size_t
mdp_decimal_read (mdp_decimal_t *self, const char *text, size_t size)
{
    assert (self);
    if (size == 0) {
        return 0;
    }
    const char *end = text + size;
    bool is_negative = *text == '-';
    const char *whole = text + is_negative;
    uint64_t mantissa = 0;
    size_t digits = s_digits (&mantissa, whole, end);
    if (digits == 0 || (*whole == '0' && digits > 1)) {
        return 0;
    }
    size_t scale = 0;
    const char *rest = whole + digits;
    if (end - rest > 1 && *rest == '.') {
        scale = s_digits (&mantissa, rest + 1, end);
        rest += scale > 0 ? 1 + scale : 0;
    }
    if ((*whole == '0' ? 0 : digits) + scale > MDP_DECIMAL_DIGITS_MAX) {
        return 0;
    }
    self->mantissa = is_negative ? -(int64_t) mantissa : (int64_t) mantissa;
    self->scale = (uint8_t) scale;
    return (size_t) (rest - text);
}

int
mdp_decimal_parse (mdp_decimal_t *self, const char *text, size_t size)
{
    mdp_decimal_t read;
    if (size == 0 || size >= MDP_DECIMAL_TEXT_MAX || mdp_decimal_read (&read, text, size) != size) {
        return -1;
    }
    *self = read;
    return 0;
}

size_t
mdp_decimal_print (mdp_decimal_t self, char text [MDP_DECIMAL_TEXT_MAX])
{
    assert (text);
    assert (self.scale <= MDP_DECIMAL_DIGITS_MAX);
    uint64_t left = self.mantissa < 0 ? 0 - (uint64_t) self.mantissa : (uint64_t) self.mantissa;
    char digits [MDP_DECIMAL_TEXT_MAX];
    size_t first = sizeof digits;
    size_t written = 0;
    //  From the right, and on past the last digit where zeros lead to the point.
    while (left > 0 || written <= self.scale) {
        if (written == self.scale && written > 0) {
            digits [--first] = '.';
        }
        digits [--first] = (char) ('0' + left % 10);
        left /= 10;
        written++;
    }
    if (self.mantissa < 0) {
        digits [--first] = '-';
    }
    size_t size = sizeof digits - first;
    assert (size < MDP_DECIMAL_TEXT_MAX);
    memcpy (text, digits + first, size);
    text [size] = '\0';
    return size;
}

int
mdp_decimal_compare_scales (mdp_decimal_t a, mdp_decimal_t b)
{
    assert (a.scale <= MDP_DECIMAL_DIGITS_MAX);
    assert (b.scale <= MDP_DECIMAL_DIGITS_MAX);
    int64_t whole_a = a.mantissa / mdp_decimal_powers [a.scale];
    int64_t whole_b = b.mantissa / mdp_decimal_powers [b.scale];
    if (whole_a != whole_b) {
        return whole_a < whole_b ? -1 : 1;
    }
    //  What is left of each is below one, so that it fits at the largest scale.
    int64_t rest_a = a.mantissa % mdp_decimal_powers [a.scale]
                     * mdp_decimal_powers [MDP_DECIMAL_DIGITS_MAX - a.scale];
    int64_t rest_b = b.mantissa % mdp_decimal_powers [b.scale]
                     * mdp_decimal_powers [MDP_DECIMAL_DIGITS_MAX - b.scale];
    return (rest_a > rest_b) - (rest_a < rest_b);
}

double
mdp_decimal_double_any (mdp_decimal_t self)
{
    char text [MDP_DECIMAL_TEXT_MAX];
    (void) mdp_decimal_print (self, text);  //  Its size is not needed
    return strtod (text, NULL);
}
