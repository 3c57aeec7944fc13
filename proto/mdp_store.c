//  mdp_store - room for as many items as the largest message so far needed

#include "mdp_store.h"

#include <assert.h>
#include <stdlib.h>

void *
mdp_store_room (mdp_store_t *self, size_t count, size_t item_size)
{
    assert (self);
    size_t bytes = (count + 1) * item_size;
    if (bytes > self->bytes) {
        free (self->items);
        self->items = malloc (bytes);
        assert (self->items);
        self->bytes = bytes;
    }
    return self->items;
}

void
mdp_store_empty (mdp_store_t *self)
{
    assert (self);
    free (self->items);
    *self = (mdp_store_t){ .items = NULL };
}
