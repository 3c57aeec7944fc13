//  Tests of gw_trail: moments at which trades were matched that are wrong, or step back

#include "gw_trail.h"

#include "unit.h"

enum { SECOND_NS = 1000000000 };

//  Live trades of the only lane.

static void
s_live (gw_trail_t *self, uint64_t key, uint64_t at)
{
    gw_trail_on_trade (self, key, at);
    gw_trail_on_lane (self, 0, key, at);
}

static void
test_no_trade_is_matched_after_it_was_sent (void **state)
{
    (void) state;
    assert_true (gw_trail_is_sane (5, 5));
    assert_true (gw_trail_is_sane (SECOND_NS + 5, 5));  //  Clocks differ
    assert_false (gw_trail_is_sane (SECOND_NS + 6, 5));
    assert_true (gw_trail_is_sane (SECOND_NS + 6, 0));
}

//  The clock stepped back before the hole, which begins behind the trade that came last.

static void
test_a_hole_begins_behind_the_last_trade_whatever_it_says (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    s_live (&trail, 100, 50);
    s_live (&trail, 110, 20);
    gw_trail_on_gap (&trail, MDP_GAP_DISCONNECTED, 1);
    s_live (&trail, 130, 22);
    const gw_trail_step_t steps [] = { { 110, 20, .is_seen = true, .is_recent = true },
                                       { 120, 21, .is_seen = false },
                                       { 130, 22, .is_seen = true, .is_recent = true } };
    assert_int_equal (gw_trail_judge (&trail, steps, 3, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 0);  //  Others of the same moment would be in it
    assert_int_equal (gw_trail_end (&trail, 0).key, 130);
}

//  With two lanes one may lag: the last is the one that was matched last.

static void
test_a_lane_that_lags_is_no_step_back (void **state)
{
    (void) state;
    gw_trail_t trail = { .key = 0 };
    s_live (&trail, 100, 10);
    gw_trail_on_lane (&trail, 1, 100, 10);
    s_live (&trail, 120, 12);
    gw_trail_on_trade (&trail, 110, 11);
    gw_trail_on_lane (&trail, 1, 110, 11);
    assert_int_equal (trail.key, 120);
}

//  It stepped back in the hole: the list ends where REST's own order does.

static void
test_a_step_back_in_the_hole_proves_nothing (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    s_live (&trail, 100, 50);
    gw_trail_on_gap (&trail, MDP_GAP_DISCONNECTED, 1);
    s_live (&trail, 130, 22);
    const gw_trail_step_t steps [] = { { 120, 21, .is_seen = false },
                                       { 130, 22, .is_seen = true, .is_recent = true },
                                       { 140, 23, .is_seen = false } };
    assert_int_equal (gw_trail_judge (&trail, steps, 3, &first), GW_TRAIL_SHORT);
    assert_int_equal (first, 2);
}

//  What was not had is missing though it says to be older than the hole.

static void
test_what_stands_between_trades_that_were_had_is_missing (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    s_live (&trail, 100, 50);
    gw_trail_on_gap (&trail, MDP_GAP_DISCONNECTED, 1);
    gw_trail_step_t steps [] = { { 80, 9, .is_seen = false },
                                 { 90, 10, .is_seen = true, .is_recent = true },
                                 { 120, 21, .is_seen = false },
                                 { 100, 50, .is_seen = true, .is_recent = true } };
    assert_int_equal (gw_trail_judge (&trail, steps, 4, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 2);
    steps [1].is_recent = false;  //  What came then may be forgotten
    assert_int_equal (gw_trail_judge (&trail, steps, 4, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 3);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_no_trade_is_matched_after_it_was_sent),
        cmocka_unit_test (test_a_hole_begins_behind_the_last_trade_whatever_it_says),
        cmocka_unit_test (test_a_lane_that_lags_is_no_step_back),
        cmocka_unit_test (test_a_step_back_in_the_hole_proves_nothing),
        cmocka_unit_test (test_what_stands_between_trades_that_were_had_is_missing),
    };
    return UNIT_RUN ("gw_trail, moments", tests);
}
