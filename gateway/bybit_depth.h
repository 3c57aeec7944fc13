//  bybit_depth - pure: reads the data of one depth event

#ifndef BYBIT_DEPTH_H
#define BYBIT_DEPTH_H

#include "bybit_value.h"

enum { BYBIT_LEVELS_MAX = 16384 };  //  A side in one text; the exchange sends up to 2,000

//  Read the data of a depth event, whose symbol is set to the topic's, up to its end. Each
//  side has room for BYBIT_LEVELS_MAX levels. Returns 0, or -1 where the value
//  remembers why, or its text turned out to be no JSON.
int bybit_depth_read (bybit_value_t *self, const bybit_json_value_t *data, mdp_depth_t *depth,
                      mdp_level_t *bids, mdp_level_t *asks);

//  Then set what its type tells. Returns 0, or -1 where the value remembers why.
int bybit_depth_set_type (bybit_value_t *self, mdp_text_t type, mdp_depth_t *depth);

#endif
