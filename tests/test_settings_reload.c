//  Tests of settings_reload: what a changed file changes, what it does not, and what is refused

#include "settings_reload.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sup_reload.h"
#include "unit.h"

typedef struct {
    char name [32];  //  Of the file
    FILE *errors;
    settings_t *running;
    char *argv [8];
    char **variables;
    settings_reload_t reload;
    sup_reload_t result;
} fixture_t;

static void
s_write (const fixture_t *self, const char *text)
{
    FILE *file = fopen (self->name, "w");
    assert_non_null (file);
    fputs (text, file);
    fclose (file);
}

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    strcpy (self->name, "/tmp/test_settings_XXXXXX");
    close (mkstemp (self->name));
    self->errors = fopen ("/dev/null", "w");
    self->variables = calloc (1, sizeof *self->variables);
    assert_non_null (self->variables);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    sup_reload_free (&self->result);
    settings_destroy (&self->running);
    fclose (self->errors);
    free (self->variables);
    unlink (self->name);
    free (self);
    return 0;
}

//  Run with the text as file, and a flag or null.

static void
s_run (fixture_t *self, const char *text, char *flag)
{
    static char program [] = "tickgated";
    static char config [] = "--config";
    static char url [] = "--exchange-url=ws://127.0.0.1:1";
    char *const argv [] = { program, config, self->name, url, flag };
    memcpy (self->argv, argv, sizeof argv);
    self->reload = (settings_reload_t){ .argc = flag ? 5 : 4,
                                        .argv = self->argv,
                                        .variables = &self->variables };
    s_write (self, text);
    const settings_io_t io = { .output = self->errors, .errors = self->errors };
    self->running = settings_new (NULL);
    assert_int_equal (
        settings_read (self->running, self->reload.argc, self->argv, self->variables, &io),
        SETTINGS_RUN);
    self->reload.running = self->running;
}

static const sup_reload_t *
s_reload (fixture_t *self, const char *text)
{
    s_write (self, text);
    sup_reload_free (&self->result);
    settings_reload (&self->reload, &self->result);
    return &self->result;
}

static void
test_what_is_carried_is_taken_over (void **state)
{
    fixture_t *self = *state;
    s_run (self, "market: linear:BTCUSDT\n", NULL);
    const sup_reload_t *result =
        s_reload (self, "market: linear:ETHUSDT,spot:all\ndepth: 200\nchannels: depth\n");
    assert_null (result->refused);
    assert_null (result->ignored);
    assert_string_equal (result->wishes [0], "depth spot 200\ndepth linear 200\n"
                                             "symbol linear ETHUSDT\nall spot\n");
    assert_null (result->wishes [1]);
}

static void
test_an_unchanged_file_asks_for_the_same (void **state)
{
    fixture_t *self = *state;
    s_run (self, "market: linear:BTCUSDT\nsilence: 60s\n", NULL);
    const sup_reload_t *result = s_reload (self, "market: linear:BTCUSDT\nsilence: 1m\n");
    assert_null (result->refused);
    assert_null (result->ignored);
    assert_string_equal (result->wishes [0], "trades\ndepth linear 50\nsymbol linear BTCUSDT\n");
}

static void
test_a_flag_still_wins (void **state)
{
    fixture_t *self = *state;
    char flag [] = "--market=linear:XRPUSDT";
    s_run (self, "market: linear:BTCUSDT\n", flag);
    const sup_reload_t *result = s_reload (self, "market: linear:ETHUSDT\n");
    assert_string_equal (result->wishes [0], "trades\ndepth linear 50\nsymbol linear XRPUSDT\n");
}

static void
test_what_needs_a_restart_is_named (void **state)
{
    fixture_t *self = *state;
    s_run (self, "market: linear:BTCUSDT\n", NULL);
    const sup_reload_t *result =
        s_reload (self, "market: linear:ETHUSDT\nsilence: 33s\nnumbers: string\n");
    assert_string_equal (result->ignored, "numbers, silence");
    assert_non_null (result->wishes [0]);
}

static void
test_gateways_are_known_by_name (void **state)
{
    fixture_t *self = *state;
    s_run (self,
           "gateways:\n  - name: a\n    market: linear:A\n    publish: tcp://127.0.0.1:1001\n"
           "  - name: b\n    market: linear:B\n    publish: tcp://127.0.0.1:1002\n",
           NULL);
    const sup_reload_t *result = s_reload (
        self, "gateways:\n  - name: c\n    market: linear:C\n    publish: tcp://127.0.0.1:1003\n"
              "  - name: b\n    market: linear:D\n    publish: tcp://127.0.0.1:1002\n"
              "    sndhwm: 9\n    lanes: 2\n");
    assert_null (result->refused);
    assert_string_equal (result->ignored, "sndhwm, lanes, new gateway c, removed gateway a");
    assert_null (result->wishes [0]);
    assert_string_equal (result->wishes [1], "trades\ndepth linear 50\nsymbol linear D\n");
}

static void
test_a_broken_file_is_refused_whole (void **state)
{
    fixture_t *self = *state;
    s_run (self, "market: linear:BTCUSDT\n", NULL);
    const sup_reload_t *result = s_reload (self, "market: linear:ETHUSDT\nsilense: 33s\n");
    assert_non_null (strstr (result->refused, ":2: unknown key"));
    assert_null (strchr (result->refused, '\n'));
    assert_null (result->ignored);
    assert_null (result->wishes [0]);
    unlink (self->name);
    sup_reload_free (&self->result);
    settings_reload (&self->reload, &self->result);
    assert_non_null (self->result.refused);
}

//  A file may have been cut, or be about to be written.

static void
test_a_file_without_a_key_is_refused (void **state)
{
    static const char *const texts [] = { "", "\n", "# market: linear:ETHUSDT\n", "{}\n", "---\n" };
    fixture_t *self = *state;
    s_run (self, "", NULL);
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++) {
        const sup_reload_t *result = s_reload (self, texts [index]);
        assert_non_null (result->refused);
        assert_non_null (strstr (result->refused, self->name));
        assert_non_null (strstr (result->refused, "holds no key"));
        assert_non_null (strstr (result->told, result->refused));
        assert_null (result->wishes [0]);
    }
    assert_null (s_reload (self, "market: linear:ETHUSDT\n")->refused);
}

//  Opening a FIFO waits for who writes; reading a directory fails.

static void
test_what_is_no_regular_file_is_refused_at_once (void **state)
{
    fixture_t *self = *state;
    s_run (self, "market: linear:BTCUSDT\n", NULL);
    unlink (self->name);
    assert_int_equal (mkfifo (self->name, 0600), 0);
    (void) alarm (10);
    settings_reload (&self->reload, &self->result);
    assert_non_null (strstr (self->result.refused, "is not a regular file"));
    sup_reload_free (&self->result);
    unlink (self->name);
    assert_int_equal (mkdir (self->name, 0700), 0);
    settings_reload (&self->reload, &self->result);
    assert_int_equal (rmdir (self->name), 0);
    assert_non_null (strstr (self->result.refused, "is not a regular file"));
    (void) alarm (0);
}

//  As setenv does, which libraries call too.

static void
test_the_environment_may_have_moved (void **state)
{
    static char depth [] = "TICKGATE_DEPTH=200";
    fixture_t *self = *state;
    s_run (self, "market: linear:BTCUSDT\n", NULL);
    free (self->variables);
    self->variables = calloc (2, sizeof *self->variables);
    assert_non_null (self->variables);
    self->variables [0] = depth;
    s_reload (self, "market: linear:BTCUSDT\n");
    assert_null (self->result.refused);
    assert_non_null (strstr (self->result.wishes [0], "depth linear 200"));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_what_is_carried_is_taken_over),
        UNIT_FIXTURE (test_an_unchanged_file_asks_for_the_same),
        UNIT_FIXTURE (test_a_flag_still_wins),
        UNIT_FIXTURE (test_what_needs_a_restart_is_named),
        UNIT_FIXTURE (test_gateways_are_known_by_name),
        UNIT_FIXTURE (test_a_broken_file_is_refused_whole),
        UNIT_FIXTURE (test_a_file_without_a_key_is_refused),
        UNIT_FIXTURE (test_what_is_no_regular_file_is_refused_at_once),
        UNIT_FIXTURE (test_the_environment_may_have_moved),
    };
    return UNIT_RUN ("settings_reload", tests);
}
