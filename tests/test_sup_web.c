//  Tests of sup_web: the HTTP actor, told by hand what a supervisor would tell

#include "sup_web.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

enum { ANSWER_MAX = 1 << 16 };

typedef struct {
    sup_config_t config;
    sup_web_t *web;
    char endpoint [32];
    uint16_t port;
    char answer [ANSWER_MAX];
} self_t;

//  A port that was free a moment ago.

static uint16_t
s_free_port (void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    assert_int_equal (bind (fd, (struct sockaddr *) &address, size), 0);
    assert_int_equal (getsockname (fd, (struct sockaddr *) &address, &size), 0);
    (void) close (fd);  //  It was never used
    return ntohs (address.sin_port);
}

static int
s_setup (void **state)
{
    zsys_handler_set (NULL);
    self_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->port = s_free_port ();
    (void) snprintf (self->endpoint, sizeof self->endpoint, "127.0.0.1:%u", self->port);
    self->config = (sup_config_t){ .http = self->endpoint, .heartbeat = "", .numbers = "" };
    char why [SUP_WEB_WHY_MAX];
    self->web = sup_web_new (&self->config, why);
    assert_string_equal (why, "");
    assert_non_null (self->web);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    self_t *self = *state;
    int rc = sup_web_destroy (&self->web);
    free (self);
    return rc;
}

static int
s_connect (const self_t *self)
{
    const struct sockaddr_in address = { .sin_family = AF_INET,
                                         .sin_port = htons (self->port),
                                         .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    int fd = socket (AF_INET, SOCK_STREAM, 0);
    assert_int_equal (connect (fd, (const struct sockaddr *) &address, sizeof address), 0);
    return fd;
}

//  All that comes back.

static const char *
s_ask (self_t *self, const char *request)
{
    int fd = s_connect (self);
    assert_int_equal (send (fd, request, strlen (request), 0), strlen (request));
    size_t used = 0;
    ssize_t size = 1;
    while (size > 0 && used < ANSWER_MAX - 1) {
        size = recv (fd, self->answer + used, ANSWER_MAX - 1 - used, 0);
        used += size > 0 ? (size_t) size : 0;
    }
    self->answer [used] = '\0';
    (void) close (fd);  //  All was read
    return self->answer;
}

static void
test_answers_from_what_it_is_told (void **state)
{
    self_t *self = *state;
    const sup_tidings_beat_t beat = { .epoch = 7, .is_simulated = true };
    const char line [] = "{\"event\":\"it happened\"}";
    assert_int_equal (sup_tidings_send_beat (sup_web_pipe (self->web), &beat), 0);
    assert_int_equal (sup_tidings_send_note (sup_web_pipe (self->web), line, sizeof line - 1), 0);
    int64_t give_up_at = zclock_mono () + 5000;
    while (!strstr (s_ask (self, "GET /status HTTP/1.0\r\n\r\n"), "it happened")) {
        assert_true (zclock_mono () < give_up_at);
        zclock_sleep (10);
    }
    assert_non_null (strstr (self->answer, "\"simulated\":true"));
    assert_non_null (strstr (s_ask (self, "GET /livez HTTP/1.0\r\n\r\n"), "200 OK"));
    assert_non_null (strstr (s_ask (self, "GET /readyz HTTP/1.0\r\n\r\n"), "503 "));
    assert_non_null (strstr (s_ask (self, "GET / HTTP/1.0\r\n\r\n"), "</html>"));
    assert_non_null (strstr (s_ask (self, "nonsense\r\n"), "400 "));
}

static void
test_ends_at_once_whoever_is_connected (void **state)
{
    self_t *self = *state;
    int silent = s_connect (self);
    int half = s_connect (self);
    assert_int_equal (send (half, "GET /", 5, 0), 5);
    int stream = s_connect (self);
    const char request [] = "GET /events HTTP/1.0\r\n\r\n";
    assert_int_equal (send (stream, request, sizeof request - 1, 0), sizeof request - 1);
    char byte;
    assert_int_equal (recv (stream, &byte, 1, 0), 1);
    int64_t before = zclock_mono ();
    assert_int_equal (sup_web_destroy (&self->web), 0);
    assert_true (zclock_mono () - before < 400);
    (void) close (silent);  //  They were only there
    (void) close (half);
    (void) close (stream);
    char why [SUP_WEB_WHY_MAX];
    self->web = sup_web_new (&self->config, why);  //  The port is free again
    assert_non_null (self->web);
}

static void
test_says_why_it_cannot_listen (void **state)
{
    self_t *self = *state;
    char why [SUP_WEB_WHY_MAX];
    assert_null (sup_web_new (&self->config, why));
    assert_non_null (strstr (why, self->endpoint));
    assert_non_null (strstr (why, "port in use"));
    assert_non_null (strstr (why, "--http"));
    const sup_config_t off = { .http = "off" };
    assert_null (sup_web_new (&off, why));
    assert_string_equal (why, "");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_answers_from_what_it_is_told),
        UNIT_FIXTURE (test_ends_at_once_whoever_is_connected),
        UNIT_FIXTURE (test_says_why_it_cannot_listen),
    };
    return UNIT_RUN ("sup_web", tests);
}
