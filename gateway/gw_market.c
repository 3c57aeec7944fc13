//  gw_market - the topics we serve: finds the book and the numbers of each

#include "gw_market.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gw_seen.h"

enum { SLOTS = 65536 };  //  Of each table; twice what can be in it

struct gw_market {
    gw_feed_t *feeds [GW_FEEDS_MAX];
    size_t feeds_count;
    gw_stream_t *streams [GW_STREAMS_MAX];
    size_t streams_count;
    gw_feed_t *feed_slots [SLOTS];     //  By category and the exchange's topic
    gw_stream_t *trade_slots [SLOTS];  //  By feed and symbol
};

gw_market_t *
gw_market_new (void)
{
    gw_market_t *self = calloc (1, sizeof *self);
    assert (self);
    return self;
}

void
gw_market_destroy (gw_market_t **self_p)
{
    assert (self_p);
    gw_market_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->streams_count; index++) {
            gw_book_destroy (&self->streams [index]->book);
            gw_merge_destroy (&self->streams [index]->merge);
            free (self->streams [index]);
        }
        for (size_t index = 0; index < self->feeds_count; index++) {
            free (self->feeds [index]);
        }
        free (self);
        *self_p = NULL;
    }
}

//  The slot of a feed, or the empty one where it belongs.

static size_t
s_feed_slot (const gw_market_t *self, mdp_category_t category, mdp_text_t topic)
{
    size_t slot = gw_seen_hash (category, topic.chars, topic.size) % SLOTS;
    for (;; slot = (slot + 1) % SLOTS) {
        const gw_feed_t *feed = self->feed_slots [slot];
        if (!feed
            || (feed->category == category && strlen (feed->name) == topic.size
                && memcmp (feed->name, topic.chars, topic.size) == 0)) {
            return slot;
        }
    }
}

static size_t
s_trade_slot (const gw_market_t *self, const gw_feed_t *feed, mdp_text_t symbol)
{
    size_t slot = gw_seen_hash ((uintptr_t) feed, symbol.chars, symbol.size) % SLOTS;
    for (;; slot = (slot + 1) % SLOTS) {
        const gw_stream_t *stream = self->trade_slots [slot];
        if (!stream
            || (stream->feed == feed && stream->symbol_size == symbol.size
                && memcmp (stream->symbol, symbol.chars, symbol.size) == 0)) {
            return slot;
        }
    }
}

static gw_stream_t *
s_add_stream (gw_market_t *self, gw_feed_t *feed, mdp_text_t symbol)
{
    char topic [MDP_TOPIC_MAX];
    size_t topic_size = feed->is_depth
                            ? mdp_topic_depth (topic, feed->category, feed->depth, symbol)
                            : mdp_topic_trade (topic, feed->category, symbol);
    if (topic_size == 0 || self->streams_count == GW_STREAMS_MAX) {
        return NULL;
    }
    gw_stream_t *stream = calloc (1, sizeof *stream);
    assert (stream);
    stream->feed = feed;
    memcpy (stream->topic, topic, topic_size);
    stream->topic_size = topic_size;
    memcpy (stream->symbol, symbol.chars, symbol.size);
    stream->symbol_size = symbol.size;
    stream->book = feed->is_depth ? gw_book_new (feed->depth) : NULL;
    self->streams [self->streams_count++] = stream;
    return stream;
}

void
gw_market_plan (gw_market_t *self)
{
    for (size_t index = 0; index < self->feeds_count; index++) {
        self->feeds [index]->want = GW_FEED_UNWANTED;
    }
}

static gw_feed_t *
s_add_feed (gw_market_t *self, mdp_category_t category, uint32_t depth, mdp_text_t symbol)
{
    char topic [MDP_TOPIC_MAX];
    if (mdp_topic_trade (topic, category, symbol) == 0) {
        return NULL;
    }
    gw_feed_t feed = { .category = category, .is_depth = depth > 0, .depth = depth };
    for (size_t lane = 0; lane < GW_LANES_MAX; lane++) {
        feed.places [lane].line = GW_FEED_NO_LINE;
    }
    int size = depth > 0 ? snprintf (feed.name, sizeof feed.name, "orderbook.%" PRIu32 ".%.*s",
                                     depth, (int) symbol.size, symbol.chars)
                         : snprintf (feed.name, sizeof feed.name, "publicTrade.%.*s",
                                     (int) symbol.size, symbol.chars);
    if (size < 0 || (size_t) size >= sizeof feed.name || self->feeds_count == GW_FEEDS_MAX) {
        return NULL;
    }
    mdp_text_t name = { .chars = feed.name, .size = (size_t) size };
    size_t slot = s_feed_slot (self, category, name);
    if (self->feed_slots [slot]) {
        return self->feed_slots [slot];
    }
    gw_feed_t *added = malloc (sizeof *added);
    assert (added);
    *added = feed;
    if (feed.is_depth || category != MDP_OPTION) {
        added->stream = s_add_stream (self, added, symbol);
        if (!added->stream) {
            free (added);
            return NULL;
        }
    }
    self->feeds [self->feeds_count++] = added;
    self->feed_slots [slot] = added;
    return added;
}

gw_feed_t *
gw_market_add (gw_market_t *self, mdp_category_t category, uint32_t depth, mdp_text_t symbol)
{
    gw_feed_t *feed = s_add_feed (self, category, depth, symbol);
    if (feed) {
        feed->want = GW_FEED_WANTED;
    }
    return feed;
}

gw_feed_t *
gw_market_add_pulse (gw_market_t *self, mdp_category_t category, mdp_text_t symbol)
{
    size_t feeds_count = self->feeds_count;
    gw_feed_t *feed = s_add_feed (self, category, 1, symbol);
    if (feed) {
        feed->is_hidden = feed->is_hidden || self->feeds_count > feeds_count;
        feed->want = feed->want == GW_FEED_WANTED ? GW_FEED_WANTED : GW_FEED_PULSE;
        feed->symbol = feed;
    }
    return feed;
}

gw_feed_t *
gw_market_feed (const gw_market_t *self, mdp_category_t category, mdp_text_t topic)
{
    gw_feed_t *feed = self->feed_slots [s_feed_slot (self, category, topic)];
    return feed && !feed->is_dropped ? feed : NULL;
}

gw_stream_t *
gw_market_trades (gw_market_t *self, gw_feed_t *feed, mdp_text_t symbol)
{
    if (feed->stream) {
        return feed->stream;
    }
    size_t slot = s_trade_slot (self, feed, symbol);
    if (!self->trade_slots [slot]) {
        self->trade_slots [slot] = s_add_stream (self, feed, symbol);
    }
    return self->trade_slots [slot];
}

size_t
gw_market_feeds_count (const gw_market_t *self)
{
    return self->feeds_count;
}

gw_feed_t *
gw_market_feed_at (const gw_market_t *self, size_t index)
{
    assert (index < self->feeds_count);
    return self->feeds [index];
}

size_t
gw_market_streams_count (const gw_market_t *self)
{
    return self->streams_count;
}

gw_stream_t *
gw_market_stream_at (const gw_market_t *self, size_t index)
{
    assert (index < self->streams_count);
    return self->streams [index];
}

bool
gw_feed_is_carried (const gw_feed_t *feed)
{
    return feed->places [0].line != GW_FEED_NO_LINE && !feed->is_dropped;
}

mdp_text_t
gw_stream_symbol (const gw_stream_t *stream)
{
    return (mdp_text_t){ .chars = stream->symbol, .size = stream->symbol_size };
}
