//  gw_config - what a gateway is asked to carry, as plain values
//
//  Read once, checked whole by whoever fills it, then constant. The one who
//  fills it owns every text and array and keeps them while the gateway lives.

#ifndef GW_CONFIG_H
#define GW_CONFIG_H

#include "mdp_access.h"
#include "mdp_event.h"

enum {
    GW_MARKETS_MAX = 64,
    GW_DEPTHS_MAX = 6,
    GW_SYMBOLS_MAX = 4096  //  In one gateway
};

typedef struct {
    mdp_category_t category;
    bool is_all;  //  Every trading symbol of the category, from REST
    const char *
        *symbols;  //  As the exchange writes them; for options also a base coin, for its trades
    size_t symbols_count;
} gw_market_config_t;

typedef struct {
    const char *name;  //  Of the gateway
    gw_market_config_t markets [GW_MARKETS_MAX];
    size_t markets_count;
    uint32_t depths [MDP_CATEGORIES][GW_DEPTHS_MAX];  //  For each category those that it offers
    size_t depths_count [MDP_CATEGORIES];
    size_t lanes;                //  Connections that carry each topic: 1 or 2
    bool has_trades;             //  Carry trades
    const char *publish;         //  ZeroMQ endpoint to bind
    int sndhwm;                  //  Messages that wait for one slow subscriber
    const mdp_access_t *access;  //  Who may subscribe; null for anybody, in the clear
    const char *exchange_url;    //  ws:// or wss://, without a path
    const char *rest_url;        //  http:// or https://
    const char *exchange_ca;     //  The only CA file to trust; null for the system's store
    mdp_numbers_t numbers;
} gw_config_t;

#endif
