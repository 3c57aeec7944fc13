//  gw_pipeline - the street itself: parse, apply, pack, publish, count

#include "gw_pipeline.h"

#include <assert.h>
#include <stdlib.h>

#include "gw_clock.h"
#include "gw_depth.h"
#include "gw_trades.h"

enum { UNREAD_MS = 60000 };  //  For a slower lane to bring a frame that the other could not read

struct gw_pipeline {
    gw_market_t *market;
    gw_publish_t *publish;
    gw_stats_t *stats;
    bybit_parse_t *parser;
    gw_asks_t *asks;
    gw_depth_t *depth;
    gw_trades_t *trades;
    uint64_t since;       //  The incarnation before received its last event; 0 if there was none
    uint64_t started_at;  //  Wall nanoseconds
};

gw_pipeline_t *
gw_pipeline_new (gw_market_t *market, gw_publish_t *publish, gw_stats_t *stats, uint64_t since)
{
    gw_pipeline_t *self = calloc (1, sizeof *self);
    assert (self);
    self->market = market;
    self->publish = publish;
    self->stats = stats;
    self->since = since;
    self->started_at = gw_clock_wall_ns ();
    self->parser = bybit_parse_new ();
    self->asks = gw_asks_new ();
    self->depth = gw_depth_new (publish, self->asks, stats, since);
    self->trades = gw_trades_new (market, publish, since);
    return self;
}

void
gw_pipeline_destroy (gw_pipeline_t **self_p)
{
    assert (self_p);
    gw_pipeline_t *self = *self_p;
    if (self) {
        bybit_parse_destroy (&self->parser);
        gw_depth_destroy (&self->depth);
        gw_asks_destroy (&self->asks);
        gw_trades_destroy (&self->trades);
        free (self);
        *self_p = NULL;
    }
}

gw_seen_t *
gw_pipeline_seen (gw_pipeline_t *self)
{
    return gw_trades_seen (self->trades);
}

static void
s_tell_stream (gw_pipeline_t *self, gw_stream_t *stream, mdp_gap_cause_t cause)
{
    if (stream->book) {
        gw_depth_tell_gap (self->depth, stream, cause);
        return;
    }
    gw_publish_open (self->publish, stream, self->since);  //  The hole over a restart comes first
    if (!stream->is_waiting) {
        //  Trades have a hole even where none was seen before: there may have been some
        gw_publish_gap (self->publish, stream, cause,
                        stream->last_event > 0 ? stream->last_event : self->since);
    }
}

void
gw_pipeline_tell_gap (gw_pipeline_t *self, gw_feed_t *feed, mdp_gap_cause_t cause)
{
    if (!feed->is_depth) {
        gw_trail_on_gap (&feed->trail, cause, self->started_at);
        self->stats->holes++;
    }
    if (feed->stream) {
        s_tell_stream (self, feed->stream, cause);
        return;
    }
    for (size_t index = 0; index < gw_market_streams_count (self->market); index++) {
        gw_stream_t *stream = gw_market_stream_at (self->market, index);
        if (stream->feed == feed) {
            s_tell_stream (self, stream, cause);
        }
    }
}

void
gw_pipeline_merge_lanes (gw_pipeline_t *self)
{
    gw_depth_merge_lanes (self->depth);
}

static void
s_on_depth (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    const gw_depth_event_t event = {
        .lane = text->lane,
        .depth = &result->message->depth,
        .ts_recv = text->ts_recv,
        .now_ms = text->now_ms,
    };
    gw_depth_result_t said;
    gw_depth_on_event (self->depth, result->feed->stream, &event, &said);
    self->stats->counts [said.outcome]++;
    result->is_change = said.is_change;
    result->is_barred = said.is_barred;
    if (said.outcome == GW_STAT_ORPHAN) {
        result->kind = GW_PIPELINE_ORPHAN;
    } else if (said.outcome == GW_STAT_BROKEN) {
        result->kind = GW_PIPELINE_BROKEN;
    } else {
        result->kind = GW_PIPELINE_EVENT;
        result->feed->stream->last_event = text->ts_recv;
    }
}

//  Holes of one lane.

//  Tell a gap that may have begun before the last trade that was had.

static void
s_tell_gap_behind (gw_pipeline_t *self, gw_feed_t *feed, mdp_gap_cause_t cause,
                   const gw_trail_end_t *end)
{
    gw_pipeline_tell_gap (self, feed, cause);
    if (!feed->is_depth) {
        gw_trail_widen (&feed->trail, end, self->started_at);
    }
}

void
gw_pipeline_lose (gw_pipeline_t *self, gw_feed_t *feed, size_t lane, mdp_gap_cause_t cause,
                  int64_t heard_ms)
{
    assert (self);
    bool is_lost = feed->is_depth ? gw_depth_lose (self->depth, feed->stream, lane)
                                  : !gw_cover_has (&feed->cover, lane, heard_ms);
    const gw_trail_end_t end = gw_trail_end (&feed->trail, lane);
    gw_cover_lose (&feed->cover, lane);
    gw_trail_lose_lane (&feed->trail, lane);
    if (is_lost) {
        s_tell_gap_behind (self, feed, cause, &end);
    }
}

void
gw_pipeline_miss (gw_pipeline_t *self, gw_feed_t *feed, const gw_trail_end_t *end, bool has_stopped)
{
    assert (self);
    unsigned lanes = 0;
    for (size_t lane = 0; lane < GW_LANES_MAX && has_stopped; lane++) {
        gw_cover_lose (&feed->cover, lane);
        gw_trail_lose_lane (&feed->trail, lane);
        lanes |= 1u << lane;
    }
    s_tell_gap_behind (self, feed, MDP_GAP_STALE, end);
    if (has_stopped) {
        gw_asks_put (self->asks, feed, lanes, "REST has trades that it does not bring");
    }
}

//  Note a frame that could not be read. True if another lane could not read it either: the
//  very same one, or one that it brought at about the same time. If the lanes met since then
//  it was another one: both had passed that, and it is forgotten.

static bool
s_is_unread_by_all (gw_feed_t *feed, const gw_unread_t *unread, bool have_met)
{
    bool is_unread = false;
    for (size_t lane = 0; lane < GW_LANES_MAX; lane++) {
        gw_place_t *place = &feed->places [lane];
        if (lane == unread->lane) {
            place->unread = unread->hash;
            place->unread_at = unread->now_ms;
        } else if (have_met) {
            place->unread_at = 0;
        } else if (place->unread_at > 0) {
            int64_t age_ms = unread->now_ms - place->unread_at;
            is_unread |= age_ms < (place->unread == unread->hash ? UNREAD_MS : GW_MERGE_WAIT_MS);
        }
    }
    return is_unread;
}

//  What was known of a feed's trades before a frame: the trades in it may be behind what could
//  not be read.
typedef struct {
    gw_trail_end_t end;
    gw_cover_t cover;
} before_t;

static before_t
s_before (const gw_feed_t *feed, size_t lane)
{
    return (before_t){ .end = gw_trail_end (&feed->trail, lane), .cover = feed->cover };
}

//  A frame of a lane, or some of it, could not be read. Another lane may bring what it said,
//  unless that is something that we cannot read at all.

static void
s_on_unread (gw_pipeline_t *self, gw_feed_t *feed, const gw_unread_t *unread,
             const before_t *before)
{
    bool is_unread_by_all = s_is_unread_by_all (feed, unread, before->cover.have_met);
    if (!feed->is_depth) {
        int64_t heard_ms = unread->now_ms - GW_MERGE_WAIT_MS;
        if (is_unread_by_all || !gw_cover_has (&before->cover, unread->lane, heard_ms)) {
            s_tell_gap_behind (self, feed, MDP_GAP_MALFORMED, &before->end);
        }
        //  The other lane is given as long to bring what this one cannot make up for
        gw_cover_renew (&feed->cover, unread->lane, unread->now_ms + GW_MERGE_WAIT_MS);
    } else if (is_unread_by_all || gw_depth_is_hole (self->depth, feed->stream, unread->lane)) {
        gw_pipeline_tell_gap (self, feed, MDP_GAP_MALFORMED);
        gw_asks_put (self->asks, feed, 1u << unread->lane, "a frame could not be read");
    }
}

gw_feed_t *
gw_pipeline_next_ask (gw_pipeline_t *self, unsigned *lanes, const char **why)
{
    assert (self);
    return gw_asks_take (self->asks, lanes, why);
}

void
gw_pipeline_run (gw_pipeline_t *self, int64_t now_ms)
{
    gw_depth_run (self->depth, now_ms);
}

int64_t
gw_pipeline_wait_ms (const gw_pipeline_t *self, int64_t now_ms)
{
    return gw_asks_is_empty (self->asks) ? gw_depth_wait_ms (self->depth, now_ms) : 0;
}

static void
s_note_unread (const gw_text_t *text, gw_pipeline_result_t *result)
{
    result->unread = (gw_unread_t){
        .lane = text->lane,
        .now_ms = text->now_ms,
        .hash = gw_seen_hash (0, text->chars, text->size),
    };
}

static void
s_on_trades (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    const bybit_message_t *message = result->message;
    const gw_trades_event_t event = {
        .lane = text->lane,
        .source = text->source,
        .message = message,
        .ts_recv = text->ts_recv,
        .now_ms = text->now_ms,
    };
    const before_t before = s_before (result->feed, text->lane);
    gw_trades_result_t said;
    gw_trades_on_event (self->trades, result->feed, &event, &said);
    if (said.has_alien) {
        result->reason = "a trade's symbol is not of its topic, or cannot be carried";
    }
    if (message->refused > 0) {
        result->reason = message->reason;
        result->offset = message->offset;
    }
    result->kind = said.is_carried ? GW_PIPELINE_EVENT : GW_PIPELINE_MALFORMED;
    gw_stat_t outcome = said.is_news ? GW_STAT_TAKEN : GW_STAT_DUPLICATE;
    self->stats->counts [said.is_carried ? outcome : GW_STAT_MALFORMED]++;
    if (result->reason) {
        s_note_unread (text, result);
        s_on_unread (self, result->feed, &result->unread, &before);
    }
}

//  A frame of a feed that cannot be read is a hole in the feed.

static void
s_on_malformed (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    self->stats->counts [GW_STAT_MALFORMED]++;
    result->kind = GW_PIPELINE_MALFORMED;
    result->reason = result->message->reason;
    result->offset = result->message->offset;
    s_note_unread (text, result);
    if (result->feed) {
        const before_t before = s_before (result->feed, text->lane);
        s_on_unread (self, result->feed, &result->unread, &before);
    }
    result->is_nameless = !result->feed && (!result->message->is_json || result->message->has_data);
}

void
gw_pipeline_doubt (gw_pipeline_t *self, gw_feed_t *feed, const gw_unread_t *unread)
{
    assert (self);
    if (!feed->is_depth) {
        const before_t before = s_before (feed, unread->lane);
        s_on_unread (self, feed, unread, &before);
    }
}

static void
s_on_data (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    if (!result->feed) {
        self->stats->counts [GW_STAT_UNSERVED]++;
        return;
    }
    result->feed->places [text->lane].said_at = result->message->ts_exchange;
    if (result->message->kind == BYBIT_DEPTH) {
        s_on_depth (self, text, result);
    } else {
        s_on_trades (self, text, result);
    }
}

//  Count what was refused, by what it was meant to be and by why.

static void
s_count_refusal (gw_pipeline_t *self, const gw_pipeline_result_t *result)
{
    const gw_feed_t *feed = result->feed;
    gw_flow_t flow = GW_FLOW_OTHER;
    if (feed) {
        flow = feed->is_depth ? GW_FLOW_DEPTH : GW_FLOW_TRADE;
    }
    self->stats->refusals [flow][result->message->is_json ? GW_REFUSAL_CONTENT : GW_REFUSAL_JSON]++;
}

void
gw_pipeline_on_text (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    assert (self);
    const bybit_message_t *message = bybit_parse_text (self->parser, text->chars, text->size);
    self->stats->counts [GW_STAT_RECEIVED]++;
    *result = (gw_pipeline_result_t){ .kind = GW_PIPELINE_NOTHING, .message = message };
    if (message->topic.size > 0) {
        result->feed = gw_market_feed (self->market, text->category, message->topic);
    }
    switch (message->kind) {
        case BYBIT_TRADES:
        case BYBIT_DEPTH:
            s_on_data (self, text, result);
            break;
        case BYBIT_UNSERVED:
            self->stats->counts [GW_STAT_UNSERVED]++;
            break;
        case BYBIT_PONG:
            self->stats->counts [GW_STAT_PONG]++;
            break;
        case BYBIT_ACCEPTED:
        case BYBIT_REFUSED:
            self->stats->counts [GW_STAT_ANSWER]++;
            result->kind = GW_PIPELINE_ANSWER;
            break;
        case BYBIT_MALFORMED:
            s_on_malformed (self, text, result);
            break;
    }
    if (result->reason) {
        s_count_refusal (self, result);
    }
}
