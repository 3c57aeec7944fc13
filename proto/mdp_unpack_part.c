//  mdp_unpack_part - reads one trade, level, topic, gateway or field of a message

#include "mdp_unpack_part.h"

#include <limits.h>

#define COUNT(table) (sizeof (table) / sizeof *(table))

//  A trade and what is still to be read of it.
typedef struct {
    mdp_message_trade_t trade;
    mdp_text_t side;
} side_trade_t;

int
mdp_unpack_part_trade (mdp_message_trade_t *trade, const msgpack_object *object)
{
    static const mdp_read_field_t FIELDS [] = {
        { "id", MDP_READ_TEXT, true, offsetof (side_trade_t, trade.id) },
        { "ts_event", MDP_READ_UINT, true, offsetof (side_trade_t, trade.ts_event) },
        { "side", MDP_READ_TEXT, false, offsetof (side_trade_t, side) },
        { "price", MDP_READ_NUMBER, true, offsetof (side_trade_t, trade.price) },
        { "size", MDP_READ_NUMBER, true, offsetof (side_trade_t, trade.size) },
        { "tick", MDP_READ_TEXT, false, offsetof (side_trade_t, trade.tick) },
        { "block", MDP_READ_FLAG, false, offsetof (side_trade_t, trade.is_block) },
        { "rpi", MDP_READ_FLAG, false, offsetof (side_trade_t, trade.is_rpi) },
        { "xseq", MDP_READ_UINT, false, offsetof (side_trade_t, trade.xseq) },
        { "mark_price", MDP_READ_NUMBER, false, offsetof (side_trade_t, trade.mark_price) },
        { "index_price", MDP_READ_NUMBER, false, offsetof (side_trade_t, trade.index_price) },
        { "mark_iv", MDP_READ_NUMBER, false, offsetof (side_trade_t, trade.mark_iv) },
        { "iv", MDP_READ_NUMBER, false, offsetof (side_trade_t, trade.iv) },
    };
    //  What the presence of a field is called.
    static const unsigned HAS [COUNT (FIELDS)] = {
        [2] = MDP_HAS_SIDE,     [6] = MDP_HAS_BLOCK,      [7] = MDP_HAS_RPI,
        [8] = MDP_HAS_XSEQ,     [9] = MDP_HAS_MARK_PRICE, [10] = MDP_HAS_INDEX_PRICE,
        [11] = MDP_HAS_MARK_IV, [12] = MDP_HAS_IV,
    };
    side_trade_t read = { .side = { .size = 0 } };
    uint32_t seen;
    if (mdp_read_map (object, FIELDS, COUNT (FIELDS), &read, &seen) != 0) {
        return -1;
    }
    for (size_t index = 0; index < COUNT (FIELDS); index++) {
        read.trade.has |= (seen >> index & 1) != 0 ? HAS [index] : 0;
    }
    read.trade.is_buy = mdp_text_is (read.side, "buy");
    if ((read.trade.has & MDP_HAS_SIDE) != 0 && !read.trade.is_buy
        && !mdp_text_is (read.side, "sell")) {
        return -1;
    }
    if (read.trade.size.value < 0) {
        return -1;
    }
    *trade = read.trade;
    return 0;
}

int
mdp_unpack_part_level (mdp_message_level_t *level, const msgpack_object *object)
{
    if (object->type != MSGPACK_OBJECT_ARRAY || object->via.array.size != 2) {
        return -1;
    }
    const msgpack_object *pair = object->via.array.ptr;
    if (mdp_read_value (&pair [0], MDP_READ_NUMBER, &level->price) != 0) {
        return -1;
    }
    int rc = mdp_read_value (&pair [1], MDP_READ_NUMBER, &level->size);
    return rc == 0 && level->size.value >= 0 ? 0 : -1;
}

//  A topic and what is still to be read of it.
typedef struct {
    mdp_topic_status_t topic;
    mdp_text_t state;
} state_topic_t;

mdp_unpack_result_t
mdp_unpack_part_topic (mdp_topic_status_t *topic, const msgpack_object *object)
{
    static const mdp_read_field_t FIELDS [] = {
        { "seq", MDP_READ_UINT, true, offsetof (state_topic_t, topic.seq) },
        { "state", MDP_READ_TEXT, true, offsetof (state_topic_t, state) },
        { "last_event", MDP_READ_UINT, false, offsetof (state_topic_t, topic.last_event) },
    };
    state_topic_t read = { .topic = *topic };
    uint32_t seen;
    if (mdp_read_map (object, FIELDS, COUNT (FIELDS), &read, &seen) != 0) {
        return MDP_UNPACK_REFUSED;
    }
    if (mdp_topic_state_parse (&read.topic.state, read.state) != 0) {
        read.topic.state = MDP_OTHER;
    }
    *topic = read.topic;
    return MDP_UNPACKED;
}

//  How the incarnation before ended, in its own words.
typedef struct {
    mdp_text_t reason;
    int64_t code;
    int64_t signal;
    uint64_t at;
} exit_words_t;

static mdp_unpack_result_t
s_read_exit (mdp_exit_t *last_exit, const msgpack_object *object)
{
    static const mdp_read_field_t FIELDS [] = {
        { "reason", MDP_READ_TEXT, true, offsetof (exit_words_t, reason) },
        { "code", MDP_READ_INT, true, offsetof (exit_words_t, code) },
        { "signal", MDP_READ_INT, true, offsetof (exit_words_t, signal) },
        { "at", MDP_READ_UINT, true, offsetof (exit_words_t, at) },
    };
    exit_words_t read;
    uint32_t seen;
    if (mdp_read_map (object, FIELDS, COUNT (FIELDS), &read, &seen) != 0 || read.code < INT_MIN
        || read.code > INT_MAX || read.signal < INT_MIN || read.signal > INT_MAX) {
        return MDP_UNPACK_REFUSED;
    }
    last_exit->code = (int) read.code;
    last_exit->signal = (int) read.signal;
    last_exit->at = read.at;
    if (mdp_exit_reason_parse (&last_exit->reason, read.reason) != 0) {
        last_exit->reason = MDP_EXIT_OTHER;
    }
    return MDP_UNPACKED;
}

//  A state that is left out has no topics; those that are not known here count as one.

static mdp_unpack_result_t
s_read_topics (uint64_t counts [MDP_TOPIC_STATES + 1], const msgpack_object *object)
{
    if (object->type != MSGPACK_OBJECT_MAP) {
        return MDP_UNPACK_REFUSED;
    }
    unsigned seen = 0;
    for (uint32_t index = 0; index < object->via.map.size; index++) {
        const msgpack_object_kv *kv = &object->via.map.ptr [index];
        mdp_text_t word;
        uint64_t count;
        if (mdp_read_value (&kv->key, MDP_READ_TEXT, &word) != 0
            || mdp_read_value (&kv->val, MDP_READ_UINT, &count) != 0) {
            return MDP_UNPACK_REFUSED;
        }
        mdp_topic_state_t state = MDP_OTHER;
        bool is_known = mdp_topic_state_parse (&state, word) == 0;
        counts [state] += count;
        if ((is_known && (seen >> state & 1) != 0) || counts [state] > INT64_MAX) {
            return MDP_UNPACK_REFUSED;
        }
        seen |= 1U << state;
    }
    return MDP_UNPACKED;
}

//  A gateway and what is still to be read of it.
typedef struct {
    mdp_gateway_t gateway;
    mdp_text_t state;
    const msgpack_object *last_exit;
    const msgpack_object *topics;
} state_gateway_t;

#define GATEWAY(member) offsetof (state_gateway_t, member)

mdp_unpack_result_t
mdp_unpack_part_gateway (mdp_gateway_t *gateway, const msgpack_object *object)
{
    enum { LAST_EVENT = 9 };  //  Place in the table
    static const mdp_read_field_t FIELDS [] = {
        { "name", MDP_READ_TEXT, true, GATEWAY (gateway.name) },
        { "isolation", MDP_READ_TEXT, true, GATEWAY (gateway.isolation) },
        { "state", MDP_READ_TEXT, true, GATEWAY (state) },
        { "pid", MDP_READ_INT, true, GATEWAY (gateway.pid) },
        { "epoch", MDP_READ_UINT, true, GATEWAY (gateway.epoch) },
        { "endpoint", MDP_READ_TEXT, true, GATEWAY (gateway.endpoint) },
        { "restarts", MDP_READ_UINT, true, GATEWAY (gateway.restarts) },
        { "last_exit", MDP_READ_OBJECT, true, GATEWAY (last_exit) },
        { "connected", MDP_READ_FLAG, true, GATEWAY (gateway.is_connected) },
        { "seconds_since_last_event", MDP_READ_DOUBLE, false,
          GATEWAY (gateway.seconds_since_last_event) },
        { "events", MDP_READ_UINT, true, GATEWAY (gateway.events) },
        { "published", MDP_READ_UINT, true, GATEWAY (gateway.published) },
        { "error_count", MDP_READ_UINT, true, GATEWAY (gateway.error_count) },
        { "queue_size", MDP_READ_UINT, true, GATEWAY (gateway.queue_size) },
        { "reconnects", MDP_READ_UINT, true, GATEWAY (gateway.reconnects) },
        { "backoff_until", MDP_READ_UINT, false, GATEWAY (gateway.backoff_until) },
        { "topics", MDP_READ_OBJECT, false, GATEWAY (topics) },
    };
    state_gateway_t read = { .last_exit = NULL };
    uint32_t seen;
    if (mdp_read_map (object, FIELDS, COUNT (FIELDS), &read, &seen) != 0) {
        return MDP_UNPACK_REFUSED;
    }
    read.gateway.has_last_event = (seen >> LAST_EVENT & 1) != 0;
    mdp_unpack_result_t result = s_read_exit (&read.gateway.last_exit, read.last_exit);
    if (result == MDP_UNPACKED && read.topics) {
        result = s_read_topics (read.gateway.topics, read.topics);
    }
    if (mdp_gateway_state_parse (&read.gateway.state, read.state) != 0) {
        read.gateway.state = MDP_GATEWAY_OTHER;
    }
    *gateway = read.gateway;
    return result;
}

int
mdp_unpack_part_field (mdp_message_field_t *field, const msgpack_object_kv *kv)
{
    mdp_message_field_t read = { .kind = MDP_FIELD_TEXT };
    if (mdp_read_value (&kv->key, MDP_READ_TEXT, &read.key) != 0) {
        return -1;
    }
    if (mdp_read_value (&kv->val, MDP_READ_INT, &read.integer) == 0) {
        read.kind = MDP_FIELD_INTEGER;
    } else if (mdp_read_value (&kv->val, MDP_READ_DOUBLE, &read.real) == 0) {
        read.kind = MDP_FIELD_REAL;
    } else if (mdp_read_value (&kv->val, MDP_READ_FLAG, &read.is_true) == 0) {
        read.kind = MDP_FIELD_FLAG;
    } else if (mdp_read_value (&kv->val, MDP_READ_TEXT, &read.text) != 0) {
        return -1;
    }
    *field = read;
    return 0;
}
