//  settings_table - the one table of tickgated's options

#ifndef SETTINGS_TABLE_H
#define SETTINGS_TABLE_H

#include "sup_options.h"

extern const sup_options_spec_t SETTINGS_SPEC;

#endif
