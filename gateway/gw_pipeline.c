//  gw_pipeline - the street itself: parse, apply, pack, publish, count

#include "gw_pipeline.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_seen.h"

enum { SEEN_MAX = 262144 };  //  Trades that are remembered against repetition, at least half of it

struct gw_pipeline {
    gw_market_t *market;
    gw_publish_t *publish;
    gw_stats_t *stats;
    bybit_parse_t *parser;
    gw_seen_t *seen;
    uint64_t since;
    mdp_trade_t *trades;  //  Those of one symbol, for options
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
    self->parser = bybit_parse_new ();
    self->seen = gw_seen_new (SEEN_MAX);
    self->trades = malloc (BYBIT_TRADES_MAX * sizeof *self->trades);
    assert (self->trades);
    return self;
}

void
gw_pipeline_destroy (gw_pipeline_t **self_p)
{
    assert (self_p);
    gw_pipeline_t *self = *self_p;
    if (self) {
        bybit_parse_destroy (&self->parser);
        gw_seen_destroy (&self->seen);
        free (self->trades);
        free (self);
        *self_p = NULL;
    }
}

//  A stream that was live in the incarnation before has a hole since then: say
//  so before its first message.

static void
s_open_stream (gw_pipeline_t *self, gw_stream_t *stream)
{
    if (stream->last_event == 0 && self->since > 0) {
        gw_publish_gap (self->publish, stream, MDP_GAP_RESTARTED, self->since);
    }
}

static void
s_tell_stream (gw_pipeline_t *self, gw_stream_t *stream, mdp_gap_cause_t cause)
{
    if (stream->book) {
        gw_book_lose (stream->book);
    }
    //  Trades have a hole even where none was seen before: there may have been some
    if (!stream->is_waiting && (stream->last_event > 0 || !stream->book)) {
        gw_publish_gap (self->publish, stream, cause, stream->last_event);
    }
}

void
gw_pipeline_tell_gap (gw_pipeline_t *self, gw_feed_t *feed, mdp_gap_cause_t cause)
{
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

//  Depth.

static gw_stat_t
s_break (gw_pipeline_t *self, gw_stream_t *stream, mdp_gap_cause_t cause)
{
    s_tell_stream (self, stream, cause);
    return GW_STAT_BROKEN;
}

static gw_stat_t
s_apply (gw_pipeline_t *self, gw_stream_t *stream, const mdp_depth_t *depth, uint64_t ts_recv)
{
    switch (gw_book_apply (stream->book, depth)) {
        case GW_BOOK_CHANGED:
            gw_publish_delta (self->publish, stream, depth, ts_recv);
            return GW_STAT_TAKEN;
        case GW_BOOK_REPLACED:
            gw_publish_snapshot (self->publish, stream,
                                 stream->is_waiting ? MDP_RESYNC : MDP_EXCHANGE, ts_recv);
            stream->is_waiting = false;
            return GW_STAT_TAKEN;
        case GW_BOOK_REPEATED:
            return GW_STAT_REPEATED;
        case GW_BOOK_DUPLICATE:
            return GW_STAT_DUPLICATE;
        case GW_BOOK_ORPHAN:
            return GW_STAT_ORPHAN;
        case GW_BOOK_JUMPED:
        case GW_BOOK_EMPTIED:
            return s_break (self, stream, MDP_GAP_UPDATE_ID);
        case GW_BOOK_CROSSED:
            return s_break (self, stream, MDP_GAP_CROSSED);
    }
    abort ();
}

static void
s_on_depth (gw_pipeline_t *self, const bybit_message_t *message, uint64_t ts_recv,
            gw_pipeline_result_t *result)
{
    gw_stream_t *stream = result->feed->stream;
    const mdp_depth_t *depth = &message->depth;
    if (depth->is_snapshot) {
        s_open_stream (self, stream);
    }
    bool was_valid = gw_book_is_valid (stream->book);
    if (was_valid || depth->is_snapshot || depth->update_id == 1) {
        stream->ts_exchange = depth->ts_exchange;
        stream->ts_event = depth->ts_event;
        stream->xseq = depth->xseq;
        stream->has_xseq = depth->has_xseq;
    }
    gw_stat_t outcome = s_apply (self, stream, depth, ts_recv);
    self->stats->counts [outcome]++;
    result->kind = GW_PIPELINE_EVENT;
    if (outcome == GW_STAT_BROKEN) {
        result->kind = GW_PIPELINE_BROKEN;
    } else if (outcome != GW_STAT_ORPHAN) {
        stream->last_event = ts_recv;
    }
}

//  Trades.

static bool
s_is_new (gw_pipeline_t *self, mdp_category_t category, uint64_t source, const mdp_trade_t *trade)
{
    uint64_t hash = gw_seen_hash (category, trade->symbol.chars, trade->symbol.size);
    return gw_seen_add (self->seen, gw_seen_hash (hash, trade->id.chars, trade->id.size), source);
}

static bool
s_is_same_text (mdp_text_t one, mdp_text_t other)
{
    return one.size == other.size && memcmp (one.chars, other.chars, one.size) == 0;
}

//  A frame that comes twice in a row is had before, whatever its source.

static bool
s_is_repeated (gw_stream_t *stream, const mdp_trade_t *trades, size_t count)
{
    uint64_t hash = count;
    for (size_t index = 0; index < count; index++) {
        hash = gw_seen_hash (hash, trades [index].id.chars, trades [index].id.size);
    }
    bool is_repeated = stream->last_frame == hash;
    stream->last_frame = hash;
    return is_repeated;
}

static bool
s_publish_trades (gw_pipeline_t *self, gw_stream_t *stream, const bybit_message_t *message,
                  size_t count, uint64_t ts_recv)
{
    bool is_repeated = s_is_repeated (stream, self->trades, count);
    bool is_news = count > 0 && !is_repeated;
    if (is_news) {
        const mdp_trades_t trades = {
            .category = stream->feed->category,
            .symbol = gw_stream_symbol (stream),
            .ts_exchange = message->ts_exchange,
            .trades = self->trades,
            .count = count,
        };
        s_open_stream (self, stream);
        gw_publish_trades (self->publish, stream, &trades, ts_recv);
        stream->is_waiting = false;
    }
    stream->last_event = ts_recv;
    return is_news;
}

//  Collect the new trades of the symbol that stands at an index, and behind it.

static size_t
s_collect (gw_pipeline_t *self, const bybit_message_t *message, size_t from,
           mdp_category_t category, uint64_t source)
{
    size_t count = 0;
    for (size_t index = from; index < message->trades_count; index++) {
        const mdp_trade_t *trade = &message->trades [index];
        if (s_is_same_text (trade->symbol, message->trades [from].symbol)
            && s_is_new (self, category, source, trade)) {
            self->trades [count++] = *trade;
        }
    }
    return count;
}

static bool
s_is_first_of_symbol (const bybit_message_t *message, size_t index)
{
    for (size_t before = 0; before < index; before++) {
        if (s_is_same_text (message->trades [before].symbol, message->trades [index].symbol)) {
            return false;
        }
    }
    return true;
}

static void
s_on_trades (gw_pipeline_t *self, const bybit_message_t *message, uint64_t source, uint64_t ts_recv,
             gw_pipeline_result_t *result)
{
    bool is_news = message->trades_count == 0;
    for (size_t index = 0; index < message->trades_count; index++) {
        gw_stream_t *stream = NULL;
        if (s_is_first_of_symbol (message, index)) {
            stream = gw_market_trades (self->market, result->feed, message->trades [index].symbol);
        }
        if (stream) {
            size_t count = s_collect (self, message, index, result->feed->category, source);
            is_news = s_publish_trades (self, stream, message, count, ts_recv) || is_news;
        }
    }
    self->stats->counts [is_news ? GW_STAT_TAKEN : GW_STAT_DUPLICATE]++;
    result->kind = GW_PIPELINE_EVENT;
    if (message->refused > 0) {
        gw_pipeline_tell_gap (self, result->feed, MDP_GAP_MALFORMED);
    }
}

//  A frame of a feed that cannot be read is a hole in the feed.

static void
s_on_malformed (gw_pipeline_t *self, gw_pipeline_result_t *result)
{
    self->stats->counts [GW_STAT_MALFORMED]++;
    result->kind = GW_PIPELINE_MALFORMED;
    if (result->feed) {
        gw_pipeline_tell_gap (self, result->feed, MDP_GAP_MALFORMED);
    }
}

static void
s_on_data (gw_pipeline_t *self, uint64_t source, uint64_t ts_recv, gw_pipeline_result_t *result)
{
    const bybit_message_t *message = result->message;
    if (!result->feed) {
        self->stats->counts [GW_STAT_UNSERVED]++;
    } else if (message->kind == BYBIT_DEPTH) {
        s_on_depth (self, message, ts_recv, result);
    } else {
        s_on_trades (self, message, source, ts_recv, result);
    }
}

void
gw_pipeline_on_text (gw_pipeline_t *self, mdp_category_t category, uint64_t source,
                     const char *text, size_t size, uint64_t ts_recv, gw_pipeline_result_t *result)
{
    assert (self);
    const bybit_message_t *message = bybit_parse_text (self->parser, text, size);
    self->stats->counts [GW_STAT_RECEIVED]++;
    *result = (gw_pipeline_result_t){ .kind = GW_PIPELINE_NOTHING, .message = message };
    if (message->topic.size > 0) {
        result->feed = gw_market_feed (self->market, category, message->topic);
    }
    switch (message->kind) {
        case BYBIT_TRADES:
        case BYBIT_DEPTH:
            s_on_data (self, source, ts_recv, result);
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
            s_on_malformed (self, result);
            break;
    }
}
