//  bybit_trade - pure: reads one trade

#ifndef BYBIT_TRADE_H
#define BYBIT_TRADE_H

#include "bybit_value.h"

//  Read one trade of a topic. Returns 0, or -1 where the value remembers why.
int bybit_trade_read (bybit_value_t *self, yyjson_val *object, mdp_text_t topic,
                      mdp_trade_t *trade);

//  The same of one that REST tells of a symbol or base coin.
int bybit_trade_read_rest (bybit_value_t *self, yyjson_val *object, mdp_text_t symbol,
                           mdp_trade_t *trade);

#endif
