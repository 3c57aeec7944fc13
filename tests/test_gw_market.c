//  Tests of gw_market: feeds and streams are found by their names, and only by these

#include "gw_market.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static mdp_text_t
s_text (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

static int
s_setup (void **state)
{
    *state = gw_market_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    gw_market_t *market = *state;
    gw_market_destroy (&market);
    assert_null (market);
    gw_market_destroy (&market);
    return 0;
}

static void
test_a_feed_has_the_exchanges_name_and_our_topic (void **state)
{
    const gw_feed_t *feed = gw_market_add (*state, MDP_LINEAR, 50, s_text ("BTCUSDT"));
    assert_string_equal (feed->name, "orderbook.50.BTCUSDT");
    assert_true (feed->is_depth);
    assert_string_equal (feed->stream->topic, "bybit.linear.depth.50.BTCUSDT.");
    assert_int_equal (feed->stream->topic_size, strlen (feed->stream->topic));
    assert_non_null (feed->stream->book);
    assert_ptr_equal (feed->stream->feed, feed);
    mdp_text_t symbol = gw_stream_symbol (feed->stream);
    assert_int_equal (symbol.size, 7);
    assert_memory_equal (symbol.chars, "BTCUSDT", 7);
    feed = gw_market_add (*state, MDP_SPOT, 0, s_text ("BTCUSDT"));
    assert_string_equal (feed->name, "publicTrade.BTCUSDT");
    assert_false (feed->is_depth);
    assert_string_equal (feed->stream->topic, "bybit.spot.trade.BTCUSDT.");
    assert_null (feed->stream->book);
}

static void
test_feeds_are_found_by_category_and_whole_name (void **state)
{
    gw_feed_t *linear = gw_market_add (*state, MDP_LINEAR, 50, s_text ("BTC"));
    gw_feed_t *spot = gw_market_add (*state, MDP_SPOT, 50, s_text ("BTC"));
    assert_ptr_equal (gw_market_feed (*state, MDP_LINEAR, s_text ("orderbook.50.BTC")), linear);
    assert_ptr_equal (gw_market_feed (*state, MDP_SPOT, s_text ("orderbook.50.BTC")), spot);
    assert_null (gw_market_feed (*state, MDP_INVERSE, s_text ("orderbook.50.BTC")));
    assert_null (gw_market_feed (*state, MDP_LINEAR, s_text ("orderbook.50.BT")));
    assert_null (gw_market_feed (*state, MDP_LINEAR, s_text ("orderbook.50.BTC ")));
    assert_null (gw_market_feed (*state, MDP_LINEAR, s_text ("orderbook.50.btc")));
    assert_null (gw_market_feed (*state, MDP_LINEAR, s_text ("")));
    assert_null (gw_market_feed (*state, MDP_LINEAR,
                                 (mdp_text_t){ .chars = "orderbook.50.BTC\0", .size = 17 }));
}

static void
test_a_feed_is_added_once (void **state)
{
    gw_feed_t *feed = gw_market_add (*state, MDP_LINEAR, 50, s_text ("BTC"));
    assert_non_null (feed);
    assert_ptr_equal (gw_market_add (*state, MDP_LINEAR, 50, s_text ("BTC")), feed);
    assert_non_null (gw_market_add (*state, MDP_LINEAR, 200, s_text ("BTC")));
    assert_non_null (gw_market_add (*state, MDP_LINEAR, 0, s_text ("BTC")));
    assert_int_equal (gw_market_feeds_count (*state), 3);
    assert_int_equal (gw_market_streams_count (*state), 3);
}

static void
test_a_symbol_that_cannot_be_carried_is_refused (void **state)
{
    static const char *const BAD [] = { "", "A.B", "A B", "A\nB", "\xff" };
    char long_symbol [MDP_SYMBOL_MAX + 2] = "";
    memset (long_symbol, 'A', MDP_SYMBOL_MAX + 1);
    assert_null (gw_market_add (*state, MDP_LINEAR, 50, s_text (long_symbol)));
    assert_null (gw_market_add (*state, MDP_LINEAR, 0, s_text (long_symbol)));
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        assert_null (gw_market_add (*state, MDP_LINEAR, 50, s_text (BAD [index])));
        assert_null (gw_market_add (*state, MDP_LINEAR, 0, s_text (BAD [index])));
    }
    assert_int_equal (gw_market_feeds_count (*state), 0);
    assert_int_equal (gw_market_streams_count (*state), 0);
}

static void
test_a_base_coin_that_cannot_be_carried_is_refused_too (void **state)
{
    static const char *const BAD [] = { "", "A.B", "A B", "A\nB", "\xff" };
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        assert_null (gw_market_add (*state, MDP_OPTION, 0, s_text (BAD [index])));
    }
}

//  The name goes into a JSON request as it is.

static void
test_a_symbol_that_json_would_escape_is_refused (void **state)
{
    assert_null (gw_market_add (*state, MDP_LINEAR, 50, s_text ("A\"B")));
    assert_null (gw_market_add (*state, MDP_LINEAR, 0, s_text ("A\\B")));
    assert_null (gw_market_add (*state, MDP_OPTION, 0, s_text ("A\"")));
}

static void
test_options_get_a_stream_for_every_symbol_that_trades (void **state)
{
    gw_feed_t *btc = gw_market_add (*state, MDP_OPTION, 0, s_text ("BTC"));
    gw_feed_t *eth = gw_market_add (*state, MDP_OPTION, 0, s_text ("ETH"));
    assert_null (btc->stream);
    assert_int_equal (gw_market_streams_count (*state), 0);
    gw_stream_t *one = gw_market_trades (*state, btc, s_text ("BTC-26JUN26-90000-C"));
    gw_stream_t *other = gw_market_trades (*state, btc, s_text ("BTC-26JUN26-90000-P"));
    assert_string_equal (one->topic, "bybit.option.trade.BTC-26JUN26-90000-C.");
    assert_ptr_not_equal (one, other);
    assert_ptr_equal (gw_market_trades (*state, btc, s_text ("BTC-26JUN26-90000-C")), one);
    assert_ptr_not_equal (gw_market_trades (*state, eth, s_text ("BTC-26JUN26-90000-C")), one);
    assert_ptr_equal (one->feed, btc);
    assert_null (gw_market_trades (*state, btc, s_text ("BTC 1")));
    assert_null (gw_market_trades (*state, btc, s_text ("")));
    assert_int_equal (gw_market_streams_count (*state), 3);
}

static void
test_other_trades_have_their_one_stream_from_the_beginning (void **state)
{
    gw_feed_t *feed = gw_market_add (*state, MDP_LINEAR, 0, s_text ("BTC"));
    assert_ptr_equal (gw_market_trades (*state, feed, s_text ("BTC")), feed->stream);
    assert_int_equal (gw_market_streams_count (*state), 1);
}

static void
test_an_option_book_is_like_any_other (void **state)
{
    gw_feed_t *feed = gw_market_add (*state, MDP_OPTION, 25, s_text ("BTC-26JUN26-90000-C-USDT"));
    assert_string_equal (feed->name, "orderbook.25.BTC-26JUN26-90000-C-USDT");
    assert_string_equal (feed->stream->topic, "bybit.option.depth.25.BTC-26JUN26-90000-C-USDT.");
    assert_non_null (feed->stream->book);
}

static void
test_as_many_feeds_as_allowed_are_all_found_again (void **state)
{
    char symbol [32];
    for (size_t index = 0; index < GW_FEEDS_MAX; index++) {
        (void) snprintf (symbol, sizeof symbol, "S%zu", index);
        gw_feed_t *feed = gw_market_add (*state, MDP_SPOT, 0, s_text (symbol));
        assert_non_null (feed);
        assert_ptr_equal (gw_market_feed_at (*state, index), feed);
        assert_ptr_equal (gw_market_stream_at (*state, index), feed->stream);
    }
    assert_null (gw_market_add (*state, MDP_SPOT, 0, s_text ("ONE-MORE")));
    for (size_t index = 0; index < GW_FEEDS_MAX; index++) {
        char name [64];
        (void) snprintf (name, sizeof name, "publicTrade.S%zu", index);
        assert_ptr_equal (gw_market_feed (*state, MDP_SPOT, s_text (name)),
                          gw_market_feed_at (*state, index));
    }
}

static void
test_no_more_streams_than_allowed_are_made (void **state)
{
    gw_feed_t *feed = gw_market_add (*state, MDP_OPTION, 0, s_text ("BTC"));
    char symbol [32];
    for (size_t index = 0; index < GW_STREAMS_MAX; index++) {
        (void) snprintf (symbol, sizeof symbol, "BTC-%zu", index);
        assert_non_null (gw_market_trades (*state, feed, s_text (symbol)));
    }
    assert_null (gw_market_trades (*state, feed, s_text ("BTC-MORE")));
    assert_null (gw_market_add (*state, MDP_LINEAR, 50, s_text ("BTC")));
    assert_non_null (gw_market_trades (*state, feed, s_text ("BTC-0")));
    assert_int_equal (gw_market_streams_count (*state), GW_STREAMS_MAX);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_feed_has_the_exchanges_name_and_our_topic),
        UNIT_FIXTURE (test_feeds_are_found_by_category_and_whole_name),
        UNIT_FIXTURE (test_a_feed_is_added_once),
        UNIT_FIXTURE (test_a_symbol_that_cannot_be_carried_is_refused),
        UNIT_FIXTURE (test_a_base_coin_that_cannot_be_carried_is_refused_too),
        UNIT_FIXTURE (test_a_symbol_that_json_would_escape_is_refused),
        UNIT_FIXTURE (test_options_get_a_stream_for_every_symbol_that_trades),
        UNIT_FIXTURE (test_other_trades_have_their_one_stream_from_the_beginning),
        UNIT_FIXTURE (test_an_option_book_is_like_any_other),
        UNIT_FIXTURE (test_as_many_feeds_as_allowed_are_all_found_again),
        UNIT_FIXTURE (test_no_more_streams_than_allowed_are_made),
    };
    return UNIT_RUN ("gw_market", tests);
}
