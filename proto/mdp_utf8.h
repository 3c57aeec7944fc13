//  mdp_utf8 - tells well-formed UTF-8 from other bytes

#ifndef MDP_UTF8_H
#define MDP_UTF8_H

#include <stdbool.h>
#include <stddef.h>

//  Bytes of the character that the text begins with; 0 where it is not well
//  formed: cut short, overlong, a surrogate, or past the last character.
size_t mdp_utf8_size (const char *text, size_t size);

//  The character is a control character: C0, DEL or C1.
bool mdp_utf8_is_control (const char *text, size_t size);

//  The whole text is well formed. An empty one is.
bool mdp_utf8_is_valid (const char *text, size_t size);

#endif
