//  oracle_trade - reads one trade with yyjson

#include "oracle_trade.h"

#include <string.h>

#include "mdp_topic.h"

static int
s_side (oracle_value_t *self, yyjson_val *value, mdp_trade_t *trade)
{
    mdp_text_t side = oracle_value_text (self, value);
    if (side.size == 0) {
        return 0;  //  The exchange does not say
    }
    trade->is_buy = mdp_text_is (side, "Buy");
    trade->has |= MDP_HAS_SIDE;
    return trade->is_buy || mdp_text_is (side, "Sell") ? 0
                                                       : oracle_value_refuse (self, "unknown side");
}

//  An optional number: absent where it is an empty string.

static int
s_optional (oracle_value_t *self, yyjson_val *value, mdp_decimal_t *decimal, mdp_trade_t *trade,
            unsigned has)
{
    if (oracle_value_is_absent (value)) {
        return 0;
    }
    trade->has |= has;
    return oracle_value_decimal (self, value, decimal);
}

static int
s_flag (oracle_value_t *self, yyjson_val *value, bool *flag, mdp_trade_t *trade, unsigned has)
{
    if (oracle_value_is_absent (value)) {
        return 0;
    }
    if (!yyjson_is_bool (value)) {
        return oracle_value_refuse (self, "not true or false");
    }
    *flag = yyjson_get_bool (value);
    trade->has |= has;
    return 0;
}

static int
s_trade_option_field (oracle_value_t *self, mdp_text_t key, yyjson_val *value, mdp_trade_t *trade)
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
    if (mdp_text_is (key, "seq") && !oracle_value_is_absent (value)) {
        trade->has |= MDP_HAS_XSEQ;
        return oracle_value_integer (self, value, &trade->xseq);
    }
    return 0;
}

static int
s_trade_field (oracle_value_t *self, mdp_text_t key, yyjson_val *value, mdp_trade_t *trade)
{
    if (mdp_text_is (key, "p")) {
        return oracle_value_decimal (self, value, &trade->price);
    }
    if (mdp_text_is (key, "v")) {
        return oracle_value_amount (self, value, &trade->size);
    }
    if (mdp_text_is (key, "T")) {
        return oracle_value_time (self, value, &trade->ts_event);
    }
    if (mdp_text_is (key, "S")) {
        return s_side (self, value, trade);
    }
    if (mdp_text_is (key, "i")) {
        trade->id = oracle_value_text (self, value);
        return 0;
    }
    if (mdp_text_is (key, "s")) {
        trade->symbol = oracle_value_text (self, value);
        return 0;
    }
    if (mdp_text_is (key, "L")) {
        trade->tick = oracle_value_text (self, value);
        return 0;
    }
    return s_trade_option_field (self, key, value, trade);
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
s_read (oracle_value_t *self, yyjson_val *object, bool is_rest, mdp_text_t symbol,
        mdp_trade_t *trade)
{
    const mdp_decimal_t unset = { .mantissa = -1 };
    *trade = (mdp_trade_t){ .price = unset, .size = unset };
    trade->symbol = symbol;
    if (!yyjson_is_obj (object)) {
        return oracle_value_refuse (self, "a trade is not an object");
    }
    yyjson_obj_iter iter;
    yyjson_obj_iter_init (object, &iter);
    for (yyjson_val *key; (key = yyjson_obj_iter_next (&iter));) {
        mdp_text_t name = { .chars = yyjson_get_str (key), .size = yyjson_get_len (key) };
        if (s_trade_field (self, is_rest ? s_name_of_rest (name) : name,
                           yyjson_obj_iter_get_val (key), trade)
            == -1) {
            return -1;
        }
    }
    if (trade->price.mantissa < 0 || trade->size.mantissa < 0) {
        return oracle_value_refuse (self, "no price or no size");
    }
    if (trade->ts_event == 0 || trade->id.size == 0) {
        return oracle_value_refuse (self, "no time or no id");
    }
    if (!s_is_of_topic (trade->symbol, symbol) || trade->symbol.size > MDP_SYMBOL_MAX) {
        return oracle_value_refuse (self, "symbol is not the topic's");
    }
    return 0;
}

int
oracle_trade_read (oracle_value_t *self, yyjson_val *object, mdp_text_t topic, mdp_trade_t *trade)
{
    return s_read (self, object, false, oracle_topic_symbol (topic), trade);
}

int
oracle_trade_read_rest (oracle_value_t *self, yyjson_val *object, mdp_text_t symbol,
                        mdp_trade_t *trade)
{
    return s_read (self, object, true, symbol, trade);
}
