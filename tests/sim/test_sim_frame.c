//  Tests of sim_frame: each category's own shape, byte for byte.

#include "sim_frame.h"
#include "unit.h"

#include <string.h>

static sim_symbol_t
s_symbol (sim_category_t category, const char *name)
{
    sim_symbol_t symbol;
    assert_true (sim_symbol_make (&symbol, category, name, strlen (name)));
    return symbol;
}

static void
s_assert_depth (sim_category_t category, size_t depth, const char *expected)
{
    const char *name = category == SIM_OPTION ? "BTC-25SEP26-90000-C" : "BTCUSDT";
    sim_symbol_t symbol = s_symbol (category, name);
    int64_t ten = category == SIM_OPTION ? 100 : 1000;  //  Ten dollars
    const sim_level_t bids [] = { { ten, 1500 }, { ten - 50, 0 } };
    const sim_depth_t frame = { .symbol = &symbol,
                                .depth = depth,
                                .is_snapshot = depth == 1,
                                .u = 7,
                                .seq = 9,
                                .ts_ms = 20,
                                .cts_ms = 19,
                                .bids = bids,
                                .bids_count = 2 };
    sim_text_t text = { 0 };
    sim_frame_depth (&text, &frame);
    assert_string_equal (text.data, expected);
    sim_text_destroy (&text);
}

static void
test_perpetual_books_put_the_type_first_and_keep_zeros (void **state)
{
    (void) state;
    s_assert_depth (SIM_LINEAR, 50,
                    "{\"topic\":\"orderbook.50.BTCUSDT\",\"type\":\"delta\",\"ts\":20,\"data\":{"
                    "\"s\":\"BTCUSDT\",\"b\":[[\"10.00\",\"1.500\"],[\"9.50\",\"0\"]],\"a\":[],"
                    "\"u\":7,\"seq\":9},\"cts\":19}");
}

static void
test_level_one_and_spot_put_the_time_first_and_strip_zeros (void **state)
{
    (void) state;
    s_assert_depth (SIM_LINEAR, 1,
                    "{\"topic\":\"orderbook.1.BTCUSDT\",\"ts\":20,\"type\":\"snapshot\",\"data\":{"
                    "\"s\":\"BTCUSDT\",\"b\":[[\"10\",\"1.5\"],[\"9.5\",\"0\"]],\"a\":[],"
                    "\"u\":7,\"seq\":9},\"cts\":19}");
    s_assert_depth (SIM_SPOT, 200,
                    "{\"topic\":\"orderbook.200.BTCUSDT\",\"ts\":20,\"type\":\"delta\",\"data\":{"
                    "\"s\":\"BTCUSDT\",\"b\":[[\"10\",\"0.0015\"],[\"9.5\",\"0\"]],\"a\":[],"
                    "\"u\":7,\"seq\":9},\"cts\":19}");
}

static void
test_option_books_begin_with_an_id_and_end_with_the_type (void **state)
{
    (void) state;
    s_assert_depth (SIM_OPTION, 25,
                    "{\"id\":\"orderbook.25.BTC-25SEP26-90000-C-9-20\","
                    "\"topic\":\"orderbook.25.BTC-25SEP26-90000-C\",\"ts\":20,\"data\":{"
                    "\"s\":\"BTC-25SEP26-90000-C\",\"b\":[[\"10\",\"15\"],[\"5\",\"0\"]],\"a\":[],"
                    "\"u\":7},\"type\":\"delta\"}");
}

static void
test_times_of_trades_can_be_strings (void **state)
{
    (void) state;
    sim_symbol_t symbol = s_symbol (SIM_LINEAR, "BTCUSDT");
    const sim_trade_t trade = { .symbol = &symbol,
                                .id = "i",
                                .at_ms = 5,
                                .price = 1000,
                                .size = 20,
                                .seq = 3,
                                .tick = SIM_TICK_ZERO_PLUS,
                                .is_buy = true };
    const sim_prints_t prints = { .topic = "publicTrade.BTCUSDT",
                                  .category = SIM_LINEAR,
                                  .ts_ms = 6,
                                  .trades = &trade,
                                  .count = 1,
                                  .is_retyped = true };
    sim_text_t text = { 0 };
    sim_frame_trades (&text, &prints);
    assert_string_equal (
        text.data,
        "{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"ts\":\"6\",\"data\":[{"
        "\"T\":\"5\",\"s\":\"BTCUSDT\",\"S\":\"Buy\",\"v\":\"0.020\",\"p\":\"10.00\","
        "\"L\":\"ZeroPlusTick\",\"i\":\"i\",\"BT\":false,\"RPI\":false,\"seq\":3}]}");
    sim_text_destroy (&text);
}

static void
test_decimals_print_as_asked (void **state)
{
    (void) state;
    sim_text_t text = { 0 };
    sim_text_decimal (&text, -1200, 4, false);
    sim_text_add (&text, " ");
    sim_text_decimal (&text, 1200, 4, true);
    sim_text_add (&text, " ");
    sim_text_decimal (&text, 5, 7, true);
    sim_text_add (&text, " ");
    sim_text_decimal (&text, 50, 0, false);
    assert_string_equal (text.data, "-0.12 0.1200 0.0000005 50");
    sim_text_destroy (&text);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_perpetual_books_put_the_type_first_and_keep_zeros),
        cmocka_unit_test (test_level_one_and_spot_put_the_time_first_and_strip_zeros),
        cmocka_unit_test (test_option_books_begin_with_an_id_and_end_with_the_type),
        cmocka_unit_test (test_times_of_trades_can_be_strings),
        cmocka_unit_test (test_decimals_print_as_asked),
    };
    return UNIT_RUN ("sim_frame", tests);
}
