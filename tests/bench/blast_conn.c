//  blast_conn - one client of the blaster: handshake, requests, and frames on their way out

#include "blast_conn.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <yyjson.h>

#include "sim_ws.h"

enum { INPUT_MAX = 1 << 20 };

struct blast_conn {
    int fd;
    SSL *ssl;      //  Null in the clear
    BIO *wire_in;  //  Of ssl
    BIO *wire_out;
    bool fills_records;
    bool is_open;      //  Upgraded
    sim_text_t input;  //  Clear text that was not understood yet
    sim_text_t plain;  //  Frames for a record that is not full, or all output in the clear
    size_t sent;       //  Of the bytes on their way out
    char *topics [BLAST_TOPICS_MAX];
    size_t topics_count;
    size_t changes;
};

blast_conn_t *
blast_conn_new (int fd, SSL_CTX *context, bool fills_records)
{
    blast_conn_t *self = calloc (1, sizeof *self);
    assert (self);
    self->fd = fd;
    self->fills_records = fills_records;
    if (context) {
        self->ssl = SSL_new (context);
        self->wire_in = BIO_new (BIO_s_mem ());
        self->wire_out = BIO_new (BIO_s_mem ());
        assert (self->ssl && self->wire_in && self->wire_out);
        SSL_set_bio (self->ssl, self->wire_in, self->wire_out);
        SSL_set_accept_state (self->ssl);
    }
    return self;
}

void
blast_conn_destroy (blast_conn_t **self_p)
{
    assert (self_p);
    blast_conn_t *self = *self_p;
    if (self) {
        SSL_free (self->ssl);
        (void) close (self->fd);
        for (size_t index = 0; index < self->topics_count; index++) {
            free (self->topics [index]);
        }
        sim_text_destroy (&self->input);
        sim_text_destroy (&self->plain);
        free (self);
        *self_p = NULL;
    }
}

int
blast_conn_fd (const blast_conn_t *self)
{
    return self->fd;
}

//  Out.

static void
s_encrypt (blast_conn_t *self, const char *bytes, size_t size)
{
    int written = SSL_write (self->ssl, bytes, (int) size);
    assert (written == (int) size);  //  Memory takes everything
}

static void
s_fill_record (blast_conn_t *self, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t part = BLAST_RECORD - self->plain.size;
        part = part < size ? part : size;
        sim_text_bytes (&self->plain, bytes, part);
        bytes += part;
        size -= part;
        if (self->plain.size == BLAST_RECORD) {
            s_encrypt (self, self->plain.data, BLAST_RECORD);
            sim_text_clear (&self->plain);
        }
    }
}

void
blast_conn_add (blast_conn_t *self, const char *frame, size_t size)
{
    if (!self->ssl) {
        sim_text_bytes (&self->plain, frame, size);
    } else if (self->fills_records) {
        s_fill_record (self, frame, size);
    } else {
        s_encrypt (self, frame, size);
    }
}

static size_t
s_out (const blast_conn_t *self, char **bytes)
{
    if (self->ssl) {
        return (size_t) BIO_get_mem_data (self->wire_out, bytes);
    }
    *bytes = self->plain.data;
    return self->plain.size;
}

size_t
blast_conn_waiting (const blast_conn_t *self)
{
    char *bytes;
    return s_out (self, &bytes) - self->sent;
}

int
blast_conn_push (blast_conn_t *self)
{
    char *bytes;
    size_t size = s_out (self, &bytes);
    while (self->sent < size) {
        ssize_t sent = send (self->fd, bytes + self->sent, size - self->sent, MSG_NOSIGNAL);
        if (sent == -1) {
            return errno == EAGAIN ? 0 : -1;
        }
        self->sent += (size_t) sent;
    }
    self->sent = 0;
    if (self->ssl) {
        (void) BIO_reset (self->wire_out);
    } else {
        sim_text_clear (&self->plain);
    }
    return 0;
}

int
blast_conn_flush (blast_conn_t *self)
{
    if (self->ssl && self->plain.size > 0) {
        s_encrypt (self, self->plain.data, self->plain.size);
        sim_text_clear (&self->plain);
    }
    return blast_conn_push (self);
}

//  Requests.

static void
s_add_text (blast_conn_t *self, unsigned first_byte, const char *payload, size_t size)
{
    sim_text_t frame = { 0 };
    sim_ws_write_head (&frame, first_byte, size);
    sim_text_bytes (&frame, payload, size);
    blast_conn_add (self, frame.data, frame.size);
    sim_text_destroy (&frame);
}

static void
s_change_topic (blast_conn_t *self, const char *topic, bool is_wanted)
{
    size_t index = 0;
    while (index < self->topics_count && strcmp (self->topics [index], topic) != 0) {
        index++;
    }
    bool is_there = index < self->topics_count;
    if (is_wanted && !is_there && self->topics_count < BLAST_TOPICS_MAX) {
        self->topics [self->topics_count] = strdup (topic);
        assert (self->topics [self->topics_count]);
        self->topics_count++;
    } else if (!is_wanted && is_there) {
        free (self->topics [index]);
        self->topics [index] = self->topics [--self->topics_count];
    }
    self->changes += is_wanted != is_there;
}

static void
s_on_request (blast_conn_t *self, const char *text, size_t size)
{
    yyjson_doc *doc = yyjson_read (text, size, 0);
    yyjson_val *root = yyjson_doc_get_root (doc);
    const char *op = yyjson_get_str (yyjson_obj_get (root, "op"));
    const char *request = yyjson_get_str (yyjson_obj_get (root, "req_id"));
    op = op ? op : "";
    bool is_ping = strcmp (op, "ping") == 0;
    bool is_wanted = strcmp (op, "subscribe") == 0;
    size_t index;
    size_t count;
    yyjson_val *topic;
    yyjson_arr_foreach (yyjson_obj_get (root, "args"), index, count, topic)
    {
        if (yyjson_is_str (topic)) {
            s_change_topic (self, yyjson_get_str (topic), is_wanted);
        }
    }
    sim_text_t answer = { 0 };
    sim_text_addf (&answer,
                   "{\"success\":true,\"ret_msg\":\"%s\",\"conn_id\":\"blaster\",\"req_id\":",
                   is_ping ? "pong" : "");
    sim_text_json (&answer, request ? request : "", request ? strlen (request) : 0);
    sim_text_addf (&answer, ",\"op\":\"%s\"}", is_ping ? "ping" : is_wanted ? op : "unsubscribe");
    s_add_text (self, SIM_WS_FIN | SIM_WS_TEXT, answer.data, answer.size);
    sim_text_destroy (&answer);
    yyjson_doc_free (doc);
}

//  The handshake; its head ends with an empty line. Returns -1 where it is refused.

static int
s_upgrade (blast_conn_t *self)
{
    static const char key_name [] = "Sec-WebSocket-Key:";
    sim_text_bytes (&self->input, "", 1);  //  Terminated for the search
    self->input.size--;
    char *end = strstr (self->input.data, "\r\n\r\n");
    if (!end) {
        return 0;
    }
    const char *key = strcasestr (self->input.data, key_name);
    if (strncmp (self->input.data, "GET /v5/public/", strlen ("GET /v5/public/")) != 0 || !key) {
        static const char no [] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        blast_conn_add (self, no, sizeof no - 1);
        (void) blast_conn_flush (self);
        return -1;
    }
    key += strlen (key_name);
    key += strspn (key, " ");
    char given [64] = "";
    (void) snprintf (given, sizeof given, "%.*s", (int) strcspn (key, " \r\n"), key);
    char accept [SIM_WS_KEY_MAX];
    sim_ws_accept (given, accept);
    sim_text_t answer = { 0 };
    sim_text_addf (&answer,
                   "HTTP/1.1 101 Switching Protocols\r\nServer: bybit-sim (blaster)\r\n"
                   "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                   accept);
    blast_conn_add (self, answer.data, answer.size);
    sim_text_destroy (&answer);
    sim_text_skip (&self->input, (size_t) (end + 4 - self->input.data));
    self->is_open = true;
    return 0;
}

static int
s_on_frames (blast_conn_t *self)
{
    sim_ws_frame_t frame;
    while (self->input.size > 0) {
        switch (sim_ws_read (self->input.data, self->input.size, &frame)) {
            case SIM_WS_PARTIAL:
                return 0;
            case SIM_WS_BROKEN:
            case SIM_WS_TOO_BIG:
                return -1;
            case SIM_WS_FRAME:
                break;
        }
        if (frame.opcode == SIM_WS_CLOSE) {
            return -1;
        }
        if (frame.opcode == SIM_WS_PING) {
            s_add_text (self, SIM_WS_FIN | SIM_WS_PONG, frame.payload, frame.size);
        } else if (frame.opcode == SIM_WS_TEXT) {
            s_on_request (self, frame.payload, frame.size);
        }
        sim_text_skip (&self->input, frame.taken);
    }
    return 0;
}

//  Clear text of what came from the wire. Returns -1 where the session is broken.

static int
s_decrypt (blast_conn_t *self, const char *bytes, size_t size)
{
    if (!self->ssl) {
        sim_text_bytes (&self->input, bytes, size);
        return 0;
    }
    int written = BIO_write (self->wire_in, bytes, (int) size);
    assert (written == (int) size);
    char clear [4096];
    int got;
    while ((got = SSL_read (self->ssl, clear, sizeof clear)) > 0) {
        sim_text_bytes (&self->input, clear, (size_t) got);
    }
    return SSL_get_error (self->ssl, got) == SSL_ERROR_WANT_READ ? 0 : -1;
}

int
blast_conn_read (blast_conn_t *self)
{
    char bytes [16384];
    ssize_t got = recv (self->fd, bytes, sizeof bytes, 0);
    if (got == -1 && errno == EAGAIN) {
        return 0;
    }
    if (got <= 0 || self->input.size > INPUT_MAX || s_decrypt (self, bytes, (size_t) got) == -1) {
        return -1;
    }
    if (!self->is_open && s_upgrade (self) == -1) {
        return -1;
    }
    if (self->is_open && s_on_frames (self) == -1) {
        return -1;
    }
    return blast_conn_flush (self);
}

const char *const *
blast_conn_topics (const blast_conn_t *self, size_t *count)
{
    *count = self->topics_count;
    return (const char *const *) self->topics;
}

size_t
blast_conn_changes (const blast_conn_t *self)
{
    return self->changes;
}
