//  Tests of gw_merge: whole books, from the exchange in mid-stream and of level 1

#include "test_gw_merge_said.h"

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
        UNIT_FIXTURE (test_of_whole_books_the_newest_counts),
        UNIT_FIXTURE (test_a_lane_is_believed_though_the_other_one_lags),
    };
    return UNIT_RUN ("gw_merge: snapshots", tests);
}
