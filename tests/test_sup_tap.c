//  Tests of sup_tap: what becomes of a message while its reader comes and goes

#include "sup_tap.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "unit.h"

#define TOPIC "a."

typedef struct {
    char endpoint [40];  //  Another one each time: the last is let go by libzmq's own thread
    sup_config_t config;
    sup_server_t *server;
    sup_tap_t *tap;
    zsock_t *pub;
    unsigned told;  //  Messages
    bool leaves;    //  The reader does, when it is told of one
} self_t;

//  Nobody may be asked for more once the reader has left.
static bool is_closed;

int __real_zmq_msg_recv (zmq_msg_t *msg, void *socket, int flags);
int __wrap_zmq_msg_recv (zmq_msg_t *msg, void *socket, int flags);

int
__wrap_zmq_msg_recv (zmq_msg_t *msg, void *socket, int flags)
{
    assert_false (is_closed);
    return __real_zmq_msg_recv (msg, socket, flags);
}

static void
s_on_message (void *owner, const char *topic, sup_body_t *body)
{
    self_t *self = owner;
    (void) body;
    assert_string_equal (topic, TOPIC);
    self->told++;
    if (self->leaves) {
        sup_tap_close (self->tap, 0, TOPIC);
        is_closed = true;
    }
}

static void
s_on_request (void *owner, sup_peer_t *peer, int status, const sup_request_t *request)
{
    (void) owner;
    (void) peer;
    (void) status;
    (void) request;
}

static void
s_on_end (void *owner, sup_peer_t *peer)
{
    (void) owner;
    (void) peer;
}

static int
s_listen (void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    assert_int_equal (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
    assert_int_equal (listen (fd, 1), 0);
    return fd;
}

static int
s_setup (void **state)
{
    static unsigned setups;
    static const sup_peer_handler_t handler = { s_on_request, s_on_end };
    zsys_handler_set (NULL);
    self_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->config = (sup_config_t){ .children_count = 1 };
    (void) snprintf (self->endpoint, sizeof self->endpoint, "inproc://tap-%u", ++setups);
    self->config.children [0].endpoint = self->endpoint;
    sup_server_hush ();
    self->server = sup_server_new (s_listen (), &handler, self);
    assert_non_null (self->server);
    self->pub = zsock_new (ZMQ_XPUB);
    assert_int_equal (zsock_bind (self->pub, "%s", self->endpoint), 0);
    self->tap = sup_tap_new (&self->config, self->server, s_on_message, self);
    assert_int_equal (sup_tap_open (self->tap, 0, TOPIC), 0);
    zstr_free (&(char *){ zstr_recv (self->pub) });  //  The subscription
    is_closed = false;
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    self_t *self = *state;
    sup_tap_destroy (&self->tap);
    sup_server_destroy (&self->server);
    zsock_destroy (&self->pub);
    free (self);
    return 0;
}

static void
s_send (self_t *self, size_t further)
{
    static const char EMPTY_MAP = '\x80';
    void *handle = zsock_resolve (self->pub);
    assert_int_equal (zmq_send (handle, TOPIC, strlen (TOPIC), ZMQ_SNDMORE), strlen (TOPIC));
    assert_int_equal (zmq_send (handle, &EMPTY_MAP, 1, further > 0 ? ZMQ_SNDMORE : 0), 1);
    for (; further > 0; further--) {
        assert_int_equal (zmq_send (handle, "x", 1, further > 1 ? ZMQ_SNDMORE : 0), 1);
    }
}

static void
test_further_frames_are_ignored (void **state)
{
    self_t *self = *state;
    for (size_t further = 0; further < 4; further++) {
        s_send (self, further);
    }
    assert_false (sup_tap_run (self->tap));
    assert_int_equal (self->told, 4);
}

static void
test_a_reader_may_leave_while_it_is_told (void **state)
{
    self_t *self = *state;
    self->leaves = true;
    s_send (self, 2);
    s_send (self, 2);
    assert_false (sup_tap_run (self->tap));
    assert_int_equal (self->told, 1);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_further_frames_are_ignored),
        UNIT_FIXTURE (test_a_reader_may_leave_while_it_is_told),
    };
    return UNIT_RUN ("sup_tap", tests);
}
