//  tgc_socket - a SUB socket: the one door to libzmq

#include "tgc_socket.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum {
    RECONNECT_MS = 10,  //  A restarted gateway is found at once
    RECONNECT_MS_MAX = 1000,
    PING_MS = 5000,  //  A line that was cut in silence is found by libzmq's own pings
    PONG_MS = 15000,
    KEY_SIZE = 40  //  As Z85
};

struct tgc_socket {
    void *context;
    void *sub;
    zmq_msg_t topic;
    zmq_msg_t frame;
};

static void
s_set (tgc_socket_t *self, int option, int value)
{
    int rc = zmq_setsockopt (self->sub, option, &value, sizeof value);
    assert (rc == 0);
}

tgc_socket_t *
tgc_socket_new (void)
{
    tgc_socket_t *self = calloc (1, sizeof *self);
    assert (self);
    self->context = zmq_ctx_new ();
    assert (self->context);
    self->sub = zmq_socket (self->context, ZMQ_SUB);
    assert (self->sub);
    s_set (self, ZMQ_RECONNECT_IVL, RECONNECT_MS);
    s_set (self, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MS_MAX);
    s_set (self, ZMQ_HEARTBEAT_IVL, PING_MS);
    s_set (self, ZMQ_HEARTBEAT_TIMEOUT, PONG_MS);
    s_set (self, ZMQ_LINGER, 0);
    s_set (self, ZMQ_SNDHWM, 0);  //  Subscriptions wait there, and what is over is dropped
    s_set (self, ZMQ_IPV6, 1);
    int rc = zmq_msg_init (&self->topic);
    assert (rc == 0);
    rc = zmq_msg_init (&self->frame);
    assert (rc == 0);
    return self;
}

void
tgc_socket_destroy (tgc_socket_t **self_p)
{
    assert (self_p);
    tgc_socket_t *self = *self_p;
    if (self) {
        (void) zmq_msg_close (&self->topic);  //  Fails only for what is no message
        (void) zmq_msg_close (&self->frame);
        int rc = zmq_close (self->sub);
        assert (rc == 0);
        while (zmq_ctx_term (self->context) != 0 && errno == EINTR) {
        }
        free (self);
        *self_p = NULL;
    }
}

void
tgc_socket_set_rcvhwm (tgc_socket_t *self, int messages)
{
    assert (self);
    assert (messages >= 0);
    s_set (self, ZMQ_RCVHWM, messages);
}

int
tgc_socket_set_keys (tgc_socket_t *self, const char *server_key, const char *public_key,
                     const char *secret_key)
{
    assert (self);
    const struct {
        int option;
        const char *key;
    } keys [] = {
        { ZMQ_CURVE_SERVERKEY, server_key },
        { ZMQ_CURVE_PUBLICKEY, public_key },
        { ZMQ_CURVE_SECRETKEY, secret_key },
    };
    for (size_t index = 0; index < sizeof keys / sizeof *keys; index++) {
        const char *key = keys [index].key;
        assert (key);
        if (strlen (key) != KEY_SIZE
            || zmq_setsockopt (self->sub, keys [index].option, key, KEY_SIZE + 1) != 0) {
            return -1;
        }
    }
    return 0;
}

int
tgc_socket_connect (tgc_socket_t *self, const char *endpoint)
{
    assert (self);
    assert (endpoint);
    return zmq_connect (self->sub, endpoint) == 0 ? 0 : -1;
}

void
tgc_socket_subscribe (tgc_socket_t *self, tgc_text_t prefix)
{
    assert (self);
    int rc = zmq_setsockopt (self->sub, ZMQ_SUBSCRIBE, prefix.chars, prefix.size);
    assert (rc == 0);
}

void
tgc_socket_unsubscribe (tgc_socket_t *self, tgc_text_t prefix)
{
    assert (self);
    int rc = zmq_setsockopt (self->sub, ZMQ_UNSUBSCRIBE, prefix.chars, prefix.size);
    assert (rc == 0);
}

//  Receive the next frame of a message, which is there as a whole. True where more follow.

static bool
s_recv_more (tgc_socket_t *self, zmq_msg_t *frame)
{
    return zmq_msg_recv (frame, self->sub, ZMQ_DONTWAIT) != -1 && zmq_msg_more (frame);
}

bool
tgc_socket_take (tgc_socket_t *self, tgc_text_t *topic, tgc_text_t *frame)
{
    assert (self);
    if (zmq_msg_recv (&self->topic, self->sub, ZMQ_DONTWAIT) == -1) {
        return false;
    }
    *topic = (tgc_text_t){ zmq_msg_data (&self->topic), zmq_msg_size (&self->topic) };
    *frame = (tgc_text_t){ .chars = "", .size = 0 };
    if (!zmq_msg_more (&self->topic)) {
        return true;
    }
    bool has_more = s_recv_more (self, &self->frame);
    *frame = (tgc_text_t){ zmq_msg_data (&self->frame), zmq_msg_size (&self->frame) };
    zmq_msg_t spare;
    int rc = zmq_msg_init (&spare);
    assert (rc == 0);
    while (has_more) {
        has_more = s_recv_more (self, &spare);
    }
    (void) zmq_msg_close (&spare);  //  As above
    return true;
}

tgc_socket_wait_t
tgc_socket_wait (tgc_socket_t *self, int descriptor, int64_t wait_ms)
{
    assert (self);
    zmq_pollitem_t items [] = {
        { .socket = self->sub, .events = ZMQ_POLLIN },
        { .fd = descriptor, .events = ZMQ_POLLIN },
    };
    int rc = zmq_poll (items, descriptor == -1 ? 1 : 2, (long) wait_ms);
    if (rc == -1 || (rc > 0 && items [1].revents != 0)) {
        return TGC_SOCKET_WOKEN;
    }
    return rc == 0 ? TGC_SOCKET_EXPIRED : TGC_SOCKET_READY;
}
