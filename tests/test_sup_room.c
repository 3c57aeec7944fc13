//  Tests of sup_room: the limit of descriptors is raised as far as it may be

#include "sup_room.h"

#include <sys/resource.h>

#include "unit.h"

static int
s_setup (void **state)
{
    static struct rlimit limit;
    assert_int_equal (getrlimit (RLIMIT_NOFILE, &limit), 0);
    *state = &limit;
    return 0;
}

static int
s_teardown (void **state)
{
    return setrlimit (RLIMIT_NOFILE, *state);
}

static long long
s_limit (void)
{
    struct rlimit limit;
    assert_int_equal (getrlimit (RLIMIT_NOFILE, &limit), 0);
    return (long long) limit.rlim_cur;
}

static void
test_a_low_limit_is_raised_to_the_hard_one (void **state)
{
    struct rlimit limit = *(const struct rlimit *) *state;
    long long hard = limit.rlim_max < SUP_ROOM_MAX ? (long long) limit.rlim_max : SUP_ROOM_MAX;
    limit.rlim_cur = 100;
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &limit), 0);
    assert_int_equal (sup_room_raise (), hard);
    assert_int_equal (s_limit (), hard);
}

static void
test_a_high_limit_is_not_lowered (void **state)
{
    struct rlimit limit = *(const struct rlimit *) *state;
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &limit), 0);
    long long before = s_limit ();
    assert_true (sup_room_raise () <= SUP_ROOM_MAX);
    assert_int_equal (s_limit (), before);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_low_limit_is_raised_to_the_hard_one),
        UNIT_FIXTURE (test_a_high_limit_is_not_lowered),
    };
    return UNIT_RUN ("sup_room", tests);
}
