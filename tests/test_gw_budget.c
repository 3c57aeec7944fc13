//  Tests of gw_budget: a burst, then one connection at a time

#include "gw_budget.h"
#include "unit.h"

enum { T0 = 1000000 };

static void
s_spend_all (gw_budget_t *budget, int64_t now_ms)
{
    for (int token = 0; token < GW_BUDGET_BURST; token++) {
        assert_int_equal (gw_budget_wait_ms (budget, now_ms), 0);
        assert_true (gw_budget_take (budget, now_ms));
    }
}

static void
test_a_burst_is_allowed_and_no_more (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    s_spend_all (&budget, T0);
    assert_false (gw_budget_take (&budget, T0));
    assert_int_equal (gw_budget_wait_ms (&budget, T0), GW_BUDGET_REFILL_MS);
}

static void
test_a_token_comes_when_it_was_said (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    s_spend_all (&budget, T0);
    assert_false (gw_budget_take (&budget, T0 + GW_BUDGET_REFILL_MS - 1));
    assert_int_equal (gw_budget_wait_ms (&budget, T0 + GW_BUDGET_REFILL_MS - 1), 1);
    assert_true (gw_budget_take (&budget, T0 + GW_BUDGET_REFILL_MS));
    assert_false (gw_budget_take (&budget, T0 + GW_BUDGET_REFILL_MS));
    assert_int_equal (gw_budget_wait_ms (&budget, T0 + GW_BUDGET_REFILL_MS), GW_BUDGET_REFILL_MS);
}

static void
test_asking_in_vain_costs_nothing (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    s_spend_all (&budget, T0);
    for (int64_t now_ms = T0; now_ms < T0 + GW_BUDGET_REFILL_MS; now_ms++) {
        assert_false (gw_budget_take (&budget, now_ms));
    }
    assert_true (gw_budget_take (&budget, T0 + GW_BUDGET_REFILL_MS));
}

static void
test_a_long_rest_saves_up_no_more_than_a_burst (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    s_spend_all (&budget, T0);
    s_spend_all (&budget, T0 + (int64_t) 1000 * GW_BUDGET_BURST * GW_BUDGET_REFILL_MS);
    assert_false (
        gw_budget_take (&budget, T0 + (int64_t) 1000 * GW_BUDGET_BURST * GW_BUDGET_REFILL_MS));
}

static void
test_stays_below_what_the_exchange_allows_in_any_five_minutes (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    int taken = 0;
    for (int64_t now_ms = T0; now_ms < T0 + 300000; now_ms++) {
        taken += gw_budget_take (&budget, now_ms);
    }
    assert_in_range (taken, 200, 300);
}

static void
test_works_from_the_first_moment_of_the_clock (void **state)
{
    (void) state;
    gw_budget_t budget = { 0 };
    s_spend_all (&budget, 0);
    assert_false (gw_budget_take (&budget, 0));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_burst_is_allowed_and_no_more),
        cmocka_unit_test (test_a_token_comes_when_it_was_said),
        cmocka_unit_test (test_asking_in_vain_costs_nothing),
        cmocka_unit_test (test_a_long_rest_saves_up_no_more_than_a_burst),
        cmocka_unit_test (test_stays_below_what_the_exchange_allows_in_any_five_minutes),
        cmocka_unit_test (test_works_from_the_first_moment_of_the_clock),
    };
    return UNIT_RUN ("gw_budget", tests);
}
