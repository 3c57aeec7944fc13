//  Tests of gw_holes: time is an argument, so nothing here waits

#include "gw_holes.h"
#include "unit.h"

enum { T0 = 1000000, FEEDS = 100, DUE = T0 + GW_HOLES_SETTLE_MS };

static int
s_setup (void **state)
{
    *state = gw_holes_new (FEEDS);
    return 0;
}

static int
s_teardown (void **state)
{
    gw_holes_t *holes = *state;
    gw_holes_destroy (&holes);
    assert_null (holes);
    return 0;
}

static void
s_open (gw_holes_t *holes, size_t feed, uint64_t rank)
{
    gw_holes_on_gap (holes, feed, 1, rank);
    gw_holes_on_flow (holes, feed, T0);
}

static void
s_expect (gw_holes_t *holes, int64_t now_ms, gw_holes_action_t action, size_t feed)
{
    size_t got = 0;
    assert_int_equal (gw_holes_next (holes, now_ms, &got), action);
    assert_int_equal (got, feed);
}

static void
s_expect_nothing (gw_holes_t *holes, int64_t now_ms)
{
    s_expect (holes, now_ms, GW_HOLES_NOTHING, GW_HOLES_NONE);
}

static void
test_asks_a_moment_after_the_feed_flows_again (void **state)
{
    gw_holes_t *holes = *state;
    s_expect_nothing (holes, T0);
    gw_holes_on_gap (holes, 7, 1, 0);
    assert_true (gw_holes_is_waiting (holes, 7));
    s_expect_nothing (holes, T0 + 1000000);
    gw_holes_on_flow (holes, 7, T0 + 1000000);
    assert_false (gw_holes_is_waiting (holes, 7));
    s_expect_nothing (holes, T0 + 1000000 + GW_HOLES_SETTLE_MS - 10);
    s_expect (holes, T0 + 1000000 + GW_HOLES_SETTLE_MS, GW_HOLES_ASK, 7);
    s_expect_nothing (holes, T0 + 2000000);
}

static void
test_a_good_answer_ends_it (void **state)
{
    gw_holes_t *holes = *state;
    s_open (holes, 7, 0);
    s_expect (holes, DUE, GW_HOLES_ASK, 7);
    assert_int_equal (gw_holes_count (holes), 1);
    assert_true (gw_holes_on_answer (holes, 7, GW_HOLES_DONE, DUE + 5));
    assert_int_equal (gw_holes_count (holes), 0);
    s_expect_nothing (holes, T0 + 10000000);
    gw_holes_on_gap (holes, 7, 2, 0);
    assert_int_equal (gw_holes_count (holes), 1);
}

static void
test_a_bad_one_is_followed_by_another_try_until_there_were_enough (void **state)
{
    gw_holes_t *holes = *state;
    int64_t now_ms = DUE;
    s_open (holes, 7, 0);
    for (int64_t wait_ms = GW_HOLES_RETRY_MS; wait_ms < GW_HOLES_RETRY_MS << GW_HOLES_TRIES_MAX;
         wait_ms *= 2) {
        s_expect (holes, now_ms, GW_HOLES_ASK, 7);
        assert_true (gw_holes_on_answer (holes, 7, GW_HOLES_BAD, now_ms));
        if (wait_ms < GW_HOLES_RETRY_MS << (GW_HOLES_TRIES_MAX - 1)) {
            s_expect_nothing (holes, now_ms + wait_ms - 10);
        }
        now_ms += wait_ms;
    }
    s_expect (holes, now_ms, GW_HOLES_GIVE_UP, 7);
    assert_int_equal (gw_holes_count (holes), 0);
    s_expect_nothing (holes, now_ms + 1000000);
}

//  No live trade came: what REST says so early does not count, and is no fault of it.

static void
test_an_early_answer_is_followed_by_one_that_counts (void **state)
{
    gw_holes_t *holes = *state;
    const int64_t quiet_at = T0 + GW_HOLES_QUIET_MS;
    s_open (holes, 7, 0);
    s_expect (holes, DUE, GW_HOLES_ASK, 7);
    assert_int_equal (gw_holes_flowed_ms (holes, 7), GW_HOLES_SETTLE_MS);
    assert_true (gw_holes_on_answer (holes, 7, GW_HOLES_EARLY, DUE + 5));
    s_expect_nothing (holes, quiet_at - 10);
    s_expect (holes, quiet_at, GW_HOLES_ASK, 7);
    assert_int_equal (gw_holes_flowed_ms (holes, 7), GW_HOLES_QUIET_MS);
    assert_true (gw_holes_on_answer (holes, 7, GW_HOLES_BAD, quiet_at));
    s_expect_nothing (holes, quiet_at + GW_HOLES_RETRY_MS - 10);
    s_expect (holes, quiet_at + GW_HOLES_RETRY_MS, GW_HOLES_ASK, 7);
}

static void
test_the_greatest_come_first_spaced_and_not_all_at_once (void **state)
{
    gw_holes_t *holes = *state;
    int64_t now_ms = DUE;
    for (size_t feed = 0; feed < FEEDS; feed++) {
        s_open (holes, feed, feed * 7 % FEEDS);
    }
    for (uint64_t rank = FEEDS - 1; rank > FEEDS - 1 - GW_HOLES_ASKED_MAX; rank--) {
        s_expect (holes, now_ms, GW_HOLES_ASK, rank * 43 % FEEDS);
        s_expect_nothing (holes, now_ms);
        s_expect_nothing (holes, now_ms + GW_HOLES_SPACE_MS - 10);
        now_ms += GW_HOLES_SPACE_MS;
    }
    s_expect_nothing (holes, now_ms + 1000);
    assert_true (gw_holes_on_answer (holes, 99 * 43 % FEEDS, GW_HOLES_DONE, now_ms));
    s_expect (holes, now_ms + 2000, GW_HOLES_ASK, (FEEDS - 1 - GW_HOLES_ASKED_MAX) * 43 % FEEDS);
    s_expect_nothing (holes, now_ms + 3000);
}

static void
test_after_a_refusal_nobody_asks_and_old_holes_are_given_up (void **state)
{
    gw_holes_t *holes = *state;
    s_open (holes, 3, 1);
    s_open (holes, 4, 0);
    s_expect (holes, DUE, GW_HOLES_ASK, 3);
    assert_true (gw_holes_on_answer (holes, 3, GW_HOLES_REFUSED, DUE));
    s_expect_nothing (holes, DUE + 1000);
    s_expect_nothing (holes, T0 + GW_HOLES_AGE_MS - 10);
    s_expect (holes, T0 + GW_HOLES_AGE_MS, GW_HOLES_GIVE_UP, 3);
    s_expect (holes, T0 + GW_HOLES_AGE_MS, GW_HOLES_GIVE_UP, 4);
    int64_t until = DUE + GW_HOLES_REFUSED_MS;
    gw_holes_on_gap (holes, 5, 1, 0);
    gw_holes_on_flow (holes, 5, until - GW_HOLES_SETTLE_MS - 1000);
    s_expect_nothing (holes, until - 10);
    s_expect (holes, until, GW_HOLES_ASK, 5);
}

static void
test_another_gap_begins_anew_and_overtakes_the_answer (void **state)
{
    gw_holes_t *holes = *state;
    s_open (holes, 7, 0);
    gw_holes_on_gap (holes, 7, 1, 0);  //  No news
    s_expect (holes, DUE, GW_HOLES_ASK, 7);
    gw_holes_on_gap (holes, 7, 2, 0);
    assert_true (gw_holes_is_waiting (holes, 7));
    assert_int_equal (gw_holes_count (holes), 1);
    gw_holes_on_flow (holes, 7, DUE);
    s_expect_nothing (holes, DUE + GW_HOLES_SETTLE_MS);  //  The first question is on its way
    assert_false (gw_holes_on_answer (holes, 7, GW_HOLES_DONE, DUE + GW_HOLES_SETTLE_MS));
    s_expect (holes, DUE + GW_HOLES_SETTLE_MS + 10, GW_HOLES_ASK, 7);
    assert_true (gw_holes_on_answer (holes, 7, GW_HOLES_DONE, DUE + GW_HOLES_SETTLE_MS + 20));
    assert_int_equal (gw_holes_count (holes), 0);
}

static void
test_a_refusal_of_something_else_holds_all (void **state)
{
    gw_holes_t *holes = *state;
    s_open (holes, 3, 0);
    assert_true (gw_holes_may_ask (holes, DUE));
    gw_holes_on_refused (holes, DUE);
    assert_false (gw_holes_may_ask (holes, DUE + GW_HOLES_REFUSED_MS - 1));
    s_expect_nothing (holes, DUE + 1000);
    assert_true (gw_holes_may_ask (holes, DUE + GW_HOLES_REFUSED_MS));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_asks_a_moment_after_the_feed_flows_again),
        UNIT_FIXTURE (test_a_good_answer_ends_it),
        UNIT_FIXTURE (test_a_bad_one_is_followed_by_another_try_until_there_were_enough),
        UNIT_FIXTURE (test_an_early_answer_is_followed_by_one_that_counts),
        UNIT_FIXTURE (test_the_greatest_come_first_spaced_and_not_all_at_once),
        UNIT_FIXTURE (test_after_a_refusal_nobody_asks_and_old_holes_are_given_up),
        UNIT_FIXTURE (test_another_gap_begins_anew_and_overtakes_the_answer),
        UNIT_FIXTURE (test_a_refusal_of_something_else_holds_all),
    };
    return UNIT_RUN ("gw_holes", tests);
}
