//  sup_text - texts that grow as they are printed, and what JSON wants quoted

#ifndef SUP_TEXT_H
#define SUP_TEXT_H

#include <stdio.h>

#include "sup_body.h"

//  A text that is being printed.
typedef struct {
    FILE *file;  //  Print here
    char *bytes;
    size_t size;
} sup_text_t;

void sup_text_begin (sup_text_t *self);

//  The text is complete: here it is, as a body.
sup_body_t *sup_text_end (sup_text_t *self);

//  Print a terminated text as a JSON string.
void sup_text_quote (FILE *file, const char *text);

#endif
