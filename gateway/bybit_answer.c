//  bybit_answer - pure: reads what answers a request of ours

#include "bybit_answer.h"

#include <string.h>

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

//  Go to a list of an answer's data, the first of that name. False if there is none.

static bool
s_seek_list (bybit_json_t *json, const bybit_json_value_t *data, const char *name)
{
    bybit_json_value_t value;
    mdp_text_t key;
    bool is_first = true;
    if (data->kind != BYBIT_JSON_OBJECT) {
        return false;
    }
    bybit_json_seek (json, data);
    do {
        //  All of it was read before, and is JSON
        if (!bybit_json_member (json, &is_first, &key, &value)) {
            return false;
        }
    } while (!mdp_text_is (key, name) && bybit_json_skip (json, &value) == 0);
    return value.kind == BYBIT_JSON_ARRAY;
}

static bool
s_next_topic (bybit_value_t *self, bool *is_first, mdp_text_t *topic)
{
    bybit_json_t *json = &self->json;
    bybit_json_value_t value;
    if (!bybit_json_element (json, is_first) || bybit_json_value (json, &value) == -1
        || bybit_json_skip (json, &value) == -1) {
        return false;
    }
    *topic = bybit_value_text (self, &value);
    return true;
}

static void
s_read_topics (bybit_value_t *self, const bybit_json_value_t *data, bybit_message_t *message)
{
    mdp_text_t topic;
    bool is_first = true;
    if (s_seek_list (&self->json, data, "failTopics")) {
        while (s_next_topic (self, &is_first, &topic)) {
            s_add_refused_topic (message, topic);
        }
    }
    is_first = true;
    if (s_seek_list (&self->json, data, "successTopics")
        && s_next_topic (self, &is_first, &topic)) {
        message->accepted_topic = topic;
    }
}

//  An answer that lists its topics: options and spreads.

static bybit_kind_t
s_command_response (bybit_value_t *self, const bybit_envelope_t *envelope, bybit_message_t *message)
{
    s_read_topics (self, &envelope->data, message);
    bool is_refused =
        envelope->success.kind == BYBIT_JSON_FALSE && message->refused_topics_count == 0;
    return is_refused ? BYBIT_REFUSED : BYBIT_ACCEPTED;
}

bybit_kind_t
bybit_answer_read (bybit_value_t *self, const bybit_envelope_t *envelope, bybit_message_t *message)
{
    message->topic = (mdp_text_t){ .chars = NULL, .size = 0 };
    mdp_text_t op = bybit_value_text (self, &envelope->op);
    message->message = bybit_value_text (self, &envelope->ret_msg);
    if (envelope->pong.kind != BYBIT_JSON_NONE || mdp_text_is (op, "pong")
        || mdp_text_is (message->message, "pong")) {
        return BYBIT_PONG;
    }
    message->request = s_request_number (bybit_value_text (self, &envelope->req_id));
    if (mdp_text_is (bybit_value_text (self, &envelope->type), "COMMAND_RESP")) {
        return s_command_response (self, envelope, message);
    }
    if (envelope->success.kind == BYBIT_JSON_FALSE) {
        s_find_refused_topic (message);
        message->is_duplicate = memmem (message->message.chars, message->message.size,
                                        "already subscribed", strlen ("already subscribed"));
        return BYBIT_REFUSED;
    }
    if (mdp_text_is (op, "subscribe") || mdp_text_is (op, "unsubscribe")) {
        return BYBIT_ACCEPTED;
    }
    (void) bybit_value_refuse (self, "neither data nor an answer");
    return BYBIT_MALFORMED;
}
