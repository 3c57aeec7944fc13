//  mdc_feed - a subscription: the messages of some endpoints, until it is time to stop

#include "mdc_feed.h"

#include <assert.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <zmq.h>

enum {
    HWM = 100000,       //  Messages that may wait for a slow terminal
    RECONNECT_MS = 10,  //  A restarted gateway is found at once
    RECONNECT_MS_MAX = 1000,
    BURST_MAX = 64  //  Messages taken before looking at the signals again
};

struct mdc_feed {
    zsock_t *sub;
    int signals;  //  Readable when we are asked to stop
    int burst;    //  Messages taken since we looked
    zmq_msg_t topic;
    zmq_msg_t payload;
};

mdc_feed_t *
mdc_feed_new (void)
{
    mdc_feed_t *self = calloc (1, sizeof *self);
    assert (self);
    sigset_t stops;
    sigemptyset (&stops);
    sigaddset (&stops, SIGINT);
    sigaddset (&stops, SIGTERM);
    int rc = sigprocmask (SIG_BLOCK, &stops, NULL);
    assert (rc == 0);
    self->signals = signalfd (-1, &stops, SFD_CLOEXEC);
    assert (self->signals != -1);
    zsys_handler_set (NULL);
    self->sub = zsock_new (ZMQ_SUB);
    assert (self->sub);
    zsock_set_rcvhwm (self->sub, HWM);
    zsock_set_reconnect_ivl (self->sub, RECONNECT_MS);
    zsock_set_reconnect_ivl_max (self->sub, RECONNECT_MS_MAX);
    zsock_set_linger (self->sub, 0);
    rc = zmq_msg_init (&self->topic);
    assert (rc == 0);
    rc = zmq_msg_init (&self->payload);
    assert (rc == 0);
    return self;
}

void
mdc_feed_destroy (mdc_feed_t **self_p)
{
    assert (self_p);
    mdc_feed_t *self = *self_p;
    if (self) {
        (void) zmq_msg_close (&self->topic);  //  Fails only for what is no message
        (void) zmq_msg_close (&self->payload);
        zsock_destroy (&self->sub);
        close (self->signals);
        free (self);
        *self_p = NULL;
    }
}

int
mdc_feed_connect (mdc_feed_t *self, const char *endpoint)
{
    assert (self);
    return zsock_connect (self->sub, "%s", endpoint) == 0 ? 0 : -1;
}

void
mdc_feed_subscribe (mdc_feed_t *self, const char *prefix)
{
    assert (self);
    zsock_set_subscribe (self->sub, prefix);
}

//  Take one message that is there already, whole. Frames after the second are
//  of a later contract. Returns 0, or -1 where there is none.

static int
s_take (mdc_feed_t *self)
{
    void *sub = zsock_resolve (self->sub);
    if (zmq_msg_recv (&self->topic, sub, ZMQ_DONTWAIT) == -1) {
        return -1;
    }
    (void) zmq_msg_close (&self->payload);  //  Fails only for what is no message
    int rc = zmq_msg_init (&self->payload);
    assert (rc == 0);
    bool has_more = zmq_msg_more (&self->topic) != 0;
    if (has_more && zmq_msg_recv (&self->payload, sub, ZMQ_DONTWAIT) != -1) {
        has_more = zmq_msg_more (&self->payload) != 0;
    }
    while (has_more) {
        zmq_msg_t spare;
        rc = zmq_msg_init (&spare);
        assert (rc == 0);
        has_more = zmq_msg_recv (&spare, sub, ZMQ_DONTWAIT) != -1 && zmq_msg_more (&spare);
        (void) zmq_msg_close (&spare);  //  As above
    }
    return 0;
}

static int64_t
s_left_ms (int64_t stop_at)
{
    if (stop_at < 0) {
        return -1;
    }
    int64_t left = stop_at - zclock_mono ();
    return left > 0 ? left : 0;
}

//  Wait for anything to happen.

static mdc_feed_result_t
s_wait (mdc_feed_t *self, int64_t wait_ms)
{
    zmq_pollitem_t items [] = {
        { .socket = zsock_resolve (self->sub), .events = ZMQ_POLLIN },
        { .fd = self->signals, .events = ZMQ_POLLIN },
        { .fd = STDOUT_FILENO, .events = ZMQ_POLLERR },
    };
    int rc = zmq_poll (items, sizeof items / sizeof *items, (long) wait_ms);
    if (rc > 0 && (items [1].revents != 0 || items [2].revents != 0)) {
        return MDC_FEED_STOPPED;
    }
    return rc == 0 ? MDC_FEED_EXPIRED : MDC_FEED_MESSAGE;
}

mdc_feed_result_t
mdc_feed_recv (mdc_feed_t *self, mdc_feed_message_t *message, int64_t stop_at)
{
    assert (self);
    assert (message);
    while (true) {
        if (++self->burst >= BURST_MAX) {
            self->burst = 0;
            if (s_wait (self, 0) == MDC_FEED_STOPPED) {
                return MDC_FEED_STOPPED;
            }
        }
        if (s_left_ms (stop_at) == 0) {
            return MDC_FEED_EXPIRED;
        }
        if (s_take (self) == 0) {
            *message = (mdc_feed_message_t){
                .topic = { zmq_msg_data (&self->topic), zmq_msg_size (&self->topic) },
                .payload = { zmq_msg_data (&self->payload), zmq_msg_size (&self->payload) },
            };
            return MDC_FEED_MESSAGE;
        }
        self->burst = 0;
        mdc_feed_result_t result = s_wait (self, s_left_ms (stop_at));
        if (result != MDC_FEED_MESSAGE) {
            return result;
        }
    }
}
