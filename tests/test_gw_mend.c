//  Tests of gw_mend: fetched trades from REST's answer to a subscriber

#include "test_gw_mend_lab.h"

//  One lane fell while the other was dead already, which was found only when the first one had
//  come back: what was missed is before the last trade that was had.

static void
test_a_hole_that_is_found_late_is_filled_all_the_same (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    lab->street->lane = 1;
    s_live (lab, "ab");
    gw_cover_begin (&lab->feed->cover, 1, 1);
    gw_cover_begin (&lab->feed->cover, 0, 2);
    gw_pipeline_lose (lab->street->pipeline, lab->feed, 0, MDP_GAP_DISCONNECTED, 50);
    lab->street->lane = 0;
    gw_cover_begin (&lab->feed->cover, 0, 60);
    s_live (lab, "ef");
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect (lab, TOPIC, 2, "ef", false);
    street_expect_nothing (lab->street);
    gw_pipeline_lose (lab->street->pipeline, lab->feed, 1, MDP_GAP_STALE, 40);
    s_expect_gap (lab, TOPIC, 3, false, false);
    assert_int_equal (s_fetch (lab, lab->feed, "cdef", true), GW_TRAIL_SHORT);
    s_expect (lab, TOPIC, 4, "cd", true);
    assert_int_equal (s_fetch (lab, lab->feed, "bcdef", true), GW_TRAIL_WHOLE);
}

static void
test_a_trade_that_could_not_be_read_is_fetched (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    (void) street_put (lab->street, MDP_LINEAR, 1,
                       "{'topic':'publicTrade.A','ts':9,'data':["
                       "{'i':'c','T':3,'p':'3.5','v':'2','S':'Up','s':'A'},"
                       "{'i':'d','T':4,'p':'3.5','v':'2','S':'Buy','s':'A'}]}");
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect (lab, TOPIC, 2, "d", false);
    s_expect_gap (lab, TOPIC, 3, false, false);
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 4, "c", true);
}

static void
test_what_was_missed_is_published_and_the_gap_closed (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_STALE);
    s_live (lab, "ef");
    assert_int_equal (s_fetch (lab, lab->feed, "abcdef", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, NULL);
    s_live (lab, "fg");
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "ef", false);
    s_expect (lab, TOPIC, 4, "cd", true);
    const mdp_message_t *end = s_expect_gap (lab, TOPIC, 5, true, true);
    assert_true (mdp_text_is (end->cause, "stale"));
    assert_int_equal (end->since, 1001);
    assert_int_equal (end->hole_from, 0);
    s_expect (lab, TOPIC, 6, "fg", false);
    assert_int_equal (lab->street->stats.recovered, 2);
    assert_false (lab->feed->trail.is_open);
}

static void
test_what_cannot_be_fetched_is_told_by_its_ends (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "ef", true), GW_TRAIL_SHORT);
    gw_mend_close (lab->mend, lab->feed, false, &lab->recent);
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "ef", true);
    const mdp_message_t *end = s_expect_gap (lab, TOPIC, 4, false, true);
    assert_int_equal (end->hole_from, 2000000);
    assert_int_equal (end->hole_until, 5000000);
}

static void
test_nothing_comes_twice (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "abccd", true), GW_TRAIL_WHOLE);
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
    s_live (lab, "cd");  //  What REST knew first is not told again
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "cd", true);
}

static void
test_what_is_older_than_the_hole_stays_away (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "e");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "abcdef", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "e", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "f", true);
}

//  Its symbol was removed while REST was asked.

static void
test_nothing_is_published_of_what_was_dropped (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    lab->feed->is_dropped = true;
    assert_int_equal (s_fetch (lab, lab->feed, "abc", true), GW_TRAIL_SHORT);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    street_expect_nothing (lab->street);
    lab->feed->is_dropped = false;  //  It comes back, and is told what it missed
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 3, "bcd", true);
}

static void
test_disorder_is_published_but_proves_nothing (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "abc", false), GW_TRAIL_BEHIND);
    assert_true (lab->feed->trail.is_open);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "bc", true);
}

static void
test_after_a_restart_a_topic_begins_with_its_gap (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->feed->trail, MDP_GAP_RESTARTED, 2500000);
    s_live (lab, "e");
    assert_int_equal (s_fetch (lab, lab->feed, "abcde", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, NULL);
    assert_int_equal (s_expect_gap (lab, TOPIC, 1, false, false)->since, SINCE);
    s_expect (lab, TOPIC, 2, "e", false);
    s_expect (lab, TOPIC, 3, "cd", true);
    const mdp_message_t *end = s_expect_gap (lab, TOPIC, 4, true, true);
    assert_true (mdp_text_is (end->cause, "restarted"));
    assert_int_equal (end->since, SINCE);
}

//  Our clock may be before the exchange's, which tells us so.

static void
test_a_moment_of_ours_is_that_of_the_exchange (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->feed->trail, MDP_GAP_RESTARTED, 3500000);
    lab->fast = 2000099;
    assert_int_equal (s_fetch (lab, lab->feed, "bcd", true), GW_TRAIL_SHORT);
    s_expect_gap (lab, TOPIC, 1, false, false);
    s_expect (lab, TOPIC, 2, "bcd", true);
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
}

static void
test_a_topic_that_missed_nothing_in_a_restart_is_told_so (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->feed->trail, MDP_GAP_RESTARTED, 2500000);
    assert_int_equal (s_fetch (lab, lab->feed, "ab", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, NULL);
    s_live (lab, "c");
    s_expect_gap (lab, TOPIC, 1, false, false);
    s_expect_gap (lab, TOPIC, 2, true, true);
    s_expect (lab, TOPIC, 3, "c", false);
}

static void
test_options_of_a_coin_are_mended_together (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->option->trail, MDP_GAP_RESTARTED, 1500000);
    assert_int_equal (s_fetch (lab, lab->option, "aBcD", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->option, true, NULL);
    s_expect_gap (lab, PUT, 1, false, false);
    s_expect (lab, PUT, 2, "BD", true);
    s_expect_gap (lab, CALL, 1, false, false);
    s_expect (lab, CALL, 2, "c", true);
    s_expect_gap (lab, PUT, 3, true, true);
    s_expect_gap (lab, CALL, 3, true, true);
    //  One that begins later has its gap closed at once
    (void) street_put (lab->street, MDP_OPTION, 1,
                       "{'topic':'publicTrade.BTC','ts':9,'data':[{'i':'x','T':9,'p':'1','v':'1',"
                       "'S':'Buy','s':'BTC-2-C'}]}");
    s_expect_gap (lab, "bybit.option.trade.BTC-2-C.", 1, false, false);
    s_expect_gap (lab, "bybit.option.trade.BTC-2-C.", 2, true, true);
    s_expect (lab, "bybit.option.trade.BTC-2-C.", 3, "x", false);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_hole_that_is_found_late_is_filled_all_the_same),
        UNIT_FIXTURE (test_a_trade_that_could_not_be_read_is_fetched),
        UNIT_FIXTURE (test_what_was_missed_is_published_and_the_gap_closed),
        UNIT_FIXTURE (test_what_cannot_be_fetched_is_told_by_its_ends),
        UNIT_FIXTURE (test_nothing_comes_twice),
        UNIT_FIXTURE (test_what_is_older_than_the_hole_stays_away),
        UNIT_FIXTURE (test_nothing_is_published_of_what_was_dropped),
        UNIT_FIXTURE (test_disorder_is_published_but_proves_nothing),
        RESTARTED_FIXTURE (test_after_a_restart_a_topic_begins_with_its_gap),
        RESTARTED_FIXTURE (test_a_moment_of_ours_is_that_of_the_exchange),
        RESTARTED_FIXTURE (test_a_topic_that_missed_nothing_in_a_restart_is_told_so),
        RESTARTED_FIXTURE (test_options_of_a_coin_are_mended_together),
    };
    return UNIT_RUN ("gw_mend", tests);
}
