//  mdp_pack - writes events as msgpack frames, the second frame of each message

#include "mdp_pack.h"

#include <assert.h>

#include "mdp_write.h"

enum {
    DATA_KEYS = 3,                               //  Of s_write_data
    PAIR_SIZE = 1 + 2 * MDP_WRITE_FLOAT_64_SIZE  //  Of a level as two floats
};

static void
s_write_data (mdp_write_t *write, mdp_category_t category, mdp_text_t symbol, uint64_t ts_exchange)
{
    mdp_write_key_word (write, "category", mdp_category_name (category));
    mdp_write_key_text (write, "symbol", symbol);
    mdp_write_key_uint (write, "ts_exchange", ts_exchange);
}

static void
s_write_number (mdp_write_t *write, mdp_decimal_t number, mdp_numbers_t numbers)
{
    switch (numbers) {
        case MDP_FLOAT64:
            mdp_write_float64 (write, mdp_decimal_double (number));
            break;
        case MDP_STRING: {
            char text [MDP_DECIMAL_TEXT_MAX];
            size_t size = mdp_decimal_print (number, text);
            mdp_write_text (write, (mdp_text_t){ .chars = text, .size = size });
            break;
        }
    }
}

static bool
s_has (const mdp_trade_t *trade, unsigned bit)
{
    return (trade->has & bit) != 0;
}

static void
s_write_optional (mdp_write_t *write, const mdp_trade_t *trade, mdp_numbers_t numbers)
{
    if (trade->tick.size > 0) {
        mdp_write_key_text (write, "tick", trade->tick);
    }
    if (s_has (trade, MDP_HAS_BLOCK)) {
        mdp_write_key_bool (write, "block", trade->is_block);
    }
    if (s_has (trade, MDP_HAS_RPI)) {
        mdp_write_key_bool (write, "rpi", trade->is_rpi);
    }
    if (s_has (trade, MDP_HAS_XSEQ)) {
        mdp_write_key_uint (write, "xseq", trade->xseq);
    }
    if (s_has (trade, MDP_HAS_MARK_PRICE)) {
        mdp_write_key (write, "mark_price");
        s_write_number (write, trade->mark_price, numbers);
    }
    if (s_has (trade, MDP_HAS_INDEX_PRICE)) {
        mdp_write_key (write, "index_price");
        s_write_number (write, trade->index_price, numbers);
    }
    if (s_has (trade, MDP_HAS_MARK_IV)) {
        mdp_write_key (write, "mark_iv");
        s_write_number (write, trade->mark_iv, numbers);
    }
    if (s_has (trade, MDP_HAS_IV)) {
        mdp_write_key (write, "iv");
        s_write_number (write, trade->iv, numbers);
    }
}

static size_t
s_trade_keys (const mdp_trade_t *trade)
{
    size_t count = 4 + (trade->tick.size > 0);
    for (unsigned bit = MDP_HAS_BLOCK; bit <= MDP_HAS_SIDE; bit <<= 1) {
        count += s_has (trade, bit);
    }
    return count;
}

static void
s_write_trade (mdp_write_t *write, const mdp_trade_t *trade, mdp_numbers_t numbers)
{
    mdp_write_map (write, s_trade_keys (trade));
    mdp_write_key_text (write, "id", trade->id);
    mdp_write_key_uint (write, "ts_event", trade->ts_event);
    if (s_has (trade, MDP_HAS_SIDE)) {
        mdp_write_key_word (write, "side", trade->is_buy ? "buy" : "sell");
    }
    mdp_write_key (write, "price");
    s_write_number (write, trade->price, numbers);
    mdp_write_key (write, "size");
    s_write_number (write, trade->size, numbers);
    s_write_optional (write, trade, numbers);
}

size_t
mdp_pack_trades (char *frame, size_t frame_max, const mdp_stamp_t *stamp,
                 const mdp_trades_t *trades, mdp_numbers_t numbers)
{
    assert (stamp);
    assert (trades);
    mdp_write_t write;
    mdp_write_init (&write, frame, frame_max);
    mdp_write_message (&write, stamp, "trades", DATA_KEYS + trades->is_recovered + 1);
    s_write_data (&write, trades->category, trades->symbol, trades->ts_exchange);
    if (trades->is_recovered) {
        mdp_write_key_bool (&write, "recovered", true);
    }
    mdp_write_key (&write, "trades");
    mdp_write_array (&write, trades->count);
    for (size_t index = 0; index < trades->count; index++) {
        s_write_trade (&write, &trades->trades [index], numbers);
    }
    return mdp_write_size (&write);
}

//  Room is asked for once: all of them are alike.

static void
s_write_float_levels (mdp_write_t *write, const mdp_level_t *levels, size_t count)
{
    char *room = mdp_write_room (write, count * PAIR_SIZE);
    for (size_t index = 0; room && index < count; index++) {
        room [0] = (char) (MDP_WRITE_ARRAY | 2);
        mdp_write_float64_at (room + 1, mdp_decimal_double (levels [index].price));
        mdp_write_float64_at (room + 1 + MDP_WRITE_FLOAT_64_SIZE,
                              mdp_decimal_double (levels [index].size));
        room += PAIR_SIZE;
    }
}

static void
s_write_levels (mdp_write_t *write, const mdp_level_t *levels, size_t count, mdp_numbers_t numbers)
{
    mdp_write_array (write, count);
    if (numbers == MDP_FLOAT64) {
        s_write_float_levels (write, levels, count);
        return;
    }
    for (size_t index = 0; index < count; index++) {
        mdp_write_array (write, 2);
        s_write_number (write, levels [index].price, numbers);
        s_write_number (write, levels [index].size, numbers);
    }
}

size_t
mdp_pack_depth (char *frame, size_t frame_max, const mdp_stamp_t *stamp, const mdp_depth_t *depth,
                mdp_numbers_t numbers)
{
    assert (stamp);
    assert (depth);
    mdp_write_t write;
    mdp_write_init (&write, frame, frame_max);
    size_t optional = (depth->ts_event > 0) + (size_t) depth->has_xseq + depth->is_snapshot;
    mdp_write_message (&write, stamp, depth->is_snapshot ? "snapshot" : "delta",
                       DATA_KEYS + 4 + optional);
    s_write_data (&write, depth->category, depth->symbol, depth->ts_exchange);
    mdp_write_key_uint (&write, "depth", depth->depth);
    if (depth->is_snapshot) {
        mdp_write_key_word (&write, "cause", mdp_cause_name (depth->cause));
    }
    if (depth->ts_event > 0) {
        mdp_write_key_uint (&write, "ts_event", depth->ts_event);
    }
    mdp_write_key_uint (&write, "u", depth->update_id);
    if (depth->has_xseq) {
        mdp_write_key_uint (&write, "xseq", depth->xseq);
    }
    mdp_write_key (&write, "bids");
    s_write_levels (&write, depth->bids, depth->bids_count, numbers);
    mdp_write_key (&write, "asks");
    s_write_levels (&write, depth->asks, depth->asks_count, numbers);
    return mdp_write_size (&write);
}

size_t
mdp_pack_gap (char *frame, size_t frame_max, const mdp_stamp_t *stamp, const mdp_gap_t *gap)
{
    assert (stamp);
    assert (gap);
    mdp_write_t write;
    mdp_write_init (&write, frame, frame_max);
    size_t optional = (gap->depth > 0) + (size_t) (gap->since > 0) + gap->has_complete
                      + gap->is_final + (gap->hole_from > 0) + (gap->hole_until > 0);
    mdp_write_message (&write, stamp, "gap", 3 + optional);
    mdp_write_key_word (&write, "category", mdp_category_name (gap->category));
    mdp_write_key_text (&write, "symbol", gap->symbol);
    if (gap->depth > 0) {
        mdp_write_key_uint (&write, "depth", gap->depth);
    }
    mdp_write_key_word (&write, "cause", mdp_gap_cause_name (gap->cause));
    if (gap->since > 0) {
        mdp_write_key_uint (&write, "since", gap->since);
    }
    if (gap->has_complete) {
        mdp_write_key_bool (&write, "complete", gap->is_complete);
    }
    if (gap->is_final) {
        mdp_write_key_bool (&write, "final", true);
    }
    if (gap->hole_from > 0) {
        mdp_write_key_uint (&write, "hole_from", gap->hole_from);
    }
    if (gap->hole_until > 0) {
        mdp_write_key_uint (&write, "hole_until", gap->hole_until);
    }
    return mdp_write_size (&write);
}

static void
s_write_topic (mdp_write_t *write, const mdp_topic_status_t *topic)
{
    mdp_write_text (write, topic->topic);
    mdp_write_map (write, 2 + (size_t) (topic->last_event > 0));
    mdp_write_key_uint (write, "seq", topic->seq);
    mdp_write_key_word (write, "state", mdp_topic_state_name (topic->state));
    if (topic->last_event > 0) {
        mdp_write_key_uint (write, "last_event", topic->last_event);
    }
}

size_t
mdp_pack_status (char *frame, size_t frame_max, const mdp_stamp_t *stamp,
                 const mdp_topic_status_t *topics, size_t count)
{
    assert (stamp);
    mdp_stamp_t unreceived = *stamp;
    unreceived.ts_recv = stamp->ts_pub;
    mdp_write_t write;
    mdp_write_init (&write, frame, frame_max);
    mdp_write_message (&write, &unreceived, "status", 1);
    mdp_write_key (&write, "topics");
    mdp_write_map (&write, count);
    for (size_t index = 0; index < count; index++) {
        s_write_topic (&write, &topics [index]);
    }
    return mdp_write_size (&write);
}
