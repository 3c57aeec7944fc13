//  parts_publish - what it costs to send a message, and to walk it down the whole street
//
//  The frame that is sent is the one that was packed last.

#include <assert.h>
#include <czmq.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "gw_pipeline.h"
#include "parts.h"

enum {
    BURST = 10000,  //  Messages before the subscriber has to catch up
    HWM = 20000     //  What is dropped would cost nothing
};

//  Send.

typedef struct {
    char endpoint [64];
    atomic_size_t received;
    atomic_bool is_over;
} subscriber_t;

static void *
s_subscribe (void *owner)
{
    subscriber_t *self = owner;
    void *context = zmq_ctx_new ();
    void *sub = zmq_socket (context, ZMQ_SUB);
    int unlimited = 0;
    int wait_ms = 50;
    (void) zmq_setsockopt (sub, ZMQ_RCVHWM, &unlimited, sizeof unlimited);
    (void) zmq_setsockopt (sub, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms);
    (void) zmq_setsockopt (sub, ZMQ_SUBSCRIBE, "", 0);
    int rc = zmq_connect (sub, self->endpoint);
    assert (rc == 0);
    char bytes [1024];
    while (!atomic_load (&self->is_over)) {
        if (zmq_recv (sub, bytes, sizeof bytes, 0) >= 0
            && zmq_recv (sub, bytes, sizeof bytes, 0) >= 0) {
            atomic_fetch_add (&self->received, 1);
        }
    }
    zmq_close (sub);
    zmq_ctx_term (context);
    return NULL;
}

static void
s_send (parts_t *self, size_t index)
{
    (void) index;
    static const char topic [] = "bybit.linear.depth.50.BTCUSDT.";
    int rc = gw_pub_send (self->owned, topic, sizeof topic - 1, self->frame, self->frame_size);
    assert (rc == 0);
}

static void
s_await_wish (gw_pub_t *pub)
{
    const char *prefix;
    size_t size;
    while (gw_pub_recv (pub, &prefix, &size) != MDP_PUB_WISH) {
        zclock_sleep (1);
    }
    gw_pub_charge (pub, prefix, size, true);
}

//  In bursts that fit below the high-water mark: what is dropped would cost nothing.

static void
s_measure_one (parts_t *self, const char *endpoint)
{
    parts_line_t line = { 0 };
    subscriber_t subscriber = { 0 };
    (void) snprintf (subscriber.endpoint, sizeof subscriber.endpoint, "%s", endpoint);
    pthread_t thread;
    int rc = pthread_create (&thread, NULL, s_subscribe, &subscriber);
    assert (rc == 0);
    s_await_wish (self->owned);
    for (size_t run = 0; run < PARTS_RUNS; run++) {
        parts_run (self, &line, s_send, parts_copy_frame, BURST);
        while (atomic_load (&subscriber.received) < line.messages) {
            zclock_sleep (1);
        }
    }
    parts_print (&line, "send it to one subscriber over tcp");
    atomic_store (&subscriber.is_over, true);
    rc = pthread_join (thread, NULL);
    assert (rc == 0);
}

//  The whole street, to nobody. Each text is walked once: trades are known the second time.

typedef struct {
    gw_pipeline_t *pipeline;
    size_t walked;
} street_t;

static void
s_walk (parts_t *self, size_t index)
{
    (void) index;
    street_t *street = self->owned;
    mdp_text_t text = parts_text (self, street->walked++);
    const gw_text_t wire = { .category = MDP_LINEAR,
                             .source = 1,
                             .chars = text.chars,
                             .size = text.size,
                             .ts_recv = 1790000001236123456 };
    gw_pipeline_result_t result;
    gw_pipeline_on_text (street->pipeline, &wire, &result);
    assert (result.kind == GW_PIPELINE_EVENT);
}

static void
s_measure_street (parts_t *self, gw_pub_t *pub)
{
    static const mdp_text_t symbol = { "BTCUSDT", 7 };
    gw_stats_t stats = { 0 };
    gw_market_t *market = gw_market_new ();
    gw_publish_t *publish = gw_publish_new (pub, &stats, MDP_FLOAT64, 1790000000000);
    gw_feed_t *depth = gw_market_add (market, MDP_LINEAR, 50, symbol);
    gw_feed_t *trades = gw_market_add (market, MDP_LINEAR, 0, symbol);
    assert (depth);
    assert (trades);
    street_t street = { .pipeline = gw_pipeline_new (market, publish, &stats, 0) };
    self->owned = &street;
    self->now = &self->kinds [PARTS_MIX];
    parts_measure (self, "the street: parse, apply, pack, send to nobody; the mix", s_walk,
                   parts_copy_text, PARTS_RUN_TEXTS);
    assert (stats.counts [GW_STAT_TAKEN] == self->now->count);
    gw_pipeline_destroy (&street.pipeline);
    gw_publish_destroy (&publish);
    gw_market_destroy (&market);
}

void
parts_publish (parts_t *self)
{
    char endpoint [64];
    gw_pub_t *pub = NULL;
    for (int port = 20000 + (int) getpid () % 10000; !pub; port++) {
        (void) snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", port);
        pub = gw_pub_new (endpoint, HWM, NULL);
    }
    self->owned = pub;
    parts_measure (self, "send it to nobody", s_send, parts_copy_frame, 200000);
    s_measure_one (self, endpoint);
    s_measure_street (self, pub);
    gw_pub_destroy (&pub);
}
