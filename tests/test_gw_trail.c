//  Tests of gw_trail: when fetched trades fill a hole, and which of them are in it

#include "gw_trail.h"
#include "unit.h"

static const gw_trail_loss_t NO_LOSS = { .is_any = false };

//  Trades have keys of 10 times their moment, one at each.
static gw_trail_verdict_t
s_judge (const gw_trail_t *trail, uint64_t from, uint64_t to, size_t *first)
{
    gw_trail_step_t steps [100];
    size_t count = 0;
    for (uint64_t at = from; at <= to; at++) {
        steps [count++] = (gw_trail_step_t){ .key = 10 * at, .at = at };
    }
    return gw_trail_judge (trail, steps, count, first);
}

//  A hole after the trade of a moment.

static gw_trail_t
s_hole_after (uint64_t at)
{
    gw_trail_t trail = { .key = 0 };
    gw_trail_on_trade (&trail, 10 * at, at);
    gw_trail_on_gap (&trail, MDP_GAP_DISCONNECTED, 1);
    return trail;
}

static void
test_trades_that_reach_back_to_one_that_was_had_fill_it (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    assert_int_equal (s_judge (&trail, 15, 40, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 6);
    assert_int_equal (s_judge (&trail, 20, 40, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
    assert_int_equal (s_judge (&trail, 20, 20, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
}

static void
test_trades_that_begin_later_do_not (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    assert_int_equal (s_judge (&trail, 21, 40, &first), GW_TRAIL_SHORT);
    assert_int_equal (first, 0);
    assert_int_equal (gw_trail_judge (&trail, NULL, 0, &first), GW_TRAIL_SHORT);
    assert_int_equal (first, 0);
}

static void
test_older_trades_alone_prove_nothing_unless_one_was_had (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_step_t steps [] = { { 1, 18, .is_seen = false },
                                 { 2, 19, .is_seen = false },
                                 { 3, 20, .is_seen = false },
                                 { 4, 21, .is_seen = false } };
    assert_int_equal (gw_trail_judge (&trail, steps, 4, &first), GW_TRAIL_SHORT);
    assert_int_equal (first, 2);
    steps [0].is_seen = true;
    assert_int_equal (gw_trail_judge (&trail, steps, 4, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 2);
    steps [0].is_seen = false;
    steps [2].is_seen = true;  //  Of the same moment as the last: not surely before the hole
    assert_int_equal (gw_trail_judge (&trail, steps, 4, &first), GW_TRAIL_SHORT);
}

//  REST may order trades of one moment otherwise than the live ones came.

static void
test_other_trades_of_the_same_moment_are_in_the_hole (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    const gw_trail_step_t steps [] = { { 190, 19, .is_seen = true },
                                       { 1, 20, .is_seen = false },
                                       { 2, 20, .is_seen = true },
                                       { 200, 20, .is_seen = true },
                                       { 3, 20, .is_seen = false } };
    assert_int_equal (gw_trail_judge (&trail, steps, 5, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
}

static void
test_trades_must_end_where_live_ones_begin_again (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_on_trade (&trail, 300, 30);
    gw_trail_on_trade (&trail, 350, 35);
    assert_int_equal (s_judge (&trail, 15, 29, &first), GW_TRAIL_BEHIND);
    assert_int_equal (s_judge (&trail, 15, 30, &first), GW_TRAIL_WHOLE);
    assert_int_equal (s_judge (&trail, 25, 29, &first), GW_TRAIL_BEHIND);
    assert_int_equal (gw_trail_judge (&trail, NULL, 0, &first), GW_TRAIL_BEHIND);
}

//  Of trades of one moment some may be in an answer, and others not yet.

static void
test_trades_that_end_in_the_moment_of_the_first_live_one_must_hold_it (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_on_trade (&trail, 303, 30);
    gw_trail_on_trade (&trail, 304, 30);
    const gw_trail_step_t steps [] = { { 200, 20, .is_seen = true },
                                       { 301, 30, .is_seen = false },
                                       { 302, 30, .is_seen = false },
                                       { 303, 30, .is_seen = true },
                                       { 305, 31, .is_seen = true } };
    assert_int_equal (gw_trail_judge (&trail, steps, 2, &first), GW_TRAIL_BEHIND);
    assert_int_equal (gw_trail_judge (&trail, steps, 3, &first), GW_TRAIL_BEHIND);
    assert_int_equal (gw_trail_judge (&trail, steps, 4, &first), GW_TRAIL_WHOLE);
    const gw_trail_step_t later [] = { steps [0], steps [4] };  //  REST does not know it at all
    assert_int_equal (gw_trail_judge (&trail, later, 2, &first), GW_TRAIL_WHOLE);
}

static void
test_a_moment_stands_for_a_trade_where_none_was_had (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    gw_trail_on_gap (&trail, MDP_GAP_RESTARTED, 20);
    assert_int_equal (s_judge (&trail, 19, 40, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
    assert_int_equal (s_judge (&trail, 20, 40, &first), GW_TRAIL_SHORT);
    assert_int_equal (first, 0);
    assert_int_equal (s_judge (&trail, 10, 15, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 6);
    assert_int_equal (gw_trail_judge (&trail, NULL, 0, &first), GW_TRAIL_SHORT);
}

static void
test_a_hole_ends_where_fetched_or_live_trades_begin (void **state)
{
    (void) state;
    gw_trail_t trail = s_hole_after (20);
    assert_int_equal (gw_trail_until (&trail, 0), 0);
    assert_int_equal (gw_trail_until (&trail, 25), 25);
    gw_trail_on_trade (&trail, 300, 30);
    assert_int_equal (gw_trail_until (&trail, 0), 30);
    assert_int_equal (gw_trail_until (&trail, 25), 25);
    assert_int_equal (gw_trail_until (&trail, 35), 30);
}

//  A lane that is lost brought less than the other one.

static void
test_a_hole_begins_where_the_lost_lane_ended (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    gw_trail_begin_lane (&trail, 1);
    gw_trail_on_trade (&trail, 200, 20);
    gw_trail_on_lane (&trail, 0, 200, 20);
    gw_trail_end_t end = gw_trail_end (&trail, 1);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    gw_trail_widen (&trail, &end, 15);  //  It never brought any: the moment counts
    assert_int_equal (s_judge (&trail, 14, 40, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
    gw_trail_close (&trail, &NO_LOSS);
    gw_trail_on_lane (&trail, 1, 180, 18);
    gw_trail_on_lane (&trail, 1, 170, 17);
    end = gw_trail_end (&trail, 1);
    gw_trail_lose_lane (&trail, 1);
    assert_int_equal (gw_trail_end (&trail, 1).key, 200);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    gw_trail_widen (&trail, &end, 1);
    assert_int_equal (s_judge (&trail, 19, 40, &first), GW_TRAIL_SHORT);
    assert_int_equal (s_judge (&trail, 18, 40, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
}

static void
test_what_a_restart_cost_is_before_all_trades (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    gw_trail_on_gap (&trail, MDP_GAP_RESTARTED, 90);  //  By a clock that is fast
    gw_trail_on_trade (&trail, 200, 20);
    gw_trail_on_lane (&trail, 0, 200, 20);
    const gw_trail_end_t end = gw_trail_end (&trail, 0);
    gw_trail_on_gap (&trail, MDP_GAP_DISCONNECTED, 1);
    gw_trail_widen (&trail, &end, 1);
    assert_int_equal (s_judge (&trail, 85, 95, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 5);
}

static void
test_a_second_gap_makes_the_hole_wider (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_on_trade (&trail, 300, 30);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    assert_int_equal (trail.gaps, 2);
    assert_int_equal (trail.cause, MDP_GAP_DISCONNECTED);
    assert_int_equal (trail.after_at, 0);
    gw_trail_on_trade (&trail, 400, 40);
    assert_int_equal (s_judge (&trail, 25, 45, &first), GW_TRAIL_SHORT);
    assert_int_equal (s_judge (&trail, 20, 39, &first), GW_TRAIL_BEHIND);
    assert_int_equal (s_judge (&trail, 20, 45, &first), GW_TRAIL_WHOLE);
}

static void
test_the_next_hole_begins_where_the_last_one_ended (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_on_trade (&trail, 300, 30);
    gw_trail_on_trade (&trail, 290, 29);  //  From another connection, late
    gw_trail_close (&trail, &NO_LOSS);
    assert_false (trail.is_open);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    assert_int_equal (trail.cause, MDP_GAP_STALE);
    assert_int_equal (s_judge (&trail, 30, 45, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
    assert_int_equal (s_judge (&trail, 31, 45, &first), GW_TRAIL_SHORT);
}

//  What was fetched last is the trade behind which the next hole begins.

static void
test_fetched_trades_are_had_like_live_ones (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_begin_lane (&trail, 0);
    gw_trail_on_fetched (&trail, 300, 30);
    gw_trail_close (&trail, &NO_LOSS);
    const gw_trail_end_t end = gw_trail_end (&trail, 0);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    gw_trail_widen (&trail, &end, 1);
    assert_int_equal (s_judge (&trail, 30, 45, &first), GW_TRAIL_WHOLE);
    assert_int_equal (first, 1);
    assert_int_equal (s_judge (&trail, 31, 45, &first), GW_TRAIL_SHORT);
}

//  Another gap came before the answer to the first one: what that filled need not be fetched
//  again.

static void
test_what_was_fetched_between_two_gaps_is_in_no_hole (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    gw_trail_on_fetched (&trail, 300, 30);
    assert_true (trail.is_open);
    assert_int_equal (trail.before_at, 30);
    assert_int_equal (s_judge (&trail, 30, 45, &first), GW_TRAIL_WHOLE);
    assert_int_equal (s_judge (&trail, 31, 45, &first), GW_TRAIL_SHORT);
}

//  Of what a lane that stopped earlier failed to bring, these prove nothing.

static void
test_fetched_trades_do_not_help_a_lane_that_ended_before_them (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    gw_trail_on_lane (&trail, 1, 170, 17);
    gw_trail_on_trade (&trail, 200, 20);
    gw_trail_on_lane (&trail, 0, 200, 20);
    gw_trail_on_gap (&trail, MDP_GAP_MALFORMED, 1);
    gw_trail_on_fetched (&trail, 300, 30);
    gw_trail_close (&trail, &NO_LOSS);
    assert_int_equal (gw_trail_end (&trail, 0).key, 300);
    const gw_trail_end_t end = gw_trail_end (&trail, 1);
    assert_int_equal (end.key, 170);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    gw_trail_widen (&trail, &end, 1);
    assert_int_equal (s_judge (&trail, 18, 45, &first), GW_TRAIL_SHORT);
    assert_int_equal (s_judge (&trail, 17, 45, &first), GW_TRAIL_WHOLE);
}

static void
test_a_lane_without_a_trade_has_what_was_fetched_from_its_beginning_on (void **state)
{
    (void) state;
    gw_trail_t trail = { .key = 0 };
    gw_trail_begin_lane (&trail, 0);
    gw_trail_on_gap (&trail, MDP_GAP_DISCONNECTED, 20);
    gw_trail_on_fetched (&trail, 300, 30);
    gw_trail_close (&trail, &NO_LOSS);
    assert_int_equal (gw_trail_end (&trail, 0).key, 300);
    assert_false (trail.lanes [1].is_known);
    gw_trail_t later = { .key = 0 };
    gw_trail_begin_lane (&later, 0);
    gw_trail_on_trade (&later, 200, 20);
    gw_trail_on_gap (&later, MDP_GAP_STALE, 1);
    gw_trail_on_fetched (&later, 300, 30);
    assert_int_equal (gw_trail_end (&later, 0).key, 0);
}

static void
test_fetched_trades_that_are_older_move_nothing (void **state)
{
    (void) state;
    gw_trail_t trail = s_hole_after (20);
    gw_trail_begin_lane (&trail, 0);
    const gw_trail_t before = trail;
    gw_trail_on_fetched (&trail, 190, 19);  //  REST does not know the last one
    assert_memory_equal (&trail, &before, sizeof trail);
    gw_trail_on_trade (&trail, 400, 40);
    gw_trail_on_lane (&trail, 0, 400, 40);
    gw_trail_on_fetched (&trail, 300, 30);
    assert_int_equal (trail.key, 400);
    assert_int_equal (gw_trail_end (&trail, 0).key, 400);
}

static void
test_a_trade_is_known_by_category_symbol_and_id (void **state)
{
    (void) state;
    mdp_trade_t trade = { .id = { "ab", 2 }, .symbol = { "X", 1 } };
    uint64_t key = gw_trail_key (MDP_SPOT, &trade);
    assert_true (key != 0);
    assert_true (gw_trail_key (MDP_SPOT, &trade) == key);
    assert_true (gw_trail_key (MDP_LINEAR, &trade) != key);
    trade.id.chars = "ac";
    assert_true (gw_trail_key (MDP_SPOT, &trade) != key);
    trade.id.chars = "ab";
    trade.symbol.chars = "Y";
    assert_true (gw_trail_key (MDP_SPOT, &trade) != key);
}

//  Of the subscription that was left some trades come after the gap was told.

static void
test_what_was_on_its_way_is_not_the_first_live_one (void **state)
{
    (void) state;
    size_t first = 99;
    gw_trail_t trail = { .key = 0 };
    gw_trail_on_trade (&trail, 100, 10);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    gw_trail_on_trade (&trail, 110, 11);
    gw_trail_begin_lane (&trail, 0);
    gw_trail_on_trade (&trail, 200, 20);
    const gw_trail_step_t steps [] = { { 100, 10, .is_seen = true },
                                       { 110, 11, .is_seen = true },
                                       { 150, 15, .is_seen = false },
                                       { 200, 20, .is_seen = true } };
    assert_int_equal (gw_trail_judge (&trail, steps, 3, &first), GW_TRAIL_BEHIND);
    assert_int_equal (gw_trail_judge (&trail, steps, 4, &first), GW_TRAIL_WHOLE);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_trades_that_reach_back_to_one_that_was_had_fill_it),
        cmocka_unit_test (test_trades_that_begin_later_do_not),
        cmocka_unit_test (test_older_trades_alone_prove_nothing_unless_one_was_had),
        cmocka_unit_test (test_other_trades_of_the_same_moment_are_in_the_hole),
        cmocka_unit_test (test_trades_must_end_where_live_ones_begin_again),
        cmocka_unit_test (test_trades_that_end_in_the_moment_of_the_first_live_one_must_hold_it),
        cmocka_unit_test (test_a_moment_stands_for_a_trade_where_none_was_had),
        cmocka_unit_test (test_a_hole_ends_where_fetched_or_live_trades_begin),
        cmocka_unit_test (test_a_hole_begins_where_the_lost_lane_ended),
        cmocka_unit_test (test_what_a_restart_cost_is_before_all_trades),
        cmocka_unit_test (test_a_second_gap_makes_the_hole_wider),
        cmocka_unit_test (test_the_next_hole_begins_where_the_last_one_ended),
        cmocka_unit_test (test_fetched_trades_are_had_like_live_ones),
        cmocka_unit_test (test_what_was_fetched_between_two_gaps_is_in_no_hole),
        cmocka_unit_test (test_fetched_trades_do_not_help_a_lane_that_ended_before_them),
        cmocka_unit_test (test_a_lane_without_a_trade_has_what_was_fetched_from_its_beginning_on),
        cmocka_unit_test (test_fetched_trades_that_are_older_move_nothing),
        cmocka_unit_test (test_a_trade_is_known_by_category_symbol_and_id),
        cmocka_unit_test (test_what_was_on_its_way_is_not_the_first_live_one),
    };
    return UNIT_RUN ("gw_trail", tests);
}
