//  bybit_string - pure: reads a JSON string that has escapes, or more than ASCII

#ifndef BYBIT_STRING_H
#define BYBIT_STRING_H

#include "mdp_event.h"

//  Read a string from behind its quote, and move behind the one that ends it. Without escapes
//  the text is lent from there; else it is in the room, which is as large as what is left.
//  Returns null, or why it is no string, a literal, having moved to where that is.
const char *bybit_string_read (const char **at_p, const char *end, char *room, mdp_text_t *text);

#endif
