//  settings_manual - what the manual page of tickgated says besides its options

#ifndef SETTINGS_MANUAL_H
#define SETTINGS_MANUAL_H

#include "sup_help.h"

extern const sup_manual_t SETTINGS_MANUAL;

#endif
