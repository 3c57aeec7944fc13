//  sim_frame - writes depth and trade messages as each category of the exchange does
//
//  Pure. Key order, kept or stripped zeros and optional keys differ by category
//  and depth on the real wire, so they differ here.

#ifndef SIM_FRAME_H
#define SIM_FRAME_H

#include "sim_tape.h"
#include "sim_text.h"

enum { SIM_FRAME_TRADES_MAX = 1024 };  //  The exchange splits what is longer

typedef struct {
    const sim_symbol_t *symbol;
    size_t depth;
    bool is_snapshot;
    uint64_t u;
    uint64_t seq;
    int64_t ts_ms;
    int64_t cts_ms;
    const sim_level_t *bids;
    const sim_level_t *asks;
    size_t bids_count;
    size_t asks_count;
} sim_depth_t;

typedef struct {
    const char *topic;
    sim_category_t category;
    int64_t ts_ms;
    const sim_trade_t *trades;
    size_t count;
    bool is_retyped;  //  Times as strings, which some servers have sent
    size_t pad_size;  //  Bytes of an unknown key, to make it big
} sim_prints_t;

//  Append one orderbook message.
void sim_frame_depth (sim_text_t *text, const sim_depth_t *depth);

//  Append one publicTrade message.
void sim_frame_trades (sim_text_t *text, const sim_prints_t *prints);

//  Append the [[price,size],...] of one side.
void sim_frame_levels (sim_text_t *text, const sim_symbol_t *symbol, const sim_level_t *levels,
                       size_t count, bool keeps_zeros);

const char *sim_frame_side (const sim_trade_t *trade);

#endif
