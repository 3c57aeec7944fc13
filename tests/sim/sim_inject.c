//  sim_inject - makes the faults happen

#include "sim_inject.h"

#include "sim_clock.h"
#include "sim_publish.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CLOSE_NORMAL = 1000,
    BIG_SIZE = 3 << 20,
    BURST_FILLS = 1500,
    SKIPPED = 100,  //  Updates
    FLOOD_SECONDS = 3
};

static bool
s_is_meant (const sim_fault_t *fault, const sim_client_t *client)
{
    return (fault->conn == 0 || fault->conn == client->id) && sim_conn_is_open (client->conn);
}

static bool
s_is_symbol_meant (const sim_fault_t *fault, const sim_topic_t *topic)
{
    return topic->instrument
           && (!fault->arg [0] || fault->number > 0
               || strcmp (fault->arg, topic->instrument->symbol.name) == 0
               || (topic->kind == SIM_TOPIC_TRADE
                   && strcmp (fault->arg, topic->instrument->symbol.base) == 0));
}

//  A text that breaks off, or that has a byte no UTF-8 has.

static void
s_send_bad (sim_exchange_t *exchange, sim_client_t *client, sim_fault_kind_t kind)
{
    sim_text_t text = { 0 };
    sim_text_add (&text, "{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"ts\":");
    if (kind == SIM_FAULT_BADUTF8) {
        sim_text_add (&text, "1790000000000,\"data\":[{\"s\":\"BTC\xff\xfe\"}]}");
    }
    sim_exchange_send (exchange, client, &text, sim_fault_name (kind));
    sim_text_destroy (&text);
}

static void
s_send_half (sim_client_t *client)
{
    static const char HALF [] = "{\"topic\":\"publicTrade.BTCUSDT\",";
    sim_text_t text = { 0 };
    sim_ws_write_head (&text, SIM_WS_FIN | SIM_WS_TEXT, 2 * sizeof HALF);
    sim_text_bytes (&text, HALF, sizeof HALF - 1);
    sim_conn_send_bytes (client->conn, text.data, text.size);
    sim_conn_cut_later (client->conn);
    sim_text_destroy (&text);
}

static unsigned
s_digit (char digit)
{
    return (unsigned) (digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static void
s_send_raw (sim_client_t *client, const char *digits)
{
    unsigned char bytes [SIM_NAME_MAX / 2];
    size_t size = strlen (digits) / 2;
    for (size_t i = 0; i < size; i++) {
        bytes [i] = (unsigned char) (s_digit (digits [2 * i]) << 4 | s_digit (digits [2 * i + 1]));
    }
    sim_conn_send_bytes (client->conn, bytes, size);
}

static bool
s_send_big (sim_exchange_t *exchange, sim_client_t *client, const sim_fault_t *fault)
{
    sim_topic_t *topic = NULL;
    for (size_t i = 0; i < exchange->topics_count && !topic; i++) {
        sim_topic_t *found = exchange->topics [i];
        if (found->kind == SIM_TOPIC_TRADE && sim_exchange_sub (found, client)) {
            topic = found;
        }
    }
    if (!topic) {
        return false;
    }
    sim_instrument_t *instrument = topic->instrument;
    int64_t now_ms = sim_clock_wall_ns () / SIM_NS_PER_MS;
    uint64_t seq = sim_market_next_seq (instrument);
    sim_prints_t prints = { .topic = topic->name,
                            .category = topic->category,
                            .ts_ms = now_ms,
                            .pad_size = fault->number ? fault->number : BIG_SIZE };
    prints.count = sim_tape_print (instrument->tape, instrument->book, now_ms, seq, 1);
    prints.trades = sim_tape_fills (instrument->tape);
    sim_text_t text = { 0 };
    sim_frame_trades (&text, &prints);
    sim_exchange_send (exchange, client, &text, NULL);
    sim_text_destroy (&text);
    return true;
}

//  Faults of one connection.

static bool
s_touch_client (sim_exchange_t *exchange, sim_client_t *client, const sim_fault_t *fault)
{
    sim_conn_modes_t *modes = sim_conn_modes (client->conn);
    unsigned code = fault->number ? (unsigned) fault->number : CLOSE_NORMAL;
    switch ((int) fault->kind) {
        case SIM_FAULT_CLOSE:
            sim_conn_close (client->conn, code, sim_clock_mono_ns ());
            return true;
        case SIM_FAULT_CUT:
            sim_conn_cut (client->conn);
            return true;
        case SIM_FAULT_BLACKHOLE:
        case SIM_FAULT_BLACKHOLE_ALL:
            modes->is_hole = modes->is_hole || !fault->is_off;
            return true;
        case SIM_FAULT_FREEZE:
        case SIM_FAULT_FREEZE_ALL:
            modes->is_frozen = !fault->is_off;
            return true;
        case SIM_FAULT_SILENCE:
        case SIM_FAULT_SILENCE_ALL:
            modes->is_silent = !fault->is_off;
            return true;
        case SIM_FAULT_FRAGMENT:
            modes->is_fragmented = !fault->is_off;
            return true;
        case SIM_FAULT_DRIP:
            modes->is_dripping = !fault->is_off;
            return true;
        case SIM_FAULT_LAG:
            modes->lag_ns = (int64_t) fault->number * SIM_NS_PER_MS;
            return true;
        case SIM_FAULT_BADJSON:
        case SIM_FAULT_BADUTF8:
            s_send_bad (exchange, client, fault->kind);
            return true;
        case SIM_FAULT_HALF:
            s_send_half (client);
            return true;
        case SIM_FAULT_RAW:
            s_send_raw (client, fault->arg);
            return true;
        case SIM_FAULT_HANGUP:
            sim_conn_finish (client->conn, sim_clock_mono_ns ());
            return true;
        case SIM_FAULT_REKEY:
            return sim_conn_rekey (client->conn);
        case SIM_FAULT_BIG:
            return s_send_big (exchange, client, fault);
        default:
            return false;
    }
}

//  Faults of one subscription; true if the fault means it.

static bool
s_touch_sub (const sim_fault_t *fault, const sim_topic_t *topic, sim_sub_t *sub)
{
    bool is_delta = topic->window && sim_window_depth (topic->window) > 1;
    bool is_trade = topic->kind == SIM_TOPIC_TRADE;
    switch ((int) fault->kind) {
        case SIM_FAULT_JUMP:
            sub->drops_next = sub->drops_next || is_delta;
            return is_delta;
        case SIM_FAULT_CROSSED:
            sub->crosses_next = sub->crosses_next || is_delta;
            return is_delta;
        case SIM_FAULT_DIFFER:
            sub->differs_next = sub->differs_next || is_delta;
            return is_delta;
        case SIM_FAULT_RESNAPSHOT:
            sub->snapshots_next = sub->snapshots_next || is_delta;
            return is_delta;
        case SIM_FAULT_STALL:
            sub->is_stalled = true;
            return true;
        case SIM_FAULT_STALL_BOOKS:
            sub->is_stalled = sub->is_stalled || is_delta;
            return is_delta;
        case SIM_FAULT_STALL_TRADES:
            sub->is_stalled = sub->is_stalled || is_trade;
            return is_trade;
        case SIM_FAULT_REPEAT:
            sub->repeats_next = true;
            return true;
        default:
            return false;
    }
}

//  Faults of one topic.

static size_t
s_touch_topic (sim_exchange_t *exchange, sim_topic_t *topic, const sim_fault_t *fault)
{
    size_t touched = 0;
    if (!s_is_symbol_meant (fault, topic) || topic->subs_count == 0) {
        return 0;
    }
    if ((fault->kind == SIM_FAULT_U1 || fault->kind == SIM_FAULT_SKIP) && topic->window) {
        uint64_t skipped = fault->number ? (uint64_t) fault->number : SKIPPED;
        bool begins_again = fault->kind == SIM_FAULT_U1;
        sim_publish_restart (exchange, topic,
                             begins_again ? 1 : sim_window_u (topic->window) + 1 + skipped);
        return 1;
    }
    if (fault->kind == SIM_FAULT_BURST && topic->kind == SIM_TOPIC_TRADE) {
        size_t wanted = fault->number ? (size_t) fault->number : BURST_FILLS;
        sim_publish_print (exchange, topic->instrument,
                           wanted < SIM_FILLS_MAX ? wanted : SIM_FILLS_MAX);
        return 1;
    }
    for (size_t i = 0; i < topic->subs_count; i++) {
        if (s_is_meant (fault, topic->subs [i].client)) {
            touched += s_touch_sub (fault, topic, &topic->subs [i]);
        }
    }
    return touched;
}

static void
s_mute (sim_switches_t *switches, const sim_fault_t *fault)
{
    if (fault->is_off) {
        switches->mutes_count = 0;
    } else if (switches->mutes_count < SIM_MUTES_MAX) {
        sim_mute_t *mute = &switches->mutes [switches->mutes_count++];
        (void) snprintf (mute->symbol, sizeof mute->symbol, "%s", fault->arg);
        mute->conn = fault->conn;
    }
}

static size_t
s_delist (sim_exchange_t *exchange, const sim_fault_t *fault)
{
    size_t count = 0;
    size_t touched = 0;
    sim_instrument_t *all = sim_market_instruments (exchange->market, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_ours = fault->is_off || strcmp (all [i].symbol.name, fault->arg) == 0;
        if (is_ours && all [i].is_delisted == fault->is_off) {
            all [i].is_delisted = !fault->is_off;
            sim_market_sleep (exchange->market, &all [i]);
            sim_market_wake (exchange->market, &all [i], sim_clock_mono_ns ());
            touched++;
        }
    }
    return touched;
}

//  The windows hold the same prices as the books.

static size_t
s_refine (sim_exchange_t *exchange, const sim_fault_t *fault)
{
    size_t count = 0;
    size_t touched = 0;
    sim_instrument_t *all = sim_market_instruments (exchange->market, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_meant = !fault->arg [0] || strcmp (all [i].symbol.name, fault->arg) == 0;
        if (!is_meant || !sim_market_refine (&all [i])) {
            continue;
        }
        const sim_links_t *links = sim_exchange_links (exchange, &all [i]);
        for (size_t depth = 0; depth < SIM_DEPTHS; depth++) {
            if (links->books [depth]) {
                sim_window_refine (links->books [depth]->window);
            }
        }
        touched++;
    }
    return touched;
}

static void
s_reset (sim_exchange_t *exchange)
{
    sim_switches_t *switches = &exchange->switches;
    const sim_fault_t relist = { .kind = SIM_FAULT_DELIST, .is_off = true };
    memset (switches, 0, sizeof *switches);
    (void) s_delist (exchange, &relist);
    for (size_t i = 0; i < exchange->clients_count; i++) {
        sim_conn_modes_t *modes = sim_conn_modes (exchange->clients [i]->conn);
        *modes = (sim_conn_modes_t){ .is_hole = modes->is_hole };  //  Those never come back
    }
}

//  The part of a fault that is a switch: it holds for whatever comes later.

static void
s_switch (sim_exchange_t *exchange, const sim_fault_t *fault)
{
    sim_switches_t *switches = &exchange->switches;
    bool is_on = !fault->is_off;
    switch ((int) fault->kind) {
        case SIM_FAULT_BLACKHOLE_ALL:
            switches->hangs_all = is_on;
            break;
        case SIM_FAULT_FREEZE_ALL:
            switches->newcomers.is_frozen = is_on;
            break;
        case SIM_FAULT_SILENCE_ALL:
            switches->newcomers.is_silent = is_on;
            break;
        case SIM_FAULT_FRAGMENT:
            switches->newcomers.is_fragmented = is_on && fault->conn == 0;
            break;
        case SIM_FAULT_DRIP:
            switches->newcomers.is_dripping = is_on && fault->conn == 0;
            break;
        case SIM_FAULT_MUTE:
            s_mute (switches, fault);
            break;
        case SIM_FAULT_REFUSE:
            switches->refusal = (unsigned) fault->number;
            switches->hangs_upgrades = strcmp (fault->arg, "hang") == 0;
            break;
        case SIM_FAULT_REST:
            (void) snprintf (switches->rest, sizeof switches->rest, "%s", is_on ? fault->arg : "");
            break;
        case SIM_FAULT_RETYPE:
            switches->is_retyped = is_on;
            break;
        case SIM_FAULT_EARLY:
            switches->speaks_early = is_on;
            break;
        case SIM_FAULT_FLOOD:
            switches->flood_rate = (double) fault->number;
            switches->flood_start_at = sim_clock_mono_ns ();
            switches->flood_end_at =
                switches->flood_start_at
                + (int64_t) (fault->seconds ? fault->seconds : FLOOD_SECONDS) * SIM_NS_PER_S;
            switches->flood_sent = 0;
            break;
        case SIM_FAULT_RESET:
            s_reset (exchange);
            break;
        default:
            break;
    }
}

size_t
sim_inject (sim_exchange_t *exchange, const sim_fault_t *fault)
{
    assert (exchange);
    assert (fault);
    size_t touched = 0;
    s_switch (exchange, fault);
    if (fault->kind == SIM_FAULT_DELIST) {
        return s_delist (exchange, fault);
    }
    if (fault->kind == SIM_FAULT_TICK) {
        return s_refine (exchange, fault);
    }
    for (size_t i = 0; i < exchange->clients_count; i++) {
        if (s_is_meant (fault, exchange->clients [i])) {
            touched += s_touch_client (exchange, exchange->clients [i], fault);
        }
    }
    for (size_t i = 0; i < exchange->topics_count; i++) {
        touched += s_touch_topic (exchange, exchange->topics [i], fault);
    }
    return touched;
}
