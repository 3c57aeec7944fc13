//  Tests of gw_topics: a topic that nobody wants any longer is left, and its index used again

#include "gw_topics.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { T0 = 1000000, ANSWER_MS = 5000 };

static const gw_topics_policy_t POLICY = {
    .batch = 10,
    .answer_ms_max = ANSWER_MS,
    .first_data_ms_max = 10000,
    .resubscribe_ms = 1000,
    .resubscribe_ms_max = 30000,
    .healthy_ms = 60000,
};

typedef struct {
    gw_topics_t *topics;
    uint64_t number;  //  Of the last request
    gw_topics_request_t request;
} fixture_t;

static bool
s_next (fixture_t *self, int64_t now_ms)
{
    return gw_topics_next (self->topics, ++self->number, now_ms, &self->request);
}

//  Three books, live.

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->topics = gw_topics_new (&POLICY);
    (void) gw_topics_add (self->topics, "A", GW_TOPIC_PROMPT);
    (void) gw_topics_add (self->topics, "B", GW_TOPIC_PROMPT);
    (void) gw_topics_add (self->topics, "C", GW_TOPIC_PROMPT);
    gw_topics_reset (self->topics, T0);
    (void) s_next (self, T0);
    gw_topics_on_accepted (self->topics, 0, T0);
    for (size_t index = 0; index < 3; index++) {
        gw_topics_on_data (self->topics, index, T0);
    }
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_topics_destroy (&self->topics);
    free (self);
    return 0;
}

static void
s_assert_request (fixture_t *self, bool is_unsubscribe, const char *name)
{
    assert_true (s_next (self, T0));
    assert_int_equal (self->request.is_unsubscribe, is_unsubscribe);
    assert_int_equal (self->request.count, 1);
    assert_string_equal (self->request.names [0], name);
}

static void
test_a_dropped_topic_is_left_and_then_off (void **state)
{
    fixture_t *self = *state;
    gw_topics_drop (self->topics, 1, T0);
    assert_true (gw_topics_are_confirmed (self->topics));
    s_assert_request (self, true, "B");
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
    s_assert_request (self, true, "A");
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
    s_assert_request (self, true, "C");
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
    s_assert_request (self, false, "C");
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
    s_assert_request (self, true, "B");
    gw_topics_drop (self->topics, 1, T0);
    assert_int_equal (gw_topics_add (self->topics, "B", GW_TOPIC_PROMPT), 1);
    assert_false (s_next (self, T0));
    gw_topics_on_accepted (self->topics, 2, T0);
    s_assert_request (self, false, "B");
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
