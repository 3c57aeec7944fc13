//  oracle_depth - reads the data of one depth event with yyjson

#include "oracle_depth.h"

#include <string.h>

//  Prices are below zero nowhere that we carry, so one such is damage too.

static int
s_level (oracle_value_t *self, yyjson_val *pair, mdp_level_t *level)
{
    if (!yyjson_is_arr (pair) || yyjson_arr_size (pair) < 2) {
        return oracle_value_refuse (self, "a level is not a price and a size");
    }
    yyjson_val *price = yyjson_arr_get_first (pair);
    if (oracle_value_amount (self, price, &level->price) == -1) {
        return -1;
    }
    return oracle_value_amount (self, unsafe_yyjson_get_next (price), &level->size);
}

static int
s_levels (oracle_value_t *self, yyjson_val *array, mdp_level_t *levels, size_t *count)
{
    if (!yyjson_is_arr (array)) {
        return oracle_value_refuse (self, "a side is not an array of levels");
    }
    if (yyjson_arr_size (array) > BYBIT_LEVELS_MAX) {
        return oracle_value_refuse (self, "too many levels");
    }
    *count = 0;
    yyjson_arr_iter iter;
    yyjson_arr_iter_init (array, &iter);
    for (yyjson_val *pair; (pair = yyjson_arr_iter_next (&iter));) {
        if (s_level (self, pair, &levels [*count]) == -1) {
            return -1;
        }
        (*count)++;
    }
    return 0;
}

//  What is being filled.
typedef struct {
    mdp_depth_t *depth;
    mdp_level_t *bids;
    mdp_level_t *asks;
    bool has_bids;
    bool has_asks;
    bool has_update_id;
} target_t;

static int
s_field (oracle_value_t *self, yyjson_val *key, yyjson_val *value, target_t *target)
{
    mdp_depth_t *depth = target->depth;
    if (yyjson_equals_str (key, "b")) {
        target->has_bids = true;
        return s_levels (self, value, target->bids, &depth->bids_count);
    }
    if (yyjson_equals_str (key, "a")) {
        target->has_asks = true;
        return s_levels (self, value, target->asks, &depth->asks_count);
    }
    if (yyjson_equals_str (key, "u")) {
        target->has_update_id = true;
        return oracle_value_integer (self, value, &depth->update_id);
    }
    if (yyjson_equals_str (key, "seq") && !oracle_value_is_absent (value)) {
        depth->has_xseq = true;
        return oracle_value_integer (self, value, &depth->xseq);
    }
    if (yyjson_equals_str (key, "s")) {
        mdp_text_t symbol = oracle_value_text (self, value);
        if (symbol.size != depth->symbol.size
            || memcmp (symbol.chars, depth->symbol.chars, symbol.size) != 0) {
            return oracle_value_refuse (self, "symbol is not the topic's");
        }
    }
    return 0;
}

int
oracle_depth_read (oracle_value_t *self, yyjson_val *data, mdp_text_t type, mdp_depth_t *depth,
                   mdp_level_t *bids, mdp_level_t *asks)
{
    depth->bids = bids;
    depth->asks = asks;
    if (!yyjson_is_obj (data)) {
        return oracle_value_refuse (self, "data is not an object");
    }
    target_t target = { .depth = depth, .bids = bids, .asks = asks };
    yyjson_obj_iter iter;
    yyjson_obj_iter_init (data, &iter);
    for (yyjson_val *key; (key = yyjson_obj_iter_next (&iter));) {
        if (s_field (self, key, yyjson_obj_iter_get_val (key), &target) == -1) {
            return -1;
        }
    }
    if (!target.has_update_id) {
        return oracle_value_refuse (self, "no update id");
    }
    if (!target.has_bids || !target.has_asks) {
        return oracle_value_refuse (self, "a side is missing");
    }
    depth->is_snapshot = mdp_text_is (type, "snapshot");
    if (!depth->is_snapshot && !mdp_text_is (type, "delta") && depth->update_id != 1) {
        return oracle_value_refuse (self, "neither snapshot nor delta");
    }
    return 0;
}
