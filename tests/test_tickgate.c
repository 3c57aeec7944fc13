//  Tests of tickgate: the program itself, against a publisher that plays the golden vectors
//
//  Nothing sleeps: a message is sent when the program's subscription has come,
//  and its output is read to the end.

#include <czmq.h>

#include "mdp_heartbeat.h"
#include "unit.h"

#include <sys/wait.h>

enum { OUTPUT_MAX = 65536, FRAME_MAX = 4096, ARGS_MAX = 12, PATIENCE_MS = 60000 };

typedef struct {
    zsock_t *pub;
    char endpoint [64];
    pid_t pid;
    int output;  //  The program's stdout and stderr
    char text [OUTPUT_MAX];
} bench_t;

static int
s_setup (void **state)
{
    bench_t *bench = calloc (1, sizeof *bench);
    assert_non_null (bench);
    bench->pub = zsock_new (ZMQ_XPUB);
    assert_non_null (bench->pub);
    zsock_set_rcvtimeo (bench->pub, PATIENCE_MS);
    int port = zsock_bind (bench->pub, "tcp://127.0.0.1:*");
    assert_true (port > 0);
    snprintf (bench->endpoint, sizeof bench->endpoint, "tcp://127.0.0.1:%d", port);
    bench->output = -1;
    *state = bench;
    return 0;
}

static int
s_teardown (void **state)
{
    bench_t *bench = *state;
    if (bench->output != -1) {
        close (bench->output);
    }
    zsock_destroy (&bench->pub);
    free (bench);
    return 0;
}

//  The programs of a build lie side by side. No test runs without the one it tests.

static void
s_program (char path [PATH_MAX])
{
    ssize_t size = readlink ("/proc/self/exe", path, PATH_MAX - 32);
    assert_true (size > 0);
    path [size] = '\0';
    strcpy (strrchr (path, '/') + 1, "tickgate");
    if (access (path, X_OK) != 0) {
        skip ();
    }
}

//  Start the program with the words of one line.

static void
s_start (bench_t *bench, const char *line)
{
    char path [PATH_MAX];
    s_program (path);
    char words [512];
    snprintf (words, sizeof words, "%s", line);
    char *argv [ARGS_MAX + 1] = { path };
    char *rest = NULL;
    char *word = strtok_r (words, " ", &rest);
    for (size_t index = 1; word && index < ARGS_MAX; index++) {
        argv [index] = strcmp (word, "ENDPOINT") == 0 ? bench->endpoint : word;
        word = strtok_r (NULL, " ", &rest);
    }
    int ends [2];
    assert_int_equal (pipe (ends), 0);
    bench->pid = fork ();
    assert_true (bench->pid >= 0);
    if (bench->pid == 0) {
        dup2 (ends [1], STDOUT_FILENO);
        dup2 (ends [1], STDERR_FILENO);
        close (ends [0]);
        close (ends [1]);
        execv (path, argv);
        _exit (127);
    }
    close (ends [1]);
    bench->output = ends [0];
}

//  The exit code, after all output was read.

static int
s_finish (bench_t *bench)
{
    size_t size = 0;
    ssize_t got = bench->output == -1 ? 0 : 1;
    while (got > 0 && size < OUTPUT_MAX - 1) {
        got = read (bench->output, bench->text + size, OUTPUT_MAX - 1 - size);
        size += got > 0 ? (size_t) got : 0;
    }
    bench->text [size] = '\0';
    int status;
    assert_int_equal (waitpid (bench->pid, &status, 0), bench->pid);
    assert_true (WIFEXITED (status));
    return WEXITSTATUS (status);
}

static int
s_run (bench_t *bench, const char *line)
{
    s_start (bench, line);
    int code = s_finish (bench);
    close (bench->output);
    bench->output = -1;
    return code;
}

//  Wait until the program has subscribed to a prefix.

static void
s_await (bench_t *bench, const char *prefix)
{
    zframe_t *frame = zframe_recv (bench->pub);
    assert_non_null (frame);
    assert_int_equal (zframe_size (frame), 1 + strlen (prefix));
    assert_memory_equal (zframe_data (frame) + 1, prefix, strlen (prefix));
    zframe_destroy (&frame);
}

static size_t
s_read_vector (char bytes [FRAME_MAX], const char *name)
{
    char path [512];
    snprintf (path, sizeof path, "%s/%s", VECTORS_DIR, name);
    FILE *file = fopen (path, "rb");
    assert_non_null (file);
    size_t size = fread (bytes, 1, FRAME_MAX - 1, file);
    bytes [size] = '\0';
    fclose (file);
    return size;
}

static void
s_send (bench_t *bench, const char *topic, const char *vector)
{
    char frame [FRAME_MAX];
    size_t size = s_read_vector (frame, vector);
    zmsg_t *message = zmsg_new ();
    zmsg_addstr (message, topic);
    zmsg_addmem (message, frame, size);
    zmsg_addstr (message, "a frame of a later contract");
    assert_int_equal (zmsg_send (&message, bench->pub), 0);
}

static void
test_tail_prints_the_topic_and_then_the_payload (void **state)
{
    bench_t *bench = *state;
    s_start (bench, "tail -c ENDPOINT -n 1");
    s_await (bench, "");
    s_send (bench, "bybit.linear.trade.BTCUSDT.", "trades_float64.msgpack");
    assert_int_equal (s_finish (bench), 0);
    char json [FRAME_MAX];
    s_read_vector (json, "trades_float64.json");
    char expected [2 * FRAME_MAX];
    snprintf (expected, sizeof expected, "{\"topic\":\"bybit.linear.trade.BTCUSDT.\",%s", json + 1);
    assert_string_equal (bench->text, expected);
}

static void
test_tail_takes_only_the_prefixes_it_was_given (void **state)
{
    bench_t *bench = *state;
    s_start (bench, "tail -c ENDPOINT --json --count=1 bybit.spot. -- -odd");
    s_await (bench, "bybit.spot.");
    s_await (bench, "-odd");
    s_send (bench, "bybit.linear.trade.BTCUSDT.", "trades_float64.msgpack");
    s_send (bench, "bybit.spot.trade.BTCUSDT.", "trades_recovered.msgpack");
    assert_int_equal (s_finish (bench), 0);
    assert_non_null (strstr (bench->text, "\"topic\":\"bybit.spot.trade.BTCUSDT.\""));
    assert_null (strstr (bench->text, "linear"));
}

static void
test_tail_prints_text_for_people (void **state)
{
    bench_t *bench = *state;
    s_start (bench, "tail -c ENDPOINT --text -n 7");
    s_await (bench, "");
    s_send (bench, "a.", "trades_float64.msgpack");
    s_send (bench, "b.", "snapshot_string.msgpack");
    s_send (bench, "c.", "gap_trades_incomplete.msgpack");
    s_send (bench, "d.", "status.msgpack");
    s_send (bench, "e.", "heartbeat.msgpack");
    s_send (bench, "f.", "event.msgpack");
    s_send (bench, "g.", "future_type.msgpack");
    assert_int_equal (s_finish (bench), 0);
    static const char *const PIECES [] = {
        "buy   0.001 @ 86723.5",
        "sell  0.001 @ 86723.5  block  rpi",
        "book   u 27618816  2 bids  1 asks  1374.5 @ 120.640 | 85.2 @ 120.650  exchange",
        "simulated  c.",
        "gap  disconnected since 14:13:20.456000, not closed",
        "5 topics: 1 live 1 quiet 1 stale 1 rejected 1 gone",
        "beat 77  bybit live events 123456 restarts 3  bybit-2 backoff",
        "bybit_connector_stale_connection_detected gateway=\"bybit\"",
        "\"type\":\"type_of_tomorrow\"",
    };
    for (size_t index = 0; index < sizeof PIECES / sizeof *PIECES; index++) {
        assert_non_null (strstr (bench->text, PIECES [index]));
    }
    assert_null (strchr (bench->text, '\x1b'));  //  No colour where there is no terminal
}

static void
test_tail_reports_what_is_no_message_and_goes_on (void **state)
{
    bench_t *bench = *state;
    s_start (bench, "tail -c ENDPOINT -n 1");
    s_await (bench, "");
    zstr_sendx (bench->pub, "bad.", "\x92\x01\xc1", NULL);
    zstr_sendx (bench->pub, "empty.", NULL);
    s_send (bench, "good.", "gap_stale.msgpack");
    assert_int_equal (s_finish (bench), 0);
    assert_non_null (strstr (bench->text, "tickgate: bad.: no valid msgpack at byte 2\n"));
    assert_non_null (strstr (bench->text, "tickgate: empty.: no valid msgpack at byte 0\n"));
    assert_non_null (strstr (bench->text, "{\"topic\":\"good.\",\"v\":1,"));
}

static void
test_tail_says_what_did_not_arrive (void **state)
{
    bench_t *bench = *state;
    s_start (bench, "tail -c ENDPOINT -n 2");
    s_await (bench, "");
    s_send (bench, "bybit.spot.trade.BTCUSDT.", "trades_recovered.msgpack");
    s_send (bench, "bybit.spot.trade.BTCUSDT.", "trades_no_optional_keys.msgpack");
    assert_int_equal (s_finish (bench), 0);
    assert_non_null (strstr (bench->text, "tickgate: bybit.spot.trade.BTCUSDT.: "
                                          "the messages 2 to 41 did not arrive\n"));
    assert_non_null (strstr (bench->text, "\"seq\":42,"));
}

static void
test_tail_ends_well_when_it_is_asked_to (void **state)
{
    static const int SIGNALS [] = { SIGTERM, SIGINT };
    bench_t *bench = *state;
    for (size_t index = 0; index < sizeof SIGNALS / sizeof *SIGNALS; index++) {
        s_start (bench, "tail -c ENDPOINT t");
        s_await (bench, "t");
        kill (bench->pid, SIGNALS [index]);
        assert_int_equal (s_finish (bench), 0);
        close (bench->output);
        zframe_t *farewell = zframe_recv (bench->pub);
        zframe_destroy (&farewell);
    }
    bench->output = -1;
    assert_int_equal (s_run (bench, "tail -c ENDPOINT --seconds 0.05"), 0);
}

static void
test_tail_ends_well_when_nobody_reads_any_more (void **state)
{
    bench_t *bench = *state;
    s_start (bench, "tail -c ENDPOINT");
    s_await (bench, "");
    close (bench->output);
    bench->output = -1;
    assert_int_equal (s_finish (bench), 0);
}

static void
test_status_says_whether_every_gateway_is_live (void **state)
{
    bench_t *bench = *state;
    s_start (bench, "status -c ENDPOINT --timeout 60s");
    s_await (bench, "supervisor.heartbeat.");
    s_send (bench, "supervisor.heartbeat.", "heartbeat.msgpack");
    assert_int_equal (s_finish (bench), 1);
    assert_non_null (strstr (bench->text, "tickgated 0.1.0  pid 4200  up 11 s  numbers float64"));
    assert_non_null (strstr (bench->text, "SIMULATED"));
    assert_non_null (strstr (bench->text, "\nbybit    live"));
    assert_non_null (strstr (bench->text, "\nbybit-2  backoff"));
    assert_non_null (strstr (bench->text, "signalled (signal 9)"));
}

static void
test_status_is_0_only_when_there_are_gateways_and_all_live (void **state)
{
    bench_t *bench = *state;
    mdp_text_t text = { .chars = "text", .size = 4 };
    mdp_gateway_t gateway = {
        .name = text, .isolation = text, .endpoint = text, .state = MDP_GATEWAY_LIVE
    };
    mdp_heartbeat_t heartbeat = { .version = text, .numbers = text, .gateways = &gateway };
    for (size_t count = 0; count < 2; count++) {
        heartbeat.gateways_count = count;
        char frame [FRAME_MAX];
        size_t size = mdp_pack_heartbeat (frame, sizeof frame, &heartbeat);
        s_start (bench, "status -c ENDPOINT --timeout 60s --json");
        s_await (bench, "supervisor.heartbeat.");
        zsock_send (bench->pub, "sb", "supervisor.heartbeat.", frame, size);
        assert_int_equal (s_finish (bench), count == 1 ? 0 : 1);
        assert_non_null (strstr (bench->text, "{\"topic\":\"supervisor.heartbeat.\",\"v\":1,"));
        close (bench->output);
        bench->output = -1;
        zframe_t *farewell = zframe_recv (bench->pub);
        zframe_destroy (&farewell);
    }
}

static void
test_status_without_a_heartbeat_is_69 (void **state)
{
    bench_t *bench = *state;
    assert_int_equal (s_run (bench, "status -c ENDPOINT --timeout 50ms"), 69);
    assert_non_null (strstr (bench->text, "no heartbeat from tcp://127.0.0.1:"));
}

static void
test_wrong_words_are_named_with_the_nearest_right_one (void **state)
{
    static const char *const WRONG [][2] = {
        { "tial", "no such verb: tial; did you mean tail?" },
        { "--versoin", "no such flag: --versoin; did you mean --version?" },
        { "", "usage: tickgate VERB" },
        { "tail --jsn", "no such flag: --jsn; did you mean --json?" },
        { "tail -n 0", "--count 0: not a number above zero" },
        { "tail -n 99999999999999999999", "99999999999999999999: too large; allowed: up to "
                                          "18446744073709551615" },
        { "tail --seconds 1000000000", "--seconds 1000000000: too long; allowed: up to 277777h" },
        { "status --timeout 99999999h", "--timeout 99999999h: too long" },
        { "tail -n five", "--count five: not a number above zero" },
        { "tail -n", "--count needs a value: N" },
        { "tail --json=1", "--json takes no value" },
        { "tail --seconds -1", "--seconds -1: not a number of seconds above zero" },
        { "tail -c nonsense", "--connect nonsense: no endpoint" },
        { "tail -c tcp://127.0.0.1:99999", "--connect tcp://127.0.0.1:99999: no endpoint" },
        { "status -c tcp://127.0.0.1:0", "--connect tcp://127.0.0.1:0: no endpoint" },
        { "health -c inproc://x", "inproc://x: no endpoint" },
        { "top --heartbeat tcp://127.0.0.1:0", "--heartbeat tcp://127.0.0.1:0: no endpoint" },
        { "status --timeout 3", "--timeout 3: not a duration" },
        { "status --timeout 3x", "--timeout 3x: not a duration" },
        { "status word", "takes flags only: word" },
    };
    bench_t *bench = *state;
    for (size_t index = 0; index < sizeof WRONG / sizeof *WRONG; index++) {
        assert_int_equal (s_run (bench, WRONG [index][0]), 64);
        assert_non_null (strstr (bench->text, WRONG [index][1]));
    }
}

static void
test_help_and_version_are_no_errors (void **state)
{
    bench_t *bench = *state;
    assert_int_equal (s_run (bench, "--version"), 0);
    assert_non_null (strstr (bench->text, "tickgate " TICKGATE_VERSION "\nlibzmq "));
    assert_int_equal (s_run (bench, "--help"), 0);
    assert_non_null (strstr (bench->text, "\n  tail "));
    assert_int_equal (s_run (bench, "tail --help"), 0);
    assert_non_null (strstr (bench->text, "-c, --connect ENDPOINT"));
    assert_int_equal (s_run (bench, "status -h"), 0);
    assert_non_null (strstr (bench->text, "--timeout DURATION"));
}

int
main (void)
{
    zsys_handler_set (NULL);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_tail_prints_the_topic_and_then_the_payload),
        UNIT_FIXTURE (test_tail_takes_only_the_prefixes_it_was_given),
        UNIT_FIXTURE (test_tail_prints_text_for_people),
        UNIT_FIXTURE (test_tail_reports_what_is_no_message_and_goes_on),
        UNIT_FIXTURE (test_tail_says_what_did_not_arrive),
        UNIT_FIXTURE (test_tail_ends_well_when_it_is_asked_to),
        UNIT_FIXTURE (test_tail_ends_well_when_nobody_reads_any_more),
        UNIT_FIXTURE (test_status_says_whether_every_gateway_is_live),
        UNIT_FIXTURE (test_status_is_0_only_when_there_are_gateways_and_all_live),
        UNIT_FIXTURE (test_status_without_a_heartbeat_is_69),
        UNIT_FIXTURE (test_wrong_words_are_named_with_the_nearest_right_one),
        UNIT_FIXTURE (test_help_and_version_are_no_errors),
    };
    return UNIT_RUN ("tickgate", tests);
}
