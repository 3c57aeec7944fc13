//  mdp_print - prints JSON values into a bounded buffer
//
//  What does not fit is dropped and remembered, so that only mdp_print_size
//  need be asked.

#ifndef MDP_PRINT_H
#define MDP_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *text;
    size_t text_max;
    size_t size;
    bool is_full;  //  Something did not fit
} mdp_print_t;

//  Begin a text of at most text_max bytes, its terminator included.
void mdp_print_init (mdp_print_t *self, char *text, size_t text_max);

//  Terminate the text and return its size without the terminator, or 0 where
//  something did not fit; the text is empty then.
size_t mdp_print_size (mdp_print_t *self);

void mdp_print_chars (mdp_print_t *self, const char *chars, size_t size);
void mdp_print_word (mdp_print_t *self, const char *word);
void mdp_print_uint (mdp_print_t *self, uint64_t value);
void mdp_print_int (mdp_print_t *self, int64_t value);

//  The shortest decimal that reads back as the same double, always with a point
//  or an exponent; null where it is no number.
void mdp_print_double (mdp_print_t *self, double value);

//  What stands inside a JSON string. Control characters are escaped, and each
//  byte that is not UTF-8 becomes U+FFFD.
void mdp_print_escaped (mdp_print_t *self, const char *chars, size_t size);

//  The same between quotes.
void mdp_print_quoted (mdp_print_t *self, const char *chars, size_t size);

//  The bytes in hexadecimal digits, quoted.
void mdp_print_hex (mdp_print_t *self, const char *bytes, size_t size);

#endif
