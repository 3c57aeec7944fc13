//  Tests of sup_topics: topics come and go, and their counters never go back

#include "sup_topics.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

static int
s_setup (void **state)
{
    *state = sup_topics_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    sup_topics_t *topics = *state;
    sup_topics_destroy (&topics);
    assert_null (topics);
    return 0;
}

//  The child says how many gaps a topic had in its life; or that it carries it no more.

static void
s_tell (sup_topics_t *topics, const char *name, uint64_t gaps)
{
    const tally_topic_t told = { .topic = { name, strlen (name) },
                                 .labels = { "", 0 },
                                 .gaps = gaps,
                                 .resyncs = 2 * gaps,
                                 .crossed = 3 * gaps };
    sup_topics_take (topics, &told, 1);
}

static void
s_end (sup_topics_t *topics, const char *name, uint64_t version)
{
    const tally_topic_t told = { .topic = { name, strlen (name) }, .is_off = true };
    sup_topics_take (topics, &told, version);
}

static void
s_expect (const sup_topics_t *topics, const char *name, uint64_t gaps)
{
    const sup_topic_t *topic = sup_topics_find (topics, name);
    assert_non_null (topic);
    assert_int_equal (topic->gaps, gaps);
    assert_int_equal (topic->resyncs, 2 * gaps);
    assert_int_equal (topic->crossed, 3 * gaps);
}

static void
test_a_topic_that_went_is_not_shown (void **state)
{
    sup_topics_t *topics = *state;
    s_tell (topics, "x.1.", 0);
    s_tell (topics, "x.2.", 0);
    s_end (topics, "x.1.", 7);
    assert_int_equal (sup_topics_count (topics), 1);
    assert_string_equal (sup_topics_at (topics, 0)->name, "x.2.");
    assert_null (sup_topics_find (topics, "x.1."));
    assert_int_equal (sup_topics_gone (topics), 7);
    s_end (topics, "x.1.", 8);
    s_end (topics, "x.3.", 8);
    assert_int_equal (sup_topics_gone (topics), 7);
}

//  The child counts on in one life, and from 0 in the next.

static void
test_counters_go_on_when_a_topic_comes_back (void **state)
{
    sup_topics_t *topics = *state;
    s_tell (topics, "x.1.", 2);
    sup_topics_renew (topics, 1, 0);
    s_tell (topics, "x.1.", 3);
    s_tell (topics, "x.2.", 7);
    s_end (topics, "x.1.", 1);
    s_tell (topics, "x.1.", 4);
    s_expect (topics, "x.1.", 6);
    s_end (topics, "x.1.", 1);
    sup_topics_renew (topics, 1, 0);
    sup_topics_tidy (topics, 1, SUP_TOPICS_HEARD_MS);
    assert_int_equal (sup_topics_count (topics), 0);
    s_tell (topics, "x.1.", 1);
    s_tell (topics, "x.2.", 0);
    s_expect (topics, "x.1.", 7);
    s_expect (topics, "x.2.", 7);
    assert_int_equal (sup_topics_count (topics), 2);
}

static void
test_those_that_went_make_room (void **state)
{
    sup_topics_t *topics = *state;
    char name [16];
    for (size_t number = 0; number < SUP_TOPICS_MAX; number++) {
        (void) snprintf (name, sizeof name, "x.%zu.", number);
        s_tell (topics, name, 1);
    }
    s_tell (topics, "y.", 1);
    assert_null (sup_topics_find (topics, "y."));
    s_end (topics, "x.5.", 1);
    s_tell (topics, "y.", 1);
    s_expect (topics, "y.", 1);
    s_tell (topics, "x.5.", 1);
    assert_null (sup_topics_find (topics, "x.5."));
    assert_int_equal (sup_topics_count (topics), SUP_TOPICS_MAX);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_topic_that_went_is_not_shown),
        UNIT_FIXTURE (test_counters_go_on_when_a_topic_comes_back),
        UNIT_FIXTURE (test_those_that_went_make_room),
    };
    return UNIT_RUN ("sup_topics", tests);
}
