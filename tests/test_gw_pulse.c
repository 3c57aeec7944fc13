//  Tests of gw_pulse: what stopped, and what is only quiet

#include "gw_pulse.h"
#include "unit.h"

enum { T0 = 1000000, BEAT_MS = 3000 };

//  A level-1 book that was heard often enough, the last time at T0.

static gw_pulse_t
s_symbol (void)
{
    gw_pulse_t symbol = { .beats = 0 };
    for (int beat = 1 - GW_PULSE_BEATS; beat <= 0; beat++) {
        gw_pulse_on_event (&symbol, beat == 1 - GW_PULSE_BEATS, T0 + beat * BEAT_MS);
    }
    return symbol;
}

static gw_pulse_t
s_heard (int64_t at)
{
    gw_pulse_t pulse = { .beats = 0 };
    gw_pulse_on_event (&pulse, true, at);
    return pulse;
}

static void
test_a_quiet_topic_of_a_symbol_with_a_pulse_is_fine (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0);
    gw_pulse_t book = s_heard (T0);
    for (int64_t now_ms = T0; now_ms < T0 + 3600 * 1000; now_ms += BEAT_MS) {
        gw_pulse_on_event (&symbol, false, now_ms);
        assert_int_equal (gw_pulse_judge (&trades, &symbol, false, now_ms + 2999), GW_PULSE_FINE);
        assert_int_equal (gw_pulse_judge (&book, &symbol, true, now_ms + 2999), GW_PULSE_FINE);
        assert_int_equal (gw_pulse_judge (&symbol, &symbol, true, now_ms + 2999), GW_PULSE_FINE);
    }
    assert_int_equal (trades.silent_at, 0);
}

static void
test_without_a_pulse_every_topic_of_the_symbol_is_late (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0 - 5000);
    const int64_t late_at = T0 + GW_PULSE_LATE_MS;
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, late_at - 1), GW_PULSE_FINE);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, late_at), GW_PULSE_LATE);
    assert_int_equal (gw_pulse_judge (&symbol, &symbol, true, late_at), GW_PULSE_LATE);
    assert_int_equal (trades.silent_at, late_at);
    //  Asked for again it gets its time anew, and stays silent until it is heard
    gw_pulse_on_asked (&trades, late_at);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, late_at + 6999), GW_PULSE_FINE);
    assert_int_equal (trades.silent_at, late_at);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, late_at + 7000), GW_PULSE_LATE);
    assert_int_equal (trades.silent_at, late_at);
    gw_pulse_on_event (&trades, true, late_at + 8000);
    assert_int_equal (trades.silent_at, 0);
}

static void
test_a_topic_that_is_heard_needs_no_pulse (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t book = s_heard (T0 + 60000);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 60001), GW_PULSE_FINE);
}

static void
test_trades_live_again_with_the_pulse (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, T0 + 7000), GW_PULSE_LATE);
    gw_pulse_on_event (&symbol, false, T0 + 8000);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, T0 + 8001), GW_PULSE_FINE);
    assert_int_equal (trades.silent_at, 0);
}

//  Their symbol lives without its pulse; a book does not by another one that moves.

static void
test_trades_are_not_late_while_a_book_of_their_symbol_comes (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0);
    gw_pulse_t book = s_heard (T0);
    const int64_t sign_at = T0 + 60000;
    gw_pulse_on_sign (&symbol, sign_at);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, sign_at + 6999), GW_PULSE_FINE);
    assert_int_equal (gw_pulse_judge (&symbol, &symbol, true, T0 + 7000), GW_PULSE_LATE);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 7000), GW_PULSE_LATE);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, sign_at + 7000), GW_PULSE_LATE);
    gw_pulse_on_sign (&symbol, sign_at + 8000);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, sign_at + 8001), GW_PULSE_FINE);
    assert_int_equal (trades.silent_at, 0);
}

static void
test_a_book_that_does_not_follow_the_best_prices_is_behind (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t book = s_heard (T0);
    gw_pulse_on_event (&symbol, true, T0 + 1000);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 1200), GW_PULSE_FINE);
    gw_pulse_on_event (&symbol, true, T0 + 4199);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 4199), GW_PULSE_FINE);
    gw_pulse_on_event (&symbol, false, T0 + 4200);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 4200), GW_PULSE_BEHIND);
    //  One that follows is not, and its time begins anew
    gw_pulse_on_event (&book, true, T0 + 4300);
    gw_pulse_on_event (&symbol, true, T0 + 4400);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 4500), GW_PULSE_FINE);
    gw_pulse_on_event (&symbol, true, T0 + 7499);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 7499), GW_PULSE_FINE);
    gw_pulse_on_event (&symbol, true, T0 + 7500);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 7500), GW_PULSE_BEHIND);
}

//  Where all stopped at once, with the level-1 book a frame ahead, no book is behind.

static void
test_no_book_is_behind_a_pulse_that_stopped (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t book = s_heard (T0 - 10);
    gw_pulse_on_event (&symbol, true, T0);
    for (int64_t now_ms = T0; now_ms < T0 + GW_PULSE_LATE_MS; now_ms += 100) {
        assert_int_equal (gw_pulse_judge (&book, &symbol, true, now_ms), GW_PULSE_FINE);
    }
}

static void
test_trades_are_never_behind (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0);
    for (int64_t now_ms = T0; now_ms < T0 + 60000; now_ms += 100) {
        gw_pulse_on_event (&symbol, true, now_ms);
        assert_int_equal (gw_pulse_judge (&trades, &symbol, false, now_ms), GW_PULSE_FINE);
    }
}

//  The pulse was asked for again, and beats: that does not speak for what was sent as long as the
//  old one was.

static void
test_what_ended_with_the_pulse_does_not_live_again_with_it (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0 + 2900);  //  Before the beat that did not come
    gw_pulse_t others = s_heard (T0 + GW_PULSE_LATE_MS - GW_PULSE_BEAT_MS + 1);
    int64_t now_ms = T0 + GW_PULSE_LATE_MS;
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, now_ms - 1), GW_PULSE_FINE);
    assert_int_equal (gw_pulse_judge (&symbol, &symbol, true, now_ms), GW_PULSE_LATE);
    gw_pulse_on_asked (&symbol, now_ms);
    gw_pulse_on_event (&symbol, true, now_ms + 100);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, now_ms + 500), GW_PULSE_ENDED);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, true, now_ms + 500), GW_PULSE_ENDED);
    assert_int_equal (gw_pulse_judge (&others, &symbol, false, now_ms + 500), GW_PULSE_FINE);
    gw_pulse_on_asked (&trades, now_ms + 500);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, now_ms + 1000), GW_PULSE_FINE);
}

static void
test_trades_do_not_end_with_the_pulse_while_a_book_comes (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0);
    int64_t now_ms = T0 + GW_PULSE_LATE_MS;
    gw_pulse_on_sign (&symbol, now_ms - GW_PULSE_BEAT_MS + 1);
    assert_int_equal (gw_pulse_judge (&symbol, &symbol, true, now_ms), GW_PULSE_LATE);
    gw_pulse_on_event (&symbol, true, now_ms + 100);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, now_ms + 500), GW_PULSE_FINE);
}

static void
test_a_pulse_that_did_not_beat_often_enough_says_nothing (void **state)
{
    (void) state;
    gw_pulse_t symbol = { .beats = 0 };
    gw_pulse_t book = s_heard (T0);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 3600 * 1000), GW_PULSE_FINE);
    gw_pulse_on_event (&symbol, true, T0 + 1);
    assert_int_equal (gw_pulse_judge (&book, &symbol, true, T0 + 3600 * 1000), GW_PULSE_FINE);
}

static void
test_a_new_connection_begins_anew (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    gw_pulse_t trades = s_heard (T0);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, T0 + 60000), GW_PULSE_LATE);
    gw_pulse_on_opened (&trades, T0 + 60000);
    gw_pulse_on_opened (&symbol, T0 + 60000);
    assert_int_equal (trades.silent_at, 0);
    assert_int_equal (gw_pulse_judge (&trades, &symbol, false, T0 + 66999), GW_PULSE_FINE);
}

static void
test_a_beat_that_comes_late_says_that_one_was_lost (void **state)
{
    (void) state;
    gw_pulse_t symbol = s_symbol ();
    assert_false (gw_pulse_is_resumed (&symbol, T0 + GW_PULSE_LOST_MS - 1));
    assert_true (gw_pulse_is_resumed (&symbol, T0 + GW_PULSE_LOST_MS));
    gw_pulse_on_asked (&symbol, T0 + 1);  //  Its hole is told
    assert_false (gw_pulse_is_resumed (&symbol, T0 + GW_PULSE_LOST_MS));
    const gw_pulse_t young = s_heard (T0);
    assert_false (gw_pulse_is_resumed (&young, T0 + GW_PULSE_LOST_MS));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_quiet_topic_of_a_symbol_with_a_pulse_is_fine),
        cmocka_unit_test (test_without_a_pulse_every_topic_of_the_symbol_is_late),
        cmocka_unit_test (test_a_topic_that_is_heard_needs_no_pulse),
        cmocka_unit_test (test_trades_live_again_with_the_pulse),
        cmocka_unit_test (test_trades_are_not_late_while_a_book_of_their_symbol_comes),
        cmocka_unit_test (test_a_book_that_does_not_follow_the_best_prices_is_behind),
        cmocka_unit_test (test_no_book_is_behind_a_pulse_that_stopped),
        cmocka_unit_test (test_trades_are_never_behind),
        cmocka_unit_test (test_what_ended_with_the_pulse_does_not_live_again_with_it),
        cmocka_unit_test (test_trades_do_not_end_with_the_pulse_while_a_book_comes),
        cmocka_unit_test (test_a_pulse_that_did_not_beat_often_enough_says_nothing),
        cmocka_unit_test (test_a_new_connection_begins_anew),
        cmocka_unit_test (test_a_beat_that_comes_late_says_that_one_was_lost),
    };
    return UNIT_RUN ("gw_pulse", tests);
}
