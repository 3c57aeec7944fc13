//  floor - the least that any gateway must do: read, decrypt, cut into messages, hand them on
//
//  usage: floor HOST:PORT ENDPOINT SNDHWM TOPIC... [--ca FILE [--read-ahead]]
//
//  One thread that reads a WebSocket through a buffer, understands nothing of what is in it,
//  and sends each text with its topic on a PUB socket. Where its subscriber is too slow it
//  waits, so that no message is cheap because it was dropped. No ping, no close, no fragment,
//  no second try: it is no product, it is what a product is compared with.
//
//  Many TLS records come with one call of the system: by OpenSSL's buffer filter, which is the
//  least, or with --read-ahead by its own reading ahead.

#include <arpa/inet.h>
#include <czmq.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1 << 16, ROOM = 1 << 20, REQUEST_MAX = 200000 };

typedef struct {
    int fd;
    BIO *tls;  //  Null in the clear
    void *pub;
    unsigned char room [ROOM];
    size_t size;
} self_t;

static size_t
s_read (self_t *self, void *bytes, size_t size_max)
{
    ssize_t got = self->tls ? BIO_read (self->tls, bytes, (int) size_max)
                            : recv (self->fd, bytes, size_max, 0);
    if (got <= 0) {
        exit (0);  //  The exchange has left
    }
    return (size_t) got;
}

static void
s_write (self_t *self, const void *bytes, size_t size)
{
    ssize_t sent = self->tls ? BIO_write (self->tls, bytes, (int) size)
                             : send (self->fd, bytes, size, MSG_NOSIGNAL);
    assert (sent == (ssize_t) size);
}

//  The topic is the text between the third quote and the fourth.

static void
s_hand_on (self_t *self, const char *text, size_t size)
{
    static const char head [] = "{\"topic\":\"";
    if (size < sizeof head || memcmp (text, head, sizeof head - 1) != 0) {
        return;  //  An answer
    }
    const char *topic = text + sizeof head - 1;
    const char *end = memchr (topic, '"', size - sizeof head);
    zmq_msg_t frame;
    int rc = zmq_msg_init_size (&frame, size);
    assert (end && rc == 0);
    memcpy (zmq_msg_data (&frame), text, size);
    rc = zmq_send (self->pub, topic, (size_t) (end - topic), ZMQ_SNDMORE);
    assert (rc != -1);
    rc = zmq_msg_send (&frame, self->pub, 0);
    assert (rc != -1);
}

//  Hand on all whole messages, and keep the rest.

static void
s_cut (self_t *self)
{
    size_t at = 0;
    while (self->size - at >= 2) {
        const unsigned char *bytes = self->room + at;
        size_t left = self->size - at;
        size_t head = bytes [1] < 126 ? 2 : bytes [1] == 126 ? 4 : 10;
        if (left < head) {
            break;
        }
        size_t size = head == 2 ? bytes [1] : 0;
        for (size_t index = 2; index < head; index++) {
            size = size << 8 | bytes [index];
        }
        assert (size < ROOM - 16);
        if (left < head + size) {
            break;
        }
        s_hand_on (self, (const char *) bytes + head, size);
        at += head + size;
    }
    self->size -= at;
    memmove (self->room, self->room + at, self->size);
}

static void
s_connect (self_t *self, char *host, const char *ca, bool reads_ahead)
{
    char *port = strrchr (host, ':');
    assert (port);
    *port++ = '\0';
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons ((uint16_t) atoi (port)) };
    int rc = inet_pton (AF_INET, host, &address.sin_addr);
    assert (rc == 1);
    self->fd = socket (AF_INET, SOCK_STREAM, 0);
    rc = connect (self->fd, (struct sockaddr *) &address, sizeof address);
    assert (rc == 0);
    int on = 1;
    (void) setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!ca) {
        return;
    }
    SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
    rc = SSL_CTX_load_verify_locations (context, ca, NULL);
    assert (rc == 1);
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
    SSL *ssl = SSL_new (context);
    BIO *wire = BIO_new_socket (self->fd, BIO_CLOSE);
    BIO *source = wire;
    self->tls = BIO_new (BIO_f_ssl ());
    if (reads_ahead) {
        SSL_set_read_ahead (ssl, 1);
        SSL_set_default_read_buffer_len (ssl, BUFFER);
    } else {
        BIO *buffer = BIO_new (BIO_f_buffer ());
        rc = (int) BIO_set_read_buffer_size (buffer, BUFFER);
        assert (rc == 1);
        source = BIO_push (buffer, wire);
        (void) BIO_up_ref (wire);
    }
    SSL_set_bio (ssl, source, wire);
    SSL_set_connect_state (ssl);
    (void) BIO_set_ssl (self->tls, ssl, BIO_CLOSE);
    rc = (int) BIO_do_handshake (self->tls);
    assert (rc == 1);
}

static void
s_open (self_t *self)
{
    static const char request [] = "GET /v5/public/linear HTTP/1.1\r\nHost: floor\r\n"
                                   "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                   "Sec-WebSocket-Version: 13\r\n\r\n";
    s_write (self, request, sizeof request - 1);
    const unsigned char *end = NULL;
    while (!end) {
        self->size += s_read (self, self->room + self->size, ROOM - self->size);
        end = memmem (self->room, self->size, "\r\n\r\n", 4);
    }
    assert (memcmp (self->room, "HTTP/1.1 101", 12) == 0);
    end += 4;
    self->size -= (size_t) (end - self->room);
    memmove (self->room, end, self->size);
}

//  A mask of zeros leaves the text as it is.

static void
s_subscribe (self_t *self, char *const *topics, int count)
{
    static char frame [REQUEST_MAX];
    const size_t head = 14;
    size_t size = head;
    size += (size_t) sprintf (frame + size, "{\"op\":\"subscribe\",\"args\":[");
    for (int index = 0; index < count; index++) {
        assert (size + 200 < REQUEST_MAX);
        size += (size_t) sprintf (frame + size, "%s\"%s\"", index ? "," : "", topics [index]);
    }
    size += (size_t) sprintf (frame + size, "]}");
    size_t left = size - head;
    frame [0] = (char) 0x81;
    frame [1] = (char) 0xff;
    for (size_t place = 9; place >= 2; place--) {
        frame [place] = (char) (left & 0xff);
        left >>= 8;
    }
    s_write (self, frame, size);
}

int
main (int argc, char *argv [])
{
    const char *ca = NULL;
    bool reads_ahead = argc > 1 && strcmp (argv [argc - 1], "--read-ahead") == 0;
    argc -= reads_ahead;
    if (argc > 2 && strcmp (argv [argc - 2], "--ca") == 0) {
        ca = argv [argc - 1];
        argc -= 2;
    }
    if (argc < 5) {
        fprintf (stderr, "usage: floor HOST:PORT ENDPOINT SNDHWM TOPIC... "
                         "[--ca FILE [--read-ahead]]\n");
        return 64;
    }
    static self_t self;
    int sndhwm = atoi (argv [3]);
    int waits = 1;
    void *context = zmq_ctx_new ();
    int rc = zmq_ctx_set (context, ZMQ_THREAD_SCHED_POLICY, SCHED_BATCH);  //  As the daemon's
    self.pub = zmq_socket (context, ZMQ_XPUB);
    rc |= zmq_setsockopt (self.pub, ZMQ_SNDHWM, &sndhwm, sizeof sndhwm);
    rc |= zmq_setsockopt (self.pub, ZMQ_XPUB_NODROP, &waits, sizeof waits);
    rc |= zmq_bind (self.pub, argv [2]);
    assert (rc == 0);
    s_connect (&self, argv [1], ca, reads_ahead);
    s_open (&self);
    s_subscribe (&self, argv + 4, argc - 4);
    for (;;) {
        s_cut (&self);
        self.size += s_read (&self, self.room + self.size, BUFFER);
    }
}
