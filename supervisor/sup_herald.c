//  sup_herald - the supervisor's socket: binds it, and publishes the heartbeat

#include "sup_herald.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_bind.h"
#include "mdp_topic.h"

enum {
    QUEUE_MAX = 1000,
    LINGER_MS = 200,
    MESSAGE_MAX = 1024,  //  A subscription longer than this is an attack
    FRAME_MAX = 16384
};

struct sup_herald {
    zsock_t *pub;
    char *endpoint;  //  Bound; null before
    uint64_t seq;
    char frame [FRAME_MAX];
};

sup_herald_t *
sup_herald_new (const char *endpoint)
{
    assert (endpoint);
    sup_herald_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pub = zsock_new (ZMQ_PUB);
    assert (self->pub);
    zsock_set_sndhwm (self->pub, QUEUE_MAX);
    zsock_set_linger (self->pub, LINGER_MS);
    zsock_set_maxmsgsize (self->pub, MESSAGE_MAX);
    zsock_set_tcp_keepalive (self->pub, 1);
    if (mdp_bind (self->pub, endpoint) == -1) {
        int error = errno;
        sup_herald_destroy (&self);
        errno = error;
        return NULL;
    }
    self->endpoint = strdup (endpoint);
    assert (self->endpoint);
    return self;
}

void
sup_herald_destroy (sup_herald_t **self_p)
{
    assert (self_p);
    sup_herald_t *self = *self_p;
    if (self) {
        zsock_destroy (&self->pub);
        if (self->endpoint) {
            mdp_bind_clear (self->endpoint);
        }
        free (self->endpoint);
        free (self);
        *self_p = NULL;
    }
}

zsock_t *
sup_herald_socket (sup_herald_t *self)
{
    assert (self);
    return self->pub;
}

void
sup_herald_publish (sup_herald_t *self, mdp_heartbeat_t *heartbeat)
{
    assert (self);
    assert (heartbeat);
    heartbeat->seq = ++self->seq;
    size_t size = mdp_pack_heartbeat (self->frame, sizeof self->frame, heartbeat);
    assert (size > 0);
    void *socket = zsock_resolve (self->pub);
    const size_t topic_size = strlen (MDP_TOPIC_HEARTBEAT);
    (void) zmq_send (socket, MDP_TOPIC_HEARTBEAT, topic_size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    (void) zmq_send (socket, self->frame, size, ZMQ_DONTWAIT);  //  A PUB always takes it
}
