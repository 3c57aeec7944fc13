//  Tests of tgc_reader: the reader's rule, line by line; time is an argument, so nothing waits

#include "tickgate.h"
#include "unit.h"

#include <string.h>

#define BOOK "bybit.linear.depth.50.BTCUSDT."
#define TRADES "bybit.linear.trade.BTCUSDT."

enum { EPOCH = 1000 };

typedef struct {
    tgc_reader_t *reader;
    tgc_step_t step;
    int64_t now_ms;
} bench_t;

static bench_t
s_bench (const char *topic, bool watches_heartbeat)
{
    return (bench_t){ .reader = tgc_reader_new (tgc_text (topic), watches_heartbeat, 0) };
}

static void
s_give (bench_t *bench, const char *topic, const tgc_message_t *message)
{
    tgc_reader_on (bench->reader, tgc_text (topic), message, bench->now_ms, &bench->step);
}

static void
s_depth (bench_t *bench, tgc_type_t type, uint64_t epoch, uint64_t seq)
{
    tgc_message_t message = { .type = type, .epoch = epoch, .seq = seq };
    message.as.depth.cause = tgc_text (type == TGC_SNAPSHOT ? "subscribe" : "");
    s_give (bench, BOOK, &message);
}

static void
s_trades (bench_t *bench, uint64_t epoch, uint64_t seq)
{
    tgc_message_t message = { .type = TGC_TRADES, .epoch = epoch, .seq = seq };
    s_give (bench, TRADES, &message);
}

static void
s_gap (bench_t *bench, const char *topic, uint64_t epoch, uint64_t seq)
{
    tgc_message_t message = { .type = TGC_GAP, .epoch = epoch, .seq = seq };
    message.as.gap.cause = tgc_text ("disconnected");
    s_give (bench, topic, &message);
}

static void
s_status (bench_t *bench, const char *topic, uint64_t epoch, uint64_t seq)
{
    const tgc_topic_t topics [] = { { .topic = tgc_text ("another."), .seq = 999 },
                                    { .topic = tgc_text (topic), .seq = seq } };
    tgc_message_t message = { .type = TGC_STATUS, .epoch = epoch, .seq = 1 };
    message.as.status = (tgc_status_t){ .topics = topics, .count = 2 };
    s_give (bench, "bybit.status.", &message);
}

static void
s_heartbeat (bench_t *bench)
{
    tgc_message_t message = { .type = TGC_HEARTBEAT, .epoch = 1, .seq = 1 };
    s_give (bench, "supervisor.heartbeat.", &message);
}

static void
s_tick (bench_t *bench)
{
    tgc_reader_tick (bench->reader, bench->now_ms, &bench->step);
}

static bool
s_is_valid (const bench_t *bench)
{
    return tgc_reader_book (bench->reader) != NULL;
}

static void
s_assert_quiet (const bench_t *bench)
{
    assert_int_equal (bench->step.tells_count, 0);
    assert_false (bench->step.must_resubscribe);
}

static void
s_assert_hole (const bench_t *bench, size_t index, uint64_t from, uint64_t to)
{
    assert_true (index < bench->step.tells_count);
    const tgc_tell_t *tell = &bench->step.tells [index];
    assert_int_equal (tell->kind, TGC_TELL_HOLE);
    assert_int_equal (tell->from, from);
    assert_int_equal (tell->to, to);
}

static void
test_a_topic_of_no_market_has_no_reader (void **state)
{
    (void) state;
    static const char *const TOPICS [] = { "",
                                           "bybit.",
                                           "bybit.status.",
                                           "bybit.linear.depth.50.BTCUSDT",
                                           "bybit.linear.ticker.A.",
                                           "supervisor.heartbeat.",
                                           "bybit.linear.depth.x.BTCUSDT." };
    for (size_t index = 0; index < sizeof TOPICS / sizeof *TOPICS; index++) {
        assert_null (tgc_reader_new (tgc_text (TOPICS [index]), false, 0));
    }
    char endless [4096];
    memset (endless, 'A', sizeof endless);
    memcpy (endless, "bybit.linear.trade.", 19);
    endless [sizeof endless - 1] = '.';
    assert_null (tgc_reader_new ((tgc_text_t){ endless, sizeof endless }, false, 0));
}

static void
test_a_book_is_not_shown_before_its_first_snapshot (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_DELTA, EPOCH, 4);
    s_assert_quiet (&bench);
    assert_false (s_is_valid (&bench));
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    assert_true (bench.step.is_taken);
    assert_true (s_is_valid (&bench));
    s_depth (&bench, TGC_DELTA, EPOCH, 5);
    assert_true (bench.step.is_taken);
    assert_int_equal (tgc_reader_seq (bench.reader), 5);
    s_assert_quiet (&bench);
    tgc_reader_destroy (&bench.reader);
}

static void
test_a_hole_makes_the_book_wait_until_the_next_snapshot (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    s_depth (&bench, TGC_DELTA, EPOCH, 8);
    s_assert_hole (&bench, 0, 5, 7);
    assert_true (bench.step.must_resubscribe);
    assert_false (bench.step.is_taken);
    assert_false (s_is_valid (&bench));
    s_depth (&bench, TGC_DELTA, EPOCH, 9);
    s_assert_quiet (&bench);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 9);
    assert_true (s_is_valid (&bench));
    s_assert_quiet (&bench);
    tgc_reader_destroy (&bench.reader);
}

static void
test_what_came_before_is_ignored (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    s_depth (&bench, TGC_DELTA, EPOCH, 4);
    assert_false (bench.step.is_taken);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    assert_false (bench.step.is_taken);
    s_gap (&bench, BOOK, EPOCH, 4);
    s_assert_quiet (&bench);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH - 1, 99);
    assert_false (bench.step.is_taken);
    assert_true (s_is_valid (&bench));
    tgc_reader_destroy (&bench.reader);
}

static void
test_a_restart_is_told_and_the_book_waits (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    s_depth (&bench, TGC_DELTA, EPOCH + 1, 1);
    assert_int_equal (bench.step.tells_count, 1);
    assert_int_equal (bench.step.tells [0].kind, TGC_TELL_RESTART);
    assert_int_equal (bench.step.tells [0].epoch, EPOCH + 1);
    assert_true (bench.step.must_resubscribe);
    assert_false (s_is_valid (&bench));
    s_depth (&bench, TGC_SNAPSHOT, EPOCH + 2, 1);
    assert_int_equal (bench.step.tells_count, 1);
    assert_false (bench.step.must_resubscribe);
    assert_true (s_is_valid (&bench));
    tgc_reader_destroy (&bench.reader);
}

static void
test_a_gap_makes_the_book_wait_without_asking (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    s_gap (&bench, BOOK, EPOCH, 6);
    s_assert_hole (&bench, 0, 5, 5);
    assert_int_equal (bench.step.tells [1].kind, TGC_TELL_GAP);
    assert_true (tgc_text_is (bench.step.tells [1].cause, "disconnected"));
    assert_false (bench.step.must_resubscribe);
    assert_false (s_is_valid (&bench));
    assert_int_equal (tgc_reader_seq (bench.reader), 6);
    tgc_reader_destroy (&bench.reader);
}

static void
test_a_status_that_knows_more_for_two_seconds_tells_the_hole (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    s_status (&bench, BOOK, EPOCH, 6);
    bench.now_ms = 1000;
    s_status (&bench, BOOK, EPOCH, 7);
    bench.now_ms = 1999;
    s_tick (&bench);
    s_assert_quiet (&bench);
    bench.now_ms = 2000;
    s_tick (&bench);
    s_assert_hole (&bench, 0, 5, 6);
    assert_true (bench.step.must_resubscribe);
    assert_false (s_is_valid (&bench));
    tgc_reader_destroy (&bench.reader);
}

static void
test_a_status_that_was_only_early_tells_nothing (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    s_status (&bench, BOOK, EPOCH, 5);
    s_status (&bench, BOOK, EPOCH + 1, 50);
    bench.now_ms = 1500;
    s_depth (&bench, TGC_DELTA, EPOCH, 5);
    bench.now_ms = 9000;
    s_tick (&bench);
    s_assert_quiet (&bench);
    assert_true (s_is_valid (&bench));
    tgc_reader_destroy (&bench.reader);
}

static void
test_silence_is_told_once_and_ends_with_a_heartbeat (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, true);
    bench.now_ms = 2999;
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    assert_true (s_is_valid (&bench));
    bench.now_ms = 3000;
    s_tick (&bench);
    assert_int_equal (bench.step.tells_count, 1);
    assert_int_equal (bench.step.tells [0].kind, TGC_TELL_SILENCE);
    assert_false (s_is_valid (&bench));
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 9);
    s_assert_quiet (&bench);
    assert_false (s_is_valid (&bench));
    s_heartbeat (&bench);
    assert_true (bench.step.must_resubscribe);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 9);
    assert_true (s_is_valid (&bench));
    tgc_reader_destroy (&bench.reader);
}

static void
test_older_epochs_are_followed_when_nothing_else_came_for_five_seconds (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    bench.now_ms = 9000;
    s_depth (&bench, TGC_SNAPSHOT, EPOCH - 1, 9);
    bench.now_ms = 13999;
    s_depth (&bench, TGC_SNAPSHOT, EPOCH - 1, 10);
    assert_int_equal (tgc_reader_epoch (bench.reader), EPOCH);
    s_assert_quiet (&bench);
    bench.now_ms = 14000;
    s_depth (&bench, TGC_SNAPSHOT, EPOCH - 1, 11);
    assert_int_equal (bench.step.tells [0].kind, TGC_TELL_RESTART);
    assert_int_equal (tgc_reader_epoch (bench.reader), EPOCH - 1);
    assert_true (s_is_valid (&bench));
    tgc_reader_destroy (&bench.reader);
}

static void
test_trades_tell_holes_but_not_what_came_before_them (void **state)
{
    (void) state;
    bench_t bench = s_bench (TRADES, false);
    s_trades (&bench, EPOCH, 40);
    s_assert_quiet (&bench);
    assert_true (bench.step.is_taken);
    s_trades (&bench, EPOCH, 43);
    s_assert_hole (&bench, 0, 41, 42);
    assert_true (bench.step.is_taken);
    assert_false (bench.step.must_resubscribe);
    s_trades (&bench, EPOCH, 43);
    assert_false (bench.step.is_taken);
    s_trades (&bench, EPOCH + 1, 3);
    assert_int_equal (bench.step.tells [0].kind, TGC_TELL_RESTART);
    s_assert_hole (&bench, 1, 1, 2);
    s_gap (&bench, TRADES, EPOCH + 1, 4);
    assert_int_equal (bench.step.tells [0].kind, TGC_TELL_GAP);
    assert_null (tgc_reader_book (bench.reader));
    tgc_reader_destroy (&bench.reader);
}

static void
test_messages_that_the_topic_does_not_have_are_ignored (void **state)
{
    (void) state;
    bench_t bench = s_bench (BOOK, false);
    s_depth (&bench, TGC_SNAPSHOT, EPOCH, 4);
    static const tgc_type_t TYPES [] = { TGC_TRADES, TGC_STATUS, TGC_HEARTBEAT, TGC_EVENT };
    for (size_t index = 0; index < sizeof TYPES / sizeof *TYPES; index++) {
        const tgc_message_t message = { .type = TYPES [index], .epoch = EPOCH + 1, .seq = 1 };
        s_give (&bench, BOOK, &message);
        s_assert_quiet (&bench);
    }
    const tgc_message_t other = { .type = TGC_GAP, .epoch = EPOCH, .seq = 5 };
    s_give (&bench, "bybit.linear.depth.50.ETHUSDT.", &other);
    s_assert_quiet (&bench);
    assert_true (s_is_valid (&bench));
    tgc_reader_destroy (&bench.reader);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_topic_of_no_market_has_no_reader),
        cmocka_unit_test (test_a_book_is_not_shown_before_its_first_snapshot),
        cmocka_unit_test (test_a_hole_makes_the_book_wait_until_the_next_snapshot),
        cmocka_unit_test (test_what_came_before_is_ignored),
        cmocka_unit_test (test_a_restart_is_told_and_the_book_waits),
        cmocka_unit_test (test_a_gap_makes_the_book_wait_without_asking),
        cmocka_unit_test (test_a_status_that_knows_more_for_two_seconds_tells_the_hole),
        cmocka_unit_test (test_a_status_that_was_only_early_tells_nothing),
        cmocka_unit_test (test_silence_is_told_once_and_ends_with_a_heartbeat),
        cmocka_unit_test (test_older_epochs_are_followed_when_nothing_else_came_for_five_seconds),
        cmocka_unit_test (test_trades_tell_holes_but_not_what_came_before_them),
        cmocka_unit_test (test_messages_that_the_topic_does_not_have_are_ignored),
    };
    return UNIT_RUN ("tgc_reader", tests);
}
