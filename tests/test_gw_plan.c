//  Tests of gw_plan: what a second plan makes of the feeds of the first

#include "gw_plan.h"
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
    return 0;
}

//  Plan symbols, with the book of depth 50 and perhaps that of 1.

static void
s_plan (gw_market_t *market, const char *const symbols [], bool has_depth_1)
{
    gw_config_t config = { .has_trades = true };
    config.depths [MDP_LINEAR][0] = 50;
    config.depths [MDP_LINEAR][1] = 1;
    config.depths_count [MDP_LINEAR] = has_depth_1 ? 2 : 1;
    gw_market_plan (market);
    for (size_t index = 0; symbols [index]; index++) {
        assert_int_equal (gw_plan_symbol (&config, market, MDP_LINEAR, s_text (symbols [index])),
                          0);
    }
}

static gw_plan_step_t
s_step (gw_market_t *market, const char *topic)
{
    const gw_feed_t *feed = gw_market_feed (market, MDP_LINEAR, s_text (topic));
    assert_non_null (feed);
    return gw_plan_step (feed);
}

//  As if the plan had been carried out.

static void
s_carry_out (gw_market_t *market)
{
    for (size_t index = 0; index < gw_market_feeds_count (market); index++) {
        gw_feed_t *feed = gw_market_feed_at (market, index);
        if (feed->want != GW_FEED_UNWANTED) {
            feed->places [0].line = 0;
        }
        feed->is_hidden = feed->want == GW_FEED_PULSE;
        feed->is_dropped = feed->want == GW_FEED_UNWANTED;
    }
}

static void
test_the_first_plan_adds_all (void **state)
{
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    assert_int_equal (s_step (*state, "publicTrade.A"), GW_PLAN_ADD);
    assert_int_equal (s_step (*state, "orderbook.50.A"), GW_PLAN_ADD);
    assert_int_equal (s_step (*state, "orderbook.1.A"), GW_PLAN_ADD);
    assert_int_equal (gw_market_feeds_count (*state), 3);
    s_carry_out (*state);
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    assert_int_equal (s_step (*state, "publicTrade.A"), GW_PLAN_KEEP);
    assert_int_equal (s_step (*state, "orderbook.1.A"), GW_PLAN_KEEP);
}

static void
test_a_second_plan_has_the_difference (void **state)
{
    s_plan (*state, (const char *[]){ "A", "B", NULL }, false);
    s_carry_out (*state);
    s_plan (*state, (const char *[]){ "B", "C", NULL }, false);
    static const char *const KINDS [] = { "publicTrade", "orderbook.50", "orderbook.1" };
    for (size_t index = 0; index < 3; index++) {
        char topic [32];
        (void) snprintf (topic, sizeof topic, "%s.A", KINDS [index]);
        assert_int_equal (s_step (*state, topic), GW_PLAN_DROP);
        (void) snprintf (topic, sizeof topic, "%s.B", KINDS [index]);
        assert_int_equal (s_step (*state, topic), GW_PLAN_KEEP);
        (void) snprintf (topic, sizeof topic, "%s.C", KINDS [index]);
        assert_int_equal (s_step (*state, topic), GW_PLAN_ADD);
    }
}

static void
test_a_plan_that_is_not_carried_out_leaves_nothing (void **state)
{
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    s_carry_out (*state);
    s_plan (*state, (const char *[]){ "B", NULL }, false);
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    assert_int_equal (s_step (*state, "orderbook.50.A"), GW_PLAN_KEEP);
    assert_int_equal (s_step (*state, "orderbook.50.B"), GW_PLAN_KEEP);
}

static void
test_a_pulse_is_shown_and_hidden (void **state)
{
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    s_carry_out (*state);
    s_plan (*state, (const char *[]){ "A", NULL }, true);
    assert_int_equal (s_step (*state, "orderbook.1.A"), GW_PLAN_SHOW);
    assert_int_equal (s_step (*state, "orderbook.50.A"), GW_PLAN_KEEP);
    s_carry_out (*state);
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    assert_int_equal (s_step (*state, "orderbook.1.A"), GW_PLAN_HIDE);
}

static void
test_what_was_dropped_is_nobodys_until_it_is_added_again (void **state)
{
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    s_carry_out (*state);
    gw_feed_t *feed = gw_market_feed (*state, MDP_LINEAR, s_text ("orderbook.50.A"));
    s_plan (*state, (const char *[]){ NULL }, false);
    s_carry_out (*state);
    assert_null (gw_market_feed (*state, MDP_LINEAR, s_text ("orderbook.50.A")));
    assert_int_equal (gw_plan_step (feed), GW_PLAN_KEEP);
    feed->stream->seq = 17;
    s_plan (*state, (const char *[]){ "A", NULL }, false);
    assert_int_equal (gw_plan_step (feed), GW_PLAN_ADD);
    assert_int_equal (feed->stream->seq, 17);
    assert_int_equal (gw_market_feeds_count (*state), 3);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_the_first_plan_adds_all),
        UNIT_FIXTURE (test_a_second_plan_has_the_difference),
        UNIT_FIXTURE (test_a_plan_that_is_not_carried_out_leaves_nothing),
        UNIT_FIXTURE (test_a_pulse_is_shown_and_hidden),
        UNIT_FIXTURE (test_what_was_dropped_is_nobodys_until_it_is_added_again),
    };
    return UNIT_RUN ("gw_plan", tests);
}
