//  bybit_depth - pure: reads the data of one depth event

#include "bybit_depth.h"

#include <string.h>

#include "bybit_digits.h"

//  The number of a string without escapes, from its quote. Returns what is behind it, or null
//  where it is anything else, or below zero.

static inline const char *
s_pass_amount (const char *at, const char *end, mdp_decimal_t *amount)
{
    if (at == end || *at != '"') {
        return NULL;
    }
    at++;
    at += mdp_decimal_read (amount, at, (size_t) (end - at));
    return at < end && *at == '"' && at [-1] != '"' && amount->mantissa >= 0 ? at + 1 : NULL;
}

//  Read the levels that are written as usual, ["1.5","2"], from the first one on. Where each
//  ends is known before it is read, so that the machine need not wait for one to begin the next.

static size_t
s_levels_at_once (bybit_value_t *self, mdp_level_t *levels)
{
    size_t read = 0;
#if BYBIT_DIGITS_AT_ONCE
    const char *end = self->json.end;
    const char *at = self->json.at;  //  Behind the last level
    const char *block = at;
    const char *next_block = at;
    uint32_t brackets = 0;
    while (read < BYBIT_LEVELS_MAX && end - at > BYBIT_DIGITS_LOOK
           && at - self->json.text >= BYBIT_DIGITS_MAX) {
        while (brackets == 0 && end - next_block >= BYBIT_DIGITS_LOOK) {
            block = next_block;
            brackets = bybit_digits_brackets (block);
            next_block += BYBIT_DIGITS_LOOK;
        }
        const char *level = at + (read > 0);
        const char *behind = block + (brackets ? __builtin_ctz (brackets) + 1 : 0);
        if (brackets == 0 || (read > 0 && *at != ',')
            || !bybit_digits_level (level, (size_t) (behind - level), &levels [read])) {
            break;
        }
        brackets &= brackets - 1;
        at = behind;
        read++;
    }
    if (read > 0) {
        self->json.at = at;
        self->where =
            (const char *) memrchr (self->json.text, '"', (size_t) (at - 2 - self->json.text)) + 1;
    }
#else
    (void) self;
    (void) levels;
#endif
    return read;
}

//  Read a level that is written so, digit by digit. False where it is written otherwise; then
//  nothing was read.

static bool
s_level_as_usual (bybit_value_t *self, mdp_level_t *level)
{
    const char *end = self->json.end;
    const char *at = self->json.at;
    if (at == end || *at != '[') {
        return false;
    }
    at = s_pass_amount (at + 1, end, &level->price);
    if (!at || at == end || *at != ',') {
        return false;
    }
    const char *where = at + 2;  //  Of the size, behind its quote
    at = s_pass_amount (at + 1, end, &level->size);
    if (!at || at == end || *at != ']') {
        return false;
    }
    self->json.at = at + 1;
    self->where = where;
    return true;
}

//  A level has a price, a size, and maybe more.

static int
s_level (bybit_value_t *self, mdp_level_t *level)
{
    bybit_json_t *json = &self->json;
    bybit_json_value_t numbers [2] = { { .kind = BYBIT_JSON_NONE }, { .kind = BYBIT_JSON_NONE } };
    bybit_json_value_t pair;
    bybit_json_value_t other;
    size_t count = 0;
    bool is_first = true;
    if (bybit_json_value (json, &pair) == -1) {
        return -1;
    }
    while (pair.kind == BYBIT_JSON_ARRAY && bybit_json_element (json, &is_first)) {
        bybit_json_value_t *number = count < 2 ? &numbers [count] : &other;
        if (bybit_json_value (json, number) == -1 || bybit_json_skip (json, number) == -1) {
            return -1;
        }
        count++;
    }
    if (json->reason) {
        return -1;
    }
    if (count < 2) {
        return bybit_value_refuse (self, "a level is not a price and a size");
    }
    //  Prices are below zero nowhere that we carry, so one such is damage too
    return bybit_value_amount (self, &numbers [0], &level->price) == -1
                   || bybit_value_amount (self, &numbers [1], &level->size) == -1
               ? -1
               : 0;
}

static int
s_levels (bybit_value_t *self, const bybit_json_value_t *array, mdp_level_t *levels, size_t *count)
{
    if (array->kind != BYBIT_JSON_ARRAY) {
        return bybit_value_refuse (self, "a side is not an array of levels");
    }
    const char *where = self->where;
    size_t read = s_levels_at_once (self, levels);
    bool is_first = read == 0;
    while (bybit_json_element (&self->json, &is_first)) {
        if (read == BYBIT_LEVELS_MAX) {
            self->where = where;
            return bybit_value_refuse (self, "too many levels");
        }
        if (!s_level_as_usual (self, &levels [read]) && s_level (self, &levels [read]) == -1) {
            return -1;
        }
        read++;
    }
    *count = read;
    return self->json.reason ? -1 : 0;
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
s_symbol (bybit_value_t *self, const bybit_json_value_t *value, mdp_text_t expected)
{
    mdp_text_t symbol = bybit_value_text (self, value);
    if (symbol.size != expected.size || memcmp (symbol.chars, expected.chars, symbol.size) != 0) {
        return bybit_value_refuse (self, "symbol is not the topic's");
    }
    return bybit_json_skip (&self->json, value);
}

static int
s_field (bybit_value_t *self, mdp_text_t key, const bybit_json_value_t *value, target_t *target)
{
    mdp_depth_t *depth = target->depth;
    switch (key.size == 1 ? *key.chars : '\0') {
        case 'b':
            target->has_bids = true;
            return s_levels (self, value, target->bids, &depth->bids_count);
        case 'a':
            target->has_asks = true;
            return s_levels (self, value, target->asks, &depth->asks_count);
        case 'u':
            target->has_update_id = true;
            return bybit_value_integer (self, value, &depth->update_id);
        case 's':
            return s_symbol (self, value, depth->symbol);
        default:
            break;
    }
    if (mdp_text_is (key, "seq") && !bybit_value_is_absent (value)) {
        depth->has_xseq = true;
        return bybit_value_integer (self, value, &depth->xseq);
    }
    return bybit_json_skip (&self->json, value);
}

int
bybit_depth_read (bybit_value_t *self, const bybit_json_value_t *data, mdp_depth_t *depth,
                  mdp_level_t *bids, mdp_level_t *asks)
{
    depth->bids = bids;
    depth->asks = asks;
    if (data->kind != BYBIT_JSON_OBJECT) {
        return bybit_value_refuse (self, "data is not an object");
    }
    target_t target = { .depth = depth, .bids = bids, .asks = asks };
    mdp_text_t key;
    bybit_json_value_t value;
    bool is_first = true;
    bybit_json_seek (&self->json, data);
    while (bybit_json_member (&self->json, &is_first, &key, &value)) {
        if (s_field (self, key, &value, &target) == -1) {
            return -1;
        }
    }
    if (self->json.reason) {
        return -1;
    }
    if (!target.has_update_id) {
        return bybit_value_refuse (self, "no update id");
    }
    //  The exchange sends a side without a change as an empty one
    return target.has_bids && target.has_asks ? 0 : bybit_value_refuse (self, "a side is missing");
}

int
bybit_depth_set_type (bybit_value_t *self, mdp_text_t type, mdp_depth_t *depth)
{
    depth->is_snapshot = mdp_text_is (type, "snapshot");
    if (!depth->is_snapshot && !mdp_text_is (type, "delta") && depth->update_id != 1) {
        return bybit_value_refuse (self, "neither snapshot nor delta");
    }
    return 0;
}
