//  Tests of gw_digest: the same levels give the same number, and others another one

#include "gw_digest.h"
#include "unit.h"

static const mdp_level_t LEVELS [] = { { { 7142310, 2 }, { 15, 1 } },
                                       { { 714230, 1 }, { 0, 0 } },
                                       { { 3, 0 }, { 700, 2 } } };
static const mdp_level_t OTHERWISE [] = { { { 30, 1 }, { 7, 0 } },
                                          { { 7142300, 2 }, { 0, 3 } },
                                          { { 714231, 1 }, { 150, 2 } } };

static void
test_order_and_zeros_say_nothing (void **state)
{
    (void) state;
    assert_true (gw_digest_levels (LEVELS, 3, NULL, 0) == gw_digest_levels (OTHERWISE, 3, NULL, 0));
    assert_true (gw_digest_levels (LEVELS, 2, LEVELS, 3)
                 == gw_digest_levels (OTHERWISE + 1, 2, OTHERWISE, 3));
    const mdp_level_t brief = { { 3, 0 }, { 25, 18 } };
    const mdp_level_t lengthy = { { 300000000000000000, 17 }, { 25, 18 } };
    assert_true (gw_digest_levels (&brief, 1, NULL, 0) == gw_digest_levels (&lengthy, 1, NULL, 0));
}

static void
test_every_change_is_another_number (void **state)
{
    (void) state;
    uint64_t digest = gw_digest_levels (LEVELS, 3, NULL, 0);
    assert_false (digest == gw_digest_levels (NULL, 0, LEVELS, 3));
    assert_false (digest == gw_digest_levels (LEVELS, 2, NULL, 0));
    for (size_t index = 0; index < 3; index++) {
        mdp_level_t changed [3] = { LEVELS [0], LEVELS [1], LEVELS [2] };
        changed [index].size.mantissa++;
        assert_false (digest == gw_digest_levels (changed, 3, NULL, 0));
        changed [index] = LEVELS [index];
        changed [index].price.scale++;
        assert_false (digest == gw_digest_levels (changed, 3, NULL, 0));
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_order_and_zeros_say_nothing),
        cmocka_unit_test (test_every_change_is_another_number),
    };
    return UNIT_RUN ("gw_digest", tests);
}
