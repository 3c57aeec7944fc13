//  gw_mend - publishes trades that were fetched after a hole, and tells how the hole ended

#include "gw_mend.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_holes.h"

#define LATE_NS ((uint64_t) GW_COVER_LATE_MS * 1000000)

struct gw_mend {
    gw_market_t *market;
    gw_pipeline_t *pipeline;
    gw_publish_t *publish;
    gw_stats_t *stats;
    uint64_t since;
    gw_trail_step_t steps [BYBIT_RECENT_MAX];  //  The answer's trades
    mdp_trade_t trades [BYBIT_RECENT_MAX];     //  Those of one symbol that are missing
};

gw_mend_t *
gw_mend_new (gw_market_t *market, gw_pipeline_t *pipeline, gw_publish_t *publish, gw_stats_t *stats,
             uint64_t since)
{
    gw_mend_t *self = calloc (1, sizeof *self);
    assert (self);
    self->market = market;
    self->pipeline = pipeline;
    self->publish = publish;
    self->stats = stats;
    self->since = since;
    return self;
}

void
gw_mend_destroy (gw_mend_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

void
gw_mend_look (gw_feed_t *feed)
{
    const gw_feed_t *symbol = feed->symbol ? feed->symbol : feed;
    for (size_t lane = 0; lane < GW_LANES_MAX && feed->trail.said_at == 0; lane++) {
        const gw_place_t *place = &symbol->places [lane];
        int64_t carried_at = feed->cover.lanes [lane].carried_at;
        if (carried_at > 0 && place->pulse.heard_at >= carried_at) {
            feed->trail.said_at = place->said_at;
        }
    }
}

//  True if an answer was written before the live trades came again, or may have been: where that
//  is not known yet, the next beat of the symbol tells it.

static bool
s_is_old (const gw_feed_t *feed, const bybit_recent_answer_t *recent)
{
    const gw_trail_t *trail = &feed->trail;
    bool has_pulse = false;
    for (size_t lane = 0; lane < GW_LANES_MAX && feed->symbol; lane++) {
        has_pulse = has_pulse || gw_pulse_is_believed (&feed->symbol->places [lane].pulse);
    }
    bool is_unknown = has_pulse && trail->said_at == 0 && trail->after_at == 0;
    return recent->ts_exchange > 0 && (is_unknown || recent->ts_exchange < trail->said_at);
}

//  What became of a trade of the answer: those of a symbol are taken together.

static void
s_note_steps (gw_mend_t *self, const gw_feed_t *feed, const bybit_recent_answer_t *recent)
{
    const gw_seen_t *seen = gw_pipeline_seen (self->pipeline);
    for (size_t index = 0; index < recent->count; index++) {
        const mdp_trade_t *trade = &recent->trades [index];
        uint64_t key = gw_trail_key (feed->category, trade);
        self->steps [index] = (gw_trail_step_t){ .key = key,
                                                 .at = trade->ts_event,
                                                 .is_seen = gw_seen_has (seen, key),
                                                 .is_recent = gw_seen_has_recent (seen, key) };
    }
}

//  The trades of an answer without those, at its end, that say to be matched after it was sent.

static size_t
s_count_sane (const bybit_recent_answer_t *recent)
{
    size_t count = recent->count;
    while (count > 0
           && !gw_trail_is_sane (recent->trades [count - 1].ts_event, recent->ts_exchange)) {
        count--;
    }
    return count;
}

//  True if an answer has a trade that the live ones lack though they flowed already.

static bool
s_has_live (const gw_mend_t *self, const gw_mend_answer_t *answer)
{
    uint64_t flowed_ns = (uint64_t) answer->flowed_ms * 1000000;
    bool has_live = false;
    for (size_t index = 0; index < answer->recent->count; index++) {
        const gw_trail_step_t *step = &self->steps [index];
        has_live =
            has_live || (!step->is_seen && step->at + flowed_ns > answer->recent->ts_exchange);
    }
    return has_live && answer->recent->ts_exchange > 0;
}

//  Where no live trade came again the answer itself must show that none had to.

static gw_trail_verdict_t
s_judge_quiet (const gw_mend_t *self, const gw_mend_answer_t *answer, gw_trail_verdict_t verdict)
{
    if (answer->flowed_ms < GW_HOLES_QUIET_MS) {
        return GW_TRAIL_EARLY;
    }
    return s_has_live (self, answer) ? GW_TRAIL_BEHIND : verdict;
}

//  Collect the missing trades of the symbol that stands at an index, and behind it.

static size_t
s_collect (gw_mend_t *self, const gw_mend_answer_t *answer, size_t from)
{
    gw_seen_t *seen = gw_pipeline_seen (self->pipeline);
    const mdp_trade_t *trades = answer->recent->trades;
    mdp_text_t symbol = trades [from].symbol;
    size_t count = 0;
    for (size_t index = from; index < answer->recent->count; index++) {
        mdp_text_t other = trades [index].symbol;
        bool is_its =
            other.size == symbol.size && memcmp (other.chars, symbol.chars, symbol.size) == 0;
        if (is_its && !gw_seen_has (seen, self->steps [index].key)) {
            (void) gw_seen_add (seen, self->steps [index].key, answer->source);
            self->trades [count++] = trades [index];
        }
    }
    return count;
}

static void
s_publish (gw_mend_t *self, gw_feed_t *feed, const gw_mend_answer_t *answer, size_t from)
{
    gw_stream_t *stream =
        gw_market_trades (self->market, feed, answer->recent->trades [from].symbol);
    if (!stream) {
        //  It cannot be carried, as a live one told; and it is not looked for again
        (void) s_collect (self, answer, from);
        return;
    }
    mdp_trades_t trades = {
        .category = feed->category,
        .symbol = gw_stream_symbol (stream),
        .ts_exchange = answer->recent->ts_exchange,
        .trades = self->trades,
        .count = s_collect (self, answer, from),
        .is_recovered = true,
    };
    gw_publish_open (self->publish, stream, self->since);
    gw_publish_trades (self->publish, stream, &trades, answer->ts_recv);
    stream->is_waiting = false;
    self->stats->recovered += trades.count;
}

//  A hole that begins with a moment of our clock, by the exchange's: ours may be before it.

static gw_trail_t
s_trail (const gw_feed_t *feed, const gw_mend_answer_t *answer)
{
    gw_trail_t trail = feed->trail;
    uint64_t ts_exchange = answer->recent->ts_exchange;
    if (trail.before_key == 0 && ts_exchange > 0 && answer->ts_recv > ts_exchange) {
        uint64_t fast = answer->ts_recv - ts_exchange;
        trail.before_at = trail.before_at > fast ? trail.before_at - fast : 1;
    }
    return trail;
}

gw_trail_verdict_t
gw_mend_take (gw_mend_t *self, gw_feed_t *feed, const gw_mend_answer_t *answer)
{
    assert (self);
    const bybit_recent_answer_t *recent = answer->recent;
    size_t first = 0;
    if (feed->is_dropped) {
        return GW_TRAIL_SHORT;
    }
    s_note_steps (self, feed, recent);
    const gw_trail_t trail = s_trail (feed, answer);
    size_t count = s_count_sane (recent);
    gw_trail_verdict_t verdict = gw_trail_judge (&trail, self->steps, count, &first);
    for (size_t index = first; index < recent->count; index++) {
        if (!gw_seen_has (gw_pipeline_seen (self->pipeline), self->steps [index].key)) {
            s_publish (self, feed, answer, index);
        }
    }
    //  What came in disorder has no edge that could be trusted
    if (!recent->is_ordered || s_is_old (feed, recent)) {
        return GW_TRAIL_BEHIND;
    }
    if (verdict == GW_TRAIL_WHOLE) {
        const gw_trail_step_t *last = &self->steps [count - 1];
        gw_trail_on_fetched (&feed->trail, last->key, last->at);
    }
    return trail.after_at > 0 ? verdict : s_judge_quiet (self, answer, verdict);
}

//  What was matched until then should have come. It may lag, as what else comes of its symbol does.

static uint64_t
s_due_until (const gw_feed_t *feed, const bybit_recent_answer_t *recent)
{
    uint64_t said_at = 0;
    for (size_t lane = 0; lane < GW_LANES_MAX && feed->symbol; lane++) {
        uint64_t at = feed->symbol->places [lane].said_at;
        said_at = at > said_at ? at : said_at;
    }
    bool is_known = said_at > 0 && said_at < recent->ts_exchange;
    uint64_t until = is_known ? said_at : recent->ts_exchange;
    return until > LATE_NS ? until - LATE_NS : 0;
}

gw_mend_finding_t
gw_mend_audit (gw_mend_t *self, gw_feed_t *feed, const bybit_recent_answer_t *recent)
{
    assert (self);
    gw_trail_t *trail = &feed->trail;
    if (feed->is_dropped || trail->is_open || !recent->is_ordered) {
        return GW_MEND_FINE;
    }
    s_note_steps (self, feed, recent);
    gw_trail_end_t end;
    size_t count = s_count_sane (recent);
    size_t lost = gw_trail_find_lost (trail, self->steps, count, s_due_until (feed, recent), &end);
    if (lost == count && gw_trail_find_lost (trail, self->steps, count, UINT64_MAX, &end) < count) {
        return GW_MEND_UNSURE;
    }
    if (lost == count) {
        bool is_first = trail->key == 0 && trail->settled_at == 0;
        trail->settled_at = is_first ? recent->ts_exchange : trail->settled_at;
        return GW_MEND_FINE;
    }
    bool has_stopped = true;
    for (size_t index = lost; index < count; index++) {
        has_stopped = has_stopped && !self->steps [index].is_seen;
    }
    gw_pipeline_miss (self->pipeline, feed, &end, has_stopped);
    return has_stopped ? GW_MEND_STOPPED : GW_MEND_MISSED;
}

static void
s_close_stream (gw_mend_t *self, gw_stream_t *stream, const gw_trail_loss_t *loss)
{
    if (stream->feed->trail.cause == MDP_GAP_RESTARTED) {
        gw_publish_open (self->publish, stream, self->since);
    }
    if (stream->has_hole) {
        gw_publish_end_of_gap (self->publish, stream, loss);
    }
}

//  What is missing ends where the fetched trades begin: what follows is no part of the next hole.
//  Not so where it ends with a live one: whether others came up to the fetched ones nobody knows.

static void
s_go_on_behind (gw_feed_t *feed, const bybit_recent_answer_t *recent, uint64_t until)
{
    size_t count = s_count_sane (recent);
    if (count > 0 && until == recent->trades [0].ts_event) {
        const mdp_trade_t *last = &recent->trades [count - 1];
        gw_trail_on_fetched (&feed->trail, gw_trail_key (feed->category, last), last->ts_event);
    }
}

void
gw_mend_close (gw_mend_t *self, gw_feed_t *feed, bool is_complete,
               const bybit_recent_answer_t *recent)
{
    assert (self);
    bool has_trades = recent && recent->count > 0;
    uint64_t until = gw_trail_until (&feed->trail, has_trades ? recent->trades [0].ts_event : 0);
    gw_trail_loss_t loss = { .is_any = false };
    if (!is_complete) {
        loss = gw_trail_loss (&feed->trail, until);
    }
    for (size_t index = 0; index < gw_market_streams_count (self->market); index++) {
        gw_stream_t *stream = gw_market_stream_at (self->market, index);
        if (stream->feed == feed) {
            s_close_stream (self, stream, &loss);
        }
    }
    if (!is_complete && has_trades) {
        s_go_on_behind (feed, recent, until);
    }
    feed->is_mended = feed->is_mended || (is_complete && feed->trail.cause == MDP_GAP_RESTARTED);
    gw_trail_close (&feed->trail, &loss);
}
