//  gw_publish - numbers, packs and sends what a stream has to say

#include "gw_publish.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_clock.h"
#include "mdp_pack.h"

enum {
    BURST_MAX = 32,     //  Messages that are handed to the socket together
    BURST_SIZE = 16384  //  Bytes of their frames, but for the last
};

//  A message that is packed.
typedef struct {
    const char *topic;  //  The stream's own
    size_t topic_size;
    gw_kind_t kind;
    size_t offset;  //  Of its frame
    size_t size;
    bool is_timed;  //  News, whose latency counts
    gw_flow_t flow;
    uint64_t ts_event;
    uint64_t ts_recv;
} message_t;

struct gw_publish {
    gw_pub_t *pub;
    gw_stats_t *stats;
    mdp_numbers_t numbers;
    mdp_stamp_t stamp;    //  Of the message that is being written
    uint64_t status_seq;  //  Of the last status
    char *frames;
    size_t used;  //  Bytes of them
    message_t burst [BURST_MAX];
    size_t burst_count;
    bool is_burst;        //  More is coming at once
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
    self->frames = malloc (GW_FRAME_MAX + BURST_SIZE);
    assert (self->frames);
    return self;
}

void
gw_publish_destroy (gw_publish_t **self_p)
{
    assert (self_p);
    gw_publish_t *self = *self_p;
    if (self) {
        free (self->frames);
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

//  Begin a message that takes a number, or repeats the last one. When it is handed to the
//  socket is not known yet.

static const mdp_stamp_t *
s_stamp (gw_publish_t *self, gw_stream_t *stream, bool is_news, uint64_t ts_recv)
{
    stream->seq += is_news;
    stream->is_changed = stream->is_changed || is_news;
    self->stamp.seq = stream->seq;
    self->stamp.ts_recv = ts_recv;
    self->stamp.ts_pub = MDP_PACK_UNSTAMPED;
    return &self->stamp;
}

static char *
s_frame (gw_publish_t *self)
{
    return self->frames + self->used;
}

static void
s_hand_over (gw_publish_t *self, const message_t *message)
{
    char *frame = self->frames + message->offset;
    uint64_t ts_pub = gw_clock_wall_ns ();
    mdp_pack_stamp (frame, message->size, ts_pub);
    if (gw_pub_send (self->pub, message->topic, message->topic_size, frame, message->size) == 0) {
        self->stats->published++;
        self->stats->kinds [message->kind].messages++;
        self->stats->kinds [message->kind].bytes += message->topic_size + message->size;
    }
    if (message->is_timed) {
        const mdp_stamp_t stamp = { .ts_recv = message->ts_recv, .ts_pub = ts_pub };
        gw_stats_time (self->stats, message->flow, message->ts_event, &stamp);
    }
}

static void
s_hand_over_all (gw_publish_t *self)
{
    for (size_t index = 0; index < self->burst_count; index++) {
        s_hand_over (self, &self->burst [index]);
    }
    self->burst_count = 0;
    self->used = 0;
}

void
gw_publish_begin_burst (gw_publish_t *self)
{
    assert (self);
    self->is_burst = true;
}

void
gw_publish_end_burst (gw_publish_t *self)
{
    assert (self);
    self->is_burst = false;
    if (self->burst_count > 0) {
        s_hand_over_all (self);
    }
}

//  Send what was just packed into s_frame. A message that does not fit leaves a hole in seq: its
//  reader will know.

static void
s_send (gw_publish_t *self, const message_t *message)
{
    if (message->size == 0) {
        self->stats->oversized++;
        return;
    }
    message_t *own = &self->burst [self->burst_count++];
    *own = *message;
    own->offset = self->used;
    own->ts_recv = self->stamp.ts_recv;
    self->used += message->size;
    if (!self->is_burst || self->burst_count == BURST_MAX || self->used > BURST_SIZE) {
        s_hand_over_all (self);
    }
}

//  The same of a stream.

static void
s_send_stream (gw_publish_t *self, const gw_stream_t *stream, message_t message)
{
    message.topic = stream->topic;
    message.topic_size = stream->topic_size;
    s_send (self, &message);
}

void
gw_publish_trades (gw_publish_t *self, gw_stream_t *stream, const mdp_trades_t *trades,
                   uint64_t ts_recv)
{
    size_t size = mdp_pack_trades (s_frame (self), GW_FRAME_MAX,
                                   s_stamp (self, stream, true, ts_recv), trades, self->numbers);
    bool is_timed = !trades->is_recovered && trades->count > 0;
    s_send_stream (
        self, stream,
        (message_t){ .kind = GW_KIND_TRADES,
                     .size = size,
                     .is_timed = is_timed,
                     .flow = GW_FLOW_TRADE,
                     .ts_event = is_timed ? trades->trades [trades->count - 1].ts_event : 0 });
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
    size_t size = mdp_pack_depth (s_frame (self), GW_FRAME_MAX,
                                  s_stamp (self, stream, true, ts_recv), &delta, self->numbers);
    s_send_stream (self, stream,
                   (message_t){ .kind = GW_KIND_DELTA,
                                .size = size,
                                .is_timed = true,
                                .flow = GW_FLOW_DEPTH,
                                .ts_event = event->ts_event });
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
    stream->has_hole = !stream->book;
    stream->gaps++;
    stream->crossed += cause == MDP_GAP_CROSSED;
    self->stats->gaps++;
    size_t size = mdp_pack_gap (s_frame (self), GW_FRAME_MAX,
                                s_stamp (self, stream, true, gw_clock_wall_ns ()), &gap);
    s_send_stream (self, stream, (message_t){ .kind = GW_KIND_GAP, .size = size });
}

void
gw_publish_end_of_gap (gw_publish_t *self, gw_stream_t *stream, const mdp_gap_t *end)
{
    mdp_gap_t gap = *end;
    gap.category = stream->feed->category;
    gap.symbol = gw_stream_symbol (stream);
    gap.has_complete = true;
    gap.is_final = true;
    stream->is_waiting = false;
    stream->has_hole = false;
    size_t size = mdp_pack_gap (s_frame (self), GW_FRAME_MAX,
                                s_stamp (self, stream, true, gw_clock_wall_ns ()), &gap);
    s_send_stream (self, stream, (message_t){ .kind = GW_KIND_GAP, .size = size });
}

void
gw_publish_open (gw_publish_t *self, gw_stream_t *stream, uint64_t since)
{
    if (!stream->is_open && since > 0) {
        gw_publish_gap (self, stream, MDP_GAP_RESTARTED, since);
        if (stream->feed->is_mended) {
            const mdp_gap_t end = { .cause = MDP_GAP_RESTARTED,
                                    .since = since,
                                    .is_complete = true };
            gw_publish_end_of_gap (self, stream, &end);
        }
    }
    stream->is_open = true;
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
        mdp_pack_depth (s_frame (self), GW_FRAME_MAX, s_stamp (self, stream, is_news, ts_recv),
                        &snapshot, self->numbers);
    s_send_stream (self, stream,
                   (message_t){ .kind = GW_KIND_SNAPSHOT,
                                .size = size,
                                .is_timed = is_news,
                                .flow = GW_FLOW_DEPTH,
                                .ts_event = snapshot.ts_event });
    stream->resyncs += cause == MDP_RESYNC;
    stream->is_waiting = stream->is_waiting && !is_news;
}

void
gw_publish_status (gw_publish_t *self, const mdp_topic_status_t *topics, size_t count)
{
    self->stamp.seq = ++self->status_seq;
    self->stamp.ts_recv = gw_clock_wall_ns ();
    self->stamp.ts_pub = self->stamp.ts_recv;
    const message_t message = {
        .topic = MDP_TOPIC_STATUS,
        .topic_size = sizeof MDP_TOPIC_STATUS - 1,
        .kind = GW_KIND_STATUS,
        .size = mdp_pack_status (s_frame (self), GW_FRAME_MAX, &self->stamp, topics, count),
    };
    s_send (self, &message);
}
