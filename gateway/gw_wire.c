//  gw_wire - the bytes of an open connection, straight from its descriptor or its TLS session

#include "gw_wire.h"

#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "gw_clock.h"

//  Between the descriptor and TLS, so that many records cost one call of the system.
//  OpenSSL's own reading ahead moves all that is left behind each record.
enum { BUFFER_SIZE = 65536 };

struct gw_wire {
    int fd;
    SSL *ssl;         //  Null where it is not encrypted
    BIO *socket;      //  Below TLS and a buffer
    bool is_drained;  //  The last look at the descriptor took all that was there
    uint64_t ts;
    char reason [160];
};

//  Hear of each read from the descriptor below TLS; one that could give nothing is not made,
//  since it would cost a call of the system.

static long
s_on_socket (BIO *bio, int operation, const char *bytes, size_t size, int argi, long argl,
             int result, size_t *processed)
{
    (void) bytes;
    (void) argi;
    (void) argl;
    gw_wire_t *self = (gw_wire_t *) (void *) BIO_get_callback_arg (bio);
    if (operation == BIO_CB_READ && self->is_drained) {
        BIO_set_retry_read (bio);
        return -1;
    }
    if (operation == (BIO_CB_READ | BIO_CB_RETURN)) {
        self->is_drained = result <= 0 || *processed < size;
        if (result > 0) {
            self->ts = gw_clock_wall_ns ();
        }
    }
    return result;
}

static void
s_take_session (gw_wire_t *self)
{
    self->socket = SSL_get_rbio (self->ssl);
    BIO *buffer = BIO_new (BIO_f_buffer ());
    assert (buffer);
    long rc = BIO_set_read_buffer_size (buffer, BUFFER_SIZE);
    assert (rc == 1);
    int ups = BIO_up_ref (self->socket) + BIO_up_ref (self->socket);  //  The buffer's, and ours
    assert (ups == 2);
    BIO_set_callback_ex (self->socket, s_on_socket);
    BIO_set_callback_arg (self->socket, (char *) self);
    SSL_set0_rbio (self->ssl, BIO_push (buffer, self->socket));
    (void) SSL_set_options (self->ssl, SSL_OP_NO_RENEGOTIATION);
}

gw_wire_t *
gw_wire_new (int fd, void *ssl)
{
    gw_wire_t *self = calloc (1, sizeof *self);
    assert (self);
    self->fd = fd;
    self->ssl = ssl;
    if (ssl) {
        s_take_session (self);
    }
    return self;
}

void
gw_wire_destroy (gw_wire_t **self_p)
{
    assert (self_p);
    gw_wire_t *self = *self_p;
    if (self) {
        if (self->socket) {
            BIO_set_callback_ex (self->socket, NULL);
            BIO_set_callback_arg (self->socket, NULL);
            (void) BIO_free (self->socket);  //  Only our reference
        }
        free (self);
        *self_p = NULL;
    }
}

void
gw_wire_wake (gw_wire_t *self)
{
    assert (self);
    self->is_drained = false;
    ERR_clear_error ();  //  What others left would be taken for ours
}

static gw_wire_result_t
s_end (gw_wire_t *self, const char *reason)
{
    (void) snprintf (self->reason, sizeof self->reason, "%s", reason);
    return GW_WIRE_ENDED;
}

static gw_wire_result_t
s_read_plain (gw_wire_t *self, char *room, size_t room_size, size_t *size)
{
    ssize_t got = recv (self->fd, room, room_size, 0);
    if (got > 0) {
        self->ts = gw_clock_wall_ns ();
        self->is_drained = (size_t) got < room_size;
        *size = (size_t) got;
        return GW_WIRE_READ;
    }
    if (got == 0) {
        return s_end (self, "it ended without a close frame");
    }
    if (errno == EAGAIN || errno == EINTR) {
        self->is_drained = errno == EAGAIN;
        return GW_WIRE_EMPTY;
    }
    return s_end (self, strerror (errno));
}

//  What a read of TLS means that gave nothing.

static gw_wire_result_t
s_judge (gw_wire_t *self, int result)
{
    int reason = errno;
    switch (SSL_get_error (self->ssl, result)) {
        case SSL_ERROR_WANT_READ:
            return GW_WIRE_EMPTY;
        case SSL_ERROR_WANT_WRITE:
            return GW_WIRE_BLOCKED;
        case SSL_ERROR_ZERO_RETURN:
            return s_end (self, "TLS ended without a close frame");
        case SSL_ERROR_SYSCALL:
            return s_end (self, reason ? strerror (reason) : "it ended without a close frame");
        default:
            break;
    }
    const char *words = ERR_reason_error_string (ERR_peek_error ());
    return s_end (self, words ? words : "TLS failed");
}

static gw_wire_result_t
s_read_tls (gw_wire_t *self, char *room, size_t room_size, size_t *size)
{
    errno = 0;
    int got = SSL_read (self->ssl, room, room_size > INT32_MAX ? INT32_MAX : (int) room_size);
    if (got > 0) {
        *size = (size_t) got;
        return GW_WIRE_READ;
    }
    return s_judge (self, got);
}

gw_wire_result_t
gw_wire_read (gw_wire_t *self, char *room, size_t room_size, size_t *size)
{
    assert (self);
    assert (room_size > 0);
    if (self->ssl) {
        return s_read_tls (self, room, room_size, size);
    }
    return self->is_drained ? GW_WIRE_EMPTY : s_read_plain (self, room, room_size, size);
}

uint64_t
gw_wire_ts (const gw_wire_t *self)
{
    return self->ts;
}

const char *
gw_wire_reason (const gw_wire_t *self)
{
    return self->reason;
}

//  OpenSSL would free what it has of the thread when that ends, and when the process does:
//  twice, where both end at once.

void
gw_wire_leave_thread (void)
{
    OPENSSL_thread_stop ();
}
