//  oracle_value - reads single values with yyjson, and remembers what was wrong

#include "oracle_value.h"

#include <string.h>

int
oracle_value_refuse (oracle_value_t *self, const char *reason)
{
    if (!self->reason) {
        self->reason = reason;
        self->offset = self->where ? (size_t) (self->where - self->base) : 0;
    }
    return -1;
}

mdp_text_t
oracle_value_text (oracle_value_t *self, yyjson_val *value)
{
    mdp_text_t text = { .chars = "", .size = 0 };
    if (yyjson_is_str (value)) {
        text.chars = yyjson_get_str (value);
        text.size = yyjson_get_len (value);
    } else if (yyjson_is_raw (value)) {
        text.chars = yyjson_get_raw (value);
        text.size = yyjson_get_len (value);
    }
    if (*text.chars || yyjson_is_str (value)) {
        self->where = text.chars;
    }
    return text;
}

int
oracle_value_integer (oracle_value_t *self, yyjson_val *value, uint64_t *integer)
{
    mdp_text_t text = oracle_value_text (self, value);
    if (text.size == 0 || text.size > 19) {
        return oracle_value_refuse (self, "not an unsigned integer");
    }
    uint64_t sum = 0;
    for (size_t index = 0; index < text.size; index++) {
        if (text.chars [index] < '0' || text.chars [index] > '9') {
            return oracle_value_refuse (self, "not an unsigned integer");
        }
        sum = sum * 10 + (uint64_t) (text.chars [index] - '0');
    }
    if (sum > INT64_MAX) {
        return oracle_value_refuse (self, "integer too large");
    }
    *integer = sum;
    return 0;
}

int
oracle_value_time (oracle_value_t *self, yyjson_val *value, uint64_t *time)
{
    uint64_t time_ms = 0;
    if (oracle_value_integer (self, value, &time_ms) == -1) {
        return -1;
    }
    if (time_ms > INT64_MAX / 1000000) {
        return oracle_value_refuse (self, "time out of range");
    }
    *time = time_ms * 1000000;
    return 0;
}

int
oracle_value_decimal (oracle_value_t *self, yyjson_val *value, mdp_decimal_t *decimal)
{
    mdp_text_t text = oracle_value_text (self, value);
    if (mdp_decimal_parse (decimal, text.chars, text.size) == -1) {
        return oracle_value_refuse (self, "not a decimal number");
    }
    return 0;
}

int
oracle_value_amount (oracle_value_t *self, yyjson_val *value, mdp_decimal_t *decimal)
{
    if (oracle_value_decimal (self, value, decimal) == -1) {
        return -1;
    }
    return decimal->mantissa < 0 ? oracle_value_refuse (self, "negative number") : 0;
}

mdp_text_t
oracle_topic_symbol (mdp_text_t topic)
{
    size_t start = topic.size;
    while (start > 0 && topic.chars [start - 1] != '.') {
        start--;
    }
    return (mdp_text_t){ .chars = topic.chars + start, .size = topic.size - start };
}

bool
oracle_value_is_absent (yyjson_val *value)
{
    return !value || yyjson_is_null (value)
           || (yyjson_is_str (value) && yyjson_get_len (value) == 0);
}
