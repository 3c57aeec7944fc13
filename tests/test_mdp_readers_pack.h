//  test_mdp_readers_pack - the frame that the packers make of a message of a reader script
//
//  For tests alone.

#ifndef TEST_MDP_READERS_PACK_H
#define TEST_MDP_READERS_PACK_H

#include <string.h>
#include <yyjson.h>

#include "mdp_heartbeat.h"
#include "mdp_pack.h"
#include "mdp_write.h"
#include "unit.h"

enum {
    FRAME_MAX = 4096,
    LEVELS_MAX = 16,  //  Of one message, like the other three
    TRADES_MAX = 8,
    TOPICS_MAX = 8,
    GATEWAYS_MAX = 2
};

static mdp_text_t
s_text (yyjson_val *object, const char *key)
{
    yyjson_val *value = yyjson_obj_get (object, key);
    return (mdp_text_t){ .chars = yyjson_get_str (value), .size = yyjson_get_len (value) };
}

//  Numbers are read raw: integers of 64 bits and decimals stay what they are.

static uint64_t
s_uint (yyjson_val *object, const char *key)
{
    yyjson_val *value = yyjson_obj_get (object, key);
    return value ? strtoull (yyjson_get_raw (value), NULL, 10) : 0;
}

static mdp_decimal_t
s_decimal (yyjson_val *value)
{
    const char *text = yyjson_is_str (value) ? yyjson_get_str (value) : yyjson_get_raw (value);
    mdp_decimal_t decimal;
    assert_int_equal (mdp_decimal_parse (&decimal, text, yyjson_get_len (value)), 0);
    return decimal;
}

static mdp_stamp_t
s_stamp (yyjson_val *message)
{
    return (mdp_stamp_t){ s_uint (message, "epoch"), s_uint (message, "seq"),
                          s_uint (message, "ts_recv"), s_uint (message, "ts_pub"), false };
}

static mdp_category_t
s_category (yyjson_val *message)
{
    mdp_category_t category;
    assert_int_equal (mdp_category_parse (&category, s_text (message, "category")), 0);
    return category;
}

//  The message is one that no packer writes: of another version, or with a word of tomorrow.

static bool
s_is_of_tomorrow (yyjson_val *message)
{
    if (s_uint (message, "v") != MDP_WRITE_VERSION || yyjson_obj_get (message, "future_text")
        || yyjson_obj_get (message, "future_flag")) {
        return true;
    }
    const char *cause = yyjson_get_str (yyjson_obj_get (message, "cause"));
    return (cause && strstr (cause, "_of_tomorrow"))
           || strstr (yyjson_get_str (yyjson_obj_get (message, "type")), "_of_tomorrow");
}

//  Key by key, as they stand; arrays and maps must be empty.

static size_t
s_pack_tomorrow (char *frame, yyjson_val *message)
{
    mdp_write_t write;
    mdp_write_init (&write, frame, FRAME_MAX);
    mdp_write_map (&write, yyjson_obj_size (message));
    size_t index, count;
    yyjson_val *key, *value;
    yyjson_obj_foreach (message, index, count, key, value)
    {
        mdp_write_key (&write, yyjson_get_str (key));
        if (yyjson_is_raw (value)) {
            mdp_write_uint (&write, strtoull (yyjson_get_raw (value), NULL, 10));
        } else if (yyjson_is_str (value)) {
            mdp_write_key (&write, yyjson_get_str (value));
        } else if (yyjson_is_bool (value)) {
            mdp_write_bool (&write, yyjson_get_bool (value));
        } else if (yyjson_is_arr (value)) {
            assert_int_equal (yyjson_arr_size (value), 0);
            mdp_write_array (&write, 0);
        } else {
            assert_true (yyjson_is_obj (value));
            assert_int_equal (yyjson_obj_size (value), 0);
            mdp_write_map (&write, 0);
        }
    }
    return mdp_write_size (&write);
}

//  Sets *numbers to how the levels are written, where there is one.

static size_t
s_levels (mdp_level_t levels [LEVELS_MAX], yyjson_val *side, mdp_numbers_t *numbers)
{
    assert_true (yyjson_is_arr (side));
    size_t count = yyjson_arr_size (side);
    assert_in_range (count, 0, LEVELS_MAX);
    for (size_t index = 0; index < count; index++) {
        yyjson_val *pair = yyjson_arr_get (side, index);
        yyjson_val *price = yyjson_arr_get_first (pair);
        *numbers = yyjson_is_str (price) ? MDP_STRING : MDP_FLOAT64;
        levels [index] = (mdp_level_t){ s_decimal (price), s_decimal (yyjson_arr_get_last (pair)) };
    }
    return count;
}

static mdp_cause_t
s_cause (yyjson_val *message)
{
    int cause = MDP_EXCHANGE;
    while (!mdp_text_is (s_text (message, "cause"), mdp_cause_name ((mdp_cause_t) cause))) {
        cause++;
        assert_in_range (cause, MDP_EXCHANGE, MDP_RESYNC);
    }
    return (mdp_cause_t) cause;
}

static size_t
s_pack_depth (char *frame, yyjson_val *message, bool is_snapshot)
{
    mdp_level_t bids [LEVELS_MAX];
    mdp_level_t asks [LEVELS_MAX];
    mdp_numbers_t numbers = MDP_FLOAT64;
    mdp_stamp_t stamp = s_stamp (message);
    mdp_depth_t depth = { .category = s_category (message),
                          .symbol = s_text (message, "symbol"),
                          .depth = (uint32_t) s_uint (message, "depth"),
                          .is_snapshot = is_snapshot,
                          .cause = is_snapshot ? s_cause (message) : MDP_EXCHANGE,
                          .ts_exchange = s_uint (message, "ts_exchange"),
                          .ts_event = s_uint (message, "ts_event"),
                          .update_id = s_uint (message, "u"),
                          .bids = bids,
                          .asks = asks };
    depth.bids_count = s_levels (bids, yyjson_obj_get (message, "bids"), &numbers);
    depth.asks_count = s_levels (asks, yyjson_obj_get (message, "asks"), &numbers);
    return mdp_pack_depth (frame, FRAME_MAX, &stamp, &depth, numbers);
}

static size_t
s_pack_gap (char *frame, yyjson_val *message)
{
    mdp_stamp_t stamp = s_stamp (message);
    yyjson_val *complete = yyjson_obj_get (message, "complete");
    mdp_gap_t gap = { .category = s_category (message),
                      .symbol = s_text (message, "symbol"),
                      .depth = (uint32_t) s_uint (message, "depth"),
                      .since = s_uint (message, "since"),
                      .has_complete = complete != NULL,
                      .is_complete = yyjson_get_bool (complete) };
    int cause = MDP_GAP_DISCONNECTED;
    while (!mdp_text_is (s_text (message, "cause"), mdp_gap_cause_name ((mdp_gap_cause_t) cause))) {
        cause++;
        assert_in_range (cause, MDP_GAP_DISCONNECTED, MDP_GAP_MALFORMED);
    }
    gap.cause = (mdp_gap_cause_t) cause;
    return mdp_pack_gap (frame, FRAME_MAX, &stamp, &gap);
}

//  A number of a trade that may be absent; its bit is set where it is there.

static mdp_decimal_t
s_optional (yyjson_val *json, const char *key, mdp_trade_t *trade, unsigned bit)
{
    yyjson_val *value = yyjson_obj_get (json, key);
    if (!value) {
        return (mdp_decimal_t){ 0 };
    }
    trade->has |= bit;
    return s_decimal (value);
}

static mdp_trade_t
s_trade (yyjson_val *json)
{
    mdp_trade_t trade = { .id = s_text (json, "id"),
                          .ts_event = s_uint (json, "ts_event"),
                          .price = s_decimal (yyjson_obj_get (json, "price")),
                          .size = s_decimal (yyjson_obj_get (json, "size")),
                          .has = MDP_HAS_SIDE,
                          .is_buy = mdp_text_is (s_text (json, "side"), "buy") };
    trade.mark_price = s_optional (json, "mark_price", &trade, MDP_HAS_MARK_PRICE);
    trade.index_price = s_optional (json, "index_price", &trade, MDP_HAS_INDEX_PRICE);
    trade.mark_iv = s_optional (json, "mark_iv", &trade, MDP_HAS_MARK_IV);
    trade.iv = s_optional (json, "iv", &trade, MDP_HAS_IV);
    return trade;
}

static size_t
s_pack_trades (char *frame, yyjson_val *message)
{
    yyjson_val *array = yyjson_obj_get (message, "trades");
    size_t count = yyjson_arr_size (array);
    assert_in_range (count, 1, TRADES_MAX);
    mdp_trade_t trades [TRADES_MAX];
    for (size_t index = 0; index < count; index++) {
        trades [index] = s_trade (yyjson_arr_get (array, index));
    }
    mdp_stamp_t stamp = s_stamp (message);
    mdp_trades_t whole = { .category = s_category (message),
                           .symbol = s_text (message, "symbol"),
                           .ts_exchange = s_uint (message, "ts_exchange"),
                           .trades = trades,
                           .count = count };
    yyjson_val *price = yyjson_obj_get (yyjson_arr_get_first (array), "price");
    return mdp_pack_trades (frame, FRAME_MAX, &stamp, &whole,
                            yyjson_is_str (price) ? MDP_STRING : MDP_FLOAT64);
}

static size_t
s_pack_status (char *frame, yyjson_val *message)
{
    yyjson_val *map = yyjson_obj_get (message, "topics");
    assert_in_range (yyjson_obj_size (map), 0, TOPICS_MAX);
    mdp_topic_status_t topics [TOPICS_MAX];
    size_t index, count;
    yyjson_val *topic, *json;
    yyjson_obj_foreach (map, index, count, topic, json)
    {
        topics [index] =
            (mdp_topic_status_t){ .topic = { yyjson_get_str (topic), yyjson_get_len (topic) },
                                  .seq = s_uint (json, "seq"),
                                  .last_event = s_uint (json, "last_event") };
        assert_int_equal (mdp_topic_state_parse (&topics [index].state, s_text (json, "state")), 0);
    }
    mdp_stamp_t stamp = s_stamp (message);
    return mdp_pack_status (frame, FRAME_MAX, &stamp, topics, count);
}

//  Readers only ask which epoch of a gateway is in which state: the rest is what it always is.

static mdp_gateway_t
s_gateway (yyjson_val *message)
{
    mdp_gateway_t gateway = { .name = s_text (message, "name"),
                              .isolation = s_text (message, "isolation"),
                              .pid = (int64_t) s_uint (message, "pid"),
                              .epoch = s_uint (message, "epoch"),
                              .endpoint = s_text (message, "endpoint") };
    assert_int_equal (mdp_gateway_state_parse (&gateway.state, s_text (message, "state")), 0);
    return gateway;
}

static size_t
s_pack_heartbeat (char *frame, yyjson_val *message)
{
    mdp_gateway_t gateways [GATEWAYS_MAX];
    yyjson_val *array = yyjson_obj_get (message, "gateways");
    assert_in_range (yyjson_arr_size (array), 0, GATEWAYS_MAX);
    size_t index, count;
    yyjson_val *gateway;
    yyjson_arr_foreach (array, index, count, gateway)
    {
        gateways [index] = s_gateway (gateway);
    }
    mdp_heartbeat_t heartbeat = { .epoch = s_uint (message, "epoch"),
                                  .seq = s_uint (message, "seq"),
                                  .ts_pub = s_uint (message, "ts_pub"),
                                  .pid = (int64_t) s_uint (message, "pid"),
                                  .uptime_s = s_uint (message, "uptime_s"),
                                  .version = s_text (message, "version"),
                                  .numbers = s_text (message, "numbers"),
                                  .gateways = gateways,
                                  .gateways_count = count };
    return mdp_pack_heartbeat (frame, FRAME_MAX, &heartbeat);
}

static inline size_t
s_pack (char *frame, yyjson_val *message)
{
    mdp_text_t type = s_text (message, "type");
    if (s_is_of_tomorrow (message)) {
        return s_pack_tomorrow (frame, message);
    }
    if (mdp_text_is (type, "trades")) {
        return s_pack_trades (frame, message);
    }
    if (mdp_text_is (type, "gap")) {
        return s_pack_gap (frame, message);
    }
    if (mdp_text_is (type, "status")) {
        return s_pack_status (frame, message);
    }
    if (mdp_text_is (type, "heartbeat")) {
        return s_pack_heartbeat (frame, message);
    }
    bool is_snapshot = mdp_text_is (type, "snapshot");
    assert_true (is_snapshot || mdp_text_is (type, "delta"));
    return s_pack_depth (frame, message, is_snapshot);
}

#endif
