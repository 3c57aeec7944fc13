//  gw_pub - the data socket: topic and frame, subscriptions of joiners, never waits

#include "gw_pub.h"

#include <assert.h>
#include <czmq.h>
#include <errno.h>
#include <stdlib.h>

struct gw_pub {
    mdp_pub_t *pub;
    zsock_t *socket;  //  Of it
    void *handle;     //  The same, for the calls of libzmq
};

gw_pub_t *
gw_pub_new (const char *endpoint, int sndhwm, const mdp_access_t *access)
{
    gw_pub_t *self = calloc (1, sizeof *self);
    assert (self);
    const mdp_pub_config_t config = {
        .endpoint = endpoint,
        .sndhwm = sndhwm,
        .linger_ms = GW_PUB_LINGER_MS,
        .access = access,
    };
    self->pub = mdp_pub_new (&config);
    if (!self->pub) {
        int reason = errno;
        gw_pub_destroy (&self);
        errno = reason;
        return NULL;
    }
    self->socket = mdp_pub_socket (self->pub);
    self->handle = zsock_resolve (self->socket);
    return self;
}

void
gw_pub_destroy (gw_pub_t **self_p)
{
    assert (self_p);
    gw_pub_t *self = *self_p;
    if (self) {
        mdp_pub_destroy (&self->pub);
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

mdp_pub_recv_t
gw_pub_recv (gw_pub_t *self, const char **prefix, size_t *size)
{
    return mdp_pub_recv (self->pub, prefix, size);
}

void
gw_pub_charge (gw_pub_t *self, const char *prefix, size_t size, bool is_served)
{
    mdp_pub_charge (self->pub, prefix, size, is_served);
}

void
gw_pub_look (gw_pub_t *self)
{
    mdp_pub_look (self->pub);
}

size_t
gw_pub_guests (const gw_pub_t *self)
{
    return mdp_pub_guests (self->pub);
}

bool
gw_pub_next_refusal (gw_pub_t *self, mdp_refusal_t *refusal)
{
    return mdp_pub_next_refusal (self->pub, refusal);
}

int
gw_pub_fd (gw_pub_t *self)
{
    return (int) zsock_fd (self->socket);
}
