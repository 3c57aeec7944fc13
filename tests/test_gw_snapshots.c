//  Tests of gw_snapshots: joiners are served at once and together, and every book every 10 s

#include "gw_snapshots.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { T0 = 1000000, BOOKS = 20, SYMBOL_MAX = 32 };

typedef struct {
    gw_market_t *market;
    gw_snapshots_t *snapshots;
} fixture_t;

static mdp_text_t
s_text (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

//  Books of S0, S1 and so on, and trades, which have no snapshots.

static fixture_t *
s_fixture (size_t books)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->market = gw_market_new ();
    for (size_t index = 0; index < books; index++) {
        char symbol [SYMBOL_MAX];
        (void) snprintf (symbol, sizeof symbol, "S%zu", index);
        (void) gw_market_add (self->market, MDP_LINEAR, 0, s_text (symbol));
        (void) gw_market_add (self->market, MDP_LINEAR, 50, s_text (symbol));
    }
    self->snapshots = gw_snapshots_new (self->market, T0);
    return self;
}

static int
s_setup (void **state)
{
    *state = s_fixture (BOOKS);
    return 0;
}

static int
s_setup_empty (void **state)
{
    *state = s_fixture (0);
    return 0;
}

static int
s_setup_one (void **state)
{
    *state = s_fixture (1);
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_snapshots_destroy (&self->snapshots);
    assert_null (self->snapshots);
    gw_snapshots_destroy (&self->snapshots);
    gw_market_destroy (&self->market);
    free (self);
    return 0;
}

static void
s_join (fixture_t *self, const char *prefix)
{
    gw_snapshots_on_join (self->snapshots, prefix, strlen (prefix));
}

//  How many snapshots of a cause are due now. After the last, there is a wait.

static size_t
s_due (fixture_t *self, int64_t now_ms, mdp_cause_t wanted)
{
    size_t count = 0;
    mdp_cause_t cause;
    const gw_stream_t *stream;
    while ((stream = gw_snapshots_next (self->snapshots, now_ms, &cause))) {
        assert_non_null (stream->book);
        assert_true (cause == MDP_SUBSCRIBE || cause == MDP_PERIODIC);
        count += cause == wanted;
    }
    assert_true (gw_snapshots_wait_ms (self->snapshots, now_ms) > 0);
    return count;
}

static void
test_a_joiner_is_served_at_once (void **state)
{
    fixture_t *self = *state;
    mdp_cause_t cause;
    assert_null (gw_snapshots_next (self->snapshots, T0, &cause));
    s_join (self, "bybit.linear.depth.50.S7.");
    assert_int_equal (gw_snapshots_owed (self->snapshots), 1);
    assert_int_equal (gw_snapshots_wait_ms (self->snapshots, T0), 0);
    const gw_stream_t *stream = gw_snapshots_next (self->snapshots, T0, &cause);
    assert_string_equal (stream->topic, "bybit.linear.depth.50.S7.");
    assert_int_equal (cause, MDP_SUBSCRIBE);
    assert_int_equal (gw_snapshots_owed (self->snapshots), 0);
    assert_int_equal (s_due (self, T0, MDP_SUBSCRIBE), 0);
}

static void
test_a_prefix_means_every_book_that_begins_with_it (void **state)
{
    fixture_t *self = *state;
    static const struct {
        const char *prefix;
        size_t books;
    } CASES [] = {
        { "", BOOKS },
        { "b", BOOKS },
        { "bybit.", BOOKS },
        { "bybit.linear.depth.50.", BOOKS },
        { "bybit.linear.depth.50.S1", 11 },
        { "bybit.linear.depth.50.S1.", 1 },
        { "bybit.linear.depth.50.S19.", 1 },
        { "bybit.linear.depth.50.S19.x", 0 },
        { "bybit.linear.depth.5.", 0 },
        { "bybit.linear.depth.50.T", 0 },
        { "bybit.linear.trade.", 0 },
        { "a", 0 },
        { "c", 0 },
        { "bybit.status.", 0 },
    };
    int64_t now_ms = T0;
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        s_join (self, CASES [index].prefix);
        assert_int_equal (gw_snapshots_owed (self->snapshots), CASES [index].books);
        assert_int_equal (s_due (self, now_ms, MDP_SUBSCRIBE), CASES [index].books);
        now_ms += GW_SNAPSHOTS_JOIN_MS;
    }
}

static void
test_a_prefix_is_bytes_and_may_hold_any (void **state)
{
    fixture_t *self = *state;
    gw_snapshots_on_join (self->snapshots, "\xff\xff", 2);
    gw_snapshots_on_join (self->snapshots, "\0", 1);
    gw_snapshots_on_join (self->snapshots, "bybit.\0", 7);
    assert_int_equal (gw_snapshots_owed (self->snapshots), 0);
}

static void
test_joiners_that_come_together_share_one (void **state)
{
    fixture_t *self = *state;
    for (int joiner = 0; joiner < 1000; joiner++) {
        s_join (self, joiner % 2 ? "" : "bybit.linear.depth.50.S3.");
    }
    assert_int_equal (gw_snapshots_owed (self->snapshots), BOOKS);
    assert_int_equal (s_due (self, T0, MDP_SUBSCRIBE), BOOKS);
}

static void
test_a_topic_is_served_at_most_once_in_250_ms (void **state)
{
    fixture_t *self = *state;
    s_join (self, "bybit.linear.depth.50.S3.");
    assert_int_equal (s_due (self, T0, MDP_SUBSCRIBE), 1);
    for (int64_t now_ms = T0 + 1; now_ms < T0 + GW_SNAPSHOTS_JOIN_MS; now_ms++) {
        s_join (self, "bybit.linear.depth.50.S3.");
        assert_int_equal (s_due (self, now_ms, MDP_SUBSCRIBE), 0);
        assert_int_equal (gw_snapshots_wait_ms (self->snapshots, now_ms),
                          T0 + GW_SNAPSHOTS_JOIN_MS - now_ms);
    }
    assert_int_equal (s_due (self, T0 + GW_SNAPSHOTS_JOIN_MS, MDP_SUBSCRIBE), 1);
    assert_int_equal (s_due (self, T0 + 2 * GW_SNAPSHOTS_JOIN_MS, MDP_SUBSCRIBE), 0);
}

static void
test_one_topic_that_waits_does_not_delay_another (void **state)
{
    fixture_t *self = *state;
    s_join (self, "bybit.linear.depth.50.S3.");
    assert_int_equal (s_due (self, T0, MDP_SUBSCRIBE), 1);
    s_join (self, "bybit.linear.depth.50.S3.");
    assert_int_equal (s_due (self, T0 + 10, MDP_SUBSCRIBE), 0);
    s_join (self, "bybit.linear.depth.50.S4.");
    assert_int_equal (gw_snapshots_wait_ms (self->snapshots, T0 + 10), 0);
    assert_int_equal (s_due (self, T0 + 10, MDP_SUBSCRIBE), 1);
}

//  Over many periods each book comes once in 10 s, and the books come evenly.

static void
test_every_book_is_repeated_every_10_s_spread_evenly (void **state)
{
    fixture_t *self = *state;
    int64_t now_ms = T0;
    int64_t last_ms = T0;
    for (int turn = 0; turn < 50 * BOOKS; turn++) {
        now_ms += gw_snapshots_wait_ms (self->snapshots, now_ms);
        assert_int_equal (s_due (self, now_ms, MDP_PERIODIC), 1);
        assert_int_equal (now_ms - last_ms, GW_SNAPSHOTS_PERIOD_MS / BOOKS);
        last_ms = now_ms;
    }
    assert_int_equal (now_ms, T0 + 50 * GW_SNAPSHOTS_PERIOD_MS);
}

static void
test_all_books_have_their_turn_in_a_period (void **state)
{
    fixture_t *self = *state;
    bool was_seen [2 * BOOKS] = { false };
    mdp_cause_t cause;
    for (int64_t now_ms = T0; now_ms <= T0 + GW_SNAPSHOTS_PERIOD_MS; now_ms += 10) {
        const gw_stream_t *stream;
        while ((stream = gw_snapshots_next (self->snapshots, now_ms, &cause))) {
            unsigned symbol = (unsigned) atoi (stream->symbol + 1);
            assert_false (was_seen [symbol]);
            was_seen [symbol] = true;
        }
    }
    for (size_t symbol = 0; symbol < BOOKS; symbol++) {
        assert_true (was_seen [symbol]);
    }
}

static void
test_a_late_loop_neither_loses_a_turn_nor_doubles_one (void **state)
{
    fixture_t *self = *state;
    size_t turns = 0;
    int64_t now_ms = T0;
    srand (7);
    while (now_ms < T0 + 100 * GW_SNAPSHOTS_PERIOD_MS) {
        now_ms += gw_snapshots_wait_ms (self->snapshots, now_ms) + rand () % 200;
        turns += s_due (self, now_ms, MDP_PERIODIC);
    }
    assert_in_range (turns, 98 * BOOKS, 100 * BOOKS);
}

static void
test_joiners_do_not_disturb_the_turns (void **state)
{
    fixture_t *self = *state;
    size_t turns = 0;
    for (int64_t now_ms = T0 + 1; now_ms <= T0 + GW_SNAPSHOTS_PERIOD_MS; now_ms += 7) {
        s_join (self, "");
        turns += s_due (self, now_ms, MDP_PERIODIC);
    }
    assert_in_range (turns, BOOKS - 1, BOOKS);
}

static void
test_without_books_nothing_is_ever_due (void **state)
{
    fixture_t *self = *state;
    s_join (self, "");
    assert_int_equal (gw_snapshots_owed (self->snapshots), 0);
    assert_int_equal (s_due (self, T0 + 10 * GW_SNAPSHOTS_PERIOD_MS, MDP_PERIODIC), 0);
}

static void
test_a_single_book_is_repeated_every_10_s (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (gw_snapshots_wait_ms (self->snapshots, T0), GW_SNAPSHOTS_PERIOD_MS);
    assert_int_equal (s_due (self, T0 + GW_SNAPSHOTS_PERIOD_MS, MDP_PERIODIC), 1);
    assert_int_equal (s_due (self, T0 + 2 * GW_SNAPSHOTS_PERIOD_MS, MDP_PERIODIC), 1);
}

//  Of 20 books one goes and one comes; who waited is served once, and turns go on.

static void
test_another_list_of_books_disturbs_nobody (void **state)
{
    fixture_t *self = *state;
    int64_t half_ms = T0 + GW_SNAPSHOTS_PERIOD_MS / 2;
    assert_int_equal (s_due (self, half_ms, MDP_PERIODIC), BOOKS / 2);
    s_join (self, "bybit.linear.depth.50.S3.");
    s_join (self, "bybit.linear.depth.50.S7.");
    gw_market_feed (self->market, MDP_LINEAR, s_text ("orderbook.50.S3"))->is_dropped = true;
    (void) gw_market_add (self->market, MDP_LINEAR, 50, s_text ("S77"));
    gw_snapshots_renew (&self->snapshots, self->market, half_ms);
    assert_int_equal (gw_snapshots_owed (self->snapshots), 1);
    mdp_cause_t cause;
    const gw_stream_t *stream = gw_snapshots_next (self->snapshots, half_ms, &cause);
    assert_string_equal (stream->topic, "bybit.linear.depth.50.S7.");
    assert_int_equal (s_due (self, T0 + GW_SNAPSHOTS_PERIOD_MS, MDP_PERIODIC), BOOKS / 2);
    s_join (self, "bybit.linear.depth.50.S3.");
    assert_int_equal (gw_snapshots_owed (self->snapshots), 0);
    s_join (self, "bybit.linear.depth.50.S77.");
    assert_int_equal (gw_snapshots_owed (self->snapshots), 1);
}

static void
test_says_whether_a_prefix_is_served (void **state)
{
    fixture_t *self = *state;
    const char *const served [] = { "", "bybit.", "bybit.linear.trade.S3.",
                                    "bybit.linear.depth.50.S3", "bybit.status." };
    const char *const strange [] = {
        "c",           "bybit.linear.trade.S3..", "bybit.linear.depth.1.S3.",
        "bybit.spot.", "bybit.statust",           "bybit.linear.trade.T"
    };
    for (size_t index = 0; index < sizeof served / sizeof *served; index++) {
        assert_true (
            gw_snapshots_on_join (self->snapshots, served [index], strlen (served [index])));
    }
    for (size_t index = 0; index < sizeof strange / sizeof *strange; index++) {
        assert_false (
            gw_snapshots_on_join (self->snapshots, strange [index], strlen (strange [index])));
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_joiner_is_served_at_once),
        UNIT_FIXTURE (test_a_prefix_means_every_book_that_begins_with_it),
        UNIT_FIXTURE (test_a_prefix_is_bytes_and_may_hold_any),
        UNIT_FIXTURE (test_joiners_that_come_together_share_one),
        UNIT_FIXTURE (test_a_topic_is_served_at_most_once_in_250_ms),
        UNIT_FIXTURE (test_one_topic_that_waits_does_not_delay_another),
        UNIT_FIXTURE (test_every_book_is_repeated_every_10_s_spread_evenly),
        UNIT_FIXTURE (test_all_books_have_their_turn_in_a_period),
        UNIT_FIXTURE (test_a_late_loop_neither_loses_a_turn_nor_doubles_one),
        UNIT_FIXTURE (test_joiners_do_not_disturb_the_turns),
        UNIT_FIXTURE (test_another_list_of_books_disturbs_nobody),
        UNIT_FIXTURE (test_says_whether_a_prefix_is_served),
        cmocka_unit_test_setup_teardown (test_without_books_nothing_is_ever_due, s_setup_empty,
                                         s_teardown),
        cmocka_unit_test_setup_teardown (test_a_single_book_is_repeated_every_10_s, s_setup_one,
                                         s_teardown),
    };
    return UNIT_RUN ("gw_snapshots", tests);
}
