//  Tests of gw_audit: time is an argument, so nothing here waits

#include "gw_audit.h"
#include "unit.h"

enum { T0 = 1000000, FEEDS = 10, STILL = GW_AUDIT_STILL_MS, SPACE = GW_AUDIT_SPACE_MS };

static int
s_setup (void **state)
{
    *state = gw_audit_new (FEEDS);
    return 0;
}

static int
s_teardown (void **state)
{
    gw_audit_t *audit = *state;
    gw_audit_destroy (&audit);
    assert_null (audit);
    return 0;
}

static void
s_look (gw_audit_t *audit, size_t feed, int64_t heard_at, unsigned doubts, int64_t now_ms)
{
    const gw_audit_view_t view = { .is_watched = true, .heard_at = heard_at, .doubts = doubts };
    gw_audit_look (audit, feed, &view, now_ms);
}

static void
s_expect (gw_audit_t *audit, size_t feed, int64_t now_ms)
{
    assert_int_equal (gw_audit_next (audit, now_ms - 1), GW_AUDIT_NONE);
    assert_int_equal (gw_audit_next (audit, now_ms), feed);
}

static void
test_a_still_feed_is_looked_up_ever_more_seldom (void **state)
{
    gw_audit_t *audit = *state;
    int64_t now_ms = T0;
    s_look (audit, 3, T0, 0, T0);
    for (int64_t still = STILL; still < 2 * GW_AUDIT_STILL_MAX_MS; still *= 2) {
        now_ms += still < GW_AUDIT_STILL_MAX_MS ? still : GW_AUDIT_STILL_MAX_MS;
        s_look (audit, 3, T0, 0, now_ms);
        s_expect (audit, 3, now_ms);
        gw_audit_on_answer (audit, GW_AUDIT_GOOD, now_ms);
    }
    s_look (audit, 3, now_ms, 0, now_ms);
    s_expect (audit, 3, now_ms + STILL);
}

static void
test_one_that_trades_is_not (void **state)
{
    gw_audit_t *audit = *state;
    for (int64_t now_ms = T0; now_ms < T0 + 10 * STILL; now_ms += STILL - 1) {
        s_look (audit, 3, now_ms, 0, now_ms);
        assert_int_equal (gw_audit_next (audit, now_ms), GW_AUDIT_NONE);
    }
}

//  Soon, while REST still has it; and once more, when it surely knows.

static void
test_one_whose_symbol_lost_something_is_looked_up_twice (void **state)
{
    gw_audit_t *audit = *state;
    s_look (audit, 3, T0, 0, T0);
    s_look (audit, 3, T0 + 1, 1, T0 + 1);
    s_expect (audit, 3, T0 + 1 + GW_AUDIT_SOON_MS);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 1100);
    s_look (audit, 3, T0 + 2000, 2, T0 + 2000);  //  Another one meanwhile
    s_expect (audit, 3, T0 + 1 + GW_AUDIT_DOUBT_MS);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 4100);
    s_expect (audit, 3, T0 + 2000 + GW_AUDIT_DOUBT_MS);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 6100);
    s_look (audit, 3, T0 + 7000, 2, T0 + 7000);
    assert_int_equal (gw_audit_next (audit, T0 + 6999 + STILL), GW_AUDIT_NONE);
}

static void
test_one_at_a_time_and_the_longest_due_first (void **state)
{
    gw_audit_t *audit = *state;
    s_look (audit, 5, 0, 0, T0 + 1);
    s_look (audit, 4, 0, 0, T0);
    s_look (audit, 6, 0, 0, T0 + 1);
    s_expect (audit, 4, T0 + STILL);
    assert_int_equal (gw_audit_next (audit, T0 + 2 * STILL), GW_AUDIT_NONE);  //  4 is on its way
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 2 * STILL);
    s_expect (audit, 5, T0 + 2 * STILL + SPACE);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 3 * STILL);
    s_expect (audit, 6, T0 + 3 * STILL + SPACE);
}

static void
test_where_nobody_answers_none_is_asked_for_a_while (void **state)
{
    gw_audit_t *audit = *state;
    int64_t now_ms = T0 + STILL;
    s_look (audit, 3, 0, 0, T0);
    assert_int_equal (gw_audit_next (audit, now_ms), 3);
    for (unsigned away = 0; away < 10; away++) {
        gw_audit_on_answer (audit, GW_AUDIT_NO_ONE, now_ms);
        now_ms += (int64_t) GW_AUDIT_AWAY_MS << (away < 4 ? away : 4);
        s_expect (audit, 3, now_ms);
    }
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, now_ms);
    s_look (audit, 4, 0, 0, now_ms - STILL);
    s_expect (audit, 4, now_ms + SPACE);
}

//  REST does not know one of them any more.

static void
test_a_bad_answer_about_one_holds_up_no_other (void **state)
{
    gw_audit_t *audit = *state;
    s_look (audit, 3, 0, 0, T0);
    s_look (audit, 4, 0, 0, T0 + 1);
    s_look (audit, 3, 0, 1, T0 + 1);
    s_expect (audit, 3, T0 + 1 + GW_AUDIT_SOON_MS);
    gw_audit_on_answer (audit, GW_AUDIT_BAD, T0 + 1100);
    s_expect (audit, 3, T0 + 1 + GW_AUDIT_DOUBT_MS);
    gw_audit_on_answer (audit, GW_AUDIT_BAD, T0 + 4100);
    s_expect (audit, 4, T0 + 1 + STILL);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 1 + STILL);
    s_look (audit, 4, T0 + 24000, 0, T0 + 24000);
    s_expect (audit, 3, T0 + 4100 + 4 * STILL);  //  The doubt stays
}

//  One that is looked up because it is still does so too soon for a doubt.

static void
test_a_doubt_is_not_forgotten_when_it_is_still (void **state)
{
    gw_audit_t *audit = *state;
    int64_t asked_at = T0 + STILL;
    s_look (audit, 3, 0, 0, T0);
    s_look (audit, 3, 0, 1, asked_at - 1);
    s_expect (audit, 3, asked_at);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, asked_at);
    s_expect (audit, 3, asked_at - 1 + GW_AUDIT_SOON_MS);
}

static void
test_what_may_still_come_is_looked_up_again (void **state)
{
    gw_audit_t *audit = *state;
    s_look (audit, 3, 0, 0, T0);
    s_expect (audit, 3, T0 + STILL);
    gw_audit_on_answer (audit, GW_AUDIT_UNSURE, T0 + STILL);
    s_expect (audit, 3, T0 + STILL + GW_AUDIT_DOUBT_MS);
}

static void
test_one_in_doubt_comes_before_all_that_are_still (void **state)
{
    gw_audit_t *audit = *state;
    int64_t now_ms = T0 + 10 * STILL;
    s_look (audit, 3, 0, 0, T0);
    s_look (audit, 4, 0, 0, T0 + 1);
    s_look (audit, 4, now_ms - 5000, 1, now_ms - 4000);
    assert_int_equal (gw_audit_next (audit, now_ms), 4);
}

//  It traded in every half second.

static int64_t
s_trade (gw_audit_t *audit, int64_t now_ms, unsigned looks)
{
    for (unsigned count = 0; count < looks; count++, now_ms += 500) {
        s_look (audit, 3, now_ms, 0, now_ms);
    }
    return now_ms;
}

static int64_t
s_pause (gw_audit_t *audit, int64_t now_ms, unsigned looks)
{
    int64_t heard_at = now_ms - 500;
    for (unsigned count = 0; count < looks; count++, now_ms += 500) {
        s_look (audit, 3, heard_at, 0, now_ms);
    }
    return now_ms;
}

static void
test_one_that_paused_is_in_doubt_if_it_never_did (void **state)
{
    gw_audit_t *audit = *state;
    int64_t now_ms = s_trade (audit, T0, GW_AUDIT_BUSY);
    now_ms = s_pause (audit, now_ms, GW_AUDIT_PAUSE - 1);
    now_ms = s_trade (audit, now_ms, 2 * GW_AUDIT_BUSY);
    assert_int_equal (gw_audit_next (audit, now_ms), GW_AUDIT_NONE);
    now_ms = s_pause (audit, now_ms, GW_AUDIT_PAUSE);
    s_expect (audit, 3, now_ms - 500 + GW_AUDIT_SOON_MS);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, now_ms + 1000);
    s_expect (audit, 3, now_ms - 500 + GW_AUDIT_DOUBT_MS);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, now_ms + 4000);
    now_ms = s_trade (audit, now_ms + 5000, GW_AUDIT_BUSY - 1);  //  It had not traded for so long
    now_ms = s_pause (audit, now_ms, GW_AUDIT_PAUSE);
    assert_int_equal (gw_audit_next (audit, now_ms + 2000), GW_AUDIT_NONE);
}

//  It has a hole that is known, or does not flow. A doubt is for what came after that.

static void
test_one_that_is_not_watched_is_not_looked_up (void **state)
{
    gw_audit_t *audit = *state;
    const gw_audit_view_t away = { .is_watched = false, .heard_at = T0, .doubts = 1 };
    s_look (audit, 3, T0, 0, T0);
    gw_audit_look (audit, 3, &away, T0 + 1000);
    assert_int_equal (gw_audit_next (audit, T0 + 100 * STILL), GW_AUDIT_NONE);
    s_look (audit, 3, T0, 1, T0 + 200000);
    s_expect (audit, 3, T0 + 200000 + GW_AUDIT_SOON_MS);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 202000);
    s_expect (audit, 3, T0 + 200000 + GW_AUDIT_DOUBT_MS);
    gw_audit_look (audit, 3, &away, T0 + 205000);
    gw_audit_on_answer (audit, GW_AUDIT_GOOD, T0 + 206000);
    assert_int_equal (gw_audit_next (audit, T0 + 300000), GW_AUDIT_NONE);
    s_look (audit, 3, T0, 1, T0 + 400000);
    s_expect (audit, 3, T0 + 400000 + STILL);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_still_feed_is_looked_up_ever_more_seldom),
        UNIT_FIXTURE (test_one_that_trades_is_not),
        UNIT_FIXTURE (test_one_whose_symbol_lost_something_is_looked_up_twice),
        UNIT_FIXTURE (test_a_doubt_is_not_forgotten_when_it_is_still),
        UNIT_FIXTURE (test_what_may_still_come_is_looked_up_again),
        UNIT_FIXTURE (test_one_in_doubt_comes_before_all_that_are_still),
        UNIT_FIXTURE (test_one_that_paused_is_in_doubt_if_it_never_did),
        UNIT_FIXTURE (test_a_bad_answer_about_one_holds_up_no_other),
        UNIT_FIXTURE (test_one_at_a_time_and_the_longest_due_first),
        UNIT_FIXTURE (test_where_nobody_answers_none_is_asked_for_a_while),
        UNIT_FIXTURE (test_one_that_is_not_watched_is_not_looked_up),
    };
    return UNIT_RUN ("gw_audit", tests);
}
