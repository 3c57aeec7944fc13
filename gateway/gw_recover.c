//  gw_recover - fetches from REST the trades that were missed

#include "gw_recover.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_audit.h"
#include "gw_clock.h"
#include "gw_denial.h"
#include "gw_holes.h"
#include "gw_mend.h"
#include "gw_rest.h"

enum {
    LOOK_MS = 50,    //  Between two looks at which feeds flow again
    AUDIT_MS = 500,  //  Between two looks at which are still
    IDLE_MS = 500
};

//  The number of a question about a feed that is only looked up, from its index on.
enum { AUDIT = GW_FEEDS_MAX };

struct gw_recover {
    gw_line_parts_t parts;
    const gw_lines_t *lines;
    uint64_t since;  //  Last event of the incarnation before; 0 for the first
    gw_holes_t *holes;
    gw_audit_t *audit;
    gw_mend_t *mend;
    gw_rest_t *rest;
    uint64_t holes_seen;  //  Of the counter
    int64_t look_at;
    int64_t audit_at;
};

static void
s_tell (gw_recover_t *self, const gw_feed_t *feed, const char *what, mdp_text_t why)
{
    const gw_error_t error = { .what = what, .where = feed->name, .why = why };
    gw_report_error (self->parts.report, GW_REPORT_REST, &error, gw_clock_mono_ms ());
}

//  The symbol of a feed of trades, or its base coin.

static mdp_text_t
s_symbol (const gw_feed_t *feed)
{
    const char *dot = strrchr (feed->name, '.');
    assert (dot);
    return mdp_text_of (dot + 1);
}

//  Ask for a feed's trades, with a number that the answer will have.

static void
s_ask (gw_recover_t *self, size_t index, size_t number)
{
    const gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
    gw_rest_ask (self->rest, number, feed->category, s_symbol (feed));
}

//  Why an answer is not good.

static mdp_text_t
s_why (const gw_rest_answer_t *answer)
{
    return mdp_text_of (answer->recent ? answer->recent->reason : answer->why);
}

//  An answer that can be read: publish what it has, and decide what it means.

static void
s_on_trades (gw_recover_t *self, size_t index, const bybit_recent_answer_t *recent)
{
    gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
    const gw_mend_answer_t answer = {
        .recent = recent,
        .source = ++*self->parts.last_source,
        .ts_recv = gw_clock_wall_ns (),
        .flowed_ms = gw_holes_flowed_ms (self->holes, index),
    };
    static const gw_holes_answer_t ANSWERS [] = {
        [GW_TRAIL_WHOLE] = GW_HOLES_DONE,
        [GW_TRAIL_SHORT] = GW_HOLES_DONE,
        [GW_TRAIL_BEHIND] = GW_HOLES_BAD,
        [GW_TRAIL_EARLY] = GW_HOLES_EARLY,
    };
    gw_trail_verdict_t verdict = gw_mend_take (self->mend, feed, &answer);
    bool is_current =
        gw_holes_on_answer (self->holes, index, ANSWERS [verdict], gw_clock_mono_ms ());
    if (verdict == GW_TRAIL_BEHIND) {
        s_tell (self, feed, "missed trades not fetched",
                mdp_text_of ("the answer is not up to date"));
    } else if (is_current && verdict == GW_TRAIL_WHOLE) {
        gw_mend_close (self->mend, feed, true, recent);
    } else if (is_current && verdict == GW_TRAIL_SHORT) {
        s_tell (self, feed, "missed trades are lost",
                mdp_text_of ("the exchange keeps no older ones"));
        gw_mend_close (self->mend, feed, false, recent);
    }
}

static void
s_on_audit (gw_recover_t *self, size_t index, const gw_rest_answer_t *answer)
{
    gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
    gw_audit_answer_t outcome = answer->status == 200 ? GW_AUDIT_BAD : GW_AUDIT_NO_ONE;
    int64_t now_ms = gw_clock_mono_ms ();
    if (answer->recent && !answer->recent->reason) {
        gw_mend_finding_t finding = gw_mend_audit (self->mend, feed, answer->recent);
        outcome = finding == GW_MEND_UNSURE ? GW_AUDIT_UNSURE : GW_AUDIT_GOOD;
        if (finding == GW_MEND_MISSED || finding == GW_MEND_STOPPED) {
            s_tell (self, feed, "trades are missing",
                    mdp_text_of ("REST has some that never came"));
        }
    } else {
        s_tell (self, feed, "trades not looked up", s_why (answer));
    }
    if (gw_denial_is_long (answer->status)) {
        gw_holes_on_refused (self->holes, now_ms);
    }
    gw_audit_on_answer (self->audit, outcome, now_ms);
}

static void
s_on_answer (void *owner, const gw_rest_answer_t *answer)
{
    gw_recover_t *self = owner;
    if (answer->number >= AUDIT) {
        s_on_audit (self, answer->number - AUDIT, answer);
        return;
    }
    if (answer->recent && !answer->recent->reason) {
        s_on_trades (self, answer->number, answer->recent);
        return;
    }
    s_tell (self, gw_market_feed_at (self->parts.market, answer->number),
            "missed trades not fetched", s_why (answer));
    (void) gw_holes_on_answer (self->holes, answer->number,
                               gw_denial_is_long (answer->status) ? GW_HOLES_REFUSED : GW_HOLES_BAD,
                               gw_clock_mono_ms ());
}

gw_recover_t *
gw_recover_new (const gw_url_t *url, const char *ca_file, const gw_lines_t *lines,
                const gw_line_parts_t *parts, uint64_t since)
{
    gw_recover_t *self = calloc (1, sizeof *self);
    assert (self);
    self->parts = *parts;
    self->lines = lines;
    self->since = since;
    self->holes = gw_holes_new (GW_FEEDS_MAX);
    self->audit = gw_audit_new (GW_FEEDS_MAX);
    self->mend = gw_mend_new (parts->market, parts->pipeline, parts->publish, parts->stats, since);
    static_assert ((int) GW_HOLES_ASKED_MAX < (int) GW_REST_ASKED_MAX, "more than can be asked");
    self->rest = gw_rest_new (url, ca_file, s_on_answer, self);
    return self;
}

void
gw_recover_destroy (gw_recover_t **self_p)
{
    assert (self_p);
    gw_recover_t *self = *self_p;
    if (self) {
        gw_rest_destroy (&self->rest);
        gw_mend_destroy (&self->mend);
        gw_audit_destroy (&self->audit);
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
        if (!feed->is_depth && feed->trail.gaps == 0) {
            gw_trail_on_gap (&feed->trail, MDP_GAP_RESTARTED,
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
        gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
        if (feed->trail.is_open) {
            gw_mend_look (feed);
        }
        if (gw_holes_is_waiting (self->holes, index) && gw_lines_flows (self->lines, feed)) {
            gw_holes_on_flow (self->holes, index, now_ms);
        }
    }
}

static void
s_give_up (gw_recover_t *self, size_t index)
{
    gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
    s_tell (self, feed, "missed trades are lost", mdp_text_of ("REST did not give them in time"));
    gw_mend_close (self->mend, feed, false, NULL);
}

static void
s_audit (gw_recover_t *self, int64_t now_ms)
{
    self->audit_at = now_ms + AUDIT_MS;
    for (size_t index = 0; index < gw_market_feeds_count (self->parts.market); index++) {
        const gw_feed_t *feed = gw_market_feed_at (self->parts.market, index);
        if (feed->is_depth) {
            continue;
        }
        gw_audit_view_t view = {
            .is_watched = !feed->trail.is_open && gw_lines_flows (self->lines, feed),
            .doubts = feed->symbol ? feed->symbol->doubts : 0,
        };
        for (size_t lane = 0; lane < GW_LANES_MAX; lane++) {
            int64_t heard_at = feed->places [lane].pulse.heard_at;
            view.heard_at = heard_at > view.heard_at ? heard_at : view.heard_at;
        }
        gw_audit_look (self->audit, index, &view, now_ms);
    }
    size_t found = gw_holes_may_ask (self->holes, now_ms) ? gw_audit_next (self->audit, now_ms)
                                                          : GW_AUDIT_NONE;
    if (found != GW_AUDIT_NONE) {
        s_ask (self, found, AUDIT + found);
    }
}

void
gw_recover_run (gw_recover_t *self, int64_t now_ms)
{
    assert (self);
    if (self->holes_seen != self->parts.stats->holes) {
        s_note_holes (self);
    }
    gw_rest_run (self->rest);
    if (self->audit_at <= now_ms) {
        s_audit (self, now_ms);
    }
    if (gw_holes_count (self->holes) == 0) {
        return;
    }
    if (self->look_at <= now_ms) {
        s_note_flows (self, now_ms);
    }
    for (;;) {
        size_t index;
        switch (gw_holes_next (self->holes, now_ms, &index)) {
            case GW_HOLES_NOTHING:
                return;
            case GW_HOLES_ASK:
                s_ask (self, index, index);
                break;
            case GW_HOLES_GIVE_UP:
                s_give_up (self, index);
                break;
        }
    }
}

int64_t
gw_recover_wait_ms (const gw_recover_t *self)
{
    return gw_holes_count (self->holes) > 0 ? LOOK_MS : IDLE_MS;
}
