//  Tests of gw_mend: what must not be told as complete

#include "test_gw_mend_lab.h"

//  No live trade tells whether REST knows the last ones: it is asked once more when it must.

static void
test_in_a_quiet_market_an_early_answer_proves_nothing (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    lab->flowed_ms = GW_HOLES_QUIET_MS - 1;
    assert_int_equal (s_fetch (lab, lab->feed, "ab", true), GW_TRAIL_EARLY);
    assert_int_equal (s_fetch (lab, lab->feed, "b", true), GW_TRAIL_EARLY);
    lab->flowed_ms = GW_HOLES_QUIET_MS;
    assert_int_equal (s_fetch (lab, lab->feed, "abc", true), GW_TRAIL_WHOLE);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    s_live (lab, "e");
    lab->flowed_ms = 1;
    assert_int_equal (s_fetch (lab, lab->feed, "abcde", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "b", true);
    s_expect (lab, TOPIC, 4, "c", true);
    s_expect_gap (lab, TOPIC, 5, false, false);
    s_expect (lab, TOPIC, 6, "e", false);
    s_expect (lab, TOPIC, 7, "d", true);
}

//  The exchange took the subscription, and sends nothing of the topic yet.

static void
test_a_topic_whose_trades_only_rest_has_does_not_flow (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_STALE);
    lab->flowed_ms = SENT_AT / 1000000 - 2;  //  The trade c was matched since
    assert_int_equal (s_fetch (lab, lab->feed, "abc", true), GW_TRAIL_BEHIND);
    assert_int_equal (s_fetch (lab, lab->feed, "abc", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "bc", true);
}

//  One trade says to be matched an hour later than it was.

static void
test_a_trade_from_the_future_begins_and_ends_no_hole (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    (void) street_put (lab->street, MDP_LINEAR, 1,
                       "{'topic':'publicTrade.A','ts':9,'data':["
                       "{'i':'z','T':3600000,'p':'3.5','v':'2','S':'Buy','s':'A'}]}");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    s_live (lab, "f");
    assert_int_equal (s_fetch (lab, lab->feed, "defg", true), GW_TRAIL_SHORT);
    assert_int_equal (s_fetch (lab, lab->feed, "bcde", true), GW_TRAIL_BEHIND);
    assert_int_equal (s_fetch (lab, lab->feed, "bcdef", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect (lab, TOPIC, 2, "z", false);
    s_expect_gap (lab, TOPIC, 3, false, false);
    s_expect (lab, TOPIC, 4, "f", false);
    s_expect (lab, TOPIC, 5, "deg", true);
    s_expect (lab, TOPIC, 6, "c", true);
}

static gw_mend_finding_t
s_audit (lab_t *lab, const char *ids)
{
    s_answer (lab, lab->feed, ids, true);
    return gw_mend_audit (lab->mend, lab->feed, &lab->recent);
}

static void
s_expect_asked (lab_t *lab, bool is_asked)
{
    unsigned lanes;
    const char *why;
    gw_feed_t *feed = gw_pipeline_next_ask (lab->street->pipeline, &lanes, &why);
    assert_ptr_equal (feed, is_asked ? lab->feed : NULL);
    assert_true (!is_asked || lanes == 3);
}

//  Nothing else shows that trades alone stopped, or that some never came.

static void
test_trades_that_rest_alone_has_are_a_hole (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "c");
    assert_int_equal (s_audit (lab, ""), GW_MEND_FINE);
    assert_int_equal (s_audit (lab, "abc"), GW_MEND_FINE);
    assert_int_equal (s_audit (lab, "d"), GW_MEND_FINE);  //  None of them is known
    assert_int_equal (s_audit (lab, "acd"), GW_MEND_STOPPED);
    s_expect_asked (lab, true);
    assert_int_equal (s_audit (lab, "acde"), GW_MEND_FINE);  //  It is told already
    s_live (lab, "g");
    assert_int_equal (s_fetch (lab, lab->feed, "bcdefg", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, &lab->recent);
    assert_int_equal (s_audit (lab, "abcdefg"), GW_MEND_FINE);
    s_live (lab, "j");
    assert_int_equal (s_audit (lab, "fghj"), GW_MEND_MISSED);
    s_expect_asked (lab, false);
    assert_int_equal (s_fetch (lab, lab->feed, "ghij", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "c", false);
    assert_true (mdp_text_is (s_expect_gap (lab, TOPIC, 2, false, false)->cause, "stale"));
    s_expect (lab, TOPIC, 3, "g", false);
    s_expect (lab, TOPIC, 4, "def", true);
    s_expect_gap (lab, TOPIC, 5, true, true);
    s_expect (lab, TOPIC, 6, "j", false);
    s_expect_gap (lab, TOPIC, 7, false, false);
    s_expect (lab, TOPIC, 8, "hi", true);
}

//  A topic that was accepted, and never brought anything.

static void
test_trades_that_never_began_are_a_hole (void **state)
{
    lab_t *lab = *state;
    assert_int_equal (s_audit (lab, "abc"), GW_MEND_FINE);  //  They came before the first look
    assert_int_equal (lab->feed->trail.settled_at, SENT_AT);
    lab->feed->trail.settled_at = 2000000;
    assert_int_equal (s_audit (lab, "ab"), GW_MEND_FINE);
    assert_int_equal (s_audit (lab, "abc"), GW_MEND_STOPPED);
    s_expect_asked (lab, true);
    s_expect_gap (lab, TOPIC, 1, false, false);
}

//  What a lane that lags has still to bring is not missing: its symbol's book says how much.

static void
test_trades_that_are_younger_than_the_last_beat_are_not_missing (void **state)
{
    lab_t *lab = *state;
    gw_feed_t pulse = { .is_depth = true };
    lab->feed->symbol = &pulse;
    s_live (lab, "a");
    pulse.places [1].said_at = (uint64_t) GW_COVER_LATE_MS * 1000000 + 1999999;
    assert_int_equal (s_audit (lab, "ab"), GW_MEND_UNSURE);
    pulse.places [1].said_at++;
    assert_int_equal (s_audit (lab, "ab"), GW_MEND_STOPPED);
    gw_mend_close (lab->mend, lab->feed, true, NULL);
    pulse.places [1].said_at = 0;  //  It has none
    assert_int_equal (s_audit (lab, "ac"), GW_MEND_STOPPED);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect_gap (lab, TOPIC, 3, true, true);
    s_expect_gap (lab, TOPIC, 4, false, false);
}

//  What was told as lost for ever is no news.

static void
test_trades_of_a_hole_that_was_given_up_are_not_found_again (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    s_live (lab, "d");
    gw_mend_close (lab->mend, lab->feed, false, NULL);
    assert_int_equal (s_audit (lab, "abcd"), GW_MEND_FINE);
    assert_int_equal (s_audit (lab, "abcde"), GW_MEND_STOPPED);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "d", false);
    s_expect_gap (lab, TOPIC, 4, false, true);
    s_expect_gap (lab, TOPIC, 5, false, false);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_in_a_quiet_market_an_early_answer_proves_nothing),
        UNIT_FIXTURE (test_a_topic_whose_trades_only_rest_has_does_not_flow),
        UNIT_FIXTURE (test_a_trade_from_the_future_begins_and_ends_no_hole),
        UNIT_FIXTURE (test_trades_that_rest_alone_has_are_a_hole),
        UNIT_FIXTURE (test_trades_that_never_began_are_a_hole),
        UNIT_FIXTURE (test_trades_that_are_younger_than_the_last_beat_are_not_missing),
        UNIT_FIXTURE (test_trades_of_a_hole_that_was_given_up_are_not_found_again),
    };
    return UNIT_RUN ("gw_mend, doubt", tests);
}
