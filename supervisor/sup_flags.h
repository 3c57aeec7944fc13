//  sup_flags - reads GNU long flags into options

#ifndef SUP_FLAGS_H
#define SUP_FLAGS_H

#include "sup_options.h"

//  Read all arguments but the first; what is wrong is told to the options' errors.
void sup_flags_read (sup_options_t *options, int argc, char **argv);

#endif
