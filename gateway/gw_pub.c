//  gw_pub - the data socket: topic and frame, subscriptions of joiners, never waits

#include "gw_pub.h"

#include <assert.h>
#include <czmq.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_bind.h"

enum { SUBSCRIBE = 1 };  //  First byte of a subscription; the prefix follows

struct gw_pub {
    zsock_t *socket;
    void *handle;  //  The same, for the calls of libzmq
    char request [GW_PUB_REQUEST_MAX + 1];
};

gw_pub_t *
gw_pub_new (const char *endpoint, int sndhwm)
{
    gw_pub_t *self = calloc (1, sizeof *self);
    assert (self);
    self->socket = zsock_new (ZMQ_XPUB);
    assert (self->socket);
    self->handle = zsock_resolve (self->socket);
    zsock_set_xpub_verbose (self->socket, 1);  //  Every joiner is heard, not only a topic's first
    zsock_set_sndhwm (self->socket, sndhwm);
    zsock_set_linger (self->socket, GW_PUB_LINGER_MS);
    zsock_set_maxmsgsize (self->socket, GW_PUB_REQUEST_MAX);
    zsock_set_ipv6 (self->socket, 1);
    zsock_set_tcp_keepalive (self->socket, 1);
    zsock_set_tcp_keepalive_idle (self->socket, 60);
    zsock_set_tcp_keepalive_intvl (self->socket, 10);
    zsock_set_tcp_keepalive_cnt (self->socket, 3);
    if (mdp_bind (self->socket, endpoint) == -1) {
        int reason = errno;
        gw_pub_destroy (&self);
        errno = reason;
    }
    return self;
}

void
gw_pub_destroy (gw_pub_t **self_p)
{
    assert (self_p);
    gw_pub_t *self = *self_p;
    if (self) {
        zsock_destroy (&self->socket);
        free (self);
        *self_p = NULL;
    }
}

int
gw_pub_send (gw_pub_t *self, const char *topic, size_t topic_size, const char *frame,
             size_t frame_size)
{
    if (zmq_send (self->handle, topic, topic_size, ZMQ_SNDMORE | ZMQ_DONTWAIT) == -1) {
        return -1;
    }
    return zmq_send (self->handle, frame, frame_size, ZMQ_DONTWAIT) == -1 ? -1 : 0;
}

bool
gw_pub_recv (gw_pub_t *self, const char **prefix, size_t *size)
{
    for (;;) {
        int received = zmq_recv (self->handle, self->request, sizeof self->request, ZMQ_DONTWAIT);
        if (received == -1) {
            return false;
        }
        //  Unsubscriptions, and whatever else a peer may send, are of no interest
        if (received > 0 && (size_t) received <= sizeof self->request
            && self->request [0] == SUBSCRIBE) {
            *prefix = self->request + 1;
            *size = (size_t) received - 1;
            return true;
        }
    }
}

bool
gw_pub_is_ready (gw_pub_t *self)
{
    return zsock_events (self->socket) & ZMQ_POLLIN;
}

int
gw_pub_fd (gw_pub_t *self)
{
    return (int) zsock_fd (self->socket);
}
