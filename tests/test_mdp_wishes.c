//  Tests of mdp_wishes: each wish is counted once, against a naive model.

#include "mdp_wishes.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 3000, STEPS = 200000, NAME_MAX_SIZE = 16 };

static int
s_setup (void **state)
{
    *state = mdp_wishes_new (4711);
    return 0;
}

static int
s_teardown (void **state)
{
    mdp_wishes_t *wishes = *state;
    mdp_wishes_destroy (&wishes);
    assert_null (wishes);
    return 0;
}

static void
test_a_wish_of_many_is_counted_once (void **state)
{
    mdp_wishes_t *wishes = *state;
    uint64_t first = mdp_wishes_add (wishes, "abc", 3);
    uint64_t second = mdp_wishes_add (wishes, "abc", 3);
    assert_true (first == second);
    assert_int_equal (mdp_wishes_count (wishes), 1);
    assert_int_equal (mdp_wishes_cost (wishes), MDP_WISH_COST + 3);
    mdp_wishes_remove (wishes, first);
    assert_int_equal (mdp_wishes_count (wishes), 1);
    mdp_wishes_remove (wishes, second);
    assert_int_equal (mdp_wishes_count (wishes), 0);
    assert_int_equal (mdp_wishes_cost (wishes), 0);
}

static void
test_wishes_that_differ_in_anything_are_two (void **state)
{
    mdp_wishes_t *wishes = *state;
    (void) mdp_wishes_add (wishes, "", 0);
    (void) mdp_wishes_add (wishes, "\0", 1);
    (void) mdp_wishes_add (wishes, "\0\0", 2);
    (void) mdp_wishes_add (wishes, "a\0", 2);
    (void) mdp_wishes_add (wishes, "\0a", 2);
    assert_int_equal (mdp_wishes_count (wishes), 5);
    assert_int_equal (mdp_wishes_cost (wishes), 5 * MDP_WISH_COST + 7);
}

static void
test_a_closing_dot_makes_no_difference (void **state)
{
    mdp_wishes_t *wishes = *state;
    uint64_t topic = mdp_wishes_add (wishes, "a.b.", 4);
    uint64_t asked = mdp_wishes_add (wishes, "a.b", 3);
    assert_true (topic == asked);
    assert_int_equal (mdp_wishes_cost (wishes), MDP_WISH_COST + 3);
    (void) mdp_wishes_add (wishes, "a.b..", 5);
    (void) mdp_wishes_add (wishes, ".", 1);
    (void) mdp_wishes_add (wishes, "", 0);
    assert_int_equal (mdp_wishes_count (wishes), 3);
}

static void
test_holds_as_many_as_it_says (void **state)
{
    mdp_wishes_t *wishes = *state;
    uint64_t *keys = calloc (MDP_WISHES_MAX, sizeof *keys);
    assert_non_null (keys);
    for (uint32_t index = 0; index < MDP_WISHES_MAX; index++) {
        keys [index] = mdp_wishes_add (wishes, (const char *) &index, sizeof index);
    }
    assert_int_equal (mdp_wishes_count (wishes), MDP_WISHES_MAX);
    for (uint32_t index = 0; index < MDP_WISHES_MAX; index++) {
        mdp_wishes_remove (wishes, keys [index]);
    }
    assert_int_equal (mdp_wishes_count (wishes), 0);
    assert_int_equal (mdp_wishes_cost (wishes), 0);
    free (keys);
}

//  Many come and go at random, and a plain array of askers says what must be left.

static void
test_agrees_with_a_naive_model (void **state)
{
    mdp_wishes_t *wishes = *state;
    uint64_t *keys = calloc (NAMES, sizeof *keys);
    size_t *askers = calloc (NAMES, sizeof *askers);
    assert_non_null (keys);
    assert_non_null (askers);
    unsigned random = 1;
    size_t count = 0;
    size_t cost = 0;
    for (size_t step = 0; step < STEPS; step++) {
        random = random * 1103515245u + 12345u;
        size_t which = (random >> 8) % NAMES;
        char name [NAME_MAX_SIZE];
        size_t size = (size_t) snprintf (name, sizeof name, "%zu", which);
        if (askers [which] > 0 && (random >> 24) % 2) {
            mdp_wishes_remove (wishes, keys [which]);
            askers [which]--;
            count -= askers [which] == 0;
            cost -= askers [which] == 0 ? MDP_WISH_COST + size : 0;
        } else {
            keys [which] = mdp_wishes_add (wishes, name, size);
            count += askers [which] == 0;
            cost += askers [which] == 0 ? MDP_WISH_COST + size : 0;
            askers [which]++;
        }
        assert_int_equal (mdp_wishes_count (wishes), count);
        assert_int_equal (mdp_wishes_cost (wishes), cost);
    }
    free (keys);
    free (askers);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_wish_of_many_is_counted_once),
        UNIT_FIXTURE (test_wishes_that_differ_in_anything_are_two),
        UNIT_FIXTURE (test_a_closing_dot_makes_no_difference),
        UNIT_FIXTURE (test_holds_as_many_as_it_says),
        UNIT_FIXTURE (test_agrees_with_a_naive_model),
    };
    return UNIT_RUN ("mdp_wishes", tests);
}
