//  oracle_depth - reads the data of one depth event with yyjson

#ifndef ORACLE_DEPTH_H
#define ORACLE_DEPTH_H

#include "bybit_depth.h"
#include "oracle_value.h"

//  Read data and type of a depth event, whose symbol is set to the topic's. Each
//  side has room for BYBIT_LEVELS_MAX levels. Returns 0, or -1 where the value
//  remembers why.
int oracle_depth_read (oracle_value_t *self, yyjson_val *data, mdp_text_t type, mdp_depth_t *depth,
                       mdp_level_t *bids, mdp_level_t *asks);

#endif
