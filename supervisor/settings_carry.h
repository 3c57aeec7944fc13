//  settings_carry - reads which channels and depths a gateway carries

#ifndef SETTINGS_CARRY_H
#define SETTINGS_CARRY_H

#include "gw_config.h"
#include "sup_options.h"

//  The default depth offers nothing where only options are carried: theirs then takes
//  its place. gateways are those of the groups, in order.
void settings_carry_adjust (sup_options_t *options, const gw_config_t *gateways, size_t count);

//  Fill what gateway number index carries, from what counts for it; its markets are
//  already filled, as are those of all others. What is wrong is told.
void settings_carry_read (gw_config_t *gateways, size_t count, size_t index,
                          sup_options_t *options);

//  The group of options that gateway number index takes.
size_t settings_carry_group (const sup_options_t *options, size_t index);

#endif
