//  bench_parts - what each stage of the street costs a message: CPU time, and allocations
//
//  Prints a line of JSON for each part. The times are those of one thread on messages in
//  memory; beside each stands what it costs to copy the same bytes.

#include <assert.h>
#include <czmq.h>
#include <stdio.h>

#include "bybit_parse.h"
#include "mdp_pack.h"
#include "parts.h"

typedef struct {
    bybit_parse_t *parser;
    mdp_depth_t depth;  //  What is packed, as the parser lends it
    mdp_trades_t trades;
} packing_t;

//  Parse.

static void
s_parse (parts_t *self, size_t index)
{
    mdp_text_t text = parts_text (self, index);
    packing_t *packing = self->owned;
    const bybit_message_t *message = bybit_parse_text (packing->parser, text.chars, text.size);
    assert (message->kind == BYBIT_TRADES || message->kind == BYBIT_DEPTH);
}

static void
s_parse_decimal (parts_t *self, size_t index)
{
    static const char *const numbers [] = { "86723.50", "0.001", "12.345", "86719.10" };
    static const size_t sizes [] = { 8, 5, 6, 8 };
    mdp_decimal_t decimal;
    int rc = mdp_decimal_parse (&decimal, numbers [index % 4], sizes [index % 4]);
    assert (rc == 0);
    self->sum += (double) decimal.mantissa;
}

static void
s_decimal_double (parts_t *self, size_t index)
{
    mdp_decimal_t decimal = { .mantissa = 8672350 + (int64_t) index % 1000, .scale = 2 };
    self->sum += mdp_decimal_double (decimal);
}

//  Pack.

static const mdp_stamp_t STAMP = { .epoch = 1790000000000,
                                   .seq = 123456,
                                   .ts_recv = 1790000001236123456,
                                   .ts_pub = 1790000001236130001 };

static void
s_pack_depth (parts_t *self, size_t index)
{
    (void) index;
    const packing_t *packing = self->owned;
    self->frame_size =
        mdp_pack_depth (self->frame, PARTS_FRAME_MAX, &STAMP, &packing->depth, MDP_FLOAT64);
    assert (self->frame_size > 0);
}

static void
s_pack_trades (parts_t *self, size_t index)
{
    (void) index;
    const packing_t *packing = self->owned;
    self->frame_size =
        mdp_pack_trades (self->frame, PARTS_FRAME_MAX, &STAMP, &packing->trades, MDP_FLOAT64);
    assert (self->frame_size > 0);
}

static void
s_measure_pack (parts_t *self, const char *name, parts_kind_t kind)
{
    packing_t *packing = self->owned;
    mdp_text_t text = self->kinds [kind].texts [0];
    const bybit_message_t *message = bybit_parse_text (packing->parser, text.chars, text.size);
    packing->depth = message->depth;
    packing->depth.category = MDP_LINEAR;
    packing->depth.depth = 50;
    packing->depth.symbol = (mdp_text_t){ "BTCUSDT", 7 };
    packing->trades = (mdp_trades_t){ .category = MDP_LINEAR,
                                      .symbol = { "BTCUSDT", 7 },
                                      .ts_exchange = message->ts_exchange,
                                      .trades = message->trades,
                                      .count = message->trades_count };
    bool is_depth = message->kind == BYBIT_DEPTH;
    parts_fn *part = is_depth ? s_pack_depth : s_pack_trades;
    part (self, 0);  //  For the size of the copy
    parts_measure (self, name, part, parts_copy_frame, kind == PARTS_SNAPSHOT ? 20000 : 200000);
}

int
main (void)
{
    static const char *const parses [] = { "parse a trade", "parse three trades", "parse a delta",
                                           "parse a snapshot of 50" };
    zsys_handler_set (NULL);
    parts_t *self = parts_new ();
    packing_t packing = { .parser = bybit_parse_new () };
    self->owned = &packing;
    for (size_t kind = PARTS_TRADE; kind <= PARTS_SNAPSHOT; kind++) {
        self->now = &self->kinds [kind];
        parts_measure (self, parses [kind], s_parse, parts_copy_text,
                       kind == PARTS_SNAPSHOT ? 10000 : 100000);
    }
    parts_measure (self, "decimal: text to integer and scale", s_parse_decimal, NULL, 1000000);
    parts_measure (self, "decimal: integer and scale to double", s_decimal_double, NULL, 1000000);
    parts_book (self);
    self->owned = &packing;
    s_measure_pack (self, "pack a trade", PARTS_TRADE);
    s_measure_pack (self, "pack a snapshot of 50", PARTS_SNAPSHOT);
    s_measure_pack (self, "pack a delta", PARTS_DELTA);
    parts_publish (self);
    bybit_parse_destroy (&packing.parser);
    return self->sum == 0.5;
}
