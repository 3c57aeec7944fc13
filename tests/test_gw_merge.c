//  Tests of gw_merge: what becomes of one event after another

#include "gw_merge.h"
#include "unit.h"

enum { T0 = 1000, FIRST = 0, SECOND = 1 };

static int
s_setup (void **state)
{
    *state = gw_merge_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    gw_merge_t *merge = *state;
    gw_merge_destroy (&merge);
    assert_null (merge);
    gw_merge_destroy (&merge);
    return 0;
}

//  What an update says, if nobody lies; and the book after it.

static uint64_t
s_content (uint64_t update_id)
{
    return 7 * update_id;
}

static uint64_t
s_book (uint64_t update_id)
{
    return 7 * update_id + 1;
}

static gw_merge_verdict_t
s_on_event (gw_merge_t *self, size_t lane, const gw_merge_event_t *event, int64_t now_ms)
{
    gw_merge_verdict_t verdict = gw_merge_on_event (self, lane, event, now_ms);
    if (verdict == GW_MERGE_HOLD) {
        gw_merge_hold (self, event->update_id, event->update_id);
    }
    if (verdict == GW_MERGE_TAKE && gw_merge_wants_book (self)) {
        gw_merge_on_book (self, s_book (gw_merge_update_id (self)));
    }
    return verdict;
}

static gw_merge_verdict_t
s_delta (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .update_id = update_id, .hash = s_content (update_id) };
    return s_on_event (self, lane, &event, T0);
}

static gw_merge_verdict_t
s_lie (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .update_id = update_id, .hash = 1 };
    return s_on_event (self, lane, &event, T0);
}

static gw_merge_verdict_t
s_snapshot (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .is_snapshot = true,
                                     .update_id = update_id,
                                     .hash = s_book (update_id),
                                     .book_hash = s_book (update_id) };
    return s_on_event (self, lane, &event, T0);
}

static gw_merge_verdict_t
s_whole (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .is_snapshot = true,
                                     .is_whole = true,
                                     .update_id = update_id,
                                     .hash = s_book (update_id),
                                     .book_hash = s_book (update_id) };
    return s_on_event (self, lane, &event, T0);
}

//  The held event that is taken now; 0 if there is none.

static uint64_t
s_next_held (gw_merge_t *self, int64_t now_ms)
{
    uint64_t position = 0;
    (void) gw_merge_next (self, &position, now_ms);
    return position;
}

//  Both lanes are in step at update 10.

static gw_merge_t *
s_in_step (void **state)
{
    gw_merge_t *self = *state;
    assert_int_equal (s_snapshot (self, FIRST, 10), GW_MERGE_TAKE);
    assert_int_equal (s_snapshot (self, SECOND, 10), GW_MERGE_DROP);
    assert_true (gw_merge_is_in_step (self, FIRST));
    assert_true (gw_merge_is_in_step (self, SECOND));
    return self;
}

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
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_snapshot (self, SECOND, 5000), GW_MERGE_DROP);
    gw_merge_event_t event = { .update_id = 5001, .hash = s_content (5001) };
    assert_int_equal (s_on_event (self, SECOND, &event, T0 + GW_MERGE_AGREE_MS - 1), GW_MERGE_DROP);
    event.update_id++;
    assert_int_equal (s_on_event (self, SECOND, &event, T0 + GW_MERGE_AGREE_MS), GW_MERGE_ORPHAN);
    assert_int_equal (gw_merge_take_asks (self), 1u << SECOND);
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

//  A snapshot that our own book contradicts.

static void
test_a_snapshot_that_is_not_our_book_is_told (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_false (gw_merge_lose (self, SECOND));
    const gw_merge_event_t snapshot = {
        .is_snapshot = true, .update_id = 10, .hash = 5, .book_hash = 6
    };
    assert_int_equal (s_on_event (self, SECOND, &snapshot, T0), GW_MERGE_DROP);
    assert_int_equal (gw_merge_take_bars (self), 1u << SECOND);
    assert_int_equal (s_delta (self, FIRST, 11), GW_MERGE_TAKE);
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
test_a_snapshot_in_mid_stream_is_taken_in_its_turn (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_snapshot (self, FIRST, 11), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, SECOND, 12), GW_MERGE_TAKE);
    assert_int_equal (s_snapshot (self, FIRST, 14), GW_MERGE_HOLD);
    assert_int_equal (s_delta (self, SECOND, 13), GW_MERGE_TAKE);
    assert_int_equal (s_next_held (self, T0), 14);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_snapshot (self, FIRST, 20), GW_MERGE_TAKE);  //  It alone is to be had
}

static void
test_of_whole_books_the_newest_counts (void **state)
{
    gw_merge_t *self = *state;
    assert_int_equal (s_whole (self, FIRST, 10), GW_MERGE_TAKE);
    assert_int_equal (s_whole (self, SECOND, 12), GW_MERGE_DROP);
    assert_int_equal (s_whole (self, FIRST, 12), GW_MERGE_TAKE);
    assert_int_equal (s_whole (self, SECOND, 15), GW_MERGE_TAKE);
    assert_int_equal (s_whole (self, FIRST, 13), GW_MERGE_DROP);
    assert_int_equal (s_whole (self, FIRST, 15), GW_MERGE_DROP);  //  Repeated after 3 s
    assert_int_equal (s_next_held (self, T0), 0);
    assert_false (gw_merge_is_lost (self, T0 + 1000000));
    assert_int_equal (s_whole (self, FIRST, 1), GW_MERGE_TAKE);
    assert_int_equal (s_whole (self, SECOND, 16), GW_MERGE_DROP);
    assert_int_equal (s_whole (self, SECOND, 1), GW_MERGE_DROP);
    assert_int_equal (s_whole (self, SECOND, 2), GW_MERGE_TAKE);
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
        UNIT_FIXTURE (test_a_snapshot_that_is_not_our_book_is_told),
        UNIT_FIXTURE (test_the_numbering_begins_again_once),
        UNIT_FIXTURE (test_a_lane_that_missed_the_restart_is_asked),
        UNIT_FIXTURE (test_a_snapshot_in_mid_stream_is_taken_in_its_turn),
        UNIT_FIXTURE (test_of_whole_books_the_newest_counts),
        UNIT_FIXTURE (test_knows_what_a_lane_says_again),
    };
    return UNIT_RUN ("gw_merge", tests);
}
