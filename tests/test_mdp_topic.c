//  Tests of mdp_topic: what is written can be taken apart again, and nothing else

#include "mdp_topic.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static mdp_text_t
s_text (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

static int
s_parse (mdp_topic_parts_t *parts, const char *topic)
{
    return mdp_topic_parse (parts, topic, strlen (topic));
}

static void
test_writes_the_topics_of_the_contract (void **state)
{
    (void) state;
    char topic [MDP_TOPIC_MAX];
    size_t size = mdp_topic_trade (topic, MDP_LINEAR, s_text ("BTCUSDT"));
    assert_string_equal (topic, "bybit.linear.trade.BTCUSDT.");
    assert_int_equal (size, strlen (topic));
    size = mdp_topic_depth (topic, MDP_LINEAR, 50, s_text ("BTCUSDT"));
    assert_string_equal (topic, "bybit.linear.depth.50.BTCUSDT.");
    assert_int_equal (size, strlen (topic));
    mdp_topic_trade (topic, MDP_OPTION, s_text ("BTC-26JUN26-90000-C-USDT"));
    assert_string_equal (topic, "bybit.option.trade.BTC-26JUN26-90000-C-USDT.");
}

static void
test_no_symbol_is_a_prefix_of_another (void **state)
{
    (void) state;
    char shorter [MDP_TOPIC_MAX];
    char longer [MDP_TOPIC_MAX];
    size_t size = mdp_topic_trade (shorter, MDP_LINEAR, s_text ("BTCUSDT"));
    mdp_topic_trade (longer, MDP_LINEAR, s_text ("BTCUSDT-26JUN26"));
    assert_int_not_equal (strncmp (shorter, longer, size), 0);
}

static void
test_refuses_symbols_that_would_break_a_topic (void **state)
{
    (void) state;
    static const char *const BAD [] = { "",     "BTC.USDT", "BTC USDT", "BTC\tUSDT", "BTC\nUSDT",
                                        "\x7f", "\x01",     "\xff",     "\xc2\x85" };
    char topic [MDP_TOPIC_MAX];
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        assert_int_equal (mdp_topic_trade (topic, MDP_SPOT, s_text (BAD [index])), 0);
        assert_int_equal (mdp_topic_depth (topic, MDP_SPOT, 1, s_text (BAD [index])), 0);
    }
    assert_int_equal (mdp_topic_trade (topic, MDP_SPOT, (mdp_text_t){ .chars = "A\0B", .size = 3 }),
                      0);
}

static void
test_the_longest_symbol_fits_and_a_longer_one_is_refused (void **state)
{
    (void) state;
    char symbol [MDP_SYMBOL_MAX + 2];
    memset (symbol, 'A', sizeof symbol);
    char topic [MDP_TOPIC_MAX];
    mdp_text_t text = { .chars = symbol, .size = MDP_SYMBOL_MAX };
    assert_true (mdp_topic_depth (topic, MDP_INVERSE, UINT32_MAX, text) > 0);
    text.size++;
    assert_int_equal (mdp_topic_depth (topic, MDP_INVERSE, UINT32_MAX, text), 0);
}

static void
test_carries_symbols_that_are_not_latin (void **state)
{
    (void) state;
    char topic [MDP_TOPIC_MAX];
    size_t size = mdp_topic_trade (topic, MDP_LINEAR, s_text ("\xe5\xb8\x81USDT"));
    mdp_topic_parts_t parts;
    assert_int_equal (mdp_topic_parse (&parts, topic, size), 0);
    assert_true (mdp_text_is (parts.symbol, "\xe5\xb8\x81USDT"));
}

static void
test_takes_every_topic_apart_that_it_writes (void **state)
{
    (void) state;
    for (int category = 0; category < MDP_CATEGORIES; category++) {
        char topic [MDP_TOPIC_MAX];
        mdp_topic_parts_t parts;
        mdp_topic_trade (topic, (mdp_category_t) category, s_text ("ETH-PERP"));
        assert_int_equal (s_parse (&parts, topic), 0);
        assert_int_equal (parts.kind, MDP_TOPIC_IS_TRADE);
        assert_int_equal (parts.category, category);
        assert_int_equal (parts.depth, 0);
        assert_true (mdp_text_is (parts.symbol, "ETH-PERP"));
        mdp_topic_depth (topic, (mdp_category_t) category, 1000, s_text ("ETH-PERP"));
        assert_int_equal (s_parse (&parts, topic), 0);
        assert_int_equal (parts.kind, MDP_TOPIC_IS_DEPTH);
        assert_int_equal (parts.category, category);
        assert_int_equal (parts.depth, 1000);
        assert_true (mdp_text_is (parts.symbol, "ETH-PERP"));
    }
}

static void
test_refuses_what_is_no_trade_or_depth_topic (void **state)
{
    (void) state;
    static const char *const BAD [] = { "",
                                        "bybit.",
                                        MDP_TOPIC_STATUS,
                                        MDP_TOPIC_HEARTBEAT,
                                        "bybit.linear.",
                                        "bybit.linear.trade.",
                                        "bybit.linear.trade.BTCUSDT",
                                        "bybit.linear.trade..",
                                        "bybit.linear.trade.BTC.USDT.",
                                        "bybit.margin.trade.BTCUSDT.",
                                        "bybit.linear.ticker.BTCUSDT.",
                                        "okx.linear.trade.BTCUSDT.",
                                        "bybit.linear.depth.BTCUSDT.",
                                        "bybit.linear.depth.0.BTCUSDT.",
                                        "bybit.linear.depth.050.BTCUSDT.",
                                        "bybit.linear.depth.-1.BTCUSDT.",
                                        "bybit.linear.depth.4294967296.BTCUSDT.",
                                        "bybit.linear.depth.50.BTCUSDT.x" };
    mdp_topic_parts_t parts = { .depth = 7 };
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        assert_int_equal (s_parse (&parts, BAD [index]), -1);
        assert_int_equal (parts.depth, 7);
    }
}

static void
test_categories_are_known_by_their_names_alone (void **state)
{
    (void) state;
    mdp_category_t category = MDP_SPOT;
    for (int index = 0; index < MDP_CATEGORIES; index++) {
        const char *name = mdp_category_name ((mdp_category_t) index);
        assert_int_equal (mdp_category_parse (&category, s_text (name)), 0);
        assert_int_equal (category, index);
    }
    assert_int_equal (mdp_category_parse (&category, s_text ("Linear")), -1);
    assert_int_equal (mdp_category_parse (&category, s_text ("lin")), -1);
    assert_int_equal (mdp_category_parse (&category, s_text ("")), -1);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_writes_the_topics_of_the_contract),
        cmocka_unit_test (test_no_symbol_is_a_prefix_of_another),
        cmocka_unit_test (test_refuses_symbols_that_would_break_a_topic),
        cmocka_unit_test (test_the_longest_symbol_fits_and_a_longer_one_is_refused),
        cmocka_unit_test (test_carries_symbols_that_are_not_latin),
        cmocka_unit_test (test_takes_every_topic_apart_that_it_writes),
        cmocka_unit_test (test_refuses_what_is_no_trade_or_depth_topic),
        cmocka_unit_test (test_categories_are_known_by_their_names_alone),
    };
    return UNIT_RUN ("mdp_topic", tests);
}
