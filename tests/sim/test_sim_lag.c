//  Tests of sim_lag: bytes leave as late as they are told to, in their order.

#include "sim_lag.h"
#include "unit.h"

static void
test_bytes_leave_when_they_are_late_enough (void **state)
{
    (void) state;
    static sim_lag_t lag;
    assert_int_equal (sim_lag_pass (&lag, 100, 50, 1000), 0);
    assert_int_equal (sim_lag_pass (&lag, 100, 50, 1049), 0);
    assert_int_equal (sim_lag_pass (&lag, 300, 50, 1049), 0);
    assert_int_equal (sim_lag_pass (&lag, 300, 50, 1050), 100);
    assert_int_equal (sim_lag_pass (&lag, 300, 50, 1099), 300);
    assert_int_equal (sim_lag_pass (&lag, 400, 0, 1100), 400);
}

static void
test_too_many_moments_make_it_later_still (void **state)
{
    (void) state;
    static sim_lag_t lag;
    for (int64_t at = 0; at < 2 * SIM_LAG_MARKS; at++) {
        assert_int_equal (sim_lag_pass (&lag, (uint64_t) at + 1, 1000000, at), 0);
    }
    assert_int_equal (sim_lag_pass (&lag, 2 * SIM_LAG_MARKS, 1000000, 2000000), SIM_LAG_MARKS);
    assert_int_equal (sim_lag_pass (&lag, 2 * SIM_LAG_MARKS, 0, 2000000), 2 * SIM_LAG_MARKS);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_bytes_leave_when_they_are_late_enough),
        cmocka_unit_test (test_too_many_moments_make_it_later_still),
    };
    return UNIT_RUN ("sim_lag", tests);
}
