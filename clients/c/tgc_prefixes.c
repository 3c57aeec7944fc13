//  tgc_prefixes - what the caller subscribed, each prefix once

#include "tgc_prefixes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct tgc_prefixes {
    tgc_text_t *items;  //  Copies of our own
    size_t count;
    size_t count_max;  //  Room for so many
};

tgc_prefixes_t *
tgc_prefixes_new (void)
{
    tgc_prefixes_t *self = calloc (1, sizeof *self);
    assert (self);
    return self;
}

static void
s_free_chars (const char *chars)
{
    free ((void *) chars);
}

void
tgc_prefixes_destroy (tgc_prefixes_t **self_p)
{
    assert (self_p);
    tgc_prefixes_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->count; index++) {
            s_free_chars (self->items [index].chars);
        }
        free (self->items);
        free (self);
        *self_p = NULL;
    }
}

//  Where the prefix stands, or count.

static size_t
s_find (const tgc_prefixes_t *self, tgc_text_t prefix)
{
    size_t index = 0;
    while (index < self->count
           && (self->items [index].size != prefix.size
               || memcmp (self->items [index].chars, prefix.chars, prefix.size) != 0)) {
        index++;
    }
    return index;
}

bool
tgc_prefixes_add (tgc_prefixes_t *self, tgc_text_t prefix)
{
    assert (self);
    if (tgc_prefixes_has (self, prefix)) {
        return false;
    }
    if (self->count == self->count_max) {
        self->count_max = self->count_max == 0 ? 8 : 2 * self->count_max;
        self->items = realloc (self->items, self->count_max * sizeof *self->items);
        assert (self->items);
    }
    char *chars = malloc (prefix.size + 1);
    assert (chars);
    memcpy (chars, prefix.chars, prefix.size);
    self->items [self->count++] = (tgc_text_t){ .chars = chars, .size = prefix.size };
    return true;
}

bool
tgc_prefixes_drop (tgc_prefixes_t *self, tgc_text_t prefix)
{
    assert (self);
    size_t index = s_find (self, prefix);
    if (index == self->count) {
        return false;
    }
    s_free_chars (self->items [index].chars);
    self->items [index] = self->items [--self->count];
    return true;
}

bool
tgc_prefix_begins (tgc_text_t prefix, tgc_text_t topic)
{
    return prefix.size <= topic.size && memcmp (prefix.chars, topic.chars, prefix.size) == 0;
}

bool
tgc_prefixes_has (const tgc_prefixes_t *self, tgc_text_t topic)
{
    assert (self);
    return s_find (self, topic) < self->count;
}

bool
tgc_prefixes_covers (const tgc_prefixes_t *self, tgc_text_t topic)
{
    assert (self);
    for (size_t index = 0; index < self->count; index++) {
        tgc_text_t prefix = self->items [index];
        if (tgc_prefix_begins (prefix, topic)) {
            return true;
        }
    }
    return false;
}
