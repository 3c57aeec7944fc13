//  Tests of gw_denial: each kind of status

#include "gw_denial.h"

#include <string.h>

#include "unit.h"

static void
s_assert_says (int status, const char *words)
{
    char text [GW_DENIAL_SIZE];
    gw_denial_say (status, text);
    assert_string_equal (text, words);
}

static void
test_says_what_it_means (void **state)
{
    (void) state;
    s_assert_says (502, "refused with HTTP status 502");
    s_assert_says (403, "refused with HTTP status 403: not tried again for minutes");
    s_assert_says (301, "refused with HTTP status 301: a redirect, which is not followed; is the "
                        "URL right?");
    s_assert_says (400, "refused with HTTP status 400");
}

static void
test_only_two_are_for_long (void **state)
{
    (void) state;
    assert_true (gw_denial_is_long (403));
    assert_true (gw_denial_is_long (429));
    assert_false (gw_denial_is_long (404));
    assert_false (gw_denial_is_long (503));
    assert_false (gw_denial_is_long (0));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_says_what_it_means),
        cmocka_unit_test (test_only_two_are_for_long),
    };
    return UNIT_RUN ("gw_denial", tests);
}
