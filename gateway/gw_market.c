//  gw_market - the topics we serve: finds the book and the numbers of each

#include "gw_market.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gw_seen.h"

enum {
    SLOTS = 65536,   //  For streams of trades; twice what can be in it
    SLOTS_MIN = 64,  //  For feeds; their table grows with them
};

//  Every text looks for its feed: the table is as small as can be, so that it stays in the
//  cache, and tells nearly always without a look at the feed that another is meant.
typedef struct {
    uint32_t tag;     //  Upper half of the hash
    uint32_t number;  //  Index of the feed, from 1; 0 in an empty slot
} feed_slot_t;

struct gw_market {
    gw_feed_t *feeds [GW_FEEDS_MAX];
    size_t feeds_count;
    gw_stream_t *streams [GW_STREAMS_MAX];
    size_t streams_count;
    feed_slot_t *feed_slots;           //  By category and the exchange's topic
    size_t feed_slots_count;           //  A power of two, at least twice feeds_count
    gw_stream_t *trade_slots [SLOTS];  //  By feed and symbol
};

gw_market_t *
gw_market_new (void)
{
    gw_market_t *self = calloc (1, sizeof *self);
    assert (self);
    self->feed_slots_count = SLOTS_MIN;
    self->feed_slots = calloc (self->feed_slots_count, sizeof *self->feed_slots);
    assert (self->feed_slots);
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
        free (self->feed_slots);
        free (self);
        *self_p = NULL;
    }
}

static uint64_t
s_feed_hash (mdp_category_t category, mdp_text_t topic)
{
    return gw_seen_hash (category, topic.chars, topic.size);
}

static bool
s_is_named (const gw_feed_t *feed, mdp_category_t category, mdp_text_t topic)
{
    return feed->category == category && strlen (feed->name) == topic.size
           && memcmp (feed->name, topic.chars, topic.size) == 0;
}

//  The feed; null where there is none.

static gw_feed_t *
s_find_feed (const gw_market_t *self, mdp_category_t category, mdp_text_t topic)
{
    uint64_t hash = s_feed_hash (category, topic);
    size_t mask = self->feed_slots_count - 1;
    for (size_t index = (size_t) hash & mask;; index = (index + 1) & mask) {
        feed_slot_t slot = self->feed_slots [index];
        if (slot.number == 0) {
            return NULL;
        }
        gw_feed_t *feed = self->feeds [slot.number - 1];
        if (slot.tag == hash >> 32 && s_is_named (feed, category, topic)) {
            return feed;
        }
    }
}

//  Enter the feed of an index.

static void
s_enter_feed (gw_market_t *self, size_t index)
{
    const gw_feed_t *feed = self->feeds [index];
    const mdp_text_t name = { .chars = feed->name, .size = strlen (feed->name) };
    uint64_t hash = s_feed_hash (feed->category, name);
    size_t mask = self->feed_slots_count - 1;
    size_t place = (size_t) hash & mask;
    while (self->feed_slots [place].number != 0) {
        place = (place + 1) & mask;
    }
    self->feed_slots [place] =
        (feed_slot_t){ .tag = (uint32_t) (hash >> 32), .number = (uint32_t) index + 1 };
}

//  Half of the slots stay empty.

static void
s_keep_feed (gw_market_t *self, gw_feed_t *feed)
{
    self->feeds [self->feeds_count++] = feed;
    if (2 * self->feeds_count <= self->feed_slots_count) {
        s_enter_feed (self, self->feeds_count - 1);
        return;
    }
    free (self->feed_slots);
    self->feed_slots_count *= 2;
    self->feed_slots = calloc (self->feed_slots_count, sizeof *self->feed_slots);
    assert (self->feed_slots);
    for (size_t index = 0; index < self->feeds_count; index++) {
        s_enter_feed (self, index);
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
    gw_feed_t *known = s_find_feed (self, category, name);
    if (known) {
        return known;
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
    s_keep_feed (self, added);
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
    gw_feed_t *feed = s_find_feed (self, category, topic);
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
