//  sup_tap - reads the data sockets of the children, but only what somebody looks at

#include "sup_tap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_endpoint.h"
#include "mdp_json.h"

enum {
    MESSAGES_MAX = 200,  //  In one turn
    TEXT_MAX = 1 << 20,  //  Of one message; a longer one is left out, and leaves a hole
    QUEUE_MAX = 1000,    //  Messages that wait for us
    RECONNECT_MS = 50
};

typedef struct {
    zsock_t *socket;  //  Null while nobody asks
    void *watch;
    size_t topics;
} source_t;

struct sup_tap {
    const sup_config_t *config;
    sup_server_t *server;
    sup_tap_fn *on_message;
    void *owner;
    source_t sources [SUP_CHILDREN_MAX];
    char text [TEXT_MAX];
};

sup_tap_t *
sup_tap_new (const sup_config_t *config, sup_server_t *server, sup_tap_fn *on_message, void *owner)
{
    sup_tap_t *self = calloc (1, sizeof *self);
    assert (self);
    self->config = config;
    self->server = server;
    self->on_message = on_message;
    self->owner = owner;
    return self;
}

void
sup_tap_destroy (sup_tap_t **self_p)
{
    assert (self_p);
    sup_tap_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < SUP_CHILDREN_MAX; index++) {
            zsock_destroy (&self->sources [index].socket);
        }
        free (self);
        *self_p = NULL;
    }
}

static int
s_connect (sup_tap_t *self, source_t *source, const char *bound)
{
    char endpoint [MDP_ENDPOINT_MAX];
    if (mdp_endpoint_reach (bound, endpoint) == -1) {
        return -1;
    }
    source->socket = zsock_new (ZMQ_SUB);
    assert (source->socket);
    zsock_set_rcvhwm (source->socket, QUEUE_MAX);
    zsock_set_linger (source->socket, 0);
    zsock_set_reconnect_ivl (source->socket, RECONNECT_MS);
    zsock_set_ipv6 (source->socket, 1);
    const mdp_access_t *access = self->config->access;
    if (access) {
        //  Our own key may always read
        zsock_set_curve_serverkey (source->socket, access->server.public_key);
        zsock_set_curve_publickey (source->socket, access->server.public_key);
        zsock_set_curve_secretkey (source->socket, access->server.secret_key);
    }
    source->watch = sup_server_watch (self->server, (int) zsock_fd (source->socket));
    if (!source->watch || zsock_connect (source->socket, "%s", endpoint) == -1) {
        return -1;
    }
    return 0;
}

static void
s_disconnect (sup_tap_t *self, source_t *source)
{
    if (source->watch) {
        sup_server_unwatch (self->server, source->watch);
        source->watch = NULL;
    }
    zsock_destroy (&source->socket);
}

int
sup_tap_open (sup_tap_t *self, size_t child, const char *topic)
{
    assert (self);
    assert (child < self->config->children_count);
    source_t *source = &self->sources [child];
    if (!source->socket
        && s_connect (self, source, self->config->children [child].endpoint) == -1) {
        s_disconnect (self, source);
        return -1;
    }
    zsock_set_subscribe (source->socket, topic);
    source->topics++;
    return 0;
}

void
sup_tap_close (sup_tap_t *self, size_t child, const char *topic)
{
    assert (self);
    source_t *source = &self->sources [child];
    assert (source->topics > 0);
    zsock_set_unsubscribe (source->socket, topic);
    if (--source->topics == 0) {
        s_disconnect (self, source);
    }
}

bool
sup_tap_is_open (const sup_tap_t *self, size_t child)
{
    assert (self);
    assert (child < SUP_CHILDREN_MAX);
    return self->sources [child].socket != NULL;
}

//  Print the message as an event of a stream. Returns its size, or 0 where it cannot be.

static size_t
s_print (sup_tap_t *self, const char *frame, size_t frame_size)
{
    static const char HEAD [] = "event: book\ndata: ";
    const size_t head = sizeof HEAD - 1;
    size_t size;
    memcpy (self->text, HEAD, head);
    if (mdp_json_print (self->text + head, TEXT_MAX - head - 2, frame, frame_size, &size)
        != MDP_JSON_PRINTED) {
        return 0;
    }
    memcpy (self->text + head + size, "\n\n", 2);
    return head + size + 2;
}

static void
s_hand_on (sup_tap_t *self, zmq_msg_t *topic, zmq_msg_t *frame)
{
    char name [256];
    size_t name_size = zmq_msg_size (topic);
    size_t size = s_print (self, zmq_msg_data (frame), zmq_msg_size (frame));
    if (size == 0 || name_size >= sizeof name) {
        return;
    }
    memcpy (name, zmq_msg_data (topic), name_size);
    name [name_size] = '\0';
    char *bytes = malloc (size);
    assert (bytes);
    memcpy (bytes, self->text, size);
    sup_body_t *body = sup_body_new (bytes, size);
    self->on_message (self->owner, name, body);
    sup_body_leave (&body);
}

//  Read the frames behind one, which are ignored.

static void
s_skip (void *handle, bool has_more)
{
    zmq_msg_t frame;
    zmq_msg_init (&frame);
    while (has_more && zmq_msg_recv (&frame, handle, ZMQ_DONTWAIT) != -1) {
        has_more = zmq_msg_more (&frame);
    }
    zmq_msg_close (&frame);
}

//  Read one message, whole before it is handed on: whoever is told may close the socket. False
//  where there is none.

static bool
s_recv (sup_tap_t *self, zsock_t *socket)
{
    void *handle = zsock_resolve (socket);
    zmq_msg_t topic;
    zmq_msg_t frame;
    zmq_msg_init (&topic);
    zmq_msg_init (&frame);
    bool is_there = zmq_msg_recv (&topic, handle, ZMQ_DONTWAIT) != -1;
    if (is_there && zmq_msg_more (&topic) && zmq_msg_recv (&frame, handle, ZMQ_DONTWAIT) != -1) {
        s_skip (handle, zmq_msg_more (&frame));
        s_hand_on (self, &topic, &frame);
    }
    zmq_msg_close (&topic);
    zmq_msg_close (&frame);
    return is_there;
}

bool
sup_tap_run (sup_tap_t *self)
{
    assert (self);
    bool is_more = false;
    for (size_t index = 0; index < self->config->children_count; index++) {
        source_t *source = &self->sources [index];
        for (size_t count = 0; count < MESSAGES_MAX && source->socket; count++) {
            if (!s_recv (self, source->socket)) {
                break;
            }
        }
        is_more = is_more || (source->socket && (zsock_events (source->socket) & ZMQ_POLLIN));
    }
    return is_more;
}
