//  Tests of gw_pipeline: books from the exchange's text to a subscriber

#include "test_gw_street.h"

#define TOPIC "bybit.linear.depth.50.A."

static int
s_setup (void **state)
{
    street_t *street = street_new (MDP_FLOAT64, 0);
    (void) street_add (street, MDP_LINEAR, 50, "A");
    *state = street;
    return 0;
}

static int
s_setup_restarted (void **state)
{
    street_t *street = street_new (MDP_FLOAT64, 777);
    (void) street_add (street, MDP_LINEAR, 50, "A");
    *state = street;
    return 0;
}

static int
s_teardown (void **state)
{
    return street_end (*state);
}

static void
test_a_snapshot_arrives_with_all_its_keys (void **state)
{
    street_t *street = *state;
    assert_int_equal (street_depth (street, "snapshot", 7, "['10.5','1'],['9','2']", "['11','3']"),
                      GW_PIPELINE_EVENT);
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    assert_true (mdp_text_is (message->cause, "exchange"));
    assert_true (mdp_text_is (message->symbol, "A"));
    assert_int_equal (message->category, MDP_LINEAR);
    assert_int_equal (message->depth, 50);
    assert_int_equal (message->update_id, 7);
    assert_true (message->has_xseq);
    assert_int_equal (message->xseq, 700);
    assert_int_equal (message->ts_exchange, 70000000);
    assert_int_equal (message->ts_event, 35000000);
    assert_int_equal (message->stamp.ts_recv, street->ts_recv);
    assert_true (message->stamp.ts_pub > message->stamp.ts_recv);
    assert_false (message->stamp.is_simulated);
    assert_int_equal (message->bids_count, 2);
    assert_true (message->bids [0].price.value == 10.5);
    assert_true (message->bids [1].size.value == 2);
    assert_int_equal (message->asks_count, 1);
    assert_int_equal (street->stats.counts [GW_STAT_TAKEN], 1);
    assert_int_equal (street->stats.published, 1);
}

static void
test_deltas_follow_with_the_next_numbers (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    street_depth (street, "delta", 8, "['10','0'],['9','4']", "");
    street_depth (street, "delta", 9, "", "");
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
    assert_int_equal (message->update_id, 8);
    assert_int_equal (message->xseq, 800);
    assert_int_equal (message->bids_count, 2);
    assert_true (message->bids [0].size.value == 0);
    assert_int_equal (message->asks_count, 0);
    message = street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 3);
    assert_int_equal (message->update_id, 9);
}

static void
test_a_repetition_is_a_sign_of_life_and_not_published (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    assert_int_equal (street_depth (street, "snapshot", 7, "['10','1']", "['11','3']"),
                      GW_PIPELINE_EVENT);
    assert_int_equal (street_depth (street, "delta", 7, "['10','9']", ""), GW_PIPELINE_EVENT);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    assert_int_equal (street->stats.counts [GW_STAT_REPEATED], 1);
    assert_int_equal (street->stats.counts [GW_STAT_DUPLICATE], 1);
    assert_int_equal (street->result.feed->stream->last_event, street->ts_recv);
}

//  That the numbering begins again went by unseen: what follows is not old.

static void
test_numbers_that_go_back_unsaid_are_a_hole (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 1000, "['10','1']", "['11','3']");
    assert_int_equal (street_depth (street, "delta", 1000 - GW_WINDOW_SIZE + 1, "", ""),
                      GW_PIPELINE_EVENT);
    assert_int_equal (street_depth (street, "delta", 2, "['10','2']", ""), GW_PIPELINE_BROKEN);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "update_id");
}

//  An event of the book with its own times: of the exchange, and of the engine unless that is 0.

static gw_pipeline_kind_t
s_depth_at (street_t *street, const char *type, unsigned update_id, unsigned ts, unsigned cts)
{
    char text [STREET_TEXT_MAX];
    char made [32] = "";
    if (cts > 0) {
        (void) snprintf (made, sizeof made, ",'cts':%u", cts);
    }
    (void) snprintf (text, sizeof text,
                     "{'topic':'orderbook.50.A','type':'%s','ts':%u,'data':{'s':'A',"
                     "'b':[['10','1']],'a':[['11','3']],'u':%u}%s}",
                     type, ts, update_id, made);
    return street_put (street, MDP_LINEAR, 1, text);
}

//  It may be sent long after it was made, but not made after the book.

static void
test_a_number_that_was_had_is_a_hole_where_the_event_is_newer (void **state)
{
    street_t *street = *state;
    s_depth_at (street, "snapshot", 999, 10, 9);
    s_depth_at (street, "delta", 1000, 20, 19);
    assert_int_equal (s_depth_at (street, "delta", 999, 99, 9), GW_PIPELINE_EVENT);
    assert_int_equal (s_depth_at (street, "delta", 1000, 99, 19), GW_PIPELINE_EVENT);
    assert_int_equal (street->stats.counts [GW_STAT_DUPLICATE], 2);
    assert_int_equal (s_depth_at (street, "delta", 1000, 20, 20), GW_PIPELINE_BROKEN);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 3, "update_id");
}

//  A snapshot may overtake what it holds: when they were sent says nothing.

static void
test_where_the_engine_tells_no_time_a_number_that_was_had_is_a_repetition (void **state)
{
    street_t *street = *state;
    s_depth_at (street, "snapshot", 1000, 10, 0);
    assert_int_equal (s_depth_at (street, "delta", 1000, 11, 0), GW_PIPELINE_EVENT);
    assert_int_equal (s_depth_at (street, "delta", 999, 12, 13), GW_PIPELINE_EVENT);
    assert_int_equal (street->stats.counts [GW_STAT_DUPLICATE], 2);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
}

static void
test_a_jump_tells_one_gap_and_the_next_snapshot_resyncs (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    uint64_t since = street->ts_recv;
    assert_int_equal (street_depth (street, "delta", 9, "['10','2']", ""), GW_PIPELINE_BROKEN);
    (void) street_depth (street, "delta", 10, "['10','2']", "");
    street_depth (street, "snapshot", 20, "['10','1']", "['11','3']");
    street_depth (street, "snapshot", 21, "['10','1']", "['11','3']");
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    const mdp_message_t *gap = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 2);
    assert_true (mdp_text_is (gap->cause, "update_id"));
    assert_int_equal (gap->since, since);
    assert_int_equal (gap->depth, 50);
    assert_false (gap->has_complete);
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 3, "resync");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 4, "exchange");
    assert_int_equal (street->stats.counts [GW_STAT_ORPHAN], 1);
    assert_int_equal (street->stats.counts [GW_STAT_BROKEN], 1);
}

static void
test_a_crossed_book_tells_one_gap (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    assert_int_equal (street_depth (street, "delta", 8, "['12','1']", ""), GW_PIPELINE_BROKEN);
    assert_int_equal (street_depth (street, "snapshot", 9, "['12','1']", "['11','1']"),
                      GW_PIPELINE_BROKEN);
    street_depth (street, "snapshot", 10, "['10','1']", "['11','3']");
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "crossed");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 3, "resync");
}

static void
test_an_emptied_book_tells_a_gap_and_asks_for_a_snapshot (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    assert_int_equal (street_depth (street, "delta", 1, "", ""), GW_PIPELINE_BROKEN);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect (street, MDP_MESSAGE_GAP, TOPIC, 2);
}

static void
test_a_gap_is_told_once_however_often_it_is_met (void **state)
{
    street_t *street = *state;
    gw_feed_t *feed = gw_market_feed_at (street->market, 0);
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);  //  Nothing was had
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_STALE);
    assert_false (gw_book_is_valid (feed->stream->book));
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1, "exchange");
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "disconnected");
}

static void
test_a_book_frame_that_cannot_be_read_is_a_hole (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    assert_int_equal (street_depth (street, "delta", 8, "['1e5','1']", ""), GW_PIPELINE_MALFORMED);
    assert_ptr_equal (street->result.feed, gw_market_feed_at (street->market, 0));
    assert_false (gw_book_is_valid (street->result.feed->stream->book));
    assert_int_equal (street_put (street, MDP_LINEAR, 1, "{'topic':'orderbook.50.A','type"),
                      GW_PIPELINE_MALFORMED);
    assert_non_null (street->result.feed);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "malformed");
}

static void
test_what_nobody_asked_for_is_counted_and_dropped (void **state)
{
    street_t *street = *state;
    static const char *const TEXTS [] = {
        "{'topic':'orderbook.50.B','type':'delta','ts':1,'data':{'s':'B','b':[],'a':[],'u':7}}",
        "{'topic':'orderbook.200.A','type':'delta','ts':1,'data':{'s':'A','b':[],'a':[],'u':7}}",
        "{'topic':'tickers.A','ts':1}",
        "{'topic':'publicTrade.A','ts':1,'data':[]}",
    };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        assert_int_equal (street_put (street, MDP_LINEAR, 1, TEXTS [index]), GW_PIPELINE_NOTHING);
        assert_null (street->result.feed);
    }
    assert_int_equal (
        street_put (
            street, MDP_SPOT, 1,
            "{'topic':'orderbook.50.A','type':'snapshot','ts':1,'data':{'b':[],'a':[],'u':7}}"),
        GW_PIPELINE_NOTHING);
    assert_int_equal (street->stats.counts [GW_STAT_UNSERVED], 5);
}

static void
test_answers_pongs_and_damage_are_told_and_counted (void **state)
{
    street_t *street = *state;
    assert_int_equal (street_put (street, MDP_LINEAR, 1, "{'op':'pong'}"), GW_PIPELINE_NOTHING);
    assert_int_equal (
        street_put (street, MDP_LINEAR, 1, "{'success':true,'req_id':'5','op':'subscribe'}"),
        GW_PIPELINE_ANSWER);
    assert_int_equal (street->result.message->request, 5);
    assert_int_equal (street_put (street, MDP_LINEAR, 1, "{'success':false,'ret_msg':'no'}"),
                      GW_PIPELINE_ANSWER);
    assert_int_equal (street_put (street, MDP_LINEAR, 1, "<html>"), GW_PIPELINE_MALFORMED);
    assert_null (street->result.feed);
    assert_int_equal (street->stats.counts [GW_STAT_PONG], 1);
    assert_int_equal (street->stats.counts [GW_STAT_ANSWER], 2);
    assert_int_equal (street->stats.counts [GW_STAT_MALFORMED], 1);
}

static void
test_after_a_restart_each_book_tells_its_hole_first (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    street_depth (street, "snapshot", 8, "['10','1']", "['11','3']");
    const mdp_message_t *gap = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 1);
    assert_true (mdp_text_is (gap->cause, "restarted"));
    assert_int_equal (gap->since, 777);
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 2, "resync");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 3, "exchange");
}

static void
test_after_a_restart_update_one_tells_the_hole_too (void **state)
{
    street_t *street = *state;
    street_depth (street, "delta", 1, "['10','1']", "['11','3']");
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 1, "restarted");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 2, "resync");
}

static void
test_after_a_restart_the_hole_is_told_once_though_the_first_book_is_crossed (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['12','1']", "['11','3']");
    street_depth (street, "snapshot", 8, "['12','1']", "['11','3']");
    street_depth (street, "snapshot", 9, "['10','1']", "['11','3']");
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 1, "restarted");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 2, "resync");
}

//  A repeated snapshot is told with the numbers of the book, not of a refused event.

static void
test_a_duplicate_does_not_age_the_books_numbers (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    street_depth (street, "delta", 3, "['10','9']", "");
    gw_publish_snapshot (street->publish, gw_market_stream_at (street->market, 0), MDP_PERIODIC,
                         street->ts_recv);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    assert_int_equal (message->update_id, 7);
    assert_int_equal (message->xseq, 700);
    assert_int_equal (message->ts_event, 35000000);
}

//  Deltas before the snapshot prove nothing: the feed still waits for its data.

static void
test_an_orphan_is_no_sign_that_the_feed_lives (void **state)
{
    street_t *street = *state;
    assert_int_not_equal (street_depth (street, "delta", 9, "['10','1']", ""), GW_PIPELINE_EVENT);
    assert_int_equal (street->stats.counts [GW_STAT_ORPHAN], 1);
}

#define RESTARTED(test) cmocka_unit_test_setup_teardown (test, s_setup_restarted, s_teardown)

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_snapshot_arrives_with_all_its_keys),
        UNIT_FIXTURE (test_deltas_follow_with_the_next_numbers),
        UNIT_FIXTURE (test_a_repetition_is_a_sign_of_life_and_not_published),
        UNIT_FIXTURE (test_numbers_that_go_back_unsaid_are_a_hole),
        UNIT_FIXTURE (test_a_number_that_was_had_is_a_hole_where_the_event_is_newer),
        UNIT_FIXTURE (test_where_the_engine_tells_no_time_a_number_that_was_had_is_a_repetition),
        UNIT_FIXTURE (test_a_jump_tells_one_gap_and_the_next_snapshot_resyncs),
        UNIT_FIXTURE (test_a_crossed_book_tells_one_gap),
        UNIT_FIXTURE (test_an_emptied_book_tells_a_gap_and_asks_for_a_snapshot),
        UNIT_FIXTURE (test_a_gap_is_told_once_however_often_it_is_met),
        UNIT_FIXTURE (test_a_book_frame_that_cannot_be_read_is_a_hole),
        UNIT_FIXTURE (test_what_nobody_asked_for_is_counted_and_dropped),
        UNIT_FIXTURE (test_answers_pongs_and_damage_are_told_and_counted),
        UNIT_FIXTURE (test_a_duplicate_does_not_age_the_books_numbers),
        UNIT_FIXTURE (test_an_orphan_is_no_sign_that_the_feed_lives),
        RESTARTED (test_after_a_restart_each_book_tells_its_hole_first),
        RESTARTED (test_after_a_restart_update_one_tells_the_hole_too),
        RESTARTED (test_after_a_restart_the_hole_is_told_once_though_the_first_book_is_crossed),
    };
    return UNIT_RUN ("gw_pipeline", tests);
}
