//  Tests of histogram: exact below 64, within 1.6 % above

#include "histogram.h"
#include "unit.h"

static histogram_t s_histogram;

static int
s_setup (void **state)
{
    s_histogram = (histogram_t){ 0 };
    *state = &s_histogram;
    return 0;
}

static int
s_teardown (void **state)
{
    (void) state;
    return 0;
}

static void
test_nothing_has_no_percentile (void **state)
{
    assert_int_equal (histogram_at (*state, 0.5), 0);
}

static void
test_small_values_are_exact (void **state)
{
    histogram_t *histogram = *state;
    for (uint64_t value = 1; value <= 60; value++) {
        histogram_add (histogram, value);
    }
    assert_int_equal (histogram_at (histogram, 0.5), 31);
    assert_int_equal (histogram_at (histogram, 0.99), 60);
    assert_int_equal (histogram->max, 60);
}

static void
test_large_values_are_within_a_sixtieth (void **state)
{
    histogram_t *histogram = *state;
    for (uint64_t value = 1; value < UINT64_C (1) << 40; value = value * 3 + 1) {
        *histogram = (histogram_t){ 0 };
        histogram_add (histogram, value);
        histogram_add (histogram, value * 8);  //  So that the maximum does not hide the slot
        uint64_t told = histogram_at (histogram, 0.4);
        assert_true (told >= value);
        assert_true (told - value <= value / 60);
    }
}

static void
test_a_value_beyond_all_slots_is_the_maximum (void **state)
{
    histogram_t *histogram = *state;
    histogram_add (histogram, UINT64_MAX);
    assert_int_equal (histogram->total, 1);
    assert_true (histogram->max == UINT64_MAX);
    assert_true (histogram_at (histogram, 0.5) > 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_nothing_has_no_percentile),
        UNIT_FIXTURE (test_small_values_are_exact),
        UNIT_FIXTURE (test_large_values_are_within_a_sixtieth),
        UNIT_FIXTURE (test_a_value_beyond_all_slots_is_the_maximum),
    };
    return UNIT_RUN ("histogram", tests);
}
