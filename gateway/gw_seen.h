//  gw_seen - pure: remembers which trades were seen, so that none is published twice
//
//  Keys are 64-bit hashes of what makes a trade one: its category, symbol and
//  id. A key belongs to the source that brought it first: one life of a
//  connection, or one answer from REST. What another source brings again is a
//  repetition; one source numbers its trades itself and is believed.
//
//  Of two sets the older one is forgotten when three quarters of the newer one
//  are used, so at least so many of the last keys are known.

#ifndef GW_SEEN_H
#define GW_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct gw_seen gw_seen_t;

//  Create a memory of two sets of so many slots, of 8 bytes each; a power of two, at
//  least 16.
gw_seen_t *gw_seen_new (size_t slots_count);
void gw_seen_destroy (gw_seen_t **self_p);

//  True if any source brought the key before.
bool gw_seen_has (const gw_seen_t *self, uint64_t key);

//  True if so few keys came since that those which came shortly before it are known too.
bool gw_seen_has_recent (const gw_seen_t *self, uint64_t key);

//  Note a key that a source brought. False if another source brought it before.
bool gw_seen_add (gw_seen_t *self, uint64_t key, uint64_t source);

//  The hash of size bytes, going on from an earlier hash or from 0.
uint64_t gw_seen_hash (uint64_t hash, const char *bytes, size_t size);

#endif
