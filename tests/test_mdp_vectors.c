//  Tests of the golden vectors: packed again they are the same bytes, and decode to the same JSON
//
//  proto/vectors holds each frame beside its JSON. With VECTORS_WRITE in the environment they
//  are written instead: only for new ones, since those that are published never change.

#include "mdp_heartbeat.h"
#include "mdp_json.h"
#include "mdp_pack.h"
#include "mdp_write.h"
#include "note.h"
#include "test_mdp_golden.h"

#include <string.h>

enum { FRAME_MAX = 4096 };

static const mdp_stamp_t STAMP = { 1790000000000, 42, 1790000001236123456, 1790000001236130001,
                                   false };
static const mdp_stamp_t SIMULATED = { 1790000000000, 1, 1790000001236123456, 1790000001236130001,
                                       true };

static mdp_text_t
s_text (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

static mdp_decimal_t
s_decimal (const char *text)
{
    mdp_decimal_t decimal;
    assert_int_equal (mdp_decimal_parse (&decimal, text, strlen (text)), 0);
    return decimal;
}

static void
s_assert_trades (const char *name, const mdp_stamp_t *stamp, const mdp_trades_t *trades,
                 mdp_numbers_t numbers)
{
    char frame [FRAME_MAX];
    golden_assert (name, frame, mdp_pack_trades (frame, sizeof frame, stamp, trades, numbers));
}

static void
s_assert_depth (const char *name, const mdp_stamp_t *stamp, const mdp_depth_t *depth,
                mdp_numbers_t numbers)
{
    char frame [FRAME_MAX];
    golden_assert (name, frame, mdp_pack_depth (frame, sizeof frame, stamp, depth, numbers));
}

static void
s_assert_gap (const char *name, const mdp_stamp_t *stamp, const mdp_gap_t *gap)
{
    char frame [FRAME_MAX];
    golden_assert (name, frame, mdp_pack_gap (frame, sizeof frame, stamp, gap));
}

//  Trades as the exchange sends them: a perpetual's, and an option's with more keys.

static mdp_trade_t
s_linear_trade (void)
{
    return (mdp_trade_t){ .id = s_text ("5f3c2a8e-7b1d-5d0e-9a54-0c9d4b1f7e21"),
                          .symbol = s_text ("BTCUSDT"),
                          .tick = s_text ("PlusTick"),
                          .ts_event = 1790000001234000000,
                          .price = s_decimal ("86723.50"),
                          .size = s_decimal ("0.001"),
                          .xseq = 814547790001,
                          .has = MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_RPI | MDP_HAS_XSEQ,
                          .is_buy = true };
}

static mdp_trade_t
s_option_trade (void)
{
    return (mdp_trade_t){ .id = s_text ("0404c393-8419-5bac-95c3-5fea28404754"),
                          .ts_event = 1790000001229000000,
                          .price = s_decimal ("985"),
                          .size = s_decimal ("0.01"),
                          .mark_price = s_decimal ("984.2"),
                          .index_price = s_decimal ("86722.1"),
                          .mark_iv = s_decimal ("0.4471"),
                          .iv = s_decimal ("0.4502"),
                          .has = MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_MARK_PRICE
                                 | MDP_HAS_INDEX_PRICE | MDP_HAS_MARK_IV | MDP_HAS_IV };
}

static mdp_trades_t
s_trades (const mdp_trade_t *trades, size_t count, mdp_category_t category, const char *symbol)
{
    return (mdp_trades_t){ .category = category,
                           .symbol = s_text (symbol),
                           .ts_exchange = 1790000001235000000,
                           .trades = trades,
                           .count = count };
}

static void
test_trades_are_the_golden_ones (void **state)
{
    (void) state;
    mdp_trade_t linear [2] = { s_linear_trade (), s_linear_trade () };
    linear [1].id = s_text ("5f3c2a8e-7b1d-5d0e-9a54-0c9d4b1f7e22");
    linear [1].tick = s_text ("ZeroPlusTick");
    linear [1].is_buy = false;
    linear [1].is_block = linear [1].is_rpi = true;
    mdp_trades_t trades = s_trades (linear, 2, MDP_LINEAR, "BTCUSDT");
    s_assert_trades ("trades_float64", &STAMP, &trades, MDP_FLOAT64);
    s_assert_trades ("trades_string", &STAMP, &trades, MDP_STRING);

    mdp_trade_t spot = { .id = s_text ("2290000001225843671"), .has = MDP_HAS_SIDE };
    spot.ts_event = 1790000001239000000;
    spot.price = s_decimal ("86721.1");
    spot.size = s_decimal ("0.001466");
    trades = s_trades (&spot, 1, MDP_SPOT, "BTCUSDT");
    trades.is_recovered = true;
    s_assert_trades ("trades_recovered", &SIMULATED, &trades, MDP_FLOAT64);
    spot.has = 0;
    trades.is_recovered = false;
    s_assert_trades ("trades_no_optional_keys", &STAMP, &trades, MDP_STRING);

    mdp_trade_t option = s_option_trade ();
    trades = s_trades (&option, 1, MDP_OPTION, "BTC-25SEP26-90000-C-USDT");
    s_assert_trades ("trades_option", &STAMP, &trades, MDP_FLOAT64);
    s_assert_trades ("trades_option_string", &STAMP, &trades, MDP_STRING);
}

static mdp_depth_t
s_depth (mdp_level_t bids [2], mdp_level_t asks [1])
{
    bids [0] = (mdp_level_t){ s_decimal ("120.640"), s_decimal ("1374.5") };
    bids [1] = (mdp_level_t){ s_decimal ("120.630"), s_decimal ("913.5") };
    asks [0] = (mdp_level_t){ s_decimal ("120.650"), s_decimal ("85.2") };
    return (mdp_depth_t){ .category = MDP_LINEAR,
                          .symbol = s_text ("SOLUSDT"),
                          .depth = 50,
                          .is_snapshot = true,
                          .cause = MDP_EXCHANGE,
                          .ts_exchange = 1790000000456000000,
                          .ts_event = 1790000000451000000,
                          .update_id = 27618816,
                          .xseq = 282179960106,
                          .has_xseq = true,
                          .bids = bids,
                          .bids_count = 2,
                          .asks = asks,
                          .asks_count = 1 };
}

static void
test_depth_is_the_golden_one (void **state)
{
    (void) state;
    mdp_level_t bids [2];
    mdp_level_t asks [1];
    mdp_depth_t depth = s_depth (bids, asks);
    s_assert_depth ("snapshot_string", &STAMP, &depth, MDP_STRING);
    static const char *const CAUSES [] = { "snapshot_float64", "snapshot_subscribe",
                                           "snapshot_periodic", "snapshot_resync" };
    for (int cause = MDP_EXCHANGE; cause <= MDP_RESYNC; cause++) {
        depth.cause = (mdp_cause_t) cause;
        s_assert_depth (CAUSES [cause], &STAMP, &depth, MDP_FLOAT64);
    }

    depth.is_snapshot = false;
    bids [1].size = s_decimal ("0");
    depth.asks_count = 0;
    s_assert_depth ("delta_float64", &SIMULATED, &depth, MDP_FLOAT64);
    s_assert_depth ("delta_string", &SIMULATED, &depth, MDP_STRING);
    depth.has_xseq = false;
    depth.ts_event = 0;
    s_assert_depth ("delta_no_optional_keys", &STAMP, &depth, MDP_FLOAT64);

    mdp_depth_t empty = { .category = MDP_OPTION, .is_snapshot = true, .cause = MDP_SUBSCRIBE };
    empty.symbol = s_text ("BTC-30JUN23-45000-P");
    empty.depth = 25;
    empty.ts_exchange = 1790000000456000000;
    s_assert_depth ("snapshot_empty", &STAMP, &empty, MDP_FLOAT64);
}

static void
test_gaps_are_the_golden_ones (void **state)
{
    (void) state;
    static const char *const NAMES [] = { "gap_disconnected", "gap_update_id", "gap_stale",
                                          "gap_crossed",      "gap_restarted", "gap_malformed" };
    mdp_gap_t gap = { .category = MDP_LINEAR, .symbol = s_text ("BTCUSDT"), .depth = 200 };
    for (int cause = MDP_GAP_DISCONNECTED; cause <= MDP_GAP_MALFORMED; cause++) {
        gap.cause = (mdp_gap_cause_t) cause;
        gap.since = cause == MDP_GAP_RESTARTED ? 0 : 1790000000456000000;
        s_assert_gap (NAMES [cause], &STAMP, &gap);
    }
    gap = (mdp_gap_t){ .category = MDP_SPOT, .symbol = s_text ("ETHUSDT") };
    gap.since = 1790000000456000000;
    gap.has_complete = true;
    s_assert_gap ("gap_trades_incomplete", &SIMULATED, &gap);
    gap.is_complete = true;
    s_assert_gap ("gap_trades_complete", &STAMP, &gap);
    gap.is_final = true;
    s_assert_gap ("gap_trades_closed", &STAMP, &gap);
    gap.is_complete = false;
    s_assert_gap ("gap_trades_lost_unknown", &SIMULATED, &gap);
    gap.hole_from = 1790000000455000000;
    gap.hole_until = 1790000009001000000;
    s_assert_gap ("gap_trades_lost", &STAMP, &gap);
}

static void
test_a_status_is_the_golden_one (void **state)
{
    (void) state;
    static const char *const TOPICS [MDP_TOPIC_STATES] = {
        "bybit.linear.trade.BTCUSDT.", "bybit.linear.depth.50.BTCUSDT.",
        "bybit.spot.trade.ETHUSDT.", "bybit.linear.trade.NOSUCH.",
        "bybit.option.trade.BTC-25SEP26-90000-C-USDT."
    };
    char frame [FRAME_MAX];
    mdp_topic_status_t topics [MDP_TOPIC_STATES];
    for (int index = 0; index < MDP_TOPIC_STATES; index++) {
        uint64_t seen = index == MDP_REJECTED ? 0 : 1;  //  A refused topic has seen nothing
        topics [index] =
            (mdp_topic_status_t){ s_text (TOPICS [index]), 1000 * seen, (mdp_topic_state_t) index,
                                  1790000001235000000 * seen };
    }
    golden_assert ("status", frame,
                   mdp_pack_status (frame, sizeof frame, &STAMP, topics, MDP_TOPIC_STATES));
    golden_assert ("status_empty", frame, mdp_pack_status (frame, sizeof frame, &STAMP, NULL, 0));
}

static mdp_gateway_t
s_gateway (void)
{
    return (mdp_gateway_t){
        .name = s_text ("bybit"),
        .isolation = s_text ("process"),
        .state = MDP_GATEWAY_LIVE,
        .pid = 4242,
        .epoch = 1790000000000,
        .endpoint = s_text ("tcp://127.0.0.1:5555"),
        .restarts = 3,
        .last_exit = { .reason = MDP_EXIT_SIGNALLED, .signal = 9, .at = 1790000000100000000 },
        .is_connected = true,
        .has_last_event = true,
        .seconds_since_last_event = 0.012,
        .events = 123456,
        .published = 123450,
        .error_count = 6,
        .queue_size = 2,
        .reconnects = 1
    };
}

static void
test_a_heartbeat_is_the_golden_one (void **state)
{
    (void) state;
    char frame [FRAME_MAX];
    static const uint64_t TOPICS [MDP_TOPIC_STATES] = { 300, 12, 2, 1, 0 };
    mdp_gateway_t gateways [2] = { s_gateway (), s_gateway () };
    memcpy (gateways [0].topics, TOPICS, sizeof TOPICS);  //  The other has not told yet
    gateways [1].name = s_text ("bybit-2");
    gateways [1].state = MDP_GATEWAY_BACKOFF;
    gateways [1].pid = 0;
    gateways [1].last_exit = (mdp_exit_t){ .reason = MDP_EXIT_EXITED, .code = 70, .at = 5 };
    gateways [1].is_connected = gateways [1].has_last_event = false;
    gateways [1].backoff_until = 1790000005000000000;
    mdp_heartbeat_t heartbeat = { .epoch = 1789999990000,
                                  .seq = 77,
                                  .ts_pub = 1790000001236130001,
                                  .pid = 4200,
                                  .uptime_s = 11,
                                  .version = s_text ("0.1.0"),
                                  .numbers = s_text ("float64"),
                                  .is_simulated = true,
                                  .gateways = gateways,
                                  .gateways_count = 2 };
    golden_assert ("heartbeat", frame, mdp_pack_heartbeat (frame, sizeof frame, &heartbeat));
    heartbeat.gateways_count = 0;
    heartbeat.is_simulated = false;
    golden_assert ("heartbeat_no_gateways", frame,
                   mdp_pack_heartbeat (frame, sizeof frame, &heartbeat));
}

static void
test_an_event_is_the_golden_one (void **state)
{
    (void) state;
    char frame [FRAME_MAX];
    note_t note;
    note_init (&note, NOTE_WARNING, "bybit_connector_stale_connection_detected");
    note_add_text (&note, "gateway", "bybit", 5);
    note_add_text (&note, "bytes", "caf\xc3\xa9\xff\n", 7);
    note_add_real (&note, "seconds_since_last_event", 60.25);
    note_add_integer (&note, "code", -1);
    note_add_flag (&note, "connected", false);
    golden_assert ("event", frame, note_pack_message (&note, &STAMP, frame, sizeof frame));
}

//  The largest numbers that the contract allows, and more digits than a double has.

static void
test_big_numbers_are_the_golden_ones (void **state)
{
    (void) state;
    const uint64_t most = INT64_MAX;
    mdp_stamp_t stamp = { most, most, most, most, false };
    mdp_level_t bid = { s_decimal ("123456789.123456789"), s_decimal ("999999999999999999") };
    mdp_level_t ask = { s_decimal ("123456789.123456790"), s_decimal ("0.000000000000000001") };
    mdp_depth_t depth = { .category = MDP_INVERSE,
                          .symbol = s_text ("BTCUSD"),
                          .depth = UINT32_MAX,
                          .ts_exchange = most,
                          .ts_event = most,
                          .update_id = most,
                          .xseq = most,
                          .has_xseq = true };
    depth.bids = &bid;
    depth.asks = &ask;
    depth.bids_count = depth.asks_count = 1;
    s_assert_depth ("big_float64", &stamp, &depth, MDP_FLOAT64);
    s_assert_depth ("big_string", &stamp, &depth, MDP_STRING);
    mdp_trade_t trade = s_linear_trade ();
    trade.ts_event = trade.xseq = most;
    mdp_trades_t trades = s_trades (&trade, 1, MDP_LINEAR, "BTCUSDT");
    s_assert_trades ("big_trades", &stamp, &trades, MDP_FLOAT64);
    mdp_topic_status_t topic = { s_text ("bybit.linear.trade.BTCUSDT."), most, MDP_LIVE, most };
    char frame [FRAME_MAX];
    golden_assert ("big_status", frame, mdp_pack_status (frame, sizeof frame, &stamp, &topic, 1));
}

//  What a reader must bear from a writer of tomorrow.

static void
test_messages_of_the_future_are_the_golden_ones (void **state)
{
    (void) state;
    char frame [FRAME_MAX];
    mdp_write_t write;
    mdp_write_init (&write, frame, sizeof frame);
    mdp_write_message (&write, &STAMP, "gap", 5);
    mdp_write_key_word (&write, "category", "linear");
    mdp_write_key (&write, "future_map");
    mdp_write_map (&write, 1);
    mdp_write_key (&write, "nested");
    mdp_write_array (&write, 2);
    mdp_write_uint (&write, UINT64_MAX);
    mdp_write_int (&write, INT64_MIN);
    mdp_write_key_word (&write, "symbol", "BTCUSDT");
    mdp_write_key_word (&write, "cause", "a_cause_of_tomorrow");
    mdp_write_key_bool (&write, "future_flag", true);
    golden_assert ("future_keys", frame, mdp_write_size (&write));

    mdp_write_init (&write, frame, sizeof frame);
    mdp_write_message (&write, &STAMP, "type_of_tomorrow", 1);
    mdp_write_key_word (&write, "category", "linear");
    golden_assert ("future_type", frame, mdp_write_size (&write));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_trades_are_the_golden_ones),
        cmocka_unit_test (test_depth_is_the_golden_one),
        cmocka_unit_test (test_gaps_are_the_golden_ones),
        cmocka_unit_test (test_a_status_is_the_golden_one),
        cmocka_unit_test (test_a_heartbeat_is_the_golden_one),
        cmocka_unit_test (test_an_event_is_the_golden_one),
        cmocka_unit_test (test_big_numbers_are_the_golden_ones),
        cmocka_unit_test (test_messages_of_the_future_are_the_golden_ones),
    };
    return UNIT_RUN ("mdp_vectors", tests);
}
