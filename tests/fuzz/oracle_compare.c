//  oracle_compare - tells where two readings of one text differ

#include "oracle_compare.h"

#include <string.h>

static bool
s_is_text (mdp_text_t one, mdp_text_t other)
{
    return one.size == other.size
           && (one.size == 0 || memcmp (one.chars, other.chars, one.size) == 0);
}

static bool
s_is_number (mdp_decimal_t one, mdp_decimal_t other)
{
    return one.mantissa == other.mantissa && one.scale == other.scale;
}

static bool
s_is_side (const mdp_level_t *one, const mdp_level_t *other, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        if (!s_is_number (one [index].price, other [index].price)
            || !s_is_number (one [index].size, other [index].size)) {
            return false;
        }
    }
    return true;
}

static const char *
s_compare_depth (const mdp_depth_t *one, const mdp_depth_t *other)
{
    if (!s_is_text (one->symbol, other->symbol)) {
        return "symbol of the book";
    }
    if (one->ts_exchange != other->ts_exchange || one->ts_event != other->ts_event) {
        return "times of the book";
    }
    if (one->is_snapshot != other->is_snapshot || one->update_id != other->update_id) {
        return "snapshot and update id";
    }
    if (one->has_xseq != other->has_xseq || (one->has_xseq && one->xseq != other->xseq)) {
        return "cross sequence of the book";
    }
    if (one->bids_count != other->bids_count
        || !s_is_side (one->bids, other->bids, one->bids_count)) {
        return "bids";
    }
    if (one->asks_count != other->asks_count
        || !s_is_side (one->asks, other->asks, one->asks_count)) {
        return "asks";
    }
    return NULL;
}

static const char *
s_compare_trade (const mdp_trade_t *one, const mdp_trade_t *other)
{
    if (!s_is_text (one->id, other->id) || !s_is_text (one->symbol, other->symbol)
        || !s_is_text (one->tick, other->tick)) {
        return "texts of a trade";
    }
    if (one->ts_event != other->ts_event || one->xseq != other->xseq || one->has != other->has) {
        return "integers of a trade";
    }
    if (!s_is_number (one->price, other->price) || !s_is_number (one->size, other->size)
        || !s_is_number (one->mark_price, other->mark_price)
        || !s_is_number (one->index_price, other->index_price)
        || !s_is_number (one->mark_iv, other->mark_iv) || !s_is_number (one->iv, other->iv)) {
        return "numbers of a trade";
    }
    if (one->is_buy != other->is_buy || one->is_block != other->is_block
        || one->is_rpi != other->is_rpi) {
        return "flags of a trade";
    }
    return NULL;
}

static const char *
s_compare_trades (const bybit_message_t *one, const bybit_message_t *other)
{
    const char *differs = one->trades_count == other->trades_count && one->refused == other->refused
                              ? NULL
                              : "trades";
    for (size_t index = 0; !differs && index < one->trades_count; index++) {
        differs = s_compare_trade (&one->trades [index], &other->trades [index]);
    }
    return differs;
}

static const char *
s_compare_answer (const bybit_message_t *one, const bybit_message_t *other)
{
    if (one->request != other->request || !s_is_text (one->message, other->message)
        || !s_is_text (one->accepted_topic, other->accepted_topic)
        || one->is_duplicate != other->is_duplicate) {
        return "answer";
    }
    if (one->refused_topics_count != other->refused_topics_count) {
        return "number of refused topics";
    }
    for (size_t index = 0; index < one->refused_topics_count; index++) {
        if (!s_is_text (one->refused_topics [index], other->refused_topics [index])) {
            return "refused topics";
        }
    }
    return NULL;
}

//  Why and where it was refused.

static bool
s_is_refusal (const bybit_message_t *one, const bybit_message_t *other)
{
    if (!one->reason || !other->reason) {
        return one->reason == other->reason;
    }
    return !one->is_json
           || (strcmp (one->reason, other->reason) == 0 && one->offset == other->offset);
}

const char *
oracle_compare (const bybit_message_t *one, const bybit_message_t *other)
{
    if (one->kind != other->kind || one->is_json != other->is_json) {
        return "kind";
    }
    if (!s_is_text (one->topic, other->topic)) {
        return "topic";
    }
    if (one->ts_exchange != other->ts_exchange) {
        return "time of the exchange";
    }
    if (!s_is_refusal (one, other)) {
        return "refusal";
    }
    const char *differs = s_compare_answer (one, other);
    if (!differs) {
        differs = s_compare_trades (one, other);
    }
    return differs || one->kind != BYBIT_DEPTH ? differs
                                               : s_compare_depth (&one->depth, &other->depth);
}
