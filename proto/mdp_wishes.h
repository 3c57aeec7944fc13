//  mdp_wishes - pure: prefixes that readers ask for, each counted once however many ask

#ifndef MDP_WISHES_H
#define MDP_WISHES_H

#include <stddef.h>
#include <stdint.h>

enum {
    MDP_WISHES_MAX = 16384,  //  Different ones; no more may be added
    MDP_WISH_COST = 16       //  Of each, besides one for each of its bytes
};

typedef struct mdp_wishes mdp_wishes_t;

//  The seed must be secret: whoever knows it can make two wishes look like one.
mdp_wishes_t *mdp_wishes_new (uint64_t seed);
void mdp_wishes_destroy (mdp_wishes_t **self_p);

//  Somebody asks for the prefix, which is the same with a closing dot: who asks for a snapshot
//  asks for a topic without it. Returns its key, to remove it by.
uint64_t mdp_wishes_add (mdp_wishes_t *self, const char *prefix, size_t size);

//  Somebody who asked does so no more.
void mdp_wishes_remove (mdp_wishes_t *self, uint64_t key);

//  Of all that somebody asks for.
size_t mdp_wishes_count (const mdp_wishes_t *self);
size_t mdp_wishes_cost (const mdp_wishes_t *self);

#endif
