//  oracle_compare - tells where two readings of one text differ

#ifndef ORACLE_COMPARE_H
#define ORACLE_COMPARE_H

#include "bybit_parse.h"

//  The name of the first field that differs, or null. Of a text that is no JSON the words and
//  the place of the refusal may differ.
const char *oracle_compare (const bybit_message_t *one, const bybit_message_t *other);

#endif
