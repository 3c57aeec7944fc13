//  sim_request - does what a client asks for: subscribe, unsubscribe, ping, or refuse as they do

#include "sim_request.h"

#include "sim_ack.h"
#include "sim_clock.h"
#include "sim_publish.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

enum {
    SPOT_ARGS_MAX = 10,
    OPTION_ARGS_MAX = 2000,
    EARLY_EVERY = 4  //  Every fourth subscription has its data before its ack
};

//  One request on its way.
typedef struct {
    sim_exchange_t *exchange;
    sim_client_t *client;
    yyjson_val *args;
    sim_ack_t ack;
    sim_topic_t **topics;  //  To change, all found
    size_t topics_count;
    char refusal [512];
} work_t;

static void
s_reply (work_t *work, const sim_text_t *text)
{
    sim_conn_send_frame (work->client->conn, SIM_WS_TEXT, text->data, text->size);
}

static void
s_send_ack (work_t *work)
{
    sim_text_t text = { 0 };
    sim_ack_result (&text, &work->ack);
    s_reply (work, &text);
    sim_text_destroy (&text);
}

//  Refuse what is not JSON in the words of the exchange's decoder.

static void
s_refuse_text (work_t *work, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end && strchr (" \t\r\n", *text)) {
        text++;
    }
    int shown = (int) (end - text > 40 ? 40 : end - text);
    if (text == end) {
        (void) snprintf (work->refusal, sizeof work->refusal, "Failed to decode incoming data:EOF");
    } else {
        (void) snprintf (work->refusal, sizeof work->refusal,
                         "Failed to decode incoming data:readObjectStart: expect { or n, but found "
                         "%c, error found in #1 byte of ...|%.*s|..., bigger context ...|%.*s|...",
                         *text, shown > 10 ? 10 : shown, text, shown, text);
    }
    work->ack.refusal = work->refusal;
    work->ack.op = "";
    s_send_ack (work);
}

static void
s_welcome (work_t *work)
{
    for (size_t i = 0; i < work->topics_count; i++) {
        sim_publish_welcome (work->exchange, work->topics [i], work->client);
    }
}

//  True if the topic can be subscribed; otherwise the refusal says why.

static bool
s_look_up (work_t *work, const char *name)
{
    sim_topic_t *topic = NULL;
    sim_category_t category = work->client->category;
    sim_lookup_t lookup = sim_exchange_find (work->exchange, category, name, &topic);
    if (lookup != SIM_LOOKUP_FOUND) {
        bool is_spot = category == SIM_SPOT && lookup == SIM_LOOKUP_NO_SYMBOL;
        const char *format =
            is_spot ? "Invalid symbol :[%.300s]" : "error:handler not found,topic:%.300s";
        (void) snprintf (work->refusal, sizeof work->refusal, format, name);
        return false;
    }
    bool is_known = sim_exchange_sub (topic, work->client) != NULL;
    for (size_t i = 0; i < work->topics_count; i++) {
        is_known = is_known || work->topics [i] == topic;
    }
    if (is_known) {
        (void) snprintf (work->refusal, sizeof work->refusal,
                         "error:already subscribed,topic:%.300s", name);
        return false;
    }
    work->topics [work->topics_count++] = topic;
    return true;
}

//  True if the request as a whole is within the exchange's limits.

static bool
s_check_limits (work_t *work)
{
    size_t count = yyjson_arr_size (work->args);
    size_t size = work->client->args_size;
    size_t index = 0;
    size_t index_max = 0;
    yyjson_val *arg = NULL;
    yyjson_arr_foreach (work->args, index, index_max, arg)
    {
        size += yyjson_get_len (arg);
    }
    const char *refusal = NULL;
    if (work->client->category == SIM_SPOT && count > SPOT_ARGS_MAX) {
        refusal = "args size >10";
    } else if (work->client->category == SIM_OPTION && count > OPTION_ARGS_MAX) {
        refusal = "args size >2000";
    } else if (size > SIM_ARGS_SIZE_MAX) {
        refusal = "args length >21000";
    }
    work->ack.refusal = refusal;
    return refusal == NULL;
}

static void
s_add_topic_name (sim_text_t *list, const char *name)
{
    sim_text_add (list, list->size ? "," : "");
    sim_text_json (list, name, strlen (name));
}

//  The option socket takes what it can and lists both kinds.

static void
s_subscribe_option (work_t *work, bool is_early)
{
    sim_text_t failed = { 0 };
    sim_text_t succeeded = { 0 };
    sim_text_t text = { 0 };
    size_t index = 0;
    size_t index_max = 0;
    yyjson_val *arg = NULL;
    bool is_within = s_check_limits (work);
    yyjson_arr_foreach (work->args, index, index_max, arg)
    {
        const char *name = yyjson_is_str (arg) ? yyjson_get_str (arg) : "";
        bool is_good = is_within && s_look_up (work, name);
        s_add_topic_name (is_good ? &succeeded : &failed, name);
    }
    for (size_t i = 0; i < work->topics_count; i++) {
        sim_exchange_subscribe (work->exchange, work->topics [i], work->client);
    }
    work->ack.refusal = work->topics_count == 0 && failed.size > 0 ? "all failed" : NULL;
    sim_ack_command (&text, &work->ack, &failed, &succeeded);
    if (is_early) {
        s_welcome (work);
    }
    s_reply (work, &text);
    if (!is_early) {
        s_welcome (work);
    }
    sim_text_destroy (&failed);
    sim_text_destroy (&succeeded);
    sim_text_destroy (&text);
}

//  The others take all topics of a request or none.

static void
s_subscribe_all (work_t *work, bool is_early)
{
    size_t index = 0;
    size_t index_max = 0;
    yyjson_val *arg = NULL;
    if (!s_check_limits (work)) {
        s_send_ack (work);
        return;
    }
    yyjson_arr_foreach (work->args, index, index_max, arg)
    {
        if (!s_look_up (work, yyjson_is_str (arg) ? yyjson_get_str (arg) : "")) {
            work->ack.refusal = work->refusal;
            s_send_ack (work);
            return;
        }
    }
    for (size_t i = 0; i < work->topics_count; i++) {
        sim_exchange_subscribe (work->exchange, work->topics [i], work->client);
    }
    if (is_early) {
        s_welcome (work);
    }
    s_send_ack (work);
    if (!is_early) {
        s_welcome (work);
    }
}

static void
s_subscribe (work_t *work)
{
    bool is_early = ++work->client->requests_count % EARLY_EVERY == 0;
    work->topics = calloc (yyjson_arr_size (work->args) + 1, sizeof (sim_topic_t *));
    assert (work->topics);
    if (work->client->category == SIM_OPTION) {
        s_subscribe_option (work, is_early);
    } else {
        s_subscribe_all (work, is_early);
    }
    free (work->topics);
}

//  A topic that the client does not have is forgotten just as well.

static void
s_unsubscribe (work_t *work)
{
    sim_text_t failed = { 0 };
    sim_text_t names = { 0 };
    size_t index = 0;
    size_t index_max = 0;
    yyjson_val *arg = NULL;
    yyjson_arr_foreach (work->args, index, index_max, arg)
    {
        const char *name = yyjson_is_str (arg) ? yyjson_get_str (arg) : "";
        for (size_t i = 0; i < work->exchange->topics_count; i++) {
            sim_topic_t *topic = work->exchange->topics [i];
            if (strcmp (topic->name, name) == 0) {
                sim_exchange_unsubscribe (work->exchange, topic, work->client);
            }
        }
        s_add_topic_name (&names, name);
    }
    if (work->client->category == SIM_OPTION) {
        sim_text_t text = { 0 };
        sim_ack_command (&text, &work->ack, &failed, &names);
        s_reply (work, &text);
        sim_text_destroy (&text);
    } else {
        s_send_ack (work);
    }
    sim_text_destroy (&names);
}

static void
s_ping (work_t *work)
{
    sim_text_t text = { 0 };
    sim_ack_pong (&text, &work->ack, sim_clock_wall_ns () / SIM_NS_PER_MS);
    s_reply (work, &text);
    sim_text_destroy (&text);
}

static void
s_note (work_t *work, size_t size)
{
    sim_exchange_t *exchange = work->exchange;
    if (exchange->asked_count < SIM_REQUESTS_MAX) {
        sim_asked_t *asked = &exchange->asked [exchange->asked_count];
        asked->conn = work->client->id;
        asked->size = size;
        asked->args = yyjson_arr_size (work->args);
        (void) snprintf (asked->op, sizeof asked->op, "%.*s", SIM_OP_MAX - 1, work->ack.op);
    }
    exchange->asked_count++;
}

static void
s_obey (work_t *work)
{
    if (strcmp (work->ack.op, "ping") == 0) {
        s_ping (work);
    } else if (strcmp (work->ack.op, "subscribe") == 0) {
        s_subscribe (work);
    } else if (strcmp (work->ack.op, "unsubscribe") == 0) {
        s_unsubscribe (work);
    } else {
        work->ack.refusal = "error:invalid op";
        s_send_ack (work);
    }
}

void
sim_request_answer (sim_exchange_t *exchange, sim_client_t *client, const char *text, size_t size)
{
    assert (exchange);
    if (sim_conn_modes (client->conn)->is_frozen) {
        return;
    }
    work_t work = { .exchange = exchange,
                    .client = client,
                    .ack = { .category = client->category, .conn_id = client->conn_id } };
    yyjson_doc *doc = yyjson_read (text, size, YYJSON_READ_NOFLAG);
    yyjson_val *root = yyjson_doc_get_root (doc);
    if (yyjson_is_obj (root)) {
        const char *op = yyjson_get_str (yyjson_obj_get (root, "op"));
        work.ack.op = op ? op : "";
        work.ack.req_id = yyjson_get_str (yyjson_obj_get (root, "req_id"));
        work.args = yyjson_obj_get (root, "args");
        s_note (&work, size);
        s_obey (&work);
    } else {
        s_refuse_text (&work, text, size);
    }
    yyjson_doc_free (doc);
}
