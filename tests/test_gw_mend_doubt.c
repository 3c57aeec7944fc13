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

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_in_a_quiet_market_an_early_answer_proves_nothing),
        UNIT_FIXTURE (test_a_topic_whose_trades_only_rest_has_does_not_flow),
        UNIT_FIXTURE (test_a_trade_from_the_future_begins_and_ends_no_hole),
    };
    return UNIT_RUN ("gw_mend, doubt", tests);
}
