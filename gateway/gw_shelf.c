//  gw_shelf - pure: keeps copies of depth events for a moment

#include "gw_shelf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

//  Of a copy; its bids and asks stand behind it.
typedef struct {
    mdp_depth_t depth;
    uint64_t ts_recv;
} head_t;

//  A position counts all bytes that were ever put: it stands at its remainder, and has
//  gone when the ring came round.
struct gw_shelf {
    size_t size;
    uint64_t end;  //  Position of the next copy
    unsigned char *ring;
};

enum { ALIGNMENT = 16 };

gw_shelf_t *
gw_shelf_new (size_t size)
{
    assert (size % ALIGNMENT == 0);
    gw_shelf_t *self = calloc (1, sizeof *self);
    assert (self);
    self->size = size;
    self->end = size;  //  0 is no position
    self->ring = calloc (1, size);
    assert (self->ring);
    return self;
}

void
gw_shelf_destroy (gw_shelf_t **self_p)
{
    assert (self_p);
    gw_shelf_t *self = *self_p;
    if (self) {
        free (self->ring);
        free (self);
        *self_p = NULL;
    }
}

uint64_t
gw_shelf_put (gw_shelf_t *self, const mdp_depth_t *depth, uint64_t ts_recv)
{
    assert (self);
    size_t bids_size = depth->bids_count * sizeof *depth->bids;
    size_t asks_size = depth->asks_count * sizeof *depth->asks;
    size_t needed = sizeof (head_t) + bids_size + asks_size;
    needed += ALIGNMENT - 1 - (needed - 1) % ALIGNMENT;
    if (needed > self->size) {
        return 0;
    }
    size_t at = self->end % self->size;
    if (self->size - at < needed) {
        self->end += self->size - at;  //  A copy does not go over the ring's end
        at = 0;
    }
    const head_t head = { .depth = *depth, .ts_recv = ts_recv };
    memcpy (self->ring + at, &head, sizeof head);
    if (bids_size > 0) {
        memcpy (self->ring + at + sizeof head, depth->bids, bids_size);
    }
    if (asks_size > 0) {
        memcpy (self->ring + at + sizeof head + bids_size, depth->asks, asks_size);
    }
    uint64_t position = self->end;
    self->end += needed;
    return position;
}

bool
gw_shelf_get (const gw_shelf_t *self, uint64_t position, mdp_depth_t *depth, uint64_t *ts_recv)
{
    assert (self);
    if (position == 0 || self->end - position > self->size) {
        return false;
    }
    const unsigned char *at = self->ring + position % self->size;
    head_t head;
    memcpy (&head, at, sizeof head);
    const mdp_level_t *levels = (const mdp_level_t *) (const void *) (at + sizeof head);
    *depth = head.depth;
    depth->symbol = (mdp_text_t){ .size = 0 };
    depth->bids = levels;
    depth->asks = levels + depth->bids_count;
    *ts_recv = head.ts_recv;
    return true;
}
