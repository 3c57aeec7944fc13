//  Tests of gw_pipeline with two lanes: readers see one stream, whatever one lane does

#include "test_gw_street.h"

#define TOPIC "bybit.linear.depth.50.A."
#define BEST "bybit.linear.depth.1.A."

enum { T0 = 100000, FIRST = 0, SECOND = 1 };

static int
s_setup (void **state)
{
    street_t *street = street_new (MDP_FLOAT64, 0);
    gw_pipeline_merge_lanes (street->pipeline);
    street_add (street, MDP_LINEAR, 50, "A");
    street_add (street, MDP_LINEAR, 1, "A");
    street->now_ms = T0;
    *state = street;
    return 0;
}

static int
s_teardown (void **state)
{
    return street_end (*state);
}

static gw_feed_t *
s_feed (street_t *street, const char *name)
{
    return gw_market_feed (street->market, MDP_LINEAR, street_text (name));
}

static gw_pipeline_kind_t
s_depth (street_t *street, size_t lane, const char *type, unsigned update_id, const char *bids)
{
    street->lane = lane;
    const char *asks = strcmp (type, "snapshot") == 0 ? "['11','3']" : "";
    return street_depth (street, type, update_id, bids, asks);
}

static void
s_best (street_t *street, size_t lane, unsigned update_id, const char *size)
{
    char text [256];
    snprintf (text, sizeof text,
              "{'topic':'orderbook.1.A','type':'snapshot','ts':5,'data':{'s':'A',"
              "'b':[['10','%s']],'a':[['11','1']],'u':%u,'seq':7},'cts':5}",
              size, update_id);
    street->lane = lane;
    assert_int_equal (street_put (street, MDP_LINEAR, 1, text), GW_PIPELINE_EVENT);
}

//  What is to be asked again: the lanes of one feed; 0 if nothing is.

static unsigned
s_asks (street_t *street)
{
    unsigned lanes = 0;
    const char *why;
    (void) gw_pipeline_next_ask (street->pipeline, &lanes, &why);
    return lanes;
}

//  Both lanes are in step at update 7, and the snapshot was read.

static street_t *
s_in_step (void **state)
{
    street_t *street = *state;
    assert_int_equal (s_depth (street, FIRST, "snapshot", 7, "['10','1']"), GW_PIPELINE_EVENT);
    assert_int_equal (s_depth (street, SECOND, "snapshot", 7, "['10','1']"), GW_PIPELINE_EVENT);
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1, "exchange");
    return street;
}

static void
test_every_update_is_published_once (void **state)
{
    street_t *street = s_in_step (state);
    s_depth (street, FIRST, "delta", 8, "['10','2']");
    s_depth (street, SECOND, "delta", 8, "['10','2']");
    assert_true (street->result.is_change);  //  Of its lane it is news
    s_depth (street, SECOND, "delta", 9, "['10','3']");
    s_depth (street, SECOND, "delta", 9, "['10','3']");
    assert_false (street->result.is_change);
    s_depth (street, FIRST, "delta", 9, "['10','3']");
    assert_int_equal (street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2)->update_id, 8);
    assert_int_equal (street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 3)->update_id, 9);
    assert_int_equal (s_asks (street), 0);
}

static void
test_a_jump_is_filled_in_order (void **state)
{
    street_t *street = s_in_step (state);
    assert_int_equal (s_depth (street, FIRST, "delta", 9, "['9','2'],['8','1']"),
                      GW_PIPELINE_EVENT);
    uint64_t early = street->ts_recv;
    s_depth (street, FIRST, "delta", 10, "['9','4']");
    street_expect_nothing (street);
    s_depth (street, SECOND, "delta", 8, "['10','2']");
    assert_int_equal (street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2)->update_id, 8);
    const mdp_message_t *held = street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 3);
    assert_int_equal (held->update_id, 9);
    assert_int_equal (held->stamp.ts_recv, early);
    assert_int_equal (held->bids_count, 2);
    assert_int_equal (street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 4)->update_id, 10);
    assert_int_equal (street->stats.counts [GW_STAT_HELD], 2);
    gw_pipeline_run (street->pipeline, T0 + 1000);
    assert_int_equal (gw_pipeline_wait_ms (street->pipeline, T0 + 1000), INT32_MAX);
}

static void
test_a_jump_that_is_not_filled_is_told_in_time (void **state)
{
    street_t *street = s_in_step (state);
    s_depth (street, FIRST, "delta", 9, "['9','2']");
    gw_pipeline_run (street->pipeline, T0 + GW_MERGE_WAIT_MS - 1);
    assert_int_equal (gw_pipeline_wait_ms (street->pipeline, T0 + GW_MERGE_WAIT_MS - 1), 1);
    street_expect_nothing (street);
    gw_pipeline_run (street->pipeline, T0 + GW_MERGE_WAIT_MS);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "update_id");
    assert_int_equal (gw_pipeline_wait_ms (street->pipeline, T0 + GW_MERGE_WAIT_MS), 0);
    assert_int_equal (s_asks (street), 3);
    assert_int_equal (s_depth (street, SECOND, "delta", 8, "['10','2']"), GW_PIPELINE_ORPHAN);
    s_depth (street, SECOND, "snapshot", 20, "['10','1']");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 3, "resync");
}

static void
test_what_both_lanes_miss_is_told_at_once (void **state)
{
    street_t *street = s_in_step (state);
    s_depth (street, FIRST, "delta", 9, "['9','2']");
    assert_int_equal (s_depth (street, SECOND, "delta", 9, "['9','2']"), GW_PIPELINE_BROKEN);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "update_id");
    assert_int_equal (s_asks (street), 3);
}

static void
test_a_gap_is_told_when_no_lane_is_left (void **state)
{
    street_t *street = s_in_step (state);
    gw_feed_t *feed = s_feed (street, "orderbook.50.A");
    gw_pipeline_lose (street->pipeline, feed, FIRST, MDP_GAP_DISCONNECTED, T0);
    s_depth (street, SECOND, "delta", 8, "['10','2']");
    s_depth (street, FIRST, "snapshot", 8, "['10','2']");
    gw_pipeline_lose (street->pipeline, feed, SECOND, MDP_GAP_STALE, T0);
    s_depth (street, FIRST, "delta", 9, "['10','3']");
    gw_pipeline_lose (street->pipeline, feed, FIRST, MDP_GAP_DISCONNECTED, T0);
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 3);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 4, "disconnected");
    assert_false (gw_book_is_valid (feed->stream->book));
    assert_int_equal (s_asks (street), 0);
}

//  What is left would say nothing until it is where the lost lane was: minutes, perhaps.

static void
test_a_lane_far_behind_does_not_carry_the_book (void **state)
{
    street_t *street = s_in_step (state);
    gw_feed_t *feed = s_feed (street, "orderbook.50.A");
    for (unsigned index = 1; index <= GW_WINDOW_SIZE; index++) {
        s_depth (street, FIRST, "delta", 7 + index, "['10','2']");
        street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 1 + index);
    }
    gw_pipeline_lose (street->pipeline, feed, FIRST, MDP_GAP_DISCONNECTED, T0);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2 + GW_WINDOW_SIZE, "disconnected");
    assert_int_equal (s_asks (street), 1u << SECOND);
}

static void
test_a_contradiction_is_told_and_one_lane_left_aside (void **state)
{
    street_t *street = s_in_step (state);
    s_depth (street, FIRST, "delta", 8, "['10','2']");
    assert_false (street->result.is_barred);
    assert_int_equal (s_depth (street, SECOND, "delta", 8, "['10','4']"), GW_PIPELINE_BROKEN);
    assert_true (street->result.is_barred);
    assert_int_equal (street->stats.contradictions, 1);
    assert_int_equal (s_asks (street), 1u << FIRST);
    s_depth (street, FIRST, "snapshot", 9, "['10','1']");
    s_depth (street, SECOND, "delta", 10, "['10','2']");
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 3, "update_id");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 4, "resync");
}

//  That the numbering begins again went by unseen: what follows is not old.

static void
test_numbers_that_go_back_unsaid_are_a_hole (void **state)
{
    street_t *street = *state;
    s_depth (street, FIRST, "snapshot", 1000, "['10','1']");
    s_depth (street, SECOND, "snapshot", 1000, "['10','1']");
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    assert_int_equal (s_depth (street, FIRST, "delta", 1000 - GW_WINDOW_SIZE + 1, ""),
                      GW_PIPELINE_EVENT);
    s_depth (street, FIRST, "delta", 1001, "['10','2']");
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
    assert_int_equal (s_depth (street, FIRST, "delta", 2, "['10','3']"), GW_PIPELINE_ORPHAN);
    assert_int_equal (s_asks (street), 1u << FIRST);
    street_expect_nothing (street);
    assert_int_equal (s_depth (street, SECOND, "delta", 2, "['10','3']"), GW_PIPELINE_BROKEN);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 3, "update_id");
    assert_int_equal (s_asks (street), 1u << SECOND);
}

//  The same levels, with other zeros and in another order, are the same.

static void
test_the_form_of_an_update_is_no_contradiction (void **state)
{
    street_t *street = s_in_step (state);
    s_depth (street, FIRST, "delta", 8, "['10','2'],['9','3']");
    s_depth (street, SECOND, "delta", 8, "['9.0','3'],['10','2.00']");
    assert_int_equal (street->stats.contradictions, 0);
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
}

static void
test_a_frame_that_one_lane_spoils_is_no_hole (void **state)
{
    street_t *street = s_in_step (state);
    assert_int_equal (s_depth (street, FIRST, "delta", 8, "['1e5','1']"), GW_PIPELINE_MALFORMED);
    s_depth (street, FIRST, "delta", 9, "['10','3']");
    s_depth (street, SECOND, "delta", 8, "['10','2']");
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 3);
    gw_pipeline_lose (street->pipeline, s_feed (street, "orderbook.50.A"), SECOND,
                      MDP_GAP_DISCONNECTED, T0);
    assert_int_equal (s_depth (street, FIRST, "delta", 10, "['1e5','1']"), GW_PIPELINE_MALFORMED);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 4, "malformed");
    assert_int_equal (s_asks (street), 1u << FIRST);
}

//  What the exchange itself sends in a new form is of that form in both lanes.

static void
test_a_frame_that_no_lane_can_read_is_a_hole (void **state)
{
    street_t *street = s_in_step (state);
    assert_int_equal (s_depth (street, FIRST, "snapshot", 1, "['1e5','1']"), GW_PIPELINE_MALFORMED);
    street_expect_nothing (street);
    street->now_ms += 5000;
    assert_int_equal (s_depth (street, SECOND, "snapshot", 1, "['1e5','1']"),
                      GW_PIPELINE_MALFORMED);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "malformed");
    assert_int_equal (s_asks (street), 3);
    assert_int_equal (s_depth (street, FIRST, "delta", 2, "['10','2']"), GW_PIPELINE_ORPHAN);
}

static void
test_of_level_one_the_newest_is_published (void **state)
{
    street_t *street = *state;
    s_best (street, FIRST, 5, "1");
    s_best (street, SECOND, 5, "1");
    s_best (street, FIRST, 6, "2");
    s_best (street, FIRST, 8, "3");
    s_best (street, SECOND, 6, "2");
    s_best (street, SECOND, 7, "9");
    s_best (street, SECOND, 8, "3");
    s_best (street, SECOND, 8, "3");
    s_best (street, SECOND, 9, "4");
    static const uint64_t IDS [] = { 5, 6, 8, 9 };
    for (size_t index = 0; index < sizeof IDS / sizeof *IDS; index++) {
        assert_int_equal (street_expect (street, MDP_MESSAGE_SNAPSHOT, BEST, index + 1)->update_id,
                          IDS [index]);
    }
}

//  A snapshot replaces the book, so nothing is missed before it.

static void
test_a_snapshot_that_jumps_is_no_hole (void **state)
{
    street_t *street = s_in_step (state);
    s_depth (street, FIRST, "snapshot", 12, "['10','5']");
    street_expect_nothing (street);
    s_depth (street, SECOND, "snapshot", 12, "['10','5']");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 2, "exchange");
    s_depth (street, FIRST, "snapshot", 20, "['10','6']");
    s_depth (street, FIRST, "delta", 21, "['10','7']");
    gw_pipeline_run (street->pipeline, T0 + GW_MERGE_WAIT_MS - 1);
    street_expect_nothing (street);
    gw_pipeline_run (street->pipeline, T0 + GW_MERGE_WAIT_MS);
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 3, "exchange");
    assert_int_equal (street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 4)->update_id, 21);
    s_depth (street, SECOND, "delta", 13, "['10','8']");
    s_depth (street, SECOND, "delta", 22, "['10','8']");
    assert_int_equal (street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 5)->update_id, 22);
    assert_int_equal (s_asks (street), 0);
    assert_int_equal (gw_pipeline_wait_ms (street->pipeline, T0 + 1000), INT32_MAX);
}

static void
test_another_seq_of_a_whole_book_is_a_contradiction (void **state)
{
    street_t *street = *state;
    s_best (street, FIRST, 5, "1");
    s_best (street, SECOND, 5, "1");
    s_best (street, FIRST, 6, "2");
    street->lane = SECOND;
    assert_int_equal (street_put (street, MDP_LINEAR, 1,
                                  "{'topic':'orderbook.1.A','type':'snapshot','ts':5,'data':{"
                                  "'s':'A','b':[['10','2']],'a':[['11','1']],'u':6,'seq':8}}"),
                      GW_PIPELINE_BROKEN);
    assert_int_equal (street->stats.contradictions, 1);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, BEST, 1);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, BEST, 2);
    street_expect_cause (street, MDP_MESSAGE_GAP, BEST, 3, "update_id");
    assert_int_equal (s_asks (street), 1u << FIRST);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_every_update_is_published_once),
        UNIT_FIXTURE (test_a_jump_is_filled_in_order),
        UNIT_FIXTURE (test_a_jump_that_is_not_filled_is_told_in_time),
        UNIT_FIXTURE (test_what_both_lanes_miss_is_told_at_once),
        UNIT_FIXTURE (test_a_gap_is_told_when_no_lane_is_left),
        UNIT_FIXTURE (test_a_lane_far_behind_does_not_carry_the_book),
        UNIT_FIXTURE (test_a_contradiction_is_told_and_one_lane_left_aside),
        UNIT_FIXTURE (test_numbers_that_go_back_unsaid_are_a_hole),
        UNIT_FIXTURE (test_the_form_of_an_update_is_no_contradiction),
        UNIT_FIXTURE (test_a_frame_that_one_lane_spoils_is_no_hole),
        UNIT_FIXTURE (test_a_frame_that_no_lane_can_read_is_a_hole),
        UNIT_FIXTURE (test_of_level_one_the_newest_is_published),
        UNIT_FIXTURE (test_a_snapshot_that_jumps_is_no_hole),
        UNIT_FIXTURE (test_another_seq_of_a_whole_book_is_a_contradiction),
    };
    return UNIT_RUN ("gw_pipeline with two lanes", tests);
}
