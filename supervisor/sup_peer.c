//  sup_peer - one HTTP connection: its request, and its answer or its stream

#include "sup_peer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    HEAD_MAX = 1024,     //  Bytes before a body
    CHUNK_MAX = 16384,   //  Written in one go
    LINGER_MS = 1000,    //  After an answer, for what the client still sends
    WASTE_MAX = 8388608  //  Bytes of that, and of what comes on a stream
};

typedef enum { FREE, READING, WRITING, STREAMING, LINGERING } peer_state_t;

struct sup_peer {
    const sup_peer_handler_t *handler;
    void *owner;
    struct lws *wsi;
    peer_state_t state;
    int64_t begun_at;  //  When it came, or its answer began, or was given
    int64_t moved_at;  //  When something was written last, or began to wait
    int64_t now_ms;    //  As of the last look
    size_t wasted;
    char request [SUP_REQUEST_MAX];
    size_t request_size;
    char head [HEAD_MAX];
    size_t head_size;
    size_t head_sent;
    sup_body_t *queue [SUP_PEER_QUEUE_MAX];
    size_t queue_count;
    size_t sent;  //  Of the first in the queue
    void *mark;
};

sup_peer_t *
sup_peer_new (const sup_peer_handler_t *handler, void *owner)
{
    assert (handler);
    sup_peer_t *self = calloc (1, sizeof *self);
    assert (self);
    self->handler = handler;
    self->owner = owner;
    return self;
}

//  The place is free; what the connection still says is nobody's.

static void
s_forget (sup_peer_t *self)
{
    bool was_stream = self->state == STREAMING;
    if (self->wsi) {
        lws_set_opaque_user_data (self->wsi, NULL);
        self->wsi = NULL;
    }
    for (size_t index = 0; index < self->queue_count; index++) {
        sup_body_leave (&self->queue [index]);
    }
    self->queue_count = 0;
    self->state = FREE;
    if (was_stream) {
        self->handler->on_end (self->owner, self);
    }
    self->mark = NULL;
}

void
sup_peer_destroy (sup_peer_t **self_p)
{
    assert (self_p);
    sup_peer_t *self = *self_p;
    if (self) {
        s_forget (self);
        free (self);
        *self_p = NULL;
    }
}

void
sup_peer_seat (sup_peer_t *self, struct lws *wsi, int64_t now_ms)
{
    assert (self);
    assert (self->state == FREE);
    self->wsi = wsi;
    self->state = READING;
    self->begun_at = now_ms;
    self->moved_at = now_ms;
    self->now_ms = now_ms;
    self->request_size = 0;
    self->wasted = 0;
    self->head_size = 0;
    self->head_sent = 0;
    self->sent = 0;
    lws_set_opaque_user_data (wsi, self);
}

void
sup_peer_cut (sup_peer_t *self)
{
    assert (self);
    if (self->wsi) {
        lws_set_timeout (self->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
    }
    s_forget (self);
}

static bool
s_is_late (const sup_peer_t *self)
{
    switch (self->state) {
        case FREE:
            return false;
        case READING:
            return self->now_ms - self->begun_at >= SUP_PEER_READ_MS;
        case WRITING:
            return self->now_ms - self->moved_at >= SUP_PEER_WRITE_MS
                   || self->now_ms - self->begun_at >= SUP_PEER_ANSWER_MS;
        case STREAMING:
            return self->queue_count > 0 && self->now_ms - self->moved_at >= SUP_PEER_WRITE_MS;
        case LINGERING:
            return self->now_ms - self->begun_at >= LINGER_MS;
    }
    abort ();
}

void
sup_peer_look (sup_peer_t *self, int64_t now_ms)
{
    assert (self);
    self->now_ms = now_ms;
    if (s_is_late (self)) {
        sup_peer_cut (self);
    }
}

bool
sup_peer_is_free (const sup_peer_t *self)
{
    assert (self);
    return self->state == FREE;
}

bool
sup_peer_is_stream (const sup_peer_t *self)
{
    assert (self);
    return self->state == STREAMING;
}

int64_t
sup_peer_idle_since (const sup_peer_t *self)
{
    assert (self);
    return self->state == READING || self->state == LINGERING ? self->begun_at : -1;
}

//  An answer begins: what else comes from the client can wait.

static void
s_begin (sup_peer_t *self, peer_state_t state)
{
    assert (self->state == READING);
    self->state = state;
    self->begun_at = self->now_ms;
    self->moved_at = self->now_ms;
    (void) lws_callback_on_writable (self->wsi);  //  Fails only for what is being closed
}

static const char *
s_phrase (int status)
{
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 414:
            return "URI Too Long";
        case 431:
            return "Request Header Fields Too Large";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
    }
    return "Error";
}

void
sup_peer_answer (sup_peer_t *self, const sup_answer_t *answer, sup_body_t **body_p)
{
    assert (self);
    assert (*body_p);
    sup_body_t *body = *body_p;
    *body_p = NULL;
    int size = snprintf (self->head, sizeof self->head,
                         "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                         "Connection: close\r\nCache-Control: no-store\r\n"
                         "X-Content-Type-Options: nosniff\r\n%s\r\n",
                         answer->status, s_phrase (answer->status), answer->type, body->size,
                         answer->extra ? answer->extra : "");
    assert (size > 0);
    assert ((size_t) size < sizeof self->head);
    self->head_size = (size_t) size;
    if (answer->is_head) {
        sup_body_leave (&body);
    } else {
        self->queue [self->queue_count++] = body;
    }
    (void) lws_rx_flow_control (self->wsi, 0);  //  Only raises a flag
    s_begin (self, WRITING);
}

void
sup_peer_stream (sup_peer_t *self)
{
    assert (self);
    static const char HEAD [] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                "Connection: close\r\nCache-Control: no-store\r\n"
                                "X-Content-Type-Options: nosniff\r\n\r\n";
    memcpy (self->head, HEAD, sizeof HEAD - 1);
    self->head_size = sizeof HEAD - 1;
    s_begin (self, STREAMING);
}

bool
sup_peer_push (sup_peer_t *self, sup_body_t **body_p)
{
    assert (self);
    assert (self->state == STREAMING);
    if (self->queue_count == SUP_PEER_QUEUE_MAX) {
        sup_body_leave (body_p);
        return false;
    }
    if (self->queue_count == 0) {
        self->moved_at = self->now_ms;
    }
    self->queue [self->queue_count++] = *body_p;
    *body_p = NULL;
    (void) lws_callback_on_writable (self->wsi);  //  Fails only for what is being closed
    return true;
}

size_t
sup_peer_waiting (const sup_peer_t *self)
{
    assert (self);
    return self->queue_count;
}

void
sup_peer_set_mark (sup_peer_t *self, void *mark)
{
    assert (self);
    self->mark = mark;
}

void *
sup_peer_mark (const sup_peer_t *self)
{
    assert (self);
    return self->mark;
}

//  Returns 0, or -1 where the connection must end.

static int
s_write (sup_peer_t *self, const char *bytes, size_t size, size_t *sent)
{
    size_t chunk = size - *sent < CHUNK_MAX ? size - *sent : CHUNK_MAX;
    int written =
        lws_write (self->wsi, (unsigned char *) (uintptr_t) bytes + *sent, chunk, LWS_WRITE_RAW);
    if (written < 0) {
        return -1;
    }
    *sent += (size_t) written;
    self->moved_at = self->now_ms;
    return 0;
}

//  All is said: wait for the client to have heard it. Whoever closes while something is
//  unread takes back what is not heard yet.

static int
s_linger (sup_peer_t *self)
{
    self->state = LINGERING;
    self->begun_at = self->now_ms;
    (void) lws_rx_flow_control (self->wsi, 1);  //  Only raises a flag
    return shutdown (lws_get_socket_fd (self->wsi), SHUT_WR);
}

static int
s_write_piece (sup_peer_t *self)
{
    sup_body_t *piece = self->queue [0];
    if (piece->size > self->sent && s_write (self, piece->bytes, piece->size, &self->sent) == -1) {
        return -1;
    }
    if (self->sent == piece->size) {
        sup_body_leave (&self->queue [0]);
        self->queue_count--;
        memmove (self->queue, self->queue + 1, self->queue_count * sizeof *self->queue);
        self->sent = 0;
    }
    return 0;
}

static int
s_on_writable (sup_peer_t *self)
{
    if (self->state != WRITING && self->state != STREAMING) {
        return 0;
    }
    int rc = 0;
    if (self->head_sent < self->head_size) {
        rc = s_write (self, self->head, self->head_size, &self->head_sent);
    } else if (self->queue_count > 0) {
        rc = s_write_piece (self);
    } else if (self->state == WRITING) {
        return s_linger (self);
    } else {
        return 0;
    }
    (void) lws_callback_on_writable (self->wsi);  //  Fails only for what is being closed
    return rc;
}

static int
s_on_bytes (sup_peer_t *self, const char *bytes, size_t size)
{
    if (self->state != READING) {
        self->wasted += size;
        return self->wasted > WASTE_MAX ? -1 : 0;
    }
    size_t room = sizeof self->request - self->request_size;
    size_t taken = size < room ? size : room;
    memcpy (self->request + self->request_size, bytes, taken);
    self->request_size += taken;
    sup_request_t request;
    int status = sup_request_read (&request, self->request, self->request_size);
    if (status != 0) {
        self->handler->on_request (self->owner, self, status, &request);
        assert (self->state != READING);
    }
    return 0;
}

int
sup_peer_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t size)
{
    (void) user;
    sup_peer_t *self = lws_get_opaque_user_data (wsi);
    if (!self || self->wsi != wsi) {
        return reason == LWS_CALLBACK_RAW_RX ? -1 : 0;  //  One that was dropped
    }
    if (reason == LWS_CALLBACK_RAW_RX) {
        return s_on_bytes (self, in ? in : "", size);
    }
    if (reason == LWS_CALLBACK_RAW_WRITEABLE) {
        return s_on_writable (self);
    }
    if (reason == LWS_CALLBACK_RAW_CLOSE || reason == LWS_CALLBACK_WSI_DESTROY) {
        s_forget (self);
    }
    return 0;
}
