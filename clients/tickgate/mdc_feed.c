//  mdc_feed - a subscription: the messages of some endpoints, until it is time to stop

#include "mdc_feed.h"

#include <czmq.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>

#include "mdp_endpoint.h"

enum {
    TELL_MAX = 128,  //  Bytes in the longest tell
    MEMBERS = 3      //  Descriptors that wake us: signals, our output, a verb's
};

//  What a descriptor that is readable means.
enum { STOP, WAKE };

struct mdc_feed {
    tgc_client_t *client;
    int signals;  //  Readable when we are asked to stop
    int stops;    //  Readable when that is, or when nobody reads our output any more
    bool is_connected;
    char tell [TELL_MAX];
};

//  What ends us, as one descriptor. Of a file nobody can stop to read: it is no member.

static int
s_stops_new (int signals)
{
    int stops = epoll_create1 (EPOLL_CLOEXEC);
    assert (stops != -1);
    struct epoll_event on_signal = { .events = EPOLLIN, .data.u32 = STOP };
    int rc = epoll_ctl (stops, EPOLL_CTL_ADD, signals, &on_signal);
    assert (rc == 0);
    struct epoll_event on_trouble = { .events = EPOLLERR, .data.u32 = STOP };
    (void) epoll_ctl (stops, EPOLL_CTL_ADD, STDOUT_FILENO, &on_trouble);
    return stops;
}

mdc_feed_t *
mdc_feed_new (void)
{
    mdc_feed_t *self = calloc (1, sizeof *self);
    assert (self);
    sigset_t signals;
    sigemptyset (&signals);
    sigaddset (&signals, SIGINT);
    sigaddset (&signals, SIGTERM);
    int rc = sigprocmask (SIG_BLOCK, &signals, NULL);
    assert (rc == 0);
    self->signals = signalfd (-1, &signals, SFD_CLOEXEC);
    assert (self->signals != -1);
    self->stops = s_stops_new (self->signals);
    self->client = tgc_client_new ();
    tgc_client_wake_on (self->client, self->stops);
    return self;
}

void
mdc_feed_destroy (mdc_feed_t **self_p)
{
    assert (self_p);
    mdc_feed_t *self = *self_p;
    if (self) {
        tgc_client_destroy (&self->client);
        close (self->stops);
        close (self->signals);
        free (self);
        *self_p = NULL;
    }
}

void
mdc_feed_set_keys (mdc_feed_t *self, const mdp_cert_t *server, const mdp_cert_t *own)
{
    assert (self);
    int rc =
        tgc_client_set_keys (self->client, server->public_key, own->public_key, own->secret_key);
    assert (rc == 0);  //  They are keys, or they would not be here
}

int
mdc_feed_connect (mdc_feed_t *self, const char *endpoint)
{
    assert (self);
    int rc = -1;
    if (mdp_endpoint_is_reachable (endpoint)) {
        rc = tgc_client_connect (self->client, endpoint);
    }
    self->is_connected = self->is_connected || rc == 0;
    return rc;
}

int
mdc_feed_watch (mdc_feed_t *self, const char *endpoint)
{
    assert (self);
    return mdp_endpoint_is_reachable (endpoint) ? tgc_client_watch (self->client, endpoint) : -1;
}

bool
mdc_feed_is_connected (const mdc_feed_t *self)
{
    assert (self);
    return self->is_connected;
}

void
mdc_feed_subscribe (mdc_feed_t *self, const char *prefix)
{
    assert (self);
    tgc_client_subscribe (self->client, prefix);
}

static mdp_text_t
s_text (tgc_text_t text)
{
    return (mdp_text_t){ .chars = text.chars, .size = text.size };
}

//  Not only a signal that means something else, or what a verb waits for.

bool
mdc_feed_is_stopped (const mdc_feed_t *self)
{
    assert (self);
    struct epoll_event events [MEMBERS];
    int count = epoll_wait (self->stops, events, MEMBERS, 0);
    bool is_stopped = false;
    for (int index = 0; index < count; index++) {
        bool is_broken = (events [index].events & (EPOLLERR | EPOLLHUP)) != 0;
        is_stopped = is_stopped || is_broken || events [index].data.u32 == STOP;
    }
    return is_stopped;
}

void
mdc_feed_wake_on (mdc_feed_t *self, int descriptor)
{
    assert (self);
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = WAKE };
    int rc = epoll_ctl (self->stops, EPOLL_CTL_ADD, descriptor, &event);
    assert (rc == 0);
}

tgc_client_t *
mdc_feed_client (mdc_feed_t *self)
{
    assert (self);
    return self->client;
}

//  What a tell says to people.

static mdp_text_t
s_tell (mdc_feed_t *self, const tgc_item_t *item)
{
    int size = item->kind == TGC_ITEM_HOLE
                   ? snprintf (self->tell, TELL_MAX,
                               "the messages %" PRIu64 " to %" PRIu64 " did not arrive", item->from,
                               item->to)
                   : snprintf (self->tell, TELL_MAX, "the gateway began again with epoch %" PRIu64,
                               item->epoch);
    assert (size > 0);
    assert (size < TELL_MAX);
    return (mdp_text_t){ .chars = self->tell, .size = (size_t) size };
}

static mdc_feed_result_t
s_take (mdc_feed_t *self, mdc_feed_message_t *message, const tgc_item_t *item)
{
    bool is_tell = item->kind == TGC_ITEM_HOLE || item->kind == TGC_ITEM_RESTART;
    message->topic = s_text (item->topic);
    message->payload = is_tell ? s_tell (self, item) : s_text (item->frame);
    return is_tell ? MDC_FEED_TELL : MDC_FEED_MESSAGE;
}

mdc_feed_result_t
mdc_feed_recv (mdc_feed_t *self, mdc_feed_message_t *message, int64_t stop_at)
{
    assert (self);
    assert (message);
    while (true) {
        int64_t left_ms = stop_at < 0 ? -1 : stop_at - zclock_mono ();
        if (stop_at >= 0 && left_ms <= 0) {
            return MDC_FEED_EXPIRED;
        }
        const tgc_item_t *item = tgc_client_recv (self->client, left_ms);
        if (item && item->kind != TGC_ITEM_WOKEN) {
            return s_take (self, message, item);
        }
        if (item && mdc_feed_is_stopped (self)) {
            return MDC_FEED_STOPPED;
        }
    }
}
