//  gw_recover - fetches from REST the trades that were missed

#include "gw_recover.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gw_clock.h"
#include "gw_holes.h"
#include "gw_http.h"
#include "gw_mend.h"

enum {
    LOOK_MS = 50,  //  Between two looks at which feeds flow again
    IDLE_MS = 1000
};

//  One question on its way.
typedef struct {
    gw_recover_t *recover;
    gw_http_t *http;
    size_t feed;
} asker_t;

struct gw_recover {
    gw_line_parts_t parts;
    const gw_url_t *url;
    const gw_lines_t *lines;
    uint64_t since;  //  Last event of the incarnation before; 0 for the first
    gw_holes_t *holes;
    gw_mend_t *mend;
    bybit_recent_t *reader;
    uint64_t holes_seen;  //  Of the counter
    int64_t look_at;
    asker_t askers [GW_HOLES_ASKED_MAX];
};

static void
s_tell (gw_recover_t *self, const gw_feed_t *feed, const char *what, mdp_text_t why)
{
    const gw_error_t error = { .what = what, .where = feed->name, .why = why };
    gw_report_error (self->parts.report, GW_REPORT_REST, &error, gw_clock_mono_ms ());
}

static mdp_text_t
s_text (const char *words)
{
    return (mdp_text_t){ .chars = words, .size = strlen (words) };
}

//  The symbol of a feed of trades, or its base coin.

static mdp_text_t
s_symbol (const gw_feed_t *feed)
{
    const char *dot = strrchr (feed->name, '.');
    assert (dot);
    return s_text (dot + 1);
}

//  An answer that can be read: publish what it has, and decide what it means.

static void
s_on_trades (asker_t *asker, gw_feed_t *feed, const bybit_recent_answer_t *recent)
{
    gw_recover_t *self = asker->recover;
    const gw_mend_answer_t answer = {
        .recent = recent,
        .source = ++*self->parts.last_source,
        .ts_recv = gw_clock_wall_ns (),
    };
    gw_trail_verdict_t verdict = gw_mend_take (self->mend, feed, &answer);
    bool is_behind = verdict == GW_TRAIL_BEHIND;
    bool is_current = gw_holes_on_answer (
        self->holes, asker->feed, is_behind ? GW_HOLES_BAD : GW_HOLES_DONE, gw_clock_mono_ms ());
    if (is_behind) {
        s_tell (self, feed, "missed trades not fetched", s_text ("the answer is not up to date"));
    } else if (is_current && verdict == GW_TRAIL_WHOLE) {
        gw_mend_close (self->mend, feed, true, 0);
    } else if (is_current) {
        s_tell (self, feed, "missed trades are lost", s_text ("the exchange keeps no older ones"));
        gw_mend_close (
            self->mend, feed, false,
            gw_trail_until (&feed->trail, recent->count > 0 ? recent->trades [0].ts_event : 0));
    }
}

static void
s_on_answer (void *owner, int status, const char *body, size_t size)
{
    asker_t *asker = owner;
    gw_recover_t *self = asker->recover;
    gw_feed_t *feed = gw_market_feed_at (self->parts.market, asker->feed);
    mdp_text_t why = { .chars = body, .size = size };
    if (status == 200) {
        const bybit_recent_answer_t *recent =
            bybit_recent_read (self->reader, feed->category, s_symbol (feed), body, size);
        if (!recent->reason) {
            s_on_trades (asker, feed, recent);
            return;
        }
        why = s_text (recent->reason);
    }
    bool is_refused = status == 403 || status == 429;
    s_tell (self, feed, "missed trades not fetched", why);
    (void) gw_holes_on_answer (self->holes, asker->feed,
                               is_refused ? GW_HOLES_REFUSED : GW_HOLES_BAD, gw_clock_mono_ms ());
}

gw_recover_t *
gw_recover_new (const gw_url_t *url, const gw_lines_t *lines, const gw_line_parts_t *parts,
                uint64_t since)
{
    gw_recover_t *self = calloc (1, sizeof *self);
    assert (self);
    self->parts = *parts;
    self->url = url;
    self->lines = lines;
    self->since = since;
    self->holes = gw_holes_new (GW_FEEDS_MAX);
    self->mend = gw_mend_new (parts->market, parts->pipeline, parts->publish, parts->stats, since);
    self->reader = bybit_recent_new ();
    for (size_t index = 0; index < GW_HOLES_ASKED_MAX; index++) {
        self->askers [index].recover = self;
        self->askers [index].http = gw_http_new (parts->loop, s_on_answer, &self->askers [index]);
    }
    return self;
}

void
gw_recover_destroy (gw_recover_t **self_p)
{
    assert (self_p);
    gw_recover_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < GW_HOLES_ASKED_MAX; index++) {
            gw_http_destroy (&self->askers [index].http);
        }
        bybit_recent_destroy (&self->reader);
        gw_mend_destroy (&self->mend);
        gw_holes_destroy (&self->holes);
        free (self);
        *self_p = NULL;
    }
}

void
gw_recover_begin (gw_recover_t *self)
{
    const uint64_t margin = (uint64_t) GW_RECOVER_MARGIN_MS * 1000000;
    if (self->since == 0) {
        return;
    }
    for (size_t index = 0; index < gw_market_feeds_count (self->parts.market); index++) {
        gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
        if (!feed->is_depth) {
            gw_trail_on_gap (&feed->trail, MDP_GAP_RESTARTED, self->since,
                             self->since > margin ? self->since - margin : 1);
        }
    }
    self->parts.stats->holes++;
}

//  Some feed has a new hole.

static void
s_note_holes (gw_recover_t *self)
{
    self->holes_seen = self->parts.stats->holes;
    for (size_t index = 0; index < gw_market_feeds_count (self->parts.market); index++) {
        const gw_trail_t *trail = &gw_market_feed_at (self->parts.market, index)->trail;
        if (trail->is_open) {
            gw_holes_on_gap (self->holes, index, trail->gaps, trail->before_at);
        }
    }
}

static void
s_note_flows (gw_recover_t *self, int64_t now_ms)
{
    self->look_at = now_ms + LOOK_MS;
    for (size_t index = 0; index < gw_market_feeds_count (self->parts.market); index++) {
        if (gw_holes_is_waiting (self->holes, index)
            && gw_lines_flows (self->lines, gw_market_feed_at (self->parts.market, index))) {
            gw_holes_on_flow (self->holes, index, now_ms);
        }
    }
}

static void
s_ask (gw_recover_t *self, size_t index, int64_t now_ms)
{
    asker_t *asker = self->askers;
    while (gw_http_is_busy (asker->http)) {
        asker++;  //  One is free: gw_holes lets no more ask
    }
    char path [BYBIT_RECENT_PATH_MAX];
    char whole [BYBIT_RECENT_PATH_MAX + sizeof self->url->path];
    const gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
    bybit_recent_path (path, feed->category, s_symbol (feed));
    (void) snprintf (whole, sizeof whole, "%s%s", self->url->path, path);
    asker->feed = index;
    gw_http_get (asker->http, self->url, whole, now_ms);
}

static void
s_give_up (gw_recover_t *self, size_t index)
{
    gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
    s_tell (self, feed, "missed trades are lost", s_text ("REST did not give them in time"));
    gw_mend_close (self->mend, feed, false, gw_trail_until (&feed->trail, 0));
}

void
gw_recover_run (gw_recover_t *self, int64_t now_ms)
{
    assert (self);
    if (self->holes_seen != self->parts.stats->holes) {
        s_note_holes (self);
    }
    if (gw_holes_count (self->holes) == 0) {
        return;
    }
    for (size_t index = 0; index < GW_HOLES_ASKED_MAX; index++) {
        gw_http_expire (self->askers [index].http, now_ms);
    }
    if (self->look_at <= now_ms) {
        s_note_flows (self, now_ms);
    }
    for (;;) {
        size_t feed;
        switch (gw_holes_next (self->holes, now_ms, &feed)) {
            case GW_HOLES_NOTHING:
                return;
            case GW_HOLES_ASK:
                s_ask (self, feed, now_ms);
                break;
            case GW_HOLES_GIVE_UP:
                s_give_up (self, feed);
                break;
        }
    }
}

int64_t
gw_recover_wait_ms (const gw_recover_t *self)
{
    return gw_holes_count (self->holes) > 0 ? LOOK_MS : IDLE_MS;
}
