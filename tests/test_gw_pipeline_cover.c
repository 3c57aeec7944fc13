//  Tests of gw_pipeline with two lanes: trades, and what makes up for a lane that is lost

#include "test_gw_street.h"

#define TRADES "bybit.linear.trade.A."

enum { T0 = 100000, FIRST = 0, SECOND = 1, MS = 1000000 };

static int
s_setup (void **state)
{
    street_t *street = street_new (MDP_FLOAT64, 0);
    gw_pipeline_merge_lanes (street->pipeline);
    street_add (street, MDP_LINEAR, 0, "A");
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
s_feed (street_t *street)
{
    return gw_market_feed (street->market, MDP_LINEAR, street_text ("publicTrade.A"));
}

static void
s_begin (street_t *street, size_t lane, int64_t now_ms)
{
    gw_cover_begin (&s_feed (street)->cover, lane, now_ms);
}

static void
s_lose (street_t *street, size_t lane, mdp_gap_cause_t cause, int64_t heard_ms)
{
    gw_pipeline_lose (street->pipeline, s_feed (street), lane, cause, heard_ms);
}

//  A frame with a trade for each letter: its id, and when it was matched.

static void
s_trades (street_t *street, size_t lane, const char *ids)
{
    char text [1024];
    int size = snprintf (text, sizeof text, "{'topic':'publicTrade.A','ts':5,'data':[");
    for (size_t index = 0; ids [index]; index++) {
        size += snprintf (text + size, sizeof text - (size_t) size,
                          "%s{'T':%d,'s':'A','S':'Buy','v':'1','p':'10','i':'%c','BT':false}",
                          index > 0 ? "," : "", ids [index], ids [index]);
    }
    snprintf (text + size, sizeof text - (size_t) size, "]}");
    street->lane = lane;
    assert_int_equal (street_put (street, MDP_LINEAR, 10 + lane, text), GW_PIPELINE_EVENT);
}

//  A frame with a trade that cannot be read.

static void
s_spoilt_trade (street_t *street, size_t lane, const char *id)
{
    char text [256];
    snprintf (text, sizeof text,
              "{'topic':'publicTrade.A','ts':5,'data':[{'T':1,'s':'A','S':'Up','v':'1','p':'10',"
              "'i':'%s'}]}",
              id);
    street->lane = lane;
    assert_int_equal (street_put (street, MDP_LINEAR, 10 + lane, text), GW_PIPELINE_MALFORMED);
}

//  A text of which nobody can tell whose it is, the same each time.

static void
s_nameless (street_t *street, size_t lane)
{
    street->lane = lane;
    assert_int_equal (street_put (street, MDP_LINEAR, 10 + lane, "{"), GW_PIPELINE_MALFORMED);
    assert_true (street->result.is_nameless);
    gw_pipeline_doubt (street->pipeline, s_feed (street), &street->result.unread);
}

static void
test_a_trade_is_published_once (void **state)
{
    street_t *street = *state;
    s_trades (street, FIRST, "ab");
    assert_int_equal (s_feed (street)->places [FIRST].said_at, 5 * MS);
    assert_int_equal (s_feed (street)->places [SECOND].said_at, 0);
    s_trades (street, SECOND, "ab");
    assert_int_equal (s_feed (street)->places [SECOND].said_at, 5 * MS);
    s_trades (street, FIRST, "ab");  //  A frame that came twice
    s_trades (street, SECOND, "cd");
    s_trades (street, FIRST, "c");
    s_trades (street, FIRST, "de");
    static const size_t COUNTS [] = { 2, 2, 1 };
    for (size_t index = 0; index < sizeof COUNTS / sizeof *COUNTS; index++) {
        assert_int_equal (
            street_expect (street, MDP_MESSAGE_TRADES, TRADES, index + 1)->trades_count,
            COUNTS [index]);
    }
}

//  The second lane must have carried the trades for a while when the first was last heard: what
//  that one said just then may be older.

static void
test_trades_of_a_lost_lane_are_a_hole_unless_another_had_them (void **state)
{
    street_t *street = *state;
    s_trades (street, FIRST, "a");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 1);
    s_begin (street, FIRST, T0);
    s_begin (street, SECOND, T0 + 10);
    s_lose (street, FIRST, MDP_GAP_DISCONNECTED, T0 + 10 + GW_COVER_LATE_MS);
    assert_int_equal (s_feed (street)->cover.lanes [FIRST].carried_at, 0);
    s_lose (street, FIRST, MDP_GAP_DISCONNECTED, T0);  //  Once more
    street_expect_nothing (street);
    s_begin (street, FIRST, T0 + 50);
    s_lose (street, SECOND, MDP_GAP_STALE, T0 + 50 + GW_COVER_LATE_MS - 1);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 2, "stale");
}

//  Both lanes have carried the trades for a while, and brought trade a.

static street_t *
s_met (void **state)
{
    street_t *street = *state;
    s_begin (street, FIRST, T0 - 60000);
    s_begin (street, SECOND, T0 - 60000);
    s_trades (street, FIRST, "a");
    s_trades (street, SECOND, "a");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 1);
    return street;
}

//  Its books go on, so nothing else tells that its trades have stopped.

static void
test_a_lane_whose_trades_stopped_covers_none (void **state)
{
    street_t *street = s_met (state);
    s_trades (street, FIRST, "b");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    street->now_ms += GW_COVER_LATE_MS;
    s_trades (street, FIRST, "c");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 3);
    s_lose (street, FIRST, MDP_GAP_DISCONNECTED, street->now_ms);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 4, "disconnected");
}

//  Nobody can know at once. When the other one is back, and brings what it does not, the hole
//  is told, from the last trade on that the stalled one had.

static void
test_a_lane_that_is_found_late_was_no_cover (void **state)
{
    street_t *street = s_met (state);
    s_lose (street, FIRST, MDP_GAP_DISCONNECTED, T0);
    street_expect_nothing (street);
    s_begin (street, FIRST, T0 + 1000);
    street->now_ms = T0 + 2000;
    s_trades (street, FIRST, "d");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    assert_true (gw_cover_is_late (&s_feed (street)->cover, SECOND, T0 + 2000 + GW_COVER_LATE_MS));
    s_lose (street, SECOND, MDP_GAP_STALE, T0 + 2000);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 3, "stale");
    assert_int_equal (s_feed (street)->trail.before_at, 'a' * MS);
}

//  One lags: when it is lost, what it had not brought yet of the other one's absence is lost.

static void
test_what_a_lagging_lane_had_still_to_bring_is_a_hole (void **state)
{
    street_t *street = s_met (state);
    s_lose (street, FIRST, MDP_GAP_DISCONNECTED, T0);
    s_begin (street, FIRST, T0 + 100);
    s_trades (street, FIRST, "e");
    s_trades (street, SECOND, "b");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 3);
    s_lose (street, SECOND, MDP_GAP_DISCONNECTED, T0 + 200);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 4, "disconnected");
    assert_int_equal (s_feed (street)->trail.before_at, 'b' * MS);
}

//  What one spoils the other is about to bring, and is lost before.

static void
test_a_lane_that_spoilt_a_frame_does_not_cover_it (void **state)
{
    street_t *street = s_met (state);
    s_spoilt_trade (street, FIRST, "b");
    street_expect_nothing (street);
    s_lose (street, SECOND, MDP_GAP_DISCONNECTED, T0);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 2, "disconnected");
    s_begin (street, SECOND, T0 + 10);
    street->now_ms = T0 + GW_MERGE_WAIT_MS;
    s_trades (street, FIRST, "c");
    s_trades (street, SECOND, "c");
    s_lose (street, SECOND, MDP_GAP_DISCONNECTED, street->now_ms);
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 3);
}

static void
test_a_trade_that_no_lane_can_read_is_a_hole (void **state)
{
    street_t *street = s_met (state);
    s_spoilt_trade (street, FIRST, "1");
    street->now_ms += GW_MERGE_WAIT_MS;
    s_trades (street, FIRST, "b");
    s_trades (street, SECOND, "b");
    s_spoilt_trade (street, SECOND, "2");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    street_expect_nothing (street);  //  Each lane has what the other spoilt
    street->now_ms += GW_MERGE_WAIT_MS - 1;
    s_spoilt_trade (street, FIRST, "3");
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 3, "malformed");
    s_trades (street, FIRST, "c");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 4);
    street->now_ms += 5000;
    s_spoilt_trade (street, SECOND, "3");
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 5, "malformed");
}

//  The same text from both lanes is one frame that none could read, unless they met in between.

static void
test_a_text_of_no_known_feed_is_made_up_for_by_another_lane (void **state)
{
    street_t *street = s_met (state);
    s_nameless (street, FIRST);
    street->now_ms += GW_MERGE_WAIT_MS;
    s_trades (street, FIRST, "b");
    s_trades (street, SECOND, "b");
    s_nameless (street, SECOND);
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    street_expect_nothing (street);
    street->now_ms += GW_MERGE_WAIT_MS - 1;
    s_nameless (street, FIRST);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 3, "malformed");
}

//  Nor are two of them at once what the other lane could not read before it met this one.

static void
test_a_burst_in_one_lane_is_made_up_for_by_another (void **state)
{
    street_t *street = s_met (state);
    s_nameless (street, FIRST);
    street->now_ms += GW_MERGE_WAIT_MS;
    s_trades (street, FIRST, "b");
    s_trades (street, SECOND, "b");
    s_nameless (street, SECOND);
    s_nameless (street, SECOND);
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    street_expect_nothing (street);
}

//  The lane that spoilt a trade is past it with the next one that both bring, also where another
//  came first to be owed.

static void
test_lanes_that_spoil_a_trade_in_turn_make_up_for_each_other (void **state)
{
    street_t *street = s_met (state);
    s_spoilt_trade (street, SECOND, "b");
    s_trades (street, FIRST, "b");
    street->now_ms += GW_MERGE_WAIT_MS;
    s_trades (street, FIRST, "c");
    s_trades (street, SECOND, "c");
    s_spoilt_trade (street, FIRST, "d");
    s_trades (street, SECOND, "d");
    for (uint64_t seq = 2; seq <= 4; seq++) {
        street_expect (street, MDP_MESSAGE_TRADES, TRADES, seq);
    }
    street_expect_nothing (street);
}

//  A lane that lags brings it later, and before anything that the other one brought since.

static void
test_a_text_of_no_known_feed_that_a_lagging_lane_brings_too_is_a_hole (void **state)
{
    street_t *street = s_met (state);
    s_trades (street, FIRST, "b");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    s_nameless (street, FIRST);
    street->now_ms += GW_MERGE_WAIT_MS;
    s_trades (street, FIRST, "c");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 3);
    s_trades (street, SECOND, "b");
    s_nameless (street, SECOND);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 4, "malformed");
}

//  One lane brings in one frame what the other one brought in two. They have met in it, but behind
//  what neither could read.

static void
s_check_unread_by_both (street_t *street, int64_t later_ms)
{
    static const char BOTH [] = "{'topic':'publicTrade.A','ts':5,'data':["
                                "{'T':98,'s':'A','S':'Up','v':'1','p':'10','i':'b'},"
                                "{'T':99,'s':'A','S':'Buy','v':'1','p':'10','i':'c'}]}";
    s_spoilt_trade (street, FIRST, "b");
    street->now_ms += GW_MERGE_WAIT_MS;
    s_trades (street, FIRST, "c");
    street_expect (street, MDP_MESSAGE_TRADES, TRADES, 2);
    street->now_ms += later_ms;
    street->lane = SECOND;
    assert_int_equal (street_put (street, MDP_LINEAR, 10 + SECOND, BOTH), GW_PIPELINE_EVENT);
    street_expect_cause (street, MDP_MESSAGE_GAP, TRADES, 3, "malformed");
}

static void
test_lanes_do_not_meet_in_a_frame_that_neither_can_read (void **state)
{
    s_check_unread_by_both (s_met (state), 0);
}

//  Nor is a market quiet because that frame brings all that its lane owed.

static void
test_a_lagging_lane_that_cannot_read_a_frame_either_is_a_hole (void **state)
{
    s_check_unread_by_both (s_met (state), GW_COVER_LATE_MS + GW_MERGE_WAIT_MS);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_trade_is_published_once),
        UNIT_FIXTURE (test_trades_of_a_lost_lane_are_a_hole_unless_another_had_them),
        UNIT_FIXTURE (test_a_lane_whose_trades_stopped_covers_none),
        UNIT_FIXTURE (test_a_lane_that_is_found_late_was_no_cover),
        UNIT_FIXTURE (test_what_a_lagging_lane_had_still_to_bring_is_a_hole),
        UNIT_FIXTURE (test_a_lane_that_spoilt_a_frame_does_not_cover_it),
        UNIT_FIXTURE (test_a_trade_that_no_lane_can_read_is_a_hole),
        UNIT_FIXTURE (test_a_text_of_no_known_feed_is_made_up_for_by_another_lane),
        UNIT_FIXTURE (test_a_burst_in_one_lane_is_made_up_for_by_another),
        UNIT_FIXTURE (test_lanes_that_spoil_a_trade_in_turn_make_up_for_each_other),
        UNIT_FIXTURE (test_a_text_of_no_known_feed_that_a_lagging_lane_brings_too_is_a_hole),
        UNIT_FIXTURE (test_lanes_do_not_meet_in_a_frame_that_neither_can_read),
        UNIT_FIXTURE (test_a_lagging_lane_that_cannot_read_a_frame_either_is_a_hole),
    };
    return UNIT_RUN ("gw_pipeline with two lanes: trades", tests);
}
