//  Tests of sup_child: real threads and processes, so the bounds are loose.
//
//  TEST_STARTS says how often a thread is started and stopped: 1000 times
//  by default, 10000 in a long run.

#include "sup_child.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child_stub.h"
#include "unit.h"

enum { ALARM_S = 110, STARTS = 1000, PROCESS_STARTS = 30, STOP_MS = 1000 };

static int
s_setup (void **state)
{
    int *faults = calloc (1, sizeof *faults);
    assert_non_null (faults);
    *state = faults;
    (void) alarm (getenv ("TEST_STARTS") ? 10 * ALARM_S : ALARM_S);
    return 0;
}

static int
s_teardown (void **state)
{
    free (*state);
    (void) alarm (0);
    return 0;
}

static void
s_on_fault (void *arg, const char *what, const char *why)
{
    int *faults = arg;
    (*faults)++;
    (void) fprintf (stderr, "fault: %s: %s\n", what, why);
}

static sup_child_config_t
s_config (const char *text)
{
    return (sup_child_config_t){
        .name = "stub",
        .run = child_stub_actor,
        .args = (void *) (uintptr_t) text,
        .config = text,
        .config_size = strlen (text),
    };
}

//  Wait until the child has ended; ticks it on the way. False where it is stuck.

static bool
s_wait_for_end (sup_child_t *child, sup_end_t *end)
{
    while (!sup_child_has_ended (child, zclock_mono (), end)) {
        beat_message_t message;
        zmq_pollitem_t items [SUP_CHILD_ITEMS];
        size_t count = sup_child_items (child, items);
        int64_t wait_ms = sup_child_wait_ms (child);
        (void) zmq_poll (items, (int) count, wait_ms == -1 ? 100 : (long) wait_ms);
        while (sup_child_recv (child, &message) != BEAT_NONE) {
        }
        char bytes [4096];
        (void) sup_child_read_stderr (child, bytes, sizeof bytes);
        if (sup_child_tick (child, zclock_mono ())) {
            return false;
        }
    }
    return true;
}

static void
s_wait_for_signal (sup_child_t *child)
{
    beat_message_t message;
    beat_kind_t kind = BEAT_NONE;
    while (kind == BEAT_NONE) {
        zmq_pollitem_t item = { zsock_resolve (sup_child_pipe (child)), 0, ZMQ_POLLIN, 0 };
        assert_int_equal (zmq_poll (&item, 1, 20000), 1);
        kind = sup_child_recv (child, &message);
    }
    assert_int_equal (kind, BEAT_ALIVE);
}

static size_t
s_count_entries (const char *path)
{
    DIR *directory = opendir (path);
    assert_non_null (directory);
    size_t count = 0;
    while (readdir (directory)) {
        count++;
    }
    closedir (directory);
    return count;
}

//  Start and stop it often, in three ways in turn: it is stopped, it returns by
//  itself, and both at the same moment.

static void
s_starts_and_stops (bool is_threaded, int starts, const sup_fault_t *fault)
{
    const sup_child_config_t config = s_config ("event");
    const sup_child_config_t returning = s_config ("event return");
    for (int count = 0; count < starts; count++) {
        bool does_return = count % 3 > 0;
        sup_child_t *child =
            sup_child_new (does_return ? &returning : &config, is_threaded, STOP_MS, fault);
        assert_int_equal (sup_child_start (child), 0);
        s_wait_for_signal (child);
        const beat_order_t order = { .epoch = 1 };
        assert_int_equal (beat_send_start (sup_child_pipe (child), &order), 0);
        if (count % 3 != 1) {
            sup_child_stop (child, zclock_mono (), zclock_mono ());
        }
        sup_end_t end;
        assert_true (s_wait_for_end (child, &end));
        sup_child_clean (child);
        assert_false (sup_child_is_up (child));
        sup_child_destroy (&child);
    }
}

static void
test_threads_start_and_stop_often_without_a_leak (void **state)
{
    const sup_fault_t fault = { s_on_fault, *state };
    const char *wanted = getenv ("TEST_STARTS");
    s_starts_and_stops (true, 10, &fault);
    zclock_sleep (200);
    size_t descriptors = s_count_entries ("/proc/self/fd");
    size_t threads = s_count_entries ("/proc/self/task");
    s_starts_and_stops (true, wanted ? atoi (wanted) : STARTS, &fault);
    zclock_sleep (200);
    assert_int_equal (s_count_entries ("/proc/self/fd"), descriptors);
    assert_int_equal (s_count_entries ("/proc/self/task"), threads);
    assert_int_equal (*(int *) *state, 0);
}

static void
test_processes_start_and_stop_often_without_a_leak (void **state)
{
    const sup_fault_t fault = { s_on_fault, *state };
    s_starts_and_stops (false, 3, &fault);
    zclock_sleep (200);
    size_t descriptors = s_count_entries ("/proc/self/fd");
    s_starts_and_stops (false, PROCESS_STARTS, &fault);
    zclock_sleep (200);
    assert_int_equal (s_count_entries ("/proc/self/fd"), descriptors);
    assert_int_equal (*(int *) *state, 0);
}

static void
test_a_process_that_is_killed_says_by_what (void **state)
{
    const sup_fault_t fault = { s_on_fault, *state };
    const sup_child_config_t config = s_config ("event");
    sup_child_t *child = sup_child_new (&config, false, STOP_MS, &fault);
    assert_int_equal (sup_child_start (child), 0);
    s_wait_for_signal (child);
    assert_int_equal (kill (sup_child_pid (child), SIGSEGV), 0);
    sup_end_t end;
    assert_true (s_wait_for_end (child, &end));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    assert_int_equal (end.how, SUP_KILLED);
    assert_int_equal (end.signal_number, SIGSEGV);
#endif
    sup_child_clean (child);
    sup_child_destroy (&child);
}

static void
test_a_stubborn_process_is_killed_in_time (void **state)
{
    const sup_fault_t fault = { s_on_fault, *state };
    const sup_child_config_t config = s_config ("event stubborn");
    sup_child_t *child = sup_child_new (&config, false, STOP_MS, &fault);
    assert_int_equal (sup_child_start (child), 0);
    s_wait_for_signal (child);
    const beat_order_t order = { .epoch = 1 };
    assert_int_equal (beat_send_start (sup_child_pipe (child), &order), 0);
    zclock_sleep (500);
    int64_t begun_at = zclock_mono ();
    sup_child_stop (child, begun_at, begun_at);
    sup_end_t end;
    assert_true (s_wait_for_end (child, &end));
    assert_int_equal (end.how, SUP_KILLED);
    assert_int_equal (end.signal_number, SIGKILL);
    assert_int_equal (sup_child_means (child), SUP_MEANS_SIGKILL);
    assert_true (zclock_mono () - begun_at >= STOP_MS);
    sup_child_clean (child);
    sup_child_destroy (&child);
}

//  It stops in the end, so that the test can get rid of it.

static void
test_a_thread_that_does_not_stop_is_stuck (void **state)
{
    const sup_fault_t fault = { s_on_fault, *state };
    const sup_child_config_t config = s_config ("event doze=2500");
    sup_child_t *child = sup_child_new (&config, true, STOP_MS, &fault);
    assert_int_equal (sup_child_start (child), 0);
    s_wait_for_signal (child);
    const beat_order_t order = { .epoch = 1 };
    assert_int_equal (beat_send_start (sup_child_pipe (child), &order), 0);
    zclock_sleep (300);
    sup_child_stop (child, zclock_mono (), zclock_mono ());
    sup_end_t end;
    assert_false (s_wait_for_end (child, &end));
    while (!sup_child_has_ended (child, zclock_mono (), &end)) {
        beat_message_t message;
        (void) sup_child_recv (child, &message);
        zclock_sleep (10);
    }
    sup_child_clean (child);
    sup_child_destroy (&child);
}

int
main (int argc, char **argv)
{
    child_stub_main (argc, argv);
    (void) setenv ("ZSYS_SIGHANDLER", "false", 1);
    (void) signal (SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_threads_start_and_stop_often_without_a_leak),
        UNIT_FIXTURE (test_processes_start_and_stop_often_without_a_leak),
        UNIT_FIXTURE (test_a_process_that_is_killed_says_by_what),
        UNIT_FIXTURE (test_a_stubborn_process_is_killed_in_time),
        UNIT_FIXTURE (test_a_thread_that_does_not_stop_is_stuck),
    };
    return UNIT_RUN ("sup_child", tests);
}
