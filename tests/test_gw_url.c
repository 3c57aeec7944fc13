//  Tests of gw_url: URLs are taken apart, and what is none is refused

#include "gw_url.h"
#include "unit.h"

#include <string.h>

static void
test_takes_urls_apart (void **state)
{
    (void) state;
    static const struct {
        const char *text;
        gw_url_t url;
    } CASES [] = {
        { "wss://stream.bybit.com", { true, "stream.bybit.com", 443, "" } },
        { "wss://stream.bybit.com/", { true, "stream.bybit.com", 443, "" } },
        { "https://api.bybit.com/v5/", { true, "api.bybit.com", 443, "/v5" } },
        { "ws://127.0.0.1:9000", { false, "127.0.0.1", 9000, "" } },
        { "http://localhost:1/a/b", { false, "localhost", 1, "/a/b" } },
        { "ws://h", { false, "h", 80, "" } },
        { "wss://[::1]:65535/x", { true, "::1", 65535, "/x" } },
        { "wss://[fe80::1]", { true, "fe80::1", 443, "" } },
        { "ws://h///", { false, "h", 80, "" } },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        gw_url_t url;
        assert_int_equal (gw_url_parse (&url, CASES [index].text), 0);
        assert_int_equal (url.is_tls, CASES [index].url.is_tls);
        assert_string_equal (url.host, CASES [index].url.host);
        assert_int_equal (url.port, CASES [index].url.port);
        assert_string_equal (url.path, CASES [index].url.path);
    }
}

static void
s_assert_refused (const char *const *texts, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        gw_url_t url;
        if (gw_url_parse (&url, texts [index]) == 0) {
            print_message ("taken: %s\n", texts [index]);
        }
        assert_int_equal (gw_url_parse (&url, texts [index]), -1);
    }
}

static void
test_refuses_what_is_no_url (void **state)
{
    (void) state;
    static const char *const BAD [] = {
        "",           "ws:/h",
        "h",          "ftp://h",
        "ws://",      "wss:///x",
        "ws://:80",   "ws://h:",
        "ws://h:0",   "ws://h:65536",
        "ws://h:x",   "ws://h:80x",
        "ws://h:-1",  "ws://[::1",
        "ws://[]",    "ws://[::1]x",
        "ws://h:1:2", "ws://h:99999999999999999999",
    };
    s_assert_refused (BAD, sizeof BAD / sizeof *BAD);
}

static void
test_refuses_a_port_that_is_not_all_digits (void **state)
{
    (void) state;
    static const char *const BAD [] = { "ws://h:+80", "ws://h: 80", "ws://h:\t80/x" };
    s_assert_refused (BAD, sizeof BAD / sizeof *BAD);
}

static void
test_refuses_what_no_host_and_no_path_can_hold (void **state)
{
    (void) state;
    static const char *const BAD [] = { "ws://h x",     "ws://h\r\nX: y", "ws://h/a b",
                                        "ws://h/a\r\n", "ws://h?x=1",     "ws://user@h" };
    s_assert_refused (BAD, sizeof BAD / sizeof *BAD);
}

static void
test_refuses_what_is_too_long (void **state)
{
    (void) state;
    char text [1024] = "ws://";
    gw_url_t url;
    memset (text + 5, 'h', 255);
    assert_int_equal (gw_url_parse (&url, text), 0);
    text [5 + 255] = 'h';
    assert_int_equal (gw_url_parse (&url, text), -1);
    strcpy (text, "ws://h/");
    memset (text + 7, 'p', 254);
    text [7 + 254] = '\0';
    assert_int_equal (gw_url_parse (&url, text), 0);
    strcat (text, "p");
    assert_int_equal (gw_url_parse (&url, text), -1);
}

static void
test_names_a_host_as_a_header_does (void **state)
{
    (void) state;
    static const struct {
        const char *url;
        const char *authority;
    } CASES [] = {
        { "wss://stream.bybit.com", "stream.bybit.com" },
        { "wss://stream.bybit.com:80", "stream.bybit.com:80" },
        { "ws://h:443/x", "h:443" },
        { "ws://h:80", "h" },
        { "ws://[::1]", "[::1]" },
        { "https://[::1]:9000", "[::1]:9000" },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        gw_url_t url;
        char authority [GW_URL_AUTHORITY_SIZE];
        assert_int_equal (gw_url_parse (&url, CASES [index].url), 0);
        gw_url_authority (&url, authority);
        assert_string_equal (authority, CASES [index].authority);
    }
    gw_url_t longest = { .is_tls = true, .port = 65535 };
    char authority [GW_URL_AUTHORITY_SIZE];
    memset (longest.host, ':', sizeof longest.host - 1);
    gw_url_authority (&longest, authority);
    assert_string_equal (authority + sizeof longest.host, "]:65535");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_takes_urls_apart),
        cmocka_unit_test (test_refuses_what_is_no_url),
        cmocka_unit_test (test_refuses_a_port_that_is_not_all_digits),
        cmocka_unit_test (test_refuses_what_no_host_and_no_path_can_hold),
        cmocka_unit_test (test_refuses_what_is_too_long),
        cmocka_unit_test (test_names_a_host_as_a_header_does),
    };
    return UNIT_RUN ("gw_url", tests);
}
