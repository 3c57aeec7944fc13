//  Tests of gw_merge: whole books, from the exchange in mid-stream and of level 1

#include "test_gw_merge_said.h"

static gw_merge_verdict_t
s_said (gw_merge_t *self, size_t lane, bool is_snapshot, uint64_t update_id, uint64_t xseq)
{
    const gw_merge_event_t event = {
        .is_snapshot = is_snapshot,
        .update_id = update_id,
        .hash = is_snapshot ? s_book (update_id) : s_content (update_id),
        .xseq = xseq,
        .book_hash = s_book (update_id),
    };
    return s_on_event (self, lane, &event, T0);
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

//  It replaces the book: what was said before it is not missed.

static void
test_a_snapshot_that_both_bring_needs_no_update_before_it (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_snapshot (self, FIRST, 14), GW_MERGE_HOLD);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_false (gw_merge_is_lost (self, T0));
    assert_int_equal (s_snapshot (self, SECOND, 14), GW_MERGE_DROP);
    assert_int_equal (s_next_held (self, T0), 14);
    assert_int_equal (gw_merge_update_id (self), 14);
    assert_false (gw_merge_is_lost (self, T0 + 1000000));
    assert_int_equal (s_delta (self, SECOND, 15), GW_MERGE_TAKE);
}

static void
test_a_snapshot_that_waits_in_vain_is_taken (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_snapshot (self, FIRST, 14), GW_MERGE_HOLD);
    assert_int_equal (s_delta (self, FIRST, 15), GW_MERGE_HOLD);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_int_equal (s_next_held (self, T0 + GW_MERGE_WAIT_MS - 1), 0);
    assert_false (gw_merge_is_lost (self, T0 + GW_MERGE_WAIT_MS));
    assert_int_equal (s_next_held (self, T0 + GW_MERGE_WAIT_MS), 14);
    assert_int_equal (s_next_held (self, T0 + GW_MERGE_WAIT_MS), 15);
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, SECOND, 16), GW_MERGE_TAKE);
}

//  The other lane missed it, and is behind it.

static void
test_a_snapshot_is_taken_when_every_lane_is_past_it (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_snapshot (self, FIRST, 14), GW_MERGE_HOLD);
    assert_int_equal (s_delta (self, SECOND, 15), GW_MERGE_HOLD);
    assert_int_equal (s_next_held (self, T0), 14);
    assert_int_equal (s_next_held (self, T0), 15);
    assert_false (gw_merge_is_lost (self, T0));
}

//  Too far to be held: the lane is a new one, and the other one carries the book.

static void
test_a_snapshot_far_ahead_waits_for_the_other_lane (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_int_equal (s_snapshot (self, FIRST, 5000), GW_MERGE_DROP);
    assert_false (gw_merge_is_in_step (self, FIRST));
    assert_int_equal (s_delta (self, FIRST, 5001), GW_MERGE_DROP);
    assert_int_equal (s_delta (self, SECOND, 11), GW_MERGE_TAKE);
    assert_int_equal (s_next_held (self, T0), 0);
    assert_false (gw_merge_is_lost (self, T0 + 1000000));
    assert_int_equal (s_snapshot (self, SECOND, 5000), GW_MERGE_TAKE);
    assert_true (gw_merge_is_in_step (self, FIRST));
    assert_int_equal (s_delta (self, SECOND, 5001), GW_MERGE_TAKE);
    assert_int_equal (s_delta (self, FIRST, 5002), GW_MERGE_TAKE);
    assert_int_equal (gw_merge_take_asks (self), 0);
}

static void
test_a_snapshot_of_the_only_lane_in_step_is_taken (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_snapshot (self, SECOND, 12), GW_MERGE_DROP);
    assert_int_equal (s_snapshot (self, FIRST, 20), GW_MERGE_TAKE);
}

//  Of what was sent when it was asked for, nobody knows what its seq is of.

static void
test_of_other_seqs_only_news_is_compared (void **state)
{
    gw_merge_t *self = *state;
    assert_int_equal (s_said (self, FIRST, true, 10, 100), GW_MERGE_TAKE);
    assert_int_equal (s_said (self, SECOND, true, 10, 105), GW_MERGE_DROP);
    assert_int_equal (s_said (self, SECOND, false, 11, 110), GW_MERGE_TAKE);
    assert_int_equal (s_said (self, FIRST, false, 11, 0), GW_MERGE_DROP);
    assert_int_equal (s_said (self, SECOND, true, 11, 115), GW_MERGE_DROP);  //  Once more
    assert_int_equal (s_said (self, FIRST, true, 12, 120), GW_MERGE_TAKE);
    assert_int_equal (s_said (self, SECOND, true, 12, 120), GW_MERGE_DROP);
    assert_int_equal (gw_merge_take_bars (self), 0);
    assert_true (gw_merge_is_in_step (self, SECOND));
}

static void
test_other_seqs_of_one_update_are_told (void **state)
{
    for (unsigned kinds = 0; kinds < 4; kinds++) {
        for (uint64_t late = 0; late < 2; late++) {
            gw_merge_t *self = s_in_step (state);
            assert_int_equal (s_said (self, FIRST, kinds & 1, 11, 110), GW_MERGE_TAKE);
            if (late) {
                assert_int_equal (s_said (self, FIRST, false, 12, 120), GW_MERGE_TAKE);
            }
            assert_int_equal (s_said (self, SECOND, kinds & 2, 11, 111), GW_MERGE_BROKEN);
            assert_int_equal (gw_merge_take_bars (self), 1u << SECOND);
            gw_merge_destroy (&self);
            *state = gw_merge_new ();
        }
    }
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

//  What it says once more may have been made for its lane.

static void
test_whole_books_of_one_update_are_compared (void **state)
{
    gw_merge_t *self = *state;
    gw_merge_event_t event = { .is_snapshot = true, .is_whole = true, .update_id = 10 };
    assert_int_equal (s_on_event (self, FIRST, &event, T0), GW_MERGE_TAKE);
    assert_int_equal (s_on_event (self, SECOND, &event, T0), GW_MERGE_DROP);
    event.update_id = 11;
    event.xseq = 110;
    assert_int_equal (s_on_event (self, FIRST, &event, T0), GW_MERGE_TAKE);
    assert_int_equal (s_on_event (self, SECOND, &event, T0), GW_MERGE_DROP);
    event.xseq = 112;
    assert_int_equal (s_on_event (self, SECOND, &event, T0), GW_MERGE_DROP);
    event.update_id = 12;
    assert_int_equal (s_on_event (self, SECOND, &event, T0), GW_MERGE_TAKE);
    event.xseq = 113;
    assert_int_equal (s_on_event (self, FIRST, &event, T0), GW_MERGE_BROKEN);
}

//  The one in step lags by seconds: it comes to the other one's snapshot all the same.

static void
test_a_lane_is_believed_though_the_other_one_lags (void **state)
{
    gw_merge_t *self = s_in_step (state);
    assert_false (gw_merge_lose (self, SECOND));
    assert_int_equal (s_snapshot (self, SECOND, 10 + 1000), GW_MERGE_DROP);
    int64_t now_ms = T0;
    for (uint64_t update_id = 11; update_id <= 10 + 1000; update_id++) {
        assert_false (gw_merge_is_in_step (self, SECOND));
        now_ms += 20;
        gw_merge_event_t event = { .update_id = update_id + 1000,
                                   .hash = s_content (update_id + 1000) };
        assert_int_equal (s_on_event (self, SECOND, &event, now_ms), GW_MERGE_DROP);
        event = (gw_merge_event_t){ .update_id = update_id, .hash = s_content (update_id) };
        assert_int_equal (s_on_event (self, FIRST, &event, now_ms), GW_MERGE_TAKE);
    }
    assert_true (gw_merge_is_in_step (self, SECOND));
    assert_int_equal (gw_merge_take_asks (self), 0);
    assert_in_range (now_ms - T0, GW_MERGE_AGREE_MS + 1, GW_MERGE_REACH_MS - 1);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_snapshot_that_is_not_our_book_is_told),
        UNIT_FIXTURE (test_a_snapshot_in_mid_stream_is_taken_in_its_turn),
        UNIT_FIXTURE (test_a_snapshot_that_both_bring_needs_no_update_before_it),
        UNIT_FIXTURE (test_a_snapshot_that_waits_in_vain_is_taken),
        UNIT_FIXTURE (test_a_snapshot_is_taken_when_every_lane_is_past_it),
        UNIT_FIXTURE (test_a_snapshot_far_ahead_waits_for_the_other_lane),
        UNIT_FIXTURE (test_a_snapshot_of_the_only_lane_in_step_is_taken),
        UNIT_FIXTURE (test_of_other_seqs_only_news_is_compared),
        UNIT_FIXTURE (test_other_seqs_of_one_update_are_told),
        UNIT_FIXTURE (test_of_whole_books_the_newest_counts),
        UNIT_FIXTURE (test_whole_books_of_one_update_are_compared),
        UNIT_FIXTURE (test_a_lane_is_believed_though_the_other_one_lags),
    };
    return UNIT_RUN ("gw_merge: snapshots", tests);
}
