//  gw_lines - all connections to the exchange: cuts the feeds into as many as its limits ask for

#include "gw_lines.h"

#include <assert.h>
#include <stdlib.h>

struct gw_lines {
    gw_line_parts_t parts;
    size_t lanes;
    gw_line_t *lines [GW_LINES_MAX];
    size_t count;
};

gw_lines_t *
gw_lines_new (const gw_line_parts_t *parts, size_t lanes)
{
    assert (lanes > 0);
    assert (lanes <= GW_LANES_MAX);
    gw_lines_t *self = calloc (1, sizeof *self);
    assert (self);
    self->parts = *parts;
    self->lanes = lanes;
    return self;
}

void
gw_lines_destroy (gw_lines_t **self_p)
{
    assert (self_p);
    gw_lines_t *self = *self_p;
    if (self) {
        while (self->count > 0) {
            gw_line_destroy (&self->lines [--self->count]);
        }
        free (self);
        *self_p = NULL;
    }
}

static gw_line_t *
s_line (const gw_lines_t *self, const gw_feed_t *feed, size_t lane)
{
    assert (feed->places [lane].line < self->count);
    return self->lines [feed->places [lane].line];
}

//  A feed goes back to the connection that it came from, which may still be leaving its
//  topic. A new connection keeps a hold that the others have.

static bool
s_add (gw_lines_t *self, gw_feed_t *feed, size_t lane)
{
    if (feed->places [lane].line < self->count && gw_line_add (s_line (self, feed, lane), feed)) {
        return true;
    }
    for (size_t index = 0; index < self->count; index++) {
        if (gw_line_lane (self->lines [index]) == lane && gw_line_add (self->lines [index], feed)) {
            return true;
        }
    }
    if (self->count == GW_LINES_MAX) {
        return false;
    }
    int64_t held_until = gw_lines_held_until (self);
    gw_line_t *line = gw_line_new (&self->parts, feed->category, lane, self->count);
    self->lines [self->count++] = line;
    if (held_until > 0) {
        gw_line_hold (line, held_until);
    }
    return gw_line_add (line, feed);
}

bool
gw_lines_add (gw_lines_t *self, gw_feed_t *feed, int64_t now_ms)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        if (!s_add (self, feed, lane)) {
            while (lane > 0) {
                gw_line_drop (s_line (self, feed, --lane), feed, now_ms);
            }
            return false;
        }
    }
    return true;
}

void
gw_lines_drop (gw_lines_t *self, gw_feed_t *feed, int64_t now_ms)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        gw_line_drop (s_line (self, feed, lane), feed, now_ms);
    }
}

void
gw_lines_change (gw_lines_t *self, const gw_feed_t *feed)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        gw_line_change (s_line (self, feed, lane), feed);
    }
}

void
gw_lines_hold (gw_lines_t *self, int64_t until_at)
{
    for (size_t index = 0; index < self->count; index++) {
        gw_line_hold (self->lines [index], until_at);
    }
}

int64_t
gw_lines_held_until (const gw_lines_t *self)
{
    int64_t latest_at = 0;
    for (size_t index = 0; index < self->count; index++) {
        int64_t until_at = gw_session_held_until (gw_line_session (self->lines [index]));
        latest_at = until_at > latest_at ? until_at : latest_at;
    }
    return latest_at;
}

//  Ask again for what the pipeline cannot go on with.

static void
s_ask (gw_lines_t *self, int64_t now_ms)
{
    unsigned lanes;
    const char *why;
    gw_feed_t *feed;
    while ((feed = gw_pipeline_next_ask (self->parts.pipeline, &lanes, &why))) {
        for (size_t lane = 0; lane < self->lanes && gw_feed_is_carried (feed); lane++) {
            if (lanes & 1u << lane) {
                gw_line_ask (s_line (self, feed, lane), feed, why, now_ms);
            }
        }
    }
}

void
gw_lines_run (gw_lines_t *self, int64_t now_ms)
{
    gw_pipeline_run (self->parts.pipeline, now_ms);
    s_ask (self, now_ms);
    for (size_t index = 0; index < self->count; index++) {
        gw_line_run (self->lines [index], now_ms);
    }
}

int64_t
gw_lines_wait_ms (const gw_lines_t *self, int64_t now_ms)
{
    int64_t wait_ms = gw_pipeline_wait_ms (self->parts.pipeline, now_ms);
    for (size_t index = 0; index < self->count; index++) {
        int64_t line_ms = gw_line_wait_ms (self->lines [index], now_ms);
        wait_ms = line_ms < wait_ms ? line_ms : wait_ms;
    }
    return wait_ms;
}

//  True if all connections are confirmed, which is quickly seen.

static bool
s_are_all_confirmed (const gw_lines_t *self)
{
    for (size_t index = 0; index < self->count; index++) {
        if (!gw_session_is_confirmed (gw_line_session (self->lines [index]))) {
            return false;
        }
    }
    return self->count > 0;
}

size_t
gw_lines_count (const gw_lines_t *self)
{
    return self->count;
}

const gw_line_t *
gw_lines_at (const gw_lines_t *self, size_t index)
{
    assert (index < self->count);
    return self->lines [index];
}

static bool
s_is_confirmed (const gw_lines_t *self, const gw_feed_t *feed)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        const gw_session_t *session = gw_line_session (s_line (self, feed, lane));
        if (gw_session_is_topic_confirmed (session, feed->places [lane].topic)) {
            return true;
        }
    }
    return false;
}

bool
gw_lines_are_confirmed (const gw_lines_t *self)
{
    if (self->lanes == 1 || s_are_all_confirmed (self)) {
        return s_are_all_confirmed (self);
    }
    for (size_t index = 0; index < gw_market_feeds_count (self->parts.market); index++) {
        const gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
        if (gw_feed_is_carried (feed) && !s_is_confirmed (self, feed)) {
            return false;
        }
    }
    return self->count > 0;
}

static mdp_topic_state_t
s_state (const gw_lines_t *self, const gw_feed_t *feed, size_t lane)
{
    const gw_place_t *place = &feed->places [lane];
    const gw_session_t *session = gw_line_session (s_line (self, feed, lane));
    if (gw_session_topic_state (session, place->topic) == GW_TOPIC_REJECTED) {
        return MDP_REJECTED;
    }
    if (gw_session_is_gone (session, place->topic)) {
        return MDP_GONE;
    }
    bool is_stale = !gw_session_is_open (session) || place->pulse.silent_at > 0;
    return is_stale ? MDP_STALE : MDP_LIVE;
}

mdp_topic_state_t
gw_lines_state (const gw_lines_t *self, const gw_feed_t *feed)
{
    mdp_topic_state_t best = s_state (self, feed, 0);
    for (size_t lane = 1; lane < self->lanes; lane++) {
        mdp_topic_state_t state = s_state (self, feed, lane);
        best = state < best ? state : best;  //  As they stand in their enum
    }
    return best;
}

bool
gw_lines_flows (const gw_lines_t *self, const gw_feed_t *feed)
{
    for (size_t lane = 0; gw_feed_is_carried (feed) && lane < self->lanes; lane++) {
        const gw_session_t *session = gw_line_session (s_line (self, feed, lane));
        size_t topic = feed->places [lane].topic;
        gw_topic_state_t state = gw_session_topic_state (session, topic);
        if (gw_session_is_topic_confirmed (session, topic) && !gw_cover_owes (&feed->cover, lane)
            && (state == GW_TOPIC_LIVE || state == GW_TOPIC_ASKED)) {
            return true;
        }
    }
    return false;
}
