//  sim_publish - turns what happens in the market into messages to the subscribers

#include "sim_publish.h"

#include "sim_clock.h"

#include <assert.h>
#include <string.h>

enum {
    EVENTS_MAX = 2000,                 //  At a time, so that the sockets get their turn
    FLOOD_MAX = 5000,                  //  Messages at a time, for the same reason
    QUIET_LEVEL_ONE_S = 3,             //  Then its snapshot comes again
    REPEATS_NS = 100 * SIM_NS_PER_MS,  //  Period of looking for quiet ones
    CHANGES_MAX = 2048,                //  More than one side of a delta can have
    MIXED_PERCENT = 30                 //  Option trade messages with a second symbol
};

static int64_t
s_now_ms (void)
{
    return sim_clock_wall_ns () / SIM_NS_PER_MS;
}

sim_depth_t
sim_publish_snapshot (const sim_topic_t *topic)
{
    sim_depth_t depth = { .symbol = &topic->instrument->symbol,
                          .depth = sim_window_depth (topic->window),
                          .is_snapshot = true,
                          .u = sim_window_u (topic->window),
                          .seq = topic->seq,
                          .ts_ms = s_now_ms (),
                          .cts_ms = topic->cts_ms };
    depth.bids = sim_window_bids (topic->window, &depth.bids_count);
    depth.asks = sim_window_asks (topic->window, &depth.asks_count);
    return depth;
}

static sim_depth_t
s_delta (const sim_topic_t *topic)
{
    sim_depth_t depth = sim_publish_snapshot (topic);
    if (depth.depth > 1) {
        depth.is_snapshot = false;
        depth.bids = sim_window_bid_changes (topic->window, &depth.bids_count);
        depth.asks = sim_window_ask_changes (topic->window, &depth.asks_count);
    }
    return depth;
}

static void
s_note_book (sim_topic_t *topic)
{
    topic->seq = topic->instrument->seq;
    topic->cts_ms = s_now_ms () - 1;
    topic->sent_at = sim_clock_mono_ns ();
}

void
sim_publish_refresh (sim_topic_t *topic)
{
    if (topic->subs_count == 0 && sim_window_update (topic->window, topic->instrument->book)) {
        s_note_book (topic);
    }
}

//  Write the delta with one more bid, above the best ask, in the place of the worst.

static void
s_write_crossed (sim_text_t *text, const sim_topic_t *topic, const sim_depth_t *delta)
{
    const sim_symbol_t *symbol = &topic->instrument->symbol;
    size_t asks_count = 0;
    size_t told_count = 0;
    const sim_level_t *asks = sim_window_asks (topic->window, &asks_count);
    const sim_level_t *told = sim_window_bids (topic->window, &told_count);
    sim_level_t bids [CHANGES_MAX];
    size_t count = 1;
    bids [0] = (sim_level_t){ asks [0].price + 5 * symbol->price_step, 7 * symbol->size_step };
    for (size_t i = 0; i < delta->bids_count && count + 1 < CHANGES_MAX; i++) {
        bids [count++] = delta->bids [i];
    }
    const int64_t worst = told [told_count - 1].price;
    size_t at = 1;
    while (at < count && bids [at].price > worst) {
        at++;
    }
    if (at == count || bids [at].price != worst) {
        memmove (bids + at + 1, bids + at, (count - at) * sizeof *bids);
        count++;
    }
    bids [at] = (sim_level_t){ worst, 0 };
    sim_depth_t crossed = *delta;
    crossed.bids = bids;
    crossed.bids_count = count;
    sim_frame_depth (text, &crossed);
}

//  Write the delta with another size for its first level.

static void
s_write_other (sim_text_t *text, const sim_topic_t *topic, const sim_depth_t *delta)
{
    sim_level_t levels [CHANGES_MAX];
    sim_depth_t other = *delta;
    bool is_bid = delta->bids_count > 0;
    size_t count = is_bid ? delta->bids_count : delta->asks_count;
    count = count < CHANGES_MAX ? count : CHANGES_MAX;
    memcpy (levels, is_bid ? delta->bids : delta->asks, count * sizeof *levels);
    levels [0].size += topic->instrument->symbol.size_step;
    *(is_bid ? &other.bids : &other.asks) = levels;
    *(is_bid ? &other.bids_count : &other.asks_count) = count;
    sim_frame_depth (text, &other);
}

//  Give one subscriber the change in the way its flags ask for.

static void
s_deliver_depth (sim_exchange_t *self, sim_topic_t *topic, sim_sub_t *sub, const sim_depth_t *delta)
{
    const char *symbol = topic->instrument->symbol.name;
    if (sub->drops_next) {
        sub->drops_next = false;
        return;
    }
    if (sub->crosses_next || sub->snapshots_next || sub->differs_next) {
        sim_text_clear (&self->other);
        if (sub->crosses_next) {
            s_write_crossed (&self->other, topic, delta);
        } else if (sub->differs_next) {
            s_write_other (&self->other, topic, delta);
        } else {
            sim_depth_t snapshot = sim_publish_snapshot (topic);
            sim_frame_depth (&self->other, &snapshot);
        }
        sub->crosses_next = sub->snapshots_next = sub->differs_next = false;
        sim_exchange_deliver (self, sub, symbol, &self->other);
        return;
    }
    sim_exchange_deliver (self, sub, symbol, &self->text);
}

static void
s_send_depth (sim_exchange_t *self, sim_topic_t *topic, const sim_depth_t *depth)
{
    sim_text_clear (&self->text);
    sim_frame_depth (&self->text, depth);
    for (size_t i = 0; i < topic->subs_count; i++) {
        s_deliver_depth (self, topic, &topic->subs [i], depth);
    }
}

static void
s_publish_book (sim_exchange_t *self, sim_instrument_t *instrument)
{
    sim_links_t *links = sim_exchange_links (self, instrument);
    for (size_t i = 0; i < SIM_DEPTHS; i++) {
        sim_topic_t *topic = links->books [i];
        if (topic && topic->subs_count > 0 && sim_window_update (topic->window, instrument->book)) {
            s_note_book (topic);
            sim_depth_t depth = s_delta (topic);
            s_send_depth (self, topic, &depth);
        }
    }
}

void
sim_publish_welcome (sim_exchange_t *self, sim_topic_t *topic, sim_client_t *client)
{
    sim_sub_t *sub = sim_exchange_sub (topic, client);
    if (!sub || !topic->window) {
        return;
    }
    if (topic->subs_count == 1 && sim_window_update (topic->window, topic->instrument->book)) {
        s_note_book (topic);
    }
    topic->sent_at = sim_clock_mono_ns ();
    sim_depth_t depth = sim_publish_snapshot (topic);
    sim_text_clear (&self->text);
    sim_frame_depth (&self->text, &depth);
    sim_exchange_deliver (self, sub, topic->instrument->symbol.name, &self->text);
}

void
sim_publish_restart (sim_exchange_t *self, sim_topic_t *topic, uint64_t u)
{
    sim_window_restart (topic->window, topic->instrument->book, u);
    s_note_book (topic);
    sim_depth_t depth = sim_publish_snapshot (topic);
    s_send_depth (self, topic, &depth);
}

static void
s_send_trades (sim_exchange_t *self, sim_topic_t *topic, const sim_trade_t *trades, size_t count)
{
    while (count > 0) {
        size_t part = count < SIM_FRAME_TRADES_MAX ? count : SIM_FRAME_TRADES_MAX;
        sim_prints_t prints = { .topic = topic->name,
                                .category = topic->category,
                                .ts_ms = s_now_ms (),
                                .trades = trades,
                                .count = part,
                                .is_retyped = self->switches.is_retyped };
        sim_text_clear (&self->text);
        sim_frame_trades (&self->text, &prints);
        for (size_t i = 0; i < topic->subs_count; i++) {
            sim_exchange_deliver (self, &topic->subs [i], trades->symbol->name, &self->text);
        }
        trades += part;
        count -= part;
    }
}

static size_t
s_print (sim_instrument_t *instrument, sim_trade_t *room, size_t wanted)
{
    uint64_t seq = sim_market_next_seq (instrument);
    size_t count =
        sim_tape_print (instrument->tape, instrument->book, s_now_ms () - 1, seq, wanted);
    memcpy (room, sim_tape_fills (instrument->tape), count * sizeof *room);
    return count;
}

//  Another option of the same coin, or null.

static sim_instrument_t *
s_neighbour (sim_exchange_t *self, sim_instrument_t *instrument)
{
    size_t count = 0;
    sim_instrument_t *all = sim_market_instruments (self->market, &count);
    sim_instrument_t *next = instrument + 1;
    if (next == all + count || next->unit != instrument->unit) {
        next = instrument;
        while (next > all && next [-1].unit == instrument->unit) {
            next--;
        }
    }
    return next == instrument || next->is_delisted ? NULL : next;
}

void
sim_publish_print (sim_exchange_t *self, sim_instrument_t *instrument, size_t wanted)
{
    size_t count = s_print (instrument, self->mixed, wanted);
    bool is_option = instrument->symbol.category == SIM_OPTION;
    if (is_option && sim_random_percent (&instrument->random, MIXED_PERCENT)) {
        sim_instrument_t *other = s_neighbour (self, instrument);
        count += other ? s_print (other, self->mixed + count, 0) : 0;
    }
    sim_topic_t *topic = sim_exchange_links (self, instrument)->trades;
    if (topic && topic->subs_count > 0) {
        s_send_trades (self, topic, self->mixed, count);
    }
}

//  A level 1 book that stands still is told again, with the same u.

static void
s_repeat_quiet (sim_exchange_t *self, int64_t now_ns)
{
    for (size_t i = 0; i < self->topics_count; i++) {
        sim_topic_t *topic = self->topics [i];
        if (topic->window && topic->subs_count > 0 && sim_window_depth (topic->window) == 1
            && !topic->instrument->is_delisted
            && now_ns - topic->sent_at >= (int64_t) QUIET_LEVEL_ONE_S * SIM_NS_PER_S) {
            topic->sent_at = now_ns;
            sim_depth_t depth = sim_publish_snapshot (topic);
            s_send_depth (self, topic, &depth);
        }
    }
}

//  Make the next topic that has readers speak.

static void
s_flood_one (sim_exchange_t *self)
{
    for (size_t i = 0; i < self->topics_count; i++) {
        self->flood_cursor = (self->flood_cursor + 1) % self->topics_count;
        sim_topic_t *topic = self->topics [self->flood_cursor];
        if (topic->subs_count == 0 || !topic->instrument || topic->instrument->is_delisted) {
            continue;
        }
        if (topic->kind == SIM_TOPIC_TRADE) {
            sim_publish_print (self, topic->instrument, 1);
        } else {
            sim_market_move (self->market, topic->instrument);
            s_publish_book (self, topic->instrument);
        }
        return;
    }
}

static void
s_flood (sim_exchange_t *self, int64_t now_ns)
{
    sim_switches_t *switches = &self->switches;
    int64_t until = now_ns < switches->flood_end_at ? now_ns : switches->flood_end_at;
    double seconds = (double) (until - switches->flood_start_at) / SIM_NS_PER_S;
    double wanted = seconds * switches->flood_rate - (double) switches->flood_sent;
    uint64_t most = wanted > FLOOD_MAX ? FLOOD_MAX : wanted > 0 ? (uint64_t) wanted : 0;
    uint64_t before = self->sent_count;
    for (uint64_t i = 0; i < most && self->sent_count - before < most; i++) {
        s_flood_one (self);
    }
    switches->flood_sent += self->sent_count - before;
    if (now_ns >= switches->flood_end_at) {
        switches->flood_rate = 0;
    }
}

void
sim_publish_tick (sim_exchange_t *self, int64_t now_ns)
{
    assert (self);
    sim_market_event_t event;
    for (size_t i = 0; i < EVENTS_MAX && sim_market_next (self->market, now_ns, &event); i++) {
        if (event.is_trade) {
            sim_publish_print (self, event.instrument, 0);
        } else {
            s_publish_book (self, event.instrument);
        }
    }
    if (self->switches.flood_rate > 0) {
        s_flood (self, now_ns);
    }
    if (now_ns >= self->repeats_at) {
        self->repeats_at = now_ns + REPEATS_NS;
        s_repeat_quiet (self, now_ns);
    }
}

int64_t
sim_publish_due_at (const sim_exchange_t *self)
{
    if (self->switches.flood_rate > 0) {
        return 0;
    }
    int64_t due_at = sim_market_due_at (self->market);
    return due_at < self->repeats_at ? due_at : self->repeats_at;
}
