//  oracle_parse - exchange text to event with yyjson: what bybit_parse is compared with

#include "oracle_parse.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_value.h"
#include "oracle_depth.h"
#include "oracle_trade.h"

struct oracle_parse {
    bybit_message_t message;
    oracle_value_t value;
    void *pool;  //  The document's memory; only pages that were needed are ever touched
    size_t pool_size;
    mdp_trade_t *trades;
    mdp_level_t *bids;
    mdp_level_t *asks;
};

oracle_parse_t *
oracle_parse_new (void)
{
    oracle_parse_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pool_size = yyjson_read_max_memory_usage (BYBIT_TEXT_MAX, YYJSON_READ_NUMBER_AS_RAW);
    self->pool = malloc (self->pool_size);
    assert (self->pool);
    self->trades = malloc (BYBIT_TRADES_MAX * sizeof *self->trades);
    assert (self->trades);
    self->bids = malloc (BYBIT_LEVELS_MAX * sizeof *self->bids);
    assert (self->bids);
    self->asks = malloc (BYBIT_LEVELS_MAX * sizeof *self->asks);
    assert (self->asks);
    return self;
}

void
oracle_parse_destroy (oracle_parse_t **self_p)
{
    assert (self_p);
    oracle_parse_t *self = *self_p;
    if (self) {
        free (self->pool);
        free (self->trades);
        free (self->bids);
        free (self->asks);
        free (self);
        *self_p = NULL;
    }
}

static void
s_add_trade (oracle_parse_t *self, yyjson_val *object)
{
    bybit_message_t *message = &self->message;
    if (message->trades_count == BYBIT_TRADES_MAX) {
        (void) oracle_value_refuse (&self->value, "too many trades");
        message->refused++;
    } else if (oracle_trade_read (&self->value, object, message->topic,
                                  &self->trades [message->trades_count])
               == -1) {
        message->refused++;
    } else {
        message->trades_count++;
    }
}

static int
s_trades (oracle_parse_t *self, yyjson_val *data)
{
    self->message.trades = self->trades;
    if (yyjson_is_obj (data)) {
        s_add_trade (self, data);
    } else if (yyjson_is_arr (data)) {
        yyjson_arr_iter iter;
        yyjson_arr_iter_init (data, &iter);
        for (yyjson_val *object; (object = yyjson_arr_iter_next (&iter));) {
            s_add_trade (self, object);
        }
    } else {
        return oracle_value_refuse (&self->value, "data is not an array of trades");
    }
    return self->message.trades_count == 0 && self->message.refused > 0 ? -1 : 0;
}

static bool
s_text_starts (mdp_text_t text, const char *prefix)
{
    return text.size >= strlen (prefix) && memcmp (text.chars, prefix, strlen (prefix)) == 0;
}

//  The values of an envelope that decide what a text is.
typedef struct {
    yyjson_val *topic;
    yyjson_val *type;
    yyjson_val *ts;
    yyjson_val *cts;
    yyjson_val *data;
    yyjson_val *op;
    yyjson_val *ret_msg;
    yyjson_val *req_id;
    yyjson_val *success;
    yyjson_val *pong;
} envelope_t;

static void
s_open_envelope (yyjson_val *root, envelope_t *envelope)
{
    const struct {
        const char *name;
        yyjson_val **value;
    } fields [] = {
        { "topic", &envelope->topic },     { "type", &envelope->type },
        { "ts", &envelope->ts },           { "data", &envelope->data },
        { "cts", &envelope->cts },         { "op", &envelope->op },
        { "ret_msg", &envelope->ret_msg }, { "req_id", &envelope->req_id },
        { "success", &envelope->success }, { "pong", &envelope->pong },
    };
    yyjson_obj_iter iter;
    yyjson_obj_iter_init (root, &iter);
    for (yyjson_val *key; (key = yyjson_obj_iter_next (&iter));) {
        for (size_t index = 0; index < sizeof fields / sizeof *fields; index++) {
            if (yyjson_equals_str (key, fields [index].name)) {
                *fields [index].value = yyjson_obj_iter_get_val (key);
                break;
            }
        }
    }
}

static bybit_kind_t
s_data (oracle_parse_t *self, const envelope_t *envelope)
{
    bybit_message_t *message = &self->message;
    message->topic = oracle_value_text (&self->value, envelope->topic);
    bool is_depth = s_text_starts (message->topic, "orderbook.");
    if (s_text_starts (message->topic, "orderbook.rpi.")
        || (!is_depth && !s_text_starts (message->topic, "publicTrade."))) {
        return BYBIT_UNSERVED;
    }
    if (oracle_value_time (&self->value, envelope->ts, &message->ts_exchange) == -1) {
        return BYBIT_MALFORMED;
    }
    if (!is_depth) {
        return s_trades (self, envelope->data) == -1 ? BYBIT_MALFORMED : BYBIT_TRADES;
    }
    message->depth.symbol = oracle_topic_symbol (message->topic);
    message->depth.ts_exchange = message->ts_exchange;
    if (!oracle_value_is_absent (envelope->cts)
        && oracle_value_time (&self->value, envelope->cts, &message->depth.ts_event) == -1) {
        return BYBIT_MALFORMED;
    }
    mdp_text_t type = oracle_value_text (&self->value, envelope->type);
    return oracle_depth_read (&self->value, envelope->data, type, &message->depth, self->bids,
                              self->asks)
                   == -1
               ? BYBIT_MALFORMED
               : BYBIT_DEPTH;
}

static void
s_add_refused_topic (bybit_message_t *message, mdp_text_t topic)
{
    if (topic.size > 0 && message->refused_topics_count < BYBIT_TOPICS_MAX) {
        message->refused_topics [message->refused_topics_count++] = topic;
    }
}

//  The topic that a refusal names in prose, behind "topic:" or in brackets.

static void
s_find_refused_topic (bybit_message_t *message)
{
    mdp_text_t text = message->message;
    static const char *const marks [] = { "topic:", "[" };
    for (size_t mark = 0; mark < sizeof marks / sizeof *marks; mark++) {
        const char *found = memmem (text.chars, text.size, marks [mark], strlen (marks [mark]));
        if (found) {
            const char *start = found + strlen (marks [mark]);
            const char *end = text.chars + text.size;
            mdp_text_t topic = { .chars = start };
            while (start + topic.size < end && !memchr (" ,]\"", start [topic.size], 4)) {
                topic.size++;
            }
            s_add_refused_topic (message, topic);
            return;
        }
    }
}

//  "s-17" and "17" are request 17; any other id is not one of ours.

static uint64_t
s_request_number (mdp_text_t id)
{
    uint64_t number = 0;
    for (size_t index = 0; index < id.size && id.size <= 18; index++) {
        char digit = id.chars [index];
        if (digit >= '0' && digit <= '9') {
            number = number * 10 + (uint64_t) (digit - '0');
        } else if (number > 0) {
            return 0;
        }
    }
    return number;
}

//  An answer that lists its topics: options and spreads.

static bybit_kind_t
s_command_response (oracle_parse_t *self, const envelope_t *envelope)
{
    bybit_message_t *message = &self->message;
    yyjson_val *failed = yyjson_obj_get (envelope->data, "failTopics");
    yyjson_arr_iter iter;
    if (yyjson_arr_iter_init (failed, &iter)) {
        for (yyjson_val *topic; (topic = yyjson_arr_iter_next (&iter));) {
            s_add_refused_topic (message, oracle_value_text (&self->value, topic));
        }
    }
    yyjson_val *accepted = yyjson_arr_get_first (yyjson_obj_get (envelope->data, "successTopics"));
    if (accepted) {
        message->accepted_topic = oracle_value_text (&self->value, accepted);
    }
    bool is_refused = envelope->success && yyjson_is_false (envelope->success)
                      && message->refused_topics_count == 0;
    return is_refused ? BYBIT_REFUSED : BYBIT_ACCEPTED;
}

static bybit_kind_t
s_answer (oracle_parse_t *self, const envelope_t *envelope)
{
    bybit_message_t *message = &self->message;
    mdp_text_t op = oracle_value_text (&self->value, envelope->op);
    message->message = oracle_value_text (&self->value, envelope->ret_msg);
    if (envelope->pong || mdp_text_is (op, "pong") || mdp_text_is (message->message, "pong")) {
        return BYBIT_PONG;
    }
    message->request = s_request_number (oracle_value_text (&self->value, envelope->req_id));
    if (mdp_text_is (oracle_value_text (&self->value, envelope->type), "COMMAND_RESP")) {
        return s_command_response (self, envelope);
    }
    if (yyjson_is_false (envelope->success)) {
        s_find_refused_topic (message);
        message->is_duplicate = memmem (message->message.chars, message->message.size,
                                        "already subscribed", strlen ("already subscribed"));
        return BYBIT_REFUSED;
    }
    if (mdp_text_is (op, "subscribe") || mdp_text_is (op, "unsubscribe")) {
        return BYBIT_ACCEPTED;
    }
    (void) oracle_value_refuse (&self->value, "neither data nor an answer");
    return BYBIT_MALFORMED;
}

static bybit_kind_t
s_document (oracle_parse_t *self, yyjson_val *root)
{
    if (!yyjson_is_obj (root)) {
        (void) oracle_value_refuse (&self->value, "not a JSON object");
        return BYBIT_MALFORMED;
    }
    envelope_t envelope = { .topic = NULL };
    s_open_envelope (root, &envelope);
    return yyjson_is_str (envelope.topic) ? s_data (self, &envelope) : s_answer (self, &envelope);
}

const bybit_message_t *
oracle_parse_text (oracle_parse_t *self, const char *text, size_t size)
{
    assert (self);
    assert (text);
    bybit_message_t *message = &self->message;
    memset (message, 0, offsetof (bybit_message_t, refused_topics));
    message->refused_topics_count = 0;
    message->is_duplicate = false;
    message->offset = 0;
    message->reason = NULL;
    if (size > BYBIT_TEXT_MAX) {
        message->kind = BYBIT_MALFORMED;
        message->reason = "text too long";
        message->topic = bybit_topic_guess (text, size);
        return message;
    }
    yyjson_alc allocator;
    yyjson_read_err error;
    (void) yyjson_alc_pool_init (&allocator, self->pool, self->pool_size);
    yyjson_doc *document = yyjson_read_opts ((char *) (uintptr_t) text, size,
                                             YYJSON_READ_NUMBER_AS_RAW, &allocator, &error);
    if (document) {
        self->value = (oracle_value_t){ .base = document->str_pool };
        message->is_json = true;
        message->kind = s_document (self, yyjson_doc_get_root (document));
        message->reason = self->value.reason;
        message->offset = self->value.offset;
        return message;  //  The document lives in the pool: nothing to free
    }
    message->kind = BYBIT_MALFORMED;
    message->offset = error.pos;
    message->reason = error.msg;
    message->topic = bybit_topic_guess (text, size);
    return message;
}
