//  Tests of bybit_parse: texts as long as they may be, and longer

#include "bybit_parse.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//  A text that is written piece by piece.
typedef struct {
    bybit_parse_t *parser;
    char *text;
    size_t size;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->parser = bybit_parse_new ();
    self->text = malloc (2 * BYBIT_TEXT_MAX);
    assert_non_null (self->text);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    bybit_parse_destroy (&self->parser);
    free (self->text);
    free (self);
    return 0;
}

static void
s_add (fixture_t *self, const char *piece)
{
    size_t size = strlen (piece);
    assert_true (self->size + size < 2 * BYBIT_TEXT_MAX);
    memcpy (self->text + self->size, piece, size);
    self->size += size;
}

//  The piece again and again while there is room for the end as well.

static void
s_add_up_to (fixture_t *self, const char *piece, size_t size_max, const char *end)
{
    while (self->size + strlen (piece) + strlen (end) <= size_max) {
        s_add (self, piece);
    }
    s_add (self, end);
}

static const bybit_message_t *
s_read (const fixture_t *self)
{
    return bybit_parse_text (self->parser, self->text, self->size);
}

//  However a text of the greatest length is made, there is memory to read it.

static void
test_the_longest_text_is_read_whatever_it_holds (void **state)
{
    static const char *const PIECES [] = { ",0", ",[]",     ",\"\"",       ",{\"a\":1}",
                                           " ",  ",[[[]]]", ",\"\\u0041\"" };
    fixture_t *self = *state;
    for (size_t index = 0; index < sizeof PIECES / sizeof *PIECES; index++) {
        self->size = 0;
        s_add (self, "{\"topic\":\"tickers.A\",\"data\":[0");
        s_add_up_to (self, PIECES [index], BYBIT_TEXT_MAX, "]}");
        assert_int_equal (s_read (self)->kind, BYBIT_UNSERVED);
    }
}

static void
test_a_longer_text_is_refused (void **state)
{
    fixture_t *self = *state;
    s_add (self, "{\"topic\":\"tickers.A\",\"data\":[0");
    s_add_up_to (self, " ", BYBIT_TEXT_MAX + 1, "]}");
    assert_int_equal (self->size, BYBIT_TEXT_MAX + 1);
    const bybit_message_t *message = s_read (self);
    assert_int_equal (message->kind, BYBIT_MALFORMED);
    assert_string_equal (message->reason, "text too long");
}

static void
test_a_text_that_is_too_long_still_tells_its_topic (void **state)
{
    fixture_t *self = *state;
    s_add (self, "{\"topic\":\"publicTrade.A\",\"data\":[0");
    s_add_up_to (self, " ", BYBIT_TEXT_MAX + 1, "]}");
    assert_int_equal (s_read (self)->topic.size, strlen ("publicTrade.A"));
}

static void
test_deep_nesting_is_no_danger (void **state)
{
    fixture_t *self = *state;
    s_add_up_to (self, "[", BYBIT_TEXT_MAX, "");
    assert_int_equal (s_read (self)->kind, BYBIT_MALFORMED);
    self->size = 0;
    s_add (self, "{\"topic\":\"tickers.A\",\"data\":");
    s_add_up_to (self, "{\"a\":", BYBIT_TEXT_MAX, "");
    assert_int_equal (s_read (self)->kind, BYBIT_MALFORMED);
}

static void
s_add_levels (fixture_t *self, size_t count)
{
    s_add (self, "{\"topic\":\"orderbook.1000.A\",\"ts\":5,\"type\":\"snapshot\",\"data\":{"
                 "\"u\":7,\"a\":[],\"b\":[");
    for (size_t index = 0; index < count; index++) {
        char level [64];
        (void) snprintf (level, sizeof level, "%s[\"%zu\",\"1\"]", index > 0 ? "," : "",
                         count - index);
        s_add (self, level);
    }
    s_add (self, "]}}");
}

static void
test_reads_as_many_levels_as_there_is_room_for (void **state)
{
    fixture_t *self = *state;
    s_add_levels (self, BYBIT_LEVELS_MAX);
    const bybit_message_t *message = s_read (self);
    assert_int_equal (message->kind, BYBIT_DEPTH);
    assert_int_equal (message->depth.bids_count, BYBIT_LEVELS_MAX);
    self->size = 0;
    s_add_levels (self, BYBIT_LEVELS_MAX + 1);
    message = s_read (self);
    assert_int_equal (message->kind, BYBIT_MALFORMED);
    assert_string_equal (message->reason, "too many levels");
}

static void
test_trades_over_the_limit_are_refused_and_counted (void **state)
{
    fixture_t *self = *state;
    s_add (self, "{\"topic\":\"publicTrade.A\",\"ts\":5,\"data\":[");
    for (size_t index = 0; index < BYBIT_TRADES_MAX + 3; index++) {
        char trade [96];
        (void) snprintf (trade, sizeof trade,
                         "%s{\"i\":\"%zu\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"s\":\"A\"}",
                         index > 0 ? "," : "", index);
        s_add (self, trade);
    }
    s_add (self, "]}");
    const bybit_message_t *message = s_read (self);
    assert_int_equal (message->kind, BYBIT_TRADES);
    assert_int_equal (message->trades_count, BYBIT_TRADES_MAX);
    assert_int_equal (message->refused, 3);
    assert_string_equal (message->reason, "too many trades");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_the_longest_text_is_read_whatever_it_holds),
        UNIT_FIXTURE (test_a_longer_text_is_refused),
        UNIT_FIXTURE (test_a_text_that_is_too_long_still_tells_its_topic),
        UNIT_FIXTURE (test_deep_nesting_is_no_danger),
        UNIT_FIXTURE (test_reads_as_many_levels_as_there_is_room_for),
        UNIT_FIXTURE (test_trades_over_the_limit_are_refused_and_counted),
    };
    return UNIT_RUN ("bybit_parse, limits", tests);
}
