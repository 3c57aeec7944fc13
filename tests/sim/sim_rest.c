//  sim_rest - the exchange's REST answers: time, instruments, order book, recent trades

#include "sim_rest.h"

#include "sim_clock.h"
#include "sim_publish.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMETER_ERROR = 10001, LIMIT_DEFAULT = 500, LIMIT_MAX = 1000, SHORT_MAX = 10 };

static void
s_open (sim_text_t *body)
{
    sim_text_add (body, "{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{");
}

static void
s_end (sim_text_t *body)
{
    sim_text_addf (body, "},\"retExtInfo\":{},\"time\":%" PRId64 "}",
                   sim_clock_wall_ns () / SIM_NS_PER_MS);
}

//  Errors of the exchange come with HTTP 200.

static void
s_refuse (sim_text_t *body, const char *why)
{
    sim_text_clear (body);
    sim_text_addf (body, "{\"retCode\":%d,\"retMsg\":\"%s\",\"result\":{", PARAMETER_ERROR, why);
    s_end (body);
}

static void
s_answer_time (sim_text_t *body)
{
    int64_t now_ns = sim_clock_wall_ns ();
    s_open (body);
    sim_text_addf (body, "\"timeSecond\":\"%" PRId64 "\",\"timeNano\":\"%" PRId64 "\"",
                   now_ns / SIM_NS_PER_S, now_ns);
    s_end (body);
}

//  The limit parameter, or 0 if it is none.

static size_t
s_limit (const sim_http_request_t *request, size_t limit_default, size_t limit_max)
{
    char value [SIM_HTTP_VALUE_MAX];
    if (!sim_http_param (request, "limit", value)) {
        return limit_default;
    }
    char *end = NULL;
    unsigned long limit = strtoul (value, &end, 10);
    bool is_good = value [0] >= '0' && value [0] <= '9' && *end == 0 && limit >= 1;
    return is_good && limit <= limit_max ? (size_t) limit : 0;
}

static void
s_add_step (sim_text_t *body, const char *key, int64_t units, unsigned scale)
{
    sim_text_addf (body, "\"%s\":\"", key);
    sim_text_decimal (body, units, scale, true);
    sim_text_add (body, "\"");
}

static void
s_add_lots (sim_text_t *body, const sim_symbol_t *symbol)
{
    bool is_spot = symbol->category == SIM_SPOT;
    sim_text_add (body, "\"lotSizeFilter\":{");
    s_add_step (body, is_spot ? "basePrecision" : "qtyStep", symbol->size_step, symbol->size_scale);
    sim_text_add (body, ",");
    s_add_step (body, "minOrderQty", symbol->size_step, symbol->size_scale);
    sim_text_add (body, is_spot ? ",\"quotePrecision\":\"0.00000001\"}" : "}");
}

static void
s_add_instrument (sim_text_t *body, const sim_instrument_t *instrument)
{
    static const char *const CONTRACTS [][2] = { { "", "" },
                                                 { "LinearPerpetual", "LinearFutures" },
                                                 { "InversePerpetual", "InverseFutures" },
                                                 { "", "" } };
    const sim_symbol_t *symbol = &instrument->symbol;
    bool is_future = strchr (symbol->name, '-') != NULL;
    sim_text_addf (body, "{\"symbol\":\"%s\",\"status\":\"%s\",\"baseCoin\":\"%s\"", symbol->name,
                   instrument->is_delisted ? "Closed" : "Trading", symbol->base);
    sim_text_addf (body, ",\"quoteCoin\":\"%s\",", symbol->quote);
    if (symbol->category == SIM_OPTION) {
        size_t size = strlen (symbol->name);
        bool is_put = strstr (symbol->name + (size > 8 ? size - 8 : 0), "-P") != NULL;
        sim_text_addf (body, "\"optionsType\":\"%s\",\"settleCoin\":\"%s\",",
                       is_put ? "Put" : "Call", symbol->quote);
    } else if (symbol->category != SIM_SPOT) {
        const char *settle = symbol->category == SIM_INVERSE ? symbol->base : symbol->quote;
        sim_text_addf (body, "\"contractType\":\"%s\",\"settleCoin\":\"%s\",\"priceScale\":\"%u\",",
                       CONTRACTS [symbol->category][is_future], settle, symbol->price_scale);
        sim_text_add (body, "\"launchTime\":\"1584230400000\",\"deliveryTime\":\"0\","
                            "\"isPreListing\":false,\"fundingInterval\":480,");
    }
    sim_text_add (body, "\"priceFilter\":{");
    s_add_step (body, "tickSize", symbol->price_step, symbol->price_scale);
    sim_text_add (body, "},");
    s_add_lots (body, symbol);
    sim_text_add (body, "}");
}

typedef struct {
    sim_category_t category;
    char symbol [SIM_HTTP_VALUE_MAX];
    char base [SIM_HTTP_VALUE_MAX];
    char status [SIM_HTTP_VALUE_MAX];
    char after [SIM_HTTP_VALUE_MAX];  //  The last name of the page before
    size_t limit;
} query_t;

//  Read the cursor "first=NAME&last=NAME". False if it is something else, such as
//  one that was encoded twice.

static bool
s_read_cursor (const sim_http_request_t *request, query_t *query)
{
    char value [SIM_HTTP_VALUE_MAX];
    if (!sim_http_param (request, "cursor", value) || !value [0]) {
        return true;
    }
    const char *last = strstr (value, "&last=");
    if (strncmp (value, "first=", 6) != 0 || !last) {
        return false;
    }
    (void) snprintf (query->after, sizeof query->after, "%s", last + 6);
    return true;
}

static const char *
s_read_query (const sim_http_request_t *request, query_t *query)
{
    char value [SIM_HTTP_VALUE_MAX];
    if (!sim_http_param (request, "category", value)
        || !sim_category_find (value, strlen (value), &query->category)) {
        return "params error: category is illegal";
    }
    (void) sim_http_param (request, "symbol", query->symbol);  //  Empty stands for all
    (void) sim_http_param (request, "baseCoin", query->base);
    (void) sim_http_param (request, "status", query->status);
    if (query->category == SIM_OPTION && !query->base [0] && !query->symbol [0]) {
        (void) snprintf (query->base, sizeof query->base, "BTC");
    }
    query->limit = s_limit (request, LIMIT_DEFAULT, LIMIT_MAX);
    if (query->limit == 0) {
        return "params error: limit is illegal";
    }
    if (query->category == SIM_SPOT) {
        query->limit = SIZE_MAX;  //  Spot has no pages
    }
    return s_read_cursor (request, query) ? NULL : "params error: cursor is illegal";
}

static bool
s_is_asked_for (const query_t *query, const sim_instrument_t *instrument)
{
    const char *status = query->status [0] ? query->status : "Trading";
    return instrument->symbol.category == query->category
           && (!query->symbol [0] || strcmp (instrument->symbol.name, query->symbol) == 0)
           && (!query->base [0] || strcmp (instrument->symbol.base, query->base) == 0)
           && strcmp (instrument->is_delisted ? "Closed" : "Trading", status) == 0
           && (!query->after [0] || strcmp (instrument->symbol.name, query->after) > 0);
}

static void
s_answer_instruments (sim_exchange_t *exchange, const sim_http_request_t *request, sim_text_t *body)
{
    query_t query = { 0 };
    const char *why = s_read_query (request, &query);
    if (why) {
        s_refuse (body, why);
        return;
    }
    size_t count = 0;
    const sim_instrument_t *all = sim_market_instruments (exchange->market, &count);
    const char *first = NULL;
    const char *last = NULL;
    bool has_more = false;
    s_open (body);
    sim_text_addf (body, "\"category\":\"%s\",\"list\":[", sim_category_name (query.category));
    for (size_t i = 0; i < count && !has_more; i++) {
        if (!s_is_asked_for (&query, &all [i])) {
            continue;
        }
        has_more = query.limit == 0;
        if (!has_more) {
            sim_text_add (body, first ? "," : "");
            s_add_instrument (body, &all [i]);
            first = first ? first : all [i].symbol.name;
            last = all [i].symbol.name;
            query.limit--;
        }
    }
    sim_text_add (body, "],\"nextPageCursor\":\"");
    if (has_more) {
        sim_text_addf (body, "first%%3D%s%%26last%%3D%s", first, last);
    }
    sim_text_add (body, "\"");
    s_end (body);
}

static void
s_answer_book (sim_exchange_t *exchange, const sim_http_request_t *request, sim_text_t *body)
{
    char value [SIM_HTTP_VALUE_MAX];
    char name [SIM_HTTP_VALUE_MAX + 32];
    sim_category_t category = SIM_SPOT;
    if (!sim_http_param (request, "category", value)
        || !sim_category_find (value, strlen (value), &category)) {
        s_refuse (body, "params error: category is illegal");
        return;
    }
    bool is_option = category == SIM_OPTION;
    size_t limit_default = is_option || category == SIM_SPOT ? 1 : 25;
    size_t limit = s_limit (request, limit_default, is_option ? 25 : LIMIT_MAX);
    sim_topic_t *topic = NULL;
    (void) sim_http_param (request, "symbol", value);  //  Empty is found nowhere
    (void) snprintf (name, sizeof name, "orderbook.%d.%s", is_option ? 100 : 1000, value);
    if (limit == 0 || sim_exchange_find (exchange, category, name, &topic) != SIM_LOOKUP_FOUND
        || !topic->window) {
        s_refuse (body, limit ? "params error: symbol invalid" : "params error: limit is illegal");
        return;
    }
    sim_publish_refresh (topic);
    sim_depth_t depth = sim_publish_snapshot (topic);
    const sim_symbol_t *symbol = depth.symbol;
    s_open (body);
    sim_text_addf (body, "\"s\":\"%s\",\"b\":", symbol->name);
    sim_frame_levels (body, symbol, depth.bids, depth.bids_count < limit ? depth.bids_count : limit,
                      false);
    sim_text_add (body, ",\"a\":");
    sim_frame_levels (body, symbol, depth.asks, depth.asks_count < limit ? depth.asks_count : limit,
                      false);
    sim_text_addf (body,
                   ",\"ts\":%" PRId64 ",\"u\":%" PRIu64 ",\"seq\":%" PRIu64 ",\"cts\":%" PRId64,
                   depth.ts_ms, depth.u, depth.seq, depth.cts_ms);
    s_end (body);
}

static void
s_add_recent (sim_text_t *body, const sim_trade_t *trade)
{
    const sim_symbol_t *symbol = trade->symbol;
    bool keeps_zeros = symbol->category == SIM_LINEAR || symbol->category == SIM_INVERSE;
    sim_text_addf (body, "{\"execId\":\"%s\",\"symbol\":\"%s\",\"price\":\"", trade->id,
                   symbol->name);
    sim_text_decimal (body, trade->price, symbol->price_scale, keeps_zeros);
    sim_text_add (body, "\",\"size\":\"");
    sim_text_decimal (body, trade->size, symbol->size_scale, keeps_zeros);
    sim_text_addf (body, "\",\"side\":\"%s\",\"time\":\"%" PRId64 "\",\"isBlockTrade\":%s",
                   sim_frame_side (trade), trade->at_ms, trade->is_block ? "true" : "false");
    if (symbol->category == SIM_OPTION) {
        sim_text_add (body, ",\"mP\":\"");
        sim_text_decimal (body, trade->mark_price, symbol->price_scale, false);
        sim_text_add (body, "\",\"iP\":\"");
        sim_text_decimal (body, trade->index_price, symbol->price_scale, false);
        sim_text_add (body, "\",\"mIv\":\"");
        sim_text_decimal (body, trade->mark_iv, 4, false);
        sim_text_add (body, "\",\"iv\":\"");
        sim_text_decimal (body, trade->iv, 4, false);
        sim_text_add (body, "\"");
    } else {
        sim_text_addf (body, ",\"isRPITrade\":%s", trade->is_rpi ? "true" : "false");
    }
    sim_text_addf (body, ",\"seq\":\"%" PRIu64 "\"}", trade->seq);
}

//  The newest trade at or behind the cursors of all that are asked for, or null.

static const sim_trade_t *
s_take_newest (const sim_instrument_t *all, size_t *taken, size_t count, const query_t *query)
{
    const sim_trade_t *newest = NULL;
    size_t newest_index = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_ours = taken [i] != SIZE_MAX && s_is_asked_for (query, &all [i]);
        const sim_trade_t *trade = is_ours ? sim_tape_recent (all [i].tape, taken [i]) : NULL;
        taken [i] = trade ? taken [i] : SIZE_MAX;
        if (trade && (!newest || trade->at_ms > newest->at_ms)) {
            newest = trade;
            newest_index = i;
        }
    }
    if (newest) {
        taken [newest_index]++;
    }
    return newest;
}

//  The list, newest first; or as the fault wants it.

static void
s_list_trades (sim_exchange_t *exchange, const query_t *query, sim_text_t *body)
{
    const char *fault = exchange->switches.rest;
    bool is_reversed = strcmp (fault, "reversed") == 0;
    size_t copies = strcmp (fault, "twice") == 0 ? 2 : 1;
    bool is_short = strcmp (fault, "short") == 0 && query->limit > SHORT_MAX;
    size_t limit = is_short ? SHORT_MAX : query->limit / copies;
    size_t count = 0;
    const sim_instrument_t *all = sim_market_instruments (exchange->market, &count);
    size_t *taken = calloc (count + 1, sizeof *taken);
    const sim_trade_t **found = calloc (query->limit, sizeof (sim_trade_t *));
    assert (taken);
    assert (found);
    size_t size = 0;
    while (size < limit && (found [size] = s_take_newest (all, taken, count, query))) {
        size++;
    }
    for (size_t i = 0; i < copies * size; i++) {
        size_t at = i / copies;
        sim_text_add (body, i ? "," : "");
        s_add_recent (body, found [is_reversed ? size - 1 - at : at]);
    }
    free (found);
    free (taken);
}

static void
s_answer_trades (sim_exchange_t *exchange, const sim_http_request_t *request, sim_text_t *body)
{
    query_t query = { 0 };
    const char *why = s_read_query (request, &query);
    bool is_spot = query.category == SIM_SPOT;
    query.limit = s_limit (request, is_spot ? 60 : LIMIT_DEFAULT, is_spot ? 60 : LIMIT_MAX);
    if (!why && query.limit == 0) {
        why = "params error: limit is illegal";
    }
    if (!why && !query.symbol [0] && query.category != SIM_OPTION) {
        why = "params error: symbol is required";
    }
    if (why) {
        s_refuse (body, why);
        return;
    }
    s_open (body);
    sim_text_addf (body, "\"category\":\"%s\",\"list\":[", sim_category_name (query.category));
    s_list_trades (exchange, &query, body);
    sim_text_add (body, "]");
    s_end (body);
}

unsigned
sim_rest_answer (sim_exchange_t *exchange, const sim_http_request_t *request, sim_text_t *body)
{
    if (strcmp (request->path, "/v5/market/time") == 0) {
        s_answer_time (body);
    } else if (strcmp (request->path, "/v5/market/instruments-info") == 0) {
        s_answer_instruments (exchange, request, body);
    } else if (strcmp (request->path, "/v5/market/orderbook") == 0) {
        s_answer_book (exchange, request, body);
    } else if (strcmp (request->path, "/v5/market/recent-trade") == 0) {
        s_answer_trades (exchange, request, body);
    } else {
        sim_text_add (body, "{\"error\":\"no such path\"}");
        return 404;
    }
    if (strcmp (exchange->switches.rest, "garbage") == 0) {
        body->size /= 2;  //  It breaks off
    }
    return 200;
}
