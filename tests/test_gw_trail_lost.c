//  Tests of gw_trail: which of the fetched trades should have been had, though no hole is known

#include "gw_trail.h"
#include "unit.h"

#define S UINT64_C (1000000000)
#define AGES UINT64_MAX

//  A trade was had at each second from one on; of several lanes where there are more.

static gw_trail_t
s_trail (unsigned lanes, uint64_t from, uint64_t to)
{
    gw_trail_t trail = { .key = 0 };
    for (uint64_t second = from; second <= to; second++) {
        gw_trail_on_trade (&trail, second, second * S);
        gw_trail_on_lane (&trail, second % lanes, second, second * S);
    }
    return trail;
}

//  Fetched trades of some seconds, of which a letter tells: h was had lately, o long ago, - never.

static size_t
s_find (const gw_trail_t *trail, uint64_t from, const char *steps, uint64_t until,
        gw_trail_end_t *end)
{
    gw_trail_step_t found [100];
    size_t count = strlen (steps);
    for (size_t index = 0; index < count; index++) {
        found [index] = (gw_trail_step_t){ .key = from + index,
                                           .at = (from + index) * S,
                                           .is_seen = steps [index] != '-',
                                           .is_recent = steps [index] == 'h' };
    }
    return gw_trail_find_lost (trail, found, count, until, end);
}

static void
test_one_behind_another_that_was_had_is_lost (void **state)
{
    (void) state;
    gw_trail_end_t end;
    const gw_trail_t trail = s_trail (2, 10, 14);
    assert_int_equal (s_find (&trail, 8, "--hhhhh", AGES, &end), 7);  //  All older ones came before
    assert_int_equal (s_find (&trail, 8, "--hhhhh--", AGES, &end), 7);
    assert_int_equal (end.key, 14);
    assert_int_equal (s_find (&trail, 8, "--hhhhh--", 15 * S - 1, &end), 9);
    assert_int_equal (s_find (&trail, 8, "--hh-h-", AGES, &end), 4);
    assert_int_equal (end.key, 11);
}

//  The memory is of all feeds, and others trade a lot: the last one is known all the same.

static void
test_the_last_one_that_was_had_is_never_forgotten (void **state)
{
    (void) state;
    gw_trail_end_t end;
    const gw_trail_t trail = s_trail (1, 10, 14);
    assert_int_equal (s_find (&trail, 10, "----o--", AGES, &end), 5);
    assert_int_equal (end.key, 14);
    assert_int_equal (s_find (&trail, 10, "-------", AGES, &end), 5);
    assert_int_equal (s_find (&trail, 10, "---o-", AGES, &end), 5);
}

//  What was had shortly after it came: it should have come as well.

static void
test_one_before_others_that_were_had_is_lost (void **state)
{
    (void) state;
    gw_trail_end_t end;
    const gw_trail_t trail = s_trail (2, 10, 40);
    assert_int_equal (s_find (&trail, 30, "-hh", AGES, &end), 0);
    assert_int_equal (end.key, 0);
    assert_int_equal (s_find (&trail, 20, "-----------hh", AGES, &end), 2);
}

//  Where one lane brings trades what comes later was sent later.

static void
test_what_one_lane_passed_over_does_not_come_any_more (void **state)
{
    (void) state;
    gw_trail_end_t end;
    const gw_trail_t one = s_trail (1, 10, 14);
    const gw_trail_t two = s_trail (2, 10, 14);
    assert_int_equal (s_find (&one, 10, "hh-hh", 1, &end), 2);
    assert_int_equal (s_find (&two, 10, "hh-hh", 1, &end), 5);
    assert_int_equal (s_find (&one, 10, "hhhh-", 1, &end), 5);
}

//  An answer is full of others.

static void
test_all_of_an_answer_that_does_not_reach_back_are_lost (void **state)
{
    (void) state;
    gw_trail_end_t end;
    char steps [61];
    const gw_trail_t trail = s_trail (1, 10, 14);
    memset (steps, '-', sizeof steps);
    steps [60] = '\0';
    assert_int_equal (s_find (&trail, 15, steps, AGES, &end), 0);
    assert_int_equal (end.key, 14);
    assert_int_equal (s_find (&trail, 15, steps + 1, AGES, &end), 59);  //  Are they of this market?
}

static void
test_what_is_told_as_lost_is_not_found_again (void **state)
{
    (void) state;
    gw_trail_end_t end;
    const gw_trail_loss_t none = { .is_any = false };
    gw_trail_t trail = s_trail (2, 10, 14);
    gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
    gw_trail_on_trade (&trail, 17, 17 * S);
    gw_trail_close (&trail, &none);
    assert_int_equal (s_find (&trail, 12, "hhh--h", AGES, &end), 6);
    assert_int_equal (s_find (&trail, 12, "hhh--h-", AGES, &end), 6);
    assert_int_equal (end.key, 17);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_one_behind_another_that_was_had_is_lost),
        cmocka_unit_test (test_the_last_one_that_was_had_is_never_forgotten),
        cmocka_unit_test (test_one_before_others_that_were_had_is_lost),
        cmocka_unit_test (test_what_one_lane_passed_over_does_not_come_any_more),
        cmocka_unit_test (test_all_of_an_answer_that_does_not_reach_back_are_lost),
        cmocka_unit_test (test_what_is_told_as_lost_is_not_found_again),
    };
    return UNIT_RUN ("gw_trail, lost", tests);
}
