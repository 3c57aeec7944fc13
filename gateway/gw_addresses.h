//  gw_addresses - pure: the addresses of a host, in the order in which they are tried
//
//  Families take turns, so that a network without one of them costs one attempt
//  and not all. Addresses that were known keep their places when the host is
//  looked up again.

#ifndef GW_ADDRESSES_H
#define GW_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>

enum {
    GW_ADDRESSES_MAX = 16,  //  Of one host; further ones are not tried
    GW_ADDRESS_SIZE = 64    //  Of the longest in numbers, with its scope
};

typedef struct {
    char texts [GW_ADDRESSES_MAX][GW_ADDRESS_SIZE];  //  In numbers, without brackets
    size_t count;
} gw_addresses_t;

//  True if the host is an address itself, which nobody need look up.
bool gw_addresses_is_one (const char *host);

//  Add an address at the end, if it is one, is new, and there is room.
void gw_addresses_add (gw_addresses_t *self, const char *text);

//  Let the families take turns, beginning with the first one's.
void gw_addresses_mix (gw_addresses_t *self);

//  Take over what was found now: known ones stay where they are, new ones follow,
//  and the others go.
void gw_addresses_renew (gw_addresses_t *self, const gw_addresses_t *found);

//  Address number k, from 0 on.
const char *gw_addresses_at (const gw_addresses_t *self, size_t number);

#endif
