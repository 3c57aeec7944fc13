//  sup_help - prints an option table for people: the help and the manual page

#ifndef SUP_HELP_H
#define SUP_HELP_H

#include <stdio.h>

#include "sup_options.h"

//  Print the text for --help.
void sup_help_print (const sup_options_spec_t *spec, const char *summary, FILE *file);

//  What a manual page says besides its options; the texts are roff, summary is plain.
typedef struct {
    const char *version;
    const char *summary;
    const char *synopsis;
    const char *description;
    const char *files;
    const char *environment;  //  What is said before the list of variables
    const char *exit_status;
    const char *signals;
    const char *examples;
    const char *see_also;
} sup_manual_t;

//  Print the manual page, as roff with the man macros.
void sup_help_print_manual (const sup_options_spec_t *spec, const sup_manual_t *manual, FILE *file);

#endif
