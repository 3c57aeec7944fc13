//  sup_herald - the supervisor's socket: binds it, and publishes the heartbeat

#include "sup_herald.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_bind.h"
#include "mdp_topic.h"
#include "mdp_zap.h"

enum {
    QUEUE_MAX = 1000,
    LINGER_MS = 200,
    WISHES_MAX = 256,  //  Messages of readers that are read in one turn
    REFUSALS_MS = 1000,
    FRAME_MAX = 16384
};

typedef struct {
    uint64_t count;
    uint64_t told;    //  Of these
    int64_t told_at;  //  When that was
} refused_t;

struct sup_herald {
    zactor_t *zap;  //  Answers for our socket, and for those of children that are threads
    mdp_pub_t *pub;
    char *endpoint;                    //  Bound; null before
    refused_t refused [MDP_REFUSALS];  //  By reason
    uint64_t seq;
    char frame [FRAME_MAX];
};

sup_herald_t *
sup_herald_new (const char *endpoint, const mdp_access_t *access)
{
    assert (endpoint);
    sup_herald_t *self = calloc (1, sizeof *self);
    assert (self);
    self->zap = mdp_zap_new (access);
    const mdp_pub_config_t config = {
        .endpoint = endpoint,
        .sndhwm = QUEUE_MAX,
        .linger_ms = LINGER_MS,
        .access = access,
    };
    self->pub = mdp_pub_new (&config);
    if (!self->pub) {
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
        mdp_pub_destroy (&self->pub);
        mdp_zap_destroy (&self->zap);
        if (self->endpoint) {
            mdp_bind_remove (self->endpoint);  //  It was ours until now
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
    return mdp_pub_socket (self->pub);
}

void
sup_herald_publish (sup_herald_t *self, mdp_heartbeat_t *heartbeat)
{
    assert (self);
    assert (heartbeat);
    heartbeat->seq = ++self->seq;
    size_t size = mdp_pack_heartbeat (self->frame, sizeof self->frame, heartbeat);
    assert (size > 0);
    void *socket = zsock_resolve (mdp_pub_socket (self->pub));
    const size_t topic_size = strlen (MDP_TOPIC_HEARTBEAT);
    (void) zmq_send (socket, MDP_TOPIC_HEARTBEAT, topic_size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
    (void) zmq_send (socket, self->frame, size, ZMQ_DONTWAIT);  //  A PUB always takes it
}

static bool
s_begins (const char *topic, const char *prefix, size_t size)
{
    return size <= strlen (topic) && memcmp (topic, prefix, size) == 0;
}

//  Read what readers ask for, so that nobody asks for too much.

static void
s_read_wishes (sup_herald_t *self)
{
    mdp_pub_recv_t kind = MDP_PUB_OTHER;
    for (size_t received = 0; received < WISHES_MAX && kind != MDP_PUB_NONE; received++) {
        const char *prefix;
        size_t size;
        kind = mdp_pub_recv (self->pub, &prefix, &size);
        if (kind == MDP_PUB_WISH) {
            bool is_served = s_begins (MDP_TOPIC_HEARTBEAT, prefix, size)
                             || s_begins (MDP_TOPIC_EVENT, prefix, size);
            mdp_pub_charge (self->pub, prefix, size, is_served);
        }
    }
}

bool
sup_herald_look (sup_herald_t *self, note_t *note, int64_t now_ms)
{
    assert (self);
    assert (note);
    s_read_wishes (self);
    mdp_pub_look (self->pub);
    mdp_refusal_t refusal;
    while (mdp_pub_next_refusal (self->pub, &refusal)) {
        self->refused [refusal].count++;
    }
    for (int reason = 0; reason < MDP_REFUSALS; reason++) {
        refused_t *refused = &self->refused [reason];
        bool is_early = refused->told > 0 && now_ms - refused->told_at < REFUSALS_MS;
        if (refused->count > refused->told && !is_early) {
            sup_events_refused (note, self->endpoint, mdp_refusal_name ((mdp_refusal_t) reason),
                                refused->count, refused->count - refused->told);
            refused->told = refused->count;
            refused->told_at = now_ms;
            return true;
        }
    }
    return false;
}
