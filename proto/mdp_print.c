//  mdp_print - prints JSON values into a bounded buffer

#include "mdp_print.h"

#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_utf8.h"

void
mdp_print_init (mdp_print_t *self, char *text, size_t text_max)
{
    assert (self);
    assert (text);
    assert (text_max > 0);
    *self = (mdp_print_t){ .text = text, .text_max = text_max };
}

size_t
mdp_print_size (mdp_print_t *self)
{
    assert (self);
    if (self->is_full) {
        self->size = 0;
    }
    self->text [self->size] = '\0';
    return self->size;
}

void
mdp_print_chars (mdp_print_t *self, const char *chars, size_t size)
{
    if (self->is_full || size >= self->text_max - self->size) {
        self->is_full = true;
        return;
    }
    memcpy (self->text + self->size, chars, size);
    self->size += size;
}

void
mdp_print_word (mdp_print_t *self, const char *word)
{
    mdp_print_chars (self, word, strlen (word));
}

void
mdp_print_uint (mdp_print_t *self, uint64_t value)
{
    char text [24];
    int size = snprintf (text, sizeof text, "%" PRIu64, value);
    assert (size > 0);
    mdp_print_chars (self, text, (size_t) size);
}

void
mdp_print_int (mdp_print_t *self, int64_t value)
{
    char text [24];
    int size = snprintf (text, sizeof text, "%" PRId64, value);
    assert (size > 0);
    mdp_print_chars (self, text, (size_t) size);
}

void
mdp_print_double (mdp_print_t *self, double value)
{
    if (!isfinite (value)) {
        mdp_print_word (self, "null");
        return;
    }
    //  Fewer than 15 digits are found by dropping zeros, except where the double
    //  itself has fewer than it should.
    int digits = fabs (value) < DBL_MIN ? 1 : DBL_DIG;
    char text [32];
    do {
        int size = snprintf (text, sizeof text, "%.*g", digits, value);
        assert (size > 0);
        digits++;
    } while (digits <= DBL_DECIMAL_DIG
             && (strtod (text, NULL) < value || strtod (text, NULL) > value));
    mdp_print_word (self, text);
    if (!strpbrk (text, ".e")) {
        mdp_print_word (self, ".0");
    }
}

static void
s_print_code (mdp_print_t *self, unsigned code)
{
    char text [8];
    int size = snprintf (text, sizeof text, "\\u%04x", code);
    assert (size == 6);
    mdp_print_chars (self, text, (size_t) size);
}

void
mdp_print_escaped (mdp_print_t *self, const char *chars, size_t size)
{
    size_t at = 0;
    while (at < size && !self->is_full) {
        const char *character = chars + at;
        size_t step = mdp_utf8_size (character, size - at);
        if (step == 0) {
            s_print_code (self, 0xfffd);
            at++;
            continue;
        }
        if (*character == '"' || *character == '\\') {
            mdp_print_word (self, "\\");
        }
        if (*character == '\n') {
            mdp_print_word (self, "\\n");
        } else if (mdp_utf8_is_control (character, step)) {
            s_print_code (self, (unsigned char) character [step - 1]);
        } else {
            mdp_print_chars (self, character, step);
        }
        at += step;
    }
}

void
mdp_print_quoted (mdp_print_t *self, const char *chars, size_t size)
{
    mdp_print_word (self, "\"");
    mdp_print_escaped (self, chars, size);
    mdp_print_word (self, "\"");
}

void
mdp_print_hex (mdp_print_t *self, const char *bytes, size_t size)
{
    static const char DIGITS [] = "0123456789abcdef";
    mdp_print_word (self, "\"");
    for (size_t index = 0; index < size && !self->is_full; index++) {
        unsigned char byte = (unsigned char) bytes [index];
        char pair [2] = { DIGITS [byte >> 4], DIGITS [byte & 15] };
        mdp_print_chars (self, pair, sizeof pair);
    }
    mdp_print_word (self, "\"");
}
