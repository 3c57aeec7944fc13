//  settings_market - reads "CATEGORY:SYMBOL,SYMBOL" into the markets of a gateway

#ifndef SETTINGS_MARKET_H
#define SETTINGS_MARKET_H

#include "gw_config.h"
#include "sup_options.h"

//  Fill the gateway's markets, one a category, from what counts for the group.
//  Symbols stay the options', arrays go to settings_market_free. What is wrong is told.
void settings_market_read (gw_config_t *gateway, sup_options_t *options, size_t group);

//  Free the gateway's arrays and forget its markets.
void settings_market_free (gw_config_t *gateway);

#endif
