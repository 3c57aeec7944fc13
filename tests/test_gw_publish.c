//  Tests of gw_publish: what subscribers are told, and under which numbers

#include "test_gw_street.h"

#include "gw_clock.h"

#define TOPIC "bybit.linear.depth.50.A."
#define SHALLOW "bybit.linear.depth.1.A."

static street_t *
s_street (mdp_numbers_t numbers)
{
    street_t *street = street_new (numbers, 0);
    (void) street_add (street, MDP_LINEAR, 50, "A");
    (void) street_add (street, MDP_LINEAR, 1, "A");
    (void) street_add (street, MDP_LINEAR, 0, "A");
    return street;
}

static int
s_setup (void **state)
{
    *state = s_street (MDP_FLOAT64);
    return 0;
}

static int
s_setup_string (void **state)
{
    *state = s_street (MDP_STRING);
    return 0;
}

static int
s_teardown (void **state)
{
    return street_end (*state);
}

static gw_stream_t *
s_stream (street_t *street, size_t index)
{
    return gw_market_feed_at (street->market, index)->stream;
}

static void
test_a_repetition_takes_no_number (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    street_depth (street, "delta", 8, "['10','2']", "");
    gw_publish_snapshot (street->publish, s_stream (street, 0), MDP_PERIODIC, 55);
    gw_publish_snapshot (street->publish, s_stream (street, 0), MDP_SUBSCRIBE, 56);
    street_depth (street, "delta", 9, "['10','3']", "");
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 2);
    assert_true (mdp_text_is (message->cause, "periodic"));
    assert_int_equal (message->update_id, 8);
    assert_int_equal (message->xseq, 800);
    assert_int_equal (message->stamp.ts_recv, 55);
    assert_true (message->bids [0].size.value == 2);
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 2, "subscribe");
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 3);
}

static void
test_a_book_that_is_not_valid_is_not_repeated (void **state)
{
    street_t *street = *state;
    gw_publish_snapshot (street->publish, s_stream (street, 0), MDP_SUBSCRIBE, 1);
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    gw_book_lose (s_stream (street, 0)->book);
    gw_publish_snapshot (street->publish, s_stream (street, 0), MDP_PERIODIC, 1);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
}

//  As where a topic was struck from the list, and taken again while its book went on.

static void
test_a_book_that_is_shown_again_has_its_next_gap_told (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    gw_publish_gap (street->publish, s_stream (street, 0), MDP_GAP_DISCONNECTED, 55);
    gw_publish_snapshot (street->publish, s_stream (street, 0), MDP_EXCHANGE, 56);
    street_depth (street, "delta", 9, "['10','2']", "");
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 2, "disconnected");
    street_expect_cause (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 3, "exchange");
    street_expect_cause (street, MDP_MESSAGE_GAP, TOPIC, 4, "update_id");
}

static void
test_every_topic_counts_for_itself (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    street_put (street, MDP_LINEAR, 1,
                "{'topic':'orderbook.1.A','type':'snapshot','ts':1,'data':{'u':7,"
                "'b':[['10','1']],'a':[]}}");
    street_put (street, MDP_LINEAR, 1,
                "{'topic':'publicTrade.A','ts':9,'data':[{'i':'a','T':8,'p':'1','v':'1'}]}");
    street_depth (street, "delta", 8, "['10','2']", "");
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, SHALLOW, 1);
    street_expect (street, MDP_MESSAGE_TRADES, "bybit.linear.trade.A.", 1);
    street_expect (street, MDP_MESSAGE_DELTA, TOPIC, 2);
}

static void
test_a_repeated_first_level_is_published_once (void **state)
{
    street_t *street = *state;
    for (int times = 0; times < 3; times++) {
        street_put (street, MDP_LINEAR, 1,
                    "{'topic':'orderbook.1.A','type':'snapshot','ts':1,'data':{'u':7,"
                    "'b':[['10','1']],'a':[['11.0','2']]}}");
    }
    street_expect (street, MDP_MESSAGE_SNAPSHOT, SHALLOW, 1);
    assert_int_equal (street->stats.counts [GW_STAT_REPEATED], 2);
}

static void
s_assert_level (const mdp_message_level_t *level, double price, double size)
{
    assert_true (level->price.value == price);
    assert_true (level->size.value == size);
}

static void
test_levels_that_the_book_drops_are_told_as_deleted (void **state)
{
    street_t *street = *state;
    street_put (street, MDP_LINEAR, 1,
                "{'topic':'orderbook.1.A','type':'snapshot','ts':1,'data':{'u':7,"
                "'b':[['10','1'],['9','1']],'a':[['11','2']]}}");
    street_put (street, MDP_LINEAR, 1,
                "{'topic':'orderbook.1.A','type':'delta','ts':1,'data':{'u':8,"
                "'b':[['10.5','5']],'a':[['12','1'],['13','1']]}}");
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_SNAPSHOT, SHALLOW, 1);
    assert_int_equal (message->bids_count, 1);
    message = street_expect (street, MDP_MESSAGE_DELTA, SHALLOW, 2);
    assert_int_equal (message->bids_count, 2);
    s_assert_level (&message->bids [0], 10.5, 5);
    s_assert_level (&message->bids [1], 10, 0);
    assert_int_equal (message->asks_count, 4);
    s_assert_level (&message->asks [0], 12, 1);
    s_assert_level (&message->asks [1], 13, 1);
    s_assert_level (&message->asks [2], 12, 0);
    s_assert_level (&message->asks [3], 13, 0);
}

static void
test_numbers_are_the_exchanges_text_where_that_is_asked_for (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10.500','1.0']", "['11',3]");
    street_put (street, MDP_LINEAR, 1,
                "{'topic':'publicTrade.A','ts':9,'data':[{'i':'a','T':8,'p':'0.10','v':'7'}]}");
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    assert_true (mdp_text_is (message->bids [0].price.text, "10.500"));
    assert_true (mdp_text_is (message->bids [0].size.text, "1.0"));
    assert_true (mdp_text_is (message->asks [0].size.text, "3"));
    message = street_expect (street, MDP_MESSAGE_TRADES, "bybit.linear.trade.A.", 1);
    assert_true (mdp_text_is (message->trades [0].price.text, "0.10"));
}

static void
test_numbers_are_doubles_otherwise (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['0.1','123456789.123456']", "");
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    assert_int_equal (message->bids [0].price.text.size, 0);
    assert_true (message->bids [0].price.value == 0.1);
    assert_true (message->bids [0].size.value == 123456789.123456);
}

static void
test_what_a_simulation_made_says_so (void **state)
{
    street_t *street = *state;
    gw_publish_set_simulated (street->publish);
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    gw_publish_status (street->publish, NULL, 0);
    assert_true (street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1)->stamp.is_simulated);
    assert_true (
        street_expect (street, MDP_MESSAGE_STATUS, "bybit.status.", 1)->stamp.is_simulated);
}

static void
test_a_status_has_numbers_of_its_own (void **state)
{
    street_t *street = *state;
    const mdp_topic_status_t topics [] = {
        { .topic = street_text (TOPIC), .seq = 5, .state = MDP_STALE, .last_event = 9 },
        { .topic = street_text (SHALLOW), .seq = 0, .state = MDP_REJECTED },
    };
    gw_publish_status (street->publish, topics, 2);
    gw_publish_status (street->publish, NULL, 0);
    const mdp_message_t *message = street_expect (street, MDP_MESSAGE_STATUS, "bybit.status.", 1);
    assert_int_equal (message->topics_count, 2);
    assert_true (mdp_text_is (message->topics [0].topic, TOPIC));
    assert_int_equal (message->topics [0].seq, 5);
    assert_int_equal (message->topics [0].state, MDP_STALE);
    assert_int_equal (message->topics [1].state, MDP_REJECTED);
    assert_int_equal (street_expect (street, MDP_MESSAGE_STATUS, "bybit.status.", 2)->topics_count,
                      0);
}

static void
test_published_counts_what_was_sent (void **state)
{
    street_t *street = *state;
    street_depth (street, "snapshot", 7, "['10','1']", "['11','3']");
    gw_publish_gap (street->publish, s_stream (street, 0), MDP_GAP_STALE, 3);
    gw_publish_status (street->publish, NULL, 0);
    assert_int_equal (street->stats.published, 3);
    assert_int_equal (street->stats.gaps, 1);
    assert_int_equal (street->stats.oversized, 0);
    street_expect (street, MDP_MESSAGE_SNAPSHOT, TOPIC, 1);
    const mdp_message_t *gap = street_expect (street, MDP_MESSAGE_GAP, TOPIC, 2);
    assert_int_equal (gap->since, 3);
    assert_true (gap->stamp.ts_recv <= gw_clock_wall_ns ());
    street_expect (street, MDP_MESSAGE_STATUS, "bybit.status.", 1);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_repetition_takes_no_number),
        UNIT_FIXTURE (test_a_book_that_is_not_valid_is_not_repeated),
        UNIT_FIXTURE (test_a_book_that_is_shown_again_has_its_next_gap_told),
        UNIT_FIXTURE (test_every_topic_counts_for_itself),
        UNIT_FIXTURE (test_a_repeated_first_level_is_published_once),
        UNIT_FIXTURE (test_levels_that_the_book_drops_are_told_as_deleted),
        UNIT_FIXTURE (test_numbers_are_doubles_otherwise),
        UNIT_FIXTURE (test_what_a_simulation_made_says_so),
        UNIT_FIXTURE (test_a_status_has_numbers_of_its_own),
        UNIT_FIXTURE (test_published_counts_what_was_sent),
        cmocka_unit_test_setup_teardown (
            test_numbers_are_the_exchanges_text_where_that_is_asked_for, s_setup_string,
            s_teardown),
    };
    return UNIT_RUN ("gw_publish", tests);
}
