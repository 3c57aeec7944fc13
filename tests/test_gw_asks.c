//  Tests of gw_asks: each feed once, with all its lanes

#include "gw_asks.h"
#include "unit.h"

static void
test_a_feed_is_noted_once_with_all_its_lanes (void **state)
{
    (void) state;
    static gw_feed_t one;
    static gw_feed_t other;
    gw_asks_t *asks = gw_asks_new ();
    unsigned lanes;
    const char *why;
    assert_true (gw_asks_is_empty (asks));
    gw_asks_put (asks, &one, 1, "first");
    gw_asks_put (asks, &other, 2, "other");
    gw_asks_put (asks, &one, 2, "later");
    assert_ptr_equal (gw_asks_take (asks, &lanes, &why), &other);
    assert_int_equal (lanes, 2);
    assert_ptr_equal (gw_asks_take (asks, &lanes, &why), &one);
    assert_int_equal (lanes, 3);
    assert_string_equal (why, "first");
    assert_true (gw_asks_is_empty (asks));
    assert_null (gw_asks_take (asks, &lanes, &why));
    gw_asks_put (asks, &one, 1, "again");
    assert_ptr_equal (gw_asks_take (asks, &lanes, &why), &one);
    assert_int_equal (lanes, 1);
    gw_asks_destroy (&asks);
    assert_null (asks);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_feed_is_noted_once_with_all_its_lanes),
    };
    return UNIT_RUN ("gw_asks", tests);
}
