//  gw_carry - carries what is asked for: plans it, and takes over the difference

#include "gw_carry.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_clock.h"
#include "gw_plan.h"
#include "gw_wish.h"

enum { IDLE_MS = 1000 };

struct gw_carry {
    gw_line_parts_t parts;
    gw_lines_t *lines;
    gw_config_t config;  //  With the present wish
    gw_wish_t *wish;     //  Null while the config's own counts
    gw_symbols_t *symbols;
    bool is_planned;  //  And not carried out yet
    bool has_begun;   //  A plan was carried out
};

static void
s_on_symbol (void *owner, mdp_category_t category, mdp_text_t symbol)
{
    gw_carry_t *self = owner;
    if (gw_plan_symbol (&self->config, self->parts.market, category, symbol) == -1) {
        const gw_error_t error = {
            .what = "symbol cannot be carried",
            .where = mdp_category_name (category),
            .why = symbol,
        };
        gw_report_error (self->parts.report, GW_REPORT_REFUSED, &error, gw_clock_mono_ms ());
    }
}

static void
s_refuse (gw_carry_t *self, const char *what, const char *why)
{
    const gw_error_t error = { .what = what,
                               .where = self->config.name,
                               .why = { why, strlen (why) } };
    gw_report_error (self->parts.report, GW_REPORT_REFUSED, &error, gw_clock_mono_ms ());
}

gw_carry_t *
gw_carry_new (const gw_config_t *config, const gw_url_t *rest, gw_lines_t *lines,
              const gw_line_parts_t *parts)
{
    assert (config);
    assert (parts);
    gw_carry_t *self = calloc (1, sizeof *self);
    assert (self);
    self->parts = *parts;
    self->lines = lines;
    self->config = *config;
    self->symbols = gw_symbols_new (parts->loop, rest, parts->report, s_on_symbol, self);
    return self;
}

void
gw_carry_destroy (gw_carry_t **self_p)
{
    assert (self_p);
    gw_carry_t *self = *self_p;
    if (self) {
        gw_symbols_destroy (&self->symbols);
        gw_wish_destroy (&self->wish);
        free (self);
        *self_p = NULL;
    }
}

void
gw_carry_plan (gw_carry_t *self, const char *text, size_t size)
{
    assert (self);
    gw_wish_t *wish = text ? gw_wish_read (text, size) : NULL;
    if (text && !wish) {
        s_refuse (self, "what to carry is not understood", "another version wrote it");
    }
    if (wish) {
        gw_wish_fill (wish, &self->config);
        gw_wish_destroy (&self->wish);
        self->wish = wish;
    }
    gw_market_plan (self->parts.market);
    gw_symbols_reset (self->symbols);
    gw_plan_markets (&self->config, self->symbols, s_on_symbol, self);
    self->is_planned = true;
}

//  What readers had of it has a hole from here on, which the connection tells.

static void
s_drop (gw_carry_t *self, gw_feed_t *feed, int64_t now_ms)
{
    gw_lines_drop (self->lines, feed, now_ms);
    feed->is_dropped = true;
    for (size_t lane = 0; lane < GW_LANES_MAX; lane++) {
        feed->places [lane].pulse = (gw_pulse_t){ .beats = 0 };
    }
}

//  Its readers are given the book that we have had all along.

static void
s_show (gw_carry_t *self, gw_feed_t *feed)
{
    feed->is_hidden = false;
    gw_lines_change (self->lines, feed);
    gw_publish_snapshot (self->parts.publish, feed->stream, MDP_EXCHANGE, feed->stream->last_event);
}

//  A topic that its readers had, and that goes on as a pulse alone.

static void
s_hide (gw_carry_t *self, gw_feed_t *feed)
{
    gw_publish_gap (self->parts.publish, feed->stream, MDP_GAP_DISCONNECTED,
                    feed->stream->last_event);
    feed->is_hidden = true;
    gw_lines_change (self->lines, feed);
}

static void
s_take_step (gw_carry_t *self, gw_feed_t *feed, int64_t now_ms, gw_carried_t *result)
{
    switch (gw_plan_step (feed)) {
        case GW_PLAN_KEEP:
            return;
        case GW_PLAN_ADD:
            feed->is_hidden = feed->want == GW_FEED_PULSE;
            if (gw_lines_add (self->lines, feed, now_ms)) {
                feed->is_dropped = false;
                result->added += !feed->is_hidden;
            } else {
                result->refused++;
            }
            return;
        case GW_PLAN_DROP:
            result->removed += !feed->is_hidden;
            s_drop (self, feed, now_ms);
            return;
        case GW_PLAN_SHOW:
            s_show (self, feed);
            result->added++;
            return;
        case GW_PLAN_HIDE:
            s_hide (self, feed);
            result->removed++;
            return;
    }
    abort ();
}

//  Places are given back before any is taken.

static void
s_take_over (gw_carry_t *self, int64_t now_ms, gw_carried_t *result)
{
    const gw_market_t *market = self->parts.market;
    size_t count = gw_market_feeds_count (market);
    for (size_t index = 0; index < count; index++) {
        gw_feed_t *feed = gw_market_feed_at (market, index);
        if (gw_plan_step (feed) == GW_PLAN_DROP) {
            s_take_step (self, feed, now_ms, result);
        }
    }
    for (size_t index = 0; index < count; index++) {
        gw_feed_t *feed = gw_market_feed_at (market, index);
        s_take_step (self, feed, now_ms, result);
        result->carried += feed->want == GW_FEED_WANTED;
    }
}

gw_carry_news_t
gw_carry_run (gw_carry_t *self, int64_t now_ms)
{
    assert (self);
    if (self->is_planned) {
        gw_symbols_run (self->symbols, now_ms);
    }
    if (!self->is_planned || !gw_symbols_is_done (self->symbols)) {
        return GW_CARRY_NOTHING;
    }
    gw_carried_t result = { .added = 0 };
    bool is_first = !self->has_begun;
    s_take_over (self, now_ms, &result);
    self->is_planned = false;
    self->has_begun = true;
    if (is_first) {
        return result.refused > 0 ? GW_CARRY_OVERFLOW : GW_CARRY_BEGUN;
    }
    if (result.refused > 0) {
        s_refuse (self, "too many topics", "give some of the markets to another gateway");
    }
    gw_report_carried (self->parts.report, &result);
    return GW_CARRY_CHANGED;
}

int64_t
gw_carry_wait_ms (const gw_carry_t *self, int64_t now_ms)
{
    return self->is_planned ? gw_symbols_wait_ms (self->symbols, now_ms) : IDLE_MS;
}
