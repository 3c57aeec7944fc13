//  gw_trades - carries trades to their readers: each once, in order, by symbol

#include "gw_trades.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SEEN_SLOTS = 131072 };  //  Three quarters of it are the trades that are surely remembered

struct gw_trades {
    gw_market_t *market;
    gw_publish_t *publish;
    gw_seen_t *seen;
    uint64_t since;
    mdp_trade_t *trades;  //  Those of one symbol, for options
};

gw_trades_t *
gw_trades_new (gw_market_t *market, gw_publish_t *publish, uint64_t since)
{
    gw_trades_t *self = calloc (1, sizeof *self);
    assert (self);
    self->market = market;
    self->publish = publish;
    self->since = since;
    self->seen = gw_seen_new (SEEN_SLOTS);
    self->trades = malloc (BYBIT_TRADES_MAX * sizeof *self->trades);
    assert (self->trades);
    return self;
}

void
gw_trades_destroy (gw_trades_t **self_p)
{
    assert (self_p);
    gw_trades_t *self = *self_p;
    if (self) {
        gw_seen_destroy (&self->seen);
        free (self->trades);
        free (self);
        *self_p = NULL;
    }
}

gw_seen_t *
gw_trades_seen (gw_trades_t *self)
{
    return self->seen;
}

//  Note that a lane has a trade. False if it was had before from another source.

static bool
s_is_new (gw_trades_t *self, gw_feed_t *feed, const gw_trades_event_t *event,
          const mdp_trade_t *trade)
{
    uint64_t key = gw_trail_key (feed->category, trade);
    if (gw_cover_owes (&feed->cover, event->lane)) {
        gw_cover_on_trade (&feed->cover, event->lane, key, trade->ts_event);
    }
    return gw_seen_add (self->seen, key, event->source);
}

//  A frame that comes twice in a row is had before, whatever its source.

static bool
s_is_repeated (gw_stream_t *stream, size_t lane, const mdp_trade_t *trades, size_t count)
{
    uint64_t hash = count;
    for (size_t index = 0; index < count; index++) {
        hash = gw_seen_hash (hash, trades [index].id.chars, trades [index].id.size);
    }
    bool is_repeated = stream->last_frames [lane] == hash;
    stream->last_frames [lane] = hash;
    return is_repeated;
}

//  What a hole that begins or ends here will be known by. No trade that says to be matched after it
//  was sent is.

static void
s_note_trades (gw_feed_t *feed, const gw_trades_event_t *event, const mdp_trade_t *trades,
               size_t count)
{
    const mdp_trade_t *last = &trades [count - 1];
    uint64_t key = gw_trail_key (feed->category, last);
    uint64_t sent_at = event->message->ts_exchange;
    if (feed->trail.is_open && feed->trail.after_at == 0
        && gw_trail_is_sane (trades->ts_event, sent_at)) {
        gw_trail_on_trade (&feed->trail, gw_trail_key (feed->category, trades), trades->ts_event);
    }
    if (gw_trail_is_sane (last->ts_event, sent_at)) {
        gw_trail_on_trade (&feed->trail, key, last->ts_event);
        gw_trail_on_lane (&feed->trail, event->lane, key, last->ts_event);
    }
    gw_cover_on_news (&feed->cover, event->lane, key, last->ts_event, event->now_ms);
}

//  A message brought nothing new: the other lane was first.

static void
s_note_had (gw_feed_t *feed, const gw_trades_event_t *event)
{
    const mdp_trade_t *last = &event->message->trades [event->message->trades_count - 1];
    if (gw_trail_is_sane (last->ts_event, event->message->ts_exchange)) {
        gw_trail_on_lane (&feed->trail, event->lane, gw_trail_key (feed->category, last),
                          last->ts_event);
    }
}

//  Publish the collected trades. True if they were news.

static bool
s_publish (gw_trades_t *self, gw_stream_t *stream, size_t count, const gw_trades_event_t *event)
{
    bool is_repeated = s_is_repeated (stream, event->lane, self->trades, count);
    bool is_news = count > 0 && !is_repeated;
    if (is_news) {
        const mdp_trades_t trades = {
            .category = stream->feed->category,
            .symbol = gw_stream_symbol (stream),
            .ts_exchange = event->message->ts_exchange,
            .trades = self->trades,
            .count = count,
        };
        gw_publish_open (self->publish, stream, self->since);
        gw_publish_trades (self->publish, stream, &trades, event->ts_recv);
        stream->is_waiting = false;
        s_note_trades (stream->feed, event, self->trades, count);
    }
    stream->last_event = event->ts_recv;
    return is_news;
}

static bool
s_is_same_text (mdp_text_t one, mdp_text_t other)
{
    return one.size == other.size && memcmp (one.chars, other.chars, one.size) == 0;
}

//  Collect the new trades of the symbol that stands at an index, and behind it.

static size_t
s_collect (gw_trades_t *self, gw_feed_t *feed, const gw_trades_event_t *event, size_t from)
{
    const bybit_message_t *message = event->message;
    size_t count = 0;
    for (size_t index = from; index < message->trades_count; index++) {
        const mdp_trade_t *trade = &message->trades [index];
        if (s_is_same_text (trade->symbol, message->trades [from].symbol)
            && s_is_new (self, feed, event, trade)) {
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
s_stream_of (gw_trades_t *self, gw_feed_t *feed, mdp_text_t symbol)
{
    if (feed->stream) {
        bool is_its = s_is_same_text (symbol, gw_stream_symbol (feed->stream));
        return is_its ? feed->stream : NULL;
    }
    return memchr (symbol.chars, '-', symbol.size) ? gw_market_trades (self->market, feed, symbol)
                                                   : NULL;
}

void
gw_trades_on_event (gw_trades_t *self, gw_feed_t *feed, const gw_trades_event_t *event,
                    gw_trades_result_t *result)
{
    assert (self);
    const bybit_message_t *message = event->message;
    bool is_empty = message->trades_count == 0;
    *result = (gw_trades_result_t){ .is_news = is_empty, .is_carried = is_empty };
    for (size_t index = 0; index < message->trades_count; index++) {
        if (!s_is_first_of_symbol (message, index)) {
            continue;
        }
        gw_stream_t *stream = s_stream_of (self, feed, message->trades [index].symbol);
        if (!stream) {
            result->has_alien = true;
            continue;
        }
        size_t count = s_collect (self, feed, event, index);
        result->is_news = s_publish (self, stream, count, event) || result->is_news;
        result->is_carried = true;
    }
    if (!result->is_news) {
        s_note_had (feed, event);
    }
}
