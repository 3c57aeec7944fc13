//  Tests of gw_topics: a topic whose book broke is subscribed again, alone and not too often

#include "test_gw_topics_live.h"

static void
s_assert_nothing (fixture_t *self, int64_t now_ms)
{
    assert_false (gw_topics_next (self->topics, self->number + 1, now_ms, &self->request));
    assert_true (gw_topics_due_at (self->topics) > now_ms);
}

static void
test_a_broken_topic_is_left_and_asked_for_alone (void **state)
{
    fixture_t *self = *state;
    s_assert_nothing (self, T0);
    gw_topics_on_broken (self->topics, 1, T0 + 10);
    assert_int_equal (gw_topics_state (self->topics, 1), GW_TOPIC_LEAVING);
    assert_false (gw_topics_are_confirmed (self->topics));
    assert_true (gw_topics_due_at (self->topics) <= T0 + 10);
    s_assert_request (self, T0 + 10, true, "B");
    assert_int_equal (gw_topics_state (self->topics, 1), GW_TOPIC_LEFT);
    s_assert_nothing (self, T0 + 10);
    gw_topics_on_accepted (self->topics, self->number, T0 + 20);
    s_assert_request (self, T0 + 20, false, "B");
    s_assert_nothing (self, T0 + 20);
    gw_topics_on_data (self->topics, 1, T0 + 30);
    assert_true (gw_topics_are_confirmed (self->topics));
    assert_int_equal (gw_topics_state (self->topics, 0), GW_TOPIC_LIVE);
}

static void
test_a_refused_or_lost_unsubscription_is_one_all_the_same (void **state)
{
    fixture_t *self = *state;
    gw_topics_on_broken (self->topics, 1, T0);
    s_assert_request (self, T0, true, "B");
    gw_topics_on_refused (self->topics, self->number, GW_TOPICS_NONE, false, T0);
    s_assert_request (self, T0, false, "B");
    gw_topics_on_accepted (self->topics, self->number, T0);
    gw_topics_on_broken (self->topics, 2, T0);
    s_assert_request (self, T0, true, "C");
    s_assert_nothing (self, T0 + ANSWER_MS - 1);
    assert_int_equal (gw_topics_due_at (self->topics), T0 + ANSWER_MS);
    s_assert_request (self, T0 + ANSWER_MS, false, "C");
}

static void
test_data_mends_a_topic_until_it_was_left (void **state)
{
    fixture_t *self = *state;
    gw_topics_on_broken (self->topics, 1, T0);
    gw_topics_on_data (self->topics, 1, T0);
    assert_int_equal (gw_topics_state (self->topics, 1), GW_TOPIC_LIVE);
    s_assert_nothing (self, T0);
}

static void
test_late_data_of_a_topic_that_is_left_changes_nothing (void **state)
{
    fixture_t *self = *state;
    gw_topics_on_broken (self->topics, 1, T0);
    s_assert_request (self, T0, true, "B");
    gw_topics_on_data (self->topics, 1, T0);
    gw_topics_on_broken (self->topics, 1, T0);
    assert_int_equal (gw_topics_state (self->topics, 1), GW_TOPIC_LEFT);
}

//  Data of the old subscription must not be taken for that of a new one, which
//  was not even asked for: the snapshot would never come.

static void
test_late_data_of_a_topic_that_was_left_does_not_make_it_live (void **state)
{
    fixture_t *self = *state;
    gw_topics_on_broken (self->topics, 1, T0);
    s_assert_request (self, T0, true, "B");
    gw_topics_on_accepted (self->topics, self->number, T0 + 5);
    gw_topics_on_data (self->topics, 1, T0 + 5);
    s_assert_request (self, T0 + 5, false, "B");
}

static void
test_breaks_of_one_topic_are_spaced_out_up_to_a_limit (void **state)
{
    fixture_t *self = *state;
    int64_t now_ms = T0;
    int64_t backoff_ms = 0;
    for (unsigned times = 0; times < 20; times++) {
        gw_topics_on_broken (self->topics, 1, now_ms);
        if (backoff_ms > 0) {
            s_assert_nothing (self, now_ms + backoff_ms - 1);
            assert_int_equal (gw_topics_due_at (self->topics), now_ms + backoff_ms);
        }
        now_ms += backoff_ms;
        s_assert_request (self, now_ms, true, "B");
        gw_topics_on_accepted (self->topics, self->number, now_ms);
        s_assert_request (self, now_ms, false, "B");
        gw_topics_on_accepted (self->topics, self->number, now_ms);
        gw_topics_on_data (self->topics, 1, now_ms);
        backoff_ms = backoff_ms > 0 ? 2 * backoff_ms : RESUBSCRIBE_MS;
        backoff_ms = backoff_ms < RESUBSCRIBE_MS_MAX ? backoff_ms : RESUBSCRIBE_MS_MAX;
    }
}

static void
test_one_topics_breaks_do_not_delay_another (void **state)
{
    fixture_t *self = *state;
    for (unsigned times = 0; times < 2; times++) {
        gw_topics_on_broken (self->topics, 1, T0);
        (void) s_next (self, T0);
        gw_topics_on_accepted (self->topics, self->number, T0);
        (void) s_next (self, T0);
        gw_topics_on_accepted (self->topics, self->number, T0);
        gw_topics_on_data (self->topics, 1, T0);
    }
    gw_topics_on_broken (self->topics, 2, T0);
    s_assert_request (self, T0, true, "C");
}

static void
test_a_healthy_time_forgives_earlier_breaks (void **state)
{
    fixture_t *self = *state;
    int64_t now_ms = T0;
    for (unsigned times = 0; times < 3; times++) {
        gw_topics_on_broken (self->topics, 1, now_ms);
        s_assert_request (self, now_ms, true, "B");
        gw_topics_on_accepted (self->topics, self->number, now_ms);
        s_assert_request (self, now_ms, false, "B");
        gw_topics_on_accepted (self->topics, self->number, now_ms);
        gw_topics_on_data (self->topics, 1, now_ms);
        now_ms += HEALTHY_MS;
        gw_topics_on_data (self->topics, 1, now_ms);
    }
}

//  A topic that is silent at once after every resubscription is no healthy one.

static void
test_time_without_data_forgives_nothing (void **state)
{
    fixture_t *self = *state;
    gw_topics_on_broken (self->topics, 1, T0);
    s_assert_request (self, T0, true, "B");
    gw_topics_on_accepted (self->topics, self->number, T0);
    s_assert_request (self, T0, false, "B");
    gw_topics_on_accepted (self->topics, self->number, T0);
    s_assert_nothing (self, T0 + FIRST_DATA_MS);
    s_assert_request (self, T0 + FIRST_DATA_MS + RESUBSCRIBE_MS, true, "B");
}

static void
test_a_new_connection_asks_for_a_broken_topic_at_once (void **state)
{
    fixture_t *self = *state;
    gw_topics_on_broken (self->topics, 1, T0);
    gw_topics_reset (self->topics, T0 + 1);
    assert_true (s_next (self, T0 + 1));
    assert_false (self->request.is_unsubscribe);
    assert_int_equal (self->request.count, 3);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_broken_topic_is_left_and_asked_for_alone),
        UNIT_FIXTURE (test_a_refused_or_lost_unsubscription_is_one_all_the_same),
        UNIT_FIXTURE (test_data_mends_a_topic_until_it_was_left),
        UNIT_FIXTURE (test_late_data_of_a_topic_that_is_left_changes_nothing),
        UNIT_FIXTURE (test_late_data_of_a_topic_that_was_left_does_not_make_it_live),
        UNIT_FIXTURE (test_breaks_of_one_topic_are_spaced_out_up_to_a_limit),
        UNIT_FIXTURE (test_one_topics_breaks_do_not_delay_another),
        UNIT_FIXTURE (test_a_healthy_time_forgives_earlier_breaks),
        UNIT_FIXTURE (test_time_without_data_forgives_nothing),
        UNIT_FIXTURE (test_a_new_connection_asks_for_a_broken_topic_at_once),
    };
    return UNIT_RUN ("gw_topics, broken", tests);
}
