//  Tests of gw_topics: a topic that nobody wants any longer is left, and its index used again

#include "test_gw_topics_live.h"

static void
test_a_dropped_topic_is_left_and_then_off (void **state)
{
    fixture_t *self = *state;
    gw_topics_drop (self->topics, 1, T0);
    assert_true (gw_topics_are_confirmed (self->topics));
    s_assert_request (self, T0, true, "B");
    gw_topics_on_data (self->topics, 1, T0);  //  Was on its way
    assert_int_equal (gw_topics_state (self->topics, 1), GW_TOPIC_LEFT);
    assert_int_equal (gw_topics_used (self->topics), 3);
    gw_topics_on_accepted (self->topics, self->number, T0);
    assert_int_equal (gw_topics_state (self->topics, 1), GW_TOPIC_OFF);
    assert_int_equal (gw_topics_used (self->topics), 2);
    assert_false (s_next (self, T0));
    assert_int_equal (gw_topics_state (self->topics, 0), GW_TOPIC_LIVE);
    assert_int_equal (gw_topics_state (self->topics, 2), GW_TOPIC_LIVE);
    assert_true (gw_topics_are_confirmed (self->topics));
    assert_int_equal (gw_topics_due_at (self->topics), INT64_MAX);
}

static void
test_a_topic_that_is_left_already_is_not_asked_for_again (void **state)
{
    fixture_t *self = *state;
    gw_topics_on_broken (self->topics, 0, T0);
    s_assert_request (self, T0, true, "A");
    gw_topics_drop (self->topics, 0, T0);
    gw_topics_on_accepted (self->topics, self->number, T0);
    assert_int_equal (gw_topics_state (self->topics, 0), GW_TOPIC_OFF);
    assert_false (s_next (self, T0));
}

static void
test_an_unanswered_leave_ends_too (void **state)
{
    fixture_t *self = *state;
    gw_topics_drop (self->topics, 2, T0);
    s_assert_request (self, T0, true, "C");
    assert_false (s_next (self, T0 + ANSWER_MS));
    assert_int_equal (gw_topics_state (self->topics, 2), GW_TOPIC_OFF);
}

static void
test_what_was_never_asked_for_is_not_left (void **state)
{
    fixture_t *self = *state;
    size_t topic = gw_topics_add (self->topics, "D", GW_TOPIC_QUIET);
    gw_topics_drop (self->topics, topic, T0);
    assert_int_equal (gw_topics_state (self->topics, topic), GW_TOPIC_OFF);
    assert_false (s_next (self, T0));
}

static void
test_a_new_connection_does_not_ask_for_it (void **state)
{
    fixture_t *self = *state;
    gw_topics_drop (self->topics, 0, T0);
    gw_topics_drop (self->topics, 1, T0);
    (void) s_next (self, T0);
    gw_topics_reset (self->topics, T0);
    s_assert_request (self, T0, false, "C");
    assert_int_equal (gw_topics_used (self->topics), 1);
    gw_topics_reset (self->topics, T0);
    assert_int_equal (gw_topics_state (self->topics, 0), GW_TOPIC_OFF);
}

static void
test_its_index_is_used_again (void **state)
{
    fixture_t *self = *state;
    gw_topics_drop (self->topics, 1, T0);
    assert_int_equal (gw_topics_add (self->topics, "D", GW_TOPIC_QUIET), 3);
    (void) s_next (self, T0);
    gw_topics_on_accepted (self->topics, self->number, T0);
    assert_int_equal (gw_topics_add (self->topics, "E", GW_TOPIC_PROMPT), 1);
    assert_true (s_next (self, T0));
    assert_int_equal (self->request.count, 2);
    assert_string_equal (self->request.names [0], "E");
    assert_string_equal (self->request.names [1], "D");
}

//  The exchange would not send a snapshot of what it thinks is subscribed.

static void
test_one_that_is_wanted_again_is_left_first (void **state)
{
    fixture_t *self = *state;
    gw_topics_drop (self->topics, 1, T0);
    assert_int_equal (gw_topics_add (self->topics, "B", GW_TOPIC_PROMPT), 1);
    assert_false (gw_topics_are_confirmed (self->topics));
    s_assert_request (self, T0, true, "B");
    gw_topics_drop (self->topics, 1, T0);
    assert_int_equal (gw_topics_add (self->topics, "B", GW_TOPIC_PROMPT), 1);
    assert_false (s_next (self, T0));
    gw_topics_on_accepted (self->topics, 2, T0);
    s_assert_request (self, T0, false, "B");
}

static void
test_all_are_off_only_when_there_were_some (void **state)
{
    fixture_t *self = *state;
    gw_topics_t *empty = gw_topics_new (&POLICY);
    assert_false (gw_topics_are_off (empty));
    gw_topics_destroy (&empty);
    for (size_t index = 0; index < 3; index++) {
        assert_false (gw_topics_are_off (self->topics));
        gw_topics_drop (self->topics, index, T0);
    }
    assert_false (gw_topics_are_off (self->topics));
    gw_topics_reset (self->topics, T0);
    assert_true (gw_topics_are_off (self->topics));
    assert_true (gw_topics_are_confirmed (self->topics));
    (void) gw_topics_add (self->topics, "D", GW_TOPIC_PROMPT);
    assert_false (gw_topics_are_off (self->topics));
}

static void
test_a_kind_can_change (void **state)
{
    fixture_t *self = *state;
    gw_topics_set_kind (self->topics, 0, GW_TOPIC_EXTRA);
    gw_topics_on_broken (self->topics, 0, T0);
    assert_true (gw_topics_are_confirmed (self->topics));
    gw_topics_set_kind (self->topics, 0, GW_TOPIC_PROMPT);
    assert_false (gw_topics_are_confirmed (self->topics));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_dropped_topic_is_left_and_then_off),
        UNIT_FIXTURE (test_a_topic_that_is_left_already_is_not_asked_for_again),
        UNIT_FIXTURE (test_an_unanswered_leave_ends_too),
        UNIT_FIXTURE (test_what_was_never_asked_for_is_not_left),
        UNIT_FIXTURE (test_a_new_connection_does_not_ask_for_it),
        UNIT_FIXTURE (test_its_index_is_used_again),
        UNIT_FIXTURE (test_one_that_is_wanted_again_is_left_first),
        UNIT_FIXTURE (test_all_are_off_only_when_there_were_some),
        UNIT_FIXTURE (test_a_kind_can_change),
    };
    return UNIT_RUN ("gw_topics, dropped", tests);
}
