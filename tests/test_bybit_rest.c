//  Tests of bybit_rest: instruments are read page by page, and what is no answer is refused

#include "bybit_rest.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

//  What was read: the symbols, joined by blanks.
typedef struct {
    char symbols [256];
    char cursor [BYBIT_CURSOR_MAX];
    const char *why;
    int result;
} page_t;

static void
s_on_symbol (void *owner, mdp_text_t symbol)
{
    page_t *page = owner;
    strncat (page->symbols, symbol.chars, symbol.size);
    strcat (page->symbols, " ");
}

static page_t
s_read (const char *body)
{
    page_t page = { .why = "" };
    memset (page.cursor, '#', sizeof page.cursor);
    page.result = bybit_rest_instruments_read (body, strlen (body), s_on_symbol, &page, page.cursor,
                                               &page.why);
    return page;
}

static void
test_writes_the_path_of_every_page (void **state)
{
    (void) state;
    char path [BYBIT_PATH_MAX];
    size_t size = bybit_rest_instruments_path (path, MDP_LINEAR, "", "");
    assert_string_equal (path, "/v5/market/instruments-info?category=linear&limit=1000");
    assert_int_equal (size, strlen (path));
    size = bybit_rest_instruments_path (path, MDP_OPTION, "ETH", "first%3D0GUSDT%26last%3DSOLPERP");
    assert_string_equal (path, "/v5/market/instruments-info?category=option&limit=1000"
                               "&baseCoin=ETH&cursor=first%3D0GUSDT%26last%3DSOLPERP");
    assert_int_equal (size, strlen (path));
}

static void
test_a_path_that_does_not_fit_is_refused (void **state)
{
    (void) state;
    char path [BYBIT_PATH_MAX];
    char cursor [BYBIT_PATH_MAX] = "";
    memset (cursor, 'x', BYBIT_CURSOR_MAX - 1);
    assert_true (bybit_rest_instruments_path (path, MDP_INVERSE, "1000000BABYDOGE", cursor) > 0);
    memset (cursor, 'x', BYBIT_PATH_MAX - 1);
    assert_int_equal (bybit_rest_instruments_path (path, MDP_INVERSE, "", cursor), 0);
}

static void
test_reads_the_trading_symbols_and_the_cursor (void **state)
{
    (void) state;
    page_t page =
        s_read ("{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{\"category\":\"linear\",\"list\":["
                "{\"symbol\":\"BTCUSDT\",\"status\":\"Trading\",\"launchTime\":\"0\"},"
                "{\"symbol\":\"OLDUSDT\",\"status\":\"Delivering\"},{\"symbol\":\"NEW\",\"status\":"
                "\"PreLaunch\"},{\"symbol\":\"0GUSDT\"},{\"symbol\":7},5,{}],"
                "\"nextPageCursor\":\"first%3D0G%26last%3DBTC\"},\"retExtInfo\":{},\"time\":1}");
    assert_int_equal (page.result, 0);
    assert_string_equal (page.symbols, "BTCUSDT 0GUSDT ");
    assert_string_equal (page.cursor, "first%3D0G%26last%3DBTC");
}

static void
test_the_last_page_has_no_cursor (void **state)
{
    (void) state;
    static const char *const LAST [] = {
        "{\"retCode\":0,\"result\":{\"list\":[{\"symbol\":\"A\"}],\"nextPageCursor\":\"\"}}",
        "{\"retCode\":0,\"result\":{\"list\":[{\"symbol\":\"A\"}]}}",
        "{\"retCode\":0,\"result\":{\"nextPageCursor\":null,\"list\":[{\"symbol\":\"A\"}]}}",
    };
    for (size_t index = 0; index < sizeof LAST / sizeof *LAST; index++) {
        page_t page = s_read (LAST [index]);
        assert_int_equal (page.result, 0);
        assert_string_equal (page.symbols, "A ");
        assert_string_equal (page.cursor, "");
    }
}

static void
test_an_empty_list_is_a_list (void **state)
{
    (void) state;
    page_t page = s_read ("{\"retCode\":0,\"result\":{\"list\":[]}}");
    assert_int_equal (page.result, 0);
    assert_string_equal (page.symbols, "");
    assert_string_equal (page.cursor, "");
}

static void
test_what_is_no_page_is_refused_and_tells_nothing (void **state)
{
    (void) state;
    static const struct {
        const char *body;
        const char *why;
    } CASES [] = {
        { "", "not JSON" },
        { "<html><body>403 Forbidden</body></html>", "not JSON" },
        { "{\"retCode\":0,\"result\":{\"list\":[{\"symbol\":\"A\"}", "not JSON" },
        { "{\"retCode\":10006,\"retMsg\":\"Too many visits!\",\"result\":{\"list\":["
          "{\"symbol\":\"A\"}]}}",
          "the exchange refused the request (retCode)" },
        { "{\"result\":{\"list\":[{\"symbol\":\"A\"}]}}",
          "the exchange refused the request (retCode)" },
        { "[]", "the exchange refused the request (retCode)" },
        { "5", "the exchange refused the request (retCode)" },
        { "{\"retCode\":0}", "no list of instruments" },
        { "{\"retCode\":0,\"result\":[]}", "no list of instruments" },
        { "{\"retCode\":0,\"result\":{\"list\":{}}}", "no list of instruments" },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        page_t page = s_read (CASES [index].body);
        assert_int_equal (page.result, -1);
        assert_string_equal (page.why, CASES [index].why);
        assert_string_equal (page.symbols, "");
        assert_string_equal (page.cursor, "");
    }
}

static void
s_write_page (char body [2048], const char *cursor)
{
    int size = snprintf (body, 2048,
                         "{\"retCode\":0,\"result\":{\"list\":[],"
                         "\"nextPageCursor\":\"%s\"}}",
                         cursor);
    assert_in_range (size, 1, 2047);
}

static void
test_a_cursor_that_is_too_long_is_refused (void **state)
{
    (void) state;
    char body [2048];
    char cursor [BYBIT_CURSOR_MAX + 1] = "";
    memset (cursor, 'x', BYBIT_CURSOR_MAX - 1);
    s_write_page (body, cursor);
    page_t page = s_read (body);
    assert_int_equal (page.result, 0);
    assert_string_equal (page.cursor, cursor);
    cursor [BYBIT_CURSOR_MAX - 1] = 'x';
    s_write_page (body, cursor);
    page = s_read (body);
    assert_int_equal (page.result, -1);
    assert_string_equal (page.why, "page cursor too long");
}

//  It is written into the next request's first line as it is.

static void
test_a_cursor_that_no_url_can_hold_is_refused (void **state)
{
    (void) state;
    static const char *const BAD [] = { "a b", "a\\r\\nX: y", "a\\u0000b", "a#b" };
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        char body [2048];
        s_write_page (body, BAD [index]);
        assert_int_equal (s_read (body).result, -1);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_writes_the_path_of_every_page),
        cmocka_unit_test (test_a_path_that_does_not_fit_is_refused),
        cmocka_unit_test (test_reads_the_trading_symbols_and_the_cursor),
        cmocka_unit_test (test_the_last_page_has_no_cursor),
        cmocka_unit_test (test_an_empty_list_is_a_list),
        cmocka_unit_test (test_what_is_no_page_is_refused_and_tells_nothing),
        cmocka_unit_test (test_a_cursor_that_is_too_long_is_refused),
        cmocka_unit_test (test_a_cursor_that_no_url_can_hold_is_refused),
    };
    return UNIT_RUN ("bybit_rest", tests);
}
