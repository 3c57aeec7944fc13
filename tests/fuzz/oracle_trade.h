//  oracle_trade - reads one trade with yyjson

#ifndef ORACLE_TRADE_H
#define ORACLE_TRADE_H

#include "oracle_value.h"

//  Read one trade of a topic. Returns 0, or -1 where the value remembers why.
int oracle_trade_read (oracle_value_t *self, yyjson_val *object, mdp_text_t topic,
                       mdp_trade_t *trade);

//  The same of one that REST tells of a symbol or base coin.
int oracle_trade_read_rest (oracle_value_t *self, yyjson_val *object, mdp_text_t symbol,
                            mdp_trade_t *trade);

#endif
