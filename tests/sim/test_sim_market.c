//  Tests of sim_market: what happens when, with time as an argument.

#include "sim_market.h"
#include "unit.h"

#include <string.h>

static const sim_market_policy_t POLICY = { .seed = 3, .book_rate = 10, .trade_rate = 4 };

enum { MS = 1000000, SECOND = 1000 * MS };

static sim_market_t *
s_market (sim_category_t category, const char *one, const char *other)
{
    sim_symbol_t symbols [2];
    assert_true (sim_symbol_make (&symbols [0], category, one, strlen (one)));
    assert_true (sim_symbol_make (&symbols [1], category, other, strlen (other)));
    return sim_market_new (symbols, 2, &POLICY);
}

static void
test_a_symbol_sleeps_until_it_is_woken_and_keeps_its_rates (void **state)
{
    (void) state;
    sim_market_t *market = s_market (SIM_LINEAR, "BTCUSDT", "ETHUSDT");
    sim_instrument_t *instrument = sim_market_find (market, SIM_LINEAR, "ETHUSDT");
    sim_market_event_t event;
    assert_false (sim_market_next (market, 5 * (int64_t) SECOND, &event));
    sim_market_wake (market, instrument, SECOND);
    size_t moves = 0;
    size_t takers = 0;
    for (int64_t now = SECOND; now < 3 * (int64_t) SECOND; now += MS) {
        while (sim_market_next (market, now, &event)) {
            assert_ptr_equal (event.instrument, instrument);
            moves += !event.is_trade;
            takers += event.is_trade;
        }
    }
    assert_in_range (moves, 19, 21);
    assert_in_range (takers, 7, 9);
    sim_market_sleep (market, instrument);
    assert_false (sim_market_next (market, 9 * (int64_t) SECOND, &event));
    sim_market_destroy (&market);
    assert_null (market);
}

//  The order of events, however the clock moves: in small steps or in large ones.

static void
test_the_order_of_events_does_not_depend_on_the_clock (void **state)
{
    (void) state;
    char orders [2][200] = { { 0 } };
    for (size_t run = 0; run < 2; run++) {
        sim_market_t *market = s_market (SIM_OPTION, "BTC-1JAN27-9-C", "BTC-1JAN27-9-P");
        int64_t step = run ? 700 * MS : MS;
        sim_market_event_t event;
        size_t count = 0;
        sim_market_wake (market, sim_market_find_base (market, SIM_OPTION, "BTC"), 0);
        for (int64_t now = 0; count < 60; now += step) {
            while (count < 60 && sim_market_next (market, now, &event)) {
                const char *name = event.instrument->symbol.name;
                orders [run][count++] = event.is_trade ? name [strlen (name) - 1] : '.';
            }
        }
        sim_market_destroy (&market);
    }
    assert_string_equal (orders [0], orders [1]);
    assert_non_null (strchr (orders [0], 'C'));
    assert_non_null (strchr (orders [0], 'P'));
}

static void
test_the_same_name_lives_in_two_categories (void **state)
{
    (void) state;
    sim_symbol_t symbols [3];
    assert_true (sim_symbol_make (&symbols [0], SIM_LINEAR, "BTCUSDT", 7));
    assert_true (sim_symbol_make (&symbols [1], SIM_SPOT, "BTCUSDT", 7));
    symbols [2] = symbols [0];
    sim_market_t *market = sim_market_new (symbols, 3, &POLICY);
    size_t count = 0;
    (void) sim_market_instruments (market, &count);
    assert_int_equal (count, 2);
    assert_ptr_not_equal (sim_market_find (market, SIM_SPOT, "BTCUSDT"),
                          sim_market_find (market, SIM_LINEAR, "BTCUSDT"));
    assert_null (sim_market_find (market, SIM_SPOT, "btcusdt"));
    sim_market_destroy (&market);
}

static void
test_names_tell_the_coins (void **state)
{
    (void) state;
    static const char *const NAMES [][3] = {
        { "BTCUSDT", "BTC", "USDT" },           { "BTCPERP", "BTC", "USDC" },
        { "1000PEPEUSDT", "1000PEPE", "USDT" }, { "BTCUSDT-27MAR26", "BTC", "USDT" },
        { "BTC-26DEC25", "BTC", "USDC" },       { "BTCUSDU23", "BTC", "USD" }
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES [0]; i++) {
        sim_symbol_t symbol;
        assert_true (sim_symbol_make (&symbol, SIM_LINEAR, NAMES [i][0], strlen (NAMES [i][0])));
        assert_string_equal (symbol.base, NAMES [i][1]);
        assert_string_equal (symbol.quote, NAMES [i][2]);
        assert_int_equal (symbol.price_start % symbol.price_step, 0);
        assert_true (symbol.price_start / symbol.price_step > 8000);
    }
}

static void
test_a_finer_tick_changes_no_price (void **state)
{
    (void) state;
    sim_symbol_t symbols [2];
    assert_true (sim_symbol_make (&symbols [0], SIM_LINEAR, "BTCUSDT", 7));
    assert_true (sim_symbol_make (&symbols [1], SIM_OPTION, "BTC-25SEP26-90000-C-USDT", 24));
    sim_market_t *market = sim_market_new (symbols, 2, &POLICY);
    sim_instrument_t *instrument = sim_market_find (market, SIM_LINEAR, "BTCUSDT");
    size_t count = 0;
    int64_t best = sim_book_bids (instrument->book, &count)->price;
    unsigned scale = instrument->symbol.price_scale;
    assert_true (sim_market_refine (instrument));
    assert_int_equal (instrument->symbol.price_scale, scale + 1);
    assert_int_equal (sim_book_bids (instrument->book, &count)->price, best * 10);
    bool is_finer = false;
    for (int step = 0; step < 1000; step++) {
        sim_book_step (instrument->book);
        best = sim_book_bids (instrument->book, &count)->price;
        is_finer = is_finer || best % (10 * instrument->symbol.price_step) != 0;
    }
    assert_true (is_finer);
    size_t times = 1;
    while (sim_market_refine (instrument)) {
        times++;
    }
    assert_true (times < 10);
    assert_false (sim_market_refine (sim_market_find_base (market, SIM_OPTION, "BTC")));
    sim_market_destroy (&market);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_symbol_sleeps_until_it_is_woken_and_keeps_its_rates),
        cmocka_unit_test (test_the_order_of_events_does_not_depend_on_the_clock),
        cmocka_unit_test (test_the_same_name_lives_in_two_categories),
        cmocka_unit_test (test_names_tell_the_coins),
        cmocka_unit_test (test_a_finer_tick_changes_no_price),
    };
    return UNIT_RUN ("sim_market", tests);
}
