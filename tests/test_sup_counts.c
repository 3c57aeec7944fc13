//  Tests of sup_counts: numbers never go back, whatever becomes of the child

#include "sup_counts.h"

#include <string.h>

#include "unit.h"

static int
s_setup (void **state)
{
    *state = sup_counts_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    sup_counts_t *counts = *state;
    sup_counts_destroy (&counts);
    return counts ? -1 : 0;
}

static void
s_take_at (sup_counts_t *counts, tally_metric_t metric, const char *labels, uint64_t value,
           int64_t now_ms)
{
    tally_sample_t sample = { .metric = metric,
                              .labels = { labels, strlen (labels) },
                              .value = value };
    sample.histogram.counts [2] = value;
    sample.histogram.sum = 10 * value;
    sup_counts_take (counts, &sample, now_ms);
}

static void
s_take (sup_counts_t *counts, tally_metric_t metric, const char *labels, uint64_t value)
{
    s_take_at (counts, metric, labels, value, 0);
}

//  The one number of a metric.

static tally_sample_t
s_only (const sup_counts_t *counts, tally_metric_t metric)
{
    tally_sample_t sample;
    tally_sample_t other;
    size_t next = 0;
    assert_true (sup_counts_next (counts, metric, &next, &sample));
    assert_false (sup_counts_next (counts, metric, &next, &other));
    return sample;
}

static void
test_sums_counters_over_lives (void **state)
{
    sup_counts_t *counts = *state;
    s_take (counts, TALLY_WS_BYTES, "conn=\"a\"", 5);
    s_take (counts, TALLY_WS_BYTES, "conn=\"a\"", 7);
    sup_counts_renew (counts);
    assert_int_equal (s_only (counts, TALLY_WS_BYTES).value, 7);
    s_take (counts, TALLY_WS_BYTES, "conn=\"a\"", 1);
    assert_int_equal (s_only (counts, TALLY_WS_BYTES).value, 8);
    sup_counts_renew (counts);
    sup_counts_renew (counts);
    assert_int_equal (s_only (counts, TALLY_WS_BYTES).value, 8);
}

static void
test_sums_histograms_over_lives (void **state)
{
    sup_counts_t *counts = *state;
    s_take (counts, TALLY_FEED_LATENCY, "", 3);
    sup_counts_renew (counts);
    s_take (counts, TALLY_FEED_LATENCY, "", 4);
    tally_sample_t sample = s_only (counts, TALLY_FEED_LATENCY);
    assert_int_equal (sample.histogram.counts [2], 7);
    assert_int_equal (sample.histogram.sum, 70);
}

static void
test_gauges_are_of_the_present (void **state)
{
    sup_counts_t *counts = *state;
    s_take (counts, TALLY_WS_CONNECTED, "", 1);
    s_take (counts, TALLY_WS_LAST_FRAME, "", 99);
    sup_counts_rest (counts);
    assert_int_equal (s_only (counts, TALLY_WS_CONNECTED).value, 0);
    assert_int_equal (s_only (counts, TALLY_WS_LAST_FRAME).value, 99);
    sup_counts_renew (counts);
    assert_int_equal (s_only (counts, TALLY_WS_LAST_FRAME).value, 99);
}

//  A connection that is planned no more is not one that is down.

static void
test_gauges_that_are_told_no_more_go (void **state)
{
    sup_counts_t *counts = *state;
    tally_sample_t sample;
    size_t next = 0;
    s_take_at (counts, TALLY_WS_CONNECTED, "conn=\"a\"", 1, 0);
    s_take_at (counts, TALLY_WS_CONNECTS, "conn=\"a\"", 1, 0);
    s_take_at (counts, TALLY_WS_CONNECTED, "conn=\"b\"", 1, SUP_COUNTS_HEARD_MS - 1);
    assert_int_equal (sup_counts_sum (counts, TALLY_WS_CONNECTED), 2);
    s_take_at (counts, TALLY_WS_CONNECTED, "conn=\"b\"", 1, SUP_COUNTS_HEARD_MS);
    assert_true (sup_counts_next (counts, TALLY_WS_CONNECTED, &next, &sample));
    assert_true (mdp_text_is (sample.labels, "conn=\"b\""));
    assert_false (sup_counts_next (counts, TALLY_WS_CONNECTED, &next, &sample));
    assert_int_equal (s_only (counts, TALLY_WS_CONNECTS).value, 1);
    s_take_at (counts, TALLY_WS_CONNECTED, "conn=\"a\"", 0, SUP_COUNTS_HEARD_MS);
    next = 0;
    assert_true (sup_counts_next (counts, TALLY_WS_CONNECTED, &next, &sample));
    assert_true (mdp_text_is (sample.labels, "conn=\"a\""));
}

static void
test_labels_tell_numbers_apart (void **state)
{
    sup_counts_t *counts = *state;
    for (int round = 1; round <= 2; round++) {
        s_take (counts, TALLY_TEXTS, "outcome=\"taken\"", (uint64_t) round);
        s_take (counts, TALLY_TEXTS, "outcome=\"pong\"", (uint64_t) round * 10);
        s_take (counts, TALLY_WS_BYTES, "outcome=\"pong\"", 5);
    }
    tally_sample_t sample;
    size_t next = 0;
    assert_true (sup_counts_next (counts, TALLY_TEXTS, &next, &sample));
    assert_true (mdp_text_is (sample.labels, "outcome=\"taken\""));
    assert_int_equal (sample.value, 2);
    assert_true (sup_counts_next (counts, TALLY_TEXTS, &next, &sample));
    assert_int_equal (sample.value, 20);
    assert_false (sup_counts_next (counts, TALLY_TEXTS, &next, &sample));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_sums_counters_over_lives),
        UNIT_FIXTURE (test_sums_histograms_over_lives),
        UNIT_FIXTURE (test_gauges_are_of_the_present),
        UNIT_FIXTURE (test_gauges_that_are_told_no_more_go),
        UNIT_FIXTURE (test_labels_tell_numbers_apart),
    };
    return UNIT_RUN ("sup_counts", tests);
}
