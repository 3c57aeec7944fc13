//  Tests of gw_mend: an option whose topic begins late, and the holes of its coin

#include "test_gw_mend_lab.h"

//  The coin has a hole before a trade of the call, which then ends.

static void
s_hole (lab_t *lab, mdp_gap_cause_t cause, char after, bool is_complete)
{
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, cause);
    s_live_option (lab, after);
    gw_mend_close (lab->mend, lab->option, is_complete, NULL);
}

//  The call's topic has that hole.

static void
s_expect_hole (lab_t *lab, uint64_t seq, const char *after, bool is_complete)
{
    s_expect_gap (lab, CALL, seq, false, false);
    s_expect (lab, CALL, seq + 1, after, false);
    s_expect_gap (lab, CALL, seq + 2, is_complete, true);
}

//  The put's topic begins so.

static void
s_expect_loss (lab_t *lab, const char *cause, uint64_t from, uint64_t until)
{
    const mdp_message_t *gap = s_expect_gap (lab, PUT, 1, false, false);
    assert_true (mdp_text_is (gap->cause, cause));
    uint64_t since = gap->since;
    gap = s_expect_gap (lab, PUT, 2, false, true);
    assert_true (mdp_text_is (gap->cause, cause));
    assert_int_equal (gap->since, since);
    assert_int_equal (gap->hole_from, from);
    assert_int_equal (gap->hole_until, until);
}

static void
test_an_option_is_told_what_was_lost_before_it (void **state)
{
    lab_t *lab = *state;
    s_live_option (lab, 'b');
    s_hole (lab, MDP_GAP_STALE, 'e', false);
    s_live_option (lab, 'G');
    s_live_option (lab, 'H');
    s_expect (lab, CALL, 1, "b", false);
    s_expect_hole (lab, 2, "e", false);
    s_expect_loss (lab, "stale", 2000000, 5000000);
    s_expect (lab, PUT, 3, "G", false);
    s_expect (lab, PUT, 4, "H", false);
}

//  One that was closed before or after takes nothing away; two that were not are told as one.

static void
test_an_option_is_told_of_all_that_was_lost (void **state)
{
    lab_t *lab = *state;
    s_live_option (lab, 'b');
    s_hole (lab, MDP_GAP_MALFORMED, 'c', true);
    s_hole (lab, MDP_GAP_STALE, 'd', false);
    s_hole (lab, MDP_GAP_DISCONNECTED, 'e', true);
    s_hole (lab, MDP_GAP_DISCONNECTED, 'f', false);
    s_live_option (lab, 'G');
    s_expect (lab, CALL, 1, "b", false);
    s_expect_hole (lab, 2, "c", true);
    s_expect_hole (lab, 5, "d", false);
    s_expect_hole (lab, 8, "e", true);
    s_expect_hole (lab, 11, "f", false);
    s_expect_loss (lab, "stale", 3000000, 6000000);
    s_expect (lab, PUT, 3, "G", false);
}

static void
test_an_option_is_told_nothing_of_holes_that_were_closed (void **state)
{
    lab_t *lab = *state;
    s_live_option (lab, 'b');
    s_hole (lab, MDP_GAP_STALE, 'e', true);
    s_live_option (lab, 'G');
    s_expect (lab, CALL, 1, "b", false);
    s_expect_hole (lab, 2, "e", true);
    s_expect (lab, PUT, 1, "G", false);
}

//  It is told how that ends, with what it lost before.

static void
test_an_option_that_begins_in_a_hole_has_it_too (void **state)
{
    lab_t *lab = *state;
    s_live_option (lab, 'b');
    s_hole (lab, MDP_GAP_STALE, 'e', false);
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, MDP_GAP_DISCONNECTED);
    s_live_option (lab, 'G');
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, MDP_GAP_STALE);
    gw_mend_close (lab->mend, lab->option, true, NULL);
    s_expect (lab, CALL, 1, "b", false);
    s_expect_hole (lab, 2, "e", false);
    s_expect_gap (lab, CALL, 5, false, false);
    s_expect_loss (lab, "stale", 2000000, 5000000);
    assert_true (mdp_text_is (s_expect_gap (lab, PUT, 3, false, false)->cause, "disconnected"));
    s_expect (lab, PUT, 4, "G", false);
    s_expect_gap (lab, PUT, 5, false, false);
    s_expect_gap (lab, CALL, 6, true, true);
    assert_true (mdp_text_is (s_expect_gap (lab, PUT, 6, true, true)->cause, "disconnected"));
}

//  REST tells of its first trade, which was missed.

static void
test_an_option_that_begins_with_a_fetched_trade_has_the_hole_too (void **state)
{
    lab_t *lab = *state;
    s_live_option (lab, 'b');
    gw_pipeline_tell_gap (lab->street->pipeline, lab->option, MDP_GAP_STALE);
    assert_int_equal (s_fetch (lab, lab->option, "bD", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->option, true, &lab->recent);
    s_expect (lab, CALL, 1, "b", false);
    s_expect_gap (lab, CALL, 2, false, false);
    s_expect_gap (lab, PUT, 1, false, false);
    s_expect (lab, PUT, 2, "D", true);
    s_expect_gap (lab, CALL, 3, true, true);
    s_expect_gap (lab, PUT, 3, true, true);
}

//  The hole over the restart was closed, a later one was not.

static void
test_an_option_is_told_what_was_lost_since_the_restart (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->option->trail, MDP_GAP_RESTARTED, 1500000);
    s_live_option (lab, 'b');
    assert_int_equal (s_fetch (lab, lab->option, "ab", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->option, true, &lab->recent);
    s_hole (lab, MDP_GAP_DISCONNECTED, 'e', false);
    s_live_option (lab, 'G');
    s_expect_gap (lab, CALL, 1, false, false);
    s_expect (lab, CALL, 2, "b", false);
    s_expect_gap (lab, CALL, 3, true, true);
    s_expect_hole (lab, 4, "e", false);
    s_expect_loss (lab, "restarted", 2000000, 5000000);
    s_expect (lab, PUT, 3, "G", false);
}

//  A symbol has its topic from the beginning, and was told already.

static void
test_a_symbol_that_trades_first_after_a_hole_is_told_once (void **state)
{
    lab_t *lab = *state;
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_STALE);
    gw_mend_close (lab->mend, lab->feed, false, NULL);
    s_live (lab, "a");
    assert_true (mdp_text_is (s_expect_gap (lab, TOPIC, 1, false, false)->cause, "stale"));
    s_expect_gap (lab, TOPIC, 2, false, true);
    s_expect (lab, TOPIC, 3, "a", false);
}

static void
test_a_symbol_that_trades_first_after_a_restart_is_told_once (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->feed->trail, MDP_GAP_RESTARTED, 1);
    gw_mend_close (lab->mend, lab->feed, false, NULL);
    s_live (lab, "a");
    assert_int_equal (s_expect_gap (lab, TOPIC, 1, false, false)->since, SINCE);
    s_expect_gap (lab, TOPIC, 2, false, true);
    s_expect (lab, TOPIC, 3, "a", false);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_an_option_is_told_what_was_lost_before_it),
        UNIT_FIXTURE (test_an_option_is_told_of_all_that_was_lost),
        UNIT_FIXTURE (test_an_option_is_told_nothing_of_holes_that_were_closed),
        UNIT_FIXTURE (test_an_option_that_begins_in_a_hole_has_it_too),
        UNIT_FIXTURE (test_an_option_that_begins_with_a_fetched_trade_has_the_hole_too),
        RESTARTED_FIXTURE (test_an_option_is_told_what_was_lost_since_the_restart),
        UNIT_FIXTURE (test_a_symbol_that_trades_first_after_a_hole_is_told_once),
        RESTARTED_FIXTURE (test_a_symbol_that_trades_first_after_a_restart_is_told_once),
    };
    return UNIT_RUN ("gw_mend, options", tests);
}
