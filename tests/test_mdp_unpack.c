//  Tests of mdp_unpack: the golden vectors are read, and everything that lies is refused

#include "mdp_pack.h"
#include "test_mdp_unpack_frames.h"

static int
s_setup (void **state)
{
    *state = mdp_unpack_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    mdp_unpack_t *unpack = *state;
    mdp_unpack_destroy (&unpack);
    assert_null (unpack);
    mdp_unpack_destroy (&unpack);
    return 0;
}

static bool
s_is (double found, double expected)
{
    return memcmp (&found, &expected, sizeof found) == 0;
}

static void
test_reads_trades_whose_numbers_are_doubles (void **state)
{
    char frame [FRAME_MAX];
    mdp_message_t message;
    assert_int_equal (s_unpack_vector (*state, &message, frame, "trades_float64"), MDP_UNPACKED);
    assert_int_equal (message.type, MDP_MESSAGE_TRADES);
    assert_true (message.stamp.ts_recv == 1790000001236123456);
    assert_false (message.stamp.is_simulated);
    assert_int_equal (message.category, MDP_LINEAR);
    assert_true (mdp_text_is (message.symbol, "BTCUSDT"));
    assert_int_equal (message.trades_count, 2);
    const mdp_message_trade_t *trade = &message.trades [1];
    assert_true (mdp_text_is (trade->id, "5f3c2a8e-7b1d-5d0e-9a54-0c9d4b1f7e22"));
    assert_true (mdp_text_is (trade->tick, "ZeroPlusTick"));
    assert_true (s_is (trade->price.value, 86723.5));
    assert_int_equal (trade->price.text.size, 0);
    assert_int_equal (trade->has, MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_RPI | MDP_HAS_XSEQ);
    assert_false (trade->is_buy);
    assert_true (trade->is_block);
    assert_true (message.trades [0].is_buy);
}

static void
test_reads_trades_whose_numbers_are_texts (void **state)
{
    char frame [FRAME_MAX];
    mdp_message_t message;
    assert_int_equal (s_unpack_vector (*state, &message, frame, "trades_option_string"),
                      MDP_UNPACKED);
    const mdp_message_trade_t *trade = message.trades;
    assert_true (mdp_text_is (trade->mark_iv.text, "0.4471"));
    assert_true (s_is (trade->mark_iv.value, 0.4471));
    assert_int_equal (trade->has, MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_MARK_PRICE
                                      | MDP_HAS_INDEX_PRICE | MDP_HAS_MARK_IV | MDP_HAS_IV);
    assert_int_equal (s_unpack_vector (*state, &message, frame, "trades_recovered"), MDP_UNPACKED);
    assert_true (message.is_recovered);
    assert_true (message.stamp.is_simulated);
    assert_int_equal (s_unpack_vector (*state, &message, frame, "trades_no_optional_keys"),
                      MDP_UNPACKED);
    assert_int_equal (message.trades [0].has, 0);
}

static void
test_reads_depth (void **state)
{
    char frame [FRAME_MAX];
    mdp_message_t message;
    assert_int_equal (s_unpack_vector (*state, &message, frame, "snapshot_string"), MDP_UNPACKED);
    assert_int_equal (message.type, MDP_MESSAGE_SNAPSHOT);
    assert_true (mdp_text_is (message.cause, "exchange"));
    assert_int_equal (message.depth, 50);
    assert_int_equal (message.update_id, 27618816);
    assert_true (message.has_xseq);
    assert_int_equal (message.bids_count, 2);
    assert_int_equal (message.asks_count, 1);
    assert_true (mdp_text_is (message.bids [0].price.text, "120.640"));
    assert_true (s_is (message.asks [0].size.value, 85.2));
    assert_int_equal (s_unpack_vector (*state, &message, frame, "delta_no_optional_keys"),
                      MDP_UNPACKED);
    assert_int_equal (message.type, MDP_MESSAGE_DELTA);
    assert_false (message.has_xseq);
    assert_int_equal (message.ts_event, 0);
    assert_int_equal (message.asks_count, 0);
    assert_int_equal (s_unpack_vector (*state, &message, frame, "snapshot_empty"), MDP_UNPACKED);
    assert_int_equal (message.bids_count, 0);
    assert_int_equal (s_unpack_vector (*state, &message, frame, "big_string"), MDP_UNPACKED);
    assert_true (message.update_id == INT64_MAX);
    assert_true (mdp_text_is (message.asks [0].size.text, "0.000000000000000001"));
}

static void
test_reads_gaps_and_status (void **state)
{
    char frame [FRAME_MAX];
    mdp_message_t message;
    assert_int_equal (s_unpack_vector (*state, &message, frame, "gap_trades_incomplete"),
                      MDP_UNPACKED);
    assert_true (mdp_text_is (message.cause, "disconnected"));
    assert_true (message.has_complete);
    assert_false (message.is_complete);
    assert_int_equal (message.depth, 0);
    assert_int_equal (s_unpack_vector (*state, &message, frame, "gap_restarted"), MDP_UNPACKED);
    assert_int_equal (message.since, 0);
    assert_false (message.has_complete);
    assert_int_equal (message.depth, 200);
    assert_int_equal (s_unpack_vector (*state, &message, frame, "status"), MDP_UNPACKED);
    assert_int_equal (message.topics_count, MDP_TOPIC_STATES);
    assert_true (mdp_text_is (message.topics [0].topic, "bybit.linear.trade.BTCUSDT."));
    assert_int_equal (message.topics [0].seq, 1000);
    for (size_t index = 0; index < message.topics_count; index++) {
        assert_int_equal (message.topics [index].state, index);
    }
    assert_int_equal (message.topics [MDP_REJECTED].last_event, 0);
}

static void
test_reads_heartbeats_and_events (void **state)
{
    char frame [FRAME_MAX];
    mdp_message_t message;
    assert_int_equal (s_unpack_vector (*state, &message, frame, "heartbeat"), MDP_UNPACKED);
    const mdp_heartbeat_t *heartbeat = &message.heartbeat;
    assert_int_equal (heartbeat->pid, 4200);
    assert_int_equal (heartbeat->seq, 77);
    assert_true (heartbeat->is_simulated);
    assert_true (mdp_text_is (heartbeat->numbers, "float64"));
    assert_int_equal (heartbeat->gateways_count, 2);
    const mdp_gateway_t *gateway = heartbeat->gateways;
    assert_int_equal (gateway [0].state, MDP_GATEWAY_LIVE);
    assert_int_equal (gateway [0].last_exit.reason, MDP_EXIT_SIGNALLED);
    assert_int_equal (gateway [0].last_exit.signal, 9);
    assert_true (gateway [0].has_last_event);
    assert_true (s_is (gateway [0].seconds_since_last_event, 0.012));
    assert_int_equal (gateway [0].backoff_until, 0);
    assert_int_equal (gateway [0].topics [MDP_LIVE], 300);
    assert_int_equal (mdp_gateway_topics (&gateway [0]), 315);
    assert_int_equal (mdp_gateway_topics (&gateway [1]), 0);
    assert_false (gateway [1].has_last_event);
    assert_true (gateway [1].backoff_until == 1790000005000000000);
    assert_int_equal (s_unpack_vector (*state, &message, frame, "event"), MDP_UNPACKED);
    assert_true (mdp_text_is (message.event, "bybit_connector_stale_connection_detected"));
    assert_true (mdp_text_is (message.level, "warning"));
    assert_int_equal (message.fields_count, 5);
    assert_true (mdp_text_is (message.fields [0].text, "bybit"));
    assert_true (s_is (message.fields [2].real, 60.25));
    assert_int_equal (message.fields [3].integer, -1);
    assert_int_equal (message.fields [4].kind, MDP_FIELD_FLAG);
}

static void
test_skips_what_it_does_not_know (void **state)
{
    char frame [FRAME_MAX];
    mdp_message_t message = { .symbol = { .size = 0 } };
    assert_int_equal (s_unpack_vector (*state, &message, frame, "future_keys"), MDP_UNPACKED);
    assert_true (mdp_text_is (message.cause, "a_cause_of_tomorrow"));
    assert_true (mdp_text_is (message.symbol, "BTCUSDT"));
    assert_int_equal (s_unpack_vector (*state, &message, frame, "future_type"), MDP_UNPACK_UNKNOWN);
    assert_true (mdp_text_is (message.symbol, "BTCUSDT"));  //  Left alone
    static const char NEXT [] = "\x82\xa1v\x02\xa4type\xa5"
                                "delta";
    assert_int_equal (mdp_unpack_frame (*state, &message, NEXT, sizeof NEXT - 1),
                      MDP_UNPACK_UNKNOWN);
}

static mdp_unpack_result_t
s_unpack (void **state, const mdp_write_t *write)
{
    mdp_message_t message;
    return mdp_unpack_frame (*state, &message, write->frame, mdp_write_size (write));
}

static void
s_write_topic (mdp_write_t *write, const char *topic)
{
    mdp_write_key (write, topic);
    mdp_write_map (write, 2);
    mdp_write_key_uint (write, "seq", 1);
    mdp_write_key_word (write, "state", "live");
}

static void
test_refuses_keys_that_stand_twice (void **state)
{
    char frame [FRAME_MAX];
    mdp_write_t write = s_write_status (frame, 1);
    mdp_write_key (&write, "topics");
    mdp_write_map (&write, 3);
    s_write_topic (&write, "c.");
    s_write_topic (&write, "a.");
    s_write_topic (&write, "b.");
    assert_int_equal (s_unpack (state, &write), MDP_UNPACKED);
    write = s_write_status (frame, 1);
    mdp_write_key (&write, "topics");
    mdp_write_map (&write, 3);
    s_write_topic (&write, "a.");
    s_write_topic (&write, "b.");
    s_write_topic (&write, "a.");
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
    write = s_write_status (frame, 2);
    mdp_write_key (&write, "topics");
    mdp_write_map (&write, 0);
    mdp_write_key_uint (&write, "seq", 1);
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
}

static void
test_refuses_wrong_types_and_numbers_that_are_too_big (void **state)
{
    char frame [FRAME_MAX];
    mdp_write_t write = s_write_status (frame, 1);
    mdp_write_key (&write, "topics");
    mdp_write_array (&write, 0);
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
    write = s_write_status (frame, 0);
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
    mdp_write_init (&write, frame, sizeof frame);
    mdp_write_array (&write, 0);
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
    mdp_stamp_t stamp = STAMP;
    stamp.seq = (uint64_t) INT64_MAX + 1;
    mdp_write_init (&write, frame, sizeof frame);
    mdp_write_message (&write, &stamp, "status", 1);
    mdp_write_key (&write, "topics");
    mdp_write_map (&write, 0);
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
}

static void
test_refuses_sizes_that_are_none (void **state)
{
    static const char *const BAD [] = { "", "1e5", "nan", "inf", "1.", "0x10", "1 ", "-1" };
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        char frame [FRAME_MAX];
        mdp_write_t write = s_write_market (frame, "delta", 4);
        mdp_write_key_uint (&write, "depth", 1);
        mdp_write_key_uint (&write, "u", 1);
        mdp_write_key (&write, "asks");
        mdp_write_array (&write, 0);
        mdp_write_key (&write, "bids");
        mdp_write_array (&write, 1);
        mdp_write_array (&write, 2);
        mdp_write_key (&write, "1.5");
        mdp_write_key (&write, BAD [index]);
        assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
    }
}

static void
test_refuses_trades_that_are_none (void **state)
{
    char frame [FRAME_MAX];
    mdp_write_t write = s_write_market (frame, "trades", 1);
    mdp_write_key (&write, "trades");
    mdp_write_array (&write, 0);
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
    write = s_write_market (frame, "trades", 1);
    mdp_write_key (&write, "trades");
    mdp_write_array (&write, 1);
    mdp_write_map (&write, 4);
    mdp_write_key_word (&write, "id", "1");
    mdp_write_key_uint (&write, "ts_event", 1);
    mdp_write_key_word (&write, "price", "1");
    mdp_write_key_word (&write, "size", "-1");
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_REFUSED);
}

static void
test_a_snapshot_of_another_topic_is_unknown_and_not_refused (void **state)
{
    char frame [FRAME_MAX];
    mdp_write_t write = s_write_market (frame, "snapshot", 1);
    mdp_write_key_word (&write, "last_price", "1");
    assert_int_equal (s_unpack (state, &write), MDP_UNPACK_UNKNOWN);
}

//  A state of tomorrow does not hide the rest of a status or a heartbeat.

static void
test_an_unknown_state_is_another_and_hides_nothing (void **state)
{
    char frame [FRAME_MAX];
    mdp_write_t write = s_write_status (frame, 1);
    mdp_write_key (&write, "topics");
    mdp_write_map (&write, 1);
    mdp_write_key (&write, "bybit.linear.trade.BTCUSDT.");
    mdp_write_map (&write, 2);
    mdp_write_key_uint (&write, "seq", 7);
    mdp_write_key_word (&write, "state", "dreaming");
    mdp_message_t message;
    assert_int_equal (mdp_unpack_frame (*state, &message, frame, mdp_write_size (&write)),
                      MDP_UNPACKED);
    assert_int_equal (message.topics_count, 1);
    assert_int_equal (message.topics [0].seq, 7);
    assert_int_equal (message.topics [0].state, MDP_OTHER);
    assert_string_equal (mdp_topic_state_name (MDP_OTHER), "other");
}

//  A heap copy of exactly the frame's size lets the sanitizer see a byte too far.

static void
test_no_cut_or_changed_byte_crashes_it (void **state)
{
    static const char *const NAMES [] = {
        "trades_option_string", "snapshot_float64", "status", "heartbeat", "event", "gap_restarted"
    };
    mdp_message_t message;
    for (size_t name = 0; name < sizeof NAMES / sizeof *NAMES; name++) {
        char frame [FRAME_MAX];
        size_t size = s_read_vector (frame, NAMES [name]);
        for (size_t at = 0; at < size; at++) {
            char *copy = malloc (size);
            assert_non_null (copy);
            memcpy (copy, frame, at);
            assert_int_equal (mdp_unpack_frame (*state, &message, copy, at), MDP_UNPACK_REFUSED);
            memcpy (copy, frame, size);
            for (int value = 0; value < 256; value++) {
                copy [at] = (char) value;
                (void) mdp_unpack_frame (*state, &message, copy, size);  //  It may still be one
            }
            free (copy);
        }
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_reads_trades_whose_numbers_are_doubles),
        UNIT_FIXTURE (test_reads_trades_whose_numbers_are_texts),
        UNIT_FIXTURE (test_reads_depth),
        UNIT_FIXTURE (test_reads_gaps_and_status),
        UNIT_FIXTURE (test_reads_heartbeats_and_events),
        UNIT_FIXTURE (test_skips_what_it_does_not_know),
        UNIT_FIXTURE (test_refuses_keys_that_stand_twice),
        UNIT_FIXTURE (test_refuses_wrong_types_and_numbers_that_are_too_big),
        UNIT_FIXTURE (test_refuses_sizes_that_are_none),
        UNIT_FIXTURE (test_refuses_trades_that_are_none),
        UNIT_FIXTURE (test_a_snapshot_of_another_topic_is_unknown_and_not_refused),
        UNIT_FIXTURE (test_an_unknown_state_is_another_and_hides_nothing),
        UNIT_FIXTURE (test_no_cut_or_changed_byte_crashes_it),
    };
    return UNIT_RUN ("mdp_unpack", tests);
}
