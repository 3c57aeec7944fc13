//  Tests of mdp_decimal: exactness, against the naive way of doing it

#include "mdp_decimal.h"
#include "unit.h"

#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 100000 };

static int
s_parse (mdp_decimal_t *decimal, const char *text)
{
    return mdp_decimal_parse (decimal, text, strlen (text));
}

static mdp_decimal_t
s_decimal (const char *text)
{
    mdp_decimal_t decimal = { .mantissa = -1 };
    assert_int_equal (s_parse (&decimal, text), 0);
    return decimal;
}

//  The same numbers in every run.

static uint64_t
s_random (uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static mdp_decimal_t
s_random_decimal (uint64_t *state)
{
    uint64_t limit = 10;
    for (uint64_t digits = s_random (state) % MDP_DECIMAL_DIGITS_MAX; digits > 0; digits--) {
        limit *= 10;
    }
    int64_t mantissa = (int64_t) (s_random (state) % limit);
    return (mdp_decimal_t){
        .mantissa = s_random (state) % 2 == 0 ? mantissa : -mantissa,
        .scale = (uint8_t) (s_random (state) % (MDP_DECIMAL_DIGITS_MAX + 1)),
    };
}

static void
test_parses_what_exchanges_send (void **state)
{
    (void) state;
    mdp_decimal_t decimal = s_decimal ("71423.10");
    assert_int_equal (decimal.mantissa, 7142310);
    assert_int_equal (decimal.scale, 2);
    decimal = s_decimal ("0.000000000000000001");
    assert_int_equal (decimal.mantissa, 1);
    assert_int_equal (decimal.scale, 18);
    decimal = s_decimal ("-12.5");
    assert_int_equal (decimal.mantissa, -125);
    decimal = s_decimal ("999999999999999999");
    assert_int_equal (decimal.mantissa, 999999999999999999);
    decimal = s_decimal ("-0");
    assert_true (mdp_decimal_is_zero (decimal));
    assert_true (mdp_decimal_is_zero (s_decimal ("0.000")));
}

static void
test_refuses_everything_else_and_leaves_the_number_alone (void **state)
{
    (void) state;
    static const char *const BAD [] = { "",
                                        "-",
                                        ".",
                                        "1.",
                                        ".5",
                                        "-.5",
                                        "01",
                                        "00",
                                        "-01",
                                        "1e5",
                                        "1E5",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "1,5",
                                        "1..5",
                                        "1.5.5",
                                        "--1",
                                        "0x1",
                                        "nan",
                                        "inf",
                                        "1.-5",
                                        "1-",
                                        "12a",
                                        "a",
                                        "-a",
                                        "00.1",
                                        "1000000000000000000",
                                        "1.000000000000000000",
                                        "0.0000000000000000001",
                                        "99999999999999999999999999999999",
                                        "12345678901.12345678" };
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        mdp_decimal_t decimal = { .mantissa = 42, .scale = 7 };
        assert_int_equal (s_parse (&decimal, BAD [index]), -1);
        assert_int_equal (decimal.mantissa, 42);
        assert_int_equal (decimal.scale, 7);
    }
    mdp_decimal_t decimal;
    assert_int_equal (mdp_decimal_parse (&decimal, "1\0", 2), -1);
}

static void
test_reads_no_further_than_it_is_told (void **state)
{
    (void) state;
    mdp_decimal_t decimal;
    assert_int_equal (mdp_decimal_parse (&decimal, "12.345", 4), 0);
    assert_int_equal (decimal.mantissa, 123);
    assert_int_equal (decimal.scale, 1);
    assert_int_equal (mdp_decimal_parse (&decimal, "12.345", 3), -1);
}

static void
test_reads_a_number_up_to_where_it_ends (void **state)
{
    (void) state;
    static const struct {
        const char *text;
        size_t size;  //  0 where it does not begin with a number
        int64_t mantissa;
        int scale;
    } CASES [] = {
        { "71423.10\",\"2\"]", 8, 7142310, 2 },
        { "-0.5]", 4, -5, 1 },
        { "7", 1, 7, 0 },
        { "1e5", 1, 1, 0 },
        { "1.", 1, 1, 0 },
        { "1.x", 1, 1, 0 },
        { "1.5.2", 3, 15, 1 },
        { "999999999999999999,", 18, 999999999999999999, 0 },
        { "0.999999999999999999,", 20, 999999999999999999, 18 },
        { "1234567890123456789", 0, 0, 0 },
        { "01", 0, 0, 0 },
        { "-", 0, 0, 0 },
        { ".5", 0, 0, 0 },
        { "\"", 0, 0, 0 },
        { "", 0, 0, 0 },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        mdp_decimal_t decimal = { .mantissa = 0, .scale = 0 };
        size_t size = strlen (CASES [index].text);
        assert_int_equal (mdp_decimal_read (&decimal, CASES [index].text, size),
                          CASES [index].size);
        assert_int_equal (decimal.mantissa, CASES [index].mantissa);
        assert_int_equal (decimal.scale, CASES [index].scale);
    }
}

static void
test_prints_the_text_that_was_parsed (void **state)
{
    (void) state;
    static const char *const TEXTS [] = { "0",
                                          "1",
                                          "-1",
                                          "0.0",
                                          "0.10",
                                          "71423.10",
                                          "1.00000000000000000",
                                          "-0.000000000000000001",
                                          "999999999999999999",
                                          "-999999999999999999",
                                          "0.05",
                                          "10" };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        char text [MDP_DECIMAL_TEXT_MAX];
        size_t size = mdp_decimal_print (s_decimal (TEXTS [index]), text);
        assert_string_equal (text, TEXTS [index]);
        assert_int_equal (size, strlen (text));
    }
    char text [MDP_DECIMAL_TEXT_MAX];
    mdp_decimal_print (s_decimal ("-0.0"), text);
    assert_string_equal (text, "0.0");
}

static void
test_prints_even_the_extremes (void **state)
{
    (void) state;
    char text [MDP_DECIMAL_TEXT_MAX];
    mdp_decimal_print ((mdp_decimal_t){ .mantissa = INT64_MIN, .scale = 18 }, text);
    assert_string_equal (text, "-9.223372036854775808");
    mdp_decimal_print ((mdp_decimal_t){ .mantissa = INT64_MAX }, text);
    assert_string_equal (text, "9223372036854775807");
}

static void
test_any_number_survives_printing_and_parsing (void **state)
{
    (void) state;
    uint64_t random = 88172645463325252;
    for (int round = 0; round < ROUNDS; round++) {
        mdp_decimal_t written = s_random_decimal (&random);
        char text [MDP_DECIMAL_TEXT_MAX];
        size_t size = mdp_decimal_print (written, text);
        mdp_decimal_t read;
        assert_int_equal (mdp_decimal_parse (&read, text, size), 0);
        assert_true (read.mantissa == written.mantissa);
        assert_int_equal (read.scale, written.scale);
    }
}

static void
test_the_double_is_the_one_strtod_finds (void **state)
{
    (void) state;
    uint64_t random = 2463534242;
    for (int round = 0; round < ROUNDS; round++) {
        mdp_decimal_t decimal = s_random_decimal (&random);
        char text [MDP_DECIMAL_TEXT_MAX];
        mdp_decimal_print (decimal, text);
        double expected = strtod (text, NULL);
        double found = mdp_decimal_double (decimal);
        assert_memory_equal (&found, decimal.mantissa == 0 ? &(double){ 0.0 } : &expected,
                             sizeof found);
    }
}

static void
test_the_double_is_right_on_both_sides_of_the_exact_integers (void **state)
{
    (void) state;
    for (int64_t mantissa = ((int64_t) 1 << 53) - 50; mantissa < ((int64_t) 1 << 53) + 50;
         mantissa++) {
        for (uint8_t scale = 0; scale <= MDP_DECIMAL_DIGITS_MAX; scale++) {
            char text [MDP_DECIMAL_TEXT_MAX];
            mdp_decimal_t decimal = { .mantissa = mantissa, .scale = scale };
            mdp_decimal_print (decimal, text);
            double expected = strtod (text, NULL);
            double found = mdp_decimal_double (decimal);
            assert_memory_equal (&found, &expected, sizeof found);
        }
    }
}

static void
test_fifteen_digits_print_back_from_the_double (void **state)
{
    (void) state;
    uint64_t random = 1181783497276652981;
    for (int round = 0; round < ROUNDS; round++) {
        mdp_decimal_t decimal = { .mantissa = (int64_t) (s_random (&random) % 1000000000000000),
                                  .scale = (uint8_t) (s_random (&random) % 19) };
        char text [64];
        snprintf (text, sizeof text, "%.*f", decimal.scale, mdp_decimal_double (decimal));
        char expected [MDP_DECIMAL_TEXT_MAX];
        mdp_decimal_print (decimal, expected);
        assert_string_equal (text, expected);
    }
}

static void
test_compares_values_and_not_texts (void **state)
{
    (void) state;
    assert_int_equal (mdp_decimal_compare (s_decimal ("1.0"), s_decimal ("1")), 0);
    assert_int_equal (mdp_decimal_compare (s_decimal ("-0"), s_decimal ("0.000")), 0);
    assert_true (mdp_decimal_compare (s_decimal ("0.1"), s_decimal ("0.09")) > 0);
    assert_true (mdp_decimal_compare (s_decimal ("-0.1"), s_decimal ("-0.09")) < 0);
    assert_true (mdp_decimal_compare (s_decimal ("-0.9"), s_decimal ("0.1")) < 0);
    assert_true (mdp_decimal_compare (s_decimal ("-1"), s_decimal ("-0.999999999999999999")) < 0);
    assert_true (
        mdp_decimal_compare (s_decimal ("999999999999999999"), s_decimal ("0.000000000000000001"))
        > 0);
}

//  A long double holds every mantissa that is used here exactly, and both sides
//  are brought to one scale first, so that the comparison is exact.

static void
test_compares_as_the_naive_model_does (void **state)
{
    (void) state;
    assert_true (LDBL_MANT_DIG >= 64);
    uint64_t random = 362436069;
    for (int round = 0; round < ROUNDS; round++) {
        mdp_decimal_t a = s_random_decimal (&random);
        mdp_decimal_t b = s_random_decimal (&random);
        a.mantissa %= 1000000000;
        b.mantissa %= 1000000000;
        a.scale %= 10;
        b.scale %= 10;
        long double value_a = (long double) a.mantissa;
        long double value_b = (long double) b.mantissa;
        for (uint8_t scale = a.scale; scale < 9; scale++) {
            value_a *= 10;
        }
        for (uint8_t scale = b.scale; scale < 9; scale++) {
            value_b *= 10;
        }
        int expected = (value_a > value_b) - (value_a < value_b);
        int found = mdp_decimal_compare (a, b);
        assert_int_equal ((found > 0) - (found < 0), expected);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_parses_what_exchanges_send),
        cmocka_unit_test (test_refuses_everything_else_and_leaves_the_number_alone),
        cmocka_unit_test (test_reads_no_further_than_it_is_told),
        cmocka_unit_test (test_reads_a_number_up_to_where_it_ends),
        cmocka_unit_test (test_prints_the_text_that_was_parsed),
        cmocka_unit_test (test_prints_even_the_extremes),
        cmocka_unit_test (test_any_number_survives_printing_and_parsing),
        cmocka_unit_test (test_the_double_is_the_one_strtod_finds),
        cmocka_unit_test (test_the_double_is_right_on_both_sides_of_the_exact_integers),
        cmocka_unit_test (test_fifteen_digits_print_back_from_the_double),
        cmocka_unit_test (test_compares_values_and_not_texts),
        cmocka_unit_test (test_compares_as_the_naive_model_does),
    };
    return UNIT_RUN ("mdp_decimal", tests);
}
