//  Tests of bybit_parse: data of books and trades, in every shape that the exchange gives it

#include "bybit_parse.h"
#include "unit.h"

#include <string.h>

static int
s_setup (void **state)
{
    *state = bybit_parse_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    bybit_parse_t *parser = *state;
    bybit_parse_destroy (&parser);
    assert_null (parser);
    bybit_parse_destroy (&parser);
    return 0;
}

static const bybit_message_t *
s_read (void **state, bybit_kind_t kind, const char *text)
{
    const bybit_message_t *message = bybit_parse_text (*state, text, strlen (text));
    if (message->kind != kind) {
        print_message ("%s: %s\n", text, message->reason ? message->reason : "");
    }
    assert_int_equal (message->kind, kind);
    return message;
}

static void
s_assert_text (mdp_text_t text, const char *expected)
{
    assert_int_equal (text.size, strlen (expected));
    assert_memory_equal (text.chars, expected, text.size);
}

static void
s_assert_number (mdp_decimal_t number, const char *expected)
{
    char text [MDP_DECIMAL_TEXT_MAX];
    (void) mdp_decimal_print (number, text);
    assert_string_equal (text, expected);
}

static void
test_reads_every_field_of_a_book (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_DEPTH,
                "{\"topic\":\"orderbook.50.SOLUSDT\",\"type\":\"snapshot\",\"ts\":1790000000456,"
                "\"data\":{\"s\":\"SOLUSDT\",\"b\":[[\"120.640\",\"1374.5\"],[\"120.6\",\"9\"]],"
                "\"a\":[[\"120.650\",\"85.2\"]],\"u\":27618816,\"seq\":282179960106},"
                "\"cts\":1790000000451}");
    const mdp_depth_t *depth = &message->depth;
    s_assert_text (message->topic, "orderbook.50.SOLUSDT");
    s_assert_text (depth->symbol, "SOLUSDT");
    assert_true (depth->is_snapshot);
    assert_true (message->ts_exchange == 1790000000456000000u);
    assert_true (depth->ts_exchange == 1790000000456000000u);
    assert_true (depth->ts_event == 1790000000451000000u);
    assert_true (depth->update_id == 27618816);
    assert_true (depth->has_xseq);
    assert_true (depth->xseq == 282179960106u);
    assert_int_equal (depth->bids_count, 2);
    s_assert_number (depth->bids [0].price, "120.640");
    s_assert_number (depth->bids [0].size, "1374.5");
    s_assert_number (depth->bids [1].price, "120.6");
    assert_int_equal (depth->asks_count, 1);
    s_assert_number (depth->asks [0].price, "120.650");
    assert_null (message->reason);
}

//  The same book whatever the order of its keys, at both levels.

static void
test_the_order_of_keys_means_nothing (void **state)
{
    static const char *const TEXTS [] = {
        "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"cts\":4,"
        "\"data\":{\"s\":\"A\",\"b\":[[\"1\",\"2\"]],\"a\":[],\"u\":7,\"seq\":8}}",
        "{\"data\":{\"seq\":8,\"u\":7,\"a\":[],\"b\":[[\"1\",\"2\"]],\"s\":\"A\"},"
        "\"cts\":4,\"type\":\"delta\",\"ts\":5,\"topic\":\"orderbook.1.A\"}",
        "{\"id\":\"orderbook.1.A-3-5\",\"cts\":4,\"data\":{\"u\":7,\"b\":[[\"1\",\"2\"]],"
        "\"seq\":8,\"s\":\"A\",\"a\":[]},\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\"}",
        " {\t\"topic\" : \"orderbook.1.A\" , \"ts\" : 5 , \"type\" : \"delta\" , \"cts\" : 4 ,\r\n"
        "\"data\" : { \"s\" : \"A\" , \"b\" : [ [ \"1\" , \"2\" ] ] , \"a\" : [ ] , \"u\" : 7 ,"
        " \"seq\" : 8 } }\n",
    };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        const mdp_depth_t *depth = &s_read (state, BYBIT_DEPTH, TEXTS [index])->depth;
        assert_false (depth->is_snapshot);
        assert_true (depth->update_id == 7);
        assert_true (depth->xseq == 8);
        assert_true (depth->ts_exchange == 5000000);
        assert_true (depth->ts_event == 4000000);
        assert_int_equal (depth->bids_count, 1);
        assert_int_equal (depth->asks_count, 0);
    }
}

static void
test_what_an_old_book_does_not_have_is_absent (void **state)
{
    (void) s_read (state, BYBIT_DEPTH,
                   "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"cts\":4,"
                   "\"data\":{\"s\":\"A\",\"b\":[],\"a\":[],\"u\":7,\"seq\":8}}");
    const mdp_depth_t *depth =
        &s_read (state, BYBIT_DEPTH,
                 "{\"id\":\"x\",\"topic\":\"orderbook.25.BTC-30JUN23-45000-P\",\"ts\":6,"
                 "\"data\":{\"s\":\"BTC-30JUN23-45000-P\",\"b\":[],\"a\":[],\"u\":0},"
                 "\"type\":\"snapshot\"}")
             ->depth;
    assert_true (depth->is_snapshot);
    assert_false (depth->has_xseq);
    assert_true (depth->ts_event == 0);
    assert_true (depth->update_id == 0);
    assert_int_equal (depth->bids_count + depth->asks_count, 0);
}

static void
test_an_empty_or_null_optional_number_of_a_book_is_absent (void **state)
{
    static const char *const TEXTS [] = {
        "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"cts\":\"\","
        "\"data\":{\"s\":\"A\",\"b\":[],\"a\":[],\"u\":7,\"seq\":\"\"}}",
        "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"cts\":null,"
        "\"data\":{\"s\":\"A\",\"b\":[],\"a\":[],\"u\":7,\"seq\":null}}",
    };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        const mdp_depth_t *depth = &s_read (state, BYBIT_DEPTH, TEXTS [index])->depth;
        assert_false (depth->has_xseq);
        assert_true (depth->ts_event == 0);
    }
}

static void
test_numbers_may_be_strings_and_strings_numbers (void **state)
{
    const mdp_depth_t *depth =
        &s_read (state, BYBIT_DEPTH,
                 "{\"topic\":\"orderbook.1.A\",\"ts\":\"5\",\"type\":\"delta\",\"cts\":\"4\","
                 "\"data\":{\"s\":\"A\",\"b\":[[1.50,2]],\"a\":[[3,0]],\"u\":\"7\","
                 "\"seq\":\"9223372036854775807\"}}")
             ->depth;
    assert_true (depth->update_id == 7);
    assert_true (depth->xseq == INT64_MAX);
    assert_true (depth->ts_exchange == 5000000);
    s_assert_number (depth->bids [0].price, "1.50");
    assert_true (mdp_decimal_is_zero (depth->asks [0].size));
}

static void
test_levels_may_have_more_than_two_elements (void **state)
{
    const mdp_depth_t *depth =
        &s_read (state, BYBIT_DEPTH,
                 "{\"topic\":\"orderbook.50.A\",\"ts\":5,\"type\":\"delta\",\"data\":{\"s\":\"A\","
                 "\"b\":[[\"86720.1\",\"0.114\",\"0\"],[\"2\",\"3\",{\"x\":[1]},null]],"
                 "\"a\":[],\"u\":7}}")
             ->depth;
    assert_int_equal (depth->bids_count, 2);
    s_assert_number (depth->bids [0].size, "0.114");
    s_assert_number (depth->bids [1].size, "3");
}

static void
test_unknown_keys_are_ignored (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_DEPTH,
                "{\"n\":{\"topic\":\"x\",\"u\":1},\"topic\":\"orderbook.1.A\",\"ts\":5,\"z\":[[]],"
                "\"type\":\"delta\",\"data\":{\"B\":1,\"s\":\"A\",\"bb\":null,\"b\":[],\"a\":[],"
                "\"u\":7,\"RPI\":true,\"ü\":1e99}}");
    assert_true (message->depth.update_id == 7);
}

static void
test_update_one_needs_no_type_and_others_do (void **state)
{
    (void) s_read (
        state, BYBIT_DEPTH,
        "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"data\":{\"s\":\"A\",\"b\":[],\"a\":[],\"u\":1}}");
    (void) s_read (
        state, BYBIT_MALFORMED,
        "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"data\":{\"s\":\"A\",\"b\":[],\"a\":[],\"u\":2}}");
}

static void
test_reads_every_field_of_a_trade (void **state)
{
    const bybit_message_t *message = s_read (
        state, BYBIT_TRADES,
        "{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1790000001235,\"data\":["
        "{\"T\":1790000001234,\"s\":\"BTCUSDT\",\"S\":\"Buy\",\"v\":\"0.001\",\"p\":\"86723.50\","
        "\"L\":\"PlusTick\",\"i\":\"5f3c\",\"BT\":false,\"RPI\":true,\"seq\":814547790001}]}");
    assert_int_equal (message->trades_count, 1);
    assert_int_equal (message->refused, 0);
    const mdp_trade_t *trade = message->trades;
    s_assert_text (trade->id, "5f3c");
    s_assert_text (trade->symbol, "BTCUSDT");
    s_assert_text (trade->tick, "PlusTick");
    s_assert_number (trade->price, "86723.50");
    s_assert_number (trade->size, "0.001");
    assert_true (trade->ts_event == 1790000001234000000u);
    assert_true (trade->xseq == 814547790001u);
    assert_int_equal (trade->has, MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_RPI | MDP_HAS_XSEQ);
    assert_true (trade->is_buy);
    assert_false (trade->is_block);
    assert_true (trade->is_rpi);
}

static void
test_reads_every_field_of_an_option_trade (void **state)
{
    const bybit_message_t *message = s_read (
        state, BYBIT_TRADES,
        "{\"id\":\"publicTrade.BTC-3414637898-1790000001250\",\"topic\":\"publicTrade.BTC\","
        "\"ts\":1790000001250,\"data\":[{\"p\":\"985\",\"v\":\"0.01\",\"i\":\"0404\","
        "\"T\":1790000001229,\"BT\":true,\"s\":\"BTC-25SEP26-90000-C-USDT\",\"S\":\"Sell\","
        "\"mP\":\"984.2\",\"iP\":\"86722.1\",\"mIv\":\"0.4471\",\"iv\":\"0.4502\"}],"
        "\"type\":\"snapshot\"}");
    const mdp_trade_t *trade = message->trades;
    s_assert_text (trade->symbol, "BTC-25SEP26-90000-C-USDT");
    s_assert_number (trade->mark_price, "984.2");
    s_assert_number (trade->index_price, "86722.1");
    s_assert_number (trade->mark_iv, "0.4471");
    s_assert_number (trade->iv, "0.4502");
    assert_int_equal (trade->has, MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_MARK_PRICE
                                      | MDP_HAS_INDEX_PRICE | MDP_HAS_MARK_IV | MDP_HAS_IV);
    assert_false (trade->is_buy);
    assert_int_equal (trade->tick.size, 0);
}

static void
test_one_trade_may_come_without_its_array (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_TRADES,
                "{\"topic\":\"publicTrade.A\",\"ts\":\"5\",\"data\":{\"i\":12,\"T\":\"4\","
                "\"p\":3.5,\"v\":2,\"S\":\"\",\"s\":\"A\",\"mP\":\"\",\"iv\":null}}");
    assert_int_equal (message->trades_count, 1);
    s_assert_text (message->trades->id, "12");
    s_assert_number (message->trades->price, "3.5");
    assert_int_equal (message->trades->has, 0);
}

static void
test_an_empty_or_null_optional_field_of_a_trade_is_absent (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_TRADES,
                "{\"topic\":\"publicTrade.A\",\"ts\":5,\"data\":[{\"i\":\"1\",\"T\":4,"
                "\"p\":\"3\",\"v\":\"2\",\"S\":null,\"s\":\"A\",\"seq\":\"\",\"L\":null,"
                "\"BT\":null,\"RPI\":null}]}");
    assert_int_equal (message->trades->has, 0);
}

static void
test_the_order_of_trades_is_kept (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_TRADES,
                "{\"topic\":\"publicTrade.A\",\"ts\":5,\"data\":["
                "{\"i\":\"3\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"S\":\"Buy\",\"s\":\"A\"},"
                "{\"i\":\"1\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"S\":\"Buy\",\"s\":\"A\"},"
                "{\"i\":\"2\",\"T\":3,\"p\":\"3\",\"v\":\"2\",\"S\":\"Buy\",\"s\":\"A\"}]}");
    assert_int_equal (message->trades_count, 3);
    s_assert_text (message->trades [0].id, "3");
    s_assert_text (message->trades [1].id, "1");
    s_assert_text (message->trades [2].id, "2");
}

static void
test_escapes_are_read_in_keys_and_in_values (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_TRADES,
                "{\"t\\u006fpic\":\"publicTrade.\\u5e01\\u5b89USDT\",\"ts\":5,\"data\":[{"
                "\"i\":\"a\\/b\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"\\u0053\":\"\\u0042uy\","
                "\"s\":\"\xe5\xb8\x81\xe5\xae\x89USDT\"}]}");
    s_assert_text (message->topic, "publicTrade.\xe5\xb8\x81\xe5\xae\x89USDT");
    s_assert_text (message->trades->id, "a/b");
    assert_true (message->trades->is_buy);
}

static void
test_data_that_is_not_carried_is_unserved (void **state)
{
    (void) s_read (state, BYBIT_UNSERVED, "{\"topic\":\"tickers.A\",\"data\":{\"a\":1e5}}");
    (void) s_read (state, BYBIT_UNSERVED, "{\"topic\":\"orderbook.rpi.A\",\"data\":0}");
    (void) s_read (state, BYBIT_UNSERVED, "{\"topic\":\"priceLimit.A\",\"ts\":-1}");
    (void) s_read (state, BYBIT_UNSERVED, "{\"topic\":\"\"}");
    const bybit_message_t *message =
        s_read (state, BYBIT_UNSERVED, "{\"topic\":\"system.status\",\"data\":[]}");
    s_assert_text (message->topic, "system.status");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_reads_every_field_of_a_book),
        UNIT_FIXTURE (test_the_order_of_keys_means_nothing),
        UNIT_FIXTURE (test_what_an_old_book_does_not_have_is_absent),
        UNIT_FIXTURE (test_an_empty_or_null_optional_number_of_a_book_is_absent),
        UNIT_FIXTURE (test_numbers_may_be_strings_and_strings_numbers),
        UNIT_FIXTURE (test_levels_may_have_more_than_two_elements),
        UNIT_FIXTURE (test_unknown_keys_are_ignored),
        UNIT_FIXTURE (test_update_one_needs_no_type_and_others_do),
        UNIT_FIXTURE (test_reads_every_field_of_a_trade),
        UNIT_FIXTURE (test_reads_every_field_of_an_option_trade),
        UNIT_FIXTURE (test_one_trade_may_come_without_its_array),
        UNIT_FIXTURE (test_an_empty_or_null_optional_field_of_a_trade_is_absent),
        UNIT_FIXTURE (test_the_order_of_trades_is_kept),
        UNIT_FIXTURE (test_escapes_are_read_in_keys_and_in_values),
        UNIT_FIXTURE (test_data_that_is_not_carried_is_unserved),
    };
    return UNIT_RUN ("bybit_parse", tests);
}
