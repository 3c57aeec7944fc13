//  bybit_trade - pure: reads one trade

#ifndef BYBIT_TRADE_H
#define BYBIT_TRADE_H

#include "bybit_value.h"

//  Read one trade of a topic, up to its end. Returns 0, or -1 where the value remembers why,
//  or its text turned out to be no JSON.
int bybit_trade_read (bybit_value_t *self, const bybit_json_value_t *object, mdp_text_t topic,
                      mdp_trade_t *trade);

//  The same of one that REST tells of a symbol or base coin.
int bybit_trade_read_rest (bybit_value_t *self, const bybit_json_value_t *object, mdp_text_t symbol,
                           mdp_trade_t *trade);

#endif
