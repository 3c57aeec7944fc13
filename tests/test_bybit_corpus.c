//  Tests of bybit_parse on frames of the real exchange, where they are at hand

#include "bybit_parse.h"
#include "gw_book.h"
#include "oracle_compare.h"
#include "oracle_parse.h"
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = BYBIT_MALFORMED + 1, PATH_SIZE_MAX = 4096 };

typedef struct {
    const char *file;
    size_t counts [KINDS];
} expectation_t;

//  Every line of the frames that we know, by what it must be. Files that are not
//  named here must only hold nothing malformed.
static const expectation_t EXPECTATIONS [] = {
    { "captured.gocryptotrader.mixed.tickers.jsonl", { [BYBIT_UNSERVED] = 7 } },
    { "captured.gocryptotrader.spot.orderbook.50.BTCUSDT.jsonl", { [BYBIT_DEPTH] = 2 } },
    { "captured.hftbacktest.linear.mixed.jsonl", { [BYBIT_DEPTH] = 2, [BYBIT_TRADES] = 1 } },
    { "captured.nautilus.linear.orderbook.500.XRPUSDT.jsonl", { [BYBIT_DEPTH] = 50 } },
    { "captured.rbot.spot.orderbook.200.BTCUSDT.jsonl", { [BYBIT_DEPTH] = 2 } },
    { "captured.rbot.spot.publicTrade.BTCUSDT.jsonl", { [BYBIT_TRADES] = 2 } },
    { "captured.tardis.linear-inverse.mixed.jsonl",
      { [BYBIT_TRADES] = 2, [BYBIT_DEPTH] = 5, [BYBIT_UNSERVED] = 8 } },
    { "captured.tardis.option.mixed.jsonl",
      { [BYBIT_TRADES] = 1, [BYBIT_DEPTH] = 3, [BYBIT_UNSERVED] = 2 } },
    { "captured.tardis.spot.mixed.jsonl", { [BYBIT_TRADES] = 2, [BYBIT_DEPTH] = 4 } },
    { "handmade.burakoner.rare-topics.jsonl", { [BYBIT_UNSERVED] = 5 } },
};

typedef struct {
    DIR *directory;  //  Null where there is no corpus
    bybit_parse_t *parser;
    oracle_parse_t *oracle;
    char *line;
    size_t line_room;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->directory = opendir (CORPUS_DIR);
    self->parser = bybit_parse_new ();
    self->oracle = oracle_parse_new ();
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    if (self->directory) {
        closedir (self->directory);
    }
    bybit_parse_destroy (&self->parser);
    oracle_parse_destroy (&self->oracle);
    free (self->line);
    free (self);
    return 0;
}

static FILE *
s_open (const char *name)
{
    char path [PATH_SIZE_MAX];
    int size = snprintf (path, sizeof path, "%s/%s", CORPUS_DIR, name);
    assert_in_range (size, 1, PATH_SIZE_MAX - 1);
    FILE *file = fopen (path, "r");
    assert_non_null (file);
    return file;
}

//  The next line that is not empty; null at the end. Another reader reads the same in it.

static const bybit_message_t *
s_next (fixture_t *self, FILE *file)
{
    ssize_t size = 0;
    while (size == 0) {
        size = getline (&self->line, &self->line_room, file);
        while (size > 0 && strchr ("\r\n", self->line [size - 1])) {
            size--;
        }
    }
    if (size < 0) {
        return NULL;
    }
    const bybit_message_t *message = bybit_parse_text (self->parser, self->line, (size_t) size);
    const char *differs =
        oracle_compare (message, oracle_parse_text (self->oracle, self->line, (size_t) size));
    if (differs) {
        fail_msg ("%s differs: %.80s", differs, self->line);
    }
    return message;
}

static void
s_assert_file (fixture_t *self, const char *name)
{
    size_t counts [KINDS] = { 0 };
    FILE *file = s_open (name);
    const bybit_message_t *message;
    while ((message = s_next (self, file))) {
        if (message->kind == BYBIT_MALFORMED || message->refused > 0) {
            print_message ("%s: %s at %zu: %.80s\n", name, message->reason, message->offset,
                           self->line);
        }
        counts [message->kind]++;
        assert_int_equal (message->refused, 0);
    }
    fclose (file);
    assert_int_equal (counts [BYBIT_MALFORMED], 0);
    for (size_t index = 0; index < sizeof EXPECTATIONS / sizeof *EXPECTATIONS; index++) {
        if (strcmp (EXPECTATIONS [index].file, name) == 0) {
            assert_memory_equal (counts, EXPECTATIONS [index].counts, sizeof counts);
        }
    }
}

static void
test_every_captured_frame_is_decoded_or_not_carried (void **state)
{
    fixture_t *self = *state;
    if (!self->directory) {
        print_message ("skipped: corpus absent\n");
        return;
    }
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir (self->directory));) {
        const char *suffix = strrchr (entry->d_name, '.');
        if (suffix && strcmp (suffix, ".jsonl") == 0) {
            s_assert_file (self, entry->d_name);
            files++;
        }
    }
    assert_true (files >= sizeof EXPECTATIONS / sizeof *EXPECTATIONS);
}

//  The exchange kept this book at 500 levels a side through 49 deltas.

static void
test_a_captured_book_stays_whole_over_all_its_deltas (void **state)
{
    fixture_t *self = *state;
    if (!self->directory) {
        print_message ("skipped: corpus absent\n");
        return;
    }
    FILE *file = s_open ("captured.nautilus.linear.orderbook.500.XRPUSDT.jsonl");
    gw_book_t *book = gw_book_new (500);
    size_t deltas = 0;
    const bybit_message_t *message;
    while ((message = s_next (self, file))) {
        gw_book_result_t result = gw_book_apply (book, &message->depth);
        assert_int_equal (result, deltas == 0 && message->depth.is_snapshot ? GW_BOOK_REPLACED
                                                                            : GW_BOOK_CHANGED);
        deltas += !message->depth.is_snapshot;
        size_t count;
        (void) gw_book_bids (book, &count);
        assert_int_equal (count, 500);
        (void) gw_book_asks (book, &count);
        assert_int_equal (count, 500);
        (void) gw_book_bids_dropped (book, &count);
        assert_int_equal (count, 0);
    }
    assert_int_equal (deltas, 49);
    gw_book_destroy (&book);
    fclose (file);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_every_captured_frame_is_decoded_or_not_carried),
        UNIT_FIXTURE (test_a_captured_book_stays_whole_over_all_its_deltas),
    };
    return UNIT_RUN ("bybit_parse on captured frames", tests);
}
