//  Tests of gw_session: what one connection means for the next, and how long it waits between them

#include "gw_session.h"
#include "unit.h"

enum {
    T0 = 1000000,
    BACKOFF_MS = 500,
    BACKOFF_MS_MAX = 30000,
    HOLD_MS = 120000,
    HEALTHY_MS = 3000,
    SEEDS = 500
};

static const gw_session_policy_t POLICY = {
    .open_ms_max = 10000,
    .ping_ms = 15000,
    .silence_ms_max = 20000,
    .quiet_ms = 3500,
    .barren_ms = 15000,
    .pause_ms = 60000,
    .pong_ms_max = 2000,
    .healthy_ms = HEALTHY_MS,
    .backoff_ms = BACKOFF_MS,
    .backoff_ms_max = BACKOFF_MS_MAX,
    .hold_ms = HOLD_MS,
    .topics = { .batch = 10,
                .answer_ms_max = 5000,
                .first_data_ms_max = 10000,
                .resubscribe_ms = 1000,
                .resubscribe_ms_max = 30000,
                .healthy_ms = 60000 },
};

static gw_session_action_t
s_next (gw_session_t *session, int64_t now_ms)
{
    gw_session_order_t order;
    gw_session_next (session, now_ms, &order);
    assert_true (order.action != GW_SESSION_NOTHING || gw_session_wait_ms (session, now_ms) > 0);
    return order.action;
}

//  How long the session waits from here until it connects. It must not be late,
//  and it must connect when it said.

static int64_t
s_wait_ms (gw_session_t *session, int64_t now_ms)
{
    if (s_next (session, now_ms) == GW_SESSION_CONNECT) {
        return 0;
    }
    int64_t wait_ms = gw_session_wait_ms (session, now_ms);
    assert_int_equal (s_next (session, now_ms + wait_ms - 1), GW_SESSION_NOTHING);
    assert_int_equal (s_next (session, now_ms + wait_ms), GW_SESSION_CONNECT);
    return wait_ms;
}

static int64_t
s_limit_ms (unsigned doubled)
{
    int64_t limit_ms = BACKOFF_MS;
    for (; doubled > 0 && limit_ms < BACKOFF_MS_MAX; doubled--) {
        limit_ms *= 2;
    }
    return limit_ms < BACKOFF_MS_MAX ? limit_ms : BACKOFF_MS_MAX;
}

static void
test_the_back_off_has_full_jitter_below_a_limit_that_doubles (void **state)
{
    (void) state;
    int64_t sums [12] = { 0 };
    int64_t least [12];
    int64_t most [12] = { 0 };
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        gw_budget_t budget = { 0 };
        gw_session_t *session = gw_session_new (&POLICY, &budget, seed * 7919);
        int64_t now_ms = T0;
        (void) s_wait_ms (session, now_ms);
        for (unsigned fall = 0; fall < 12; fall++) {
            gw_session_on_closed (session, GW_SESSION_LOST, now_ms);
            int64_t wait_ms = s_wait_ms (session, now_ms);
            assert_true (wait_ms <= (fall == 0 ? 0 : s_limit_ms (fall - 1)));
            now_ms += wait_ms;
            sums [fall] += wait_ms;
            least [fall] = seed == 1 || wait_ms < least [fall] ? wait_ms : least [fall];
            most [fall] = wait_ms > most [fall] ? wait_ms : most [fall];
        }
        gw_session_destroy (&session);
    }
    for (unsigned fall = 1; fall < 12; fall++) {
        int64_t limit_ms = s_limit_ms (fall - 1);
        assert_in_range (sums [fall] / SEEDS, limit_ms * 4 / 10, limit_ms * 6 / 10);
        assert_true (least [fall] < limit_ms / 20);
        assert_true (most [fall] > limit_ms - limit_ms / 20);
    }
}

//  Let the session live: open, perhaps with data, for that long. Then it closes.

static int64_t
s_live (gw_session_t *session, int64_t now_ms, bool has_data, int64_t life_ms)
{
    gw_session_on_open (session, now_ms);
    assert_true (gw_session_is_open (session));
    if (has_data) {
        gw_session_on_data (session, 0, now_ms);
    }
    now_ms += life_ms;
    gw_session_on_closed (session, GW_SESSION_LOST, now_ms);
    return now_ms;
}

//  The longest wait after that many sessions had five falls and then such a life.

static int64_t
s_wait_after_ms (bool has_data, int64_t life_ms)
{
    int64_t most = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        gw_budget_t budget = { 0 };
        gw_session_t *session = gw_session_new (&POLICY, &budget, seed * 7919);
        (void) gw_topics_add (gw_session_topics (session), "publicTrade.A", GW_TOPIC_QUIET);
        int64_t now_ms = T0;
        (void) s_wait_ms (session, now_ms);
        for (unsigned fall = 0; fall < 5; fall++) {
            gw_session_on_closed (session, GW_SESSION_LOST, now_ms);
            now_ms += s_wait_ms (session, now_ms);
        }
        now_ms = s_live (session, now_ms, has_data, life_ms);
        int64_t wait_ms = s_wait_ms (session, now_ms);
        most = wait_ms > most ? wait_ms : most;
        gw_session_destroy (&session);
    }
    return most;
}

static void
test_the_first_fall_after_a_healthy_life_is_mended_at_once (void **state)
{
    (void) state;
    assert_int_equal (s_wait_after_ms (true, HEALTHY_MS), 0);
    assert_int_equal (s_wait_after_ms (true, 10 * HEALTHY_MS), 0);
}

static void
test_a_short_life_or_one_without_data_forgets_no_fall (void **state)
{
    (void) state;
    assert_true (s_wait_after_ms (true, HEALTHY_MS - 1) > s_limit_ms (3));
    assert_true (s_wait_after_ms (false, 10 * HEALTHY_MS) > s_limit_ms (3));
}

static void
test_a_refused_connection_is_not_tried_again_for_minutes (void **state)
{
    (void) state;
    int64_t least = INT64_MAX;
    int64_t most = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        gw_budget_t budget = { 0 };
        gw_session_t *session = gw_session_new (&POLICY, &budget, seed * 7919);
        (void) s_wait_ms (session, T0);
        gw_session_on_closed (session, GW_SESSION_REFUSED, T0);
        int64_t until = gw_session_held_until (session);
        int64_t wait_ms = s_wait_ms (session, T0);
        assert_int_equal (until, T0 + wait_ms);
        least = wait_ms < least ? wait_ms : least;
        most = wait_ms > most ? wait_ms : most;
        gw_session_on_open (session, T0 + wait_ms);
        assert_true (gw_session_held_until (session) == 0);
        gw_session_destroy (&session);
    }
    assert_in_range (least, HOLD_MS, HOLD_MS + HOLD_MS / 20);
    assert_in_range (most, 2 * HOLD_MS - HOLD_MS / 20, 2 * HOLD_MS);
}

static void
test_a_hold_that_is_over_is_not_told_any_more (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    gw_session_t *session = gw_session_new (&POLICY, &budget, 1);
    (void) s_wait_ms (session, T0);
    gw_session_on_closed (session, GW_SESSION_REFUSED, T0);
    int64_t now_ms = T0 + s_wait_ms (session, T0);
    gw_session_on_closed (session, GW_SESSION_LOST, now_ms);  //  Unreachable is not refused
    int64_t held_until = gw_session_held_until (session);
    gw_session_destroy (&session);
    assert_true (held_until == 0);
}

static void
test_a_hold_delays_the_first_connection (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    gw_session_t *session = gw_session_new (&POLICY, &budget, 1);
    gw_session_hold (session, T0 + 777);
    assert_int_equal (s_wait_ms (session, T0), 777);
    gw_session_destroy (&session);
}

//  Sixty sessions that fall all the time stay within what the exchange allows.

static void
test_all_sessions_together_stay_within_the_budget (void **state)
{
    (void) state;
    enum { SESSIONS = 60, PERIOD_MS = 300000 };
    gw_budget_t budget = { 0 };
    gw_session_t *sessions [SESSIONS];
    for (size_t index = 0; index < SESSIONS; index++) {
        sessions [index] = gw_session_new (&POLICY, &budget, index * 7919);
        (void) gw_topics_add (gw_session_topics (sessions [index]), "publicTrade.A",
                              GW_TOPIC_QUIET);
    }
    size_t connects = 0;
    for (int64_t now_ms = T0; now_ms < T0 + PERIOD_MS; now_ms += 50) {
        for (size_t index = 0; index < SESSIONS; index++) {
            if (s_next (sessions [index], now_ms) == GW_SESSION_CONNECT) {
                connects++;
                gw_session_on_open (sessions [index], now_ms);
                gw_session_on_data (sessions [index], 0, now_ms);
                gw_session_on_closed (sessions [index], GW_SESSION_LOST, now_ms + HEALTHY_MS);
            }
        }
    }
    assert_in_range (connects, 200, 300);
    for (size_t index = 0; index < SESSIONS; index++) {
        gw_session_destroy (&sessions [index]);
    }
}

//  An exchange that answered on the connection before is not given long for its first pong, but is
//  not taken for granted a second time.

static void
test_an_exchange_that_answered_is_expected_to_answer_again (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    gw_session_t *session = gw_session_new (&POLICY, &budget, 42);
    const bool had_pong [] = { true, false, false };
    const int64_t dead_ms [] = { 5500, 3500, 20000 };
    int64_t now_ms = T0;
    for (int life = 0; life < 3; life++) {
        now_ms += s_wait_ms (session, now_ms);
        gw_session_on_open (session, now_ms);
        const int64_t heard_at = now_ms;
        gw_session_action_t action = s_next (session, now_ms);
        assert_int_equal (action, GW_SESSION_PING);
        if (had_pong [life]) {
            gw_session_on_frame (session, now_ms);
            gw_session_on_pong (session);
        }
        while ((action = s_next (session, now_ms)) != GW_SESSION_CLOSE) {
            now_ms += action == GW_SESSION_NOTHING ? gw_session_wait_ms (session, now_ms) : 0;
        }
        assert_int_equal (now_ms - heard_at, dead_ms [life]);
        gw_session_on_closed (session, GW_SESSION_LOST, now_ms);
    }
    gw_session_destroy (&session);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_the_back_off_has_full_jitter_below_a_limit_that_doubles),
        cmocka_unit_test (test_the_first_fall_after_a_healthy_life_is_mended_at_once),
        cmocka_unit_test (test_a_short_life_or_one_without_data_forgets_no_fall),
        cmocka_unit_test (test_a_refused_connection_is_not_tried_again_for_minutes),
        cmocka_unit_test (test_a_hold_that_is_over_is_not_told_any_more),
        cmocka_unit_test (test_a_hold_delays_the_first_connection),
        cmocka_unit_test (test_all_sessions_together_stay_within_the_budget),
        cmocka_unit_test (test_an_exchange_that_answered_is_expected_to_answer_again),
    };
    return UNIT_RUN ("gw_session, back-off", tests);
}
