//  sup_environ - reads environment variables into options

#ifndef SUP_ENVIRON_H
#define SUP_ENVIRON_H

#include "sup_options.h"

enum { SUP_VARIABLE_MAX = 64 };  //  Bytes in the longest variable's name, with a terminator

//  Read every variable "NAME=value" that begins with the prefix; the array ends with
//  null. What is wrong is told to the options' errors.
void sup_environ_read (sup_options_t *options, char **variables);

//  Write the name of the option's variable: "TICKGATE_CHECK_INTERVAL".
void sup_environ_name (const sup_options_spec_t *spec, const sup_option_t *option,
                       char name [SUP_VARIABLE_MAX]);

#endif
