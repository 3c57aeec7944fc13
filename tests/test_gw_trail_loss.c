//  Tests of gw_trail: what is known of holes that were not filled

#include "gw_trail.h"

#include "unit.h"

static void
s_expect_loss (const gw_trail_loss_t *loss, mdp_gap_cause_t cause, uint64_t from, uint64_t until)
{
    assert_true (loss->is_any);
    assert_int_equal (loss->cause, cause);
    assert_int_equal (loss->from, from);
    assert_int_equal (loss->until, until);
}

static void
test_what_is_lost_lies_between_the_trades_that_were_had (void **state)
{
    (void) state;
    gw_trail_t trail = { .key = 0 };
    gw_trail_on_gap (&trail, MDP_GAP_RESTARTED, 10);
    gw_trail_loss_t loss = gw_trail_loss (&trail, 5);
    s_expect_loss (&loss, MDP_GAP_RESTARTED, 0, 5);  //  A moment is no trade
    gw_trail_close (&trail, &loss);
    gw_trail_on_trade (&trail, 200, 20);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    loss = gw_trail_loss (&trail, 0);
    s_expect_loss (&loss, MDP_GAP_STALE, 20, 0);
    loss = gw_trail_loss (&trail, 20);
    s_expect_loss (&loss, MDP_GAP_STALE, 20, 20);
    loss = gw_trail_loss (&trail, 19);  //  Moments stepped back
    s_expect_loss (&loss, MDP_GAP_STALE, 0, 0);
}

static void
test_what_holes_cost_is_known_as_one (void **state)
{
    (void) state;
    gw_trail_t trail = { .key = 0 };
    const gw_trail_loss_t none = { .is_any = false };
    const gw_trail_loss_t first = { true, MDP_GAP_STALE, 20, 30 };
    const gw_trail_loss_t wide = { true, MDP_GAP_DISCONNECTED, 10, 50 };
    const gw_trail_loss_t last = { true, MDP_GAP_DISCONNECTED, 60, 0 };
    const gw_trail_loss_t back = { true, MDP_GAP_DISCONNECTED, 0, 0 };
    gw_trail_close (&trail, &none);
    assert_false (trail.loss.is_any);
    gw_trail_close (&trail, &first);
    gw_trail_close (&trail, &none);
    s_expect_loss (&trail.loss, MDP_GAP_STALE, 20, 30);
    gw_trail_close (&trail, &wide);
    gw_trail_close (&trail, &first);
    s_expect_loss (&trail.loss, MDP_GAP_STALE, 10, 50);
    gw_trail_close (&trail, &last);
    s_expect_loss (&trail.loss, MDP_GAP_STALE, 10, 0);
    gw_trail_close (&trail, &back);
    gw_trail_close (&trail, &wide);
    s_expect_loss (&trail.loss, MDP_GAP_STALE, 0, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_what_is_lost_lies_between_the_trades_that_were_had),
        cmocka_unit_test (test_what_holes_cost_is_known_as_one),
    };
    return UNIT_RUN ("gw_trail, loss", tests);
}
