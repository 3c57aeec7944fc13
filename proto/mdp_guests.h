//  mdp_guests - pure: who is connected to a publishing socket, and who asks for too much
//
//  libzmq keeps every prefix that a reader asks for in a tree with a node a byte,
//  without a limit, and walks through all of it whenever a reader leaves. So we
//  count. A wish for what we serve adds no nodes but those of our own topics, and
//  only the number of such wishes is limited. A strange wish, for what we do not
//  serve, costs as mdp_wishes has it: where it branches off a node may grow to 2 KiB.
//  Beyond a limit the one who has most is dropped. Nothing is given back while a
//  connection lasts, since taking back what was never asked for is free. Who is
//  dropped comes again by himself, and starts anew.

#ifndef MDP_GUESTS_H
#define MDP_GUESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MDP_GUESTS_MAX = 256,            //  Connections; a further one is dropped
    MDP_GUESTS_WISHES_MAX = 262144,  //  Of all connections
    MDP_GUESTS_STRANGE_MAX = 131072  //  Cost of the strange ones, each once
};

typedef struct mdp_guests mdp_guests_t;

//  The seed is any number that nobody else knows.
mdp_guests_t *mdp_guests_new (uint64_t seed);
void mdp_guests_destroy (mdp_guests_t **self_p);

//  A connection begins or ends; it is known by its descriptor. Returns false where
//  there is no room for it, and it must be dropped.
bool mdp_guests_enter (mdp_guests_t *self, int fd);
void mdp_guests_leave (mdp_guests_t *self, int fd);

//  Connections that count.
size_t mdp_guests_count (const mdp_guests_t *self);

bool mdp_guests_has (const mdp_guests_t *self, int fd);

//  A connection asks for a prefix, which we serve or not. Returns false where that is
//  too much, and somebody must be dropped.
bool mdp_guests_ask (mdp_guests_t *self, int fd, const char *prefix, size_t size, bool is_served);

//  The next one that must be dropped, once each; -1 if there is none. Until it
//  leaves it counts no more.
int mdp_guests_next_drop (mdp_guests_t *self);

//  Whether it is still to leave.
bool mdp_guests_is_dropped (const mdp_guests_t *self, int fd);

#endif
