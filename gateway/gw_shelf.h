//  gw_shelf - pure: keeps copies of depth events for a moment
//
//  One ring for all: a new copy takes the place of the oldest ones.

#ifndef GW_SHELF_H
#define GW_SHELF_H

#include "mdp_event.h"

typedef struct gw_shelf gw_shelf_t;

//  Create a shelf of that many bytes; only what is used is touched.
gw_shelf_t *gw_shelf_new (size_t size);
void gw_shelf_destroy (gw_shelf_t **self_p);

//  Keep a copy, of its numbers and levels alone, with when it was received. Returns where;
//  0 if it is too large.
uint64_t gw_shelf_put (gw_shelf_t *self, const mdp_depth_t *depth, uint64_t ts_recv);

//  Look at a copy; its levels are valid until the next put. False if it has gone.
bool gw_shelf_get (const gw_shelf_t *self, uint64_t position, mdp_depth_t *depth,
                   uint64_t *ts_recv);

#endif
