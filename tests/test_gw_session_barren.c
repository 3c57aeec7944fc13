//  Tests of gw_session: connections that bring no data, from the beginning or any more

#include "gw_policy.h"
#include "unit.h"

enum { T0 = 1000000, BARREN_MS = 15000, PAUSE_MS = 60000, HOUR_MS = 3600000 };

typedef struct {
    gw_budget_t budget;
    gw_session_t *session;
    int64_t now_ms;
    const char *reason;  //  Of the last close
} fixture_t;

static int
s_setup (void **state)
{
    static fixture_t fixture;
    const gw_session_policy_t policy = gw_policy (MDP_LINEAR);
    fixture = (fixture_t){ .now_ms = T0 };
    fixture.session = gw_session_new (&policy, &fixture.budget, 1);
    *state = &fixture;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_session_destroy (&self->session);
    return 0;
}

//  Do what the session orders, as an exchange that accepts and answers everything and, every
//  so many milliseconds while it pleases, sends data; until the connection is closed, or time
//  is up. Returns how long it was open.

static int64_t
s_live (fixture_t *self, int64_t every_ms, int64_t sends_ms, int64_t until_ms)
{
    int64_t opened_at = 0;
    self->reason = NULL;
    for (int64_t end = self->now_ms + until_ms; self->now_ms < end; self->now_ms += 100) {
        gw_session_order_t order;
        gw_session_next (self->session, self->now_ms, &order);
        if (order.action == GW_SESSION_CONNECT) {
            gw_session_on_open (self->session, self->now_ms);
            opened_at = self->now_ms;
        } else if (order.action == GW_SESSION_REQUEST) {
            gw_topics_on_accepted (gw_session_topics (self->session), order.number, self->now_ms);
            gw_session_on_frame (self->session, self->now_ms);
        } else if (order.action == GW_SESSION_PING) {
            gw_session_on_frame (self->session, self->now_ms);
            gw_session_on_pong (self->session);
        } else if (order.action == GW_SESSION_CLOSE) {
            self->reason = order.reason;
            gw_session_on_closed (self->session, GW_SESSION_LOST, self->now_ms);
            return self->now_ms - opened_at;
        }
        int64_t age_ms = self->now_ms - opened_at;
        if (opened_at > 0 && every_ms > 0 && age_ms < sends_ms && age_ms % every_ms == 0) {
            gw_session_on_data (self->session, 0, self->now_ms);
        }
    }
    return self->now_ms - opened_at;
}

static void
s_add (fixture_t *self, gw_topic_kind_t kind)
{
    (void) gw_topics_add (gw_session_topics (self->session), "topic", kind);
}

static void
test_a_connection_without_any_data_is_made_anew_less_and_less_often (void **state)
{
    fixture_t *self = *state;
    s_add (self, GW_TOPIC_EXTRA);  //  A pulse that nobody asked for is enough
    for (int life = 0; life < 8; life++) {
        int doubled = life < GW_SESSION_BARREN_MAX ? life : GW_SESSION_BARREN_MAX;
        assert_in_range (s_live (self, 0, 0, HOUR_MS), BARREN_MS << doubled,
                         (BARREN_MS << doubled) + 100);
        assert_string_equal (self->reason, "it brings no data");
    }
    (void) s_live (self, 3000, 30000, 60000);
    assert_null (self->reason);
    gw_session_give_up (self->session, "for a test");
    (void) s_live (self, 0, 0, HOUR_MS);
    assert_in_range (s_live (self, 0, 0, HOUR_MS), BARREN_MS, BARREN_MS + 100);
}

//  Trades alone may take hours.

static void
test_a_connection_that_waits_for_trades_alone_is_left_alone (void **state)
{
    fixture_t *self = *state;
    s_add (self, GW_TOPIC_QUIET);
    assert_int_equal (s_live (self, 0, 0, HOUR_MS), HOUR_MS);
    assert_null (self->reason);
}

static void
test_a_connection_that_stopped_is_made_anew_once (void **state)
{
    fixture_t *self = *state;
    s_add (self, GW_TOPIC_QUIET);
    assert_in_range (s_live (self, 200, 600000, HOUR_MS), 600000 + PAUSE_MS - 200,
                     600000 + PAUSE_MS + 100);
    assert_string_equal (self->reason, "it brings no data any more");
    assert_int_equal (s_live (self, 0, 0, HOUR_MS), HOUR_MS);
}

static void
test_the_pause_that_is_allowed_is_that_of_the_market (void **state)
{
    fixture_t *self = *state;
    s_add (self, GW_TOPIC_QUIET);
    enum { EVERY_MS = 20000, ENOUGH = 30 };
    int64_t life_ms = s_live (self, EVERY_MS, ENOUGH * EVERY_MS, 2 * HOUR_MS);
    assert_string_equal (self->reason, "it brings no data any more");
    assert_in_range (life_ms, GW_SESSION_PAUSES * EVERY_MS,
                     (GW_SESSION_PAUSES + ENOUGH) * EVERY_MS);
}

//  What is sent for the asking is no measure of the market.

static void
test_first_answers_are_no_measure (void **state)
{
    fixture_t *self = *state;
    s_add (self, GW_TOPIC_QUIET);
    assert_int_equal (s_live (self, 100, 600, PAUSE_MS * GW_SESSION_PAUSES / 6),
                      PAUSE_MS * GW_SESSION_PAUSES / 6);
    assert_null (self->reason);
}

static void
test_a_connection_whose_topics_were_all_left_is_left_alone (void **state)
{
    fixture_t *self = *state;
    s_add (self, GW_TOPIC_PROMPT);
    (void) s_live (self, 200, 10000, 10000);
    gw_topics_drop (gw_session_topics (self->session), 0, self->now_ms);
    gw_session_order_t order;
    gw_session_next (self->session, self->now_ms, &order);
    assert_true (order.request.is_unsubscribe);
    gw_topics_on_accepted (gw_session_topics (self->session), order.number, self->now_ms);
    (void) s_live (self, 0, 0, HOUR_MS);
    assert_null (self->reason);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_connection_without_any_data_is_made_anew_less_and_less_often),
        UNIT_FIXTURE (test_a_connection_that_waits_for_trades_alone_is_left_alone),
        UNIT_FIXTURE (test_a_connection_that_stopped_is_made_anew_once),
        UNIT_FIXTURE (test_the_pause_that_is_allowed_is_that_of_the_market),
        UNIT_FIXTURE (test_first_answers_are_no_measure),
        UNIT_FIXTURE (test_a_connection_whose_topics_were_all_left_is_left_alone),
    };
    return UNIT_RUN ("gw_session, without data", tests);
}
