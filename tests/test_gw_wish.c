//  Tests of gw_wish: what was written is read back, and nothing else is read

#include "gw_wish.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static gw_wish_t *
s_read (const char *text)
{
    return gw_wish_read (text, strlen (text));
}

static void
test_what_was_written_is_read_back (void **state)
{
    (void) state;
    const char *linear [] = { "BTCUSDT", "ETHUSDT" };
    gw_config_t asked = { .name = "one", .has_trades = true, .markets_count = 2 };
    asked.markets [0] =
        (gw_market_config_t){ .category = MDP_LINEAR, .symbols = linear, .symbols_count = 2 };
    asked.markets [1] = (gw_market_config_t){ .category = MDP_OPTION, .is_all = true };
    asked.depths [MDP_LINEAR][0] = 50;
    asked.depths [MDP_LINEAR][1] = 1;
    asked.depths_count [MDP_LINEAR] = 2;
    char *text = gw_wish_write (&asked);
    assert_string_equal (text, "trades\ndepth linear 50\ndepth linear 1\nsymbol linear BTCUSDT\n"
                               "symbol linear ETHUSDT\nall option\n");
    gw_wish_t *wish = s_read (text);
    free (text);
    assert_non_null (wish);
    gw_config_t config = { .name = "two", .sndhwm = 7, .markets_count = 1 };
    gw_wish_fill (wish, &config);
    assert_string_equal (config.name, "two");
    assert_int_equal (config.sndhwm, 7);
    assert_true (config.has_trades);
    assert_int_equal (config.markets_count, 2);
    assert_int_equal (config.markets [0].symbols_count, 2);
    assert_string_equal (config.markets [0].symbols [1], "ETHUSDT");
    assert_false (config.markets [0].is_all);
    assert_true (config.markets [1].is_all);
    assert_int_equal (config.depths_count [MDP_LINEAR], 2);
    assert_int_equal (config.depths [MDP_LINEAR][1], 1);
    assert_int_equal (config.depths_count [MDP_SPOT], 0);
    gw_wish_destroy (&wish);
    assert_null (wish);
    gw_wish_destroy (&wish);
}

static void
test_an_empty_wish_asks_for_nothing (void **state)
{
    (void) state;
    gw_config_t config = { .has_trades = true, .markets_count = 3 };
    gw_wish_t *wish = s_read ("");
    gw_wish_fill (wish, &config);
    assert_false (config.has_trades);
    assert_int_equal (config.markets_count, 0);
    gw_wish_destroy (&wish);
}

static void
test_what_is_no_wish_is_refused (void **state)
{
    (void) state;
    static const char SEVEN_DEPTHS [] = "depth linear 1\ndepth linear 2\ndepth linear 3\n"
                                        "depth linear 4\ndepth linear 5\ndepth linear 6\n"
                                        "depth linear 7\n";
    static const char *const TEXTS [] = {
        "trades",
        "\n",
        "Trades\n",
        "trades \n",
        "all\n",
        "all moon\n",
        "all linear BTCUSDT\n",
        "symbol linear\n",
        "symbol linear \n",
        "symbol linear A B\n",
        "symbol linear A\nsymbol spot A\nsymbol linear B\n",
        "depth linear 0\n",
        "depth linear -1\n",
        "depth linear 1x\n",
        "depth linear 99999999999999999999\n",
        SEVEN_DEPTHS,
        "symbol linear 12345678901234567890123456789012345678901234567890123456789012345\n",
    };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        gw_wish_t *wish = s_read (TEXTS [index]);
        if (wish) {
            fail_msg ("taken for a wish: %s", TEXTS [index]);
        }
    }
    assert_null (gw_wish_read ("trades\n\0", 8));
}

static void
test_there_is_a_limit_to_the_symbols (void **state)
{
    (void) state;
    static const char LINE [] = "symbol spot A\n";
    const size_t size = sizeof LINE - 1;
    char *text = malloc ((GW_SYMBOLS_MAX + 1) * size);
    assert_non_null (text);
    for (size_t index = 0; index <= GW_SYMBOLS_MAX; index++) {
        memcpy (text + index * size, LINE, size);
    }
    gw_wish_t *wish = gw_wish_read (text, GW_SYMBOLS_MAX * size);
    assert_non_null (wish);
    gw_wish_destroy (&wish);
    assert_null (gw_wish_read (text, (GW_SYMBOLS_MAX + 1) * size));
    free (text);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_what_was_written_is_read_back),
        cmocka_unit_test (test_an_empty_wish_asks_for_nothing),
        cmocka_unit_test (test_what_is_no_wish_is_refused),
        cmocka_unit_test (test_there_is_a_limit_to_the_symbols),
    };
    return UNIT_RUN ("gw_wish", tests);
}
