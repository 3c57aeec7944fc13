//  Tests of tgc_book: levels by price, best first, and exact where numbers are texts

#include "tickgate.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
s_setup (void **state)
{
    *state = tgc_book_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    tgc_book_t *book = *state;
    tgc_book_destroy (&book);
    assert_null (book);
    tgc_book_destroy (&book);
    return 0;
}

static tgc_level_t
s_level (double price, double size)
{
    return (tgc_level_t){ .price = { .value = price }, .size = { .value = size } };
}

static tgc_level_t
s_exact (const char *price, const char *size)
{
    tgc_level_t level = s_level (strtod (price, NULL), strtod (size, NULL));
    snprintf (level.price.text, sizeof level.price.text, "%s", price);
    snprintf (level.size.text, sizeof level.size.text, "%s", size);
    return level;
}

static int
s_apply (tgc_book_t *book, tgc_type_t type, const tgc_level_t *bids, size_t bids_count,
         const tgc_level_t *asks, size_t asks_count)
{
    tgc_message_t message = { .type = type, .epoch = 5, .seq = 6 };
    message.as.depth = (tgc_depth_t){
        .u = 7, .bids = bids, .bids_count = bids_count, .asks = asks, .asks_count = asks_count
    };
    return tgc_book_apply (book, &message);
}

static void
s_assert_level (const tgc_book_t *book, tgc_book_side_t side, size_t index, double price,
                double size)
{
    const tgc_level_t *level = tgc_book_level (book, side, index);
    assert_non_null (level);
    assert_true (level->price.value == price);
    assert_true (level->size.value == size);
}

static void
test_a_snapshot_is_shown_best_first (void **state)
{
    tgc_book_t *book = *state;
    const tgc_level_t bids [] = { s_level (10, 1), s_level (9, 2), s_level (8, 3) };
    const tgc_level_t asks [] = { s_level (11, 4), s_level (12, 5) };
    assert_int_equal (s_apply (book, TGC_SNAPSHOT, bids, 3, asks, 2), 0);
    assert_int_equal (tgc_book_count (book, TGC_BIDS), 3);
    assert_int_equal (tgc_book_count (book, TGC_ASKS), 2);
    s_assert_level (book, TGC_BIDS, 0, 10, 1);
    s_assert_level (book, TGC_BIDS, 2, 8, 3);
    s_assert_level (book, TGC_ASKS, 0, 11, 4);
    s_assert_level (book, TGC_ASKS, 1, 12, 5);
    assert_null (tgc_book_level (book, TGC_ASKS, 2));
    assert_int_equal (tgc_book_epoch (book), 5);
    assert_int_equal (tgc_book_seq (book), 6);
    assert_int_equal (tgc_book_u (book), 7);
}

static void
test_a_snapshot_replaces_what_was_there (void **state)
{
    tgc_book_t *book = *state;
    const tgc_level_t bids [] = { s_level (10, 1) };
    s_apply (book, TGC_SNAPSHOT, bids, 1, bids, 1);
    assert_int_equal (s_apply (book, TGC_SNAPSHOT, bids, 0, bids, 1), 0);
    assert_int_equal (tgc_book_count (book, TGC_BIDS), 0);
    assert_int_equal (tgc_book_count (book, TGC_ASKS), 1);
    assert_null (tgc_book_level (book, TGC_BIDS, 0));
}

//  Adds at both ends and between, replaces, deletes, and deletes what is not there.

static void
test_a_delta_changes_only_its_levels (void **state)
{
    tgc_book_t *book = *state;
    const tgc_level_t asks [] = { s_level (11, 1), s_level (12, 2), s_level (14, 4) };
    s_apply (book, TGC_SNAPSHOT, asks, 0, asks, 3);
    const tgc_level_t change [] = { s_level (13, 3),  s_level (10, 9), s_level (15, 5),
                                    s_level (12, 20), s_level (14, 0), s_level (99, 0) };
    assert_int_equal (s_apply (book, TGC_DELTA, change, 0, change, 6), 0);
    static const double EXPECTED [][2] = { { 10, 9 }, { 11, 1 }, { 12, 20 }, { 13, 3 }, { 15, 5 } };
    assert_int_equal (tgc_book_count (book, TGC_ASKS), 5);
    for (size_t index = 0; index < 5; index++) {
        s_assert_level (book, TGC_ASKS, index, EXPECTED [index][0], EXPECTED [index][1]);
    }
}

//  Both prices have the same double.

static void
test_prices_that_are_texts_are_told_apart_exactly (void **state)
{
    tgc_book_t *book = *state;
    const tgc_level_t bids [] = { s_exact ("123456789.123456790", "1"),
                                  s_exact ("123456789.123456789", "2") };
    assert_true (bids [0].price.value == bids [1].price.value);
    s_apply (book, TGC_SNAPSHOT, bids, 2, bids, 0);
    assert_int_equal (tgc_book_count (book, TGC_BIDS), 2);
    assert_string_equal (tgc_book_level (book, TGC_BIDS, 0)->price.text, "123456789.123456790");
    assert_string_equal (tgc_book_level (book, TGC_BIDS, 1)->price.text, "123456789.123456789");
    const tgc_level_t change [] = { s_exact ("123456789.123456789", "0") };
    s_apply (book, TGC_DELTA, change, 1, change, 0);
    assert_int_equal (tgc_book_count (book, TGC_BIDS), 1);
    assert_string_equal (tgc_book_level (book, TGC_BIDS, 0)->price.text, "123456789.123456790");
}

static void
test_trailing_zeros_make_no_other_price (void **state)
{
    tgc_book_t *book = *state;
    const tgc_level_t asks [] = { s_exact ("0.10", "1.0") };
    s_apply (book, TGC_SNAPSHOT, asks, 0, asks, 1);
    const tgc_level_t change [] = { s_exact ("0.100", "2") };
    s_apply (book, TGC_DELTA, change, 0, change, 1);
    assert_int_equal (tgc_book_count (book, TGC_ASKS), 1);
    assert_string_equal (tgc_book_level (book, TGC_ASKS, 0)->size.text, "2");
}

static void
test_a_book_that_would_grow_without_end_is_emptied (void **state)
{
    tgc_book_t *book = *state;
    size_t count = TGC_BOOK_LEVELS_MAX + 1;
    tgc_level_t *levels = calloc (count, sizeof *levels);
    assert_non_null (levels);
    for (size_t index = 0; index < count; index++) {
        levels [index] = s_level ((double) (count - index), 1);
    }
    assert_int_equal (s_apply (book, TGC_SNAPSHOT, levels, count - 1, levels, 0), 0);
    assert_int_equal (tgc_book_count (book, TGC_BIDS), count - 1);
    assert_int_equal (s_apply (book, TGC_DELTA, levels + count - 1, 1, levels, 0), -1);
    assert_int_equal (tgc_book_count (book, TGC_BIDS), 0);
    free (levels);
}

//  A table by price in cents is the same book, written without thought.

static void
test_it_is_the_same_book_as_a_naive_one (void **state)
{
    enum { PRICES = 200, STEPS = 20000 };
    tgc_book_t *book = *state;
    double sizes [PRICES] = { 0 };
    uint32_t random = 1;
    for (int step = 0; step < STEPS; step++) {
        random = random * 1664525u + 1013904223u;
        uint32_t price = (random >> 8) % PRICES;
        double size = (random >> 20) % 3;
        sizes [price] = size;
        tgc_level_t change = s_level (price / 100.0, size);
        assert_int_equal (s_apply (book, TGC_DELTA, &change, 1, &change, 1), 0);
    }
    size_t count = tgc_book_count (book, TGC_ASKS);
    size_t found = 0;
    for (size_t price = 0; price < PRICES; price++) {
        if (sizes [price] != 0) {
            s_assert_level (book, TGC_ASKS, found, (double) price / 100, sizes [price]);
            s_assert_level (book, TGC_BIDS, count - 1 - found, (double) price / 100, sizes [price]);
            found++;
        }
    }
    assert_int_equal (found, count);
    assert_int_equal (found, tgc_book_count (book, TGC_BIDS));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_snapshot_is_shown_best_first),
        UNIT_FIXTURE (test_a_snapshot_replaces_what_was_there),
        UNIT_FIXTURE (test_a_delta_changes_only_its_levels),
        UNIT_FIXTURE (test_prices_that_are_texts_are_told_apart_exactly),
        UNIT_FIXTURE (test_trailing_zeros_make_no_other_price),
        UNIT_FIXTURE (test_a_book_that_would_grow_without_end_is_emptied),
        UNIT_FIXTURE (test_it_is_the_same_book_as_a_naive_one),
    };
    return UNIT_RUN ("tgc_book", tests);
}
