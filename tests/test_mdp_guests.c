//  Tests of mdp_guests: who asks for too much is dropped, and nobody else.

#include "mdp_guests.h"
#include "mdp_wishes.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

enum { GOOD = 5, BAD = 6, OTHER = 7, NAME_MAX_SIZE = 16 };

static int
s_setup (void **state)
{
    mdp_guests_t *guests = mdp_guests_new (4711);
    assert_true (mdp_guests_enter (guests, GOOD));
    assert_true (mdp_guests_enter (guests, BAD));
    *state = guests;
    return 0;
}

static int
s_teardown (void **state)
{
    mdp_guests_t *guests = *state;
    mdp_guests_destroy (&guests);
    assert_null (guests);
    return 0;
}

//  Ask for strange things, all different, until somebody must be dropped or so many
//  were asked for. Returns how many were.

static size_t
s_ask_strange (mdp_guests_t *guests, int fd, size_t from, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        char name [NAME_MAX_SIZE];
        (void) snprintf (name, sizeof name, "%015zu", from + index);
        if (!mdp_guests_ask (guests, fd, name, strlen (name), false)) {
            return index + 1;
        }
    }
    return count;
}

static void
test_who_asks_for_many_strange_things_is_dropped_once (void **state)
{
    mdp_guests_t *guests = *state;
    const size_t limit = MDP_GUESTS_STRANGE_MAX / (MDP_WISH_COST + 15);
    assert_true (mdp_guests_ask (guests, GOOD, "bybit.", 6, true));
    assert_true (mdp_guests_ask (guests, GOOD, "okx.", 4, false));
    size_t asked = s_ask_strange (guests, BAD, 0, 2 * limit);
    assert_in_range (asked, limit - 1, limit + 1);
    assert_int_equal (mdp_guests_next_drop (guests), BAD);
    assert_int_equal (mdp_guests_next_drop (guests), -1);
    assert_true (mdp_guests_is_dropped (guests, BAD));
    assert_false (mdp_guests_is_dropped (guests, GOOD));
    assert_int_equal (s_ask_strange (guests, BAD, 0, 2 * limit), 2 * limit);  //  Too late to count
}

static void
test_strange_things_that_many_ask_for_count_once (void **state)
{
    mdp_guests_t *guests = *state;
    const size_t most = MDP_GUESTS_STRANGE_MAX / (MDP_WISH_COST + 15) - 1;
    for (int fd = 10; fd < 40; fd++) {
        assert_true (mdp_guests_enter (guests, fd));
        assert_int_equal (s_ask_strange (guests, fd, 0, most), most);
    }
    assert_int_equal (mdp_guests_next_drop (guests), -1);
    for (int fd = 10; fd < 39; fd++) {
        mdp_guests_leave (guests, fd);
    }
    assert_true (s_ask_strange (guests, GOOD, most, 10) < 10);  //  The last one still asks
    assert_int_equal (mdp_guests_next_drop (guests), 39);
}

static void
test_who_left_no_longer_counts (void **state)
{
    mdp_guests_t *guests = *state;
    const size_t most = MDP_GUESTS_STRANGE_MAX / (MDP_WISH_COST + 15) - 1;
    for (size_t round = 0; round < 10; round++) {
        assert_int_equal (s_ask_strange (guests, BAD, round * most, most), most);
        mdp_guests_leave (guests, BAD);
        assert_false (mdp_guests_has (guests, BAD));
        assert_true (mdp_guests_enter (guests, BAD));
    }
    assert_int_equal (mdp_guests_next_drop (guests), -1);
}

static void
test_wishes_for_what_we_serve_are_limited_by_number (void **state)
{
    mdp_guests_t *guests = *state;
    assert_true (mdp_guests_ask (guests, GOOD, "", 0, true));
    for (size_t index = 1; index < MDP_GUESTS_WISHES_MAX; index++) {
        assert_true (mdp_guests_ask (guests, BAD, "bybit.", 6, true));
    }
    assert_false (mdp_guests_ask (guests, GOOD, "bybit.", 6, true));  //  One more than all may
    assert_int_equal (mdp_guests_next_drop (guests), BAD);            //  Who has most of them
    assert_true (mdp_guests_ask (guests, GOOD, "bybit.", 6, true));
}

static void
test_a_connection_beyond_the_limit_is_dropped (void **state)
{
    mdp_guests_t *guests = *state;
    int fd = 100;
    for (size_t count = 2; count < MDP_GUESTS_MAX; count++) {
        assert_true (mdp_guests_enter (guests, fd++));
    }
    assert_false (mdp_guests_enter (guests, fd));
    assert_false (mdp_guests_enter (guests, fd + 1));
    assert_int_equal (mdp_guests_next_drop (guests), fd);
    assert_int_equal (mdp_guests_next_drop (guests), fd + 1);
    mdp_guests_leave (guests, GOOD);
    assert_true (mdp_guests_is_dropped (guests, fd));  //  It was told to leave, and will
    assert_true (mdp_guests_enter (guests, OTHER));
    assert_int_equal (mdp_guests_next_drop (guests), -1);
}

static void
test_who_left_before_it_was_told_need_not_be_dropped (void **state)
{
    mdp_guests_t *guests = *state;
    for (size_t index = 0; index <= MDP_GUESTS_WISHES_MAX; index++) {
        (void) mdp_guests_ask (guests, BAD, "", 0, true);
    }
    mdp_guests_leave (guests, BAD);
    assert_int_equal (mdp_guests_next_drop (guests), -1);
    assert_true (mdp_guests_enter (guests, BAD));  //  Somebody else, by the same descriptor
    assert_false (mdp_guests_is_dropped (guests, BAD));
}

static void
test_an_unknown_one_is_not_counted (void **state)
{
    mdp_guests_t *guests = *state;
    assert_true (mdp_guests_ask (guests, -1, "x", 1, false));
    mdp_guests_leave (guests, OTHER);
    assert_int_equal (mdp_guests_next_drop (guests), -1);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_who_asks_for_many_strange_things_is_dropped_once),
        UNIT_FIXTURE (test_strange_things_that_many_ask_for_count_once),
        UNIT_FIXTURE (test_who_left_no_longer_counts),
        UNIT_FIXTURE (test_wishes_for_what_we_serve_are_limited_by_number),
        UNIT_FIXTURE (test_a_connection_beyond_the_limit_is_dropped),
        UNIT_FIXTURE (test_who_left_before_it_was_told_need_not_be_dropped),
        UNIT_FIXTURE (test_an_unknown_one_is_not_counted),
    };
    return UNIT_RUN ("mdp_guests", tests);
}
