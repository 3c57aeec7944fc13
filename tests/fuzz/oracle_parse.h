//  oracle_parse - exchange text to event with yyjson: what bybit_parse is compared with
//
//  It builds a document of the whole text first, which is what ours does without.

#ifndef ORACLE_PARSE_H
#define ORACLE_PARSE_H

#include "bybit_parse.h"

typedef struct oracle_parse oracle_parse_t;

oracle_parse_t *oracle_parse_new (void);
void oracle_parse_destroy (oracle_parse_t **self_p);

//  As bybit_parse_text, but for the words and the place of what is no JSON.
const bybit_message_t *oracle_parse_text (oracle_parse_t *self, const char *text, size_t size);

#endif
