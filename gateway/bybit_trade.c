//  bybit_trade - pure: reads one trade

#include "bybit_trade.h"

#include <string.h>

#include "mdp_topic.h"

static int
s_side (bybit_value_t *self, const bybit_json_value_t *value, mdp_trade_t *trade)
{
    mdp_text_t side = bybit_value_text (self, value);
    if (side.size == 0) {
        return 0;  //  The exchange does not say
    }
    trade->is_buy = mdp_text_is (side, "Buy");
    trade->has |= MDP_HAS_SIDE;
    return trade->is_buy || mdp_text_is (side, "Sell") ? 0
                                                       : bybit_value_refuse (self, "unknown side");
}

//  An optional number: absent where it is an empty string.

static int
s_optional (bybit_value_t *self, const bybit_json_value_t *value, mdp_decimal_t *decimal,
            mdp_trade_t *trade, unsigned has)
{
    if (bybit_value_is_absent (value)) {
        return 0;
    }
    trade->has |= has;
    return bybit_value_decimal (self, value, decimal);
}

static int
s_flag (bybit_value_t *self, const bybit_json_value_t *value, bool *flag, mdp_trade_t *trade,
        unsigned has)
{
    if (bybit_value_is_absent (value)) {
        return 0;
    }
    if (value->kind != BYBIT_JSON_TRUE && value->kind != BYBIT_JSON_FALSE) {
        return bybit_value_refuse (self, "not true or false");
    }
    *flag = value->kind == BYBIT_JSON_TRUE;
    trade->has |= has;
    return 0;
}

static int
s_optional_field (bybit_value_t *self, mdp_text_t key, const bybit_json_value_t *value,
                  mdp_trade_t *trade)
{
    if (mdp_text_is (key, "mP")) {
        return s_optional (self, value, &trade->mark_price, trade, MDP_HAS_MARK_PRICE);
    }
    if (mdp_text_is (key, "iP")) {
        return s_optional (self, value, &trade->index_price, trade, MDP_HAS_INDEX_PRICE);
    }
    if (mdp_text_is (key, "mIv")) {
        return s_optional (self, value, &trade->mark_iv, trade, MDP_HAS_MARK_IV);
    }
    if (mdp_text_is (key, "iv")) {
        return s_optional (self, value, &trade->iv, trade, MDP_HAS_IV);
    }
    if (mdp_text_is (key, "BT")) {
        return s_flag (self, value, &trade->is_block, trade, MDP_HAS_BLOCK);
    }
    if (mdp_text_is (key, "RPI")) {
        return s_flag (self, value, &trade->is_rpi, trade, MDP_HAS_RPI);
    }
    if (mdp_text_is (key, "seq") && !bybit_value_is_absent (value)) {
        trade->has |= MDP_HAS_XSEQ;
        return bybit_value_integer (self, value, &trade->xseq);
    }
    return 0;
}

static int
s_field (bybit_value_t *self, mdp_text_t key, const bybit_json_value_t *value, mdp_trade_t *trade)
{
    switch (key.size == 1 ? *key.chars : '\0') {
        case 'p':
            return bybit_value_decimal (self, value, &trade->price);
        case 'v':
            return bybit_value_amount (self, value, &trade->size);
        case 'T':
            return bybit_value_time (self, value, &trade->ts_event);
        case 'S':
            return s_side (self, value, trade);
        case 'i':
            trade->id = bybit_value_text (self, value);
            return 0;
        case 's':
            trade->symbol = bybit_value_text (self, value);
            return 0;
        case 'L':
            trade->tick = bybit_value_text (self, value);
            return 0;
        default:
            return s_optional_field (self, key, value, trade);
    }
}

//  What REST calls the fields; others have the same name there.

static mdp_text_t
s_name_of_rest (mdp_text_t key)
{
    static const char *const NAMES [][2] = {
        { "execId", "i" }, { "symbol", "s" }, { "price", "p" },         { "size", "v" },
        { "side", "S" },   { "time", "T" },   { "isBlockTrade", "BT" }, { "isRPITrade", "RPI" },
    };
    for (size_t index = 0; index < sizeof NAMES / sizeof *NAMES; index++) {
        if (mdp_text_is (key, NAMES [index][0])) {
            return (mdp_text_t){ .chars = NAMES [index][1], .size = strlen (NAMES [index][1]) };
        }
    }
    return key;
}

//  A topic of options names the base coin, and its trades the symbol.

static bool
s_is_of_topic (mdp_text_t symbol, mdp_text_t topic_symbol)
{
    return symbol.size >= topic_symbol.size
           && memcmp (symbol.chars, topic_symbol.chars, topic_symbol.size) == 0
           && (symbol.size == topic_symbol.size || symbol.chars [topic_symbol.size] == '-');
}

static int
s_read (bybit_value_t *self, const bybit_json_value_t *object, bool is_rest, mdp_text_t symbol,
        mdp_trade_t *trade)
{
    const mdp_decimal_t unset = { .mantissa = -1 };
    *trade = (mdp_trade_t){ .price = unset, .size = unset };
    trade->symbol = symbol;
    if (object->kind != BYBIT_JSON_OBJECT) {
        return bybit_value_refuse (self, "a trade is not an object");
    }
    mdp_text_t key;
    bybit_json_value_t value;
    bool is_first = true;
    bybit_json_seek (&self->json, object);
    while (bybit_json_member (&self->json, &is_first, &key, &value)) {
        //  What is none of these may have something within it
        if (s_field (self, is_rest ? s_name_of_rest (key) : key, &value, trade) == -1
            || bybit_json_skip (&self->json, &value) == -1) {
            return -1;
        }
    }
    if (self->json.reason) {
        return -1;
    }
    if (trade->price.mantissa < 0 || trade->size.mantissa < 0) {
        return bybit_value_refuse (self, "no price or no size");
    }
    if (trade->ts_event == 0 || trade->id.size == 0) {
        return bybit_value_refuse (self, "no time or no id");
    }
    if (!s_is_of_topic (trade->symbol, symbol) || trade->symbol.size > MDP_SYMBOL_MAX) {
        return bybit_value_refuse (self, "symbol is not the topic's");
    }
    return 0;
}

int
bybit_trade_read (bybit_value_t *self, const bybit_json_value_t *object, mdp_text_t topic,
                  mdp_trade_t *trade)
{
    return s_read (self, object, false, bybit_topic_symbol (topic), trade);
}

int
bybit_trade_read_rest (bybit_value_t *self, const bybit_json_value_t *object, mdp_text_t symbol,
                       mdp_trade_t *trade)
{
    return s_read (self, object, true, symbol, trade);
}
