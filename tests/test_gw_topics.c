//  Tests of gw_topics: every topic is asked for, answered, confirmed, left and given up as told

#include "gw_topics.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

enum {
    T0 = 1000000,
    BATCH = 3,
    ANSWER_MS = 5000,
    FIRST_DATA_MS = 10000,
    RESUBSCRIBE_MS = 1000,
    RESUBSCRIBE_MS_MAX = 30000,
    HEALTHY_MS = 60000
};

static const gw_topics_policy_t POLICY = {
    .batch = BATCH,
    .answer_ms_max = ANSWER_MS,
    .first_data_ms_max = FIRST_DATA_MS,
    .resubscribe_ms = RESUBSCRIBE_MS,
    .resubscribe_ms_max = RESUBSCRIBE_MS_MAX,
    .healthy_ms = HEALTHY_MS,
};

static int
s_setup (void **state)
{
    *state = gw_topics_new (&POLICY);
    return 0;
}

static int
s_teardown (void **state)
{
    gw_topics_t *topics = *state;
    gw_topics_destroy (&topics);
    assert_null (topics);
    gw_topics_destroy (&topics);
    return 0;
}

//  Topics "0", "1" and so on; those with an even index are books.

static void
s_add (gw_topics_t *topics, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        char name [32];
        (void) snprintf (name, sizeof name, "%zu", index);
        assert_int_equal (
            gw_topics_add (topics, name, index % 2 == 0 ? GW_TOPIC_PROMPT : GW_TOPIC_QUIET), index);
    }
    gw_topics_reset (topics, T0);
}

//  The next request is to subscribe (or with a minus, unsubscribe) these topics.

static void
s_assert_next (gw_topics_t *topics, uint64_t number, int64_t now_ms, const char *expected)
{
    gw_topics_request_t request;
    char text [256] = "";
    size_t used = 0;
    if (gw_topics_next (topics, number, now_ms, &request)) {
        used = (size_t) snprintf (text, sizeof text, "%s", request.is_unsubscribe ? "-" : "+");
        for (size_t index = 0; index < request.count; index++) {
            used +=
                (size_t) snprintf (text + used, sizeof text - used, " %s", request.names [index]);
        }
    }
    assert_string_equal (text, expected);
}

static void
s_assert_states (const gw_topics_t *topics, const char *expected)
{
    static const char LETTERS [] = {
        [GW_TOPIC_WANTED] = 'w',  [GW_TOPIC_ASKED] = 'a', [GW_TOPIC_LIVE] = 'L',
        [GW_TOPIC_LEAVING] = 'v', [GW_TOPIC_LEFT] = 'l',  [GW_TOPIC_REJECTED] = 'x'
    };
    char text [64] = "";
    size_t count = strlen (expected);
    for (size_t index = 0; index < count; index++) {
        text [index] = LETTERS [gw_topics_state (topics, index)];
    }
    assert_string_equal (text, expected);
}

static void
test_requests_hold_as_many_topics_as_the_exchange_allows (void **state)
{
    s_add (*state, 7);
    s_assert_states (*state, "wwwwwww");
    s_assert_next (*state, 1, T0, "+ 0 1 2");
    s_assert_next (*state, 2, T0, "+ 3 4 5");
    s_assert_next (*state, 3, T0, "+ 6");
    s_assert_next (*state, 4, T0, "");
    s_assert_states (*state, "aaaaaaa");
}

static void
test_only_so_many_requests_wait_for_their_answer (void **state)
{
    s_add (*state, (GW_TOPICS_FLIGHT_MAX + 2) * BATCH);
    gw_topics_request_t request;
    for (uint64_t number = 1; number <= GW_TOPICS_FLIGHT_MAX; number++) {
        assert_true (gw_topics_next (*state, number, T0, &request));
    }
    assert_false (gw_topics_next (*state, 9, T0, &request));
    assert_int_equal (gw_topics_due_at (*state), T0 + ANSWER_MS);
    gw_topics_on_accepted (*state, 5, T0 + 1);
    assert_true (gw_topics_due_at (*state) <= T0 + 1);
    assert_true (gw_topics_next (*state, 9, T0 + 1, &request));
    assert_false (gw_topics_next (*state, 10, T0 + 1, &request));
    gw_topics_on_accepted (*state, 5, T0 + 2);  //  Not twice
    assert_false (gw_topics_next (*state, 10, T0 + 2, &request));
}

static void
test_a_book_is_confirmed_by_data_and_trades_by_an_answer (void **state)
{
    s_add (*state, 2);
    s_assert_next (*state, 1, T0, "+ 0 1");
    gw_topics_on_accepted (*state, 1, T0);
    s_assert_states (*state, "aa");
    assert_false (gw_topics_are_confirmed (*state));
    gw_topics_on_data (*state, 0, T0);
    s_assert_states (*state, "La");
    assert_true (gw_topics_are_confirmed (*state));
    gw_topics_on_data (*state, 1, T0);
    s_assert_states (*state, "LL");
    assert_true (gw_topics_are_confirmed (*state));
}

static void
test_data_before_the_answer_confirms_too (void **state)
{
    s_add (*state, 2);
    s_assert_next (*state, 1, T0, "+ 0 1");
    gw_topics_on_data (*state, 0, T0);
    assert_false (gw_topics_are_confirmed (*state));
    gw_topics_on_accepted (*state, 1, T0);
    s_assert_states (*state, "La");
    assert_true (gw_topics_are_confirmed (*state));
}

static void
test_answers_without_a_number_are_taken_in_order (void **state)
{
    s_add (*state, 6);
    s_assert_next (*state, 1, T0, "+ 0 1 2");
    s_assert_next (*state, 2, T0, "+ 3 4 5");
    gw_topics_on_accepted (*state, 0, T0);
    gw_topics_on_refused (*state, 0, 4, false, T0);
    s_assert_states (*state, "aaawxw");
    gw_topics_on_refused (*state, 0, 0, false, T0);  //  Nothing waits any more
    s_assert_states (*state, "aaawxw");
}

static void
test_answers_out_of_order_find_their_request (void **state)
{
    s_add (*state, 6);
    s_assert_next (*state, 1, T0, "+ 0 1 2");
    s_assert_next (*state, 2, T0, "+ 3 4 5");
    gw_topics_on_refused (*state, 2, 3, false, T0);
    gw_topics_on_accepted (*state, 77, T0);
    gw_topics_on_accepted (*state, 1, T0);
    s_assert_states (*state, "aaaxww");
    s_assert_next (*state, 3, T0, "+ 4 5");
}

static void
test_a_named_topic_is_dropped_and_the_rest_is_asked_again (void **state)
{
    s_add (*state, 3);
    s_assert_next (*state, 1, T0, "+ 0 1 2");
    gw_topics_on_refused (*state, 1, 1, false, T0);
    s_assert_states (*state, "wxw");
    s_assert_next (*state, 2, T0, "+ 0 2");
    gw_topics_on_data (*state, 0, T0);
    gw_topics_on_data (*state, 2, T0);
    assert_true (gw_topics_are_confirmed (*state));
}

static void
test_a_refusal_without_a_name_makes_each_ask_alone (void **state)
{
    s_add (*state, 4);
    s_assert_next (*state, 1, T0, "+ 0 1 2");
    gw_topics_on_refused (*state, 1, GW_TOPICS_NONE, false, T0);
    s_assert_states (*state, "wwww");
    s_assert_next (*state, 2, T0, "+ 3");
    s_assert_next (*state, 3, T0, "+ 0");
    s_assert_next (*state, 4, T0, "+ 1");
    s_assert_next (*state, 5, T0, "+ 2");
    gw_topics_on_accepted (*state, 3, T0);
    gw_topics_on_refused (*state, 4, GW_TOPICS_NONE, false, T0);
    gw_topics_on_accepted (*state, 5, T0);
    s_assert_states (*state, "axaa");
    s_assert_next (*state, 6, T0, "");
}

static void
test_a_single_topic_is_meant_whatever_the_refusal_names (void **state)
{
    s_add (*state, 1);
    s_assert_next (*state, 1, T0, "+ 0");
    gw_topics_on_refused (*state, 1, GW_TOPICS_NONE, false, T0);
    s_assert_states (*state, "x");
    assert_true (gw_topics_due_at (*state) == INT64_MAX);
    assert_true (gw_topics_are_confirmed (*state));
}

static void
test_a_topic_that_is_subscribed_already_is_not_rejected (void **state)
{
    s_add (*state, 2);
    s_assert_next (*state, 1, T0, "+ 0 1");
    gw_topics_on_refused (*state, 1, 1, true, T0);
    s_assert_states (*state, "wa");
    s_assert_next (*state, 2, T0, "+ 0");
    gw_topics_on_data (*state, 0, T0);
    assert_true (gw_topics_are_confirmed (*state));
}

//  Whatever an answer says: what flows was not refused.

static void
test_a_topic_that_sends_data_is_not_rejected (void **state)
{
    s_add (*state, 1);
    s_assert_next (*state, 1, T0, "+ 0");
    gw_topics_on_data (*state, 0, T0);
    gw_topics_on_refused (*state, 0, GW_TOPICS_NONE, false, T0);
    s_assert_states (*state, "L");
}

static void
test_one_topic_of_an_accepted_request_may_be_refused (void **state)
{
    s_add (*state, 3);
    s_assert_next (*state, 1, T0, "+ 0 1 2");
    gw_topics_on_topic_refused (*state, 1);
    gw_topics_on_accepted (*state, 0, T0);
    s_assert_states (*state, "axa");
}

static void
test_a_rejected_topic_is_asked_alone_on_the_next_connection (void **state)
{
    s_add (*state, 4);
    s_assert_next (*state, 1, T0, "+ 0 1 2");
    gw_topics_on_refused (*state, 1, 0, false, T0);
    gw_topics_reset (*state, T0 + 100);
    s_assert_states (*state, "wwww");
    s_assert_next (*state, 5, T0 + 100, "+ 1 2 3");
    s_assert_next (*state, 6, T0 + 100, "+ 0");
    gw_topics_on_refused (*state, 6, 0, false, T0 + 100);
    s_assert_states (*state, "xaaa");
}

static void
test_an_answer_that_belongs_to_the_last_connection_is_ignored (void **state)
{
    s_add (*state, 2);
    s_assert_next (*state, 1, T0, "+ 0 1");
    gw_topics_reset (*state, T0 + 100);
    gw_topics_on_refused (*state, 1, 0, false, T0 + 100);
    gw_topics_on_refused (*state, 0, 0, false, T0 + 100);
    s_assert_states (*state, "ww");
}

static void
test_a_book_without_first_data_is_left_and_asked_again (void **state)
{
    s_add (*state, 2);
    s_assert_next (*state, 1, T0, "+ 0 1");
    gw_topics_on_accepted (*state, 1, T0);
    assert_int_equal (gw_topics_due_at (*state), T0 + FIRST_DATA_MS);
    s_assert_next (*state, 2, T0 + FIRST_DATA_MS - 1, "");
    s_assert_next (*state, 2, T0 + FIRST_DATA_MS, "- 0");
    s_assert_states (*state, "la");
    gw_topics_on_accepted (*state, 2, T0 + FIRST_DATA_MS + 5);
    s_assert_next (*state, 3, T0 + FIRST_DATA_MS + 5, "+ 0");
}

//  An answer that never comes says nothing: trades, which may be silent for
//  hours, must not count as subscribed for ever because nobody answered.

static void
test_trades_whose_request_was_not_answered_are_asked_again (void **state)
{
    s_add (*state, 2);
    s_assert_next (*state, 1, T0, "+ 0 1");
    gw_topics_on_data (*state, 0, T0);
    assert_int_equal (gw_topics_request (*state, 1), 1);
    s_assert_next (*state, 2, T0 + ANSWER_MS, "+ 1");
    assert_int_equal (gw_topics_request (*state, 1), 2);
    assert_false (gw_topics_are_confirmed (*state));
}

//  What was answered before says nothing of what was asked since.

static void
test_trades_that_are_asked_for_again_need_a_new_answer (void **state)
{
    s_add (*state, 2);
    s_assert_next (*state, 1, T0, "+ 0 1");
    gw_topics_on_accepted (*state, 1, T0);
    gw_topics_on_broken (*state, 1, T0);
    s_assert_next (*state, 2, T0, "- 1");
    gw_topics_on_accepted (*state, 2, T0);
    s_assert_next (*state, 3, T0, "+ 1");
    assert_true (gw_topics_awaits (*state, 1));
    s_assert_next (*state, 4, T0 + ANSWER_MS, "+ 1");
    gw_topics_on_accepted (*state, 3, T0 + ANSWER_MS);
    assert_true (gw_topics_awaits (*state, 1));
    gw_topics_on_refused (*state, 4, 1, true, T0 + ANSWER_MS);  //  Since that one was late
    assert_false (gw_topics_awaits (*state, 1));
}

static void
test_extra_topics_are_asked_for_last_and_nobody_waits_for_them (void **state)
{
    (void) gw_topics_add (*state, "extra", GW_TOPIC_EXTRA);
    (void) gw_topics_add (*state, "book", GW_TOPIC_PROMPT);
    s_assert_next (*state, 1, T0, "+ book");
    s_assert_next (*state, 2, T0, "+ extra");
    gw_topics_on_data (*state, 1, T0);
    assert_true (gw_topics_are_confirmed (*state));
    gw_topics_on_refused (*state, 2, GW_TOPICS_NONE, false, T0);
    s_assert_states (*state, "xL");
    assert_true (gw_topics_are_confirmed (*state));
}

//  A topic that never starts holds up nobody, and is tried all the same.

static void
test_a_topic_that_never_starts_is_gone (void **state)
{
    s_add (*state, 1);
    int64_t now_ms = T0;
    for (unsigned tries = 0; tries < GW_TOPICS_STARTS_MAX; tries++) {
        uint64_t number = 2 * tries + 1;
        now_ms = gw_topics_due_at (*state) < T0 ? T0 : gw_topics_due_at (*state);
        assert_false (gw_topics_is_gone (*state, 0));
        s_assert_next (*state, number, now_ms, "+ 0");
        gw_topics_on_accepted (*state, number, now_ms);
        assert_false (gw_topics_are_confirmed (*state));
        now_ms = gw_topics_due_at (*state);
        gw_topics_request_t request;
        (void) gw_topics_next (*state, number + 1, now_ms, &request);
        while (gw_topics_state (*state, 0) == GW_TOPIC_LEAVING) {
            now_ms = gw_topics_due_at (*state);
            (void) gw_topics_next (*state, number + 1, now_ms, &request);
        }
        gw_topics_on_accepted (*state, number + 1, now_ms);
    }
    assert_true (gw_topics_is_gone (*state, 0));
    assert_true (gw_topics_are_confirmed (*state));
    s_assert_next (*state, 99, now_ms, "+ 0");
    gw_topics_on_data (*state, 0, now_ms);
    assert_false (gw_topics_is_gone (*state, 0));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_requests_hold_as_many_topics_as_the_exchange_allows),
        UNIT_FIXTURE (test_only_so_many_requests_wait_for_their_answer),
        UNIT_FIXTURE (test_a_book_is_confirmed_by_data_and_trades_by_an_answer),
        UNIT_FIXTURE (test_data_before_the_answer_confirms_too),
        UNIT_FIXTURE (test_answers_without_a_number_are_taken_in_order),
        UNIT_FIXTURE (test_answers_out_of_order_find_their_request),
        UNIT_FIXTURE (test_a_named_topic_is_dropped_and_the_rest_is_asked_again),
        UNIT_FIXTURE (test_a_refusal_without_a_name_makes_each_ask_alone),
        UNIT_FIXTURE (test_a_single_topic_is_meant_whatever_the_refusal_names),
        UNIT_FIXTURE (test_a_topic_that_is_subscribed_already_is_not_rejected),
        UNIT_FIXTURE (test_a_topic_that_sends_data_is_not_rejected),
        UNIT_FIXTURE (test_one_topic_of_an_accepted_request_may_be_refused),
        UNIT_FIXTURE (test_a_rejected_topic_is_asked_alone_on_the_next_connection),
        UNIT_FIXTURE (test_an_answer_that_belongs_to_the_last_connection_is_ignored),
        UNIT_FIXTURE (test_a_book_without_first_data_is_left_and_asked_again),
        UNIT_FIXTURE (test_trades_whose_request_was_not_answered_are_asked_again),
        UNIT_FIXTURE (test_trades_that_are_asked_for_again_need_a_new_answer),
        UNIT_FIXTURE (test_extra_topics_are_asked_for_last_and_nobody_waits_for_them),
        UNIT_FIXTURE (test_a_topic_that_never_starts_is_gone),
    };
    return UNIT_RUN ("gw_topics", tests);
}
