//  Tests of bybit_json

#include "bybit_json.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 16 };

typedef struct {
    bybit_json_t json;
    char *text;  //  Ends where its memory ends, so that nothing is read behind it
    char room [ROOM];
} fixture_t;

static int
s_setup (void **state)
{
    *state = calloc (1, sizeof (fixture_t));
    assert_non_null (*state);
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    free (self->text);
    free (self);
    return 0;
}

static bybit_json_t *
s_open_bytes (void **state, const char *text, size_t size)
{
    fixture_t *self = *state;
    assert_true (size <= ROOM);
    free (self->text);
    self->text = malloc (size + (size == 0));
    assert_non_null (self->text);
    memcpy (self->text, text, size);
    bybit_json_open (&self->json, self->text, size, self->room);
    return &self->json;
}

static bybit_json_t *
s_open (void **state, const char *text)
{
    return s_open_bytes (state, text, strlen (text));
}

//  Read all of a text that is one value.

static int
s_read (bybit_json_t *json, bybit_json_value_t *value)
{
    return bybit_json_value (json, value) == -1 || bybit_json_skip (json, value) == -1
                   || bybit_json_close (json) == -1
               ? -1
               : 0;
}

static void
s_assert_text (mdp_text_t text, const char *expected)
{
    assert_int_equal (text.size, strlen (expected));
    assert_memory_equal (text.chars, expected, text.size);
}

static void
test_every_kind_of_value_is_told (void **state)
{
    static const struct {
        const char *text;
        bybit_json_kind_t kind;
        size_t place;
    } CASES [] = {
        { "null", BYBIT_JSON_NULL, 0 },         { " false ", BYBIT_JSON_FALSE, 1 },
        { "\ttrue\r\n", BYBIT_JSON_TRUE, 1 },   { "-1.5e+3", BYBIT_JSON_NUMBER, 0 },
        { " \"x\"", BYBIT_JSON_STRING, 2 },     { "[1,[2],{}]", BYBIT_JSON_ARRAY, 1 },
        { "{\"a\":[]}", BYBIT_JSON_OBJECT, 1 }, { " [ ] ", BYBIT_JSON_ARRAY, 2 },
        { " { } ", BYBIT_JSON_OBJECT, 2 },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        bybit_json_t *json = s_open (state, CASES [index].text);
        bybit_json_value_t value;
        assert_int_equal (s_read (json, &value), 0);
        assert_int_equal (value.kind, CASES [index].kind);
        assert_int_equal (value.at - json->text, CASES [index].place);
        assert_null (json->reason);
    }
}

static void
test_elements_and_keys_come_one_after_the_other (void **state)
{
    bybit_json_t *json = s_open (state, "{\"a\" : [1 , \"2\"],\"b\":{}}");
    bybit_json_value_t value;
    mdp_text_t key;
    bool is_first = true;
    assert_int_equal (bybit_json_value (json, &value), 0);
    assert_true (bybit_json_key (json, &is_first, &key));
    s_assert_text (key, "a");
    assert_int_equal (bybit_json_value (json, &value), 0);
    bool is_first_element = true;
    assert_true (bybit_json_element (json, &is_first_element));
    assert_int_equal (bybit_json_value (json, &value), 0);
    s_assert_text (value.text, "1");
    assert_true (bybit_json_element (json, &is_first_element));
    assert_int_equal (bybit_json_value (json, &value), 0);
    s_assert_text (value.text, "2");
    assert_false (bybit_json_element (json, &is_first_element));
    assert_true (bybit_json_key (json, &is_first, &key));
    s_assert_text (key, "b");
    assert_int_equal (bybit_json_value (json, &value), 0);
    assert_int_equal (bybit_json_skip (json, &value), 0);
    assert_false (bybit_json_key (json, &is_first, &key));
    assert_int_equal (bybit_json_close (json), 0);
}

static void
test_what_was_passed_over_can_be_read_again (void **state)
{
    bybit_json_t *json = s_open (state, "[\"a\\u0062\",[1]]");
    bybit_json_value_t array;
    assert_int_equal (s_read (json, &array), 0);
    for (size_t round = 0; round < 2; round++) {
        bybit_json_value_t value;
        bool is_first = true;
        bybit_json_seek (json, &array);
        assert_true (bybit_json_element (json, &is_first));
        assert_int_equal (bybit_json_value (json, &value), 0);
        s_assert_text (value.text, "ab");
        bybit_json_seek (json, &array);
        assert_int_equal (bybit_json_skip (json, &array), 0);
        assert_int_equal (bybit_json_close (json), 0);
    }
}

static void
test_numbers_are_those_of_the_standard (void **state)
{
    static const char *const GOOD [] = { "0",   "-0",   "10",    "0.0",    "1.50",
                                         "1e5", "1E-5", "2e+05", "-0.1e1", "98765432109876543210" };
    static const char *const BAD [] = { "01",  "-",   "+1",  ".5",    "5.",      "1.e5",
                                        "1e",  "1e+", "--1", "0x1",   "1a",      "1 2",
                                        "-01", "NaN", "1-",  "1.2.3", "Infinity" };
    bybit_json_value_t value;
    for (size_t index = 0; index < sizeof GOOD / sizeof *GOOD; index++) {
        assert_int_equal (s_read (s_open (state, GOOD [index]), &value), 0);
        s_assert_text (value.text, GOOD [index]);
    }
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        bybit_json_t *json = s_open (state, BAD [index]);
        assert_int_equal (s_read (json, &value), -1);
        assert_non_null (json->reason);
    }
}

static void
test_strings_are_lent_and_escapes_are_read (void **state)
{
    static const struct {
        const char *text;
        const char *says;
    } CASES [] = {
        { "\"\"", "" },
        { "\"12345678901234567890\"", "12345678901234567890" },
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
        { "\"1234567\\u0041\"", "1234567A" },
        { "\"\\u00e9\\u5e01\\uD83D\\ude00x\"", "\xc3\xa9\xe5\xb8\x81\xf0\x9f\x98\x80x" },
        { "\"\xc3\xa9\xe5\xb8\x81\xf0\x9f\x98\x80\x7f\"",
          "\xc3\xa9\xe5\xb8\x81\xf0\x9f\x98\x80\x7f" },
        { "\"\xe5\xb8\x81\\n\xe5\xb8\x81\"", "\xe5\xb8\x81\n\xe5\xb8\x81" },
    };
    bybit_json_value_t value;
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        bybit_json_t *json = s_open (state, CASES [index].text);
        assert_int_equal (s_read (json, &value), 0);
        s_assert_text (value.text, CASES [index].says);
        bool is_lent = value.text.chars >= json->text && value.text.chars <= json->end;
        assert_int_equal (is_lent, strchr (CASES [index].text, '\\') == NULL);
    }
    assert_int_equal (s_read (s_open (state, "\"\\u0000\""), &value), 0);
    assert_int_equal (value.text.size, 1);
    assert_int_equal (*value.text.chars, 0);
}

//  A string of any length ends at its quote, whatever byte comes where in it.

static void
test_a_bad_byte_is_found_wherever_it_stands (void **state)
{
    static const char BAD [] = { '\0', '\x01', '\x1f', '\n', '\x80', '\xff' };
    for (size_t size = 1; size < 40; size++) {
        for (size_t place = 0; place < size; place++) {
            for (size_t bad = 0; bad < sizeof BAD; bad++) {
                char text [64] = "\"";
                memset (text + 1, 'a' + (int) place % 26, size);
                text [1 + size] = '"';
                bybit_json_value_t value;
                assert_int_equal (s_read (s_open_bytes (state, text, size + 2), &value), 0);
                assert_int_equal (value.text.size, size);
                text [1 + place] = BAD [bad];
                bybit_json_t *json = s_open_bytes (state, text, size + 2);
                assert_int_equal (s_read (json, &value), -1);
                assert_int_equal (json->at - json->text, 1 + place);
            }
        }
    }
}

static void
test_refuses_what_is_no_json_and_says_where (void **state)
{
    static const struct {
        const char *text;
        size_t place;
        const char *reason;
    } CASES [] = {
        { "", 0, "not a value" },
        { "  ", 2, "not a value" },
        { "nul", 0, "not a value" },
        { "True", 0, "not a value" },
        { "{} x", 3, "more behind the value" },
        { "[1", 2, "neither a comma nor an end" },
        { "[1 2]", 3, "neither a comma nor an end" },
        { "[1}", 2, "neither a comma nor an end" },
        { "[1,]", 3, "not a value" },
        { "[,]", 1, "not a value" },
        { "{,}", 1, "not a key" },
        { "{\"a\":1,}", 7, "not a key" },
        { "{1:2}", 1, "not a key" },
        { "{\"a\"}", 4, "a key without a value" },
        { "{\"a\":}", 5, "not a value" },
        { "{\"a\":1]", 6, "neither a comma nor an end" },
        { "[01]", 1, "a number with a leading zero" },
        { "[1.]", 3, "a number without a digit" },
        { "[\"\\x\"]", 2, "bad escape" },
        { "[\"\\u12g4\"]", 2, "bad escape" },
        { "[\"\\ud800\"]", 2, "bad escape" },
        { "[\"\\ud800\\u0041\"]", 2, "bad escape" },
        { "[\"\\udc00\"]", 2, "bad escape" },
        { "[\"\\", 2, "bad escape" },
        { "[\"\xc0\xaf\"]", 2, "not UTF-8" },
        { "[\"\\n\xed\xa0\x80\"]", 4, "not UTF-8" },
        { "[\"a", 3, "a string without an end" },
        { "[\"\\n", 4, "a string without an end" },
        { "\xef\xbb\xbf{}", 0, "not a value" },
        { "//\n1", 0, "not a value" },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        bybit_json_t *json = s_open (state, CASES [index].text);
        bybit_json_value_t value;
        assert_int_equal (s_read (json, &value), -1);
        assert_string_equal (json->reason, CASES [index].reason);
        assert_int_equal (json->at - json->text, CASES [index].place);
    }
}

static void
test_nothing_comes_after_a_refusal (void **state)
{
    bybit_json_t *json = s_open (state, "[1 [2],3]");
    bybit_json_value_t value;
    assert_int_equal (s_read (json, &value), -1);
    mdp_text_t key;
    bool is_first = true;
    assert_int_equal (bybit_json_value (json, &value), -1);
    assert_false (bybit_json_element (json, &is_first));
    assert_false (bybit_json_key (json, &is_first, &key));
    assert_int_equal (bybit_json_skip (json, &value), -1);
    assert_int_equal (bybit_json_close (json), -1);
    assert_int_equal (json->at - json->text, 3);
}

//  So much is passed over, and no more.

static void
test_depth_has_a_limit (void **state)
{
    for (size_t depth = BYBIT_JSON_DEPTH_MAX; depth <= BYBIT_JSON_DEPTH_MAX + 2; depth++) {
        char text [4 * BYBIT_JSON_DEPTH_MAX];
        memset (text, '[', depth);
        memset (text + depth, ']', depth);
        bybit_json_t *json = s_open_bytes (state, text, 2 * depth);
        bybit_json_value_t value;
        bool is_passed = depth <= BYBIT_JSON_DEPTH_MAX + 1;  //  The first is not within another
        assert_int_equal (s_read (json, &value), is_passed ? 0 : -1);
        if (!is_passed) {
            assert_string_equal (json->reason, "nested too deeply");
        }
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_every_kind_of_value_is_told),
        UNIT_FIXTURE (test_elements_and_keys_come_one_after_the_other),
        UNIT_FIXTURE (test_what_was_passed_over_can_be_read_again),
        UNIT_FIXTURE (test_numbers_are_those_of_the_standard),
        UNIT_FIXTURE (test_strings_are_lent_and_escapes_are_read),
        UNIT_FIXTURE (test_a_bad_byte_is_found_wherever_it_stands),
        UNIT_FIXTURE (test_refuses_what_is_no_json_and_says_where),
        UNIT_FIXTURE (test_nothing_comes_after_a_refusal),
        UNIT_FIXTURE (test_depth_has_a_limit),
    };
    return UNIT_RUN ("bybit_json", tests);
}
