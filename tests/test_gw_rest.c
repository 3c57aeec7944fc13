//  Tests of gw_rest: every question is answered once, by a thread that holds up nobody

#include "gw_rest.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gw_clock.h"
#include "test_gw_lookup.h"

#define HEAD "{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{\"category\":\"linear\",\"list\":["
#define TRADE                                                                                      \
    "{\"execId\":\"i1\",\"symbol\":\"A\",\"price\":\"1.5\",\"size\":\"2\",\"side\":\"Buy\","       \
    "\"time\":\"5\",\"isBlockTrade\":false}"
#define NAMELESS                                                                                   \
    "{\"execId\":\"i1\",\"price\":\"1.5\",\"size\":\"2\",\"side\":\"Buy\",\"time\":\"5\"}"
#define TAIL "]},\"retExtInfo\":{},\"time\":9}"

enum { WAIT_MS = 10000, TEXT_MAX = 4096 };

//  The system's lookup is replaced by one that finds a name once, and hangs from then on.
static int s_lookups;

int
getaddrinfo (const char *name, const char *service, const struct addrinfo *hints,
             struct addrinfo **list)
{
    (void) service;
    (void) hints;
    bool is_name = strcmp (name, "exchange") == 0;
    while (is_name && __atomic_fetch_add (&s_lookups, 1, __ATOMIC_SEQ_CST) > 0) {
        (void) pause ();
    }
    *list = s_address (0);
    return 0;
}

typedef struct {
    int server;
    gw_url_t url;
    gw_rest_t *rest;
    size_t answers [GW_REST_ASKED_MAX];  //  By the feed
    size_t answered;
    int status;  //  Of the last answer
    size_t trades;
    char symbols [GW_REST_ASKED_MAX];  //  Of the first trade, by the feed
    char why [TEXT_MAX];
    char request [TEXT_MAX];  //  The last one that was served
} self_t;

static void
s_on_answer (void *owner, const gw_rest_answer_t *answer)
{
    self_t *self = owner;
    self->answers [answer->number]++;
    self->answered++;
    self->status = answer->status;
    assert_true ((answer->status == 200) == (answer->recent != NULL));
    const char *why = answer->recent ? answer->recent->reason : answer->why;
    (void) snprintf (self->why, sizeof self->why, "%s", why ? why : "");
    self->trades = answer->recent ? answer->recent->count : 0;
    if (self->trades > 0) {
        assert_true (mdp_text_is (answer->recent->trades [0].id, "i1"));
        self->symbols [answer->number] = *answer->recent->trades [0].symbol.chars;
    }
}

static int
s_setup (void **state)
{
    self_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    self->server = socket (AF_INET, SOCK_STREAM, 0);
    assert_int_equal (bind (self->server, (struct sockaddr *) &address, size), 0);
    assert_int_equal (getsockname (self->server, (struct sockaddr *) &address, &size), 0);
    assert_int_equal (listen (self->server, GW_REST_ASKED_MAX), 0);
    self->url = (gw_url_t){ .host = "127.0.0.1", .port = ntohs (address.sin_port), .path = "/x" };
    self->rest = gw_rest_new (&self->url, NULL, s_on_answer, self);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    self_t *self = *state;
    gw_rest_destroy (&self->rest);
    assert_null (self->rest);
    gw_rest_destroy (&self->rest);
    (void) close (self->server);
    free (self);
    return 0;
}

static void
s_ask_for (self_t *self, size_t feed, const char *symbol)
{
    gw_rest_ask (self->rest, feed, MDP_LINEAR, (mdp_text_t){ symbol, 1 });
}

static void
s_ask (self_t *self, size_t feed)
{
    s_ask_for (self, feed, "A");
}

//  Answer the next request; with no status the connection only ends.

static void
s_serve (self_t *self, const char *status, const char *body)
{
    char text [TEXT_MAX];
    int fd = accept (self->server, NULL, NULL);
    assert_int_not_equal (fd, -1);
    ssize_t size = recv (fd, self->request, sizeof self->request - 1, 0);
    assert_true (size > 0);
    self->request [size] = '\0';
    if (status) {
        int length = snprintf (text, sizeof text,
                               "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                               status, strlen (body), body);
        assert_int_equal (send (fd, text, (size_t) length, MSG_NOSIGNAL), length);
    }
    (void) close (fd);
}

static void
s_wait (self_t *self, size_t answered)
{
    int64_t give_up_at = gw_clock_mono_ms () + WAIT_MS;
    while (self->answered < answered && gw_clock_mono_ms () < give_up_at) {
        (void) usleep (1000);
        gw_rest_run (self->rest);
    }
    assert_int_equal (self->answered, answered);
}

static void
test_an_answer_comes_as_it_was_read (void **state)
{
    self_t *self = *state;
    s_ask (self, 7);
    s_serve (self, "200 OK", HEAD TRADE TAIL);
    s_wait (self, 1);
    assert_int_equal (self->answers [7], 1);
    assert_int_equal (self->status, 200);
    assert_string_equal (self->why, "");
    assert_int_equal (self->trades, 1);
    assert_non_null (strstr (self->request, "GET /x/v5/market/recent-trade?category=linear"));
    assert_non_null (strstr (self->request, "symbol=A"));
}

static void
test_what_is_not_good_is_told (void **state)
{
    self_t *self = *state;
    s_ask (self, 0);
    s_serve (self, "403 Forbidden", "");
    s_wait (self, 1);
    assert_int_equal (self->status, 403);
    assert_string_equal (self->why, "refused with HTTP status 403: not tried again for minutes");
    s_ask (self, 0);
    s_serve (self, NULL, NULL);
    s_wait (self, 2);
    assert_int_equal (self->status, 0);
    assert_true (strlen (self->why) > 0);
    s_ask (self, 0);
    s_serve (self, "200 OK", HEAD);
    s_wait (self, 3);
    assert_int_equal (self->status, 200);
    assert_true (strlen (self->why) > 0);
    assert_int_equal (self->trades, 0);
}

static void
test_each_of_many_is_answered_once (void **state)
{
    self_t *self = *state;
    for (size_t feed = 0; feed < GW_REST_ASKED_MAX; feed++) {
        s_ask (self, feed);
    }
    for (size_t feed = 0; feed < GW_REST_ASKED_MAX; feed++) {
        s_serve (self, "200 OK", HEAD TRADE TAIL);
    }
    s_wait (self, GW_REST_ASKED_MAX);
    for (size_t feed = 0; feed < GW_REST_ASKED_MAX; feed++) {
        assert_int_equal (self->answers [feed], 1);
    }
}

//  A trade without a symbol is of the one that was asked for, whatever is asked for next.

static void
test_an_answer_keeps_what_it_was_asked_with (void **state)
{
    self_t *self = *state;
    s_ask_for (self, 0, "A");
    s_serve (self, "200 OK", HEAD NAMELESS TAIL);
    (void) usleep (100000);  //  It is there, and not handed on yet
    s_ask_for (self, 1, "B");
    s_serve (self, "200 OK", HEAD NAMELESS TAIL);
    s_wait (self, 2);
    assert_int_equal (self->symbols [0], 'A');
    assert_int_equal (self->symbols [1], 'B');
}

static void
test_a_host_that_was_found_at_the_start_is_asked_though_names_hang (void **state)
{
    self_t *self = *state;
    gw_rest_destroy (&self->rest);
    (void) snprintf (self->url.host, sizeof self->url.host, "exchange");
    self->rest = gw_rest_new (&self->url, NULL, s_on_answer, self);
    int64_t give_up_at = gw_clock_mono_ms () + WAIT_MS;
    while (__atomic_load_n (&s_lookups, __ATOMIC_SEQ_CST) == 0
           && gw_clock_mono_ms () < give_up_at) {
        (void) usleep (1000);
    }
    (void) usleep (100000);  //  What it found is there
    s_ask (self, 7);
    s_serve (self, "200 OK", HEAD TRADE TAIL);
    s_wait (self, 1);
    assert_int_equal (self->status, 200);
    assert_non_null (strstr (self->request, "Host: exchange"));
}

static void
test_it_ends_whatever_is_not_answered (void **state)
{
    self_t *self = *state;
    s_ask (self, 0);
    s_ask (self, 1);
    s_serve (self, "200 OK", HEAD TRADE TAIL);  //  Perhaps the answer is on its way to us
    int64_t begun_at = gw_clock_mono_ms ();
    gw_rest_destroy (&self->rest);
    assert_in_range (gw_clock_mono_ms () - begun_at, 0, WAIT_MS);
    assert_int_equal (self->answered, 0);
}

static void
test_who_cannot_encrypt_says_so_each_time (void **state)
{
    self_t *self = *state;
    gw_rest_destroy (&self->rest);
    self->rest = gw_rest_new (&self->url, "/absent", s_on_answer, self);
    for (size_t count = 1; count < 4; count++) {
        s_ask (self, 0);
        s_wait (self, count);
        assert_int_equal (self->status, 0);
        assert_string_equal (self->why, "cannot read /absent");
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_an_answer_comes_as_it_was_read),
        UNIT_FIXTURE (test_what_is_not_good_is_told),
        UNIT_FIXTURE (test_each_of_many_is_answered_once),
        UNIT_FIXTURE (test_an_answer_keeps_what_it_was_asked_with),
        UNIT_FIXTURE (test_a_host_that_was_found_at_the_start_is_asked_though_names_hang),
        UNIT_FIXTURE (test_it_ends_whatever_is_not_answered),
        UNIT_FIXTURE (test_who_cannot_encrypt_says_so_each_time),
    };
    return UNIT_RUN ("gw_rest", tests);
}
