//  Tests of gw_cover: when the trades of one lane make up for those of another

#include "gw_cover.h"
#include "unit.h"

enum { T0 = 100000, FIRST = 0, SECOND = 1, LATE = GW_COVER_LATE_MS };

//  A lane brings a trade: its number is its key, and when it was matched.

static void
s_bring (gw_cover_t *self, size_t lane, uint64_t number, bool is_news, int64_t now_ms)
{
    if (gw_cover_owes (self, lane)) {
        gw_cover_on_trade (self, lane, number, number);
    }
    if (is_news) {
        gw_cover_on_news (self, lane, number, number, now_ms);
    }
}

//  Both lanes have carried it for a minute, and met in trade 1.

static gw_cover_t
s_met (void)
{
    gw_cover_t self = { .begun_at = 0 };
    gw_cover_begin (&self, FIRST, T0 - 60000);
    gw_cover_begin (&self, SECOND, T0 - 60000);
    s_bring (&self, FIRST, 1, true, T0);
    assert_true (gw_cover_owes (&self, SECOND));
    s_bring (&self, SECOND, 1, false, T0);
    assert_false (gw_cover_owes (&self, SECOND));
    return self;
}

static void
test_a_lane_alone_is_not_covered (void **state)
{
    (void) state;
    gw_cover_t self = { .begun_at = 0 };
    gw_cover_begin (&self, FIRST, T0);
    assert_false (gw_cover_has (&self, FIRST, T0 + 10));
    assert_true (gw_cover_has (&self, SECOND, T0 + 10));  //  It carried nothing
}

static void
test_in_a_quiet_market_both_cover (void **state)
{
    (void) state;
    gw_cover_t self = { .begun_at = 0 };
    gw_cover_begin (&self, FIRST, T0);
    gw_cover_begin (&self, SECOND, T0 + 10);
    assert_false (gw_cover_has (&self, FIRST, T0 + 10 + LATE - 1));
    assert_true (gw_cover_has (&self, FIRST, T0 + 10 + LATE));
    assert_true (gw_cover_has (&self, SECOND, T0 + 10));  //  It began behind the first one
    assert_true (gw_cover_has (&self, SECOND, T0 + 36000000));
    assert_false (gw_cover_is_late (&self, SECOND, T0 + 36000000));
}

//  The second one lags, and both are quiet. What it is heard to say just after the first one is
//  back was sent before: the trades of the first one's absence may still be on their way.

static void
test_a_lane_that_came_back_to_a_quiet_market_covers_later (void **state)
{
    (void) state;
    gw_cover_t self = s_met ();
    gw_cover_lose (&self, FIRST);
    gw_cover_begin (&self, FIRST, T0 + 60);
    assert_false (gw_cover_has (&self, SECOND, T0 + 160));
    assert_false (gw_cover_has (&self, SECOND, T0 + 60 + LATE - 1));
    assert_true (gw_cover_has (&self, SECOND, T0 + 60 + LATE));
    assert_true (gw_cover_has (&self, FIRST, T0 + 160));
}

//  Nor has the second one to bring at once what the first one spoilt.

static void
test_a_lane_that_begins_anew_in_a_quiet_market_covers_later (void **state)
{
    (void) state;
    gw_cover_t self = s_met ();
    gw_cover_renew (&self, FIRST, T0);
    assert_false (gw_cover_has (&self, SECOND, T0 + LATE - 1));
    assert_true (gw_cover_has (&self, SECOND, T0 + LATE));
    assert_true (gw_cover_has (&self, FIRST, T0));
}

static void
test_a_lane_that_stopped_covers_nothing (void **state)
{
    (void) state;
    gw_cover_t self = s_met ();
    s_bring (&self, FIRST, 2, true, T0 + 10);
    s_bring (&self, FIRST, 3, true, T0 + 500);
    assert_true (gw_cover_has (&self, FIRST, T0 + 10 + LATE - 1));
    assert_false (gw_cover_is_late (&self, SECOND, T0 + 10 + LATE - 1));
    assert_true (gw_cover_is_late (&self, SECOND, T0 + 10 + LATE));
    assert_false (gw_cover_has (&self, FIRST, T0 + 10 + LATE));
    assert_true (gw_cover_has (&self, SECOND, T0 + 10 + LATE));  //  The first one has it all
}

//  It has what was owed first, but not what came since.

static void
test_a_lane_is_late_until_it_has_the_newest (void **state)
{
    (void) state;
    gw_cover_t self = s_met ();
    s_bring (&self, FIRST, 2, true, T0);
    s_bring (&self, FIRST, 3, true, T0 + 10);
    s_bring (&self, FIRST, 4, true, T0 + 20);
    s_bring (&self, SECOND, 2, false, T0 + 30);
    assert_false (gw_cover_is_late (&self, SECOND, T0 + 20 + LATE - 1));
    assert_true (gw_cover_is_late (&self, SECOND, T0 + 20 + LATE));
    s_bring (&self, SECOND, 3, false, T0 + 20 + LATE);
    assert_true (gw_cover_is_late (&self, SECOND, T0 + 20 + LATE));
    s_bring (&self, SECOND, 4, false, T0 + 20 + LATE);
    assert_false (gw_cover_owes (&self, SECOND));
}

static void
test_a_lane_that_missed_one_trade_is_soon_past_it (void **state)
{
    (void) state;
    gw_cover_t self = s_met ();
    s_bring (&self, FIRST, 2, true, T0);
    s_bring (&self, FIRST, 3, true, T0 + 10);
    s_bring (&self, SECOND, 3, false, T0 + 20);
    assert_false (gw_cover_owes (&self, SECOND));
}

//  The second one lags: what the first one missed while it was away is yet to come.

static void
test_a_lane_that_came_back_covers_only_one_that_it_met (void **state)
{
    (void) state;
    gw_cover_t self = s_met ();
    s_bring (&self, FIRST, 2, true, T0);
    gw_cover_lose (&self, FIRST);
    assert_true (gw_cover_has (&self, FIRST, T0 + 50));  //  Lost once more
    gw_cover_begin (&self, FIRST, T0 + 100);
    assert_false (gw_cover_has (&self, SECOND, T0 + 200));
    s_bring (&self, FIRST, 5, true, T0 + 200);
    s_bring (&self, SECOND, 2, false, T0 + 210);  //  Had by the first one, but before
    s_bring (&self, SECOND, 3, true, T0 + 210);
    assert_false (gw_cover_has (&self, SECOND, T0 + 220));
    assert_true (gw_cover_has (&self, FIRST, T0 + 220));  //  The second one was there all the time
    s_bring (&self, SECOND, 5, false, T0 + 230);
    assert_true (gw_cover_has (&self, SECOND, T0 + 230));
    assert_true (gw_cover_has (&self, FIRST, T0 + 230));
}

static void
test_a_lane_that_begins_anew_must_meet_again (void **state)
{
    (void) state;
    gw_cover_t self = s_met ();
    gw_cover_renew (&self, FIRST, T0 + 10);
    assert_false (gw_cover_has (&self, SECOND, T0 + 9));
    s_bring (&self, SECOND, 2, true, T0 + 9);
    s_bring (&self, FIRST, 2, false, T0 + 9);
    assert_false (gw_cover_has (&self, SECOND, T0 + 9));
    s_bring (&self, SECOND, 3, true, T0 + 10);
    assert_false (gw_cover_has (&self, SECOND, T0 + 10));
    s_bring (&self, FIRST, 3, false, T0 + 10);
    assert_true (gw_cover_has (&self, SECOND, T0 + 10));
    gw_cover_lose (&self, FIRST);
    gw_cover_renew (&self, FIRST, T0 + 20);
    assert_int_equal (self.lanes [FIRST].carried_at, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_lane_alone_is_not_covered),
        cmocka_unit_test (test_in_a_quiet_market_both_cover),
        cmocka_unit_test (test_a_lane_that_came_back_to_a_quiet_market_covers_later),
        cmocka_unit_test (test_a_lane_that_begins_anew_in_a_quiet_market_covers_later),
        cmocka_unit_test (test_a_lane_that_stopped_covers_nothing),
        cmocka_unit_test (test_a_lane_is_late_until_it_has_the_newest),
        cmocka_unit_test (test_a_lane_that_missed_one_trade_is_soon_past_it),
        cmocka_unit_test (test_a_lane_that_came_back_covers_only_one_that_it_met),
        cmocka_unit_test (test_a_lane_that_begins_anew_must_meet_again),
    };
    return UNIT_RUN ("gw_cover", tests);
}
