//  tgc_readers - the readers of many topics, found by topic

#include "tgc_readers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 64 };

//  A table with open addressing: a topic is in the first slot from that of its hash on
//  that is free or its own. At most half of the slots are used.
struct tgc_readers {
    tgc_reader_t **items;
    size_t count;
    uint32_t *slots;  //  Index in items and one more; 0 is free
    size_t slots_count;
};

tgc_readers_t *
tgc_readers_new (void)
{
    tgc_readers_t *self = calloc (1, sizeof *self);
    assert (self);
    self->slots_count = SLOTS_MIN;
    self->slots = calloc (self->slots_count, sizeof *self->slots);
    assert (self->slots);
    self->items = calloc (self->slots_count / 2, sizeof *self->items);
    assert (self->items);
    return self;
}

void
tgc_readers_destroy (tgc_readers_t **self_p)
{
    assert (self_p);
    tgc_readers_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->count; index++) {
            tgc_reader_destroy (&self->items [index]);
        }
        free (self->items);
        free (self->slots);
        free (self);
        *self_p = NULL;
    }
}

//  FNV-1a.

static size_t
s_hash (tgc_text_t topic)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t index = 0; index < topic.size; index++) {
        hash = (hash ^ (uint8_t) topic.chars [index]) * 1099511628211u;
    }
    return (size_t) (hash ^ hash >> 32);
}

//  The slot of the topic, or the free one where it would be.

static uint32_t *
s_slot (const tgc_readers_t *self, tgc_text_t topic)
{
    size_t index = s_hash (topic) % self->slots_count;
    while (self->slots [index] != 0) {
        tgc_text_t other = tgc_reader_topic (self->items [self->slots [index] - 1]);
        if (other.size == topic.size && memcmp (other.chars, topic.chars, topic.size) == 0) {
            break;
        }
        index = (index + 1) % self->slots_count;
    }
    return &self->slots [index];
}

//  Fill the slots anew.

static void
s_index (tgc_readers_t *self)
{
    memset (self->slots, 0, self->slots_count * sizeof *self->slots);
    for (size_t index = 0; index < self->count; index++) {
        *s_slot (self, tgc_reader_topic (self->items [index])) = (uint32_t) index + 1;
    }
}

tgc_reader_t *
tgc_readers_find (const tgc_readers_t *self, tgc_text_t topic)
{
    assert (self);
    uint32_t place = *s_slot (self, topic);
    return place == 0 ? NULL : self->items [place - 1];
}

void
tgc_readers_add (tgc_readers_t *self, tgc_reader_t **reader_p)
{
    assert (self);
    assert (*reader_p);
    assert (!tgc_readers_find (self, tgc_reader_topic (*reader_p)));
    if (self->count == self->slots_count / 2) {
        self->slots_count *= 2;
        self->slots = realloc (self->slots, self->slots_count * sizeof *self->slots);
        assert (self->slots);
        self->items = realloc (self->items, self->slots_count / 2 * sizeof *self->items);
        assert (self->items);
        s_index (self);
    }
    *s_slot (self, tgc_reader_topic (*reader_p)) = (uint32_t) self->count + 1;
    self->items [self->count++] = *reader_p;
    *reader_p = NULL;
}

void
tgc_readers_leave (tgc_readers_t *self, tgc_text_t left, const tgc_prefixes_t *prefixes)
{
    assert (self);
    size_t kept = 0;
    for (size_t index = 0; index < self->count; index++) {
        tgc_text_t topic = tgc_reader_topic (self->items [index]);
        if (!tgc_prefix_begins (left, topic) || tgc_prefixes_covers (prefixes, topic)) {
            self->items [kept++] = self->items [index];
        } else {
            tgc_reader_destroy (&self->items [index]);
        }
    }
    self->count = kept;
    s_index (self);
}

size_t
tgc_readers_count (const tgc_readers_t *self)
{
    assert (self);
    return self->count;
}

tgc_reader_t *
tgc_readers_at (const tgc_readers_t *self, size_t index)
{
    assert (self);
    assert (index < self->count);
    return self->items [index];
}
