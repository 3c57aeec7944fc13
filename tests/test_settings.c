//  Tests of settings: from flags, environment and file to what the daemon runs.

#include "settings.h"

#include <unistd.h>

#include "unit.h"

enum { ARGUMENTS_MAX = 16 };

typedef struct {
    char *output;
    size_t output_size;
    char *errors;
    size_t errors_size;
    settings_io_t io;
    settings_t *settings;
    char store [32];  //  A file of CA certificates
} fixture_t;

static void
s_run (zsock_t *pipe, void *args)
{
    (void) pipe;
    (void) args;
}

static void
s_write_file (char *name, const char *text)
{
    int fd = mkstemp (name);
    assert_true (fd >= 0);
    assert_int_equal (write (fd, text, strlen (text)), strlen (text));
    close (fd);
}

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    strcpy (self->store, "/tmp/test_settings_XXXXXX");
    s_write_file (self->store, "-----BEGIN CERTIFICATE-----\n");
    self->io.output = open_memstream (&self->output, &self->output_size);
    self->io.errors = open_memstream (&self->errors, &self->errors_size);
    self->io.libraries = "libzmq 4.3.4\n";
    self->io.ca_store = self->store;
    self->settings = settings_new (s_run);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    settings_destroy (&self->settings);
    assert_null (self->settings);
    fclose (self->io.output);
    fclose (self->io.errors);
    unlink (self->store);
    free (self->output);
    free (self->errors);
    free (self);
    return 0;
}

//  Read words with blanks between them as flags, with an environment of one variable.

static settings_result_t
s_read_with (fixture_t *self, const char *words, char *variable)
{
    char text [1024];
    snprintf (text, sizeof text, "tickgated %s", words);
    char *argv [ARGUMENTS_MAX];
    int argc = 0;
    for (char *word = strtok (text, " "); word; word = strtok (NULL, " ")) {
        assert_true (argc < ARGUMENTS_MAX);
        argv [argc++] = word;
    }
    char *variables [] = { variable, NULL };
    settings_destroy (&self->settings);
    self->settings = settings_new (s_run);
    rewind (self->io.errors);
    rewind (self->io.output);
    settings_result_t result = settings_read (self->settings, argc, argv, variables, &self->io);
    fputc (0, self->io.errors);
    fputc (0, self->io.output);
    fflush (self->io.errors);
    fflush (self->io.output);
    return result;
}

static settings_result_t
s_read (fixture_t *self, const char *words)
{
    return s_read_with (self, words, NULL);
}

static void
s_assert_good (fixture_t *self, const char *words)
{
    settings_result_t result = s_read (self, words);
    if (result != SETTINGS_RUN) {
        fail_msg ("%s: %s", words, self->errors);
    }
    assert_string_equal (self->errors, "");
}

static void
s_assert_refused (fixture_t *self, const char *words, int exit_code, const char *line)
{
    settings_result_t result = s_read (self, words);
    if (!strstr (self->errors, line)) {
        fail_msg ("%s: \"%s\" does not say \"%s\"", words, self->errors, line);
    }
    assert_int_equal (settings_exit_code (result), exit_code);
}

static void
test_the_defaults_are_those_of_the_contract (void **state)
{
    fixture_t *self = *state;
    s_assert_good (self, "");
    const sup_config_t *supervisor = settings_supervisor (self->settings);
    assert_false (supervisor->is_threaded);
    assert_string_equal (supervisor->heartbeat, "tcp://127.0.0.1:5556");
    assert_string_equal (supervisor->numbers, "float64");
    assert_int_equal (supervisor->silence_ms, 60000);
    assert_int_equal (supervisor->grace_ms, 30000);
    assert_int_equal (supervisor->check_ms, 5000);
    assert_int_equal (supervisor->health_log_ms, 60000);
    assert_int_equal (supervisor->backoff_ms_min, 500);
    assert_int_equal (supervisor->backoff_ms_max, 30000);
    assert_int_equal (supervisor->backoff_reset_ms, 60000);
    assert_int_equal (supervisor->log.format, SUP_JOURNAL_AUTO);
    assert_int_equal (supervisor->log.level, NOTE_INFO);
    assert_int_equal (supervisor->children_count, 1);
    const gw_config_t *gateway = settings_gateway (self->settings, 0);
    assert_string_equal (gateway->name, "gateway");
    assert_int_equal (gateway->markets_count, 1);
    assert_int_equal (gateway->markets [0].category, MDP_LINEAR);
    assert_int_equal (gateway->markets [0].symbols_count, 2);
    assert_string_equal (gateway->markets [0].symbols [1], "ETHUSDT");
    assert_int_equal (gateway->depths_count [MDP_LINEAR], 1);
    assert_int_equal (gateway->depths [MDP_LINEAR][0], 50);
    assert_true (gateway->has_trades);
    assert_string_equal (gateway->publish, "tcp://127.0.0.1:5555");
    assert_int_equal (gateway->sndhwm, 20000);
    assert_int_equal (gateway->lanes, 1);
    assert_string_equal (gateway->exchange_url, "wss://stream.bybit.com");
    assert_string_equal (gateway->rest_url, "https://api.bybit.com");
    assert_null (gateway->exchange_ca);
    assert_int_equal (gateway->numbers, MDP_FLOAT64);
    const sup_child_config_t *child = &supervisor->children [0];
    assert_string_equal (child->name, "gateway");
    assert_string_equal (child->endpoint, "tcp://127.0.0.1:5555");
    assert_ptr_equal (child->run, s_run);
    assert_ptr_equal (child->args, gateway);
}

static void
test_a_flag_beats_the_environment_and_lists_are_replaced_whole (void **state)
{
    fixture_t *self = *state;
    char *variable = (char []){ "TICKGATE_MARKET=spot:BTCUSDT,inverse:BTCUSD" };
    assert_int_equal (s_read_with (self, "", variable), SETTINGS_RUN);
    const gw_config_t *gateway = settings_gateway (self->settings, 0);
    assert_int_equal (gateway->markets_count, 2);
    assert_int_equal (gateway->markets [1].category, MDP_INVERSE);
    assert_int_equal (s_read_with (self, "--market linear:X", variable), SETTINGS_RUN);
    gateway = settings_gateway (self->settings, 0);
    assert_int_equal (gateway->markets_count, 1);
    assert_string_equal (gateway->markets [0].symbols [0], "X");
}

static void
test_markets_of_one_category_are_merged_without_duplicates (void **state)
{
    fixture_t *self = *state;
    s_assert_good (self, "--market linear:A,B,A --market spot:A --market linear:B,C");
    const gw_config_t *gateway = settings_gateway (self->settings, 0);
    assert_int_equal (gateway->markets_count, 2);
    assert_int_equal (gateway->markets [0].symbols_count, 3);
    assert_string_equal (gateway->markets [0].symbols [2], "C");
    s_assert_good (self, "--market linear:A --market linear:all");
    gateway = settings_gateway (self->settings, 0);
    assert_true (gateway->markets [0].is_all);
    assert_int_equal (gateway->markets [0].symbols_count, 0);
}

static void
test_a_bad_market_is_told_with_its_position (void **state)
{
    fixture_t *self = *state;
    s_assert_refused (self, "--market linear:BTCUSDT,ethusdt", 64,
                      "--market: symbol \"ethusdt\" at position 16 has lower case letters; did "
                      "you mean upper case?");
    s_assert_refused (self, "--market linear:BTC.USDT", 64, "at position 8 holds a dot");
    s_assert_refused (self, "--market linear:", 64, "symbol \"\" at position 8 is empty");
    s_assert_refused (self, "--market linear:A,,B", 64, "an empty item at position 10");
    s_assert_refused (self, "--market linear:A\"B", 64, "a letter that no symbol has");
    s_assert_refused (self, "--market BTCUSDT", 64, "\"BTCUSDT\" has no category");
    s_assert_refused (self, "--market linaer:A", 64,
                      "unknown category \"linaer\" at position 1; allowed: spot, linear, inverse, "
                      "option; did you mean \"linear\"?");
    char words [128] = "--market linear:";
    memset (words + 16, 'A', 65);
    s_assert_refused (self, words, 64, "is longer than 64 bytes");
    words [16 + 64] = 0;
    s_assert_good (self, words);
}

static void
test_a_category_takes_the_depths_that_it_offers (void **state)
{
    fixture_t *self = *state;
    s_assert_good (self, "--market linear:A --market option:BTC-1-C --depth 1,200,100");
    const gw_config_t *gateway = settings_gateway (self->settings, 0);
    assert_int_equal (gateway->depths_count [MDP_LINEAR], 2);
    assert_int_equal (gateway->depths [MDP_LINEAR][1], 200);
    assert_int_equal (gateway->depths_count [MDP_OPTION], 1);
    assert_int_equal (gateway->depths [MDP_OPTION][0], 100);
    s_assert_good (self, "--market linear:A --market option:BTC-1-C --depth 1");
    gateway = settings_gateway (self->settings, 0);
    assert_int_equal (gateway->depths [MDP_OPTION][0], 25);
    s_assert_good (self, "--market option:BTC-1-C");
    gateway = settings_gateway (self->settings, 0);
    assert_int_equal (gateway->depths [MDP_OPTION][0], 25);
    s_assert_good (self, "--depth 0");
    gateway = settings_gateway (self->settings, 0);
    assert_int_equal (gateway->depths_count [MDP_LINEAR], 0);
}

static void
test_bad_depths_and_channels_are_told (void **state)
{
    fixture_t *self = *state;
    s_assert_refused (self, "--depth 7", 64, "--depth: \"7\" is not a depth; allowed: 1, 50, 200");
    s_assert_refused (self, "--depth 0,50", 64, "\"0\" is not a depth");
    s_assert_refused (self, "--depth 500", 64, "\"500\" is not a depth");
    s_assert_refused (self, "--depth 100", 78,
                      "--depth: depth 100 is offered by none of the configured categories; "
                      "allowed: 1, 50, 200, 1000");
    s_assert_refused (self, "--depth 200 --market option:BTC-1-C", 78, "allowed: 25, 100");
    s_assert_refused (self, "--channels ticker", 64, "known but not carried by this version");
    s_assert_refused (self, "--channels kline.1", 64, "known but not carried by this version");
    s_assert_refused (self, "--channels trades", 64, "did you mean \"trade\"?");
    s_assert_refused (self, "--channels depth --depth 0", 78, "would carry nothing");
    s_assert_refused (self, "--channels depth --market option:BTC", 78, "would carry nothing");
    s_assert_good (self, "--channels trade --market option:BTC");
    assert_int_equal (settings_gateway (self->settings, 0)->depths_count [MDP_OPTION], 0);
}

static void
test_settings_that_do_not_go_together_are_told (void **state)
{
    fixture_t *self = *state;
    s_assert_refused (self, "--backoff-min 40s", 78,
                      "--backoff-min: 40s is longer than "
                      "backoff-max, which is 30s (default)");
    s_assert_refused (self, "--backoff-max 100ms", 78, "--backoff-max: 100ms is shorter than");
    s_assert_refused (self, "--silence 2s --check-interval 3s", 78,
                      "--check-interval: 3s is "
                      "longer than silence");
    s_assert_refused (self, "--publish tcp://127.0.0.1:5556", 78, "already taken by heartbeat");
    s_assert_refused (self, "--publish tcp://*:5556", 78, "already taken by heartbeat");
    s_assert_refused (self, "--exchange-ca /nowhere", 78,
                      "--exchange-ca: cannot use \"/nowhere\": "
                      "No such file");
    s_assert_refused (self, "--exchange-ca /etc/passwd", 78, "it holds no PEM certificate");
    s_assert_refused (self, "--exchange-ca /dev/null", 78, "it is not a regular file");
    s_assert_refused (self, "--htpp off", 64, "--htpp: unknown flag");
    s_assert_good (self, "--silence 2s");
    assert_int_equal (settings_supervisor (self->settings)->check_ms, 2000);
}

static void
test_http_has_a_port_of_its_own (void **state)
{
    static const char *const BAD [][2] = {
        { "--http 127.0.0.1:5555", "--http: 127.0.0.1:5555 is already taken by publish" },
        { "--http 127.0.0.1:5556", "--http: 127.0.0.1:5556 is already taken by heartbeat" },
        { "--publish tcp://127.0.0.1:8080", "--publish: tcp://127.0.0.1:8080 is already taken by "
                                            "http of the supervisor (default)" },
        { "--http *:5555", "taken by publish" },
        { "--http [::]:5555", "taken by publish" },
        { "--http 0.0.0.0:5555", "taken by publish" },
        { "--http 127.0.0.1:05555", "taken by publish" },
        { "--http 127.0.0.2:5557 --heartbeat tcp://*:5557", "taken by heartbeat" },
        { "--http localhost:5557 --heartbeat tcp://LOCALHOST:5557", "taken by heartbeat" },
        { "--http [::1]:5557 --heartbeat tcp://[::]:5557", "taken by heartbeat" },
        { "--publish ipc:///tmp/a --heartbeat ipc:///tmp/./a", "taken by heartbeat" },
        { "--publish ipc:///tmp/a --heartbeat ipc:///proc/../tmp//a", "taken by heartbeat" },
        { "--publish ipc:///a --heartbeat ipc:///proc/self/root/a", "taken by heartbeat" },
        { "--publish ipc://a --heartbeat ipc://./a", "taken by heartbeat" },
        { "--publish ipc:///no/folder/a --heartbeat ipc:///no/folder/a", "taken by heartbeat" },
    };
    static const char *const GOOD [] = {
        "--http 127.0.0.2:5555",
        "--http 127.0.0.1:5557",
        "--http [::1]:5557 --heartbeat tcp://127.0.0.1:5557",
        "--http [::1]:5557 --heartbeat tcp://0.0.0.0:5557",
        "--http 0.0.0.0:5557 --heartbeat tcp://[::1]:5557",
        "--http off --heartbeat ipc://off",
        "--publish ipc:///tmp/a --heartbeat ipc:///tmp/./b",
        "--publish ipc:///tmp/a --heartbeat ipc:///proc/a",
        "--publish ipc://@a --heartbeat ipc://a",
        "--publish ipc://@/tmp/a --heartbeat ipc://@/tmp/./a",
        "--publish ipc:///no/folder/a --heartbeat ipc:///no/other/a",
        "--http off --publish tcp://127.0.0.1:8080",
    };
    fixture_t *self = *state;
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        s_assert_refused (self, BAD [index][0], 78, BAD [index][1]);
    }
    for (size_t index = 0; index < sizeof GOOD / sizeof *GOOD; index++) {
        s_assert_good (self, GOOD [index]);
    }
}

static void
test_tls_needs_certificates_from_somewhere (void **state)
{
    fixture_t *self = *state;
    char words [128];
    snprintf (words, sizeof words, "--exchange-ca %s", self->store);
    self->io.ca_store = "/nowhere";
    s_assert_refused (self, "", 78, "wss://stream.bybit.com needs CA certificates");
    s_assert_good (self, words);
    assert_string_equal (settings_gateway (self->settings, 0)->exchange_ca, self->store);
    s_assert_good (self, "--exchange-url ws://127.0.0.1:1/ --rest-url http://127.0.0.1:1");
    assert_string_equal (settings_gateway (self->settings, 0)->exchange_url, "ws://127.0.0.1:1");
    strcat (words, " --exchange-url ws://127.0.0.1:1");
    assert_int_equal (s_read (self, words), SETTINGS_RUN);
    assert_non_null (strstr (self->errors, "warning: exchange-ca has no effect"));
}

static void
test_what_is_asked_for_is_printed (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (s_read (self, "--version"), SETTINGS_DONE);
    assert_string_equal (self->output, "tickgated " TICKGATE_VERSION "\nlibzmq 4.3.4\n");
    assert_int_equal (s_read (self, "--check-config"), SETTINGS_DONE);
    assert_string_equal (self->output, "configuration is good\n");
    assert_int_equal (s_read (self, "--help"), SETTINGS_DONE);
    assert_non_null (strstr (self->output, "--market CATEGORY:SYMBOL"));
    assert_null (strstr (self->output, "--man\n"));
    assert_int_equal (s_read (self, "--man"), SETTINGS_DONE);
    assert_non_null (strstr (self->output, ".SH EXIT STATUS\n"));
    assert_int_equal (s_read (self, "--print-config --silence 9s"), SETTINGS_DONE);
    assert_non_null (strstr (self->output, "\nsilence: 9s  # --silence\n"));
    const char *const bad [] = { "--check-config --depth 7", "-h --bogus", "--version --bogus",
                                 "--bogus --man" };
    for (size_t index = 0; index < sizeof bad / sizeof *bad; index++) {
        assert_int_equal (s_read (self, bad [index]), SETTINGS_BAD_USAGE);
        assert_string_equal (self->output, "");
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_the_defaults_are_those_of_the_contract),
        UNIT_FIXTURE (test_a_flag_beats_the_environment_and_lists_are_replaced_whole),
        UNIT_FIXTURE (test_markets_of_one_category_are_merged_without_duplicates),
        UNIT_FIXTURE (test_a_bad_market_is_told_with_its_position),
        UNIT_FIXTURE (test_a_category_takes_the_depths_that_it_offers),
        UNIT_FIXTURE (test_bad_depths_and_channels_are_told),
        UNIT_FIXTURE (test_settings_that_do_not_go_together_are_told),
        UNIT_FIXTURE (test_http_has_a_port_of_its_own),
        UNIT_FIXTURE (test_tls_needs_certificates_from_somewhere),
        UNIT_FIXTURE (test_what_is_asked_for_is_printed),
    };
    return UNIT_RUN ("settings", tests);
}
