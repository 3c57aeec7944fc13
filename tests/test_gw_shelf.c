//  Tests of gw_shelf: copies are what was put, until the ring comes round

#include "gw_shelf.h"
#include "unit.h"

#include <string.h>

enum { SIZE = 4096, LEVELS = 10 };

static int
s_setup (void **state)
{
    *state = gw_shelf_new (SIZE);
    return 0;
}

static int
s_teardown (void **state)
{
    gw_shelf_t *shelf = *state;
    gw_shelf_destroy (&shelf);
    assert_null (shelf);
    gw_shelf_destroy (&shelf);
    return 0;
}

static uint64_t
s_put (gw_shelf_t *shelf, uint64_t number, size_t bids, size_t asks)
{
    mdp_level_t levels [LEVELS];
    for (size_t index = 0; index < LEVELS; index++) {
        levels [index] = (mdp_level_t){ .price = { .mantissa = (int64_t) (number + index) },
                                        .size = { .mantissa = 3, .scale = 2 } };
    }
    const mdp_depth_t depth = { .update_id = number,
                                .bids = levels,
                                .bids_count = bids,
                                .asks = levels + bids,
                                .asks_count = asks };
    uint64_t position = gw_shelf_put (shelf, &depth, 1000 + number);
    memset (levels, 0, sizeof levels);  //  They were only lent
    return position;
}

static void
s_expect (gw_shelf_t *shelf, uint64_t position, uint64_t number, size_t bids, size_t asks)
{
    mdp_depth_t depth;
    uint64_t ts_recv;
    assert_true (gw_shelf_get (shelf, position, &depth, &ts_recv));
    assert_int_equal (ts_recv, 1000 + number);
    assert_int_equal (depth.update_id, number);
    assert_int_equal (depth.bids_count, bids);
    assert_int_equal (depth.asks_count, asks);
    for (size_t index = 0; index < bids; index++) {
        assert_int_equal (depth.bids [index].price.mantissa, number + index);
        assert_int_equal (depth.bids [index].size.scale, 2);
    }
    for (size_t index = 0; index < asks; index++) {
        assert_int_equal (depth.asks [index].price.mantissa, number + bids + index);
    }
}

static void
test_keeps_what_was_put (void **state)
{
    uint64_t one = s_put (*state, 100, 3, 4);
    uint64_t other = s_put (*state, 200, 0, 1);
    uint64_t empty = s_put (*state, 300, 0, 0);
    s_expect (*state, one, 100, 3, 4);
    s_expect (*state, other, 200, 0, 1);
    s_expect (*state, empty, 300, 0, 0);
}

//  Only the newest are there, and those whole.

static void
test_the_oldest_go_first (void **state)
{
    uint64_t positions [1000];
    mdp_depth_t depth;
    uint64_t ts_recv;
    for (size_t index = 0; index < 1000; index++) {
        positions [index] = s_put (*state, index, index % 4, index % 7);
        s_expect (*state, positions [index], index, index % 4, index % 7);
        assert_false (gw_shelf_get (*state, positions [0], &depth, &ts_recv) && index > 100);
        for (size_t before = index > 4 ? index - 4 : 0; before < index; before++) {
            s_expect (*state, positions [before], before, before % 4, before % 7);
        }
    }
}

static void
test_refuses_what_is_larger_than_all_of_it (void **state)
{
    static mdp_level_t levels [SIZE];
    const mdp_depth_t depth = { .bids = levels, .bids_count = SIZE };
    mdp_depth_t found;
    uint64_t ts_recv;
    assert_int_equal (gw_shelf_put (*state, &depth, 1), 0);
    assert_false (gw_shelf_get (*state, 0, &found, &ts_recv));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_keeps_what_was_put),
        UNIT_FIXTURE (test_the_oldest_go_first),
        UNIT_FIXTURE (test_refuses_what_is_larger_than_all_of_it),
    };
    return UNIT_RUN ("gw_shelf", tests);
}
