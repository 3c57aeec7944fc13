//  Tests of gw_pipeline: trades from the exchange's text to a subscriber

#include "test_gw_street.h"

#define TOPIC "bybit.linear.trade.A."
#define CALL "bybit.option.trade.BTC-26JUN26-90000-C."
#define PUT "bybit.option.trade.BTC-26JUN26-90000-P."

static street_t *
s_street (uint64_t since)
{
    street_t *street = street_new (MDP_FLOAT64, since);
    (void) street_add (street, MDP_LINEAR, 0, "A");
    (void) street_add (street, MDP_OPTION, 0, "BTC");
    return street;
}

static int
s_setup (void **state)
{
    *state = s_street (0);
    return 0;
}

static int
s_setup_restarted (void **state)
{
    *state = s_street (777);
    return 0;
}

static int
s_teardown (void **state)
{
    return street_end (*state);
}

//  A frame of trades; each letter of ids is one.

static gw_pipeline_kind_t
s_put (street_t *street, uint64_t source, const char *ids)
{
    char text [STREET_TEXT_MAX] = "{'topic':'publicTrade.A','ts':9,'data':[";
    for (size_t index = 0; index < strlen (ids); index++) {
        char trade [128];
        (void) snprintf (trade, sizeof trade,
                         "%s{'i':'%c','T':8,'p':'3.5','v':'2','S':'Buy','s':'A'}",
                         index > 0 ? "," : "", ids [index]);
        strcat (text, trade);
    }
    strcat (text, "]}");
    return street_put (street, MDP_LINEAR, source, text);
}

static void
s_expect (street_t *street, const char *topic, uint64_t seq, const char *ids)
{
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_TRADES, topic, seq);
    assert_int_equal (message->trades_count, strlen (ids));
    for (size_t index = 0; index < message->trades_count; index++) {
        assert_int_equal (message->trades [index].id.size, 1);
        assert_int_equal (message->trades [index].id.chars [0], ids [index]);
    }
}

static void
test_a_trade_arrives_with_all_its_keys (void **state)
{
    street_t *street = *state;
    street_put (street, MDP_LINEAR, 1,
                "{'topic':'publicTrade.A','ts':9,'data':[{'T':8,'s':'A','S':'Sell','v':'0.25',"
                "'p':'86723.50','L':'PlusTick','i':'5f3c','BT':false,'RPI':true,'seq':77}]}");
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_TRADES, TOPIC, 1);
    assert_true (mdp_text_is (message->symbol, "A"));
    assert_int_equal (message->ts_exchange, 9000000);
    assert_int_equal (message->stamp.ts_recv, street->ts_recv);
    assert_false (message->is_recovered);
    const mdp_message_trade_t *trade = message->trades;
    assert_true (mdp_text_is (trade->id, "5f3c"));
    assert_true (mdp_text_is (trade->tick, "PlusTick"));
    assert_int_equal (trade->ts_event, 8000000);
    assert_true (trade->price.value == 86723.5);
    assert_true (trade->size.value == 0.25);
    assert_int_equal (trade->xseq, 77);
    assert_int_equal (trade->has, MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_RPI | MDP_HAS_XSEQ);
    assert_false (trade->is_buy);
    assert_true (trade->is_rpi);
}

static void
test_each_frame_is_one_message_and_its_order_is_kept (void **state)
{
    street_t *street = *state;
    s_put (street, 1, "cab");
    s_put (street, 1, "d");
    s_expect (street, TOPIC, 1, "cab");
    s_expect (street, TOPIC, 2, "d");
}

static void
test_what_another_source_brought_is_dropped (void **state)
{
    street_t *street = *state;
    s_put (street, 1, "abc");
    s_put (street, 2, "bcd");
    assert_int_equal (s_put (street, 2, "ac"), GW_PIPELINE_EVENT);
    s_put (street, 2, "e");
    s_expect (street, TOPIC, 1, "abc");
    s_expect (street, TOPIC, 2, "d");
    s_expect (street, TOPIC, 3, "e");
    assert_int_equal (street->stats.counts [GW_STAT_TAKEN], 3);
    assert_int_equal (street->stats.counts [GW_STAT_DUPLICATE], 1);
}

static void
test_what_one_source_brings_is_believed (void **state)
{
    street_t *street = *state;
    s_put (street, 1, "aab");
    s_put (street, 1, "bc");
    s_expect (street, TOPIC, 1, "aab");
    s_expect (street, TOPIC, 2, "bc");
}

static void
test_a_frame_that_comes_twice_in_a_row_is_dropped (void **state)
{
    street_t *street = *state;
    s_put (street, 1, "ab");
    s_put (street, 1, "ab");
    s_put (street, 1, "c");
    s_put (street, 1, "ab");
    s_expect (street, TOPIC, 1, "ab");
    s_expect (street, TOPIC, 2, "c");
    s_expect (street, TOPIC, 3, "ab");
    assert_int_equal (street->stats.counts [GW_STAT_DUPLICATE], 1);
}

static void
test_the_same_id_of_another_symbol_is_another_trade (void **state)
{
    street_t *street = *state;
    (void) street_add (street, MDP_LINEAR, 0, "B");
    (void) street_add (street, MDP_SPOT, 0, "A");
    s_put (street, 1, "a");
    street_put (street, MDP_LINEAR, 2,
                "{'topic':'publicTrade.B','ts':9,'data':[{'i':'a','T':8,'p':'1','v':'1'}]}");
    street_put (street, MDP_SPOT, 3,
                "{'topic':'publicTrade.A','ts':9,'data':[{'i':'a','T':8,'p':'1','v':'1'}]}");
    s_expect (street, TOPIC, 1, "a");
    s_expect (street, "bybit.linear.trade.B.", 1, "a");
    s_expect (street, "bybit.spot.trade.A.", 1, "a");
}

static gw_pipeline_kind_t
s_put_options (street_t *street, uint64_t source, const char *ids)
{
    char text [STREET_TEXT_MAX] = "{'topic':'publicTrade.BTC','ts':9,'data':[";
    for (size_t index = 0; index < strlen (ids); index++) {
        char trade [128];
        char kind = ids [index] >= 'a' ? 'P' : 'C';
        (void) snprintf (trade, sizeof trade,
                         "%s{'i':'%c','T':8,'p':'3.5','v':'2','S':'Buy','s':'BTC-26JUN26-90000-%c',"
                         "'mIv':'0.5'}",
                         index > 0 ? "," : "", ids [index], kind);
        strcat (text, trade);
    }
    strcat (text, "]}");
    return street_put (street, MDP_OPTION, source, text);
}

static void
test_a_frame_of_options_is_split_by_symbol_with_order_kept (void **state)
{
    street_t *street = *state;
    s_put_options (street, 1, "CaBbA");
    s_put_options (street, 1, "c");
    s_expect (street, CALL, 1, "CBA");
    s_expect (street, PUT, 1, "ab");
    s_expect (street, PUT, 2, "c");
    assert_int_equal (street->stats.counts [GW_STAT_TAKEN], 2);
    assert_int_equal (street->stats.published, 3);
}

static void
test_a_gap_of_options_is_told_to_every_symbol_that_traded (void **state)
{
    street_t *street = *state;
    gw_feed_t *feed = gw_market_feed (street->market, MDP_OPTION, street_text ("publicTrade.BTC"));
    s_put_options (street, 1, "Aa");
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    s_put_options (street, 2, "Bab");
    s_expect (street, CALL, 1, "A");
    s_expect (street, PUT, 1, "a");
    street_expect_cause (street, MDP_MESSAGE_GAP, CALL, 2, "disconnected");
    street_expect_cause (street, MDP_MESSAGE_GAP, PUT, 2, "disconnected");
    s_expect (street, CALL, 3, "B");
    s_expect (street, PUT, 3, "b");
}

static void
test_a_gap_of_trades_says_that_it_was_not_closed (void **state)
{
    street_t *street = *state;
    gw_feed_t *feed = gw_market_feed (street->market, MDP_LINEAR, street_text ("publicTrade.A"));
    s_put (street, 1, "a");
    uint64_t since = street->ts_recv;
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    s_put (street, 2, "b");
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    s_expect (street, TOPIC, 1, "a");
    const mdp_message_t *gap = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 2);
    assert_int_equal (gap->since, since);
    assert_true (gap->has_complete);
    assert_false (gap->is_complete);
    assert_int_equal (gap->depth, 0);
    s_expect (street, TOPIC, 3, "b");
    street_expect (street, MDP_MESSAGE_GAP, TOPIC, 4);
}

static void
test_a_trade_that_cannot_be_read_is_a_hole (void **state)
{
    street_t *street = *state;
    assert_int_equal (
        street_put (street, MDP_LINEAR, 1,
                    "{'topic':'publicTrade.A','ts':9,'data':[{'i':'a','T':8,'p':'1','v':'1'},"
                    "{'i':'b','T':8,'p':'x','v':'1'}]}"),
        GW_PIPELINE_EVENT);
    assert_int_equal (street->result.message->refused, 1);
    s_expect (street, TOPIC, 1, "a");
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "malformed");
    s_put (street, 1, "c");
    s_expect (street, TOPIC, 3, "c");
}

static void
test_a_frame_of_trades_that_cannot_be_read_is_a_hole (void **state)
{
    street_t *street = *state;
    assert_int_equal (street_put (street, MDP_LINEAR, 1, "{'topic':'publicTrade.A','ts':9}"),
                      GW_PIPELINE_MALFORMED);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 1, "malformed");
    assert_int_equal (street->stats.counts [GW_STAT_MALFORMED], 1);
}

static void
test_an_empty_frame_publishes_nothing (void **state)
{
    street_t *street = *state;
    assert_int_equal (s_put (street, 1, ""), GW_PIPELINE_EVENT);
}

//  A trade that cannot be carried must not vanish without a word.

static void
test_a_trade_of_a_symbol_that_cannot_be_carried_is_told (void **state)
{
    street_t *street = *state;
    assert_int_equal (
        street_put (street, MDP_OPTION, 1,
                    "{'topic':'publicTrade.BTC','ts':9,'data':[{'i':'a','T':8,'p':'1','v':'1',"
                    "'s':'BTC-26 JUN'}]}"),
        GW_PIPELINE_MALFORMED);
    assert_int_equal (street->stats.counts [GW_STAT_DUPLICATE], 0);
}

static void
test_a_trade_of_another_symbol_is_refused_where_the_topic_is_a_symbol (void **state)
{
    street_t *street = *state;
    street_add (street, MDP_LINEAR, 0, "BTCUSDT");
    assert_int_equal (
        street_put (street, MDP_LINEAR, 1,
                    "{'topic':'publicTrade.BTCUSDT','ts':9,'data':[{'i':'a','T':8,'p':'1','v':'1',"
                    "'s':'BTCUSDT-26JUN26'}]}"),
        GW_PIPELINE_MALFORMED);
    assert_non_null (street->result.reason);
    street_expect_cause (street, MDP_MESSAGE_GAP, "bybit.linear.trade.BTCUSDT.", 1, "malformed");
}

static void
test_after_a_restart_trades_tell_their_hole_first (void **state)
{
    street_t *street = *state;
    s_put (street, 1, "a");
    s_put (street, 1, "b");
    s_put_options (street, 2, "A");
    const mdp_message_t *gap = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 1);
    assert_true (mdp_text_is (gap->cause, "restarted"));
    assert_int_equal (gap->since, 777);
    s_expect (street, TOPIC, 2, "a");
    s_expect (street, TOPIC, 3, "b");
    street_expect_cause (street, MDP_MESSAGE_GAP, CALL, 1, "restarted");
    s_expect (street, CALL, 2, "A");
}

static void
test_a_hole_over_a_restart_is_told_before_any_other (void **state)
{
    street_t *street = *state;
    gw_feed_t *feed = gw_market_feed (street->market, MDP_LINEAR, street_text ("publicTrade.A"));
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    s_put (street, 1, "a");
    const mdp_message_t *gap = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 1);
    assert_true (mdp_text_is (gap->cause, "restarted"));
    assert_int_equal (gap->since, 777);
    s_expect (street, TOPIC, 2, "a");
}

static void
test_a_hole_behind_a_closed_one_has_its_beginning (void **state)
{
    street_t *street = *state;
    gw_feed_t *feed = gw_market_feed (street->market, MDP_LINEAR, street_text ("publicTrade.A"));
    feed->is_mended = true;
    gw_pipeline_tell_gap (street->pipeline, feed, MDP_GAP_DISCONNECTED);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 1, "restarted");
    const mdp_message_t *end = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 2);
    assert_true (end->is_final && end->is_complete);
    const mdp_message_t *gap = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 3);
    assert_true (mdp_text_is (gap->cause, "disconnected"));
    assert_int_equal (gap->since, 777);
}

//  What may have been of any feed: a text that is no JSON, or data without a topic of ours.

static void
test_a_text_of_no_known_feed_is_a_hole_in_trades (void **state)
{
    street_t *street = *state;
    gw_feed_t *feed = gw_market_feed (street->market, MDP_LINEAR, street_text ("publicTrade.A"));
    static const char *const TEXTS [] = {
        "",
        "{",
        "{'topic':'publicTr",
        "{'topic':null,'data':[]}",
        "{'tpic':'publicTrade.A','data':[]}",
        "[{'topic':'publicTrade.B','data':[]},{'topic':'publicTrade.A','data':[]}]",
    };
    s_put (street, 1, "a");
    s_expect (street, TOPIC, 1, "a");
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        assert_int_equal (street_put (street, MDP_LINEAR, 1, TEXTS [index]), GW_PIPELINE_MALFORMED);
        assert_true (street->result.is_nameless);
    }
    gw_pipeline_doubt (street->pipeline, feed, &street->result.unread);
    gw_pipeline_doubt (street->pipeline, feed, &street->result.unread);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "malformed");
    s_put (street, 1, "b");
    s_expect (street, TOPIC, 3, "b");
}

static void
test_what_is_no_data_and_what_names_its_feed_is_no_hole_of_others (void **state)
{
    street_t *street = *state;
    static const char *const TEXTS [] = {
        "{'notice':'maintenance'}",
        "{'topic' : 'publicTrade.A','data':[",
        "[]",
    };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        assert_int_equal (street_put (street, MDP_LINEAR, 1, TEXTS [index]), GW_PIPELINE_MALFORMED);
        assert_false (street->result.is_nameless);
    }
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 1, "malformed");
}

#define RESTARTED(test) cmocka_unit_test_setup_teardown (test, s_setup_restarted, s_teardown)

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_trade_arrives_with_all_its_keys),
        UNIT_FIXTURE (test_each_frame_is_one_message_and_its_order_is_kept),
        UNIT_FIXTURE (test_what_another_source_brought_is_dropped),
        UNIT_FIXTURE (test_what_one_source_brings_is_believed),
        UNIT_FIXTURE (test_a_frame_that_comes_twice_in_a_row_is_dropped),
        UNIT_FIXTURE (test_the_same_id_of_another_symbol_is_another_trade),
        UNIT_FIXTURE (test_a_frame_of_options_is_split_by_symbol_with_order_kept),
        UNIT_FIXTURE (test_a_gap_of_options_is_told_to_every_symbol_that_traded),
        UNIT_FIXTURE (test_a_gap_of_trades_says_that_it_was_not_closed),
        UNIT_FIXTURE (test_a_trade_that_cannot_be_read_is_a_hole),
        UNIT_FIXTURE (test_a_frame_of_trades_that_cannot_be_read_is_a_hole),
        UNIT_FIXTURE (test_an_empty_frame_publishes_nothing),
        UNIT_FIXTURE (test_a_trade_of_a_symbol_that_cannot_be_carried_is_told),
        UNIT_FIXTURE (test_a_trade_of_another_symbol_is_refused_where_the_topic_is_a_symbol),
        UNIT_FIXTURE (test_a_text_of_no_known_feed_is_a_hole_in_trades),
        UNIT_FIXTURE (test_what_is_no_data_and_what_names_its_feed_is_no_hole_of_others),
        RESTARTED (test_after_a_restart_trades_tell_their_hole_first),
        RESTARTED (test_a_hole_over_a_restart_is_told_before_any_other),
        RESTARTED (test_a_hole_behind_a_closed_one_has_its_beginning),
    };
    return UNIT_RUN ("gw_pipeline, trades", tests);
}
