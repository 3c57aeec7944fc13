//  gw_routes - pure: which of a host's addresses each connection goes to
//
//  Lanes are there so that one may fail, so each goes where the others are not. An address
//  that could not be reached is passed over for a while, by all. So a connection goes to
//
//    1. an address that did not fail just now; where all did, that which failed longest ago;
//    2. of those, one with the fewest connections of other lanes;
//    3. of those, the one that it had last;
//    4. of those, the first.

#ifndef GW_ROUTES_H
#define GW_ROUTES_H

#include <stdint.h>

#include "gw_addresses.h"

enum {
    GW_ROUTES_LANES = 2,
    GW_ROUTES_NO_LANE = GW_ROUTES_LANES,  //  Of a connection that is in nobody's way
    GW_ROUTES_MAX = 256,                  //  Addresses that are remembered
    GW_ROUTES_BAD_MS = 10000              //  From a failure until it is forgotten
};

//  Where a connection goes; its lane is set by whoever makes it, all else is ours.
typedef struct {
    size_t lane;
    bool is_taken;
    char address [GW_ADDRESS_SIZE];  //  Empty before the first
} gw_route_t;

typedef struct gw_routes gw_routes_t;

gw_routes_t *gw_routes_new (void);
void gw_routes_destroy (gw_routes_t **self_p);

//  Take an address for a connection, which must have none. There must be one to take.
void gw_routes_take (gw_routes_t *self, gw_route_t *route, const gw_addresses_t *addresses,
                     int64_t now_ms);

//  The address that is taken was reached.
void gw_routes_on_reached (gw_routes_t *self, const gw_route_t *route);

//  Give the address back, if there is one: the connection has ended, or it could not be
//  reached.
void gw_routes_leave (gw_routes_t *self, gw_route_t *route);
void gw_routes_fail (gw_routes_t *self, gw_route_t *route, int64_t now_ms);

#endif
