//  Tests of mdp_json: every type of msgpack value, and frames that lie

#include "mdp_json.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_write.h"

enum { TEXT_MAX = 4096 };

static void
s_assert_prints (const char *frame, size_t size, const char *expected)
{
    char text [TEXT_MAX];
    size_t printed;
    assert_int_equal (mdp_json_print (text, sizeof text, frame, size, &printed), MDP_JSON_PRINTED);
    assert_string_equal (text, expected);
    assert_int_equal (printed, strlen (text));
}

//  A literal's bytes, without its terminator.
#define PRINTS(frame, expected) s_assert_prints (frame, sizeof (frame) - 1, expected)

static void
s_assert_refuses (const char *frame, size_t size, size_t expected_at)
{
    char text [TEXT_MAX] = "x";
    size_t at;
    assert_int_equal (mdp_json_print (text, sizeof text, frame, size, &at), MDP_JSON_REFUSED);
    assert_int_equal (at, expected_at);
    assert_string_equal (text, "");
}

#define REFUSES(frame, at) s_assert_refuses (frame, sizeof (frame) - 1, at)

static void
test_prints_every_type_of_value (void **state)
{
    (void) state;
    PRINTS ("\xc0", "null");
    PRINTS ("\xc2", "false");
    PRINTS ("\xc3", "true");
    PRINTS ("\x7f", "127");
    PRINTS ("\xe0", "-32");
    PRINTS ("\xff", "-1");
    PRINTS ("\xcc\xff", "255");
    PRINTS ("\xcd\xff\xff", "65535");
    PRINTS ("\xce\xff\xff\xff\xff", "4294967295");
    PRINTS ("\xd0\x80", "-128");
    PRINTS ("\xd1\x80\x00", "-32768");
    PRINTS ("\xd2\x80\x00\x00\x00", "-2147483648");
    PRINTS ("\xd0\x05", "5");
    PRINTS ("\xca\x3f\x00\x00\x00", "0.5");
    PRINTS ("\xa0", "\"\"");
    PRINTS ("\xa3"
            "abc",
            "\"abc\"");
    PRINTS ("\xd9\x01"
            "a",
            "\"a\"");
    PRINTS ("\xda\x00\x01"
            "a",
            "\"a\"");
    PRINTS ("\xdb\x00\x00\x00\x01"
            "a",
            "\"a\"");
    PRINTS ("\xc4\x02\x0a\xff", "\"0aff\"");
    PRINTS ("\xc5\x00\x01\x0a", "\"0a\"");
    PRINTS ("\xc6\x00\x00\x00\x01\x0a", "\"0a\"");
    PRINTS ("\xd4\xff\x01", "{\"ext\":-1,\"data\":\"01\"}");
    PRINTS ("\xd8\x01"
            "0123456789abcdef",
            "{\"ext\":1,\"data\":\"30313233343536373839616263646566\"}");
    PRINTS ("\xc7\x01\x7f\x01", "{\"ext\":127,\"data\":\"01\"}");
    PRINTS ("\xdc\x00\x01\x01", "[1]");
    PRINTS ("\xdd\x00\x00\x00\x01\x01", "[1]");
    PRINTS ("\xde\x00\x01\xa1"
            "a\x01",
            "{\"a\":1}");
    PRINTS ("\xdf\x00\x00\x00\x01\xa1"
            "a\x01",
            "{\"a\":1}");
}

static void
test_prints_arrays_and_maps_inside_one_another (void **state)
{
    (void) state;
    PRINTS ("\x90", "[]");
    PRINTS ("\x80", "{}");
    PRINTS ("\x93\x90\x80\x91\x91\x01", "[[],{},[[1]]]");
    PRINTS ("\x82\xa1"
            "a\x92\x01\x02\xa1"
            "b\x81\xa1"
            "c\x90",
            "{\"a\":[1,2],\"b\":{\"c\":[]}}");
}

static void
test_integers_are_exact_to_the_last_bit (void **state)
{
    (void) state;
    PRINTS ("\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615");
    PRINTS ("\xcf\x00\x20\x00\x00\x00\x00\x00\x01", "9007199254740993");
    PRINTS ("\xd3\x80\x00\x00\x00\x00\x00\x00\x00", "-9223372036854775808");
}

static void
test_a_key_that_is_a_number_is_quoted_and_others_are_refused (void **state)
{
    (void) state;
    PRINTS ("\x82\x01\x02\xff\x03", "{\"1\":2,\"-1\":3}");
    REFUSES ("\x81\xc0\x01", 1);
    REFUSES ("\x81\x90\x01", 1);
    REFUSES ("\x81\xcb\x3f\xe0\x00\x00\x00\x00\x00\x00\x01", 1);
}

static void
test_escapes_what_json_and_terminals_cannot_bear (void **state)
{
    (void) state;
    PRINTS ("\xa2\"\\", "\"\\\"\\\\\"");
    PRINTS ("\xa3\n\t\x1b", "\"\\n\\u0009\\u001b\"");
    PRINTS ("\xa2\xc2\x9b", "\"\\u009b\"");
    PRINTS ("\xa3\xe2\x82\xac", "\"\xe2\x82\xac\"");
    PRINTS ("\xa4"
            "a\xff\xc0z",
            "\"a\\ufffd\\ufffdz\"");
    PRINTS ("\xa3\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");
    PRINTS ("\xa1\x00", "\"\\u0000\"");
}

static void
s_assert_double (double value, const char *expected)
{
    char frame [16];
    mdp_write_t write;
    mdp_write_init (&write, frame, sizeof frame);
    mdp_write_float64 (&write, value);
    s_assert_prints (frame, mdp_write_size (&write), expected);
}

static void
test_doubles_have_their_shortest_form (void **state)
{
    (void) state;
    s_assert_double (0.1, "0.1");
    s_assert_double (71423.1, "71423.1");
    s_assert_double (1.0, "1.0");
    s_assert_double (0.0, "0.0");
    s_assert_double (-0.0, "-0.0");
    s_assert_double (0.1 + 0.2, "0.30000000000000004");
    s_assert_double (5e-324, "5e-324");
    s_assert_double (1.7976931348623157e308, "1.7976931348623157e+308");
    s_assert_double (1e-8, "1e-08");
    PRINTS ("\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00", "null");
    PRINTS ("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", "null");
}

static void
test_every_double_reads_back_the_same (void **state)
{
    (void) state;
    uint64_t random = 88172645463325252;
    for (int round = 0; round < 50000; round++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        double value;
        memcpy (&value, &random, sizeof value);
        char frame [16];
        mdp_write_t write;
        mdp_write_init (&write, frame, sizeof frame);
        mdp_write_float64 (&write, value);
        char text [64];
        size_t size;
        assert_int_equal (mdp_json_print (text, sizeof text, frame, mdp_write_size (&write), &size),
                          MDP_JSON_PRINTED);
        if (strcmp (text, "null") != 0) {
            double read = strtod (text, NULL);
            assert_memory_equal (&read, &value, sizeof value);
        }
    }
}

static void
test_says_where_a_frame_goes_wrong (void **state)
{
    (void) state;
    s_assert_refuses ("", 0, 0);
    REFUSES ("\xc1", 0);
    REFUSES ("\x92\x01", 0);
    REFUSES ("\x92\x01\x91", 2);
    REFUSES ("\x92\x01\xc1", 2);
    REFUSES ("\x01\x02", 1);
    REFUSES ("\xa3"
             "ab",
             0);
    REFUSES ("\xcb\x00\x00", 0);
    REFUSES ("\x91\xdd\xff\xff\xff\xff", 1);
    REFUSES ("\xdf\xff\xff\xff\xff", 0);
    REFUSES ("\xdf\x80\x00\x00\x00\x01", 0);
    REFUSES ("\xdb\xff\xff\xff\xff"
             "a",
             0);
    REFUSES ("\xc9\xff\xff\xff\xff\x01", 0);
    REFUSES ("\xc7\x01\x01", 0);
}

static void
test_depth_has_a_limit (void **state)
{
    (void) state;
    char frame [64];
    memset (frame, 0x91, sizeof frame);
    frame [16] = 1;
    s_assert_prints (frame, 17, "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]");
    frame [16] = (char) 0x90;
    s_assert_prints (frame, 17, "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]");
    frame [16] = (char) 0x91;
    frame [17] = 1;
    s_assert_refuses (frame, 18, 16);
}

static void
test_says_when_the_text_does_not_fit (void **state)
{
    (void) state;
    char text [8];
    size_t size;
    assert_int_equal (mdp_json_print (text, 6,
                                      "\xa3"
                                      "abc",
                                      4, &size),
                      MDP_JSON_PRINTED);
    assert_int_equal (mdp_json_print (text, 5,
                                      "\xa3"
                                      "abc",
                                      4, &size),
                      MDP_JSON_TOO_LONG);
    assert_string_equal (text, "");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_prints_every_type_of_value),
        cmocka_unit_test (test_prints_arrays_and_maps_inside_one_another),
        cmocka_unit_test (test_integers_are_exact_to_the_last_bit),
        cmocka_unit_test (test_a_key_that_is_a_number_is_quoted_and_others_are_refused),
        cmocka_unit_test (test_escapes_what_json_and_terminals_cannot_bear),
        cmocka_unit_test (test_doubles_have_their_shortest_form),
        cmocka_unit_test (test_every_double_reads_back_the_same),
        cmocka_unit_test (test_says_where_a_frame_goes_wrong),
        cmocka_unit_test (test_depth_has_a_limit),
        cmocka_unit_test (test_says_when_the_text_does_not_fit),
    };
    return UNIT_RUN ("mdp_json", tests);
}
