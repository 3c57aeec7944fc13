//  gw_plan - which feeds a configuration asks for

#ifndef GW_PLAN_H
#define GW_PLAN_H

#include "gw_config.h"
#include "gw_market.h"
#include "gw_symbols.h"

//  What the market's present plan makes of one of its feeds.
typedef enum {
    GW_PLAN_KEEP,  //  As it is, carried or not
    GW_PLAN_ADD,   //  Carry it
    GW_PLAN_DROP,  //  Carry it no more
    GW_PLAN_SHOW,  //  Publish what was only a pulse
    GW_PLAN_HIDE   //  Keep it as a pulse, and publish it no more
} gw_plan_step_t;

gw_plan_step_t gw_plan_step (const gw_feed_t *feed);

//  Want the feeds of one symbol; those that are there stay as they are. An option's
//  trades come with all others of its base coin, and a base coin alone has trades but
//  no book. Returns 0, or -1 where the symbol cannot be carried.
int gw_plan_symbol (const gw_config_t *config, gw_market_t *market, mdp_category_t category,
                    mdp_text_t symbol);

//  Tell of each symbol that is named, and want the lists of those that are not.
void gw_plan_markets (const gw_config_t *config, gw_symbols_t *symbols, gw_symbols_fn *on_symbol,
                      void *owner);

#endif
