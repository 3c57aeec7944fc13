//  gw_routes - pure: which of a host's addresses each connection goes to

#include "gw_routes.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char address [GW_ADDRESS_SIZE];
    size_t users [GW_ROUTES_LANES];  //  Connections of each lane
    bool is_bad;
    int64_t failed_at;  //  Where it is
} place_t;

struct gw_routes {
    place_t places [GW_ROUTES_MAX];
    size_t count;
};

//  What speaks against an address, the most important first.
typedef struct {
    int64_t failed_at;  //  INT64_MIN where it did not
    size_t others;      //  Connections of other lanes
    bool is_another;    //  Than the last one
} cost_t;

gw_routes_t *
gw_routes_new (void)
{
    gw_routes_t *self = calloc (1, sizeof *self);
    assert (self);
    return self;
}

void
gw_routes_destroy (gw_routes_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

//  Null where nothing is known of the address.

static place_t *
s_find (gw_routes_t *self, const char *address)
{
    for (size_t index = 0; index < self->count; index++) {
        if (strcmp (self->places [index].address, address) == 0) {
            return &self->places [index];
        }
    }
    return NULL;
}

static size_t
s_users (const place_t *place)
{
    size_t users = 0;
    for (size_t lane = 0; lane < GW_ROUTES_LANES; lane++) {
        users += place->users [lane];
    }
    return users;
}

//  Where there is no more room, one goes that nobody has. There is one: a gateway has fewer
//  connections than we have places.

static place_t *
s_place (gw_routes_t *self, const char *address)
{
    place_t *place = s_find (self, address);
    if (!place && self->count < GW_ROUTES_MAX) {
        place = &self->places [self->count++];
    } else if (!place) {
        place = self->places;
        while (s_users (place) > 0) {
            place++;
            assert (place < self->places + GW_ROUTES_MAX);
        }
    }
    if (strcmp (place->address, address) != 0) {
        *place = (place_t){ .is_bad = false };
        (void) snprintf (place->address, sizeof place->address, "%s", address);
    }
    return place;
}

static cost_t
s_cost (gw_routes_t *self, const gw_route_t *route, const char *address, int64_t now_ms)
{
    const place_t *place = s_find (self, address);
    cost_t cost = { .failed_at = INT64_MIN, .is_another = strcmp (address, route->address) != 0 };
    if (place && place->is_bad && now_ms - place->failed_at < GW_ROUTES_BAD_MS) {
        cost.failed_at = place->failed_at;
    }
    if (place && route->lane < GW_ROUTES_LANES) {
        cost.others = s_users (place) - place->users [route->lane];
    }
    return cost;
}

static bool
s_is_less (const cost_t *one, const cost_t *other)
{
    if (one->failed_at != other->failed_at) {
        return one->failed_at < other->failed_at;
    }
    if (one->others != other->others) {
        return one->others < other->others;
    }
    return !one->is_another && other->is_another;
}

void
gw_routes_take (gw_routes_t *self, gw_route_t *route, const gw_addresses_t *addresses,
                int64_t now_ms)
{
    assert (self);
    assert (!route->is_taken);
    size_t best = 0;
    cost_t least = s_cost (self, route, gw_addresses_at (addresses, best), now_ms);
    for (size_t index = 1; index < addresses->count; index++) {
        cost_t cost = s_cost (self, route, gw_addresses_at (addresses, index), now_ms);
        if (s_is_less (&cost, &least)) {
            least = cost;
            best = index;
        }
    }
    place_t *place = s_place (self, gw_addresses_at (addresses, best));
    memcpy (route->address, place->address, sizeof route->address);
    route->is_taken = true;
    if (route->lane < GW_ROUTES_LANES) {
        place->users [route->lane]++;
    }
}

void
gw_routes_on_reached (gw_routes_t *self, const gw_route_t *route)
{
    assert (self);
    assert (route->is_taken);
    s_place (self, route->address)->is_bad = false;
}

void
gw_routes_leave (gw_routes_t *self, gw_route_t *route)
{
    assert (self);
    if (route->is_taken && route->lane < GW_ROUTES_LANES) {
        s_place (self, route->address)->users [route->lane]--;
    }
    route->is_taken = false;
}

void
gw_routes_fail (gw_routes_t *self, gw_route_t *route, int64_t now_ms)
{
    if (route->is_taken) {
        place_t *place = s_place (self, route->address);
        place->is_bad = true;
        place->failed_at = now_ms;
        gw_routes_leave (self, route);
    }
}
