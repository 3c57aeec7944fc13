//  Tests of sup_watch: time is an argument, so nothing here waits.

#include "test_sup_watch.h"

#include <stdlib.h>

#include "unit.h"

static int
s_setup (void **state)
{
    *state = sup_watch_new (&WATCH_POLICY, 0);
    return 0;
}

static int
s_teardown (void **state)
{
    sup_watch_t *watch = *state;
    sup_watch_destroy (&watch);
    assert_null (watch);
    return 0;
}

static void
s_start (sup_watch_t *watch, int64_t now_ms)
{
    assert_int_equal (watch_on (watch, SUP_TICK, now_ms), SUP_START);
    assert_int_equal (watch_on (watch, SUP_SIGNALLED, now_ms), SUP_NOTHING);
}

//  Beat and tick once a second up to the moment; the last event was at event_at,
//  -1 for none. The first action that is not nothing ends it.

static sup_action_t
s_live (sup_watch_t *watch, int64_t from_ms, int64_t to_ms, int64_t event_at)
{
    sup_action_t action = SUP_NOTHING;
    for (int64_t now = from_ms; now <= to_ms && action == SUP_NOTHING; now += 1000) {
        (void) watch_beat (watch, true, event_at < 0 ? -1 : now - event_at, now);
        action = watch_on (watch, SUP_TICK, now);
    }
    return action;
}

static void
test_starts_the_child_at_once (void **state)
{
    sup_watch_t *watch = *state;
    assert_int_equal (sup_watch_wait_ms (watch, 0), 0);
    assert_int_equal (watch_on (watch, SUP_TICK, 0), SUP_START);
    assert_int_equal (sup_watch_state (watch), SUP_STARTING);
}

static void
test_a_beat_says_whether_it_is_live (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    assert_int_equal (sup_watch_state (watch), SUP_CONNECTING);
    (void) watch_beat (watch, true, -1, 100);
    assert_int_equal (sup_watch_state (watch), SUP_LIVE);
    (void) watch_beat (watch, false, 5, 200);
    assert_int_equal (sup_watch_state (watch), SUP_CONNECTING);
}

static void
test_stops_a_child_silent_for_sixty_seconds (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    assert_int_equal (s_live (watch, 0, 69000, 10000), SUP_NOTHING);
    assert_int_equal (s_live (watch, 70000, 75000, 10000), SUP_STOP);
    assert_int_equal (sup_watch_state (watch), SUP_SILENT);
    assert_int_equal (sup_watch_cause (watch), SUP_CAUSE_SILENT);
    assert_int_equal (watch_on (watch, SUP_TICK, 75001), SUP_NOTHING);
}

static void
test_events_of_any_kind_end_the_silence (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    assert_int_equal (s_live (watch, 0, 50000, 0), SUP_NOTHING);
    assert_int_equal (s_live (watch, 51000, 110000, 51000), SUP_NOTHING);
    assert_int_equal (s_live (watch, 111000, 116000, 51000), SUP_STOP);
}

//  One that is judged quickly.

static sup_watch_t *
s_quick (int64_t silence_ms, int64_t grace_ms)
{
    sup_policy_t policy = WATCH_POLICY;
    policy.silence_ms = silence_ms;
    policy.grace_ms = grace_ms;
    policy.check_ms = 100;
    sup_watch_t *watch = sup_watch_new (&policy, 0);
    s_start (watch, 0);
    return watch;
}

//  A beat tells of what came before it. Only where beats stay away they tell nothing.

static void
test_the_time_between_two_beats_is_no_silence (void **state)
{
    (void) state;
    sup_watch_t *watch = s_quick (500, 0);
    for (int64_t now = 0; now <= 20000; now += 100) {
        (void) (now % 1000 == 0 ? watch_beat (watch, true, 499, now) : SUP_NOTHING);
        assert_int_equal (watch_on (watch, SUP_TICK, now), SUP_NOTHING);
    }
    (void) watch_beat (watch, true, 500, 21000);
    assert_int_equal (watch_on (watch, SUP_TICK, 21100), SUP_STOP);
    sup_watch_destroy (&watch);
    watch = s_quick (1500, 0);
    (void) watch_beat (watch, true, 0, 1000);
    assert_int_equal (watch_on (watch, SUP_TICK, 2999), SUP_NOTHING);
    assert_int_equal (watch_on (watch, SUP_TICK, 3100), SUP_STOP);
    assert_int_equal (sup_watch_cause (watch), SUP_CAUSE_SILENT);
    sup_watch_destroy (&watch);
}

static void
test_does_not_judge_silence_before_grace (void **state)
{
    (void) state;
    sup_watch_t *watch = s_quick (1000, WATCH_POLICY.grace_ms);
    assert_int_equal (s_live (watch, 0, 29000, -1), SUP_NOTHING);
    assert_int_equal (s_live (watch, 30000, 35000, -1), SUP_STOP);
    sup_watch_destroy (&watch);
}

static void
test_judges_silence_only_at_checks (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    assert_int_equal (s_live (watch, 0, 59000, -1), SUP_NOTHING);
    assert_int_equal (s_live (watch, 60000, 60000, -1), SUP_STOP);
}

static void
test_stops_a_child_without_a_beat_for_ten_seconds (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    (void) watch_beat (watch, true, 0, 1000);
    for (int64_t now = 2000; now < 11000; now += 1000) {
        assert_int_equal (watch_on (watch, SUP_TICK, now), SUP_NOTHING);
    }
    assert_int_equal (watch_on (watch, SUP_TICK, 11000), SUP_STOP);
    assert_int_equal (sup_watch_state (watch), SUP_STOPPING);
    assert_int_equal (sup_watch_cause (watch), SUP_CAUSE_HUNG);
}

static void
test_stops_a_child_that_never_signals (void **state)
{
    sup_watch_t *watch = *state;
    assert_int_equal (watch_on (watch, SUP_TICK, 0), SUP_START);
    assert_int_equal (watch_on (watch, SUP_TICK, 5000), SUP_NOTHING);
    assert_int_equal (sup_watch_wait_ms (watch, 5000), 5000);
    assert_int_equal (watch_on (watch, SUP_TICK, 10000), SUP_STOP);
}

//  A container that was frozen for an hour thaws: nobody is to blame.

static void
test_does_not_blame_the_child_for_its_own_absence (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    (void) watch_beat (watch, true, 0, 1000);
    assert_int_equal (watch_on (watch, SUP_TICK, 1000), SUP_NOTHING);
    (void) watch_beat (watch, true, 0, 2000);
    assert_int_equal (watch_on (watch, SUP_TICK, 50000), SUP_NOTHING);
    assert_int_equal (sup_watch_state (watch), SUP_LIVE);
}

static void
s_is_about (int64_t value, int64_t expected)
{
    assert_true (value >= expected - expected / 10);
    assert_true (value <= expected + expected / 10);
}

static void
test_restarts_at_once_and_then_after_a_back_off_that_doubles (void **state)
{
    sup_watch_t *watch = *state;
    const int64_t expected [] = { 0, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000 };
    int64_t now = 0;
    for (size_t fall = 0; fall < sizeof expected / sizeof *expected; fall++) {
        s_start (watch, now);
        assert_int_equal (watch_on (watch, SUP_DIED, now), SUP_NOTHING);
        assert_int_equal (sup_watch_state (watch), SUP_BACKOFF);
        int64_t wait = sup_watch_wait_ms (watch, now);
        s_is_about (wait, expected [fall]);
        assert_int_equal (sup_watch_backoff_until (watch), now + wait);
        if (wait > 0) {
            assert_int_equal (watch_on (watch, SUP_TICK, now + wait - 1), SUP_NOTHING);
        }
        now += wait;
    }
}

static void
test_the_jitter_is_that_of_its_seed (void **state)
{
    (void) state;
    int64_t waits [3];
    for (size_t index = 0; index < 3; index++) {
        sup_policy_t policy = WATCH_POLICY;
        policy.seed = index == 2 ? 8 : 7;
        sup_watch_t *watch = sup_watch_new (&policy, 0);
        s_start (watch, 0);
        (void) watch_on (watch, SUP_DIED, 0);
        s_start (watch, 0);
        (void) watch_on (watch, SUP_DIED, 0);
        waits [index] = sup_watch_wait_ms (watch, 0);
        sup_watch_destroy (&watch);
    }
    assert_int_equal (waits [0], waits [1]);
    assert_int_not_equal (waits [0], waits [2]);
}

static void
test_health_forgets_earlier_falls (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    (void) watch_on (watch, SUP_DIED, 0);
    s_start (watch, 0);
    (void) watch_on (watch, SUP_DIED, 0);
    s_start (watch, 1000);
    for (int64_t now = 1000; now <= 62000; now += 1000) {
        (void) watch_beat (watch, true, 0, now);
        assert_int_equal (watch_on (watch, SUP_TICK, now), SUP_NOTHING);
    }
    assert_int_equal (sup_watch_falls (watch), 0);
    (void) watch_on (watch, SUP_DIED, 62000);
    assert_int_equal (sup_watch_wait_ms (watch, 62000), 0);
}

static void
test_a_connection_without_events_is_no_health (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    (void) watch_on (watch, SUP_DIED, 0);
    s_start (watch, 0);
    assert_int_equal (s_live (watch, 0, 70000, 1000), SUP_STOP);
    (void) watch_on (watch, SUP_DIED, 70000);
    assert_int_equal (sup_watch_falls (watch), 2);
}

//  An exchange that is away for an hour: a restart at each silence, no storm.

static void
test_an_hour_without_the_exchange_is_no_storm (void **state)
{
    sup_watch_t *watch = *state;
    int starts = 0;
    for (int64_t now = 0; now < 3600000; now += 500) {
        sup_action_t action = watch_on (watch, SUP_TICK, now);
        starts += action == SUP_START;
        if (action == SUP_STOP) {
            (void) watch_on (watch, SUP_DIED, now);
        } else {
            (void) watch_beat (watch, false, -1, now);
        }
    }
    assert_in_range (starts, 30, 60);
}

static void
test_gives_up_a_child_that_will_not_stop (void **state)
{
    sup_watch_t *watch = *state;
    assert_int_equal (watch_on (watch, SUP_TICK, 0), SUP_START);
    (void) watch_on (watch, SUP_TICK, 5000);
    assert_int_equal (watch_on (watch, SUP_TICK, 10000), SUP_STOP);
    assert_int_equal (watch_on (watch, SUP_STUCK, 14000), SUP_GIVE_UP);
    assert_int_equal (sup_watch_state (watch), SUP_FAILED);
    assert_int_equal (watch_on (watch, SUP_STUCK, 14001), SUP_NOTHING);
}

static void
test_is_never_started_again_once_asked (void **state)
{
    sup_watch_t *watch = *state;
    s_start (watch, 0);
    assert_int_equal (watch_on (watch, SUP_ASKED, 100), SUP_STOP);
    assert_int_equal (sup_watch_state (watch), SUP_LEAVING);
    (void) watch_on (watch, SUP_DIED, 200);
    assert_int_equal (sup_watch_state (watch), SUP_STOPPED);
    assert_int_equal (watch_on (watch, SUP_TICK, 100000), SUP_NOTHING);
    assert_int_equal (sup_watch_wait_ms (watch, 100000), -1);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_starts_the_child_at_once),
        UNIT_FIXTURE (test_a_beat_says_whether_it_is_live),
        UNIT_FIXTURE (test_stops_a_child_silent_for_sixty_seconds),
        UNIT_FIXTURE (test_events_of_any_kind_end_the_silence),
        UNIT_FIXTURE (test_the_time_between_two_beats_is_no_silence),
        UNIT_FIXTURE (test_does_not_judge_silence_before_grace),
        UNIT_FIXTURE (test_judges_silence_only_at_checks),
        UNIT_FIXTURE (test_stops_a_child_without_a_beat_for_ten_seconds),
        UNIT_FIXTURE (test_stops_a_child_that_never_signals),
        UNIT_FIXTURE (test_does_not_blame_the_child_for_its_own_absence),
        UNIT_FIXTURE (test_restarts_at_once_and_then_after_a_back_off_that_doubles),
        UNIT_FIXTURE (test_the_jitter_is_that_of_its_seed),
        UNIT_FIXTURE (test_health_forgets_earlier_falls),
        UNIT_FIXTURE (test_a_connection_without_events_is_no_health),
        UNIT_FIXTURE (test_an_hour_without_the_exchange_is_no_storm),
        UNIT_FIXTURE (test_gives_up_a_child_that_will_not_stop),
        UNIT_FIXTURE (test_is_never_started_again_once_asked),
    };
    return UNIT_RUN ("sup_watch", tests);
}
