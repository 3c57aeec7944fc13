//  Tests of mdc_board: time is an argument, so nothing here waits

#include "mdc_board.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static int
s_setup (void **state)
{
    *state = mdc_board_new (0);
    return 0;
}

static int
s_teardown (void **state)
{
    mdc_board_t *board = *state;
    mdc_board_destroy (&board);
    assert_null (board);
    return 0;
}

static void
s_tell (mdc_board_t *board, tgc_item_kind_t kind, const char *topic, int64_t now_ms)
{
    tgc_item_t item = { .kind = kind, .topic = tgc_text (topic) };
    mdc_board_on (board, &item, now_ms);
}

static void
s_book (mdc_board_t *board, const char *topic, double bid, double ask)
{
    tgc_level_t levels [2] = { { .price.value = bid, .size.value = 1 },
                               { .price.value = ask, .size.value = 1 } };
    tgc_message_t message = {
        .type = TGC_SNAPSHOT,
        .as.depth = { .bids = levels, .bids_count = 1, .asks = levels + 1, .asks_count = ask > 0 }
    };
    tgc_book_t *book = tgc_book_new ();
    assert_int_equal (tgc_book_apply (book, &message), 0);
    tgc_item_t item = { .kind = TGC_ITEM_BOOK, .topic = tgc_text (topic), .book = book };
    mdc_board_on (board, &item, 0);
    tgc_book_destroy (&book);
}

static void
s_status (mdc_board_t *board, const char *topic, const char *word)
{
    tgc_topic_t told = { .topic = tgc_text (topic), .state = tgc_text (word) };
    tgc_message_t message = { .type = TGC_STATUS, .as.status = { .topics = &told, .count = 1 } };
    tgc_item_t item = { .kind = TGC_ITEM_STATUS,
                        .topic = tgc_text ("bybit.status."),
                        .message = &message };
    mdc_board_on (board, &item, 0);
}

//  The topics that are shown, joined by blanks.

static void
s_assert_shows (mdc_board_t *board, const char *expected)
{
    char text [256] = "";
    size_t count = mdc_board_view (board, 10000);
    for (size_t index = 0; index < count; index++) {
        strcat (text, index > 0 ? " " : "");
        strcat (text, mdc_board_row (board, index)->topic);
    }
    assert_string_equal (text, expected);
}

static const mdc_row_t *
s_only (mdc_board_t *board)
{
    assert_int_equal (mdc_board_view (board, 0), 1);
    return mdc_board_row (board, 0);
}

static void
test_rates_are_means_over_a_sample (void **state)
{
    mdc_board_t *board = *state;
    for (int message = 0; message < 30; message++) {
        s_tell (board, TGC_ITEM_TRADES, "a.", 100);
    }
    mdc_board_tick (board, 999);
    assert_true (s_only (board)->rate == 0);
    mdc_board_tick (board, 1500);
    assert_true (s_only (board)->rate == 20);
    mdc_board_tick (board, 2499);
    assert_true (s_only (board)->rate == 20);
    mdc_board_tick (board, 2500);
    assert_true (s_only (board)->rate == 0);
}

static void
test_the_age_is_that_of_the_last_message (void **state)
{
    mdc_board_t *board = *state;
    s_status (board, "a.", "live");
    assert_int_equal (mdc_row_age (s_only (board), 5), -1);
    s_tell (board, TGC_ITEM_TRADES, "a.", 1000);
    s_tell (board, TGC_ITEM_IGNORED, "a.", 2000);  //  A book that was only repeated
    assert_int_equal (mdc_row_age (s_only (board), 3500), 2500);
}

static void
test_a_book_is_shown_while_it_is_valid (void **state)
{
    static const tgc_item_kind_t ENDS [] = { TGC_ITEM_GAP, TGC_ITEM_HOLE, TGC_ITEM_RESTART,
                                             TGC_ITEM_SILENCE };
    mdc_board_t *board = *state;
    for (size_t index = 0; index < sizeof ENDS / sizeof *ENDS; index++) {
        s_book (board, "a.", 99.5, 100);
        assert_true (s_only (board)->has_book);
        assert_true (s_only (board)->bid == 99.5);
        assert_true (s_only (board)->ask == 100);
        s_tell (board, ENDS [index], "a.", 0);
        assert_false (s_only (board)->has_book);
    }
    assert_int_equal (s_only (board)->gaps, 2);  //  The others are none
    s_book (board, "a.", 99.5, 0);
    assert_false (s_only (board)->has_book);  //  One side has no spread
}

static void
test_states_are_the_gateways_word_until_it_is_silent (void **state)
{
    mdc_board_t *board = *state;
    s_status (board, "a.", "stale");
    assert_int_equal (s_only (board)->state, MDC_TOPIC_STALE);
    s_status (board, "a.", "live");
    assert_string_equal (mdc_topic_state_word (s_only (board)->state), "live");
    s_status (board, "a.", "a state of tomorrow");
    assert_int_equal (s_only (board)->state, MDC_TOPIC_UNKNOWN);
    s_status (board, "a.", "quiet");
    s_tell (board, TGC_ITEM_SILENCE, "a.", 0);
    assert_int_equal (s_only (board)->state, MDC_TOPIC_UNKNOWN);
}

static void
test_each_column_orders_the_most_remarkable_first (void **state)
{
    mdc_board_t *board = *state;
    s_book (board, "b.", 90, 100);
    s_book (board, "a.", 99, 100);
    s_tell (board, TGC_ITEM_TRADES, "c.", 9000);
    s_tell (board, TGC_ITEM_TRADES, "c.", 9000);
    s_tell (board, TGC_ITEM_GAP, "a.", 9000);
    s_book (board, "a.", 99, 100);
    s_status (board, "a.", "quiet");
    s_status (board, "b.", "live");
    s_status (board, "c.", "gone");
    mdc_board_tick (board, 9500);
    s_assert_shows (board, "a. b. c.");
    mdc_board_sort (board, MDC_BY_STATE);
    s_assert_shows (board, "c. a. b.");
    mdc_board_sort (board, MDC_BY_RATE);
    s_assert_shows (board, "a. c. b.");
    mdc_board_sort (board, MDC_BY_AGE);
    s_assert_shows (board, "a. b. c.");
    mdc_board_sort (board, MDC_BY_SPREAD);
    s_assert_shows (board, "b. a. c.");
    mdc_board_sort (board, MDC_BY_GAPS);
    s_assert_shows (board, "a. b. c.");
    mdc_board_sort (board, MDC_BY_GAPS);
    s_assert_shows (board, "c. b. a.");
    mdc_board_sort (board, MDC_BY_TOPIC);
    s_assert_shows (board, "a. b. c.");
}

static void
test_a_filter_is_a_part_of_the_topic (void **state)
{
    mdc_board_t *board = *state;
    s_tell (board, TGC_ITEM_TRADES, "bybit.spot.trade.BTCUSDT.", 0);
    s_tell (board, TGC_ITEM_TRADES, "bybit.linear.trade.ETHUSDT.", 0);
    mdc_board_filter (board, "eth");
    s_assert_shows (board, "bybit.linear.trade.ETHUSDT.");
    mdc_board_filter (board, "doge");
    s_assert_shows (board, "");
    mdc_board_filter (board, "");
    assert_int_equal (mdc_board_view (board, 0), 2);
    assert_int_equal (mdc_board_size (board), 2);
}

//  Names come from the network: nothing in them may move the cursor.

static void
test_a_topic_is_printable_and_has_an_end (void **state)
{
    mdc_board_t *board = *state;
    s_tell (board, TGC_ITEM_TRADES, "a\x1b[2J\x80\n.", 0);
    assert_string_equal (s_only (board)->topic, "a?[2J??.");
    char name [300];
    memset (name, 'x', sizeof name - 1);
    name [sizeof name - 1] = '\0';
    s_tell (board, TGC_ITEM_TRADES, name, 0);
    s_tell (board, TGC_ITEM_TRADES, "", 0);
    assert_int_equal (mdc_board_size (board), 1);
}

static void
test_there_is_an_end_to_rows (void **state)
{
    mdc_board_t *board = *state;
    char name [32];
    for (int number = 0; number <= MDC_BOARD_ROWS_MAX; number++) {
        snprintf (name, sizeof name, "%d.", number);
        s_tell (board, TGC_ITEM_TRADES, name, 0);
    }
    assert_int_equal (mdc_board_view (board, 0), MDC_BOARD_ROWS_MAX);
}

//  Every topic is told of every 10 s. One that is not belongs to a gateway that is dead, or
//  is carried no more.

static void
test_a_topic_that_is_told_of_no_more_is_unknown (void **state)
{
    mdc_board_t *board = *state;
    s_book (board, "a.", 10, 11);
    s_status (board, "a.", "live");
    mdc_board_tick (board, MDC_BOARD_VOUCHED_MS - 1);
    assert_int_equal (s_only (board)->state, MDC_TOPIC_LIVE);
    assert_true (s_only (board)->has_book);
    mdc_board_tick (board, MDC_BOARD_VOUCHED_MS + MDC_BOARD_SAMPLE_MS);
    assert_int_equal (s_only (board)->state, MDC_TOPIC_UNKNOWN);
    assert_false (s_only (board)->has_book);
    s_status (board, "a.", "quiet");
    assert_int_equal (s_only (board)->state, MDC_TOPIC_QUIET);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_rates_are_means_over_a_sample),
        UNIT_FIXTURE (test_the_age_is_that_of_the_last_message),
        UNIT_FIXTURE (test_a_book_is_shown_while_it_is_valid),
        UNIT_FIXTURE (test_states_are_the_gateways_word_until_it_is_silent),
        UNIT_FIXTURE (test_each_column_orders_the_most_remarkable_first),
        UNIT_FIXTURE (test_a_filter_is_a_part_of_the_topic),
        UNIT_FIXTURE (test_a_topic_is_printable_and_has_an_end),
        UNIT_FIXTURE (test_there_is_an_end_to_rows),
        UNIT_FIXTURE (test_a_topic_that_is_told_of_no_more_is_unknown),
    };
    return UNIT_RUN ("mdc_board", tests);
}
