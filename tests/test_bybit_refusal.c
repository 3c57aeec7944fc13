//  Tests of bybit_parse: what is damaged is refused, with the place and the reason

#include "bybit_parse.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const char BOOK [] =
    "{\"topic\":\"orderbook.50.A-1\",\"type\":\"snapshot\",\"ts\":1790000000456,\"data\":{"
    "\"s\":\"A-1\",\"b\":[[\"120.640\",\"1374.5\"],[\"120.6\",\"9\"]],\"a\":[[\"120.650\",\"1\"]],"
    "\"u\":27618816,\"seq\":282179960106},\"cts\":1790000000451}";

static const char TRADES [] =
    "{\"id\":\"x\",\"topic\":\"publicTrade.\\u5e01\",\"ts\":1790000001235,\"type\":\"snapshot\","
    "\"data\":[{\"T\":1790000001234,\"s\":\"\xe5\xb8\x81-1\",\"S\":\"Buy\",\"v\":\"0.001\","
    "\"p\":\"86723.50\",\"L\":\"PlusTick\",\"i\":\"5f3c\",\"BT\":false,\"seq\":814547790001}]}";

static const char ANSWER [] =
    "{\"success\":false,\"ret_msg\":\"args size \\u003e10\",\"req_id\":\"5\",\"op\":\"subscribe\"}";

typedef struct {
    bybit_parse_t *parser;
    char *copy;  //  Of the last text
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->parser = bybit_parse_new ();
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    bybit_parse_destroy (&self->parser);
    free (self->copy);
    free (self);
    return 0;
}

//  Read a copy that ends where its memory ends, so that nothing is read behind it.

static const bybit_message_t *
s_read (void **state, const char *text, size_t size)
{
    fixture_t *self = *state;
    free (self->copy);
    self->copy = malloc (size + (size == 0));
    assert_non_null (self->copy);
    memcpy (self->copy, text, size);
    return bybit_parse_text (self->parser, self->copy, size);
}

typedef struct {
    const char *text;
    const char *place;  //  The offset is that of the first of these in the text
    const char *reason;
} refusal_t;

static void
s_assert_refused (void **state, const refusal_t *refusals, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        const refusal_t *refusal = &refusals [index];
        const bybit_message_t *message = s_read (state, refusal->text, strlen (refusal->text));
        assert_int_equal (message->kind, BYBIT_MALFORMED);
        assert_string_equal (message->reason, refusal->reason);
        const char *place = strstr (refusal->text, refusal->place);
        assert_non_null (place);
        if (message->offset != (size_t) (place - refusal->text)) {
            print_message ("%s\n", refusal->text);
        }
        assert_int_equal (message->offset, place - refusal->text);
    }
}

static void
test_a_damaged_book_is_refused_with_place_and_reason (void **state)
{
    static const refusal_t REFUSALS [] = {
        { "{\"topic\":\"orderbook.1.A\",\"ts\":\"x5\"}", "x5", "not an unsigned integer" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":-5}", "-5", "not an unsigned integer" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":1e3}", "1e3", "not an unsigned integer" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":9223372036854775808}", "922", "integer too large" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":9223372036855}", "922", "time out of range" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"data\":{\"u\":7,"
          "\"b\":[[\"1e5\",\"2\"]]}}",
          "1e5", "not a decimal number" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"data\":{\"u\":7,"
          "\"a\":[[\"1\",\"-2\"]]}}",
          "-2", "negative number" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"data\":{\"u\":7,"
          "\"a\":[[\"1\",\"1234567890.123456789\"]]}}",
          "1234567890.", "not a decimal number" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"data\":{\"s\":\"B\"}}", "B\"",
          "symbol is not the topic's" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"data\":{\"b\":[],\"a\":[],\"u\":2},\"type\":"
          "\"del\"}",
          "2}", "neither snapshot nor delta" },
    };
    s_assert_refused (state, REFUSALS, sizeof REFUSALS / sizeof *REFUSALS);
}

//  The place of what has no characters is where it stands, or at least not before
//  the last value that was read.

static void
test_an_empty_text_is_refused_where_it_stands (void **state)
{
    static const refusal_t REFUSALS [] = {
        { "{\"topic\":\"orderbook.1.A\",\"ts\":\"\"}", "\"}", "not an unsigned integer" },
        { "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"data\":{\"u\":7,"
          "\"b\":[[\"1\",\"2\"],[\"\",\"2\"]]}}",
          "\",\"2\"]]}}", "not a decimal number" },
    };
    s_assert_refused (state, REFUSALS, sizeof REFUSALS / sizeof *REFUSALS);
}

static void
test_a_book_of_the_wrong_shape_is_refused (void **state)
{
    static const char *const DATA [] = {
        "null",
        "[]",
        "5",
        "\"x\"",
        "{}",
        "{\"u\":null}",
        "{\"u\":\"\"}",
        "{\"u\":7,\"b\":[],\"a0\":[]}",
        "{\"u\":7,\"a\":[]}",
        "{\"u\":7,\"b\":[]}",
        "{\"u\":7}",
        "{\"u\":7,\"b\":{}}",
        "{\"u\":7,\"b\":5}",
        "{\"u\":7,\"a\":[5]}",
        "{\"u\":7,\"a\":[[]]}",
        "{\"u\":7,\"a\":[[\"1\"]]}",
        "{\"u\":7,\"a\":[{\"p\":1,\"v\":2}]}",
        "{\"u\":7,\"a\":[[[\"1\"],\"2\"]]}",
        "{\"u\":7,\"a\":[[\"1\",[\"2\"]]]}",
        "{\"u\":7,\"a\":[[null,\"2\"]]}",
        "{\"u\":7,\"a\":[[\"1\",true]]}",
        "{\"u\":7,\"s\":null}",
        "{\"u\":7,\"seq\":-1}",
        "{\"u\":7.5}",
        "{\"u\":-1}",
    };
    for (size_t index = 0; index < sizeof DATA / sizeof *DATA; index++) {
        char text [256] = "{\"topic\":\"orderbook.1.A\",\"ts\":5,\"type\":\"delta\",\"data\":";
        strcat (strcat (text, DATA [index]), "}");
        const bybit_message_t *message = s_read (state, text, strlen (text));
        assert_int_equal (message->kind, BYBIT_MALFORMED);
        assert_non_null (message->reason);
        assert_true (message->offset < strlen (text));
        assert_int_equal (message->topic.size, strlen ("orderbook.1.A"));
    }
}

static void
test_a_trade_that_lacks_something_is_refused (void **state)
{
    static const char *const TRADES_BAD [] = {
        "null",
        "5",
        "[]",
        "{}",
        "{\"T\":4,\"p\":\"3\",\"v\":\"2\",\"s\":\"A\"}",
        "{\"i\":\"1\",\"p\":\"3\",\"v\":\"2\",\"s\":\"A\"}",
        "{\"i\":\"1\",\"T\":4,\"v\":\"2\",\"s\":\"A\"}",
        "{\"i\":\"1\",\"T\":4,\"p\":\"3\",\"s\":\"A\"}",
        "{\"i\":\"\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"s\":\"A\"}",
        "{\"i\":\"1\",\"T\":0,\"p\":\"3\",\"v\":\"2\",\"s\":\"A\"}",
        "{\"i\":\"1\",\"T\":4,\"p\":\"\",\"v\":\"2\",\"s\":\"A\"}",
        "{\"i\":\"1\",\"T\":4,\"p\":\"-3\",\"v\":\"2\",\"s\":\"A\"}",
        "{\"i\":\"1\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"s\":\"AB\"}",
        "{\"i\":\"1\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"s\":\"A\",\"S\":\"Hold\"}",
        "{\"i\":\"1\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"s\":\"A\",\"BT\":\"maybe\"}",
    };
    for (size_t index = 0; index < sizeof TRADES_BAD / sizeof *TRADES_BAD; index++) {
        char text [256] = "{\"topic\":\"publicTrade.A\",\"ts\":5,\"data\":[";
        strcat (strcat (text, TRADES_BAD [index]), "]}");
        const bybit_message_t *message = s_read (state, text, strlen (text));
        assert_int_equal (message->kind, BYBIT_MALFORMED);
        assert_int_equal (message->refused, 1);
        assert_non_null (message->reason);
    }
}

static void
test_a_bad_trade_does_not_take_the_good_ones_along (void **state)
{
    static const char TEXT [] =
        "{\"topic\":\"publicTrade.A\",\"ts\":5,\"data\":["
        "{\"i\":\"1\",\"T\":4,\"p\":\"3\",\"v\":\"2\",\"S\":\"Buy\",\"s\":\"A\"},"
        "{\"i\":\"2\",\"T\":4,\"p\":\"3e\",\"v\":\"2\",\"S\":\"Buy\",\"s\":\"A\"},"
        "{\"i\":\"3\",\"T\":4,\"p\":\"x\",\"v\":\"2\",\"S\":\"Buy\",\"s\":\"A\"},"
        "{\"i\":\"4\",\"T\":4,\"p\":\"5\",\"v\":\"2\",\"S\":\"Buy\",\"s\":\"A\"}]}";
    const bybit_message_t *message = s_read (state, TEXT, sizeof TEXT - 1);
    assert_int_equal (message->kind, BYBIT_TRADES);
    assert_int_equal (message->trades_count, 2);
    assert_int_equal (message->refused, 2);
    assert_memory_equal (message->trades [1].id.chars, "4", 1);
    assert_int_equal (message->offset, strstr (TEXT, "3e") - TEXT);
    assert_string_equal (message->reason, "not a decimal number");
}

//  Damage at any byte of any frame; what was read before must not shine through.

static void
s_assert_no_half_is_read (void **state, const char *text, size_t size)
{
    for (size_t cut = 0; cut < size; cut++) {
        (void) s_read (state, text, size);
        const bybit_message_t *message = s_read (state, text, cut);
        assert_int_equal (message->kind, BYBIT_MALFORMED);
        assert_non_null (message->reason);
        assert_true (message->offset <= cut);
        assert_int_equal (message->trades_count, 0);
        assert_int_equal (message->refused_topics_count, 0);
    }
}

static void
test_a_frame_cut_anywhere_is_refused (void **state)
{
    s_assert_no_half_is_read (state, BOOK, sizeof BOOK - 1);
    s_assert_no_half_is_read (state, TRADES, sizeof TRADES - 1);
    s_assert_no_half_is_read (state, ANSWER, sizeof ANSWER - 1);
}

static void
test_any_single_byte_may_be_damaged (void **state)
{
    static const char *const FRAMES [] = { BOOK, TRADES, ANSWER };
    for (size_t frame = 0; frame < 3; frame++) {
        size_t size = strlen (FRAMES [frame]);
        char text [512];
        for (size_t place = 0; place < size; place++) {
            for (int byte = 0; byte < 256; byte += 3) {
                memcpy (text, FRAMES [frame], size);
                text [place] = (char) byte;
                const bybit_message_t *message = s_read (state, text, size);
                assert_true (message->kind <= BYBIT_MALFORMED);
                assert_true (message->kind != BYBIT_MALFORMED || message->reason);
                assert_true (message->offset <= size);
            }
        }
    }
}

static void
test_a_cut_frame_still_tells_its_topic (void **state)
{
    const bybit_message_t *message = s_read (state, BOOK, sizeof BOOK - 2);
    assert_int_equal (message->topic.size, strlen ("orderbook.50.A-1"));
    assert_memory_equal (message->topic.chars, "orderbook.50.A-1", message->topic.size);
    message = s_read (state, "{\"topic\":\"orderbook.50.A-1", 26);
    assert_int_equal (message->topic.size, 0);
}

static void
test_bad_utf8_is_refused (void **state)
{
    static const char *const BAD [] = { "\xff",     "\xc3",         "\xc0\xaf",
                                        "\xe5\xb8", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                        "\x80",     "\\ud800",      "\\udc00\\ud800",
                                        "\\x41",    "\x01",         "\n" };
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        char text [128] = "{\"topic\":\"publicTrade.A\",\"ts\":5,\"x\":\"";
        strcat (strcat (text, BAD [index]), "\",\"data\":[]}");
        const bybit_message_t *message = s_read (state, text, strlen (text));
        assert_int_equal (message->kind, BYBIT_MALFORMED);
        assert_true (message->offset >= strlen ("{\"topic\":\"publicTrade.A\",\"ts\":5,\"x\":"));
        assert_int_equal (message->topic.size, strlen ("publicTrade.A"));
    }
}

static void
test_what_is_no_object_is_refused (void **state)
{
    static const char *const TEXTS [] = { "",           " ",     "[]",    "5",      "\"pong\"",
                                          "null",       "{} {}", "{}x",   "<html>", "{",
                                          "}",          "{,}",   "[[[[[", "{\"a\"", "{\"a\":}",
                                          "{\"a\":1,}", "nan" };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        const bybit_message_t *message = s_read (state, TEXTS [index], strlen (TEXTS [index]));
        assert_int_equal (message->kind, BYBIT_MALFORMED);
        assert_non_null (message->reason);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_damaged_book_is_refused_with_place_and_reason),
        UNIT_FIXTURE (test_an_empty_text_is_refused_where_it_stands),
        UNIT_FIXTURE (test_a_book_of_the_wrong_shape_is_refused),
        UNIT_FIXTURE (test_a_trade_that_lacks_something_is_refused),
        UNIT_FIXTURE (test_a_bad_trade_does_not_take_the_good_ones_along),
        UNIT_FIXTURE (test_a_frame_cut_anywhere_is_refused),
        UNIT_FIXTURE (test_any_single_byte_may_be_damaged),
        UNIT_FIXTURE (test_a_cut_frame_still_tells_its_topic),
        UNIT_FIXTURE (test_bad_utf8_is_refused),
        UNIT_FIXTURE (test_what_is_no_object_is_refused),
    };
    return UNIT_RUN ("bybit_parse, refusals", tests);
}
