//  Tests of sup_options with its three sources: precedence, places, suggestions.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sup_environ.h"
#include "sup_file.h"
#include "sup_flags.h"
#include "sup_help.h"
#include "sup_options.h"
#include "sup_print.h"
#include "test_sup_told.h"

static const sup_option_t TABLE [] = {
    { .name = "market",
      .kind = SUP_OPTION_LIST,
      .standard = "linear:A",
      .section = "S",
      .traits = SUP_OPTION_REPEATED | SUP_OPTION_GROUPED | SUP_OPTION_MAPPED,
      .help = "Markets." },
    { .name = "depth",
      .kind = SUP_OPTION_LIST,
      .standard = "50",
      .section = "S",
      .traits = SUP_OPTION_GROUPED,
      .help = "Depths." },
    { .name = "check-interval",
      .kind = SUP_OPTION_DURATION,
      .standard = "5s",
      .section = "S",
      .min = 10,
      .max = 60000,
      .metavar = "DURATION",
      .help = "How often." },
    { .name = "silence",
      .kind = SUP_OPTION_DURATION,
      .standard = "60s",
      .section = "T",
      .min = 10,
      .max = 3600000,
      .metavar = "DURATION",
      .help = "How long." },
    { .name = "publish",
      .kind = SUP_OPTION_ENDPOINT,
      .standard = "tcp://*:1",
      .section = "T",
      .traits = SUP_OPTION_GROUPED,
      .metavar = "ENDPOINT",
      .help = "Where." },
    { .name = "url",
      .kind = SUP_OPTION_URL,
      .standard = "ws://host",
      .section = "T",
      .words = "ws|wss",
      .metavar = "URL",
      .help = "What." },
    { .name = "note",
      .kind = SUP_OPTION_TEXT,
      .standard = "",
      .section = "T",
      .traits = SUP_OPTION_EMPTY,
      .metavar = "TEXT",
      .help = "Any." },
    { .name = "config",
      .letter = 'c',
      .kind = SUP_OPTION_TEXT,
      .section = "U",
      .traits = SUP_OPTION_NO_FILE,
      .metavar = "FILE",
      .help = "File." },
    { .name = "help",
      .letter = 'h',
      .kind = SUP_OPTION_SWITCH,
      .section = "U",
      .traits = SUP_OPTION_FLAG_ONLY,
      .help = "Help." },
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
s_read_flags (told_t *self, char *first, char *second)
{
    char *argv [] = { (char []){ "prog" }, first, second, NULL };
    sup_flags_read (self->options, second ? 3 : 2, argv);
}

static void
s_read_environ (told_t *self, char *variable)
{
    char *variables [] = { variable, (char []){ "HOME=/" }, NULL };
    sup_environ_read (self->options, variables);
}

static void
test_a_flag_beats_the_environment_that_beats_the_file (void **state)
{
    told_t *self = *state;
    const sup_setting_t *setting = sup_options_get (self->options, 0, "silence");
    assert_int_equal (setting->level, SUP_SOURCE_DEFAULT);
    assert_int_equal (setting->values [0].number, 60000);
    s_read_file (self, "silence: 2s\n");
    assert_int_equal (setting->values [0].number, 2000);
    s_read_environ (self, (char []){ "PROG_SILENCE=3s" });
    assert_int_equal (setting->values [0].number, 3000);
    s_read_flags (self, (char []){ "--silence=4s" }, NULL);
    assert_int_equal (setting->values [0].number, 4000);
    assert_int_equal (setting->count, 1);
    assert_int_equal (sup_errors_count (self->errors), 0);
}

static void
test_the_order_in_which_sources_are_read_means_nothing (void **state)
{
    told_t *self = *state;
    s_read_flags (self, (char []){ "--silence" }, (char []){ "4s" });
    s_read_environ (self, (char []){ "PROG_SILENCE=3s" });
    s_read_file (self, "silence: 2s\nmarket: [a, b]\n");
    assert_int_equal (sup_options_number (self->options, 0, "silence"), 4000);
    assert_int_equal (sup_options_get (self->options, 0, "market")->count, 2);
}

static void
test_a_value_remembers_where_it_came_from (void **state)
{
    told_t *self = *state;
    const sup_setting_t *setting = sup_options_get (self->options, 0, "silence");
    char place [SUP_SOURCE_TEXT_MAX];
    sup_source_print (&setting->values [0].source, setting->option, place);
    assert_string_equal (place, "default");
    s_read_file (self, "note: x\nsilence: 2s\n");
    sup_source_print (&setting->values [0].source, setting->option, place);
    assert_string_equal (place, "prog.yaml:2:10");
    s_read_environ (self, (char []){ "PROG_SILENCE=3s" });
    sup_source_print (&setting->values [0].source, setting->option, place);
    assert_string_equal (place, "PROG_SILENCE");
    s_read_flags (self, (char []){ "--silence=4s" }, NULL);
    sup_source_print (&setting->values [0].source, setting->option, place);
    assert_string_equal (place, "--silence");
}

static void
test_a_repeated_flag_adds_and_any_other_takes_the_place (void **state)
{
    told_t *self = *state;
    s_read_flags (self, (char []){ "--market=a" }, (char []){ "--market=b" });
    s_read_flags (self, (char []){ "--silence=1s" }, (char []){ "--silence=2s" });
    const sup_setting_t *market = sup_options_get (self->options, 0, "market");
    assert_int_equal (market->count, 2);
    assert_string_equal (market->values [0].text, "a");
    assert_string_equal (market->values [1].text, "b");
    assert_int_equal (sup_options_number (self->options, 0, "silence"), 2000);
}

static void
test_unknown_names_are_told_with_what_was_meant (void **state)
{
    told_t *self = *state;
    s_read_file (self, "note: x\n\nsilense: 2s\ncheck_interval: 1s\nvolume: 3\n");
    told_assert (self, "prog: prog.yaml:3: unknown key \"silense\"; did you mean \"silence\"?\n");
    told_assert (self, "prog.yaml:4: unknown key \"check_interval\"; did you mean "
                       "\"check-interval\"?\n");
    told_assert (self, "prog.yaml:5: unknown key \"volume\"\n");
    s_read_environ (self, (char []){ "PROG_CHECKINTERVAL=1s" });
    told_assert (self, "PROG_CHECKINTERVAL: unknown environment variable; did you mean "
                       "\"PROG_CHECK_INTERVAL\"?\n");
    assert_int_equal (sup_errors_exit_code (self->errors), 78);
    s_read_flags (self, (char []){ "--silense" }, (char []){ "2s" });
    told_assert (self, "prog: --silense: unknown flag; did you mean \"--silence\"?\n");
    assert_int_equal (sup_errors_count (self->errors), 5);
    assert_int_equal (sup_errors_exit_code (self->errors), 64);
}

static void
test_bad_values_are_told_with_their_place (void **state)
{
    told_t *self = *state;
    s_read_file (self, "silence: 2\n");
    told_assert (self, "prog: prog.yaml:1:10: silence: \"2\" has no unit; allowed: ");
    s_read_environ (self, (char []){ "PROG_SILENCE=2" });
    told_assert (self, "prog: PROG_SILENCE: \"2\" has no unit; allowed: ");
    assert_int_equal (sup_errors_exit_code (self->errors), 78);
    s_read_flags (self, (char []){ "--silence=2" }, NULL);
    told_assert (self, "prog: --silence: \"2\" has no unit; allowed: ");
    assert_int_equal (sup_errors_exit_code (self->errors), 64);
    assert_true (sup_options_get (self->options, 0, "silence")->is_bad);
}

static void
test_flags_refuse_what_is_no_flag (void **state)
{
    told_t *self = *state;
    s_read_flags (self, (char []){ "extra" }, (char []){ "--" });
    told_assert (self, "\"extra\": unexpected argument");
    told_assert (self, "\"--\": unexpected argument");
    s_read_flags (self, (char []){ "--silence" }, (char []){ "--help" });
    told_assert (self, "--silence: needs a value; allowed: a duration");
    assert_int_equal (sup_options_get (self->options, 0, "help")->count, 1);
    s_read_flags (self, (char []){ "--help=1" }, (char []){ "-x" });
    told_assert (self, "--help: takes no value");
    told_assert (self, "-x: unknown flag");
    s_read_flags (self, (char []){ "-c" }, (char []){ "file" });
    assert_string_equal (sup_options_text (self->options, 0, "config"), "file");
}

static void
test_the_environment_knows_what_is_not_for_it (void **state)
{
    told_t *self = *state;
    s_read_environ (self, (char []){ "PROG_SERVICE_HOST=10.0.0.1" });
    s_read_environ (self, (char []){ "PROG_PORT=tcp://10.0.0.1:5555" });
    s_read_environ (self, (char []){ "PROG_PORT_5555_TCP=x" });
    s_read_environ (self, (char []){ "PROGRESS=1" });
    assert_int_equal (sup_errors_count (self->errors), 0);
    s_read_environ (self, (char []){ "PROG_HELP=1" });
    told_assert (self, "PROG_HELP: \"help\" can only be given as a flag\n");
    s_read_environ (self, (char []){ "PROG_SILENCE=" });
    told_assert (self, "PROG_SILENCE: \"\" is empty; allowed: a duration");
}

static void
test_only_the_first_twenty_errors_are_told (void **state)
{
    told_t *self = *state;
    for (size_t index = 0; index < 25; index++) {
        s_read_environ (self, (char []){ "PROG_SILENCE=x" });
    }
    sup_errors_end (self->errors);
    told_assert (self, "prog: 5 more errors are not shown\n");
    assert_int_equal (sup_errors_count (self->errors), 25);
    size_t lines = 0;
    for (const char *byte = self->text; *byte; byte++) {
        lines += *byte == '\n';
    }
    assert_int_equal (lines, 21);
}

static void
test_an_error_never_sends_control_characters_to_the_terminal (void **state)
{
    told_t *self = *state;
    s_read_flags (self, (char []){ "--x\x1b[2J\n" }, (char []){ "--y\xff" });
    told_assert (self, "--x\\x1b[2J\\x0a: unknown flag\n");
    told_assert (self, "--y\\xff: unknown flag");
}

static void
test_what_is_printed_reads_back_to_the_same (void **state)
{
    told_t *self = *state;
    s_read_file (self,
                 "note: \"a: # \\\"b\\\" \\\\ - 'c'\"\nmarket: {linear: [A, B]}\nsilence: 5m\n"
                 "url: wss://host/\ngroups:\n  - name: a\n    depth: [1, 2]\n");
    s_read_flags (self, (char []){ "--publish" }, (char []){ "ipc:///tmp/x y" });
    assert_int_equal (sup_errors_count (self->errors), 0);
    char *texts [2] = { NULL, NULL };
    size_t sizes [2] = { 0, 0 };
    FILE *file = open_memstream (&texts [0], &sizes [0]);
    sup_print_yaml (self->options, true, file);
    fclose (file);
    assert_non_null (strstr (texts [0], "publish: \"ipc:///tmp/x y\"  # --publish\n"));
    assert_non_null (strstr (texts [0], "url: \"wss://host\"  # prog.yaml:4:6\n"));
    sup_options_t *other = sup_options_new (&SPEC, self->errors);
    sup_file_read_text (other, "again.yaml", texts [0], sizes [0]);
    assert_int_equal (sup_errors_count (self->errors), 0);
    for (size_t index = 0; index < 2; index++) {
        free (texts [index]);
        file = open_memstream (&texts [index], &sizes [index]);
        sup_print_yaml (index ? other : self->options, false, file);
        fclose (file);
    }
    assert_string_equal (texts [0], texts [1]);
    sup_options_destroy (&other);
    free (texts [0]);
    free (texts [1]);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_flag_beats_the_environment_that_beats_the_file),
        UNIT_FIXTURE (test_the_order_in_which_sources_are_read_means_nothing),
        UNIT_FIXTURE (test_a_value_remembers_where_it_came_from),
        UNIT_FIXTURE (test_a_repeated_flag_adds_and_any_other_takes_the_place),
        UNIT_FIXTURE (test_unknown_names_are_told_with_what_was_meant),
        UNIT_FIXTURE (test_bad_values_are_told_with_their_place),
        UNIT_FIXTURE (test_flags_refuse_what_is_no_flag),
        UNIT_FIXTURE (test_the_environment_knows_what_is_not_for_it),
        UNIT_FIXTURE (test_only_the_first_twenty_errors_are_told),
        UNIT_FIXTURE (test_an_error_never_sends_control_characters_to_the_terminal),
        UNIT_FIXTURE (test_what_is_printed_reads_back_to_the_same),
    };
    return UNIT_RUN ("sup_options", tests);
}
