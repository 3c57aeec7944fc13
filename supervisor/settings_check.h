//  settings_check - the rules that settings must keep together, and with the machine

#ifndef SETTINGS_CHECK_H
#define SETTINGS_CHECK_H

#include "sup_options.h"

//  Let the default check interval follow a shorter silence.
void settings_check_adjust (sup_options_t *options);

//  Tell what does not go together and which files are not what they should be.
//  ca_store is the system's file of CA certificates.
void settings_check (sup_options_t *options, const char *ca_store);

//  Tell what is probably not meant, though it is no error.
void settings_check_warn (const sup_options_t *options, const char *ca_store);

#endif
