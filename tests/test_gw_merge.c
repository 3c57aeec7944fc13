//  Tests of gw_merge: what becomes of one event after another

#include "test_gw_merge_said.h"

static void
test_takes_each_update_from_whoever_is_first (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, SECOND, 12), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, SECOND, 13), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, FIRST, 12), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, FIRST, 13), GW_MERGE_DROP);
    assert_int_equal (gw_merge_update_id (self), 13);
    assert_int_equal (gw_merge_take_asks (self), 0);
}

static void
test_waits_for_the_other_lane_to_fill_a_jump (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_delta (self, FIRST, 12), GW_MERGE_HOLD);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_false (gw_merge_is_lost (self, T0));
    assert_int_equal (s_delta (self, FIRST, 13), GW_MERGE_HOLD);
    assert_int_equal (gw_merge_due_at (self), T0 + GW_MERGE_WAIT_MS);
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_TAKE);
    assert_int_equal (s_next_held (self, T0), 12);
    assert_int_equal (s_next_held (self, T0), 13);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_false (gw_merge_is_lost (self, T0 + 1000));
    assert_true (gw_merge_due_at (self) == INT64_MAX);
    assert_int_equal (s_delta (self, FIRST, 14), GW_MERGE_TAKE);
}

static void
test_gives_up_what_does_not_come_in_time (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_delta (self, FIRST, 12), GW_MERGE_HOLD);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_false (gw_merge_is_lost (self, T0 + GW_MERGE_WAIT_MS - 1));
    assert_true (gw_merge_is_lost (self, T0 + GW_MERGE_WAIT_MS));
    gw_merge_break (self);
    assert_false (gw_merge_is_valid (self));
    assert_int_equal (gw_merge_take_asks (self), 3);
    assert_int_equal (gw_merge_take_asks (self), 0);
    assert_int_equal (s_delta (self, SECOND, 13), GW_MERGE_ORPHAN);
}

static void
test_gives_up_at_once_what_neither_lane_has (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_delta (self, FIRST, 12), GW_MERGE_HOLD);
    assert_false (gw_merge_is_lost (self, T0));
    assert_int_equal (s_delta (self, SECOND, 12), GW_MERGE_DROP);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_true (gw_merge_is_lost (self, T0));
}

static void
test_a_lane_alone_gives_up_a_jump_at_once (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_delta (self, FIRST, 12), GW_MERGE_HOLD);
    assert_true (gw_merge_is_lost (self, T0));
}

static void
test_a_lane_that_comes_back_disturbs_nothing (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_false (gw_merge_lose (self, FIRST));
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_ORPHAN);
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_TAKE);
    assert_int_equal (s_snapshot (self, FIRST, 13), GW_MERGE_DROP);
    assert_false (gw_merge_is_in_step (self, FIRST));
    assert_int_equal (s_delta (self, FIRST, 14), GW_MERGE_HOLD);
    assert_false (gw_merge_is_lost (self, T0 + 1000000));
    assert_int_equal (s_delta (self, SECOND, 12), GW_MERGE_TAKE);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_int_equal (s_delta (self, SECOND, 13), GW_MERGE_TAKE);  //  Its snapshot is our book
    assert_true (gw_merge_is_in_step (self, FIRST));
    assert_int_equal (s_next_held (self, T0), 14);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_delta (self, FIRST, 15), GW_MERGE_TAKE);
}

static void
test_a_lane_behind_is_believed_when_it_agrees (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, FIRST, 12), GW_MERGE_TAKE);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_snapshot (self, SECOND, 11), GW_MERGE_DROP);
    assert_false (gw_merge_is_in_step (self, SECOND));
    assert_int_equal (s_delta (self, SECOND, 12), GW_MERGE_DROP);
    assert_true (gw_merge_is_in_step (self, SECOND));
}

//  Its numbers are its own: however near they are, nothing of it is taken.

static void
test_a_lane_that_counts_otherwise_is_never_believed (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_false (gw_merge_lose (self, SECOND));
    const gw_merge_event_t snapshot = { .is_snapshot = true, .update_id = 11, .hash = 5 };
    assert_int_equal (s_on_event (self, SECOND, &snapshot, T0), GW_MERGE_DROP);
    assert_int_equal (s_lie (self, SECOND, 12), GW_MERGE_HOLD);
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_TAKE);
    assert_int_equal (gw_merge_take_bars (self), 1u << SECOND);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_int_equal (s_delta (self, FIRST, 12), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, SECOND, 13), GW_MERGE_DROP);
    assert_int_equal (gw_merge_update_id (self), 12);
    assert_int_equal (gw_merge_take_asks (self), 0);
}

static void
test_a_lane_that_does_not_agree_is_asked_again (void **state)
{
    gw_merge_t *self = s_in_step (state);
    static const struct {
        uint64_t first_id;
        int64_t patience_ms;
    } CASES [] = { { 5, GW_MERGE_AGREE_MS }, { 5000, GW_MERGE_REACH_MS } };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        int64_t end_at = T0 + CASES [index].patience_ms;
        assert_false (gw_merge_lose (self, SECOND));
        assert_int_equal (s_snapshot (self, SECOND, CASES [index].first_id), GW_MERGE_DROP);
        gw_merge_event_t event = { .update_id = CASES [index].first_id + 1, .hash = 1 };
        assert_int_equal (s_on_event (self, SECOND, &event, end_at - 1), GW_MERGE_DROP);
        event.update_id++;
        assert_int_equal (s_on_event (self, SECOND, &event, end_at), GW_MERGE_ORPHAN);
        assert_int_equal (gw_merge_take_asks (self), 1u << SECOND);
    }
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_TAKE);
}

static void
test_the_last_lane_that_is_lost_breaks_the_book (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_false (gw_merge_lose (self, FIRST));
    assert_false (gw_merge_lose (self, FIRST));
    assert_true (gw_merge_lose (self, SECOND));
    gw_merge_break (self);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_snapshot (self, SECOND, 5), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, SECOND, 6), GW_MERGE_TAKE);
}

static void
test_lanes_in_step_that_disagree_break_the_book (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_TAKE);
    assert_int_equal (s_lie (self, SECOND, 11), GW_MERGE_BROKEN);
    assert_int_equal (gw_merge_take_bars (self), 1u << SECOND);
    assert_int_equal (gw_merge_take_asks (self), 1u << FIRST);
    assert_int_equal (s_snapshot (self, SECOND, 12), GW_MERGE_DROP);  //  It is left aside
    assert_int_equal (s_snapshot (self, FIRST, 12), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, SECOND, 13), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, FIRST, 13), GW_MERGE_TAKE);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_snapshot (self, SECOND, 13), GW_MERGE_DROP);
    assert_true (gw_merge_lose (self, FIRST));
    assert_int_equal (gw_merge_take_asks (self), 1u << SECOND);
    gw_merge_break (self);
    assert_int_equal (s_snapshot (self, SECOND, 14), GW_MERGE_TAKE);
}

static void
test_a_held_update_is_compared_too (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_lie (self, FIRST, 12), GW_MERGE_HOLD);
    assert_int_equal (s_delta (self, SECOND, 12), GW_MERGE_BROKEN);
    assert_false (gw_merge_is_valid (self));
}

static void
test_the_numbering_begins_again_once (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_snapshot (self, FIRST, 1), GW_MERGE_TAKE);
    assert_int_equal (s_snapshot (self, FIRST, 1), GW_MERGE_DROP);  //  A frame that came twice
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_DROP);   //  Of the numbering before
    assert_int_equal (s_delta (self, SECOND, 2), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, FIRST, 2), GW_MERGE_TAKE);
    assert_false (gw_merge_is_in_step (self, SECOND));
    assert_int_equal (s_delta (self, SECOND, 12), GW_MERGE_DROP);
    assert_int_equal (s_snapshot (self, SECOND, 1), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, SECOND, 2), GW_MERGE_DROP);
    assert_true (gw_merge_is_in_step (self, SECOND));
    assert_int_equal (s_delta (self, SECOND, 3), GW_MERGE_TAKE);
    assert_int_equal (gw_merge_take_asks (self), 0);
}

static void
test_a_lane_that_missed_the_restart_is_asked (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_snapshot (self, FIRST, 1), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_DROP);
    const gw_merge_event_t late = { .update_id = 12, .hash = s_content (12) };
    assert_int_equal (s_on_event (self, SECOND, &late, T0 + GW_MERGE_RESTART_MS), GW_MERGE_ORPHAN);
    assert_int_equal (gw_merge_take_asks (self), 1u << SECOND);
    assert_true (gw_merge_is_valid (self));
}

static void
test_knows_what_a_lane_says_again (void **state)
{
    gw_merge_t *self = s_in_step (state);
    const gw_merge_event_t event = { .update_id = 11, .hash = s_content (11) };
    assert_false (gw_merge_is_repeat (self, FIRST, &event));
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_TAKE);
    assert_true (gw_merge_is_repeat (self, FIRST, &event));
    assert_false (gw_merge_is_repeat (self, SECOND, &event));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_takes_each_update_from_whoever_is_first),
        UNIT_FIXTURE (test_waits_for_the_other_lane_to_fill_a_jump),
        UNIT_FIXTURE (test_gives_up_what_does_not_come_in_time),
        UNIT_FIXTURE (test_gives_up_at_once_what_neither_lane_has),
        UNIT_FIXTURE (test_a_lane_alone_gives_up_a_jump_at_once),
        UNIT_FIXTURE (test_a_lane_that_comes_back_disturbs_nothing),
        UNIT_FIXTURE (test_a_lane_behind_is_believed_when_it_agrees),
        UNIT_FIXTURE (test_a_lane_that_counts_otherwise_is_never_believed),
        UNIT_FIXTURE (test_a_lane_that_does_not_agree_is_asked_again),
        UNIT_FIXTURE (test_the_last_lane_that_is_lost_breaks_the_book),
        UNIT_FIXTURE (test_lanes_in_step_that_disagree_break_the_book),
        UNIT_FIXTURE (test_a_held_update_is_compared_too),
        UNIT_FIXTURE (test_the_numbering_begins_again_once),
        UNIT_FIXTURE (test_a_lane_that_missed_the_restart_is_asked),
        UNIT_FIXTURE (test_knows_what_a_lane_says_again),
    };
    return UNIT_RUN ("gw_merge", tests);
}
