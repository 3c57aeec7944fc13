//  Tests of gw_mend: several holes, one after the other

#include "test_gw_mend_lab.h"

//  After the end of a hole the next one is told anew, though nothing came between.

static void
test_each_hole_has_a_beginning_and_an_end (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    for (uint64_t seq = 2; seq < 8; seq += 2) {
        gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
        gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
        assert_int_equal (s_fetch (lab, lab->feed, "a", true), GW_TRAIL_WHOLE);
        gw_mend_close (lab->mend, lab->feed, true, NULL);
    }
    s_expect (lab, TOPIC, 1, "a", false);
    for (uint64_t seq = 2; seq < 8; seq += 2) {
        s_expect_gap (lab, TOPIC, seq, false, false);
        s_expect_gap (lab, TOPIC, seq + 1, true, true);
    }
}

//  No live trade comes between two interruptions: what was fetched after the first one is
//  before the second.

static void
test_a_hole_begins_behind_what_was_fetched_before_it (void **state)
{
    lab_t *lab = *state;
    gw_cover_begin (&lab->feed->cover, 0, 1);
    s_live (lab, "ab");
    gw_pipeline_lose (lab->street->pipeline, lab->feed, 0, MDP_GAP_DISCONNECTED, 50);
    gw_trail_begin_lane (&lab->feed->trail, 0);
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, NULL);
    gw_pipeline_lose (lab->street->pipeline, lab->feed, 0, MDP_GAP_DISCONNECTED, 90);
    gw_trail_begin_lane (&lab->feed->trail, 0);
    assert_int_equal (s_fetch (lab, lab->feed, "efgh", true), GW_TRAIL_SHORT);
    assert_int_equal (s_fetch (lab, lab->feed, "defgh", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "cd", true);
    s_expect_gap (lab, TOPIC, 4, true, true);
    s_expect_gap (lab, TOPIC, 5, false, false);
    s_expect (lab, TOPIC, 6, "efgh", true);
}

//  In a quiet market no live trade tells whether an answer is up to date, but the exchange's own
//  clock does: it must be no older than what was heard first when the trades came again.

static void
test_an_answer_from_before_the_end_of_the_hole_is_behind (void **state)
{
    lab_t *lab = *state;
    gw_feed_t pulse = { .places [0].pulse = { .beats = GW_PULSE_BEATS, .heard_at = 59 } };
    gw_place_t *place = &pulse.places [0];
    lab->feed->symbol = &pulse;
    place->said_at = SENT_AT - 1;
    s_live (lab, "a");
    s_expect (lab, TOPIC, 1, "a", false);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    s_expect_gap (lab, TOPIC, 2, false, false);
    gw_mend_look (lab->feed);
    assert_int_equal (s_fetch (lab, lab->feed, "a", true), GW_TRAIL_BEHIND);
    gw_cover_begin (&lab->feed->cover, 0, 60);
    gw_mend_look (lab->feed);  //  Nothing was heard since
    assert_int_equal (s_fetch (lab, lab->feed, "a", true), GW_TRAIL_BEHIND);
    place->pulse.heard_at = 60;
    place->said_at = SENT_AT + 1;
    gw_mend_look (lab->feed);
    assert_int_equal (s_fetch (lab, lab->feed, "a", true), GW_TRAIL_BEHIND);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    place->said_at = SENT_AT;
    gw_mend_look (lab->feed);
    place->said_at = SENT_AT + 100;
    gw_mend_look (lab->feed);  //  The first moment counts
    assert_int_equal (s_fetch (lab, lab->feed, "a", true), GW_TRAIL_WHOLE);
}

//  A pulse that never beat will not tell, nor an answer without a time.

static void
test_an_answer_is_believed_where_no_clock_can_be_compared (void **state)
{
    lab_t *lab = *state;
    gw_feed_t pulse = { .places [0].pulse = { .beats = GW_PULSE_BEATS - 1 } };
    lab->feed->symbol = &pulse;
    s_live (lab, "a");
    s_expect (lab, TOPIC, 1, "a", false);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    s_expect_gap (lab, TOPIC, 2, false, false);
    assert_int_equal (s_fetch (lab, lab->feed, "a", true), GW_TRAIL_WHOLE);
    lab->feed->trail.said_at = SENT_AT + 1;
    lab->recent.ts_exchange = 0;
    const gw_mend_answer_t answer = { &lab->recent, ++lab->source, RECV_AT, lab->flowed_ms };
    assert_int_equal (gw_mend_take (lab->mend, lab->feed, &answer), GW_TRAIL_WHOLE);
}

//  The first one was told as lost, which makes neither the second one so nor the second whole
//  where it is not.

static void
test_what_is_lost_of_one_hole_is_no_part_of_the_next (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "de", true), GW_TRAIL_SHORT);
    gw_mend_close (lab->mend, lab->feed, false, &lab->recent);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "gh", true), GW_TRAIL_SHORT);
    gw_mend_close (lab->mend, lab->feed, false, &lab->recent);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "hi", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "de", true);
    assert_int_equal (s_expect_gap (lab, TOPIC, 4, false, true)->hole_from, 2000000);
    s_expect_gap (lab, TOPIC, 5, false, false);
    s_expect (lab, TOPIC, 6, "gh", true);
    assert_int_equal (s_expect_gap (lab, TOPIC, 7, false, true)->hole_from, 5000000);
    s_expect_gap (lab, TOPIC, 8, false, false);
    s_expect (lab, TOPIC, 9, "i", true);
}

//  The live trades began again before what was fetched, and may not have come up to it.

static void
test_what_is_lost_up_to_a_live_trade_is_not_known_behind_it (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    s_live (lab, "d");
    assert_int_equal (s_fetch (lab, lab->feed, "fg", true), GW_TRAIL_SHORT);
    gw_mend_close (lab->mend, lab->feed, false, &lab->recent);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "fgh", true), GW_TRAIL_SHORT);
    assert_int_equal (s_fetch (lab, lab->feed, "defgh", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "d", false);
    s_expect (lab, TOPIC, 4, "fg", true);
    assert_int_equal (s_expect_gap (lab, TOPIC, 5, false, true)->hole_until, 4000000);
    s_expect_gap (lab, TOPIC, 6, false, false);
    s_expect (lab, TOPIC, 7, "h", true);
    s_expect (lab, TOPIC, 8, "e", true);
}

//  A gap was told while REST was asked: its answer fills only the first part.

static void
test_what_was_fetched_before_another_gap_is_not_looked_for_again (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    s_live (lab, "d");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "bcde", true), GW_TRAIL_WHOLE);
    s_live (lab, "h");
    assert_int_equal (s_fetch (lab, lab->feed, "efgh", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "d", false);
    s_expect_gap (lab, TOPIC, 4, false, false);
    s_expect (lab, TOPIC, 5, "ce", true);
    s_expect (lab, TOPIC, 6, "h", false);
    s_expect (lab, TOPIC, 7, "fg", true);
}

//  What the exchange lists in disorder is published, and says nothing of what is before it.

static void
test_disorder_is_before_no_hole (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "abe", false), GW_TRAIL_BEHIND);
    assert_int_equal (s_fetch (lab, lab->feed, "ef", true), GW_TRAIL_SHORT);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "be", true);
    s_expect (lab, TOPIC, 4, "f", true);
}

//  Each symbol has the since of its own first gap, however many follow.

static void
test_the_end_of_a_hole_of_options_has_the_since_of_its_beginning (void **state)
{
    lab_t *lab = *state;
    s_live_option (lab, 'a');
    s_live_option (lab, 'B');
    s_expect (lab, CALL, 1, "a", false);
    s_expect (lab, PUT, 1, "B", false);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, MDP_GAP_STALE);
    assert_int_equal (s_expect_gap (lab, CALL, 2, false, false)->since, 1001);
    assert_int_equal (s_expect_gap (lab, PUT, 2, false, false)->since, 1002);
    s_live_option (lab, 'd');
    s_expect (lab, CALL, 3, "d", false);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_expect_gap (lab, CALL, 4, false, false)->since, 1003);
    gw_mend_close (lab->mend, lab->option, true, NULL);
    const mdp_message_t *end = s_expect_gap (lab, CALL, 5, true, true);
    assert_int_equal (end->since, 1001);
    assert_true (mdp_text_is (end->cause, "stale"));
    end = s_expect_gap (lab, PUT, 3, true, true);
    assert_int_equal (end->since, 1002);
    assert_true (mdp_text_is (end->cause, "stale"));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_each_hole_has_a_beginning_and_an_end),
        UNIT_FIXTURE (test_a_hole_begins_behind_what_was_fetched_before_it),
        UNIT_FIXTURE (test_an_answer_from_before_the_end_of_the_hole_is_behind),
        UNIT_FIXTURE (test_an_answer_is_believed_where_no_clock_can_be_compared),
        UNIT_FIXTURE (test_what_is_lost_of_one_hole_is_no_part_of_the_next),
        UNIT_FIXTURE (test_what_is_lost_up_to_a_live_trade_is_not_known_behind_it),
        UNIT_FIXTURE (test_what_was_fetched_before_another_gap_is_not_looked_for_again),
        UNIT_FIXTURE (test_disorder_is_before_no_hole),
        UNIT_FIXTURE (test_the_end_of_a_hole_of_options_has_the_since_of_its_beginning),
    };
    return UNIT_RUN ("gw_mend, holes", tests);
}
