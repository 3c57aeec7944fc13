//  Tests of sup_yaml: what is read, and that every trap of YAML has a line.

#include <stdlib.h>
#include <string.h>

#include "sup_yaml.h"
#include "unit.h"

static void
s_assert_bad (const char *text, size_t size, size_t line, const char *trouble)
{
    sup_yaml_t *yaml = sup_yaml_new (text, size);
    size_t count = 0;
    size_t found_line = 0;
    size_t column = 0;
    const char *error = sup_yaml_error (yaml, &found_line, &column);
    assert_non_null (error);
    if (!strstr (error, trouble)) {
        fail_msg ("\"%s\" does not say \"%s\"", error, trouble);
    }
    assert_int_equal (found_line, line);
    assert_true (column > 0);
    (void) sup_yaml_nodes (yaml, &count);
    assert_int_equal (count, 0);
    sup_yaml_destroy (&yaml);
    assert_null (yaml);
}

static void
s_assert_refused (const char *text, size_t line, const char *trouble)
{
    s_assert_bad (text, strlen (text), line, trouble);
}

static void
test_reads_keys_values_and_their_lines (void **state)
{
    (void) state;
    const char *text = "# comment\n"
                       "silence: 60s\n"
                       "market:\n"
                       "  linear: [BTCUSDT, 'ETHUSDT']\n"
                       "publish: \"tcp://*:5555\"\n";
    sup_yaml_t *yaml = sup_yaml_new (text, strlen (text));
    size_t count = 0;
    const sup_yaml_node_t *nodes = sup_yaml_nodes (yaml, &count);
    assert_int_equal (count, 7);
    assert_int_equal (nodes [0].kind, SUP_YAML_MAP);
    assert_int_equal (nodes [0].end, 7);
    assert_string_equal (nodes [1].key, "silence");
    assert_string_equal (nodes [1].text, "60s");
    assert_int_equal (nodes [1].line, 2);
    assert_int_equal (nodes [1].column, 10);
    assert_string_equal (nodes [2].key, "market");
    assert_int_equal (nodes [2].end, 6);
    assert_int_equal (nodes [3].kind, SUP_YAML_LIST);
    assert_string_equal (nodes [4].text, "BTCUSDT");
    assert_null (nodes [4].key);
    assert_string_equal (nodes [6].text, "tcp://*:5555");
    assert_int_equal (nodes [6].key_line, 5);
    sup_yaml_destroy (&yaml);
}

static void
test_a_text_of_nothing_has_no_nodes (void **state)
{
    (void) state;
    const char *texts [] = { "", "\n\n", "# only a comment\n" };
    for (size_t index = 0; index < 3; index++) {
        sup_yaml_t *yaml = sup_yaml_new (texts [index], strlen (texts [index]));
        size_t count = 1;
        size_t line = 0;
        (void) sup_yaml_nodes (yaml, &count);
        assert_int_equal (count, 0);
        assert_null (sup_yaml_error (yaml, &line, &line));
        sup_yaml_destroy (&yaml);
    }
}

static void
test_tells_no_value_from_an_empty_one (void **state)
{
    (void) state;
    const char *text = "a:\nb: ''\n";
    sup_yaml_t *yaml = sup_yaml_new (text, strlen (text));
    size_t count = 0;
    const sup_yaml_node_t *nodes = sup_yaml_nodes (yaml, &count);
    assert_int_equal (count, 3);
    assert_true (nodes [1].is_null);
    assert_false (nodes [2].is_null);
    sup_yaml_destroy (&yaml);
}

static void
test_refuses_what_is_no_yaml_with_its_line (void **state)
{
    (void) state;
    s_assert_refused ("a: 1\nb: [1, 2\n", 3, "not valid YAML");
    s_assert_refused ("a: 'x\n", 2, "not valid YAML");
    s_assert_refused ("a: 1\n b: 2\n", 2, "mapping values are not allowed");
    s_assert_refused ("a: b\nc\n", 3, "could not find expected ':'");
    s_assert_refused ("a: @x\n", 1, "cannot start any token");
}

static void
test_refuses_tabs_in_the_indentation (void **state)
{
    (void) state;
    s_assert_refused ("a:\n\tb: 1\n", 2, "a tab in the indentation");
    s_assert_refused ("a:\n  \tb: 1\n", 2, "a tab in the indentation");
}

static void
test_refuses_anchors_aliases_and_tags (void **state)
{
    (void) state;
    s_assert_refused ("a: &x 1\n", 1, "an anchor or alias");
    s_assert_refused ("b: 1\na: *x\n", 2, "an anchor or alias");
    s_assert_refused ("a: &x [1]\n", 1, "an anchor or alias");
    s_assert_refused ("a: &x {b: 1}\n", 1, "an anchor or alias");
    s_assert_refused ("a: !!str 1\n", 1, "a tag");
    s_assert_refused ("a: !x [1]\n", 1, "a tag");
    s_assert_refused ("a: !x {b: 1}\n", 1, "a tag");
}

static void
test_refuses_a_second_document (void **state)
{
    (void) state;
    s_assert_refused ("a: 1\n---\nb: 1\n", 2, "a second document");
}

static void
test_refuses_keys_that_are_no_words (void **state)
{
    (void) state;
    s_assert_refused ("? [a, b]\n: 1\n", 1, "a key that is not a plain word");
    s_assert_refused ("? {a: b}\n: 1\n", 1, "a key that is not a plain word");
}

static void
test_refuses_too_many_levels (void **state)
{
    (void) state;
    s_assert_refused ("a: [[[[[[1]]]]]]\n", 1, "too many levels");
    char text [20000];
    memset (text, '[', sizeof text);
    s_assert_bad (text, sizeof text, 1, "too many levels");
    memset (text, '{', sizeof text);
    s_assert_bad (text, sizeof text, 1, "");
}

static void
test_refuses_more_than_a_mebibyte (void **state)
{
    (void) state;
    size_t size = SUP_YAML_SIZE_MAX + 1;
    char *text = malloc (size);
    assert_non_null (text);
    memset (text, '\n', size);
    s_assert_bad (text, size, 1, "more than 1 MiB");
    sup_yaml_t *yaml = sup_yaml_new (text, size - 1);
    size_t line = 0;
    assert_null (sup_yaml_error (yaml, &line, &line));
    sup_yaml_destroy (&yaml);
    free (text);
}

static void
test_refuses_bytes_that_are_no_text (void **state)
{
    (void) state;
    s_assert_refused ("a: 1\nb: \xff\n", 2, "not valid UTF-8");
    s_assert_refused ("a: \xc0\x80\n", 1, "not valid UTF-8");
    s_assert_refused ("a: \xed\xa0\x80\n", 1, "not valid UTF-8");
    s_assert_refused ("a: 1\nb: \x1b\n", 2, "a control character");
    s_assert_bad ("a: \0\n", 5, 1, "a control character");
    s_assert_refused ("a: \"x\\0y\"\n", 1, "a zero byte");
    s_assert_bad ("\xff\xfe"
                  "a\0:\0 \0b\0",
                  10, 1, "not valid UTF-8");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_reads_keys_values_and_their_lines),
        cmocka_unit_test (test_a_text_of_nothing_has_no_nodes),
        cmocka_unit_test (test_tells_no_value_from_an_empty_one),
        cmocka_unit_test (test_refuses_what_is_no_yaml_with_its_line),
        cmocka_unit_test (test_refuses_tabs_in_the_indentation),
        cmocka_unit_test (test_refuses_anchors_aliases_and_tags),
        cmocka_unit_test (test_refuses_a_second_document),
        cmocka_unit_test (test_refuses_keys_that_are_no_words),
        cmocka_unit_test (test_refuses_too_many_levels),
        cmocka_unit_test (test_refuses_more_than_a_mebibyte),
        cmocka_unit_test (test_refuses_bytes_that_are_no_text),
    };
    return UNIT_RUN ("sup_yaml", tests);
}
