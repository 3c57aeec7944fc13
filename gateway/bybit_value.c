//  bybit_value - pure: reads single values of the exchange, and remembers what was wrong

#include "bybit_value.h"

#include <string.h>

#include "bybit_digits.h"

int
bybit_value_refuse (bybit_value_t *self, const char *reason)
{
    if (!self->reason) {
        self->reason = reason;
        self->offset = self->where ? (size_t) (self->where - self->json.text) : 0;
    }
    return -1;
}

mdp_text_t
bybit_value_text (bybit_value_t *self, const bybit_json_value_t *value)
{
    if (value->kind == BYBIT_JSON_STRING || value->kind == BYBIT_JSON_NUMBER) {
        self->where = value->at;
        return value->text;
    }
    return (mdp_text_t){ .chars = "", .size = 0 };
}

//  Read an integer of the usual length. False where it must be read digit by digit.

static inline bool
s_integer_at_once (const bybit_value_t *self, const bybit_json_value_t *value, uint64_t *integer)
{
#if BYBIT_DIGITS_AT_ONCE
    if (value->kind == BYBIT_JSON_NUMBER && value->text.size <= BYBIT_DIGITS_INTEGER) {
        const char *end = value->text.chars + value->text.size;
        return end - self->json.text >= BYBIT_DIGITS_INTEGER
               && bybit_digits_integer (end, value->text.size, integer);
    }
#else
    (void) self;
    (void) value;
    (void) integer;
#endif
    return false;
}

int
bybit_value_integer (bybit_value_t *self, const bybit_json_value_t *value, uint64_t *integer)
{
    mdp_text_t text = bybit_value_text (self, value);
    if (s_integer_at_once (self, value, integer)) {
        return 0;
    }
    if (text.size == 0 || text.size > 19) {
        return bybit_value_refuse (self, "not an unsigned integer");
    }
    uint64_t sum = 0;
    for (size_t index = 0; index < text.size; index++) {
        if (text.chars [index] < '0' || text.chars [index] > '9') {
            return bybit_value_refuse (self, "not an unsigned integer");
        }
        sum = sum * 10 + (uint64_t) (text.chars [index] - '0');
    }
    if (sum > INT64_MAX) {
        return bybit_value_refuse (self, "integer too large");
    }
    *integer = sum;
    return 0;
}

int
bybit_value_time (bybit_value_t *self, const bybit_json_value_t *value, uint64_t *time)
{
    uint64_t time_ms = 0;
    if (bybit_value_integer (self, value, &time_ms) == -1) {
        return -1;
    }
    if (time_ms > INT64_MAX / 1000000) {
        return bybit_value_refuse (self, "time out of range");
    }
    *time = time_ms * 1000000;
    return 0;
}

int
bybit_value_decimal (bybit_value_t *self, const bybit_json_value_t *value, mdp_decimal_t *decimal)
{
    mdp_text_t text = bybit_value_text (self, value);
    if (mdp_decimal_parse (decimal, text.chars, text.size) == -1) {
        return bybit_value_refuse (self, "not a decimal number");
    }
    return 0;
}

int
bybit_value_amount (bybit_value_t *self, const bybit_json_value_t *value, mdp_decimal_t *decimal)
{
    if (bybit_value_decimal (self, value, decimal) == -1) {
        return -1;
    }
    return decimal->mantissa < 0 ? bybit_value_refuse (self, "negative number") : 0;
}

mdp_text_t
bybit_topic_symbol (mdp_text_t topic)
{
    size_t start = topic.size;
    while (start > 0 && topic.chars [start - 1] != '.') {
        start--;
    }
    return (mdp_text_t){ .chars = topic.chars + start, .size = topic.size - start };
}

mdp_text_t
bybit_topic_guess (const char *text, size_t size)
{
    static const char key [] = "\"topic\"";
    const char *end = text + size;
    const char *at = memmem (text, size, key, sizeof key - 1);
    at = at ? at + sizeof key - 1 : end;
    while (at < end && (*at == ':' || *at == ' ')) {
        at++;
    }
    const char *behind =
        at < end && *at == '"' ? memchr (at + 1, '"', (size_t) (end - at - 1)) : NULL;
    return behind ? (mdp_text_t){ .chars = at + 1, .size = (size_t) (behind - at - 1) }
                  : (mdp_text_t){ .chars = "", .size = 0 };
}

bool
bybit_value_is_absent (const bybit_json_value_t *value)
{
    return value->kind == BYBIT_JSON_NONE || value->kind == BYBIT_JSON_NULL
           || (value->kind == BYBIT_JSON_STRING && value->text.size == 0);
}
