//  gw_seen - pure: remembers which trades were seen, so that none is published twice

#include "gw_seen.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

//  A slot holds the upper 48 bits of a key, and below them its source; 0 is an empty slot.
//  The lower bits of the key say where it belongs.
typedef uint64_t slot_t;

#define SOURCE_MASK 0xffffu

struct gw_seen {
    size_t slots_count;  //  Of each set, a power of two
    size_t used;         //  Keys in the newer set
    slot_t *newer;       //  Open addressing
    slot_t *older;
};

gw_seen_t *
gw_seen_new (size_t slots_count)
{
    assert (slots_count >= 16);
    assert ((slots_count & (slots_count - 1)) == 0);
    gw_seen_t *self = calloc (1, sizeof *self);
    assert (self);
    self->slots_count = slots_count;
    self->newer = calloc (slots_count, sizeof *self->newer);
    assert (self->newer);
    self->older = calloc (slots_count, sizeof *self->older);
    assert (self->older);
    return self;
}

void
gw_seen_destroy (gw_seen_t **self_p)
{
    assert (self_p);
    gw_seen_t *self = *self_p;
    if (self) {
        free (self->newer);
        free (self->older);
        free (self);
        *self_p = NULL;
    }
}

static bool
s_is_of (slot_t slot, uint64_t key)
{
    return slot != 0 && ((slot ^ key) & ~(uint64_t) SOURCE_MASK) == 0;
}

//  Sources come one after the other: those that are as far apart as comes out alike here
//  are never known at the same time.

static slot_t
s_slot (uint64_t key, uint64_t source)
{
    return (key & ~(uint64_t) SOURCE_MASK) | (source % SOURCE_MASK + 1);
}

//  Where the key is, or the empty slot where it belongs.

static slot_t *
s_place (const gw_seen_t *self, slot_t *set, uint64_t key)
{
    size_t mask = self->slots_count - 1;
    size_t index = (size_t) key & mask;
    while (set [index] != 0 && !s_is_of (set [index], key)) {
        index = (index + 1) & mask;
    }
    return &set [index];
}

static void
s_forget_the_older (gw_seen_t *self)
{
    slot_t *older = self->older;
    self->older = self->newer;
    self->newer = older;
    memset (self->newer, 0, self->slots_count * sizeof *self->newer);
    self->used = 0;
}

//  What is known of the key; 0 if it is not.

static slot_t
s_find (const gw_seen_t *self, uint64_t key)
{
    slot_t slot = *s_place (self, self->newer, key);
    return slot == 0 ? *s_place (self, self->older, key) : slot;
}

bool
gw_seen_has (const gw_seen_t *self, uint64_t key)
{
    assert (self);
    return s_find (self, key) != 0;
}

bool
gw_seen_has_recent (const gw_seen_t *self, uint64_t key)
{
    return *s_place (self, self->newer, key) != 0;
}

bool
gw_seen_add (gw_seen_t *self, uint64_t key, uint64_t source)
{
    assert (self);
    slot_t slot = s_find (self, key);
    if (slot != 0) {
        return slot == s_slot (key, source);
    }
    if (self->used == self->slots_count / 4 * 3) {
        s_forget_the_older (self);
    }
    *s_place (self, self->newer, key) = s_slot (key, source);
    self->used++;
    return true;
}

//  Words that differ stay different, and each bit of them changes those above it, and from
//  there those below.

static inline uint64_t
s_mix (uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0xff51afd7ed558ccdu;
    return hash ^ hash >> 32;
}

uint64_t
gw_seen_hash (uint64_t hash, const char *bytes, size_t size)
{
    uint64_t word;
    hash = s_mix (hash, size);
    for (; size >= sizeof word; size -= sizeof word) {
        memcpy (&word, bytes, sizeof word);
        hash = s_mix (hash, word);
        bytes += sizeof word;
    }
    word = 0;
    memcpy (&word, bytes, size);
    return s_mix (s_mix (hash, word), 0xc4ceb9fe1a85ec53u);
}
