//  Tests of blast_tape: what it makes is news that a book must take, round after round

#include "blast_tape.h"

#include <stdio.h>
#include <string.h>

#include "bybit_parse.h"
#include "gw_book.h"
#include "unit.h"

enum { ROUNDS = 10000 };  //  Messages; the tape comes round several times

static const char *const TOPICS [] = { "publicTrade.AUSDT", "orderbook.50.AUSDT",
                                       "orderbook.1.AUSDT" };

//  The text of a frame without its head.

static mdp_text_t
s_text (const char *frame, size_t size)
{
    size_t head = (unsigned char) frame [1] < 126 ? 2 : 4;
    return (mdp_text_t){ .chars = frame + head, .size = size - head };
}

typedef struct {
    blast_tape_t *tape;
    bybit_parse_t *parser;
    gw_book_t *book;
} fixture_t;

static int
s_setup (void **state)
{
    static fixture_t fixture;
    fixture = (fixture_t){ .tape = blast_tape_new (TOPICS, 3, BLAST_NUMBER_BASE),
                           .parser = bybit_parse_new (),
                           .book = gw_book_new (50) };
    *state = &fixture;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *fixture = *state;
    blast_tape_destroy (&fixture->tape);
    bybit_parse_destroy (&fixture->parser);
    gw_book_destroy (&fixture->book);
    return 0;
}

static const bybit_message_t *
s_next (fixture_t *self, uint64_t number)
{
    size_t size;
    const char *frame = blast_tape_next (self->tape, number, 1790000000000 + number, &size);
    mdp_text_t text = s_text (frame, size);
    return bybit_parse_text (self->parser, text.chars, text.size);
}

static void
test_level_one_books_are_no_part_of_it (void **state)
{
    const fixture_t *fixture = *state;
    size_t size;
    assert_int_equal (blast_tape_topics (fixture->tape), 2);
    assert_null (blast_tape_snapshot (fixture->tape, TOPICS [2], 1, 1, &size));
    assert_null (blast_tape_snapshot (fixture->tape, TOPICS [0], 1, 1, &size));
    assert_non_null (blast_tape_snapshot (fixture->tape, TOPICS [1], 1, 1, &size));
}

static void
test_a_book_takes_every_event (void **state)
{
    fixture_t *fixture = *state;
    size_t snapshots = 0;
    size_t deltas = 0;
    size_t trades = 0;
    for (uint64_t number = 0; number < ROUNDS; number++) {
        const bybit_message_t *message = s_next (fixture, number);
        if (message->kind == BYBIT_TRADES) {
            assert_int_equal (message->trades [0].xseq, BLAST_NUMBER_BASE + number);
            trades++;
            continue;
        }
        assert_int_equal (message->kind, BYBIT_DEPTH);
        assert_int_equal (message->depth.xseq, BLAST_NUMBER_BASE + number);
        gw_book_result_t result = gw_book_apply (fixture->book, &message->depth);
        assert_int_equal (result, message->depth.is_snapshot ? GW_BOOK_REPLACED : GW_BOOK_CHANGED);
        size_t bids;
        size_t asks;
        (void) gw_book_bids (fixture->book, &bids);
        (void) gw_book_asks (fixture->book, &asks);
        assert_int_equal (bids, 50);
        assert_int_equal (asks, 50);
        snapshots += message->depth.is_snapshot;
        deltas += !message->depth.is_snapshot;
    }
    assert_int_equal (snapshots, ROUNDS / 20);
    assert_int_equal (deltas, ROUNDS / 20 * 14);
    assert_int_equal (trades, ROUNDS / 20 * 5);
}

static void
test_no_trade_has_the_id_of_another (void **state)
{
    fixture_t *fixture = *state;
    char last [37] = "";
    for (uint64_t number = 0; number < ROUNDS; number++) {
        const bybit_message_t *message = s_next (fixture, number);
        for (size_t index = 0; index < message->trades_count; index++) {
            mdp_text_t id = message->trades [index].id;
            assert_int_equal (id.size, 36);
            //  They grow by the message, then by the place in it
            char own [37];
            (void) snprintf (own, sizeof own, "%.12s%.8s", id.chars + 24, id.chars);
            assert_true (strcmp (own, last) > 0);
            memcpy (last, own, sizeof last);
        }
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_level_one_books_are_no_part_of_it),
        UNIT_FIXTURE (test_a_book_takes_every_event),
        UNIT_FIXTURE (test_no_trade_has_the_id_of_another),
    };
    return UNIT_RUN ("blast_tape", tests);
}
