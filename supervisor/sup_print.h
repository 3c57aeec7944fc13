//  sup_print - prints the values of options as YAML that reads back to the same values

#ifndef SUP_PRINT_H
#define SUP_PRINT_H

#include "sup_options.h"

//  Print what counts, at the top level and in each group; with comments, also where
//  each value came from.
void sup_print_yaml (const sup_options_t *options, bool has_comments, FILE *file);

#endif
