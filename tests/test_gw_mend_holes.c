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
        gw_mend_close (lab->mend, lab->feed, true, 0);
    }
    s_expect (lab, TOPIC, 1, "a", false);
    for (uint64_t seq = 2; seq < 8; seq += 2) {
        s_expect_gap (lab, TOPIC, seq, false, false);
        s_expect_gap (lab, TOPIC, seq + 1, true, true);
    }
}

//  Each symbol has the since of its own first gap, however many follow.

static void
test_the_end_of_a_hole_of_options_has_the_since_of_its_beginning (void **state)
{
    lab_t *lab = *state;
    static const char *const TEXTS [] = {
        "{'topic':'publicTrade.BTC','ts':9,'data':[{'i':'a','T':1,'p':'1','v':'1','s':'BTC-1-C'}]}",
        "{'topic':'publicTrade.BTC','ts':9,'data':[{'i':'B','T':2,'p':'1','v':'1','s':'BTC-1-P'}]}",
        "{'topic':'publicTrade.BTC','ts':9,'data':[{'i':'d','T':4,'p':'1','v':'1','s':'BTC-1-C'}]}",
    };
    (void) street_put (lab->street, MDP_OPTION, 1, TEXTS [0]);
    (void) street_put (lab->street, MDP_OPTION, 1, TEXTS [1]);
    s_expect (lab, CALL, 1, "a", false);
    s_expect (lab, PUT, 1, "B", false);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, MDP_GAP_STALE);
    assert_int_equal (s_expect_gap (lab, CALL, 2, false, false)->since, 1001);
    assert_int_equal (s_expect_gap (lab, PUT, 2, false, false)->since, 1002);
    (void) street_put (lab->street, MDP_OPTION, 1, TEXTS [2]);
    s_expect (lab, CALL, 3, "d", false);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_expect_gap (lab, CALL, 4, false, false)->since, 1003);
    gw_mend_close (lab->mend, lab->option, true, 0);
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
        UNIT_FIXTURE (test_the_end_of_a_hole_of_options_has_the_since_of_its_beginning),
    };
    return UNIT_RUN ("gw_mend, holes", tests);
}
