//  gw_depth - carries depth events to the books, and what became of them to their readers

#include "gw_depth.h"

#include <assert.h>
#include <stdlib.h>

#include "gw_digest.h"
#include "gw_shelf.h"

enum { SHELF_SIZE = 32 * 1024 * 1024 };  //  A wait of every book on a busy day

struct gw_depth {
    gw_publish_t *publish;
    gw_asks_t *asks;
    gw_stats_t *stats;
    uint64_t since;
    gw_shelf_t *shelf;                      //  Null with one lane
    gw_stream_t *waiting [GW_STREAMS_MAX];  //  Those with gw_stream_t.is_listed
    size_t waiting_count;
};

gw_depth_t *
gw_depth_new (gw_publish_t *publish, gw_asks_t *asks, gw_stats_t *stats, uint64_t since)
{
    gw_depth_t *self = calloc (1, sizeof *self);
    assert (self);
    self->publish = publish;
    self->asks = asks;
    self->stats = stats;
    self->since = since;
    return self;
}

void
gw_depth_destroy (gw_depth_t **self_p)
{
    assert (self_p);
    gw_depth_t *self = *self_p;
    if (self) {
        gw_shelf_destroy (&self->shelf);
        free (self);
        *self_p = NULL;
    }
}

void
gw_depth_merge_lanes (gw_depth_t *self)
{
    assert (!self->shelf);
    self->shelf = gw_shelf_new (SHELF_SIZE);
}

//  Pass on what the merge wants of others. True if a lane was barred.

static bool
s_pass_on (gw_depth_t *self, gw_stream_t *stream, const char *why)
{
    unsigned asks = gw_merge_take_asks (stream->merge);
    bool is_barred = gw_merge_take_bars (stream->merge) != 0;
    if (asks) {
        gw_asks_put (self->asks, stream->feed, asks, why);
    }
    self->stats->contradictions += is_barred;
    return is_barred;
}

static const char *
s_why (mdp_gap_cause_t cause)
{
    switch (cause) {
        case MDP_GAP_DISCONNECTED:
        case MDP_GAP_STALE:
            return "the lane that it followed is lost";
        case MDP_GAP_UPDATE_ID:
        case MDP_GAP_CROSSED:
        case MDP_GAP_RESTARTED:
            return "the exchange's updates do not fit";
        case MDP_GAP_MALFORMED:
            return "a frame could not be read";
    }
    abort ();
}

void
gw_depth_tell_gap (gw_depth_t *self, gw_stream_t *stream, mdp_gap_cause_t cause)
{
    gw_book_lose (stream->book);
    if (stream->merge) {
        gw_merge_break (stream->merge);
        (void) s_pass_on (self, stream, s_why (cause));
    }
    if (!stream->is_waiting && stream->last_event > 0) {
        gw_publish_gap (self->publish, stream, cause, stream->last_event);
    }
}

static gw_stat_t
s_break (gw_depth_t *self, gw_stream_t *stream, mdp_gap_cause_t cause)
{
    if (stream->feed->symbol) {
        stream->feed->symbol->doubts++;  //  Trades may be missing too
    }
    gw_depth_tell_gap (self, stream, cause);
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

//  True if a delta with a number that was had is no repetition: it is too old for one, or was
//  made after the book. That the numbering went back was missed then. When the exchange sent
//  them says nothing: a snapshot may overtake deltas that it holds.

static bool
s_is_back (const gw_stream_t *stream, const mdp_depth_t *depth)
{
    bool is_newer = stream->ts_event > 0 && depth->ts_event > stream->ts_event;
    return is_newer || depth->update_id + GW_WINDOW_SIZE <= gw_book_update_id (stream->book);
}

static gw_stat_t
s_apply (gw_depth_t *self, gw_stream_t *stream, const mdp_depth_t *depth, uint64_t ts_recv)
{
    switch (gw_book_apply (stream->book, depth)) {
        case GW_BOOK_CHANGED:
            s_note_event (stream, depth);
            gw_publish_delta (self->publish, stream, depth, ts_recv);
            return GW_STAT_TAKEN;
        case GW_BOOK_REPLACED:
            s_note_event (stream, depth);
            gw_publish_open (self->publish, stream, self->since);
            gw_publish_snapshot (self->publish, stream,
                                 stream->is_waiting ? MDP_RESYNC : MDP_EXCHANGE, ts_recv);
            stream->is_waiting = false;
            return GW_STAT_TAKEN;
        case GW_BOOK_REPEATED:
            return GW_STAT_REPEATED;
        case GW_BOOK_DUPLICATE:
            return s_is_back (stream, depth) ? s_break (self, stream, MDP_GAP_UPDATE_ID)
                                             : GW_STAT_DUPLICATE;
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

//  Two lanes.

static uint64_t
s_book_digest (const gw_book_t *book)
{
    size_t bids_count;
    size_t asks_count;
    const mdp_level_t *bids = gw_book_bids (book, &bids_count);
    const mdp_level_t *asks = gw_book_asks (book, &asks_count);
    return gw_digest_levels (bids, bids_count, asks, asks_count);
}

static gw_merge_event_t
s_said (const gw_stream_t *stream, const mdp_depth_t *depth)
{
    bool is_snapshot = depth->is_snapshot || depth->update_id == 1;
    gw_merge_event_t said = {
        .is_snapshot = is_snapshot,
        .is_whole = is_snapshot && stream->feed->depth == 1,
        .update_id = depth->update_id,
        .hash = gw_digest_levels (depth->bids, depth->bids_count, depth->asks, depth->asks_count),
        .xseq = depth->has_xseq ? depth->xseq : 0,
    };
    if (is_snapshot && gw_merge_is_valid (stream->merge)
        && gw_merge_update_id (stream->merge) == depth->update_id) {
        said.book_hash = s_book_digest (stream->book);
    }
    return said;
}

static gw_stat_t
s_take (gw_depth_t *self, gw_stream_t *stream, const mdp_depth_t *depth, uint64_t ts_recv)
{
    gw_stat_t outcome = s_apply (self, stream, depth, ts_recv);
    if (gw_merge_wants_book (stream->merge)) {
        gw_merge_on_book (stream->merge, s_book_digest (stream->book));
    }
    return outcome;
}

//  Take the held events whose turn it is. False where one of them has gone.

static bool
s_take_held (gw_depth_t *self, gw_stream_t *stream, int64_t now_ms)
{
    uint64_t position;
    while (gw_merge_next (stream->merge, &position, now_ms)) {
        mdp_depth_t depth;
        uint64_t ts_recv;
        if (!gw_shelf_get (self->shelf, position, &depth, &ts_recv)) {
            return false;
        }
        (void) s_take (self, stream, &depth, ts_recv);  //  A broken book ends the loop
    }
    return true;
}

static gw_stat_t
s_do (gw_depth_t *self, gw_stream_t *stream, const gw_depth_event_t *event,
      gw_merge_verdict_t verdict)
{
    const mdp_depth_t *depth = event->depth;
    switch (verdict) {
        case GW_MERGE_TAKE:
            return s_take (self, stream, depth, event->ts_recv);
        case GW_MERGE_DROP:
            return depth->is_snapshot ? GW_STAT_REPEATED : GW_STAT_DUPLICATE;
        case GW_MERGE_HOLD:
            gw_merge_hold (stream->merge, depth->update_id,
                           gw_shelf_put (self->shelf, depth, event->ts_recv));
            return GW_STAT_HELD;
        case GW_MERGE_ORPHAN:
            return GW_STAT_ORPHAN;
        case GW_MERGE_BROKEN:
            return s_break (self, stream, MDP_GAP_UPDATE_ID);
    }
    abort ();
}

//  So that gw_depth_run looks after it.

static void
s_list (gw_depth_t *self, gw_stream_t *stream)
{
    if (!stream->is_listed && gw_merge_due_at (stream->merge) < INT64_MAX) {
        stream->is_listed = true;
        self->waiting [self->waiting_count++] = stream;
    }
}

static void
s_merge (gw_depth_t *self, gw_stream_t *stream, const gw_depth_event_t *event,
         gw_depth_result_t *result)
{
    if (!stream->merge) {
        stream->merge = gw_merge_new ();
    }
    uint64_t contradictions = self->stats->contradictions;
    const gw_merge_event_t said = s_said (stream, event->depth);
    result->is_change = !gw_merge_is_repeat (stream->merge, event->lane, &said);
    gw_merge_verdict_t verdict =
        gw_merge_on_event (stream->merge, event->lane, &said, event->now_ms);
    result->outcome = s_do (self, stream, event, verdict);
    if (!s_take_held (self, stream, event->now_ms)
        || gw_merge_is_lost (stream->merge, event->now_ms)) {
        result->outcome = s_break (self, stream, MDP_GAP_UPDATE_ID);
    }
    s_list (self, stream);
    (void) s_pass_on (self, stream, "its updates do not meet the other lane's");
    result->is_barred = self->stats->contradictions > contradictions;
}

void
gw_depth_on_event (gw_depth_t *self, gw_stream_t *stream, const gw_depth_event_t *event,
                   gw_depth_result_t *result)
{
    assert (self);
    *result = (gw_depth_result_t){ .is_barred = false };
    if (self->shelf) {
        s_merge (self, stream, event, result);
        return;
    }
    result->outcome = s_apply (self, stream, event->depth, event->ts_recv);
    result->is_change = result->outcome == GW_STAT_TAKEN;
    if (result->outcome == GW_STAT_BROKEN) {
        gw_asks_put (self->asks, stream->feed, 1u << event->lane, s_why (MDP_GAP_UPDATE_ID));
    }
}

bool
gw_depth_is_hole (const gw_depth_t *self, const gw_stream_t *stream, size_t lane)
{
    for (size_t other = 0; self->shelf && stream->merge && other < GW_LANES_MAX; other++) {
        if (other != lane && gw_merge_is_in_step (stream->merge, other)) {
            return false;
        }
    }
    return true;
}

bool
gw_depth_lose (gw_depth_t *self, gw_stream_t *stream, size_t lane)
{
    if (!stream->merge) {
        return true;
    }
    bool is_hole = gw_merge_lose (stream->merge, lane) || !gw_merge_is_valid (stream->merge);
    //  A lane that is minutes behind has nothing to say until then. Of level 1 numbers say little
    is_hole = is_hole || (stream->feed->depth > 1 && gw_depth_is_hole (self, stream, lane));
    (void) s_pass_on (self, stream, "it was left aside for a lane that is lost");
    return is_hole;
}

void
gw_depth_run (gw_depth_t *self, int64_t now_ms)
{
    size_t index = 0;
    while (index < self->waiting_count) {
        gw_stream_t *stream = self->waiting [index];
        if (!s_take_held (self, stream, now_ms) || gw_merge_is_lost (stream->merge, now_ms)) {
            (void) s_break (self, stream, MDP_GAP_UPDATE_ID);
        }
        if (gw_merge_due_at (stream->merge) < INT64_MAX) {
            index++;
        } else {
            stream->is_listed = false;
            self->waiting [index] = self->waiting [--self->waiting_count];
        }
    }
}

int64_t
gw_depth_wait_ms (const gw_depth_t *self, int64_t now_ms)
{
    int64_t wait_ms = INT32_MAX;
    for (size_t index = 0; index < self->waiting_count; index++) {
        int64_t left_ms = gw_merge_due_at (self->waiting [index]->merge) - now_ms;
        wait_ms = left_ms < wait_ms ? left_ms : wait_ms;
    }
    return wait_ms > 0 ? wait_ms : 0;
}
