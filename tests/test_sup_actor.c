//  Tests of sup_actor: real children as threads and processes, so the bounds are loose.

#include "sup_actor.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child_lab.h"
#include "child_stub.h"
#include "unit.h"

enum { LIMIT_MS = 20000, ALARM_S = 90 };

#define CONNECTOR "\"event\":\"bybit_connector_"

static int
s_setup (void **state)
{
    (void) state;
    (void) alarm (ALARM_S);
    return 0;
}

static int
s_teardown (void **state)
{
    (void) state;
    (void) alarm (0);
    return 0;
}

static child_lab_t *
s_start (bool is_threaded, const char *text)
{
    const char *const texts [] = { text, NULL };
    child_lab_t *lab = child_lab_new (is_threaded, texts);
    child_lab_start (lab);
    return lab;
}

//  Wait for an event of that short name; the test fails where it does not come.

static const char *
s_wait (child_lab_t *lab, size_t *offset, const char *event, const char *other)
{
    char word [128];
    (void) snprintf (word, sizeof word, CONNECTOR "%s\"", event);
    const char *line = child_lab_wait (lab, offset, word, other, LIMIT_MS);
    if (!line) {
        (void) fprintf (stderr, "no %s with %s in:\n%s\n", event, other, lab->lines);
    }
    assert_non_null (line);
    return line;
}

static void
s_finish (child_lab_t **lab, int code)
{
    bool is_clean = false;
    int64_t took_ms = 0;
    assert_int_equal (child_lab_stop (*lab, &is_clean, &took_ms), code);
    assert_true (is_clean);
    assert_true (took_ms < 5000);
    assert_true ((*lab)->interval_max <= 2000);
    child_lab_destroy (lab);
}

static void
s_lives (bool is_threaded)
{
    child_lab_t *lab = s_start (is_threaded, "event connected");
    size_t offset = 0;
    s_wait (lab, &offset, "subprocess_connected", "\"gateway\":\"stub0\"");
    uint64_t before = lab->heartbeats;
    (void) child_lab_wait (lab, &offset, "never", "", 2500);
    assert_true (lab->heartbeats >= before + 2);
    assert_non_null (memmem (lab->heartbeat, lab->heartbeat_size, "live", 4));
    assert_true (child_lab_has_event (lab, "bybit_connector_subprocess_connected"));
    s_finish (&lab, 0);
}

static void
test_a_thread_lives_and_stops_when_asked (void **state)
{
    (void) state;
    s_lives (true);
}

static void
test_a_process_lives_and_stops_when_asked (void **state)
{
    (void) state;
    s_lives (false);
}

static void
s_is_restarted (bool is_threaded, const char *text, const char *how)
{
    child_lab_t *lab = s_start (is_threaded, text);
    size_t offset = 0;
    double epoch = child_lab_number (
        child_lab_wait (lab, &offset, "supervisor_gateway_started", "", LIMIT_MS), "gateway_epoch");
    s_wait (lab, &offset, "process_died", "stub0");
    s_wait (lab, &offset, "subprocess_exited", how);
    const char *line = child_lab_wait (lab, &offset, "supervisor_gateway_started", "", LIMIT_MS);
    assert_non_null (line);
    assert_true (child_lab_number (line, "gateway_epoch") > epoch);
    assert_int_equal (child_lab_number (line, "restarts"), 1);
    s_wait (lab, &offset, "subprocess_connected", "stub0");
    s_finish (&lab, 0);
}

static void
test_a_thread_that_returns_is_restarted (void **state)
{
    (void) state;
    s_is_restarted (true, "event connected after=100 once=% return", "\"how\":\"returned\"");
}

static void
test_a_process_that_exits_is_restarted (void **state)
{
    (void) state;
    s_is_restarted (false, "event connected after=100 once=% exit=3", "\"code\":3");
}

static void
test_a_process_that_aborts_is_restarted (void **state)
{
    (void) state;
    s_is_restarted (false, "event connected after=100 once=% abort", "\"signal_name\":\"ABRT\"");
}

static void
test_a_thread_that_never_signals_is_restarted (void **state)
{
    (void) state;
    child_lab_t *lab = s_start (true, "mute");
    size_t offset = 0;
    s_wait (lab, &offset, "process_died", "\"reason\":\"returned\"");
    s_wait (lab, &offset, "process_died", "\"reason\":\"returned\"");
    s_finish (&lab, 0);
}

static void
test_a_killed_process_is_replaced_at_once (void **state)
{
    (void) state;
    child_lab_t *lab = s_start (false, "event connected");
    size_t offset = 0;
    const char *line = s_wait (lab, &offset, "subprocess_connected", "stub0");
    pid_t pid = (pid_t) child_lab_number (line, "pid");
    assert_true (pid > 1);
    int64_t before = zclock_mono ();
    assert_int_equal (kill (pid, SIGKILL), 0);
    s_wait (lab, &offset, "subprocess_exited", "\"signal\":9");
    line = child_lab_wait (lab, &offset, "supervisor_gateway_started", "", LIMIT_MS);
    assert_non_null (line);
    assert_true (zclock_mono () - before < 5000);
    s_finish (&lab, 0);
}

//  After SIGSTOP not even SIGTERM is heard.

static void
test_a_stopped_process_is_killed_and_replaced (void **state)
{
    (void) state;
    child_lab_t *lab = s_start (false, "event connected after=300 once=% stop");
    size_t offset = 0;
    s_wait (lab, &offset, "process_died", "\"reason\":\"hung\"");
    s_wait (lab, &offset, "subprocess_terminated", "\"how\":\"SIGKILL\"");
    s_wait (lab, &offset, "subprocess_connected", "stub0");
    assert_true (child_lab_has_event (lab, "bybit_connector_process_died"));
    assert_true (child_lab_has_event (lab, "bybit_connector_subprocess_exited"));
    assert_true (child_lab_has_event (lab, "bybit_connector_subprocess_terminated"));
    s_finish (&lab, 0);
}

static void
test_a_hanging_process_hears_sigterm (void **state)
{
    (void) state;
    child_lab_t *lab = s_start (false, "event connected after=300 once=% hang");
    size_t offset = 0;
    s_wait (lab, &offset, "subprocess_terminated", "\"how\":\"SIGTERM\"");
    s_wait (lab, &offset, "subprocess_connected", "stub0");
    s_finish (&lab, 0);
}

static void
s_silence_is_ended (bool is_threaded)
{
    const char *const texts [] = { "connected", NULL };
    child_lab_t *lab = child_lab_new (is_threaded, texts);
    lab->config.silence_ms = 1500;
    child_lab_start (lab);
    size_t offset = 0;
    const char *line = s_wait (lab, &offset, "stale_connection_detected", "\"connected\":true");
    assert_true (child_lab_number (line, "seconds_since_last_event") >= 1.5);
    s_wait (lab, &offset, "subprocess_terminated", "\"how\":\"asked\"");
    s_wait (lab, &offset, "subprocess_connected", "stub0");
    assert_true (child_lab_has_event (lab, "bybit_connector_stale_connection_detected"));
    s_finish (&lab, 0);
}

static void
test_a_silent_thread_is_restarted (void **state)
{
    (void) state;
    s_silence_is_ended (true);
}

static void
test_a_silent_process_is_restarted (void **state)
{
    (void) state;
    s_silence_is_ended (false);
}

static void
test_a_crash_at_every_start_backs_off (void **state)
{
    (void) state;
    child_lab_t *lab = s_start (false, "exit=3");
    size_t offset = 0;
    int64_t at [6];
    for (size_t index = 0; index < 6; index++) {
        assert_non_null (child_lab_wait (lab, &offset, "supervisor_gateway_started", "", LIMIT_MS));
        at [index] = zclock_mono ();
    }
    assert_true (at [5] - at [1] >= 200 + 400 + 800 + 1600 - 300 - 100);
    (void) child_lab_wait (lab, &offset, "never", "", 1200);
    assert_non_null (memmem (lab->heartbeat, lab->heartbeat_size, "backoff_until", 13));
    s_finish (&lab, 0);
}

static void
test_health_is_told (void **state)
{
    (void) state;
    const char *const texts [] = { "event connected", NULL };
    child_lab_t *lab = child_lab_new (false, texts);
    lab->config.health_log_ms = 700;
    child_lab_start (lab);
    size_t offset = 0;
    const char *line = s_wait (lab, &offset, "health_check", "\"connected\":true");
    assert_int_equal (child_lab_number (line, "queue_size"), 3);
    assert_int_equal (child_lab_number (line, "error_count"), 0);
    assert_true (child_lab_number (line, "events") > 0);
    assert_true (child_lab_number (line, "seconds_since_last_event") >= 0);
    assert_non_null (strstr (line, "\"alive\":true"));
    assert_true (child_lab_has_event (lab, "bybit_connector_health_check"));
    s_finish (&lab, 0);
}

static void
test_a_childs_notes_are_passed_on (void **state)
{
    (void) state;
    child_lab_t *lab = s_start (false, "event connected after=500 note");
    size_t offset = 0;
    s_wait (lab, &offset, "json_decode_error", "\"gateway\":\"stub0\",\"offset\":17");
    assert_true (child_lab_has_event (lab, "bybit_connector_json_decode_error"));
    s_finish (&lab, 0);
}

static void
test_a_childs_memo_reaches_its_next_incarnation (void **state)
{
    (void) state;
    for (int is_threaded = 0; is_threaded < 2; is_threaded++) {
        child_lab_t *lab = s_start (is_threaded == 1, "event connected after=300 note return");
        size_t offset = 0;
        s_wait (lab, &offset, "json_decode_error", "\"memo\":1");
        s_wait (lab, &offset, "json_decode_error", "\"memo\":2");
        s_wait (lab, &offset, "json_decode_error", "\"memo\":3");
        s_finish (&lab, 0);
    }
}

static void
test_a_later_failure_is_restarted (void **state)
{
    (void) state;
    child_lab_t *lab = s_start (true, "event connected after=500 fail=70");
    size_t offset = 0;
    const char *line = s_wait (lab, &offset, "subprocess_error", "port taken: stub");
    assert_int_equal (child_lab_number (line, "code"), 70);
    s_wait (lab, &offset, "subprocess_connected", "stub0");
    assert_true (child_lab_has_event (lab, "bybit_connector_subprocess_error"));
    s_finish (&lab, 0);
}

static void
test_a_port_taken_at_the_first_start_ends_everything (void **state)
{
    (void) state;
    const char *const texts [] = { "event connected", "fail=69", NULL };
    for (int is_threaded = 0; is_threaded < 2; is_threaded++) {
        child_lab_t *lab = child_lab_new (is_threaded == 1, texts);
        child_lab_start (lab);
        size_t offset = 0;
        const char *line =
            child_lab_wait (lab, &offset, "supervisor_stopped", "port taken: stub", LIMIT_MS);
        assert_non_null (line);
        s_finish (&lab, 69);
    }
}

static void
test_a_taken_heartbeat_endpoint_is_told (void **state)
{
    (void) state;
    zsock_t *thief = zsock_new (ZMQ_PUB);
    int port = zsock_bind (thief, "tcp://127.0.0.1:*");
    assert_true (port > 0);
    const char *const texts [] = { "event", NULL };
    child_lab_t *lab = child_lab_new (true, texts);
    char endpoint [64];
    (void) snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", port);
    lab->config.heartbeat = endpoint;
    child_lab_start (lab);
    size_t offset = 0;
    assert_non_null (child_lab_wait (lab, &offset, "supervisor_failed", endpoint, LIMIT_MS));
    s_finish (&lab, 69);
    zsock_destroy (&thief);
}

static void
test_one_that_dies_does_not_disturb_another (void **state)
{
    (void) state;
    const char *const texts [] = { "event connected", "exit=1", "hang", "event connected", NULL };
    child_lab_t *lab = child_lab_new (false, texts);
    child_lab_start (lab);
    size_t offset = 0;
    for (int falls = 0; falls < 4; falls++) {
        s_wait (lab, &offset, "subprocess_exited", "stub1");
    }
    offset = 0;
    s_wait (lab, &offset, "process_died", "stub2");
    offset = 0;
    assert_null (child_lab_wait (lab, &offset, "process_died", "stub0", 10));
    offset = 0;
    assert_null (child_lab_wait (lab, &offset, "process_died", "stub3", 10));
    s_finish (&lab, 0);
}

int
main (int argc, char **argv)
{
    child_stub_main (argc, argv);
    (void) setenv ("ZSYS_SIGHANDLER", "false", 1);
    (void) signal (SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_thread_lives_and_stops_when_asked),
        UNIT_FIXTURE (test_a_process_lives_and_stops_when_asked),
        UNIT_FIXTURE (test_a_thread_that_returns_is_restarted),
        UNIT_FIXTURE (test_a_process_that_exits_is_restarted),
        UNIT_FIXTURE (test_a_process_that_aborts_is_restarted),
        UNIT_FIXTURE (test_a_thread_that_never_signals_is_restarted),
        UNIT_FIXTURE (test_a_killed_process_is_replaced_at_once),
        UNIT_FIXTURE (test_a_stopped_process_is_killed_and_replaced),
        UNIT_FIXTURE (test_a_hanging_process_hears_sigterm),
        UNIT_FIXTURE (test_a_silent_thread_is_restarted),
        UNIT_FIXTURE (test_a_silent_process_is_restarted),
        UNIT_FIXTURE (test_a_crash_at_every_start_backs_off),
        UNIT_FIXTURE (test_health_is_told),
        UNIT_FIXTURE (test_a_childs_notes_are_passed_on),
        UNIT_FIXTURE (test_a_childs_memo_reaches_its_next_incarnation),
        UNIT_FIXTURE (test_a_later_failure_is_restarted),
        UNIT_FIXTURE (test_a_port_taken_at_the_first_start_ends_everything),
        UNIT_FIXTURE (test_a_taken_heartbeat_endpoint_is_told),
        UNIT_FIXTURE (test_one_that_dies_does_not_disturb_another),
    };
    return UNIT_RUN ("sup_actor", tests);
}
