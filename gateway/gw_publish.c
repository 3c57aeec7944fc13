//  gw_publish - numbers, packs and sends what a stream has to say

#include "gw_publish.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_clock.h"
#include "mdp_pack.h"

struct gw_publish {
    gw_pub_t *pub;
    gw_stats_t *stats;
    mdp_numbers_t numbers;
    mdp_stamp_t stamp;    //  Of the message that is being written
    uint64_t status_seq;  //  Of the last status
    char *frame;
    mdp_level_t *levels;  //  Room for a side of a delta with the levels that the book dropped
    size_t levels_room;
};

gw_publish_t *
gw_publish_new (gw_pub_t *pub, gw_stats_t *stats, mdp_numbers_t numbers, uint64_t epoch)
{
    gw_publish_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pub = pub;
    self->stats = stats;
    self->numbers = numbers;
    self->stamp.epoch = epoch;
    self->frame = malloc (GW_FRAME_MAX);
    assert (self->frame);
    return self;
}

void
gw_publish_destroy (gw_publish_t **self_p)
{
    assert (self_p);
    gw_publish_t *self = *self_p;
    if (self) {
        free (self->frame);
        free (self->levels);
        free (self);
        *self_p = NULL;
    }
}

void
gw_publish_set_simulated (gw_publish_t *self)
{
    self->stamp.is_simulated = true;
}

//  Begin a message that takes a number, or repeats the last one.

static const mdp_stamp_t *
s_stamp (gw_publish_t *self, gw_stream_t *stream, bool is_news, uint64_t ts_recv)
{
    stream->seq += is_news;
    stream->is_changed = stream->is_changed || is_news;
    self->stamp.seq = stream->seq;
    self->stamp.ts_recv = ts_recv;
    self->stamp.ts_pub = gw_clock_wall_ns ();
    return &self->stamp;
}

//  A message that does not fit leaves a hole in seq: its reader will know.

static void
s_send (gw_publish_t *self, gw_kind_t kind, const char *topic, size_t topic_size, size_t frame_size)
{
    if (frame_size == 0) {
        self->stats->oversized++;
    } else if (gw_pub_send (self->pub, topic, topic_size, self->frame, frame_size) == 0) {
        self->stats->published++;
        self->stats->kinds [kind].messages++;
        self->stats->kinds [kind].bytes += topic_size + frame_size;
    }
}

void
gw_publish_trades (gw_publish_t *self, gw_stream_t *stream, const mdp_trades_t *trades,
                   uint64_t ts_recv)
{
    size_t size = mdp_pack_trades (self->frame, GW_FRAME_MAX, s_stamp (self, stream, true, ts_recv),
                                   trades, self->numbers);
    s_send (self, GW_KIND_TRADES, stream->topic, stream->topic_size, size);
    if (!trades->is_recovered && trades->count > 0) {
        gw_stats_time (self->stats, GW_FLOW_TRADE, trades->trades [trades->count - 1].ts_event,
                       &self->stamp);
    }
}

//  Add to one side of a delta the deletion of what the book dropped though the
//  exchange did not say so: a reader's book must be ours.

static const mdp_level_t *
s_with_dropped (gw_publish_t *self, const mdp_level_t *levels, size_t *count,
                const mdp_level_t *dropped, size_t dropped_count, size_t offset)
{
    mdp_level_t *joined = self->levels + offset;
    memcpy (joined, levels, *count * sizeof *joined);
    for (size_t index = 0; index < dropped_count; index++) {
        joined [*count] = dropped [index];
        joined [*count].size = (mdp_decimal_t){ .mantissa = 0 };
        (*count)++;
    }
    return joined;
}

static void
s_join_dropped (gw_publish_t *self, const gw_book_t *book, mdp_depth_t *delta)
{
    size_t bids_dropped;
    size_t asks_dropped;
    const mdp_level_t *bids = gw_book_bids_dropped (book, &bids_dropped);
    const mdp_level_t *asks = gw_book_asks_dropped (book, &asks_dropped);
    if (bids_dropped + asks_dropped == 0) {
        return;
    }
    size_t needed = delta->bids_count + bids_dropped + delta->asks_count + asks_dropped;
    if (needed > self->levels_room) {
        self->levels = realloc (self->levels, needed * sizeof *self->levels);
        assert (self->levels);
        self->levels_room = needed;
    }
    delta->bids = s_with_dropped (self, delta->bids, &delta->bids_count, bids, bids_dropped, 0);
    delta->asks = s_with_dropped (self, delta->asks, &delta->asks_count, asks, asks_dropped,
                                  delta->bids_count);
}

void
gw_publish_delta (gw_publish_t *self, gw_stream_t *stream, const mdp_depth_t *event,
                  uint64_t ts_recv)
{
    if (stream->feed->is_hidden) {
        return;
    }
    mdp_depth_t delta = *event;
    delta.category = stream->feed->category;
    delta.symbol = gw_stream_symbol (stream);
    delta.depth = stream->feed->depth;
    s_join_dropped (self, stream->book, &delta);
    size_t size = mdp_pack_depth (self->frame, GW_FRAME_MAX, s_stamp (self, stream, true, ts_recv),
                                  &delta, self->numbers);
    s_send (self, GW_KIND_DELTA, stream->topic, stream->topic_size, size);
    gw_stats_time (self->stats, GW_FLOW_DEPTH, event->ts_event, &self->stamp);
}

void
gw_publish_gap (gw_publish_t *self, gw_stream_t *stream, mdp_gap_cause_t cause, uint64_t since)
{
    if (stream->feed->is_hidden) {
        return;
    }
    const mdp_gap_t gap = {
        .category = stream->feed->category,
        .symbol = gw_stream_symbol (stream),
        .depth = stream->feed->depth,
        .cause = cause,
        .since = since,
        .has_complete = !stream->book,
        .is_complete = false,
    };
    stream->is_waiting = true;
    if (!stream->book && !stream->has_hole) {
        stream->has_hole = true;
        stream->hole_cause = cause;
        stream->hole_since = since;
    }
    stream->gaps++;
    stream->crossed += cause == MDP_GAP_CROSSED;
    self->stats->gaps++;
    size_t size = mdp_pack_gap (self->frame, GW_FRAME_MAX,
                                s_stamp (self, stream, true, gw_clock_wall_ns ()), &gap);
    s_send (self, GW_KIND_GAP, stream->topic, stream->topic_size, size);
}

void
gw_publish_end_of_gap (gw_publish_t *self, gw_stream_t *stream, const gw_trail_loss_t *loss)
{
    const mdp_gap_t gap = {
        .category = stream->feed->category,
        .symbol = gw_stream_symbol (stream),
        .cause = stream->hole_cause,
        .since = stream->hole_since,
        .has_complete = true,
        .is_complete = !loss->is_any,
        .is_final = true,
        .hole_from = loss->from,
        .hole_until = loss->until,
    };
    stream->is_waiting = false;
    stream->has_hole = false;
    size_t size = mdp_pack_gap (self->frame, GW_FRAME_MAX,
                                s_stamp (self, stream, true, gw_clock_wall_ns ()), &gap);
    s_send (self, GW_KIND_GAP, stream->topic, stream->topic_size, size);
}

//  The hole over a restart, and what was lost in this life, as one.

static void
s_tell_past (gw_publish_t *self, gw_stream_t *stream, uint64_t since)
{
    const gw_trail_loss_t *loss = &stream->feed->trail.loss;
    if (since == 0 && !loss->is_any) {
        return;
    }
    gw_publish_gap (self, stream, since > 0 ? MDP_GAP_RESTARTED : loss->cause, since);
    if (stream->feed->is_mended || loss->is_any) {
        gw_publish_end_of_gap (self, stream, loss);
    }
}

void
gw_publish_open (gw_publish_t *self, gw_stream_t *stream, uint64_t since)
{
    const gw_trail_t *trail = &stream->feed->trail;
    if (stream->is_open) {
        return;
    }
    stream->is_open = true;
    s_tell_past (self, stream, since);
    if (trail->is_open && !stream->has_hole) {
        gw_publish_gap (self, stream, trail->cause, since);
    }
}

void
gw_publish_snapshot (gw_publish_t *self, gw_stream_t *stream, mdp_cause_t cause, uint64_t ts_recv)
{
    if (stream->feed->is_hidden || !gw_book_is_valid (stream->book)) {
        return;
    }
    mdp_depth_t snapshot = {
        .category = stream->feed->category,
        .symbol = gw_stream_symbol (stream),
        .depth = stream->feed->depth,
        .is_snapshot = true,
        .cause = cause,
        .ts_exchange = stream->ts_exchange,
        .ts_event = stream->ts_event,
        .update_id = gw_book_update_id (stream->book),
        .xseq = stream->xseq,
        .has_xseq = stream->has_xseq,
    };
    snapshot.bids = gw_book_bids (stream->book, &snapshot.bids_count);
    snapshot.asks = gw_book_asks (stream->book, &snapshot.asks_count);
    bool is_news = cause == MDP_EXCHANGE || cause == MDP_RESYNC;
    size_t size =
        mdp_pack_depth (self->frame, GW_FRAME_MAX, s_stamp (self, stream, is_news, ts_recv),
                        &snapshot, self->numbers);
    s_send (self, GW_KIND_SNAPSHOT, stream->topic, stream->topic_size, size);
    stream->resyncs += cause == MDP_RESYNC;
    if (is_news) {
        stream->is_waiting = false;
        gw_stats_time (self->stats, GW_FLOW_DEPTH, snapshot.ts_event, &self->stamp);
    }
}

void
gw_publish_status (gw_publish_t *self, const mdp_topic_status_t *topics, size_t count)
{
    self->stamp.seq = ++self->status_seq;
    self->stamp.ts_pub = gw_clock_wall_ns ();
    self->stamp.ts_recv = self->stamp.ts_pub;
    size_t size = mdp_pack_status (self->frame, GW_FRAME_MAX, &self->stamp, topics, count);
    s_send (self, GW_KIND_STATUS, MDP_TOPIC_STATUS, sizeof MDP_TOPIC_STATUS - 1, size);
}
