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

//  A stream has had a hole since the incarnation before ended: say so once,
//  before its first message.

static void
s_open_stream (gw_pipeline_t *self, gw_stream_t *stream)
{
    if (!stream->is_open && self->since > 0) {
        gw_publish_gap (self->publish, stream, MDP_GAP_RESTARTED, self->since);
    }
    stream->is_open = true;
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

//  What a snapshot for joiners will say of the book's last event.

static void
s_note_event (gw_stream_t *stream, const mdp_depth_t *depth)
{
    stream->ts_exchange = depth->ts_exchange;
    stream->ts_event = depth->ts_event;
    stream->xseq = depth->xseq;
    stream->has_xseq = depth->has_xseq;
}

static gw_stat_t
s_apply (gw_pipeline_t *self, gw_stream_t *stream, const mdp_depth_t *depth, uint64_t ts_recv)
{
    switch (gw_book_apply (stream->book, depth)) {
        case GW_BOOK_CHANGED:
            s_note_event (stream, depth);
            gw_publish_delta (self->publish, stream, depth, ts_recv);
            return GW_STAT_TAKEN;
        case GW_BOOK_REPLACED:
            s_note_event (stream, depth);
            s_open_stream (self, stream);
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
s_on_depth (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    gw_stream_t *stream = result->feed->stream;
    gw_stat_t outcome = s_apply (self, stream, &result->message->depth, text->ts_recv);
    self->stats->counts [outcome]++;
    if (outcome == GW_STAT_ORPHAN) {
        result->kind = GW_PIPELINE_ORPHAN;
    } else if (outcome == GW_STAT_BROKEN) {
        result->kind = GW_PIPELINE_BROKEN;
    } else {
        result->kind = GW_PIPELINE_EVENT;
        result->is_change = outcome == GW_STAT_TAKEN;
        stream->last_event = text->ts_recv;
    }
}

//  Trades.

static bool
s_is_new (gw_pipeline_t *self, mdp_category_t category, uint64_t source, const mdp_trade_t *trade)
{
    uint64_t hash = gw_seen_hash (category, trade->symbol.chars, trade->symbol.size);
    return gw_seen_add (self->seen, gw_seen_hash (hash, trade->id.chars, trade->id.size), source);
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

//  Publish the collected trades. True if they were news.

static bool
s_publish_trades (gw_pipeline_t *self, gw_stream_t *stream, size_t count, const gw_text_t *text,
                  uint64_t ts_exchange)
{
    bool is_repeated = s_is_repeated (stream, self->trades, count);
    bool is_news = count > 0 && !is_repeated;
    if (is_news) {
        const mdp_trades_t trades = {
            .category = stream->feed->category,
            .symbol = gw_stream_symbol (stream),
            .ts_exchange = ts_exchange,
            .trades = self->trades,
            .count = count,
        };
        s_open_stream (self, stream);
        gw_publish_trades (self->publish, stream, &trades, text->ts_recv);
        stream->is_waiting = false;
    }
    stream->last_event = text->ts_recv;
    return is_news;
}

static bool
s_is_same_text (mdp_text_t one, mdp_text_t other)
{
    return one.size == other.size && memcmp (one.chars, other.chars, one.size) == 0;
}

//  Collect the new trades of the symbol that stands at an index, and behind it.

static size_t
s_collect (gw_pipeline_t *self, const bybit_message_t *message, size_t from, const gw_text_t *text)
{
    size_t count = 0;
    for (size_t index = from; index < message->trades_count; index++) {
        const mdp_trade_t *trade = &message->trades [index];
        if (s_is_same_text (trade->symbol, message->trades [from].symbol)
            && s_is_new (self, text->category, text->source, trade)) {
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

//  The stream of a trade; null where its symbol is not one of the feed, or
//  cannot be carried.

static gw_stream_t *
s_stream_of (gw_pipeline_t *self, gw_feed_t *feed, mdp_text_t symbol)
{
    if (feed->stream) {
        bool is_its = s_is_same_text (symbol, gw_stream_symbol (feed->stream));
        return is_its ? feed->stream : NULL;
    }
    return memchr (symbol.chars, '-', symbol.size) ? gw_market_trades (self->market, feed, symbol)
                                                   : NULL;
}

static void
s_on_trades (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    const bybit_message_t *message = result->message;
    bool is_news = message->trades_count == 0;
    size_t streams = 0;
    for (size_t index = 0; index < message->trades_count; index++) {
        if (!s_is_first_of_symbol (message, index)) {
            continue;
        }
        gw_stream_t *stream = s_stream_of (self, result->feed, message->trades [index].symbol);
        if (!stream) {
            result->reason = "a trade's symbol is not of its topic, or cannot be carried";
            continue;
        }
        size_t count = s_collect (self, message, index, text);
        is_news = s_publish_trades (self, stream, count, text, message->ts_exchange) || is_news;
        streams++;
    }
    if (message->refused > 0) {
        result->reason = message->reason;
        result->offset = message->offset;
    }
    bool is_empty = message->trades_count == 0;
    result->kind = streams > 0 || is_empty ? GW_PIPELINE_EVENT : GW_PIPELINE_MALFORMED;
    gw_stat_t outcome = is_news ? GW_STAT_TAKEN : GW_STAT_DUPLICATE;
    self->stats->counts [result->kind == GW_PIPELINE_EVENT ? outcome : GW_STAT_MALFORMED]++;
    if (result->reason) {
        gw_pipeline_tell_gap (self, result->feed, MDP_GAP_MALFORMED);
    }
}

//  A frame of a feed that cannot be read is a hole in the feed.

static void
s_on_malformed (gw_pipeline_t *self, gw_pipeline_result_t *result)
{
    self->stats->counts [GW_STAT_MALFORMED]++;
    result->kind = GW_PIPELINE_MALFORMED;
    result->reason = result->message->reason;
    result->offset = result->message->offset;
    if (result->feed) {
        gw_pipeline_tell_gap (self, result->feed, MDP_GAP_MALFORMED);
    }
}

static void
s_on_data (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result)
{
    if (!result->feed) {
        self->stats->counts [GW_STAT_UNSERVED]++;
    } else if (result->message->kind == BYBIT_DEPTH) {
        s_on_depth (self, text, result);
    } else {
        s_on_trades (self, text, result);
    }
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
            s_on_malformed (self, result);
            break;
    }
}
