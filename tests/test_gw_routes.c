//  Tests of gw_routes: lanes keep apart, and dead addresses are passed over

#include "gw_routes.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { T0 = 1000000, LATER = T0 + GW_ROUTES_BAD_MS };

typedef struct {
    gw_routes_t *routes;
    gw_addresses_t addresses;
    gw_route_t one;    //  Of the first lane
    gw_route_t other;  //  Of the second
} self_t;

static int
s_setup (void **state)
{
    self_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->routes = gw_routes_new ();
    gw_addresses_add (&self->addresses, "10.0.0.1");
    gw_addresses_add (&self->addresses, "10.0.0.2");
    self->other.lane = 1;
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    self_t *self = *state;
    gw_routes_destroy (&self->routes);
    assert_null (self->routes);
    gw_routes_destroy (&self->routes);
    free (self);
    return 0;
}

//  A connection goes to the address with that number.

static void
s_expect (self_t *self, gw_route_t *route, int64_t now_ms, size_t number)
{
    gw_routes_take (self->routes, route, &self->addresses, now_ms);
    assert_string_equal (route->address, gw_addresses_at (&self->addresses, number));
}

static void
s_reach (self_t *self, gw_route_t *route, int64_t now_ms, size_t number)
{
    s_expect (self, route, now_ms, number);
    gw_routes_on_reached (self->routes, route);
}

static void
test_lanes_go_to_different_addresses (void **state)
{
    self_t *self = *state;
    gw_route_t further [] = { { .lane = 0 }, { .lane = 1 } };
    s_expect (self, &self->one, T0, 0);
    s_expect (self, &self->other, T0, 1);
    s_expect (self, &further [1], T0, 1);
    s_expect (self, &further [0], T0, 0);
    gw_routes_leave (self->routes, &self->one);
    gw_routes_leave (self->routes, &self->one);  //  Once more does no harm
    s_expect (self, &self->one, T0, 0);
}

static void
test_one_address_is_for_all (void **state)
{
    self_t *self = *state;
    self->addresses.count = 1;
    s_reach (self, &self->one, T0, 0);
    s_reach (self, &self->other, T0, 0);
    gw_routes_leave (self->routes, &self->one);
    s_expect (self, &self->one, T0, 0);
    gw_routes_fail (self->routes, &self->one, T0);
    s_expect (self, &self->one, T0, 0);
}

static void
test_both_lanes_go_where_it_can_be_reached (void **state)
{
    self_t *self = *state;
    s_expect (self, &self->one, T0, 0);
    s_reach (self, &self->other, T0, 1);
    gw_routes_fail (self->routes, &self->one, T0 + 5);
    s_reach (self, &self->one, T0 + 5, 1);
    gw_routes_leave (self->routes, &self->other);
    s_reach (self, &self->other, LATER + 4, 1);
}

//  A dead address comes back: whoever connects next goes there.

static void
test_lanes_part_again_when_a_failure_is_forgotten (void **state)
{
    self_t *self = *state;
    s_expect (self, &self->one, T0, 0);
    s_reach (self, &self->other, T0, 1);
    gw_routes_fail (self->routes, &self->one, T0);
    s_reach (self, &self->one, T0, 1);
    gw_routes_leave (self->routes, &self->other);
    s_reach (self, &self->other, LATER, 0);
    gw_routes_leave (self->routes, &self->one);
    s_reach (self, &self->one, LATER, 1);
}

static void
test_what_another_reached_is_good_at_once (void **state)
{
    self_t *self = *state;
    gw_route_t further = { .lane = 0 };
    self->addresses.count = 1;
    s_expect (self, &self->one, T0, 0);
    s_expect (self, &further, T0, 0);
    gw_routes_fail (self->routes, &self->one, T0);
    gw_routes_on_reached (self->routes, &further);
    gw_addresses_add (&self->addresses, "10.0.0.3");
    s_expect (self, &self->one, T0 + 1, 0);
}

static void
test_a_third_address_is_better_than_that_of_the_other_lane (void **state)
{
    self_t *self = *state;
    gw_addresses_add (&self->addresses, "10.0.0.3");
    s_expect (self, &self->one, T0, 0);
    s_reach (self, &self->other, T0, 1);
    gw_routes_fail (self->routes, &self->one, T0);
    s_reach (self, &self->one, T0, 2);
}

static void
test_where_all_fail_they_take_turns (void **state)
{
    self_t *self = *state;
    for (int64_t now_ms = T0; now_ms < T0 + 6; now_ms++) {
        s_expect (self, &self->one, now_ms, (size_t) (now_ms - T0) % 2);
        gw_routes_fail (self->routes, &self->one, now_ms);
    }
}

//  A lane alone does not pay for a dead address each time it connects.

static void
test_a_lane_alone_stays_where_it_was (void **state)
{
    self_t *self = *state;
    s_expect (self, &self->one, T0, 0);
    gw_routes_fail (self->routes, &self->one, T0);
    s_reach (self, &self->one, T0, 1);
    gw_routes_leave (self->routes, &self->one);
    s_expect (self, &self->one, 2 * LATER, 1);
}

static void
test_who_has_no_lane_is_in_nobodys_way (void **state)
{
    self_t *self = *state;
    gw_route_t neither = { .lane = GW_ROUTES_NO_LANE };
    s_expect (self, &neither, T0, 0);
    s_expect (self, &self->one, T0, 0);
    gw_routes_leave (self->routes, &neither);
    s_expect (self, &neither, T0, 0);
}

static void
test_addresses_that_nobody_has_make_room (void **state)
{
    self_t *self = *state;
    s_reach (self, &self->one, T0, 0);
    for (int number = 0; number < 2 * GW_ROUTES_MAX; number++) {
        char text [GW_ADDRESS_SIZE];
        gw_route_t route = { .lane = 1 };
        gw_addresses_t many = { .count = 0 };
        (void) snprintf (text, sizeof text, "10.1.%d.%d", number / 200, number % 200);
        gw_addresses_add (&many, text);
        gw_routes_take (self->routes, &route, &many, T0);
        gw_routes_fail (self->routes, &route, T0 + number);
    }
    s_expect (self, &self->other, T0, 1);  //  The first lane is still known to be at the other
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_lanes_go_to_different_addresses),
        UNIT_FIXTURE (test_one_address_is_for_all),
        UNIT_FIXTURE (test_both_lanes_go_where_it_can_be_reached),
        UNIT_FIXTURE (test_lanes_part_again_when_a_failure_is_forgotten),
        UNIT_FIXTURE (test_what_another_reached_is_good_at_once),
        UNIT_FIXTURE (test_a_third_address_is_better_than_that_of_the_other_lane),
        UNIT_FIXTURE (test_where_all_fail_they_take_turns),
        UNIT_FIXTURE (test_a_lane_alone_stays_where_it_was),
        UNIT_FIXTURE (test_who_has_no_lane_is_in_nobodys_way),
        UNIT_FIXTURE (test_addresses_that_nobody_has_make_room),
    };
    return UNIT_RUN ("gw_routes", tests);
}
