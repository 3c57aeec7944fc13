//  sup_file - reads a YAML configuration into options

#ifndef SUP_FILE_H
#define SUP_FILE_H

#include "sup_options.h"

//  Read the file of that name; what is wrong is told to the options' errors.
void sup_file_read (sup_options_t *options, const char *name);

//  Read it while we run: what may keep us waiting, as a FIFO does, is refused, and
//  so is a file without a key, which somebody may be about to write.
void sup_file_read_again (sup_options_t *options, const char *name);

//  Read a text; the name says in errors where it came from.
void sup_file_read_text (sup_options_t *options, const char *name, const char *text, size_t size);

#endif
