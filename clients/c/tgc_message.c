//  tgc_message - the messages of a gateway, as plain values

#include "tgc_message.h"

#include <assert.h>
#include <string.h>

tgc_text_t
tgc_text (const char *string)
{
    assert (string);
    return (tgc_text_t){ .chars = string, .size = strlen (string) };
}

bool
tgc_text_is (tgc_text_t text, const char *word)
{
    assert (word);
    return strlen (word) == text.size && memcmp (word, text.chars, text.size) == 0;
}
