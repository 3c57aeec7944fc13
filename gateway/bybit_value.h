//  bybit_value - pure: reads single values of the exchange, and remembers what was wrong

#ifndef BYBIT_VALUE_H
#define BYBIT_VALUE_H

#include "bybit_json.h"

//  A text that is being read.
typedef struct {
    bybit_json_t json;
    const char *where;   //  The value that was looked at last
    const char *reason;  //  The first thing that was wrong, a literal; null if nothing was
    size_t offset;       //  Where that was
} bybit_value_t;

//  Remember what was wrong, unless something was before. Always -1, to be passed on.
int bybit_value_refuse (bybit_value_t *self, const char *reason);

//  The characters of a string or a number; size 0 for any other value.
mdp_text_t bybit_value_text (bybit_value_t *self, const bybit_json_value_t *value);

//  Each returns 0, or -1 and remembers why: an unsigned integer below 2^63, as a
//  number or as a string; milliseconds, as nanoseconds; a decimal without an
//  exponent; one that is not negative.
int bybit_value_integer (bybit_value_t *self, const bybit_json_value_t *value, uint64_t *integer);
int bybit_value_time (bybit_value_t *self, const bybit_json_value_t *value, uint64_t *time);
int bybit_value_decimal (bybit_value_t *self, const bybit_json_value_t *value,
                         mdp_decimal_t *decimal);
int bybit_value_amount (bybit_value_t *self, const bybit_json_value_t *value,
                        mdp_decimal_t *decimal);

//  True if there is no value: none, null, or an empty string.
bool bybit_value_is_absent (const bybit_json_value_t *value);

//  What stands behind the last dot of a topic: a symbol, or a base coin.
mdp_text_t bybit_topic_symbol (mdp_text_t topic);

//  The topic of a text that is no JSON, where it can still be told: a hole in a stream must not
//  stay unseen because a brace was lost. Empty where it cannot.
mdp_text_t bybit_topic_guess (const char *text, size_t size);

#endif
