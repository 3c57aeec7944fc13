//  Tests of gw_session: one life of a connection, walked along the table of the header

#include "gw_session.h"
#include "unit.h"

#include <stdlib.h>

static const gw_session_policy_t POLICY = {
    .open_ms_max = 10000,
    .ping_ms = 15000,
    .silence_ms_max = 20000,
    .quiet_ms = 3500,
    .barren_ms = 15000,
    .pause_ms = 60000,
    .pong_ms_max = 2000,
    .healthy_ms = 3000,
    .backoff_ms = 500,
    .backoff_ms_max = 30000,
    .hold_ms = 120000,
    .topics = { .batch = 10,
                .answer_ms_max = 5000,
                .first_data_ms_max = 10000,
                .resubscribe_ms = 1000,
                .resubscribe_ms_max = 30000,
                .healthy_ms = 60000 },
};

enum { T0 = 1000000 };  //  When the session begins

typedef struct {
    gw_budget_t budget;
    gw_session_t *session;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->session = gw_session_new (&POLICY, &self->budget, 42);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_session_destroy (&self->session);
    assert_null (self->session);
    gw_session_destroy (&self->session);
    free (self);
    return 0;
}

static gw_session_t *
s_session (void **state)
{
    fixture_t *self = *state;
    return self->session;
}

//  The next action; after nothing there must be something to wait for.

static gw_session_action_t
s_next (gw_session_t *session, int64_t now_ms)
{
    gw_session_order_t order;
    gw_session_next (session, now_ms, &order);
    assert_true (order.action != GW_SESSION_NOTHING || gw_session_wait_ms (session, now_ms) > 0);
    return order.action;
}

static void
s_open (gw_session_t *session, int64_t now_ms)
{
    assert_int_equal (s_next (session, now_ms), GW_SESSION_CONNECT);
    gw_session_on_open (session, now_ms);
    assert_true (gw_session_is_open (session));
}

static void
test_connects_at_once_and_only_once (void **state)
{
    gw_session_t *session = s_session (state);
    assert_int_equal (gw_session_wait_ms (session, T0), 0);
    assert_int_equal (s_next (session, T0), GW_SESSION_CONNECT);
    assert_int_equal (s_next (session, T0), GW_SESSION_NOTHING);
    assert_false (gw_session_is_open (session));
    gw_session_on_open (session, T0 + 100);
    assert_true (gw_session_is_open (session));
    assert_int_equal (s_next (session, T0 + 100), GW_SESSION_PING);
    assert_int_equal (s_next (session, T0 + 100), GW_SESSION_NOTHING);
}

static void
test_a_connection_that_does_not_open_in_time_is_closed (void **state)
{
    gw_session_t *session = s_session (state);
    (void) s_next (session, T0);
    assert_int_equal (s_next (session, T0), GW_SESSION_NOTHING);
    assert_int_equal (gw_session_wait_ms (session, T0), 10000);
    assert_int_equal (s_next (session, T0 + 9999), GW_SESSION_NOTHING);
    assert_int_equal (s_next (session, T0 + 10000), GW_SESSION_CLOSE);
    assert_int_equal (s_next (session, T0 + 10000), GW_SESSION_NOTHING);
    gw_session_on_open (session, T0 + 10001);  //  Too late
    assert_false (gw_session_is_open (session));
    gw_session_on_closed (session, GW_SESSION_LOST, T0 + 10002);
    assert_int_equal (s_next (session, T0 + 10002), GW_SESSION_CONNECT);
}

static void
test_pings_from_the_opening_on_whatever_else_comes (void **state)
{
    gw_session_t *session = s_session (state);
    s_open (session, T0);
    assert_int_equal (s_next (session, T0), GW_SESSION_PING);
    for (int64_t ping_at = T0 + 15000; ping_at < T0 + 200000; ping_at += 15000) {
        for (int64_t frame_at = ping_at - 14000; frame_at < ping_at; frame_at += 3000) {
            gw_session_on_frame (session, frame_at);
            assert_int_equal (s_next (session, frame_at), GW_SESSION_NOTHING);
        }
        gw_session_on_frame (session, ping_at - 1);
        assert_int_equal (s_next (session, ping_at - 1), GW_SESSION_NOTHING);
        assert_int_equal (gw_session_wait_ms (session, ping_at - 1), 1);
        assert_int_equal (s_next (session, ping_at), GW_SESSION_PING);
        assert_int_equal (s_next (session, ping_at), GW_SESSION_NOTHING);
    }
}

static void
test_a_ping_and_a_request_have_numbers_of_their_own (void **state)
{
    gw_session_t *session = s_session (state);
    gw_session_order_t order;
    (void) gw_topics_add (gw_session_topics (session), "publicTrade.A", GW_TOPIC_QUIET);
    s_open (session, T0);
    gw_session_next (session, T0, &order);
    assert_int_equal (order.action, GW_SESSION_REQUEST);
    uint64_t number = order.number;
    assert_true (number > 0);
    gw_session_next (session, T0, &order);
    assert_int_equal (order.action, GW_SESSION_PING);
    assert_true (order.number > number);
}

static void
test_a_connection_without_any_frame_is_closed (void **state)
{
    gw_session_t *session = s_session (state);
    s_open (session, T0);
    assert_int_equal (s_next (session, T0), GW_SESSION_PING);
    gw_session_on_frame (session, T0 + 1000);
    assert_int_equal (s_next (session, T0 + 4500), GW_SESSION_PING);
    assert_int_equal (s_next (session, T0 + 19500), GW_SESSION_PING);
    assert_int_equal (s_next (session, T0 + 20999), GW_SESSION_NOTHING);
    assert_int_equal (gw_session_wait_ms (session, T0 + 20999), 1);
    assert_int_equal (s_next (session, T0 + 21000), GW_SESSION_CLOSE);
    assert_int_equal (s_next (session, T0 + 21000), GW_SESSION_NOTHING);
    assert_false (gw_session_is_open (session));
    gw_session_on_frame (session, T0 + 21001);
    gw_session_on_closed (session, GW_SESSION_LOST, T0 + 21001);
    assert_int_equal (s_next (session, T0 + 21001), GW_SESSION_CONNECT);
}

static void
test_pongs_alone_keep_a_connection (void **state)
{
    gw_session_t *session = s_session (state);
    s_open (session, T0);
    for (int64_t ping_at = T0; ping_at < T0 + 600000; ping_at += 5400) {
        assert_int_equal (s_next (session, ping_at), GW_SESSION_PING);
        gw_session_on_frame (session, ping_at + 1900);
        gw_session_on_pong (session);
        assert_int_equal (s_next (session, ping_at + 1900), GW_SESSION_NOTHING);
        assert_int_equal (gw_session_wait_ms (session, ping_at + 1900), 3500);
    }
}

//  A quiet connection is asked whether it lives, and an exchange that has
//  answered before is not given long.

static void
test_an_unanswered_ping_closes_a_quiet_connection (void **state)
{
    gw_session_t *session = s_session (state);
    s_open (session, T0);
    assert_int_equal (s_next (session, T0), GW_SESSION_PING);
    gw_session_on_frame (session, T0 + 10);
    gw_session_on_pong (session);
    assert_int_equal (s_next (session, T0 + 3509), GW_SESSION_NOTHING);
    assert_int_equal (s_next (session, T0 + 3510), GW_SESSION_PING);
    assert_int_equal (s_next (session, T0 + 5509), GW_SESSION_NOTHING);
    assert_int_equal (gw_session_wait_ms (session, T0 + 5509), 1);
    assert_int_equal (s_next (session, T0 + 5510), GW_SESSION_CLOSE);
}

//  A pong may come in the millisecond of its ping.

static void
test_a_pong_at_once_is_an_answer (void **state)
{
    gw_session_t *session = s_session (state);
    s_open (session, T0);
    for (int64_t ping_at = T0; ping_at < T0 + 60000; ping_at += 3500) {
        assert_int_equal (s_next (session, ping_at), GW_SESSION_PING);
        gw_session_on_frame (session, ping_at);
        gw_session_on_pong (session);
        assert_int_equal (s_next (session, ping_at + 3499), GW_SESSION_NOTHING);
    }
}

static void
test_a_connection_that_is_given_up_is_closed (void **state)
{
    gw_session_t *session = s_session (state);
    assert_false (gw_session_was_open (session));
    s_open (session, T0);
    assert_int_equal (s_next (session, T0), GW_SESSION_PING);
    assert_int_equal (s_next (session, T0), GW_SESSION_NOTHING);
    gw_session_give_up (session, "a reason");
    gw_session_order_t order;
    gw_session_next (session, T0 + 1, &order);
    assert_int_equal (order.action, GW_SESSION_CLOSE);
    assert_string_equal (order.reason, "a reason");
    assert_true (gw_session_was_open (session));
    gw_session_on_closed (session, GW_SESSION_LOST, T0 + 1);
    assert_false (gw_session_was_open (session));
    s_open (session, T0 + 1);
    assert_int_equal (s_next (session, T0 + 1), GW_SESSION_PING);
    assert_int_equal (s_next (session, T0 + 1), GW_SESSION_NOTHING);
}

//  Every state answers every event: nothing outside the table can happen.

static void
test_only_the_table_moves_the_session (void **state)
{
    gw_session_t *session = s_session (state);
    gw_session_on_open (session, T0);
    gw_session_on_frame (session, T0);
    gw_session_on_closed (session, GW_SESSION_REFUSED, T0);
    assert_false (gw_session_is_open (session));
    assert_true (gw_session_held_until (session) == 0);
    s_open (session, T0);
    gw_session_on_open (session, T0 + 14000);
    assert_int_equal (s_next (session, T0 + 15000), GW_SESSION_PING);
}

static void
test_is_confirmed_only_while_it_is_open (void **state)
{
    gw_session_t *session = s_session (state);
    size_t topic = gw_topics_add (gw_session_topics (session), "orderbook.50.A", GW_TOPIC_PROMPT);
    assert_false (gw_session_is_confirmed (session));
    s_open (session, T0);
    assert_false (gw_session_is_confirmed (session));
    assert_int_equal (s_next (session, T0), GW_SESSION_REQUEST);
    gw_topics_on_accepted (gw_session_topics (session), 0, T0);
    assert_false (gw_session_is_confirmed (session));
    assert_false (gw_session_is_topic_confirmed (session, topic));
    gw_session_on_data (session, topic, T0);
    assert_true (gw_session_is_confirmed (session));
    assert_true (gw_session_is_topic_confirmed (session, topic));
    gw_session_on_closed (session, GW_SESSION_LOST, T0);
    assert_false (gw_session_is_confirmed (session));
    assert_false (gw_session_is_topic_confirmed (session, topic));
}

static void
test_every_life_asks_for_everything_again (void **state)
{
    gw_session_t *session = s_session (state);
    gw_session_order_t order;
    size_t topic = gw_topics_add (gw_session_topics (session), "orderbook.50.A", GW_TOPIC_PROMPT);
    for (int64_t now_ms = T0; now_ms < T0 + 100000; now_ms += 10000) {
        s_open (session, now_ms);
        assert_int_equal (gw_session_topic_state (session, topic), GW_TOPIC_WANTED);
        gw_session_next (session, now_ms, &order);
        assert_int_equal (order.action, GW_SESSION_REQUEST);
        assert_int_equal (order.request.count, 1);
        assert_string_equal (order.request.names [0], "orderbook.50.A");
        assert_false (order.request.is_unsubscribe);
        gw_session_on_data (session, topic, now_ms);
        gw_session_on_closed (session, GW_SESSION_LOST, now_ms + 5000);
    }
}

//  A random life: time passes as the session asks, and events come at any moment.

static void
s_live (uint64_t seed)
{
    gw_budget_t budget = { 0 };
    gw_session_t *session = gw_session_new (&POLICY, &budget, seed);
    size_t topics = 1 + seed % 25;
    for (size_t index = 0; index < topics; index++) {
        (void) gw_topics_add (gw_session_topics (session), "orderbook.50.A", GW_TOPIC_PROMPT);
    }
    srand ((unsigned) seed);
    int64_t now_ms = T0;
    for (size_t step = 0; step < 2000; step++) {
        size_t orders = 0;
        while (s_next (session, now_ms) != GW_SESSION_NOTHING) {
            assert_true (orders++ < topics + 8);
        }
        int64_t wait_ms = gw_session_wait_ms (session, now_ms);
        now_ms += rand () % 2 ? wait_ms % 60000 : rand () % (wait_ms < 3000 ? wait_ms : 3000);
        size_t topic = (size_t) rand () % topics;
        switch (rand () % 12) {
            case 0:
                gw_session_on_open (session, now_ms);
                break;
            case 1:
                gw_session_on_closed (session, (gw_session_end_t) (rand () % 2), now_ms);
                break;
            case 2:
                gw_topics_on_broken (gw_session_topics (session), topic, now_ms);
                break;
            case 3:
                gw_topics_on_accepted (gw_session_topics (session), (uint64_t) rand () % 9, now_ms);
                break;
            case 4:
                gw_topics_on_refused (gw_session_topics (session), 0,
                                      rand () % 2 ? topic : GW_TOPICS_NONE, rand () % 2, now_ms);
                break;
            case 5:
                gw_topics_on_topic_refused (gw_session_topics (session), topic);
                break;
            case 6:
                gw_session_on_data (session, topic, now_ms);
                break;
            default:
                gw_session_on_frame (session, now_ms);
                break;
        }
    }
    gw_session_destroy (&session);
}

static void
test_never_spins_whatever_happens (void **state)
{
    (void) state;
    for (uint64_t seed = 1; seed < 60; seed++) {
        s_live (seed);
    }
}

static void
test_without_topics_left_it_stays_open_but_is_not_made_anew (void **state)
{
    gw_session_t *session = s_session (state);
    gw_topics_t *topics = gw_session_topics (session);
    (void) gw_topics_add (topics, "A", GW_TOPIC_PROMPT);
    assert_int_equal (s_next (session, T0), GW_SESSION_CONNECT);
    gw_session_on_open (session, T0);
    gw_topics_drop (topics, 0, T0);
    assert_true (gw_session_is_open (session));
    assert_true (gw_session_is_confirmed (session));
    assert_true (gw_session_is_needed (session));
    gw_session_on_closed (session, GW_SESSION_LOST, T0);
    assert_int_equal (s_next (session, T0 + 1000000), GW_SESSION_NOTHING);
    assert_true (gw_session_is_confirmed (session));
    assert_false (gw_session_is_needed (session));
    (void) gw_topics_add (gw_session_topics (session), "B", GW_TOPIC_PROMPT);
    assert_true (gw_session_is_needed (session));
    assert_false (gw_session_is_confirmed (session));
    assert_int_equal (s_next (session, T0 + 1000001), GW_SESSION_CONNECT);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_connects_at_once_and_only_once),
        UNIT_FIXTURE (test_a_connection_that_does_not_open_in_time_is_closed),
        UNIT_FIXTURE (test_pings_from_the_opening_on_whatever_else_comes),
        UNIT_FIXTURE (test_a_ping_and_a_request_have_numbers_of_their_own),
        UNIT_FIXTURE (test_a_connection_without_any_frame_is_closed),
        UNIT_FIXTURE (test_pongs_alone_keep_a_connection),
        UNIT_FIXTURE (test_an_unanswered_ping_closes_a_quiet_connection),
        UNIT_FIXTURE (test_a_pong_at_once_is_an_answer),
        UNIT_FIXTURE (test_a_connection_that_is_given_up_is_closed),
        UNIT_FIXTURE (test_only_the_table_moves_the_session),
        UNIT_FIXTURE (test_is_confirmed_only_while_it_is_open),
        UNIT_FIXTURE (test_every_life_asks_for_everything_again),
        UNIT_FIXTURE (test_without_topics_left_it_stays_open_but_is_not_made_anew),
        UNIT_FIXTURE (test_never_spins_whatever_happens),
    };
    return UNIT_RUN ("gw_session", tests);
}
