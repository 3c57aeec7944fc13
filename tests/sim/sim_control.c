//  sim_control - the paths under /sim/: faults, state, books, quit

#include "sim_control.h"

#include "sim_inject.h"
#include "sim_publish.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned
s_refuse (sim_text_t *body, const char *why)
{
    sim_text_clear (body);
    sim_text_add (body, "{\"ok\":false,\"error\":");
    sim_text_json (body, why, strlen (why));
    sim_text_add (body, "}");
    return 400;
}

//  The parameters name, arg and conn, put together as the words of a fault.

static unsigned
s_answer_fault (sim_exchange_t *exchange, const sim_http_request_t *request, sim_text_t *body)
{
    char value [SIM_HTTP_VALUE_MAX];
    sim_text_t words = { 0 };
    sim_text_t why = { 0 };
    sim_fault_t fault;
    (void) sim_http_param (request, "name", value);  //  Empty is refused below
    sim_text_add (&words, value);
    if (sim_http_param (request, "arg", value) && value [0]) {
        sim_text_addf (&words, "=%s", value);
    }
    if (sim_http_param (request, "conn", value) && value [0]) {
        sim_text_addf (&words, " conn=%s", value);
    }
    unsigned status = 200;
    if (sim_fault_read (words.data, &fault, &why)) {
        sim_text_addf (body, "{\"ok\":true,\"touched\":%zu}", sim_inject (exchange, &fault));
    } else {
        status = s_refuse (body, why.data);
    }
    sim_text_destroy (&words);
    sim_text_destroy (&why);
    return status;
}

static void
s_add_client (sim_exchange_t *exchange, const sim_client_t *client, sim_text_t *body)
{
    bool is_first = true;
    sim_text_addf (body, "{\"id\":%u,\"conn_id\":\"%s\",\"category\":\"%s\",\"pending\":%zu",
                   client->id, client->conn_id, sim_category_name (client->category),
                   sim_conn_pending (client->conn));
    sim_text_add (body, ",\"topics\":[");
    for (size_t i = 0; i < exchange->topics_count; i++) {
        sim_topic_t *topic = exchange->topics [i];
        if (sim_exchange_sub (topic, client)) {
            sim_text_add (body, is_first ? "" : ",");
            sim_text_json (body, topic->name, strlen (topic->name));
            is_first = false;
        }
    }
    sim_text_add (body, "]}");
}

static unsigned
s_answer_state (sim_exchange_t *exchange, sim_text_t *body)
{
    sim_text_addf (body, "{\"simulated\":true,\"upgrades\":%u,\"refused\":%u",
                   exchange->upgrades_count, exchange->refusals_count);
    sim_text_addf (body, ",\"rest\":%u", exchange->rest_count);
    sim_text_addf (body, ",\"frames_sent\":%" PRIu64, exchange->sent_count);
    sim_text_addf (body, ",\"pongs\":%" PRIu64 ",\"close_heard\":%u", exchange->pongs_count,
                   exchange->close_heard);
    sim_text_addf (body, ",\"subscriptions\":%" PRIu64 ",\"unsubscriptions\":%" PRIu64,
                   exchange->subscriptions_count, exchange->unsubscriptions_count);
    sim_text_add (body, ",\"connections\":[");
    for (size_t i = 0; i < exchange->clients_count; i++) {
        sim_text_add (body, i ? "," : "");
        s_add_client (exchange, exchange->clients [i], body);
    }
    sim_text_addf (body, "],\"requests_count\":%" PRIu64 ",\"requests\":[", exchange->asked_count);
    for (uint64_t i = 0; i < exchange->asked_count && i < SIM_REQUESTS_MAX; i++) {
        const sim_asked_t *asked = &exchange->asked [i];
        sim_text_addf (body, "%s{\"conn\":%u,\"op\":", i ? "," : "", asked->conn);
        sim_text_json (body, asked->op, strlen (asked->op));
        sim_text_addf (body, ",\"args\":%zu,\"bytes\":%zu}", asked->args, asked->size);
    }
    sim_text_add (body, "]}");
    return 200;
}

//  The book as the readers of one topic have it: the snapshot that a new reader
//  would be sent.

static unsigned
s_answer_book (sim_exchange_t *exchange, const sim_http_request_t *request, sim_text_t *body)
{
    char value [SIM_HTTP_VALUE_MAX];
    char depth [SIM_HTTP_VALUE_MAX];
    char name [2 * SIM_HTTP_VALUE_MAX + 16];
    sim_category_t category = SIM_SPOT;
    sim_topic_t *topic = NULL;
    (void) sim_http_param (request, "category", value);  //  Empty is refused, as the others
    bool is_found = sim_category_find (value, strlen (value), &category);
    (void) sim_http_param (request, "symbol", value);
    (void) sim_http_param (request, "depth", depth);
    (void) snprintf (name, sizeof name, "orderbook.%s.%s", depth, value);
    if (!is_found || sim_exchange_find (exchange, category, name, &topic) != SIM_LOOKUP_FOUND
        || !topic->window) {
        return s_refuse (body, "needs the category, symbol and depth of a book");
    }
    sim_publish_refresh (topic);
    sim_depth_t book = sim_publish_snapshot (topic);
    sim_frame_depth (body, &book);
    return 200;
}

unsigned
sim_control_answer (sim_exchange_t *exchange, const sim_http_request_t *request, sim_text_t *body)
{
    assert (exchange);
    if (strcmp (request->path, "/sim/fault") == 0) {
        return s_answer_fault (exchange, request, body);
    }
    if (strcmp (request->path, "/sim/state") == 0) {
        return s_answer_state (exchange, body);
    }
    if (strcmp (request->path, "/sim/book") == 0) {
        return s_answer_book (exchange, request, body);
    }
    if (strcmp (request->path, "/sim/quit") == 0) {
        exchange->is_quitting = true;
        sim_text_add (body, "{\"ok\":true}");
        return 200;
    }
    (void) s_refuse (body, "no such path; there are fault, state, book and quit");
    return 404;
}

bool
sim_control_line (sim_exchange_t *exchange, const char *line, sim_text_t *why)
{
    sim_fault_t fault;
    line += strspn (line, " \t");
    if (strncmp (line, "fault ", 6) == 0) {
        line += 6;
    }
    if (strcmp (line, "quit") == 0) {
        exchange->is_quitting = true;
        return true;
    }
    if (!sim_fault_read (line, &fault, why)) {
        return false;
    }
    if (fault.after_ns > 0) {
        sim_text_add (why, "@SECONDS is for the command line");
        return false;
    }
    (void) sim_inject (exchange, &fault);
    return true;
}
