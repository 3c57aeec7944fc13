//  Tests of gw_book against a naive model: random operations, sides of 1 to 1000 levels

#include "fuzz/naive_book.h"
#include "unit.h"

enum {
    OPERATIONS = 200000,
    CHANGES_MAX = 24,  //  Levels of one side in a delta
    DEPTH_MAX = 1000,
    MIDDLE = 1000000  //  Bids begin below this price, asks above it
};

typedef struct {
    uint64_t random;
    gw_book_t *book;
    naive_book_t model;
    naive_level_t bids [DEPTH_MAX + 64];
    naive_level_t asks [DEPTH_MAX + 64];
    mdp_level_t bids_exact [DEPTH_MAX + 64];
    mdp_level_t asks_exact [DEPTH_MAX + 64];
    size_t counts [GW_BOOK_EMPTIED + 1];  //  Of each result
} trial_t;

static uint64_t
s_random (trial_t *trial, uint64_t limit)
{
    trial->random = trial->random * 6364136223846793005u + 1442695040888963407u;
    return (trial->random >> 33) % limit;
}

//  Random levels of one side; now and then one reaches over the middle.

static size_t
s_fill (trial_t *trial, naive_level_t *levels, size_t count, int sign)
{
    uint64_t spread = trial->model.depth + trial->model.depth / 4 + 2;
    for (size_t index = 0; index < count; index++) {
        int64_t away = 1 + (int64_t) s_random (trial, spread);
        away = s_random (trial, 4000) == 0 ? -away : away;
        levels [index].price = MIDDLE + sign * away;
        levels [index].size = s_random (trial, 3) == 0 ? 0 : 1 + (int64_t) s_random (trial, 1000);
    }
    return count;
}

//  Even prices as whole units, the others with a digit after the point: the same
//  number is written in several ways.

static void
s_make_exact (trial_t *trial, mdp_level_t *exact, const naive_level_t *levels, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        int64_t price = levels [index].price;
        uint8_t more = (uint8_t) s_random (trial, 3);
        bool is_whole = price % 10 == 0 && more == 0;
        int64_t scaled = is_whole ? price / 10 : price;
        for (uint8_t zeros = more; zeros > 0; zeros--) {
            scaled *= 10;
        }
        exact [index].price =
            (mdp_decimal_t){ .mantissa = scaled, .scale = (uint8_t) (is_whole ? 0 : 1 + more) };
        exact [index].size = (mdp_decimal_t){ .mantissa = levels [index].size, .scale = 0 };
    }
}

static uint64_t
s_next_update_id (trial_t *trial, bool is_snapshot)
{
    uint64_t last = trial->model.update_id;
    switch (s_random (trial, is_snapshot ? 40 : 400)) {
        case 0:
            return 1;
        case 1:
            return last + 2 + s_random (trial, 3);
        case 2:
            return last - s_random (trial, last + 1);
        default:
            return last + 1;
    }
}

static void
s_operate (trial_t *trial)
{
    bool is_snapshot = trial->model.is_valid ? s_random (trial, 300) == 0 : true;
    is_snapshot = is_snapshot && s_random (trial, 10) > 0;
    size_t counts_max = is_snapshot ? trial->model.depth + 8 : CHANGES_MAX;
    naive_event_t event = { .is_snapshot = is_snapshot };
    event.update_id = s_next_update_id (trial, is_snapshot);
    event.bids_count = s_fill (trial, trial->bids, s_random (trial, counts_max), -1);
    event.asks_count = s_fill (trial, trial->asks, s_random (trial, counts_max), 1);
    event.bids = trial->bids;
    event.asks = trial->asks;
    s_make_exact (trial, trial->bids_exact, trial->bids, event.bids_count);
    s_make_exact (trial, trial->asks_exact, trial->asks, event.asks_count);
    const mdp_depth_t depth = {
        .is_snapshot = is_snapshot,
        .update_id = event.update_id,
        .bids = trial->bids_exact,
        .bids_count = event.bids_count,
        .asks = trial->asks_exact,
        .asks_count = event.asks_count,
    };
    gw_book_result_t wanted = naive_apply (&trial->model, &event);
    gw_book_result_t result = gw_book_apply (trial->book, &depth);
    if (result == GW_BOOK_REPEATED) {
        assert_int_equal (wanted, GW_BOOK_REPLACED);
    } else {
        assert_int_equal (result, wanted);
    }
    assert_true (naive_is (&trial->model, trial->book, 1));
    trial->counts [result]++;
}

static void
s_try (size_t depth, size_t operations, uint64_t seed)
{
    trial_t *trial = calloc (1, sizeof *trial);
    assert_non_null (trial);
    trial->random = seed;
    trial->book = gw_book_new (depth);
    naive_book_init (&trial->model, depth);
    for (size_t done = 0; done < operations; done++) {
        s_operate (trial);
    }
    //  What was never met was not tested
    assert_true (trial->counts [GW_BOOK_CHANGED] > operations / 4);
    assert_true (trial->counts [GW_BOOK_REPLACED] > 0);
    assert_true (trial->counts [GW_BOOK_DUPLICATE] > 0);
    assert_true (trial->counts [GW_BOOK_ORPHAN] > 0);
    assert_true (trial->counts [GW_BOOK_JUMPED] > 0);
    assert_true (trial->counts [GW_BOOK_CROSSED] > 0);
    gw_book_destroy (&trial->book);
    free (trial);
}

static void
test_a_small_book_is_the_naive_model_after_every_event (void **state)
{
    (void) state;
    s_try (1, OPERATIONS / 4, 1);
    s_try (2, OPERATIONS / 4, 2);
    s_try (5, OPERATIONS / 4, 3);
}

static void
test_a_middle_book_is_the_naive_model_after_every_event (void **state)
{
    (void) state;
    s_try (25, OPERATIONS / 10, 4);
    s_try (50, OPERATIONS / 20, 5);
    s_try (200, OPERATIONS / 20, 6);
}

static void
test_a_deep_book_is_the_naive_model_after_every_event (void **state)
{
    (void) state;
    s_try (1000, OPERATIONS / 20, 7);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_small_book_is_the_naive_model_after_every_event),
        cmocka_unit_test (test_a_middle_book_is_the_naive_model_after_every_event),
        cmocka_unit_test (test_a_deep_book_is_the_naive_model_after_every_event),
    };
    return UNIT_RUN ("gw_book against a model", tests);
}
