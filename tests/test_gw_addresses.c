//  Tests of gw_addresses: families take turns, and known addresses keep their places

#include "gw_addresses.h"
#include "unit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static gw_addresses_t
s_list (const char *text, ...)
{
    gw_addresses_t list = { .count = 0 };
    va_list more;
    va_start (more, text);
    for (; text; text = va_arg (more, const char *)) {
        gw_addresses_add (&list, text);
    }
    va_end (more);
    return list;
}

static void
s_assert_same (const gw_addresses_t *one, const gw_addresses_t *other)
{
    assert_int_equal (one->count, other->count);
    for (size_t index = 0; index < one->count; index++) {
        assert_string_equal (one->texts [index], other->texts [index]);
    }
}

static void
test_knows_an_address_from_a_name (void **state)
{
    (void) state;
    static const char *const ADDRESSES [] = { "127.0.0.1", "0.0.0.0",      "::1",
                                              "::",        "fe80::1%eth0", "::ffff:10.0.0.1" };
    static const char *const NAMES [] = { "",          "localhost",    "127.0.0",   "127.0.0.1.",
                                          "[::1]",     "1.2.3.4%eth0", "%eth0",     ":::",
                                          "dead.beef", "256.1.1.1",    "127.0.0.1 " };
    for (size_t index = 0; index < sizeof ADDRESSES / sizeof *ADDRESSES; index++) {
        assert_true (gw_addresses_is_one (ADDRESSES [index]));
    }
    for (size_t index = 0; index < sizeof NAMES / sizeof *NAMES; index++) {
        assert_false (gw_addresses_is_one (NAMES [index]));
    }
    char text [300];
    memset (text, '1', sizeof text);
    text [sizeof text - 1] = '\0';
    assert_false (gw_addresses_is_one (text));
    (void) snprintf (text, sizeof text, "fe80::1%%%0*d", GW_ADDRESS_SIZE, 1);
    assert_false (gw_addresses_is_one (text));
}

static void
test_takes_each_address_once_and_nothing_else (void **state)
{
    (void) state;
    gw_addresses_t list = s_list ("10.0.0.1", "10.0.0.1", "name", "::1", "::1", NULL);
    gw_addresses_t expected = s_list ("10.0.0.1", "::1", NULL);
    s_assert_same (&list, &expected);
}

static void
test_takes_no_more_than_there_is_room (void **state)
{
    (void) state;
    gw_addresses_t list = { .count = 0 };
    for (int number = 0; number < 2 * GW_ADDRESSES_MAX; number++) {
        char text [32];
        (void) snprintf (text, sizeof text, "10.0.0.%d", number);
        gw_addresses_add (&list, text);
    }
    assert_int_equal (list.count, GW_ADDRESSES_MAX);
    gw_addresses_mix (&list);
    assert_int_equal (list.count, GW_ADDRESSES_MAX);
}

static void
test_families_take_turns_and_the_first_one_begins (void **state)
{
    (void) state;
    gw_addresses_t list = s_list ("::1", "::2", "::3", "10.0.0.1", "10.0.0.2", NULL);
    gw_addresses_t expected = s_list ("::1", "10.0.0.1", "::2", "10.0.0.2", "::3", NULL);
    gw_addresses_mix (&list);
    s_assert_same (&list, &expected);
    list = s_list ("10.0.0.1", "10.0.0.2", "10.0.0.3", "::1", NULL);
    expected = s_list ("10.0.0.1", "::1", "10.0.0.2", "10.0.0.3", NULL);
    gw_addresses_mix (&list);
    s_assert_same (&list, &expected);
    list.count = 0;
    gw_addresses_mix (&list);
    assert_int_equal (list.count, 0);
}

static void
test_known_addresses_keep_their_places (void **state)
{
    (void) state;
    gw_addresses_t list = s_list ("10.0.0.1", "10.0.0.2", "10.0.0.3", NULL);
    gw_addresses_t found = s_list ("10.0.0.4", "10.0.0.3", "10.0.0.1", NULL);
    gw_addresses_t expected = s_list ("10.0.0.1", "10.0.0.3", "10.0.0.4", NULL);
    gw_addresses_renew (&list, &found);
    s_assert_same (&list, &expected);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_knows_an_address_from_a_name),
        cmocka_unit_test (test_takes_each_address_once_and_nothing_else),
        cmocka_unit_test (test_takes_no_more_than_there_is_room),
        cmocka_unit_test (test_families_take_turns_and_the_first_one_begins),
        cmocka_unit_test (test_known_addresses_keep_their_places),
    };
    return UNIT_RUN ("gw_addresses", tests);
}
