//  mdp_wishes - pure: prefixes that readers ask for, each counted once however many ask

#include "mdp_wishes.h"

#include <assert.h>
#include <stdlib.h>

enum { SLOTS = 2 * MDP_WISHES_MAX };  //  A power of two

typedef struct {
    uint64_t key;
    uint32_t askers;  //  0 for a free slot
    uint32_t cost;
} slot_t;

struct mdp_wishes {
    uint64_t seed;
    size_t count;
    size_t cost;
    slot_t slots [SLOTS];  //  Each in the first free one at or behind its place
};

mdp_wishes_t *
mdp_wishes_new (uint64_t seed)
{
    mdp_wishes_t *self = calloc (1, sizeof *self);
    assert (self);
    self->seed = seed;
    return self;
}

void
mdp_wishes_destroy (mdp_wishes_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

//  FNV-1a from a secret start, stirred so that all bits count.

static uint64_t
s_key (const mdp_wishes_t *self, const char *prefix, size_t size)
{
    uint64_t key = self->seed ^ size;
    for (size_t index = 0; index < size; index++) {
        key = (key ^ (unsigned char) prefix [index]) * 0x100000001b3u;
        key ^= key >> 29;
    }
    key = (key ^ (key >> 33)) * 0xff51afd7ed558ccdu;
    return key ^ (key >> 33);
}

static size_t
s_place (uint64_t key)
{
    return (size_t) (key & (SLOTS - 1));
}

//  The slot of the key, or the free one where it belongs.

static size_t
s_find (const mdp_wishes_t *self, uint64_t key)
{
    size_t index = s_place (key);
    while (self->slots [index].askers > 0 && self->slots [index].key != key) {
        index = (index + 1) & (SLOTS - 1);
    }
    return index;
}

uint64_t
mdp_wishes_add (mdp_wishes_t *self, const char *prefix, size_t size)
{
    assert (self);
    assert (prefix);
    size -= size > 0 && prefix [size - 1] == '.';
    uint64_t key = s_key (self, prefix, size);
    slot_t *slot = &self->slots [s_find (self, key)];
    if (slot->askers == 0) {
        assert (self->count < MDP_WISHES_MAX);
        *slot = (slot_t){ .key = key, .cost = (uint32_t) (MDP_WISH_COST + size) };
        self->count++;
        self->cost += slot->cost;
    }
    slot->askers++;
    return key;
}

//  Free the slot, and move those behind it that would no longer be found.

static void
s_free (mdp_wishes_t *self, size_t hole)
{
    size_t index = (hole + 1) & (SLOTS - 1);
    while (self->slots [index].askers > 0) {
        size_t place = s_place (self->slots [index].key);
        if (((index - place) & (SLOTS - 1)) >= ((index - hole) & (SLOTS - 1))) {
            self->slots [hole] = self->slots [index];
            hole = index;
        }
        index = (index + 1) & (SLOTS - 1);
    }
    self->slots [hole].askers = 0;
}

void
mdp_wishes_remove (mdp_wishes_t *self, uint64_t key)
{
    assert (self);
    size_t index = s_find (self, key);
    slot_t *slot = &self->slots [index];
    assert (slot->askers > 0);
    slot->askers--;
    if (slot->askers == 0) {
        self->count--;
        self->cost -= slot->cost;
        s_free (self, index);
    }
}

size_t
mdp_wishes_count (const mdp_wishes_t *self)
{
    assert (self);
    return self->count;
}

size_t
mdp_wishes_cost (const mdp_wishes_t *self)
{
    assert (self);
    return self->cost;
}
