//  Tests of gw_book: the exchange's rules, one by one

#include "gw_book.h"
#include "unit.h"

#include <string.h>

enum { LEVELS_MAX = 16 };

//  An event from text: levels as "price size price size ...".
typedef struct {
    mdp_depth_t depth;
    mdp_level_t bids [LEVELS_MAX];
    mdp_level_t asks [LEVELS_MAX];
} event_t;

static mdp_decimal_t
s_decimal (const char **text)
{
    mdp_decimal_t decimal;
    size_t size = strcspn (*text, " ");
    assert_int_equal (mdp_decimal_parse (&decimal, *text, size), 0);
    *text += size + strspn (*text + size, " ");
    return decimal;
}

static size_t
s_levels (mdp_level_t *levels, const char *text)
{
    size_t count = 0;
    while (*text) {
        assert_true (count < LEVELS_MAX);
        levels [count].price = s_decimal (&text);
        levels [count++].size = s_decimal (&text);
    }
    return count;
}

static gw_book_result_t
s_apply (gw_book_t *book, bool is_snapshot, uint64_t update_id, const char *bids, const char *asks)
{
    event_t event;
    event.depth = (mdp_depth_t){
        .is_snapshot = is_snapshot,
        .update_id = update_id,
        .bids = event.bids,
        .bids_count = s_levels (event.bids, bids),
        .asks = event.asks,
        .asks_count = s_levels (event.asks, asks),
    };
    return gw_book_apply (book, &event.depth);
}

static gw_book_result_t
s_snapshot (gw_book_t *book, uint64_t update_id, const char *bids, const char *asks)
{
    return s_apply (book, true, update_id, bids, asks);
}

static gw_book_result_t
s_delta (gw_book_t *book, uint64_t update_id, const char *bids, const char *asks)
{
    return s_apply (book, false, update_id, bids, asks);
}

static void
s_assert_side (const mdp_level_t *levels, size_t count, const char *expected)
{
    mdp_level_t wanted [LEVELS_MAX];
    assert_int_equal (count, s_levels (wanted, expected));
    for (size_t index = 0; index < count; index++) {
        assert_int_equal (mdp_decimal_compare (levels [index].price, wanted [index].price), 0);
        assert_int_equal (mdp_decimal_compare (levels [index].size, wanted [index].size), 0);
    }
}

static void
s_assert_book (const gw_book_t *book, const char *bids, const char *asks)
{
    size_t count;
    const mdp_level_t *levels = gw_book_bids (book, &count);
    s_assert_side (levels, count, bids);
    levels = gw_book_asks (book, &count);
    s_assert_side (levels, count, asks);
}

static int
s_setup (void **state)
{
    *state = gw_book_new (3);
    return 0;
}

static int
s_teardown (void **state)
{
    gw_book_t *book = *state;
    gw_book_destroy (&book);
    assert_null (book);
    gw_book_destroy (&book);
    return 0;
}

static void
test_is_invalid_until_its_first_snapshot (void **state)
{
    assert_false (gw_book_is_valid (*state));
    assert_int_equal (s_delta (*state, 7, "10 1", ""), GW_BOOK_ORPHAN);
    assert_false (gw_book_is_valid (*state));
    assert_int_equal (s_snapshot (*state, 7, "10 1", "11 2"), GW_BOOK_REPLACED);
    assert_true (gw_book_is_valid (*state));
    assert_int_equal (gw_book_update_id (*state), 7);
    s_assert_book (*state, "10 1", "11 2");
}

static void
test_a_delta_inserts_replaces_and_deletes (void **state)
{
    s_snapshot (*state, 7, "10 1 9 2", "11 3 12 4");
    assert_int_equal (s_delta (*state, 8, "9.5 5 9 0", "11 6 11.5 7"), GW_BOOK_CHANGED);
    s_assert_book (*state, "10 1 9.5 5", "11 6 11.5 7 12 4");
    assert_int_equal (s_delta (*state, 9, "", "11 0.000"), GW_BOOK_CHANGED);
    s_assert_book (*state, "10 1 9.5 5", "11.5 7 12 4");
    assert_int_equal (gw_book_update_id (*state), 9);
}

static void
test_deleting_an_unknown_level_is_harmless (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    assert_int_equal (s_delta (*state, 8, "9 0 10.5 0", "10.7 0 12 0"), GW_BOOK_CHANGED);
    s_assert_book (*state, "10 1", "11 3");
}

static void
test_a_delta_without_levels_is_the_next_update (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    assert_int_equal (s_delta (*state, 8, "", ""), GW_BOOK_CHANGED);
    assert_int_equal (s_delta (*state, 9, "10 2", ""), GW_BOOK_CHANGED);
    s_assert_book (*state, "10 2", "11 3");
}

static void
test_a_size_of_zero_in_a_snapshot_is_no_level (void **state)
{
    assert_int_equal (s_snapshot (*state, 7, "10 0 9 2", "11 0.0"), GW_BOOK_REPLACED);
    s_assert_book (*state, "9 2", "");
}

static void
test_sorts_levels_that_come_in_any_order (void **state)
{
    s_snapshot (*state, 7, "8 1 10 2 9 3", "13 1 11 2 12 3");
    s_assert_book (*state, "10 2 9 3 8 1", "11 2 12 3 13 1");
    s_delta (*state, 8, "9 0 9.1 4 10 0", "12 0 10.5 4 11 0");
    s_assert_book (*state, "9.1 4 8 1", "10.5 4 13 1");
}

static void
test_prices_of_any_scale_are_one_number_line (void **state)
{
    s_snapshot (*state, 7, "78714.99 1 78714 2", "78715.01 4 78715 3");
    s_assert_book (*state, "78714.99 1 78714 2", "78715 3 78715.01 4");
    assert_int_equal (s_delta (*state, 8, "78714.00 5", "78715.000 0"), GW_BOOK_CHANGED);
    s_assert_book (*state, "78714.99 1 78714 5", "78715.01 4");
    assert_int_equal (s_delta (*state, 9, "78715.010 1", ""), GW_BOOK_CROSSED);
}

static void
test_a_snapshot_in_mid_stream_replaces_and_goes_on (void **state)
{
    s_snapshot (*state, 7, "10 1 9 2", "11 3");
    assert_int_equal (s_snapshot (*state, 8, "8 1", "12 3"), GW_BOOK_REPLACED);
    s_assert_book (*state, "8 1", "12 3");
    assert_int_equal (s_delta (*state, 9, "9 1", ""), GW_BOOK_CHANGED);
    assert_int_equal (s_snapshot (*state, 100, "8 1", "12 3"), GW_BOOK_REPLACED);
    assert_int_equal (s_snapshot (*state, 5, "7 1", "12 3"), GW_BOOK_REPLACED);
    assert_int_equal (s_delta (*state, 6, "8 1", ""), GW_BOOK_CHANGED);
    s_assert_book (*state, "8 1 7 1", "12 3");
}

static void
test_a_repeated_snapshot_is_no_news (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    assert_int_equal (s_snapshot (*state, 7, "10 1", "11 3"), GW_BOOK_REPEATED);
    assert_int_equal (s_snapshot (*state, 7, "10.0 1.00", "11 3"), GW_BOOK_REPEATED);
    assert_int_equal (s_snapshot (*state, 7, "10 1", "11 4"), GW_BOOK_REPLACED);
    assert_int_equal (s_snapshot (*state, 8, "10 1", "11 4"), GW_BOOK_REPLACED);
}

static void
test_a_repeated_snapshot_makes_a_lost_book_valid (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    gw_book_lose (*state);
    assert_false (gw_book_is_valid (*state));
    assert_int_equal (s_snapshot (*state, 7, "10 1", "11 3"), GW_BOOK_REPLACED);
    assert_true (gw_book_is_valid (*state));
}

static void
test_an_old_delta_is_a_duplicate_and_changes_nothing (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    assert_int_equal (s_delta (*state, 7, "10 9", ""), GW_BOOK_DUPLICATE);
    assert_int_equal (s_delta (*state, 3, "10 9", ""), GW_BOOK_DUPLICATE);
    assert_int_equal (s_delta (*state, 0, "10 9", ""), GW_BOOK_DUPLICATE);
    s_assert_book (*state, "10 1", "11 3");
    assert_true (gw_book_is_valid (*state));
    assert_int_equal (s_delta (*state, 8, "10 2", ""), GW_BOOK_CHANGED);
}

static void
test_a_jump_makes_the_book_invalid_until_a_snapshot (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    assert_int_equal (s_delta (*state, 9, "10 2", ""), GW_BOOK_JUMPED);
    assert_false (gw_book_is_valid (*state));
    assert_int_equal (s_delta (*state, 8, "10 2", ""), GW_BOOK_ORPHAN);
    assert_int_equal (s_delta (*state, 10, "10 2", ""), GW_BOOK_ORPHAN);
    assert_int_equal (s_snapshot (*state, 11, "10 4", "11 3"), GW_BOOK_REPLACED);
    s_assert_book (*state, "10 4", "11 3");
}

static void
test_a_crossed_book_is_invalid_until_a_snapshot (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    assert_int_equal (s_delta (*state, 8, "11 1", ""), GW_BOOK_CROSSED);
    assert_false (gw_book_is_valid (*state));
    assert_int_equal (s_delta (*state, 9, "11 0", ""), GW_BOOK_ORPHAN);
    assert_int_equal (s_snapshot (*state, 10, "12 1", "11 3"), GW_BOOK_CROSSED);
    assert_int_equal (s_snapshot (*state, 11, "10 1", "11 3"), GW_BOOK_REPLACED);
}

static void
test_only_the_end_of_an_event_can_be_crossed (void **state)
{
    s_snapshot (*state, 7, "10 1", "11 3");
    assert_int_equal (s_delta (*state, 8, "12 1", "11 0 13 1"), GW_BOOK_CHANGED);
    s_assert_book (*state, "12 1 10 1", "13 1");
}

static void
test_update_one_replaces_whatever_its_type (void **state)
{
    assert_int_equal (s_delta (*state, 1, "10 1", ""), GW_BOOK_REPLACED);
    s_assert_book (*state, "10 1", "");
    s_snapshot (*state, 700, "9 1", "11 3");
    assert_int_equal (s_delta (*state, 1, "10 1", "12 1"), GW_BOOK_REPLACED);
    s_assert_book (*state, "10 1", "12 1");
    assert_int_equal (s_delta (*state, 2, "10 2", ""), GW_BOOK_CHANGED);
    assert_int_equal (s_snapshot (*state, 1, "8 1", "12 1"), GW_BOOK_REPLACED);
    assert_int_equal (s_delta (*state, 2, "8 0", ""), GW_BOOK_CHANGED);
    s_assert_book (*state, "", "12 1");
}

static void
test_update_one_as_an_empty_delta_leaves_nothing_known (void **state)
{
    s_snapshot (*state, 700, "9 1", "11 3");
    assert_int_equal (s_delta (*state, 1, "", ""), GW_BOOK_EMPTIED);
    assert_false (gw_book_is_valid (*state));
    assert_int_equal (s_delta (*state, 2, "9 1", ""), GW_BOOK_ORPHAN);
    assert_int_equal (s_snapshot (*state, 3, "9 1", ""), GW_BOOK_REPLACED);
}

static void
test_update_one_as_an_empty_delta_counts_even_when_the_book_is_empty (void **state)
{
    s_snapshot (*state, 1, "", "");
    assert_int_equal (s_delta (*state, 1, "", ""), GW_BOOK_EMPTIED);
    assert_false (gw_book_is_valid (*state));
}

static void
test_an_empty_option_book_is_a_book (void **state)
{
    assert_int_equal (s_snapshot (*state, 0, "", ""), GW_BOOK_REPLACED);
    assert_true (gw_book_is_valid (*state));
    s_assert_book (*state, "", "");
    assert_int_equal (s_snapshot (*state, 0, "", ""), GW_BOOK_REPEATED);
    assert_int_equal (s_delta (*state, 1, "10 1", ""), GW_BOOK_REPLACED);
    assert_int_equal (s_delta (*state, 2, "", "11 1"), GW_BOOK_CHANGED);
    s_assert_book (*state, "10 1", "11 1");
}

static void
test_levels_over_the_depth_are_dropped_and_told (void **state)
{
    size_t count;
    s_snapshot (*state, 7, "10 1 9 2 8 3", "11 1 12 2 13 3");
    assert_int_equal (s_delta (*state, 8, "9.5 4 7 5", "11.5 4"), GW_BOOK_CHANGED);
    s_assert_book (*state, "10 1 9.5 4 9 2", "11 1 11.5 4 12 2");
    const mdp_level_t *dropped = gw_book_bids_dropped (*state, &count);
    s_assert_side (dropped, count, "8 3 7 5");
    dropped = gw_book_asks_dropped (*state, &count);
    s_assert_side (dropped, count, "13 3");
    s_delta (*state, 9, "10 2", "");
    (void) gw_book_bids_dropped (*state, &count);
    assert_int_equal (count, 0);
    (void) gw_book_asks_dropped (*state, &count);
    assert_int_equal (count, 0);
}

static void
test_what_was_dropped_is_forgotten_by_a_refused_event (void **state)
{
    size_t count;
    s_snapshot (*state, 7, "10 1 9 2 8 3", "");
    s_delta (*state, 8, "9.5 4", "");
    assert_int_equal (s_delta (*state, 8, "9.5 4", ""), GW_BOOK_DUPLICATE);
    (void) gw_book_bids_dropped (*state, &count);
    assert_int_equal (count, 0);
}

static void
test_a_level_that_moves_within_the_depth_drops_nothing (void **state)
{
    size_t count;
    s_snapshot (*state, 7, "10 1 9 2 8 3", "11 1");
    assert_int_equal (s_delta (*state, 8, "10.5 4 10.4 4 8 0 9 0", ""), GW_BOOK_CHANGED);
    s_assert_book (*state, "10.5 4 10.4 4 10 1", "11 1");
    (void) gw_book_bids_dropped (*state, &count);
    assert_int_equal (count, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_is_invalid_until_its_first_snapshot),
        UNIT_FIXTURE (test_a_delta_inserts_replaces_and_deletes),
        UNIT_FIXTURE (test_deleting_an_unknown_level_is_harmless),
        UNIT_FIXTURE (test_a_delta_without_levels_is_the_next_update),
        UNIT_FIXTURE (test_a_size_of_zero_in_a_snapshot_is_no_level),
        UNIT_FIXTURE (test_sorts_levels_that_come_in_any_order),
        UNIT_FIXTURE (test_prices_of_any_scale_are_one_number_line),
        UNIT_FIXTURE (test_a_snapshot_in_mid_stream_replaces_and_goes_on),
        UNIT_FIXTURE (test_a_repeated_snapshot_is_no_news),
        UNIT_FIXTURE (test_a_repeated_snapshot_makes_a_lost_book_valid),
        UNIT_FIXTURE (test_an_old_delta_is_a_duplicate_and_changes_nothing),
        UNIT_FIXTURE (test_a_jump_makes_the_book_invalid_until_a_snapshot),
        UNIT_FIXTURE (test_a_crossed_book_is_invalid_until_a_snapshot),
        UNIT_FIXTURE (test_only_the_end_of_an_event_can_be_crossed),
        UNIT_FIXTURE (test_update_one_replaces_whatever_its_type),
        UNIT_FIXTURE (test_update_one_as_an_empty_delta_leaves_nothing_known),
        UNIT_FIXTURE (test_update_one_as_an_empty_delta_counts_even_when_the_book_is_empty),
        UNIT_FIXTURE (test_an_empty_option_book_is_a_book),
        UNIT_FIXTURE (test_levels_over_the_depth_are_dropped_and_told),
        UNIT_FIXTURE (test_what_was_dropped_is_forgotten_by_a_refused_event),
        UNIT_FIXTURE (test_a_level_that_moves_within_the_depth_drops_nothing),
    };
    return UNIT_RUN ("gw_book", tests);
}
