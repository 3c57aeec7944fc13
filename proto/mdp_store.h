//  mdp_store - room for as many items as the largest message so far needed

#ifndef MDP_STORE_H
#define MDP_STORE_H

#include <stddef.h>

//  All zero is an empty one.
typedef struct {
    void *items;
    size_t bytes;
} mdp_store_t;

//  Room for count items, with what was left there; never null. What was there may
//  move or vanish.
void *mdp_store_room (mdp_store_t *self, size_t count, size_t item_size);

//  Give the room back.
void mdp_store_empty (mdp_store_t *self);

#endif
