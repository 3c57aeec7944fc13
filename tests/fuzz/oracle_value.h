//  oracle_value - reads single values with yyjson, and remembers what was wrong
//

#ifndef ORACLE_VALUE_H
#define ORACLE_VALUE_H

#include <yyjson.h>

#include "mdp_event.h"

//  Where the reading stands. Numbers must have been read as raw text.
typedef struct {
    const char *base;    //  The text's first byte: offsets are counted from here
    const char *where;   //  The value that was looked at last
    const char *reason;  //  The first thing that was wrong, a literal; null if nothing was
    size_t offset;       //  Where that was
} oracle_value_t;

//  Remember what was wrong, unless something was before. Always -1, to be passed on.
int oracle_value_refuse (oracle_value_t *self, const char *reason);

//  The characters of a string or a number; size 0 for any other value.
mdp_text_t oracle_value_text (oracle_value_t *self, yyjson_val *value);

//  Each returns 0, or -1 and remembers why: an unsigned integer below 2^63, as a
//  number or as a string; milliseconds, as nanoseconds; a decimal without an
//  exponent; one that is not negative.
int oracle_value_integer (oracle_value_t *self, yyjson_val *value, uint64_t *integer);
int oracle_value_time (oracle_value_t *self, yyjson_val *value, uint64_t *time);
int oracle_value_decimal (oracle_value_t *self, yyjson_val *value, mdp_decimal_t *decimal);
int oracle_value_amount (oracle_value_t *self, yyjson_val *value, mdp_decimal_t *decimal);

//  True if there is no value: none, null, or an empty string.
bool oracle_value_is_absent (yyjson_val *value);

//  What stands behind the last dot of a topic: a symbol, or a base coin.
mdp_text_t oracle_topic_symbol (mdp_text_t topic);

#endif
