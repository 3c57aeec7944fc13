//  sup_file - reads a YAML configuration into options

#ifndef SUP_FILE_H
#define SUP_FILE_H

#include "sup_options.h"

//  Read the file of that name; what is wrong is told to the options' errors. At the start
//  it may be a pipe, which is waited for; meanwhile all signals act. While we run nothing
//  may wait: it is read again if it is a regular file, and holds a key, since one without
//  may be about to be written.
void sup_file_read (sup_options_t *options, const char *name, bool is_again);

//  Read a text; the name says in errors where it came from.
void sup_file_read_text (sup_options_t *options, const char *name, const char *text, size_t size);

#endif
