//  Tests of sup_file: forms of a value, keys in their places, groups.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sup_file.h"
#include "test_sup_told.h"

static const sup_option_t TABLE [] = {
    { .name = "market", .kind = SUP_OPTION_LIST, .traits = SUP_OPTION_GROUPED | SUP_OPTION_MAPPED },
    { .name = "depth", .kind = SUP_OPTION_LIST, .traits = SUP_OPTION_GROUPED },
    { .name = "silence", .kind = SUP_OPTION_DURATION, .max = 60000 },
    { .name = "url", .kind = SUP_OPTION_URL, .words = "ws|wss" },
    { .name = "note", .kind = SUP_OPTION_TEXT },
    { .name = "config", .kind = SUP_OPTION_TEXT, .traits = SUP_OPTION_NO_FILE },
    { .name = "help", .kind = SUP_OPTION_SWITCH, .traits = SUP_OPTION_FLAG_ONLY },
};

static const sup_options_spec_t SPEC = {
    .program = "prog",
    .prefix = "PROG_",
    .group = "groups",
    .table = TABLE,
    .count = sizeof TABLE / sizeof TABLE [0],
};

static int
s_setup (void **state)
{
    told_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    told_init (self, &SPEC);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    told_t *self = *state;
    told_free (self);
    free (self);
    return 0;
}

static void
s_read_file (told_t *self, const char *text)
{
    sup_file_read_text (self->options, "prog.yaml", text, strlen (text));
}

static void
test_a_file_gives_lists_in_every_form (void **state)
{
    told_t *self = *state;
    s_read_file (self, "market:\n  - a\n  - b,c\ndepth: [1, 50]\n");
    const sup_setting_t *market = sup_options_get (self->options, 0, "market");
    assert_int_equal (market->count, 2);
    assert_string_equal (market->values [1].text, "b,c");
    assert_int_equal (sup_options_get (self->options, 0, "depth")->count, 2);
    s_read_file (self, "market: {linear: [A, B], spot: C}\ndepth: 1\n");
    assert_int_equal (market->count, 3);
    assert_string_equal (market->values [0].text, "linear:A");
    assert_string_equal (market->values [1].text, "linear:B");
    assert_string_equal (market->values [2].text, "spot:C");
    assert_int_equal (sup_options_get (self->options, 0, "depth")->count, 1);
    assert_int_equal (sup_errors_count (self->errors), 0);
}

static void
test_a_file_refuses_what_does_not_fit_a_key (void **state)
{
    told_t *self = *state;
    s_read_file (self, "silence: [1s]\ndepth: {a: b}\nmarket: []\nurl:\nconfig: x\nhelp: 1\n"
                       "note: a\nnote: b\n");
    told_assert (self, "prog.yaml:1:10: silence: a mapping or list where a single value is "
                       "needed\n");
    told_assert (self, "prog.yaml:2:8: depth: a mapping or list where");
    told_assert (self, "prog.yaml:3:9: market: an empty list");
    told_assert (self, "url: no value; allowed: ws://HOST[:PORT], wss://HOST[:PORT]\n");
    told_assert (self, "prog.yaml:5: \"config\" can only be given as a flag or as PROG_CONFIG\n");
    told_assert (self, "prog.yaml:6: \"help\" can only be given as a flag\n");
    told_assert (self, "prog.yaml:8: duplicate key \"note\"; it is also given in line 7\n");
    assert_int_equal (sup_errors_count (self->errors), 7);
    s_read_file (self, "- a\n");
    told_assert (self, "prog.yaml:1: not a mapping of keys to values\n");
    s_read_file (self, "a: [\n");
    told_assert (self, "prog.yaml:2:1: not valid YAML");
}

static void
test_a_group_beats_the_file_and_not_the_flag (void **state)
{
    told_t *self = *state;
    s_read_file (self, "depth: 1\ngroups:\n  - name: a\n    depth: 200\n  - name: b\n");
    assert_int_equal (sup_options_groups_count (self->options), 2);
    assert_string_equal (sup_options_group_name (self->options, 1), "a");
    assert_string_equal (sup_options_text (self->options, 0, "depth"), "1");
    assert_string_equal (sup_options_text (self->options, 1, "depth"), "200");
    assert_string_equal (sup_options_text (self->options, 2, "depth"), "1");
    sup_value_t value = { .text = "50", .source = { .kind = SUP_SOURCE_FLAG } };
    const sup_option_t *option = sup_options_find (self->options, "depth");
    assert_int_equal (sup_options_put (self->options, 0, option, &value, false), 0);
    assert_string_equal (sup_options_text (self->options, 1, "depth"), "50");
    assert_int_equal (sup_errors_count (self->errors), 0);
}

static void
test_groups_have_unique_names_and_only_their_keys (void **state)
{
    told_t *self = *state;
    s_read_file (self, "groups:\n  - name: a\n    silence: 1s\n    dept: 1\n  - name: a\n"
                       "  - name: B\n  - depth: 1\n  - x\n");
    told_assert (self, "prog.yaml:3: \"silence\" can only be given at the top level");
    told_assert (self, "prog.yaml:4: unknown key \"dept\"; did you mean \"depth\"?");
    told_assert (self, "prog.yaml:5:11: groups: name \"a\" is not unique; it is also given in "
                       "line 2\n");
    told_assert (self, "prog.yaml:6:11: groups: name \"B\" is not made of a-z");
    told_assert (self, "prog.yaml:7:5: groups: needs a list of mappings, each with a name\n");
    told_assert (self, "prog.yaml:8:5: groups: needs a list");
    assert_int_equal (sup_errors_count (self->errors), 6);
    s_read_file (self, "groups:\n  - name: c\n    config: x\n");
    told_assert (self, "prog.yaml:3: \"config\" can only be given as a flag or as PROG_CONFIG\n");
}

static void
test_a_missing_file_is_told_with_its_name (void **state)
{
    told_t *self = *state;
    sup_file_read (self->options, "/nowhere/prog.yaml", false);
    told_assert (self, "prog: /nowhere/prog.yaml: cannot read the configuration file: No such");
    sup_file_read (self->options, "/", false);
    told_assert (self, "prog: /: cannot read the configuration file: Is a directory");
    assert_int_equal (sup_errors_exit_code (self->errors), 78);
}

static void
test_a_mapping_with_too_many_keys_ends_early (void **state)
{
    told_t *self = *state;
    char text [4096] = "";
    for (size_t index = 0; index < 300; index++) {
        snprintf (text + strlen (text), sizeof text - strlen (text), "k%zu: 1\n", index);
    }
    s_read_file (self, text);
    assert_int_equal (sup_errors_count (self->errors), 257);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_file_gives_lists_in_every_form),
        UNIT_FIXTURE (test_a_file_refuses_what_does_not_fit_a_key),
        UNIT_FIXTURE (test_a_group_beats_the_file_and_not_the_flag),
        UNIT_FIXTURE (test_groups_have_unique_names_and_only_their_keys),
        UNIT_FIXTURE (test_a_missing_file_is_told_with_its_name),
        UNIT_FIXTURE (test_a_mapping_with_too_many_keys_ends_early),
    };
    return UNIT_RUN ("sup_file", tests);
}
