//  sim_conn - one TCP connection: plain or TLS, never waiting, with every way to end it

#include "sim_conn.h"

#include "sim_clock.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    OUT_MAX = 64 << 20,       //  A reader this far behind is cut
    READ_SIZE = 64 << 10,     //  At a time
    IN_MAX = 2 << 20,         //  More is read only when this has been taken
    COMPACT_SIZE = 1 << 20,   //  Sent bytes are forgotten from here on
    LINGER_NS = SIM_NS_PER_S  //  For the other side to close, or to read the last bytes
};

typedef enum {
    OPEN,
    CLOSING,    //  A close frame went out: waits for the other side
    FINISHING,  //  Closes once all is sent
    CUT_LATER,  //  Resets once all is sent
    OVER
} state_t;

struct sim_conn {
    int fd;
    SSL *ssl;  //  Null when plain
    state_t state;
    sim_conn_modes_t modes;
    bool is_accepted;    //  TLS is agreed
    bool needs_write;    //  TLS wants to write before it reads
    bool is_reset;       //  Ends with RST
    bool has_shut;       //  Our side of the connection is closed
    int64_t over_at;     //  Of an ending connection; 0 for not yet known
    int64_t dripped_at;  //  Of the last byte
    size_t out_at;       //  Bytes of out already sent
    uint64_t sent;       //  Bytes sent in all
    sim_lag_t lag;
    sim_text_t in;
    sim_text_t out;
};

sim_conn_t *
sim_conn_new (int fd, SSL_CTX *tls)
{
    sim_conn_t *self = calloc (1, sizeof *self);
    assert (self);
    self->fd = fd;
    self->is_accepted = !tls;
    if (tls) {
        self->ssl = SSL_new (tls);
        assert (self->ssl);
        int rc = SSL_set_fd (self->ssl, fd);
        assert (rc == 1);
        SSL_set_accept_state (self->ssl);
    }
    return self;
}

void
sim_conn_destroy (sim_conn_t **self_p)
{
    assert (self_p);
    sim_conn_t *self = *self_p;
    if (!self) {
        return;
    }
    if (self->is_reset) {
        struct linger linger = { .l_onoff = 1, .l_linger = 0 };
        (void) setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    SSL_free (self->ssl);
    (void) close (self->fd);  //  Nothing can be done about a failure
    sim_text_destroy (&self->in);
    sim_text_destroy (&self->out);
    free (self);
    *self_p = NULL;
}

sim_conn_modes_t *
sim_conn_modes (sim_conn_t *self)
{
    return &self->modes;
}

int
sim_conn_fd (const sim_conn_t *self)
{
    return self->fd;
}

short
sim_conn_events (const sim_conn_t *self)
{
    if (self->modes.is_hole || self->state == OVER) {
        return 0;
    }
    bool has_out = self->out.size > self->out_at && self->is_accepted && !self->modes.is_dripping
                   && self->modes.lag_ns == 0;
    int events = self->in.size < IN_MAX ? POLLIN : 0;
    return (short) (events | (has_out || self->needs_write ? POLLOUT : 0));
}

bool
sim_conn_needs_turn (const sim_conn_t *self)
{
    return self->needs_write && !self->modes.is_hole;
}

//  What a TLS call that did not work means; true if only patience is needed.

static bool
s_tls_waits (sim_conn_t *self, int rc)
{
    int error = SSL_get_error (self->ssl, rc);
    self->needs_write = error == SSL_ERROR_WANT_WRITE;
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

//  Read once: bytes, 0 for nothing now, -1 for the end.

static ssize_t
s_read_some (sim_conn_t *self, char *room, size_t size)
{
    if (!self->ssl) {
        ssize_t got = recv (self->fd, room, size, 0);
        if (got < 0) {
            return errno == EAGAIN || errno == EINTR ? 0 : -1;
        }
        return got == 0 ? -1 : got;
    }
    ERR_clear_error ();
    int got = SSL_read (self->ssl, room, (int) size);
    self->is_accepted = SSL_is_init_finished (self->ssl);
    if (got > 0) {
        return got;
    }
    return s_tls_waits (self, got) ? 0 : -1;
}

//  True once the other side has answered our close frame.

static bool
s_has_close (sim_conn_t *self)
{
    sim_ws_frame_t frame;
    while (sim_ws_read (self->in.data, self->in.size, &frame) == SIM_WS_FRAME) {
        if (frame.opcode == SIM_WS_CLOSE) {
            return true;
        }
        sim_text_skip (&self->in, frame.taken);
    }
    return false;
}

void
sim_conn_read (sim_conn_t *self)
{
    ssize_t got = 1;
    while (got > 0 && self->in.size < IN_MAX) {
        char *room = sim_text_room (&self->in, READ_SIZE);
        got = s_read_some (self, room, READ_SIZE);
        self->in.size += got > 0 ? (size_t) got : 0;
    }
    if (got < 0) {
        self->state = OVER;
    }
    if (self->state == CLOSING && s_has_close (self)) {
        self->state = OVER;
    }
    if (self->state == FINISHING || self->state == CUT_LATER) {
        sim_text_clear (&self->in);
    }
}

static ssize_t
s_write_some (sim_conn_t *self, const char *bytes, size_t size)
{
    if (!self->ssl) {
        ssize_t sent = send (self->fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0) {
            return errno == EAGAIN || errno == EINTR ? 0 : -1;
        }
        return sent;
    }
    ERR_clear_error ();
    int sent = SSL_write (self->ssl, bytes, (int) (size > INT_MAX ? INT_MAX : size));
    if (sent > 0) {
        self->needs_write = false;
        return sent;
    }
    return s_tls_waits (self, sent) ? 0 : -1;
}

//  All is sent: take the next step of an ending.

static void
s_on_sent (sim_conn_t *self, int64_t now_ns)
{
    if (self->state == CUT_LATER && self->over_at == 0) {
        self->over_at = now_ns + 50 * SIM_NS_PER_MS;  //  So that the reader sees the last bytes
    }
    if (self->state == FINISHING && !self->has_shut) {
        self->has_shut = true;
        self->over_at = now_ns + LINGER_NS;
        if (self->ssl) {
            (void) SSL_shutdown (self->ssl);  //  Says goodbye; nobody waits for the answer
        }
        (void) shutdown (self->fd, SHUT_WR);
    }
}

void
sim_conn_flush (sim_conn_t *self, int64_t now_ns)
{
    if (self->modes.is_hole || !self->is_accepted || self->state == OVER) {
        return;
    }
    size_t most = SIZE_MAX;
    if (self->modes.is_dripping) {
        most = now_ns - self->dripped_at >= SIM_NS_PER_MS ? 1 : 0;
        self->dripped_at = most ? now_ns : self->dripped_at;
    }
    if (self->modes.lag_ns > 0 || self->lag.count > 0) {
        uint64_t queued = self->sent + sim_conn_pending (self);
        uint64_t passed = sim_lag_pass (&self->lag, queued, self->modes.lag_ns, now_ns);
        most = passed > self->sent ? (size_t) (passed - self->sent) : 0;
    }
    while (self->out_at < self->out.size && most > 0) {
        size_t left = self->out.size - self->out_at;
        ssize_t sent =
            s_write_some (self, self->out.data + self->out_at, left < most ? left : most);
        if (sent < 0) {
            self->state = OVER;
            return;
        }
        if (sent == 0) {
            break;
        }
        self->out_at += (size_t) sent;
        self->sent += (uint64_t) sent;
        most = self->modes.is_dripping ? 0 : most - (size_t) sent;
    }
    if (self->out_at == self->out.size) {
        self->out_at = 0;
        sim_text_clear (&self->out);
        s_on_sent (self, now_ns);
    } else if (self->out_at > COMPACT_SIZE && self->out_at > self->out.size / 2) {
        sim_text_skip (&self->out, self->out_at);
        self->out_at = 0;
    }
}

sim_text_t *
sim_conn_input (sim_conn_t *self)
{
    return &self->in;
}

bool
sim_conn_is_over (const sim_conn_t *self, int64_t now_ns)
{
    return self->state == OVER || (self->over_at && now_ns >= self->over_at);
}

bool
sim_conn_is_open (const sim_conn_t *self)
{
    return self->state == OPEN && !self->modes.is_hole;
}

bool
sim_conn_takes_data (const sim_conn_t *self)
{
    return sim_conn_is_open (self) && !self->modes.is_frozen && !self->modes.is_silent;
}

size_t
sim_conn_pending (const sim_conn_t *self)
{
    return self->out.size - self->out_at;
}

//  True if the queue holds so much more; otherwise the connection is lost.

static bool
s_has_room (sim_conn_t *self, size_t size)
{
    if (!sim_conn_is_open (self)) {
        return false;
    }
    if (sim_conn_pending (self) + size > OUT_MAX) {
        sim_conn_cut (self);
        return false;
    }
    return true;
}

void
sim_conn_send_bytes (sim_conn_t *self, const void *bytes, size_t size)
{
    if (s_has_room (self, size)) {
        sim_text_bytes (&self->out, bytes, size);
    }
}

void
sim_conn_send_frame (sim_conn_t *self, sim_ws_opcode_t opcode, const void *bytes, size_t size)
{
    if (!self->modes.is_frozen && s_has_room (self, size)) {
        sim_ws_write_head (&self->out, SIM_WS_FIN | (unsigned) opcode, size);
        sim_text_bytes (&self->out, bytes, size);
    }
}

void
sim_conn_send_data (sim_conn_t *self, const char *text, size_t size)
{
    if (!self->modes.is_fragmented) {
        sim_conn_send_frame (self, SIM_WS_TEXT, text, size);
    } else if (s_has_room (self, size)) {
        sim_ws_write_fragments (&self->out, text, size);
    }
}

bool
sim_conn_rekey (sim_conn_t *self)
{
    if (!self->ssl || !self->is_accepted) {
        return false;
    }
    ERR_clear_error ();
    int rc = SSL_version (self->ssl) == TLS1_3_VERSION
                 ? SSL_key_update (self->ssl, SSL_KEY_UPDATE_REQUESTED)
                 : SSL_renegotiate (self->ssl);
    return rc == 1 && SSL_do_handshake (self->ssl) == 1;
}

void
sim_conn_close (sim_conn_t *self, unsigned code, int64_t now_ns)
{
    const unsigned char body [] = { (unsigned char) (code >> 8), (unsigned char) (code & 0xff) };
    sim_conn_send_frame (self, SIM_WS_CLOSE, body, sizeof body);
    if (self->state == OPEN) {
        self->state = CLOSING;
        self->over_at = now_ns + LINGER_NS;
    }
}

void
sim_conn_finish (sim_conn_t *self, int64_t now_ns)
{
    if (self->state == OPEN) {
        self->state = FINISHING;
        self->over_at = now_ns + 10 * (int64_t) LINGER_NS;  //  Until all is sent
    }
}

void
sim_conn_cut (sim_conn_t *self)
{
    self->state = OVER;
    self->is_reset = true;
}

void
sim_conn_cut_later (sim_conn_t *self)
{
    if (self->state == OPEN) {
        self->state = CUT_LATER;
        self->is_reset = true;
    }
}
