//  test_gw_street - the gateway from exchange text to a subscriber, without a network
//
//  For tests alone: texts go in, and a subscriber in the same process reads what
//  comes out, one message at a time.

#ifndef TEST_GW_STREET_H
#define TEST_GW_STREET_H

#include <czmq.h>

#include "gw_pipeline.h"
#include "mdp_unpack.h"
#include "unit.h"

#define STREET_EPOCH 1790000000000u

enum { STREET_TEXT_MAX = 4096 };

typedef struct {
    gw_market_t *market;
    gw_pub_t *pub;
    gw_publish_t *publish;
    gw_pipeline_t *pipeline;
    gw_stats_t stats;
    gw_pipeline_result_t result;  //  Of the last text
    uint64_t ts_recv;             //  Of the last text; grows by one with each
    size_t lane;                  //  Of the next text
    int64_t now_ms;               //  Likewise
    zsock_t *sub;
    mdp_unpack_t *unpack;
    char topic [MDP_TOPIC_MAX];  //  Of the last message, with a terminator
    char *frame;
    mdp_message_t message;
} street_t;

static inline mdp_text_t
street_text (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

static inline street_t *
street_new (mdp_numbers_t numbers, uint64_t since)
{
    zsys_handler_set (NULL);
    street_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->market = gw_market_new ();
    self->pub = gw_pub_new ("inproc://street", 1000, NULL);
    assert_non_null (self->pub);
    self->publish = gw_publish_new (self->pub, &self->stats, numbers, STREET_EPOCH);
    self->pipeline = gw_pipeline_new (self->market, self->publish, &self->stats, since);
    self->ts_recv = 1000;
    self->sub = zsock_new_sub (">inproc://street", "");
    assert_non_null (self->sub);
    self->unpack = mdp_unpack_new ();
    self->frame = malloc (MDP_UNPACK_FRAME_MAX);
    assert_non_null (self->frame);
    const char *prefix;
    size_t size;
    assert_int_equal (gw_pub_recv (self->pub, &prefix, &size), MDP_PUB_WISH);
    return self;
}

static inline void
street_destroy (street_t **self_p)
{
    street_t *self = *self_p;
    zsock_destroy (&self->sub);
    mdp_unpack_destroy (&self->unpack);
    gw_pipeline_destroy (&self->pipeline);
    gw_publish_destroy (&self->publish);
    gw_pub_destroy (&self->pub);
    gw_market_destroy (&self->market);
    free (self->frame);
    free (self);
    *self_p = NULL;
}

static inline gw_feed_t *
street_add (street_t *self, mdp_category_t category, uint32_t depth, const char *symbol)
{
    gw_feed_t *feed = gw_market_add (self->market, category, depth, street_text (symbol));
    assert_non_null (feed);
    return feed;
}

//  Put a text in; its quotes are written as apostrophes.

static inline gw_pipeline_kind_t
street_put (street_t *self, mdp_category_t category, uint64_t source, const char *text)
{
    char json [STREET_TEXT_MAX];
    size_t size = strlen (text);
    assert_true (size < sizeof json);
    for (size_t index = 0; index < size; index++) {
        json [index] = '"';
        if (text [index] != '\'') {
            json [index] = text [index];
        }
    }
    const gw_text_t wire = {
        category, source, json, size, ++self->ts_recv, self->lane, self->now_ms
    };
    gw_pipeline_on_text (self->pipeline, &wire, &self->result);
    return self->result.kind;
}

//  One event of a linear symbol's book of 50 levels.

static inline gw_pipeline_kind_t
street_depth (street_t *self, const char *type, unsigned update_id, const char *bids,
              const char *asks)
{
    char text [STREET_TEXT_MAX];
    int size =
        snprintf (text, sizeof text,
                  "{'topic':'orderbook.50.A','type':'%s','ts':%u,'data':{'s':'A','b':[%s],"
                  "'a':[%s],'u':%u,'seq':%u},'cts':%u}",
                  type, 10 * update_id, bids, asks, update_id, 100 * update_id, 5 * update_id);
    assert_true (size > 0 && (size_t) size < sizeof text);
    return street_put (self, MDP_LINEAR, 1, text);
}

//  The next message; null if there is none.

static inline const mdp_message_t *
street_get (street_t *self)
{
    void *handle = zsock_resolve (self->sub);
    int size = zmq_recv (handle, self->topic, sizeof self->topic - 1, ZMQ_DONTWAIT);
    if (size == -1) {
        return NULL;
    }
    self->topic [size] = '\0';
    size = zmq_recv (handle, self->frame, MDP_UNPACK_FRAME_MAX, ZMQ_DONTWAIT);
    assert_in_range (size, 1, MDP_UNPACK_FRAME_MAX);
    assert_int_equal (zsock_rcvmore (self->sub), 0);
    assert_int_equal (mdp_unpack_frame (self->unpack, &self->message, self->frame, (size_t) size),
                      MDP_UNPACKED);
    assert_true (self->message.stamp.epoch == STREET_EPOCH);
    return &self->message;
}

//  The next message must be this one.

static inline const mdp_message_t *
street_expect (street_t *self, mdp_message_type_t type, const char *topic, uint64_t seq)
{
    const mdp_message_t *message = street_get (self);
    assert_non_null (message);
    assert_string_equal (self->topic, topic);
    assert_int_equal (message->type, type);
    assert_int_equal (message->stamp.seq, seq);
    return message;
}

static inline void
street_expect_cause (street_t *self, mdp_message_type_t type, const char *topic, uint64_t seq,
                     const char *cause)
{
    const mdp_message_t *message = street_expect (self, type, topic, seq);
    if (!mdp_text_is (message->cause, cause)) {
        print_message ("cause %.*s\n", (int) message->cause.size, message->cause.chars);
    }
    assert_true (mdp_text_is (message->cause, cause));
}

static inline void
street_expect_nothing (street_t *self)
{
    assert_null (street_get (self));
}

//  True if every message was read, and what was received has ended in exactly
//  one way each.

static inline bool
street_is_done (street_t *self)
{
    uint64_t sum = 0;
    for (int stat = GW_STAT_RECEIVED + 1; stat < GW_STATS; stat++) {
        sum += self->stats.counts [stat];
    }
    return !street_get (self) && sum == self->stats.counts [GW_STAT_RECEIVED];
}

//  The end of a test: 0, or -1 where it left something unread or uncounted.

static inline int
street_end (street_t *self)
{
    bool is_done = street_is_done (self);
    street_destroy (&self);
    return is_done ? 0 : -1;
}

#endif
