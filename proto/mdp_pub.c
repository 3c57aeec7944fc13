//  mdp_pub - a publishing socket: bound, encrypted where asked, and bounded against its readers

#include "mdp_pub.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mdp_bind.h"
#include "mdp_guests.h"
#include "mdp_zap.h"

enum { SUBSCRIBE = 1, UNSUBSCRIBE = 0 };  //  First byte of either; the prefix follows

//  If nobody answers for the domain, nobody may read; libzmq's default is that then
//  everybody may. The header hides the option, and czmq's call for it does nothing,
//  where drafts are not built; the library has it since 4.3.0.
enum { ZAP_ENFORCE_DOMAIN = 93 };

enum {
    RCVBUF = 65536,      //  Bytes of one reader that the system keeps for us
    WASTE_MAX = 1 << 20  //  It may keep more of one on the same machine
};

//  What libzmq is asked to tell of connections. A refusal is told before the end of
//  the connection, and that before its descriptor is closed.
enum {
    NEWS = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
           | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
};

struct mdp_pub {
    zsock_t *socket;
    void *handle;  //  The same, for the calls of libzmq
    zsock_t *monitor;
    mdp_guests_t *guests;
    bool is_encrypted;
    uint64_t refusals [MDP_REFUSALS];  //  That were not told yet
    zmq_msg_t request;                 //  The last one
};

static void
s_encrypt (mdp_pub_t *self, const mdp_access_t *access)
{
    uint8_t key [32];
    uint8_t *decoded = zmq_z85_decode (key, access->server.secret_key);
    assert (decoded);
    zsock_set_curve_server (self->socket, 1);
    zsock_set_curve_secretkey_bin (self->socket, key);
    explicit_bzero (key, sizeof key);
    if (access->folder) {
        const int is_enforced = 1;
        zsock_set_zap_domain (self->socket, MDP_ZAP_DOMAIN);
        int rc =
            zmq_setsockopt (self->handle, ZAP_ENFORCE_DOMAIN, &is_enforced, sizeof is_enforced);
        assert (rc == 0);
    }
}

//  libzmq's own thread writes the events, and would wait where the queue is full, or
//  nobody is there any more, and all sockets of the process with it. Therefore the queue
//  has no limit but our looking several times a second, and the watch ends first.

static void
s_watch (mdp_pub_t *self)
{
    //  The name of one that was closed may stay taken for a moment
    char endpoint [80];
    (void) snprintf (endpoint, sizeof endpoint, "inproc://mdp-pub-%p-%" PRIi64, (void *) self,
                     zclock_usecs ());
    int rc = zmq_socket_monitor (self->handle, endpoint, NEWS);
    assert (rc == 0);
    self->monitor = zsock_new (ZMQ_PAIR);
    assert (self->monitor);
    zsock_set_rcvhwm (self->monitor, 0);
    rc = zsock_connect (self->monitor, "%s", endpoint);
    assert (rc == 0);
}

mdp_pub_t *
mdp_pub_new (const mdp_pub_config_t *config)
{
    assert (config);
    assert (config->endpoint);
    mdp_pub_t *self = calloc (1, sizeof *self);
    assert (self);
    uint64_t seed;
    int rc = getentropy (&seed, sizeof seed);
    assert (rc == 0);
    self->guests = mdp_guests_new (seed);
    zmq_msg_init (&self->request);
    self->socket = zsock_new (ZMQ_XPUB);
    assert (self->socket);
    self->handle = zsock_resolve (self->socket);
    zsock_set_xpub_verbose (self->socket, 1);  //  Every joiner is heard, not only a topic's first
    zsock_set_sndhwm (self->socket, config->sndhwm);
    zsock_set_rcvhwm (self->socket, MDP_PUB_UNREAD_MAX);
    zsock_set_linger (self->socket, config->linger_ms);
    zsock_set_rcvbuf (self->socket, RCVBUF);
    zsock_set_maxmsgsize (self->socket, MDP_PUB_REQUEST_MAX);
    zsock_set_ipv6 (self->socket, 1);
    zsock_set_tcp_keepalive (self->socket, 1);
    zsock_set_tcp_keepalive_idle (self->socket, 60);
    zsock_set_tcp_keepalive_intvl (self->socket, 10);
    zsock_set_tcp_keepalive_cnt (self->socket, 3);
    self->is_encrypted = config->access != NULL;
    if (self->is_encrypted) {
        s_encrypt (self, config->access);
    }
    s_watch (self);
    if (mdp_bind (self->socket, config->endpoint) == -1) {
        int reason = errno;
        mdp_pub_destroy (&self);
        errno = reason;
    }
    return self;
}

void
mdp_pub_destroy (mdp_pub_t **self_p)
{
    assert (self_p);
    mdp_pub_t *self = *self_p;
    if (self) {
        (void) zmq_socket_monitor (self->handle, NULL, 0);  //  Nothing is watched any more
        zsock_destroy (&self->socket);
        zsock_destroy (&self->monitor);
        mdp_guests_destroy (&self->guests);
        zmq_msg_close (&self->request);
        free (self);
        *self_p = NULL;
    }
}

zsock_t *
mdp_pub_socket (mdp_pub_t *self)
{
    assert (self);
    return self->socket;
}

static mdp_refusal_t
s_refusal_of (uint32_t error)
{
    switch (error) {
        case ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC:
            return MDP_REFUSED_SERVER_KEY;
        case ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH:
            return MDP_REFUSED_MECHANISM;
        default:
            return MDP_REFUSED_PROTOCOL;
    }
}

//  Read one event: its kind and its value. False where there is none.

static bool
s_recv_news (mdp_pub_t *self, uint16_t *event, uint32_t *value)
{
    char news [sizeof *event + sizeof *value];
    void *monitor = zsock_resolve (self->monitor);
    if (zmq_recv (monitor, news, sizeof news, ZMQ_DONTWAIT) != (int) sizeof news) {
        return false;
    }
    memcpy (event, news, sizeof *event);
    memcpy (value, news + sizeof *event, sizeof *value);
    (void) zmq_recv (monitor, NULL, 0, ZMQ_DONTWAIT);  //  Our own endpoint
    return true;
}

//  Take note of who came and who went.

static void
s_hear (mdp_pub_t *self)
{
    uint16_t event;
    uint32_t value;
    while (s_recv_news (self, &event, &value)) {
        if (event == ZMQ_EVENT_ACCEPTED) {
            bool has_room = mdp_guests_enter (self->guests, (int) value);
            self->refusals [MDP_REFUSED_CROWD] += has_room ? 0 : 1;
        } else if (event == ZMQ_EVENT_DISCONNECTED) {
            mdp_guests_leave (self->guests, (int) value);
        } else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) {
            self->refusals [MDP_REFUSED_KEY]++;
        } else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL) {
            //  One in the clear that finds us encrypted may go before we find it so. Where
            //  nothing is encrypted it is a mere probe
            self->refusals [MDP_REFUSED_LEFT] += self->is_encrypted ? 1 : 0;
        } else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL) {
            self->refusals [s_refusal_of (value)]++;
        }
    }
}

//  What a connection sent before it ended would still be read, so take it away.

static void
s_waste (int fd)
{
    char waste [8192];
    ssize_t wasted = 1;
    for (size_t size = 0; size < WASTE_MAX && wasted > 0; size += (size_t) wasted) {
        wasted = recv (fd, waste, sizeof waste, MSG_DONTWAIT);
    }
}

//  End the connections of those who must leave; libzmq then finds them broken. A
//  descriptor may be closed and given to somebody else at any moment, so we take
//  a second one first, and then see that its owner has not left: it says so
//  before it closes the first.

static void
s_drop (mdp_pub_t *self)
{
    const struct linger at_once = { .l_onoff = 1 };  //  The system keeps nothing for it either
    int fd;
    while ((fd = mdp_guests_next_drop (self->guests)) != -1) {
        int ours = fcntl (fd, F_DUPFD_CLOEXEC, 0);
        s_hear (self);
        if (ours != -1 && mdp_guests_is_dropped (self->guests, fd)) {
            (void) setsockopt (ours, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            (void) shutdown (ours, SHUT_RDWR);  //  Or it ended by itself
            s_waste (ours);
        }
        if (ours != -1) {
            (void) close (ours);  //  libzmq closes its own
        }
    }
}

void
mdp_pub_charge (mdp_pub_t *self, const char *prefix, size_t size, bool is_served)
{
    assert (self);
    int fd = zmq_msg_get (&self->request, ZMQ_SRCFD);  //  -1 for one in our own process
    if (!mdp_guests_has (self->guests, fd)) {
        s_hear (self);
    }
    if (!mdp_guests_ask (self->guests, fd, prefix, size, is_served)) {
        self->refusals [MDP_REFUSED_GREED]++;
        s_drop (self);
    }
}

mdp_pub_recv_t
mdp_pub_recv (mdp_pub_t *self, const char **prefix, size_t *size)
{
    assert (self);
    zmq_msg_close (&self->request);
    zmq_msg_init (&self->request);
    if (zmq_msg_recv (&self->request, self->handle, ZMQ_DONTWAIT) == -1) {
        return MDP_PUB_NONE;
    }
    const char *request = zmq_msg_data (&self->request);
    size_t request_size = zmq_msg_size (&self->request);
    if (request_size > 0 && *request == UNSUBSCRIBE) {
        return MDP_PUB_OTHER;
    }
    if (request_size == 0 || *request != SUBSCRIBE) {
        mdp_pub_charge (self, request, request_size, false);
        return MDP_PUB_OTHER;
    }
    *prefix = request + 1;
    *size = request_size - 1;
    return MDP_PUB_WISH;
}

void
mdp_pub_look (mdp_pub_t *self)
{
    assert (self);
    s_hear (self);
    s_drop (self);
}

size_t
mdp_pub_guests (const mdp_pub_t *self)
{
    assert (self);
    return mdp_guests_count (self->guests);
}

bool
mdp_pub_next_refusal (mdp_pub_t *self, mdp_refusal_t *refusal)
{
    assert (self);
    assert (refusal);
    for (int kind = 0; kind < MDP_REFUSALS; kind++) {
        if (self->refusals [kind] > 0) {
            self->refusals [kind]--;
            *refusal = (mdp_refusal_t) kind;
            return true;
        }
    }
    return false;
}

const char *
mdp_refusal_name (mdp_refusal_t refusal)
{
    switch (refusal) {
        case MDP_REFUSED_KEY:
            return "its key is none of those that may read";
        case MDP_REFUSED_SERVER_KEY:
            return "it expects a server with another key";
        case MDP_REFUSED_MECHANISM:
            return "it does not encrypt as this socket does";
        case MDP_REFUSED_LEFT:
            return "it left before it had shown a key";
        case MDP_REFUSED_PROTOCOL:
            return "its greeting is not understood";
        case MDP_REFUSED_GREED:
            return "it asked for too many topics";
        case MDP_REFUSED_CROWD:
            return "there are too many connections";
        case MDP_REFUSALS:
            break;
    }
    abort ();
}
