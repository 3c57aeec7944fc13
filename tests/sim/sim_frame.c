//  sim_frame - writes depth and trade messages as each category of the exchange does

#include "sim_frame.h"

#include <assert.h>
#include <string.h>

void
sim_frame_levels (sim_text_t *text, const sim_symbol_t *symbol, const sim_level_t *levels,
                  size_t count, bool keeps_zeros)
{
    sim_text_add (text, "[");
    for (size_t i = 0; i < count; i++) {
        sim_text_add (text, i ? ",[\"" : "[\"");
        sim_text_decimal (text, levels [i].price, symbol->price_scale, keeps_zeros);
        sim_text_add (text, "\",\"");
        if (levels [i].size == 0) {
            sim_text_add (text, "0");
        } else {
            sim_text_decimal (text, levels [i].size, symbol->size_scale, keeps_zeros);
        }
        sim_text_add (text, "\"]");
    }
    sim_text_add (text, "]");
}

static void
s_add_key (sim_text_t *text, const char *key, uint64_t number)
{
    sim_text_add (text, key);
    sim_text_number (text, number);
}

static void
s_add_depth_data (sim_text_t *text, const sim_depth_t *depth, bool keeps_zeros)
{
    sim_text_add (text, ",\"data\":{\"s\":\"");
    sim_text_add (text, depth->symbol->name);
    sim_text_add (text, "\",\"b\":");
    sim_frame_levels (text, depth->symbol, depth->bids, depth->bids_count, keeps_zeros);
    sim_text_add (text, ",\"a\":");
    sim_frame_levels (text, depth->symbol, depth->asks, depth->asks_count, keeps_zeros);
    s_add_key (text, ",\"u\":", depth->u);
    if (depth->symbol->category != SIM_OPTION) {
        s_add_key (text, ",\"seq\":", depth->seq);
    }
    sim_text_add (text, "}");
}

static void
s_add_depth_topic (sim_text_t *text, const sim_depth_t *depth)
{
    s_add_key (text, "orderbook.", depth->depth);
    sim_text_add (text, ".");
    sim_text_add (text, depth->symbol->name);
}

static void
s_add_type (sim_text_t *text, const sim_depth_t *depth)
{
    sim_text_add (text, depth->is_snapshot ? ",\"type\":\"snapshot\"" : ",\"type\":\"delta\"");
}

static void
s_add_option_depth (sim_text_t *text, const sim_depth_t *depth)
{
    sim_text_add (text, "{\"id\":\"");
    s_add_depth_topic (text, depth);
    s_add_key (text, "-", depth->seq);
    s_add_key (text, "-", (uint64_t) depth->ts_ms);
    sim_text_add (text, "\",\"topic\":\"");
    s_add_depth_topic (text, depth);
    s_add_key (text, "\",\"ts\":", (uint64_t) depth->ts_ms);
    s_add_depth_data (text, depth, false);
    s_add_type (text, depth);
    sim_text_add (text, "}");
}

void
sim_frame_depth (sim_text_t *text, const sim_depth_t *depth)
{
    assert (depth);
    sim_category_t category = depth->symbol->category;
    if (category == SIM_OPTION) {
        s_add_option_depth (text, depth);
        return;
    }
    bool is_spot_like = category == SIM_SPOT || depth->depth == 1;
    sim_text_add (text, "{\"topic\":\"");
    s_add_depth_topic (text, depth);
    sim_text_add (text, "\"");
    if (!is_spot_like) {
        s_add_type (text, depth);
    }
    s_add_key (text, ",\"ts\":", (uint64_t) depth->ts_ms);
    if (is_spot_like) {
        s_add_type (text, depth);
    }
    s_add_depth_data (text, depth, !is_spot_like);
    s_add_key (text, ",\"cts\":", (uint64_t) depth->cts_ms);
    sim_text_add (text, "}");
}

const char *
sim_frame_side (const sim_trade_t *trade)
{
    return trade->is_buy ? "Buy" : "Sell";
}

static void
s_add_time (sim_text_t *text, const char *key, int64_t at_ms, bool is_retyped)
{
    sim_text_add (text, key);
    sim_text_add (text, is_retyped ? "\"" : "");
    sim_text_number (text, (uint64_t) at_ms);
    sim_text_add (text, is_retyped ? "\"" : "");
}

static void
s_add_price (sim_text_t *text, const char *key, const sim_trade_t *trade, bool keeps_zeros)
{
    sim_text_add (text, key);
    sim_text_decimal (text, trade->price, trade->symbol->price_scale, keeps_zeros);
    sim_text_add (text, "\"");
}

static void
s_add_size (sim_text_t *text, const char *key, const sim_trade_t *trade, bool keeps_zeros)
{
    sim_text_add (text, key);
    sim_text_decimal (text, trade->size, trade->symbol->size_scale, keeps_zeros);
    sim_text_add (text, "\"");
}

static void
s_add_flag (sim_text_t *text, const char *key, bool flag)
{
    sim_text_add (text, key);
    sim_text_add (text, flag ? "true" : "false");
}

static void
s_add_name (sim_text_t *text, const char *key, const char *name)
{
    sim_text_add (text, key);
    sim_text_add (text, name);
    sim_text_add (text, "\"");
}

static void
s_add_spot_trade (sim_text_t *text, const sim_trade_t *trade, bool is_retyped)
{
    s_add_name (text, "{\"i\":\"", trade->id);
    s_add_time (text, ",\"T\":", trade->at_ms, is_retyped);
    s_add_price (text, ",\"p\":\"", trade, false);
    s_add_size (text, ",\"v\":\"", trade, false);
    s_add_name (text, ",\"S\":\"", sim_frame_side (trade));
    s_add_key (text, ",\"seq\":", trade->seq);
    s_add_name (text, ",\"s\":\"", trade->symbol->name);
    s_add_flag (text, ",\"BT\":", trade->is_block);
    s_add_flag (text, ",\"RPI\":", trade->is_rpi);
    sim_text_add (text, "}");
}

static void
s_add_perp_trade (sim_text_t *text, const sim_trade_t *trade, bool is_retyped)
{
    static const char *const TICKS [] = { "PlusTick", "ZeroPlusTick", "MinusTick",
                                          "ZeroMinusTick" };
    s_add_time (text, "{\"T\":", trade->at_ms, is_retyped);
    s_add_name (text, ",\"s\":\"", trade->symbol->name);
    s_add_name (text, ",\"S\":\"", sim_frame_side (trade));
    s_add_size (text, ",\"v\":\"", trade, true);
    s_add_price (text, ",\"p\":\"", trade, true);
    s_add_name (text, ",\"L\":\"", TICKS [trade->tick]);
    s_add_name (text, ",\"i\":\"", trade->id);
    s_add_flag (text, ",\"BT\":", trade->is_block);
    s_add_flag (text, ",\"RPI\":", trade->is_rpi);
    s_add_key (text, ",\"seq\":", trade->seq);
    sim_text_add (text, "}");
}

static void
s_add_option_trade (sim_text_t *text, const sim_trade_t *trade, bool is_retyped)
{
    s_add_price (text, "{\"p\":\"", trade, false);
    s_add_size (text, ",\"v\":\"", trade, false);
    s_add_name (text, ",\"i\":\"", trade->id);
    s_add_time (text, ",\"T\":", trade->at_ms, is_retyped);
    s_add_flag (text, ",\"BT\":", trade->is_block);
    s_add_name (text, ",\"s\":\"", trade->symbol->name);
    s_add_name (text, ",\"S\":\"", sim_frame_side (trade));
    sim_text_add (text, ",\"mP\":\"");
    sim_text_decimal (text, trade->mark_price, trade->symbol->price_scale, false);
    sim_text_add (text, "\",\"iP\":\"");
    sim_text_decimal (text, trade->index_price, trade->symbol->price_scale, false);
    sim_text_add (text, "\",\"mIv\":\"");
    sim_text_decimal (text, trade->mark_iv, 4, false);
    sim_text_add (text, "\",\"iv\":\"");
    sim_text_decimal (text, trade->iv, 4, false);
    sim_text_add (text, "\"}");
}

static void
s_add_trade (sim_text_t *text, const sim_trade_t *trade, bool is_retyped)
{
    switch (trade->symbol->category) {
        case SIM_SPOT:
            s_add_spot_trade (text, trade, is_retyped);
            break;
        case SIM_LINEAR:
        case SIM_INVERSE:
            s_add_perp_trade (text, trade, is_retyped);
            break;
        case SIM_OPTION:
            s_add_option_trade (text, trade, is_retyped);
            break;
    }
}

static void
s_add_pad (sim_text_t *text, size_t size)
{
    if (size > 0) {
        sim_text_add (text, ",\"pad\":\"");
        memset (sim_text_room (text, size), 'x', size);
        text->size += size;
        sim_text_add (text, "\"");
    }
}

void
sim_frame_trades (sim_text_t *text, const sim_prints_t *prints)
{
    assert (prints);
    assert (prints->count > 0);
    bool is_perp = prints->category == SIM_LINEAR || prints->category == SIM_INVERSE;
    bool is_option = prints->category == SIM_OPTION;
    sim_text_add (text, "{");
    if (is_option) {
        s_add_name (text, "\"id\":\"", prints->topic);
        text->size--;  //  The id goes on behind the topic
        s_add_key (text, "-", prints->trades [0].seq);
        s_add_key (text, "-", (uint64_t) prints->ts_ms);
        sim_text_add (text, "\",");
    }
    s_add_name (text, "\"topic\":\"", prints->topic);
    sim_text_add (text, is_perp ? ",\"type\":\"snapshot\"" : "");
    s_add_time (text, ",\"ts\":", prints->ts_ms, prints->is_retyped);
    sim_text_add (text, !is_perp && !is_option ? ",\"type\":\"snapshot\"" : "");
    s_add_pad (text, prints->pad_size);
    sim_text_add (text, ",\"data\":[");
    for (size_t i = 0; i < prints->count; i++) {
        sim_text_add (text, i ? "," : "");
        s_add_trade (text, &prints->trades [i], prints->is_retyped);
    }
    sim_text_add (text, is_option ? "],\"type\":\"snapshot\"}" : "]}");
}
