//  gw_seen - pure: remembers which trades were seen, so that none is published twice

#include "gw_seen.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t key;  //  0 in an empty slot
    uint64_t source;
} slot_t;

struct gw_seen {
    size_t slots_count;  //  Of each set, a power of two
    size_t used;         //  Keys in the newer set; at most half of its slots
    slot_t *newer;       //  Open addressing
    slot_t *older;
};

gw_seen_t *
gw_seen_new (size_t keys_max)
{
    assert (keys_max >= 16);
    assert ((keys_max & (keys_max - 1)) == 0);
    gw_seen_t *self = calloc (1, sizeof *self);
    assert (self);
    self->slots_count = keys_max;
    self->newer = calloc (keys_max, sizeof *self->newer);
    assert (self->newer);
    self->older = calloc (keys_max, sizeof *self->older);
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

//  The slot that holds the key, or the empty one where it belongs.

static slot_t *
s_slot (const gw_seen_t *self, slot_t *set, uint64_t key)
{
    size_t mask = self->slots_count - 1;
    size_t index = (size_t) key & mask;
    while (set [index].key != 0 && set [index].key != key) {
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

//  The slot that holds the key; one with another key where none does.

static const slot_t *
s_find (const gw_seen_t *self, uint64_t key)
{
    const slot_t *slot = s_slot (self, self->newer, key);
    return slot->key == 0 ? s_slot (self, self->older, key) : slot;
}

bool
gw_seen_has (const gw_seen_t *self, uint64_t key)
{
    assert (self);
    key += key == 0;
    return s_find (self, key)->key == key;
}

bool
gw_seen_add (gw_seen_t *self, uint64_t key, uint64_t source)
{
    assert (self);
    key += key == 0;
    const slot_t *slot = s_find (self, key);
    if (slot->key == key) {
        return slot->source == source;
    }
    if (self->used == self->slots_count / 2) {
        s_forget_the_older (self);
    }
    *s_slot (self, self->newer, key) = (slot_t){ .key = key, .source = source };
    self->used++;
    return true;
}

uint64_t
gw_seen_hash (uint64_t hash, const char *bytes, size_t size)
{
    //  FNV-1a, then a finaliser so that the low bits depend on every byte
    hash ^= 0xcbf29ce484222325u;
    for (size_t index = 0; index < size; index++) {
        hash = (hash ^ (unsigned char) bytes [index]) * 0x100000001b3u;
    }
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ hash >> 33;
}
