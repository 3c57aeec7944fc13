//  gw_line - one connection to the exchange: its session, its socket and its feeds

#include "gw_line.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_request.h"
#include "gw_answer.h"
#include "gw_clock.h"
#include "gw_denial.h"
#include "gw_load.h"
#include "gw_policy.h"
#include "gw_vigil.h"
#include "gw_wss.h"

enum { REQUEST_MAX = 16384 };  //  Bytes in the longest request

struct gw_line {
    gw_line_parts_t parts;
    mdp_category_t category;
    size_t lane;
    size_t number;  //  Index among all lines
    gw_wss_t *wss;
    gw_session_t *session;
    gw_load_t *load;
    uint64_t source;   //  Number of this connection's life
    int64_t vigil_at;  //  Of the next look
    gw_line_counts_t counts;
    char url_path [320];
    char name [64];  //  For reports
    char request [REQUEST_MAX];
};

static void
s_tell_error (gw_line_t *self, gw_report_kind_t kind, const char *what, mdp_text_t why)
{
    const gw_error_t error = { .what = what, .where = self->name, .why = why };
    gw_report_error (self->parts.report, kind, &error, gw_clock_mono_ms ());
}

static gw_place_t *
s_place (const gw_line_t *self, gw_feed_t *feed)
{
    return &feed->places [self->lane];
}

static void
s_on_open (void *owner, bool is_simulated)
{
    gw_line_t *self = owner;
    self->source = ++*self->parts.last_source;
    self->counts.connects++;
    if (is_simulated) {
        *self->parts.is_simulated = true;
        gw_publish_set_simulated (self->parts.publish);
    }
    int64_t now_ms = gw_clock_mono_ms ();
    gw_load_on_opened (self->load, now_ms);
    gw_session_on_open (self->session, now_ms);
}

//  A feed that was subscribed has a hole from here on.

static void
s_tell_gap (gw_line_t *self, gw_feed_t *feed)
{
    if (gw_load_is_sent (self->load, feed)) {
        gw_pipeline_lose (self->parts.pipeline, feed, self->lane, MDP_GAP_DISCONNECTED,
                          gw_session_heard_at (self->session));
    }
}

static void
s_tell_gaps (gw_line_t *self)
{
    size_t count;
    gw_feed_t *const *feeds = gw_load_feeds (self->load, &count);
    for (size_t index = 0; index < count; index++) {
        if (feeds [index]) {
            s_tell_gap (self, feeds [index]);
        }
    }
}

static void
s_end (gw_line_t *self, gw_session_end_t end, const char *reason)
{
    bool was_open = gw_session_was_open (self->session);
    char authority [GW_URL_AUTHORITY_SIZE];
    char text [GW_URL_AUTHORITY_SIZE + 320];
    gw_url_authority (self->parts.url, authority);
    (void) snprintf (text, sizeof text, "%s: %s", authority, reason);
    s_tell_error (self, GW_REPORT_CONNECTION, was_open ? "connection lost" : "cannot connect",
                  mdp_text_of (was_open ? reason : text));
    self->counts.disconnects [gw_loss_of (was_open, reason)]++;
    self->parts.stats->reconnects += was_open;
    s_tell_gaps (self);
    gw_session_on_closed (self->session, end, gw_clock_mono_ms ());
}

static void
s_on_closed (void *owner, int status, const char *reason)
{
    char text [GW_DENIAL_SIZE];
    if (status > 0) {
        gw_denial_say (status, text);
        reason = text;
    }
    s_end (owner, gw_denial_is_long (status) ? GW_SESSION_REFUSED : GW_SESSION_LOST, reason);
}

static void
s_on_answer (gw_line_t *self, const bybit_message_t *message, int64_t now_ms)
{
    const gw_answer_t answer = {
        .market = self->parts.market,
        .report = self->parts.report,
        .topics = gw_session_topics (self->session),
        .category = self->category,
        .lane = self->lane,
        .line = self->number,
        .where = self->name,
    };
    gw_answer_take (&answer, message, now_ms);
    gw_load_note_carried (self->load, now_ms);
}

//  Ask for a feed again, and say why.

static void
s_resubscribe (gw_line_t *self, gw_feed_t *feed, bool is_silent, const char *why, int64_t now_ms)
{
    const char *what = is_silent ? "topic fell silent, resubscribed" : "book invalid, resubscribed";
    const gw_error_t error = { .what = what, .where = feed->name, .why = mdp_text_of (why) };
    gw_place_t *place = s_place (self, feed);
    if (is_silent) {
        gw_pulse_on_asked (&place->pulse, now_ms);
    }
    gw_report_error (self->parts.report, is_silent ? GW_REPORT_SILENT : GW_REPORT_BOOK, &error,
                     now_ms);
    gw_topics_on_broken (gw_session_topics (self->session), place->topic, now_ms);
}

void
gw_line_ask (gw_line_t *self, gw_feed_t *feed, const char *why, int64_t now_ms)
{
    s_place (self, feed)->pulse.lags += !feed->is_depth;
    self->parts.stats->late_trades += !feed->is_depth;
    s_resubscribe (self, feed, !feed->is_depth, why, now_ms);
}

//  A topic stopped though its connection lives: tell its readers, and ask for it again.

static void
s_on_silent (void *owner, const gw_vigil_find_t *find)
{
    gw_line_t *self = owner;
    gw_pipeline_lose (self->parts.pipeline, find->feed, self->lane, MDP_GAP_STALE, find->heard_at);
    s_resubscribe (self, find->feed, true, find->why, gw_clock_mono_ms ());
    self->parts.stats->late_trades += find->is_late;
}

static void
s_look (gw_line_t *self, int64_t now_ms)
{
    self->vigil_at = now_ms + GW_VIGIL_MS;
    if (gw_session_is_open (self->session)) {
        gw_vigil_view_t view = { .lane = self->lane, .topics = gw_session_topics (self->session) };
        view.feeds = gw_load_feeds (self->load, &view.count);
        const char *reason = gw_vigil_look (&view, now_ms, s_on_silent, self);
        if (reason) {
            gw_session_give_up (self->session, reason);
        }
    }
}

static void
s_on_refused_text (gw_line_t *self, const gw_text_t *text, const gw_pipeline_result_t *result,
                   int64_t now_ms)
{
    const gw_refusal_t refusal = {
        .category = mdp_category_name (self->category),
        .reason = result->reason,
        .offset = result->offset,
        .text = text->chars,
        .size = text->size,
    };
    gw_report_refusal (self->parts.report, &refusal, now_ms);
}

//  A text was refused, and may have been of any of our feeds.

static void
s_doubt_all (gw_line_t *self, const gw_unread_t *unread)
{
    size_t count;
    gw_feed_t *const *feeds = gw_load_feeds (self->load, &count);
    for (size_t index = 0; index < count; index++) {
        if (feeds [index] && gw_load_is_sent (self->load, feeds [index])) {
            gw_pipeline_doubt (self->parts.pipeline, feeds [index], unread);
        }
    }
}

//  Tell the session what a text of one of our feeds meant.

static void
s_on_feed (gw_line_t *self, const gw_pipeline_result_t *result, int64_t now_ms)
{
    gw_feed_t *feed = result->feed;
    gw_place_t *place = s_place (self, feed);
    if (result->kind == GW_PIPELINE_EVENT) {
        gw_vigil_on_event (feed, self->lane, result->is_change, now_ms);
        gw_session_on_data (self->session, place->topic, now_ms);
        gw_load_on_event (self->load, feed, now_ms);
    } else if (result->kind == GW_PIPELINE_BROKEN) {
        gw_session_on_data (self->session, place->topic, now_ms);
    }
    if (result->is_barred) {
        const gw_error_t error = { "lanes contradict each other", feed->name,
                                   mdp_text_of ("one of them is left aside") };
        gw_report_error (self->parts.report, GW_REPORT_LANES, &error, now_ms);
    }
}

static void
s_on_text (void *owner, const char *chars, size_t size, uint64_t ts_recv)
{
    gw_line_t *self = owner;
    int64_t now_ms = gw_clock_mono_ms ();
    gw_pipeline_result_t result;
    const gw_text_t text = {
        .category = self->category,
        .source = self->source,
        .chars = chars,
        .size = size,
        .ts_recv = ts_recv,
        .lane = self->lane,
        .now_ms = now_ms,
    };
    gw_line_count (&self->counts, size, ts_recv);
    gw_session_on_frame (self->session, now_ms);
    gw_pipeline_on_text (self->parts.pipeline, &text, &result);
    if (result.kind == GW_PIPELINE_EVENT || result.kind == GW_PIPELINE_BROKEN
        || result.kind == GW_PIPELINE_ORPHAN) {
        *self->parts.event_at = now_ms;
    } else if (result.kind == GW_PIPELINE_ANSWER) {
        s_on_answer (self, result.message, now_ms);
    } else if (result.message->kind == BYBIT_PONG) {
        gw_session_on_pong (self->session);
    }
    if (result.reason) {
        s_on_refused_text (self, &text, &result, now_ms);
    }
    if (result.is_nameless) {
        s_doubt_all (self, &result.unread);
    }
    if (result.feed && s_place (self, result.feed)->line == self->number) {
        s_on_feed (self, &result, now_ms);
    }
}

gw_line_t *
gw_line_new (const gw_line_parts_t *parts, mdp_category_t category, size_t lane, size_t number)
{
    static const gw_wss_handler_t handler = { .on_open = s_on_open,
                                              .on_text = s_on_text,
                                              .on_closed = s_on_closed };
    gw_line_t *self = calloc (1, sizeof *self);
    assert (self);
    self->parts = *parts;
    self->category = category;
    self->lane = lane;
    self->counts.category = category;
    self->number = number;
    self->wss = gw_wss_new (parts->loop, lane, &handler, self);
    gw_session_policy_t policy = gw_policy (category);
    uint64_t seed = gw_clock_wall_ns () + number * 7919;
    self->session = gw_session_new (&policy, parts->budget, seed);
    self->load = gw_load_new (category, lane, number, gw_session_topics (self->session));
    (void) snprintf (self->url_path, sizeof self->url_path, "%s/v5/public/%s", parts->url->path,
                     mdp_category_name (category));
    (void) snprintf (self->name, sizeof self->name, "connection %zu (%s)", number + 1,
                     mdp_category_name (category));
    return self;
}

void
gw_line_destroy (gw_line_t **self_p)
{
    assert (self_p);
    gw_line_t *self = *self_p;
    if (self) {
        gw_wss_destroy (&self->wss);
        gw_load_destroy (&self->load);
        gw_session_destroy (&self->session);
        free (self);
        *self_p = NULL;
    }
}

bool
gw_line_add (gw_line_t *self, gw_feed_t *feed)
{
    (void) gw_session_topics (self->session);  //  It has something new to do
    return gw_load_add (self->load, feed);
}

void
gw_line_drop (gw_line_t *self, gw_feed_t *feed, int64_t now_ms)
{
    (void) gw_session_topics (self->session);  //  Likewise
    s_tell_gap (self, feed);
    gw_load_drop (self->load, feed, now_ms);
}

void
gw_line_change (gw_line_t *self, const gw_feed_t *feed)
{
    (void) gw_session_topics (self->session);  //  Likewise
    gw_load_change (self->load, feed);
}

void
gw_line_hold (gw_line_t *self, int64_t until_at)
{
    gw_session_hold (self->session, until_at);
}

static void
s_send (gw_line_t *self, bybit_verb_t verb, const gw_session_order_t *order)
{
    size_t count = verb == BYBIT_PING ? 0 : order->request.count;
    size_t size = bybit_request_write (self->request, sizeof self->request, verb, order->number,
                                       order->request.names, count);
    assert (size > 0);
    if (gw_wss_send (self->wss, self->request, size) == -1) {
        gw_wss_close (self->wss);
        s_end (self, GW_SESSION_LOST, "requests cannot be sent");
    }
}

void
gw_line_run (gw_line_t *self, int64_t now_ms)
{
    gw_session_order_t order;
    if (self->vigil_at <= now_ms) {
        s_look (self, now_ms);
    }
    for (;;) {
        gw_session_next (self->session, now_ms, &order);
        switch (order.action) {
            case GW_SESSION_NOTHING:
                return;
            case GW_SESSION_CONNECT:
                gw_wss_connect (self->wss, self->parts.url, self->url_path);
                break;
            case GW_SESSION_CLOSE:
                gw_wss_close (self->wss);
                s_end (self, GW_SESSION_LOST, order.reason);
                break;
            case GW_SESSION_REQUEST:
                s_send (self, order.request.is_unsubscribe ? BYBIT_UNSUBSCRIBE : BYBIT_SUBSCRIBE,
                        &order);
                break;
            case GW_SESSION_PING:
                s_send (self, BYBIT_PING, &order);
                break;
        }
    }
}

int64_t
gw_line_wait_ms (const gw_line_t *self, int64_t now_ms)
{
    int64_t look_ms = self->vigil_at > now_ms ? self->vigil_at - now_ms : 0;
    int64_t wait_ms = gw_session_wait_ms (self->session, now_ms);
    return look_ms < wait_ms ? look_ms : wait_ms;
}

size_t
gw_line_lane (const gw_line_t *self)
{
    return self->lane;
}

const gw_line_counts_t *
gw_line_counts (const gw_line_t *self)
{
    return &self->counts;
}

const gw_session_t *
gw_line_session (const gw_line_t *self)
{
    return self->session;
}
