//  gw_digest - pure: a number that two sides of a book share if they hold the same levels

#ifndef GW_DIGEST_H
#define GW_DIGEST_H

#include "mdp_event.h"

//  Of the levels in any order, whatever zeros their numbers are written with.
uint64_t gw_digest_levels (const mdp_level_t *bids, size_t bids_count, const mdp_level_t *asks,
                           size_t asks_count);

#endif
