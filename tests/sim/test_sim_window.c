//  Tests of sim_book and sim_window: a naive client is told the changes and must have the book.

#include "sim_window.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 5000, FILLS = 8 };

//  One side as a client keeps it: no order, searched from end to end.
typedef struct {
    sim_level_t levels [2000];
    size_t count;
} naive_t;

static void
s_put (naive_t *naive, sim_level_t level)
{
    size_t at = 0;
    while (at < naive->count && naive->levels [at].price != level.price) {
        at++;
    }
    if (level.size == 0) {
        assert_true (at < naive->count);  //  Only what is there is deleted
        naive->levels [at] = naive->levels [--naive->count];
        return;
    }
    naive->levels [at] = level;
    naive->count += at == naive->count;
}

static void
s_put_all (naive_t *naive, const sim_level_t *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        s_put (naive, changes [i]);
    }
}

static void
s_assert_same (const naive_t *naive, const sim_level_t *levels, size_t count)
{
    assert_int_equal (naive->count, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < naive->count && naive->levels [at].price != levels [i].price) {
            at++;
        }
        assert_true (at < naive->count);
        assert_int_equal (naive->levels [at].size, levels [i].size);
    }
}

static void
s_assert_ordered (const sim_level_t *levels, size_t count, int64_t sign)
{
    for (size_t i = 0; i < count; i++) {
        assert_true (levels [i].price > 0);
        assert_true (levels [i].size >= 0);
        assert_true (i == 0 || sign * levels [i - 1].price < sign * levels [i].price);
    }
}

//  Move the book, with a taker every few steps, and follow one window of it.

static void
s_follow (const char *name, size_t depth, size_t steps)
{
    sim_symbol_t symbol;
    assert_true (sim_symbol_make (&symbol, SIM_LINEAR, name, strlen (name)));
    sim_book_t *book = sim_book_new (&symbol, sim_random_make (7, name));
    sim_window_t *window = sim_window_new (depth, 100);
    naive_t *bids = calloc (1, sizeof *bids);
    naive_t *asks = calloc (1, sizeof *asks);
    uint64_t u = 100;
    for (size_t i = 0; i < steps; i++) {
        size_t count = 0;
        size_t other = 0;
        sim_level_t fills [FILLS];
        if (sim_window_update (window, book)) {
            u++;
        }
        assert_int_equal (sim_window_u (window), u);
        const sim_level_t *changes = sim_window_bid_changes (window, &count);
        s_assert_ordered (changes, count, -1);
        s_put_all (bids, changes, count);
        changes = sim_window_ask_changes (window, &count);
        s_assert_ordered (changes, count, 1);
        s_put_all (asks, changes, count);
        const sim_level_t *levels = sim_window_bids (window, &count);
        s_assert_ordered (levels, count, -1);
        s_assert_same (bids, levels, count);
        const sim_level_t *others = sim_window_asks (window, &other);
        s_assert_ordered (others, other, 1);
        s_assert_same (asks, others, other);
        assert_int_equal (count, depth);
        assert_int_equal (other, depth);
        assert_true (levels [0].price < others [0].price);
        sim_book_step (book);
        if (i % 4 == 0) {
            (void) sim_book_take (book, sim_book_leans_up (book), fills, 1 + i % FILLS);
        }
    }
    free (bids);
    free (asks);
    sim_window_destroy (&window);
    sim_book_destroy (&book);
    assert_null (window);
    assert_null (book);
}

static void
test_changes_applied_by_a_naive_client_give_the_window (void **state)
{
    (void) state;
    s_follow ("BTCUSDT", 50, STEPS);
    s_follow ("SOLUSDT", 200, STEPS / 10);
    s_follow ("SIM0042USDT", 1000, STEPS / 100);
    s_follow ("XRPUSDT", 1, STEPS);
}

static void
test_a_book_keeps_its_levels_and_its_price_over_a_long_run (void **state)
{
    (void) state;
    sim_symbol_t symbol;
    assert_true (sim_symbol_make (&symbol, SIM_SPOT, "SOLUSDT", 7));
    sim_book_t *book = sim_book_new (&symbol, sim_random_make (1, "long"));
    for (size_t i = 0; i < 200000; i++) {
        size_t count = 0;
        sim_level_t fills [FILLS];
        sim_book_step (book);
        (void) sim_book_take (book, sim_book_leans_up (book), fills, FILLS);
        const sim_level_t *bids = sim_book_bids (book, &count);
        assert_true (count > 1000);
        assert_true (bids [0].price > symbol.price_start / 2);
        assert_true (bids [0].price < symbol.price_start * 2);
        (void) sim_book_asks (book, &count);
        assert_true (count > 1000);
    }
    sim_book_destroy (&book);
}

static void
test_u_stands_still_while_nothing_changes (void **state)
{
    (void) state;
    sim_symbol_t symbol;
    assert_true (sim_symbol_make (&symbol, SIM_LINEAR, "BTCUSDT", 7));
    sim_book_t *book = sim_book_new (&symbol, sim_random_make (1, "still"));
    sim_window_t *window = sim_window_new (50, 9);
    assert_true (sim_window_update (window, book));
    assert_false (sim_window_update (window, book));
    assert_int_equal (sim_window_u (window), 10);
    sim_window_restart (window, book, 1);
    assert_int_equal (sim_window_u (window), 1);
    sim_window_destroy (&window);
    sim_book_destroy (&book);
}

static void
test_a_step_hardly_ever_leaves_the_best_25_levels_alone (void **state)
{
    (void) state;
    sim_symbol_t symbol;
    assert_true (sim_symbol_make (&symbol, SIM_OPTION, "BTC-25SEP26-90000-C", 19));
    sim_book_t *book = sim_book_new (&symbol, sim_random_make (1, "step"));
    sim_window_t *window = sim_window_new (25, 0);
    size_t changed = 0;
    for (size_t i = 0; i < STEPS; i++) {
        changed += sim_window_update (window, book);
        sim_book_step (book);
    }
    assert_true (changed > STEPS - STEPS / 100);
    sim_window_destroy (&window);
    sim_book_destroy (&book);
}

static void
test_the_same_seed_makes_the_same_book (void **state)
{
    (void) state;
    sim_symbol_t symbol;
    size_t count = 0;
    assert_true (sim_symbol_make (&symbol, SIM_LINEAR, "BTCUSDT", 7));
    sim_book_t *one = sim_book_new (&symbol, sim_random_make (5, "x"));
    sim_book_t *two = sim_book_new (&symbol, sim_random_make (5, "x"));
    for (size_t i = 0; i < 100; i++) {
        sim_book_step (one);
        sim_book_step (two);
    }
    const sim_level_t *levels = sim_book_bids (one, &count);
    assert_memory_equal (levels, sim_book_bids (two, &count), count * sizeof *levels);
    sim_book_destroy (&one);
    sim_book_destroy (&two);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_changes_applied_by_a_naive_client_give_the_window),
        cmocka_unit_test (test_a_book_keeps_its_levels_and_its_price_over_a_long_run),
        cmocka_unit_test (test_u_stands_still_while_nothing_changes),
        cmocka_unit_test (test_a_step_hardly_ever_leaves_the_best_25_levels_alone),
        cmocka_unit_test (test_the_same_seed_makes_the_same_book),
    };
    return UNIT_RUN ("sim_window", tests);
}
