//  Tests of bybit_digits: what is read at once is what is read digit by digit

#include "bybit_digits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#if BYBIT_DIGITS_AT_ONCE

enum { ROUNDS = 200000, BEFORE = 16, ROOM = 128 };

//  The same in every run.

static uint32_t
s_random (uint64_t *state, uint32_t below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t) (*state >> 33) % below;
}

//  Any digits, now and then with what does not belong there.

static size_t
s_write_number (uint64_t *state, char *text)
{
    static const char strange [] = "0123456789..-+eE\" ,[]/:";
    size_t size = 1 + s_random (state, 10);
    size_t point = s_random (state, 14);
    for (size_t index = 0; index < size; index++) {
        text [index] = (char) ('0' + s_random (state, 10));
    }
    if (point < size) {
        text [point] = '.';
    }
    if (s_random (state, 8) == 0) {
        text [s_random (state, (uint32_t) size)] = strange [s_random (state, sizeof strange - 1)];
    }
    return size;
}

//  What it says digit by digit; false where it is no number of so few digits.

static bool
s_expect (const char *text, size_t size, mdp_decimal_t *decimal)
{
    const char *point = memchr (text, '.', size);
    size_t whole = point ? (size_t) (point - text) : size;
    return mdp_decimal_parse (decimal, text, size) == 0 && *text != '-' && whole <= BYBIT_DIGITS_MAX
           && decimal->scale <= BYBIT_DIGITS_MAX;
}

static void
test_reads_a_level_as_digit_by_digit_or_not_at_all (void **state)
{
    (void) state;
    uint64_t random = 1;
    size_t read = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        char room [BEFORE + ROOM];
        char price [16];
        char amount [16];
        for (size_t index = 0; index < sizeof room; index++) {
            room [index] = (char) ('0' + s_random (&random, 10));  //  The worst surroundings
        }
        size_t price_size = s_write_number (&random, price);
        size_t amount_size = s_write_number (&random, amount);
        int written = snprintf (room + BEFORE, ROOM, "[\"%.*s\",\"%.*s\"]", (int) price_size, price,
                                (int) amount_size, amount);
        room [BEFORE + written] = ',';
        mdp_level_t level;
        mdp_level_t expected;
        bool is_read = bybit_digits_level (room + BEFORE, (size_t) written, &level);
        bool is_expected = s_expect (price, price_size, &expected.price)
                           && s_expect (amount, amount_size, &expected.size);
        assert_int_equal (is_read, is_expected);
        if (is_read) {
            assert_int_equal (level.price.mantissa, expected.price.mantissa);
            assert_int_equal (level.price.scale, expected.price.scale);
            assert_int_equal (level.size.mantissa, expected.size.mantissa);
            assert_int_equal (level.size.scale, expected.size.scale);
            read++;
        }
    }
    assert_true (read > ROUNDS / 4);
}

static void
test_reads_no_level_whose_size_is_another (void **state)
{
    (void) state;
    static const char text [] = "00000000[\"86723.50\",\"0.001\"],[\"86723.40\",\"12\"]";
    mdp_level_t level;
    for (size_t size = 0; size < 60; size++) {
        assert_int_equal (bybit_digits_level (text + 8, size, &level), size == 20);
    }
}

static void
test_counts_digits (void **state)
{
    (void) state;
    char text [BYBIT_DIGITS_LOOK];
    memset (text, '7', sizeof text);
    assert_int_equal (bybit_digits_count (text), BYBIT_DIGITS_LOOK);
    static const char others [] = { '/', ':', '.', '\0', (char) 0x80, (char) 0xb0, (char) 0xff };
    for (size_t index = 0; index < sizeof text; index++) {
        text [index] = others [index % sizeof others];
        assert_int_equal (bybit_digits_count (text), index);
        text [index] = '0';
    }
}

static void
test_reads_integers_of_up_to_sixteen_digits (void **state)
{
    (void) state;
    uint64_t random = 2;
    for (size_t round = 0; round < ROUNDS; round++) {
        char text [BEFORE + 17];
        size_t size = 1 + s_random (&random, 16);
        memset (text, '9', BEFORE);
        for (size_t index = 0; index < size; index++) {
            text [BEFORE + index] = (char) ('0' + s_random (&random, 10));
        }
        text [BEFORE + size] = '\0';
        uint64_t integer = 1;
        assert_true (bybit_digits_integer (text + BEFORE + size, size, &integer));
        assert_int_equal (integer, strtoull (text + BEFORE, NULL, 10));
        text [BEFORE + s_random (&random, (uint32_t) size)] = round % 2 ? '/' : ':';
        assert_false (bybit_digits_integer (text + BEFORE + size, size, &integer));
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_reads_a_level_as_digit_by_digit_or_not_at_all),
        cmocka_unit_test (test_reads_no_level_whose_size_is_another),
        cmocka_unit_test (test_counts_digits),
        cmocka_unit_test (test_reads_integers_of_up_to_sixteen_digits),
    };
    return UNIT_RUN ("bybit_digits", tests);
}

#else

static void
test_has_nothing_to_read_at_once_here (void **state)
{
    (void) state;
    skip ();  //  Each digit is read by itself, which the tests of mdp_decimal cover
}

int
main (void)
{
    const struct CMUnitTest tests [] = { cmocka_unit_test (test_has_nothing_to_read_at_once_here) };
    return UNIT_RUN ("bybit_digits", tests);
}

#endif
