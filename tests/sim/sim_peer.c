//  sim_peer - what one connection says to us: an HTTP request, or an upgrade and messages

#include "sim_peer.h"

#include "sim_control.h"
#include "sim_request.h"
#include "sim_rest.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    MESSAGE_MAX = 1 << 20,  //  Of a client, over all its fragments
    BODY_MAX = 1 << 20,
    CLOSE_PROTOCOL = 1002,
    CLOSE_UNSUPPORTED = 1003,
    CLOSE_TOO_BIG = 1009
};

struct sim_peer {
    sim_conn_t *conn;
    sim_exchange_t *exchange;
    sim_client_t *client;  //  Null until upgraded
    sim_text_t message;    //  The fragments so far
    bool is_in_message;
    bool is_deaf;  //  Hangs, or has had its answer
};

sim_peer_t *
sim_peer_new (sim_conn_t *conn, sim_exchange_t *exchange)
{
    assert (conn);
    assert (exchange);
    sim_peer_t *self = calloc (1, sizeof *self);
    assert (self);
    self->conn = conn;
    self->exchange = exchange;
    return self;
}

void
sim_peer_destroy (sim_peer_t **self_p)
{
    assert (self_p);
    sim_peer_t *self = *self_p;
    if (self) {
        if (self->client) {
            sim_exchange_remove_client (self->exchange, &self->client);
        }
        sim_conn_destroy (&self->conn);
        sim_text_destroy (&self->message);
        free (self);
        *self_p = NULL;
    }
}

sim_conn_t *
sim_peer_conn (sim_peer_t *self)
{
    return self->conn;
}

static void
s_answer (sim_peer_t *self, unsigned status, const sim_text_t *body, int64_t now_ns)
{
    sim_text_t text = { 0 };
    bool is_json = body->size > 0 && body->data [0] == '{';
    sim_http_write (&text, status, is_json ? "application/json; charset=utf-8" : "text/html", body);
    sim_conn_send_bytes (self->conn, text.data, text.size);
    sim_conn_finish (self->conn, now_ns);
    self->is_deaf = true;
    sim_text_destroy (&text);
}

static void
s_refuse (sim_peer_t *self, unsigned status, int64_t now_ns)
{
    sim_text_t body = { 0 };
    sim_text_addf (&body, "<html><body><h1>%u</h1></body></html>\n", status);
    s_answer (self, status, &body, now_ns);
    sim_text_destroy (&body);
}

static void
s_accept (sim_peer_t *self, const sim_http_request_t *request, sim_category_t category)
{
    char answer [SIM_WS_KEY_MAX];
    sim_text_t text = { 0 };
    sim_ws_accept (request->key, answer);
    sim_text_add (&text, "HTTP/1.1 101 Switching Protocols\r\nServer: bybit-sim\r\n"
                         "Upgrade: websocket\r\nConnection: Upgrade\r\n");
    sim_text_addf (&text, "Sec-WebSocket-Accept: %s\r\n\r\n", answer);
    if (self->exchange->switches.speaks_early) {
        static const char EARLY [] = "\x81\x05"
                                     "early"
                                     "\x89\x00";
        sim_text_bytes (&text, EARLY, sizeof EARLY - 1);
    }
    sim_conn_send_bytes (self->conn, text.data, text.size);
    self->client = sim_exchange_add_client (self->exchange, category, self->conn);
    sim_text_destroy (&text);
}

static void
s_upgrade (sim_peer_t *self, const sim_http_request_t *request, int64_t now_ns)
{
    static const char PREFIX [] = "/v5/public/";
    const sim_switches_t *switches = &self->exchange->switches;
    const char *name = request->path + sizeof PREFIX - 1;
    sim_category_t category = SIM_SPOT;
    if (switches->hangs_upgrades || switches->refusal) {
        self->exchange->refusals_count++;
        self->is_deaf = true;
        if (switches->refusal) {
            s_refuse (self, switches->refusal, now_ns);
        }
    } else if (strncmp (request->path, PREFIX, sizeof PREFIX - 1) != 0
               || !sim_category_find (name, strlen (name), &category)) {
        s_refuse (self, 404, now_ns);
    } else if (!request->key [0]) {
        s_refuse (self, 400, now_ns);
    } else {
        s_accept (self, request, category);
    }
}

//  REST, as it is or as the fault wants it.

static void
s_answer_rest (sim_peer_t *self, const sim_http_request_t *request, int64_t now_ns)
{
    const char *fault = self->exchange->switches.rest;
    unsigned status = (unsigned) strtoul (fault, NULL, 10);
    sim_text_t body = { 0 };
    self->exchange->rest_count++;
    if (status > 0) {
        s_refuse (self, status, now_ns);
    } else if (strcmp (fault, "hang") == 0) {
        self->is_deaf = true;
    } else {
        status = sim_rest_answer (self->exchange, request, &body);
        sim_conn_modes (self->conn)->is_dripping = strcmp (fault, "slow") == 0;
        s_answer (self, status, &body, now_ns);
    }
    sim_text_destroy (&body);
}

static void
s_on_request (sim_peer_t *self, const sim_http_request_t *request, int64_t now_ns)
{
    sim_text_t body = { 0 };
    bool is_control = strncmp (request->path, "/sim/", 5) == 0;
    if (is_control) {
        s_answer (self, sim_control_answer (self->exchange, request, &body), &body, now_ns);
    } else if (self->exchange->switches.hangs_all) {
        self->exchange->refusals_count++;
        self->is_deaf = true;
    } else if (request->is_upgrade) {
        s_upgrade (self, request, now_ns);
    } else if (strcmp (request->method, "GET") != 0) {
        s_refuse (self, 405, now_ns);
    } else {
        s_answer_rest (self, request, now_ns);
    }
    sim_text_destroy (&body);
}

static void
s_hear_head (sim_peer_t *self, int64_t now_ns)
{
    sim_text_t *input = sim_conn_input (self->conn);
    sim_http_request_t request;
    size_t head_size = sim_http_head_size (input->data, input->size);
    if (head_size == 0) {
        if (input->size > SIM_HTTP_HEAD_MAX) {
            s_refuse (self, 400, now_ns);
        }
        return;
    }
    if (!sim_http_read (input->data, head_size, &request) || request.body_size > BODY_MAX) {
        s_refuse (self, 400, now_ns);
        return;
    }
    if (input->size >= head_size + request.body_size) {
        sim_text_skip (input, head_size + request.body_size);  //  No body has a meaning here
        s_on_request (self, &request, now_ns);
    }
}

static void
s_on_data (sim_peer_t *self, const sim_ws_frame_t *frame, int64_t now_ns)
{
    bool is_continued = frame->opcode == SIM_WS_CONTINUATION;
    if (frame->opcode == SIM_WS_BINARY) {
        sim_conn_close (self->conn, CLOSE_UNSUPPORTED, now_ns);
        return;
    }
    if (is_continued != self->is_in_message) {
        sim_conn_close (self->conn, CLOSE_PROTOCOL, now_ns);
        return;
    }
    if (self->message.size + frame->size > MESSAGE_MAX) {
        sim_conn_close (self->conn, CLOSE_TOO_BIG, now_ns);
        return;
    }
    sim_text_bytes (&self->message, frame->payload, frame->size);
    self->is_in_message = !frame->is_final;
    if (frame->is_final) {
        sim_request_answer (self->exchange, self->client, self->message.data, self->message.size);
        sim_text_clear (&self->message);
    }
}

static void
s_on_frame (sim_peer_t *self, const sim_ws_frame_t *frame, int64_t now_ns)
{
    switch (frame->opcode) {
        case SIM_WS_PING:
            sim_conn_send_frame (self->conn, SIM_WS_PONG, frame->payload, frame->size);
            break;
        case SIM_WS_PONG:
            self->exchange->pongs_count++;
            break;
        case SIM_WS_CLOSE:
            self->exchange->close_heard = frame->size < 2
                                              ? 0
                                              : (unsigned) (unsigned char) frame->payload [0] << 8
                                                    | (unsigned char) frame->payload [1];
            sim_conn_send_frame (self->conn, SIM_WS_CLOSE, frame->payload, frame->size < 2 ? 0 : 2);
            sim_conn_finish (self->conn, now_ns);
            break;
        default:
            s_on_data (self, frame, now_ns);
            break;
    }
}

static void
s_hear_frames (sim_peer_t *self, int64_t now_ns)
{
    sim_text_t *input = sim_conn_input (self->conn);
    size_t taken = 0;
    sim_ws_frame_t frame;
    sim_ws_result_t result = SIM_WS_FRAME;
    while (result == SIM_WS_FRAME && sim_conn_is_open (self->conn)) {
        result = sim_ws_read (input->data + taken, input->size - taken, &frame);
        if (result == SIM_WS_FRAME) {
            taken += frame.taken;
            s_on_frame (self, &frame, now_ns);
        } else if (result != SIM_WS_PARTIAL) {
            sim_conn_close (self->conn, result == SIM_WS_BROKEN ? CLOSE_PROTOCOL : CLOSE_TOO_BIG,
                            now_ns);
        }
    }
    sim_text_skip (input, taken);
}

void
sim_peer_hear (sim_peer_t *self, int64_t now_ns)
{
    assert (self);
    sim_text_t *input = sim_conn_input (self->conn);
    if (self->is_deaf) {
        sim_text_clear (input);
        return;
    }
    if (!self->client && input->size > 0) {
        s_hear_head (self, now_ns);
    }
    if (self->client && input->size > 0) {
        s_hear_frames (self, now_ns);
    }
}
