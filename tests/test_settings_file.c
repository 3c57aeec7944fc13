//  Tests of settings from a file or a text: several gateways, and the way to a child.

#include "settings.h"

#include <unistd.h>

#include "unit.h"

typedef struct {
    char *errors;
    size_t errors_size;
    settings_io_t io;
    settings_t *settings;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->io.errors = open_memstream (&self->errors, &self->errors_size);
    self->io.output = self->io.errors;
    self->io.ca_store = "/etc/passwd";  //  Only has to be there
    self->settings = settings_new (NULL);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    settings_destroy (&self->settings);
    fclose (self->io.errors);
    free (self->errors);
    free (self);
    return 0;
}

//  Read the text from a file, with one more flag or null.

static settings_result_t
s_read (fixture_t *self, const char *text, char *flag)
{
    char name [] = "/tmp/test_settings_XXXXXX";
    int fd = mkstemp (name);
    assert_true (fd >= 0);
    assert_int_equal (write (fd, text, strlen (text)), strlen (text));
    close (fd);
    char *argv [] = { (char []){ "tickgated" }, (char []){ "--config" }, name, flag, NULL };
    char *variables [] = { NULL };
    settings_result_t result =
        settings_read (self->settings, flag ? 4 : 3, argv, variables, &self->io);
    fflush (self->io.errors);
    unlink (name);
    return result;
}

static void
s_assert_told (fixture_t *self, const char *line)
{
    if (!strstr (self->errors, line)) {
        fail_msg ("\"%s\" does not say \"%s\"", self->errors, line);
    }
}

static const char TWO [] = "depth: [1, 50]\n"
                           "market: linear:BTCUSDT\n"
                           "silence: 20s\n"
                           "gateways:\n"
                           "  - name: first\n"
                           "  - name: second\n"
                           "    market: {option: [BTC, ETH-1-C], spot: all}\n"
                           "    publish: tcp://127.0.0.1:5557\n"
                           "    depth: 100\n"
                           "    sndhwm: 5\n";

static void
test_each_gateway_has_its_own_settings_and_those_of_the_file (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (s_read (self, TWO, NULL), SETTINGS_RUN);
    assert_int_equal (settings_gateways_count (self->settings), 2);
    const gw_config_t *first = settings_gateway (self->settings, 0);
    const gw_config_t *second = settings_gateway (self->settings, 1);
    assert_string_equal (first->name, "first");
    assert_int_equal (first->markets_count, 1);
    assert_int_equal (first->depths_count [MDP_LINEAR], 2);
    assert_string_equal (first->publish, "tcp://127.0.0.1:5555");
    assert_int_equal (first->sndhwm, 20000);
    assert_string_equal (second->name, "second");
    assert_int_equal (second->markets_count, 2);
    assert_string_equal (second->markets [0].symbols [1], "ETH-1-C");
    assert_true (second->markets [1].is_all);
    assert_int_equal (second->depths [MDP_OPTION][0], 100);
    assert_int_equal (second->depths [MDP_SPOT][0], 50);
    assert_string_equal (second->publish, "tcp://127.0.0.1:5557");
    assert_int_equal (second->sndhwm, 5);
    assert_int_equal (settings_supervisor (self->settings)->children_count, 2);
}

static void
test_a_child_reads_back_what_the_daemon_read (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (s_read (self, TWO, NULL), SETTINGS_RUN);
    const sup_child_config_t *child = &settings_supervisor (self->settings)->children [1];
    settings_t *other = settings_new (NULL);
    settings_result_t result =
        settings_read_text (other, child->config, child->config_size, child->name, &self->io);
    assert_int_equal (result, SETTINGS_RUN);
    assert_int_equal (settings_gateways_count (other), 1);
    const gw_config_t *gateway = settings_gateway (other, 0);
    assert_string_equal (gateway->name, "second");
    assert_int_equal (gateway->sndhwm, 5);
    assert_int_equal (gateway->markets_count, 2);
    const sup_config_t *supervisor = settings_supervisor (other);
    assert_int_equal (supervisor->silence_ms, 20000);
    assert_int_equal (supervisor->children_count, 1);
    assert_string_equal (supervisor->children [0].config, child->config);
    settings_destroy (&other);
}

static void
test_a_text_has_the_gateway_that_is_asked_for (void **state)
{
    fixture_t *self = *state;
    settings_result_t result =
        settings_read_text (self->settings, TWO, strlen (TWO), "third", &self->io);
    assert_int_equal (result, SETTINGS_BAD_CONFIG);
    fflush (self->io.errors);
    s_assert_told (self, "configuration: no gateway \"third\"");
}

static void
test_gateways_publish_on_endpoints_of_their_own (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (s_read (self, "gateways: [{name: a}, {name: b}]\n", NULL),
                      SETTINGS_BAD_CONFIG);
    s_assert_told (self, "already taken by publish of a");
}

static void
test_a_flag_for_all_gateways_cannot_be_an_endpoint (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (s_read (self, TWO, (char []){ "--publish=tcp://*:1" }), SETTINGS_BAD_CONFIG);
    s_assert_told (self, "--publish: tcp://*:1 is already taken by publish of first (--publish)");
}

static void
test_what_two_gateways_share_is_told_once (void **state)
{
    fixture_t *self = *state;
    const char *text = "market: linear:x\n"
                       "channels: ticker\n"
                       "depth: 7\n"
                       "exchange-ca: /nowhere\n"
                       "gateways:\n"
                       "  - name: a\n"
                       "  - name: b\n"
                       "    publish: tcp://127.0.0.1:5557\n";
    assert_int_equal (s_read (self, text, NULL), SETTINGS_BAD_CONFIG);
    size_t lines = 0;
    for (const char *byte = self->errors; *byte; byte++) {
        lines += *byte == '\n';
    }
    s_assert_told (self, ":1:9: market: symbol \"x\" at position 8");
    s_assert_told (self, ":2:11: channels: channel \"ticker\"");
    s_assert_told (self, ":3:8: depth: \"7\" is not a depth");
    s_assert_told (self, ":4:14: exchange-ca: cannot use \"/nowhere\"");
    assert_int_equal (lines, 4);
}

static void
test_there_is_a_limit_to_the_symbols_of_a_gateway (void **state)
{
    fixture_t *self = *state;
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream (&text, &size);
    fputs ("market:\n", file);
    for (size_t index = 0; index <= GW_SYMBOLS_MAX; index++) {
        fprintf (file, "  - linear:S%zu\n", index);
    }
    fclose (file);
    assert_int_equal (s_read (self, text, NULL), SETTINGS_BAD_CONFIG);
    s_assert_told (self, ":4098:5: market: too many symbols; allowed: 4096 in one gateway\n");
    free (text);
}

static void
test_every_error_is_told_in_one_go (void **state)
{
    fixture_t *self = *state;
    const char *text = "silense: 60s\n"
                       "silence: 60\n"
                       "numbers: float\n"
                       "isolation: jail\n";
    assert_int_equal (s_read (self, text, (char []){ "--bogus" }), SETTINGS_BAD_USAGE);
    s_assert_told (self, ":1: unknown key \"silense\"; did you mean \"silence\"?");
    s_assert_told (self, ":2:10: silence: \"60\" has no unit");
    s_assert_told (self, ":3:10: numbers: \"float\" is not allowed; allowed: float64, string");
    s_assert_told (self, ":4:12: isolation: \"jail\" is not allowed; allowed: process, thread");
    s_assert_told (self, "--bogus: unknown flag");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_each_gateway_has_its_own_settings_and_those_of_the_file),
        UNIT_FIXTURE (test_a_child_reads_back_what_the_daemon_read),
        UNIT_FIXTURE (test_a_text_has_the_gateway_that_is_asked_for),
        UNIT_FIXTURE (test_gateways_publish_on_endpoints_of_their_own),
        UNIT_FIXTURE (test_a_flag_for_all_gateways_cannot_be_an_endpoint),
        UNIT_FIXTURE (test_what_two_gateways_share_is_told_once),
        UNIT_FIXTURE (test_there_is_a_limit_to_the_symbols_of_a_gateway),
        UNIT_FIXTURE (test_every_error_is_told_in_one_go),
    };
    return UNIT_RUN ("settings_file", tests);
}
