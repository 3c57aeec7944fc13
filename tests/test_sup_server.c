//  Tests of sup_server: what is left when there are no descriptors

#include "sup_server.h"

#include <arpa/inet.h>
#include <czmq.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

enum { WAIT_MS = 50, TURNS_MS = 500, TURNS_MAX = 20 };

typedef struct {
    sup_server_t *server;
    struct sockaddr_in address;
    struct rlimit limit;
    int lowest;  //  That was free when the server took its descriptors
    size_t answers;
} self_t;

static void
s_on_request (void *owner, sup_peer_t *peer, int status, const sup_request_t *request)
{
    self_t *self = owner;
    (void) status;
    (void) request;
    self->answers++;
    sup_peer_cut (peer);
}

static void
s_on_end (void *owner, sup_peer_t *peer)
{
    (void) owner;
    (void) peer;
}

static int
s_listen (self_t *self)
{
    socklen_t size = sizeof self->address;
    self->address =
        (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal (bind (fd, (struct sockaddr *) &self->address, size), 0);
    assert_int_equal (getsockname (fd, (struct sockaddr *) &self->address, &size), 0);
    assert_int_equal (listen (fd, 8), 0);
    return fd;
}

static size_t
s_turns (self_t *self)
{
    size_t turns = 0;
    for (int64_t end_at = zclock_mono () + TURNS_MS; zclock_mono () < end_at; turns++) {
        sup_server_wait (self->server, WAIT_MS);
    }
    return turns;
}

static int
s_setup (void **state)
{
    static const sup_peer_handler_t handler = { s_on_request, s_on_end };
    self_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    zsys_handler_set (NULL);
    sup_server_hush ();
    assert_int_equal (getrlimit (RLIMIT_NOFILE, &self->limit), 0);
    int fd = s_listen (self);
    self->lowest = dup (fd);
    (void) close (self->lowest);  //  It was never used
    self->server = sup_server_new (fd, &handler, self);
    assert_non_null (self->server);
    (void) s_turns (self);  //  Some versions of the library are busy at first
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    self_t *self = *state;
    int rc = setrlimit (RLIMIT_NOFILE, &self->limit);
    sup_server_destroy (&self->server);
    free (self);
    return rc;
}

static int
s_knock (const self_t *self)
{
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    assert_int_not_equal (fd, -1);
    assert_int_equal (connect (fd, (const struct sockaddr *) &self->address, sizeof self->address),
                      0);
    return fd;
}

//  Let the process open no descriptor any more, not even one that it closes.

static void
s_close_world (const self_t *self)
{
    const struct rlimit none = { (rlim_t) self->lowest, self->limit.rlim_max };
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &none), 0);
}

static void
test_who_knocks_without_descriptors_left_is_turned_away (void **state)
{
    self_t *self = *state;
    int fd = s_knock (self);
    int other = s_knock (self);
    //  All numbers below the limit are in use, and the spare one may be used again
    const struct rlimit one = { (rlim_t) self->lowest + 1, self->limit.rlim_max };
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &one), 0);
    assert_in_range (s_turns (self), 1, TURNS_MAX);
    char byte;
    assert_true (recv (fd, &byte, 1, MSG_DONTWAIT) <= 0);
    assert_int_not_equal (errno, EAGAIN);
    assert_true (recv (other, &byte, 1, MSG_DONTWAIT) <= 0);
    assert_int_not_equal (errno, EAGAIN);
    (void) close (fd);
    (void) close (other);
}

static void
test_nobody_makes_it_spin_when_the_spare_descriptor_is_lost (void **state)
{
    self_t *self = *state;
    int fd = s_knock (self);
    s_close_world (self);
    assert_in_range (s_turns (self), 1, TURNS_MAX);
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &self->limit), 0);
    static const char REQUEST [] = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_int_equal (send (fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL), sizeof REQUEST - 1);
    (void) s_turns (self);
    assert_int_equal (self->answers, 1);  //  He waited, and is served now
    (void) close (fd);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_who_knocks_without_descriptors_left_is_turned_away),
        UNIT_FIXTURE (test_nobody_makes_it_spin_when_the_spare_descriptor_is_lost),
    };
    return UNIT_RUN ("sup_server", tests);
}
