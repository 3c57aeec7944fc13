//  gw_load - pure: the feeds of one connection, by their index in its session

#include "gw_load.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENT_OVERHEAD = 3 };  //  Quotes and comma of a topic in a request

struct gw_load {
    mdp_category_t category;
    size_t lane;
    size_t line;
    gw_topics_t *topics;
    size_t text_size;  //  Characters of all topics
    gw_feed_t *feeds [GW_LOAD_FEEDS_MAX];
    size_t count;  //  Places that were ever taken
};

gw_load_t *
gw_load_new (mdp_category_t category, size_t lane, size_t line, gw_topics_t *topics)
{
    assert (topics);
    assert (lane < GW_LANES_MAX);
    gw_load_t *self = calloc (1, sizeof *self);
    assert (self);
    self->category = category;
    self->lane = lane;
    self->line = line;
    self->topics = topics;
    return self;
}

void
gw_load_destroy (gw_load_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

static size_t
s_text_size (const gw_feed_t *feed)
{
    return strlen (feed->name) + ARGUMENT_OVERHEAD;
}

static gw_topic_kind_t
s_kind (const gw_feed_t *feed)
{
    if (feed->is_hidden) {
        return GW_TOPIC_EXTRA;
    }
    return feed->is_depth ? GW_TOPIC_PROMPT : GW_TOPIC_QUIET;
}

bool
gw_load_add (gw_load_t *self, gw_feed_t *feed)
{
    if (feed->category != self->category || gw_topics_used (self->topics) == GW_LOAD_FEEDS_MAX
        || self->text_size + s_text_size (feed) > GW_LOAD_TEXT_MAX) {
        return false;
    }
    size_t topic = gw_topics_add (self->topics, feed->name, s_kind (feed));
    assert (topic < GW_LOAD_FEEDS_MAX);
    self->text_size += s_text_size (feed);
    feed->places [self->lane].line = self->line;
    feed->places [self->lane].topic = topic;
    self->feeds [topic] = feed;
    self->count = topic < self->count ? self->count : topic + 1;
    return true;
}

void
gw_load_drop (gw_load_t *self, gw_feed_t *feed, int64_t now_ms)
{
    size_t topic = feed->places [self->lane].topic;
    assert (topic < self->count);
    assert (self->feeds [topic] == feed);
    self->text_size -= s_text_size (feed);
    self->feeds [topic] = NULL;
    gw_topics_drop (self->topics, topic, now_ms);
}

void
gw_load_change (gw_load_t *self, const gw_feed_t *feed)
{
    gw_topics_set_kind (self->topics, feed->places [self->lane].topic, s_kind (feed));
}

void
gw_load_on_opened (gw_load_t *self, int64_t now_ms)
{
    for (size_t index = 0; index < self->count; index++) {
        if (self->feeds [index]) {
            gw_pulse_on_opened (&self->feeds [index]->places [self->lane].pulse, now_ms);
        }
    }
}

bool
gw_load_is_sent (const gw_load_t *self, const gw_feed_t *feed)
{
    gw_topic_state_t state = gw_topics_state (self->topics, feed->places [self->lane].topic);
    bool is_untouched = state == GW_TOPIC_WANTED && feed->stream && !feed->stream->last_event;
    return state != GW_TOPIC_REJECTED && !is_untouched;
}

void
gw_load_note_carried (gw_load_t *self, int64_t now_ms)
{
    for (size_t index = 0; index < self->count; index++) {
        gw_feed_t *feed = self->feeds [index];
        if (feed && feed->cover.lanes [self->lane].carried_at == 0
            && gw_topics_state (self->topics, index) == GW_TOPIC_ASKED
            && !gw_topics_awaits (self->topics, index)) {
            gw_cover_begin (&feed->cover, self->lane, now_ms);
            gw_trail_begin_lane (&feed->trail, self->lane);
        }
    }
}

void
gw_load_on_event (gw_load_t *self, gw_feed_t *feed, int64_t now_ms)
{
    gw_cover_t *cover = &feed->cover;
    if (cover->lanes [self->lane].carried_at == 0
        && gw_topics_state (self->topics, feed->places [self->lane].topic) == GW_TOPIC_LIVE) {
        gw_cover_begin (cover, self->lane, now_ms);
    }
}

gw_feed_t *const *
gw_load_feeds (const gw_load_t *self, size_t *count)
{
    *count = self->count;
    return self->feeds;
}
