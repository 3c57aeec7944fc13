//  bybit_parse - pure: exchange text to event; refuses what it does not understand

#include "bybit_parse.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_answer.h"
#include "bybit_trade.h"

struct bybit_parse {
    bybit_message_t message;
    bybit_value_t value;
    char *room;  //  For what escapes say; only pages that were needed are ever touched
    mdp_trade_t *trades;
    mdp_level_t *bids;
    mdp_level_t *asks;
};

bybit_parse_t *
bybit_parse_new (void)
{
    bybit_parse_t *self = calloc (1, sizeof *self);
    assert (self);
    self->room = malloc (BYBIT_TEXT_MAX);
    assert (self->room);
    self->trades = malloc (BYBIT_TRADES_MAX * sizeof *self->trades);
    assert (self->trades);
    self->bids = malloc (BYBIT_LEVELS_MAX * sizeof *self->bids);
    assert (self->bids);
    self->asks = malloc (BYBIT_LEVELS_MAX * sizeof *self->asks);
    assert (self->asks);
    return self;
}

void
bybit_parse_destroy (bybit_parse_t **self_p)
{
    assert (self_p);
    bybit_parse_t *self = *self_p;
    if (self) {
        free (self->room);
        free (self->trades);
        free (self->bids);
        free (self->asks);
        free (self);
        *self_p = NULL;
    }
}

//  A trade that cannot be read does not take the others along.

static void
s_add_trade (bybit_parse_t *self, const bybit_json_value_t *object)
{
    bybit_message_t *message = &self->message;
    bybit_json_t *json = &self->value.json;
    bybit_json_t before = *json;
    if (message->trades_count == BYBIT_TRADES_MAX) {
        (void) bybit_value_refuse (&self->value, "too many trades");
    } else if (bybit_trade_read (&self->value, object, message->topic,
                                 &self->trades [message->trades_count])
               == 0) {
        message->trades_count++;
        return;
    }
    message->refused++;
    *json = before;
    (void) bybit_json_skip (json, object);  //  The reading stops itself
}

static int
s_trades (bybit_parse_t *self, const bybit_json_value_t *data)
{
    bybit_message_t *message = &self->message;
    bybit_json_t *json = &self->value.json;
    message->trades = self->trades;
    message->trades_count = 0;
    message->refused = 0;
    if (data->kind == BYBIT_JSON_OBJECT) {
        s_add_trade (self, data);
    } else if (data->kind == BYBIT_JSON_ARRAY) {
        bybit_json_value_t object;
        bool is_first = true;
        bybit_json_seek (json, data);
        while (bybit_json_element (json, &is_first) && bybit_json_value (json, &object) == 0) {
            s_add_trade (self, &object);
        }
    } else {
        return bybit_value_refuse (&self->value, "data is not an array of trades");
    }
    return json->reason || (message->trades_count == 0 && message->refused > 0) ? -1 : 0;
}

static int
s_depth (bybit_parse_t *self, const bybit_json_value_t *data)
{
    bybit_message_t *message = &self->message;
    message->depth = (mdp_depth_t){ .symbol = bybit_topic_symbol (message->topic) };
    return bybit_depth_read (&self->value, data, &message->depth, self->bids, self->asks);
}

static bool
s_text_starts (mdp_text_t text, const char *prefix)
{
    return text.size >= strlen (prefix) && memcmp (text.chars, prefix, strlen (prefix)) == 0;
}

//  What a topic carries.

static bybit_kind_t
s_kind (mdp_text_t topic)
{
    if (s_text_starts (topic, "publicTrade.")) {
        return BYBIT_TRADES;
    }
    bool is_depth = s_text_starts (topic, "orderbook.") && !s_text_starts (topic, "orderbook.rpi.");
    return is_depth ? BYBIT_DEPTH : BYBIT_UNSERVED;
}

static bybit_json_value_t *
s_find (bybit_envelope_t *envelope, mdp_text_t key)
{
    switch (key.size) {
        case 2:
            return mdp_text_is (key, "ts")   ? &envelope->ts
                   : mdp_text_is (key, "op") ? &envelope->op
                                             : &envelope->other;
        case 3:
            return mdp_text_is (key, "cts") ? &envelope->cts : &envelope->other;
        case 4:
            return mdp_text_is (key, "type")   ? &envelope->type
                   : mdp_text_is (key, "data") ? &envelope->data
                   : mdp_text_is (key, "pong") ? &envelope->pong
                                               : &envelope->other;
        case 5:
            return mdp_text_is (key, "topic") ? &envelope->topic : &envelope->other;
        case 6:
            return mdp_text_is (key, "req_id") ? &envelope->req_id : &envelope->other;
        default:
            return mdp_text_is (key, "ret_msg")   ? &envelope->ret_msg
                   : mdp_text_is (key, "success") ? &envelope->success
                                                  : &envelope->other;
    }
}

//  Mostly the topic comes first, and the data can be read in passing. If anything is wrong
//  with them they are passed over, and read again when all else is known.

static int
s_pass_data (bybit_parse_t *self, bybit_envelope_t *envelope)
{
    bybit_message_t *message = &self->message;
    bybit_value_t before = self->value;
    message->topic = envelope->topic.text;
    bybit_kind_t kind = s_kind (message->topic);
    if (kind == BYBIT_DEPTH) {
        envelope->is_read = s_depth (self, &envelope->data) == 0;
    } else if (kind == BYBIT_TRADES) {
        envelope->is_read = s_trades (self, &envelope->data) == 0 && message->refused == 0;
    }
    if (envelope->is_read) {
        envelope->where = self->value.where;
        return 0;
    }
    message->refused = 0;
    self->value = before;
    return bybit_json_skip (&self->value.json, &envelope->data);
}

//  Read the whole text. The last of several values of a key counts.

static int
s_open_envelope (bybit_parse_t *self, const bybit_json_value_t *root, bybit_envelope_t *envelope)
{
    bybit_json_t *json = &self->value.json;
    bool is_first = true;
    mdp_text_t key;
    if (root->kind != BYBIT_JSON_OBJECT) {
        return bybit_json_skip (json, root) == -1 || bybit_json_close (json) == -1 ? -1 : 0;
    }
    while (bybit_json_key (json, &is_first, &key)) {
        bybit_json_value_t *value = s_find (envelope, key);
        if (bybit_json_value (json, value) == -1) {
            return -1;
        }
        if (value == &envelope->topic || value == &envelope->data) {
            envelope->is_read = false;
        }
        if (value == &envelope->data ? s_pass_data (self, envelope) == -1
                                     : bybit_json_skip (json, value) == -1) {
            return -1;
        }
    }
    return json->reason || bybit_json_close (json) == -1 ? -1 : 0;
}

static bybit_kind_t
s_data (bybit_parse_t *self, const bybit_envelope_t *envelope)
{
    bybit_message_t *message = &self->message;
    message->topic = bybit_value_text (&self->value, &envelope->topic);
    bybit_kind_t kind = s_kind (message->topic);
    if (kind == BYBIT_UNSERVED) {
        return BYBIT_UNSERVED;
    }
    if (bybit_value_time (&self->value, &envelope->ts, &message->ts_exchange) == -1) {
        return BYBIT_MALFORMED;
    }
    if (kind == BYBIT_TRADES) {
        bool is_good = envelope->is_read || s_trades (self, &envelope->data) == 0;
        return is_good ? BYBIT_TRADES : BYBIT_MALFORMED;
    }
    uint64_t ts_event = 0;
    if (!bybit_value_is_absent (&envelope->cts)
        && bybit_value_time (&self->value, &envelope->cts, &ts_event) == -1) {
        return BYBIT_MALFORMED;
    }
    mdp_text_t type = bybit_value_text (&self->value, &envelope->type);
    if (envelope->is_read) {
        self->value.where = envelope->where;
    } else if (s_depth (self, &envelope->data) == -1) {
        return BYBIT_MALFORMED;
    }
    if (bybit_depth_set_type (&self->value, type, &message->depth) == -1) {
        return BYBIT_MALFORMED;
    }
    message->depth.ts_exchange = message->ts_exchange;
    message->depth.ts_event = ts_event;
    return BYBIT_DEPTH;
}

static void
s_forget (bybit_message_t *message)
{
    memset (message, 0, offsetof (bybit_message_t, refused_topics));
    message->refused_topics_count = 0;
    message->is_duplicate = false;
    message->offset = 0;
    message->reason = NULL;
}

static const bybit_message_t *
s_no_json (bybit_message_t *message, const char *text, size_t size)
{
    message->kind = BYBIT_MALFORMED;
    message->topic = bybit_topic_guess (text, size);
    return message;
}

const bybit_message_t *
bybit_parse_text (bybit_parse_t *self, const char *text, size_t size)
{
    assert (self);
    assert (text);
    bybit_message_t *message = &self->message;
    s_forget (message);
    if (size > BYBIT_TEXT_MAX) {
        message->reason = "text too long";
        return s_no_json (message, text, size);
    }
    bybit_envelope_t envelope = { .is_read = false };
    bybit_json_value_t root;
    bybit_json_t *json = &self->value.json;
    self->value = (bybit_value_t){ .reason = NULL };
    bybit_json_open (json, text, size, self->room);
    if (bybit_json_value (json, &root) == -1 || s_open_envelope (self, &root, &envelope) == -1) {
        s_forget (message);
        message->offset = (size_t) (json->at - text);
        message->reason = json->reason;
        return s_no_json (message, text, size);
    }
    message->is_json = true;
    bool is_list = root.kind == BYBIT_JSON_ARRAY && size > strlen ("[]");
    message->has_data = is_list || envelope.data.kind != BYBIT_JSON_NONE;
    if (root.kind != BYBIT_JSON_OBJECT) {
        (void) bybit_value_refuse (&self->value, "not a JSON object");
        message->kind = BYBIT_MALFORMED;
    } else if (envelope.topic.kind == BYBIT_JSON_STRING) {
        message->kind = s_data (self, &envelope);
    } else {
        message->kind = bybit_answer_read (&self->value, &envelope, message);
    }
    if (message->kind != BYBIT_TRADES) {
        message->trades_count = 0;  //  They may have been read before something else was wrong
    }
    message->reason = self->value.reason;
    message->offset = self->value.offset;
    return message;
}
