//  Tests of sup_option: what each kind of value allows, and how a refusal reads.

#include <stdbool.h>
#include <string.h>

#include "sup_nearest.h"
#include "sup_option.h"
#include "unit.h"

//  Reason of the last refusal, or the empty text.
static char *
s_check (sup_option_t option, const char *text, int64_t *number)
{
    static char reason [SUP_REASON_MAX];
    sup_value_t value = { .text = text };
    option.name = "thing";
    reason [0] = 0;
    int rc = sup_option_check (&option, &value, reason);
    assert_true ((rc == 0) == (reason [0] == 0));
    if (number) {
        *number = value.number;
    }
    return reason;
}

static void
s_assert_good (sup_option_t option, const char *text)
{
    assert_string_equal (s_check (option, text, NULL), "");
}

static void
s_assert_bad (sup_option_t option, const char *text, const char *trouble)
{
    const char *reason = s_check (option, text, NULL);
    if (!strstr (reason, trouble)) {
        fail_msg ("\"%s\": \"%s\" does not say \"%s\"", text, reason, trouble);
    }
}

static void
test_a_duration_has_a_unit_and_a_range (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_DURATION, .min = 100, .max = 3600000 };
    int64_t number = 0;
    s_check (option, "250ms", &number);
    assert_int_equal (number, 250);
    s_check (option, "60s", &number);
    assert_int_equal (number, 60000);
    s_check (option, "5m", &number);
    assert_int_equal (number, 300000);
    s_check (option, "1h", &number);
    assert_int_equal (number, 3600000);
    s_assert_bad (option, "60",
                  "has no unit; allowed: a duration with its unit (ms, s, m, h) "
                  "from 100ms to 1h");
    s_assert_bad (option, "99ms", "too small");
    s_assert_bad (option, "3601s", "too large");
    s_assert_bad (option, "999999999999999h", "too large");
    s_assert_bad (option, "1.5s", "is not a duration");
    s_assert_bad (option, "-1s", "is not a duration");
    s_assert_bad (option, "60 s", "is not a duration");
    s_assert_bad (option, "60S", "is not a duration");
    s_assert_bad (option, "99999999999999999999s", "too large; allowed: a duration");
    s_assert_bad (option, "99999999999999999999", "has no unit");
    s_assert_bad (option, "99999999999999999999d", "is not a duration");
    s_assert_bad (option, "0", "too small");
    s_assert_bad (option, "", "is empty");
}

static void
test_a_bare_zero_is_a_duration_where_the_range_allows_it (void **state)
{
    (void) state;
    s_assert_good ((sup_option_t){ .kind = SUP_OPTION_DURATION, .max = 1000 }, "0");
    s_assert_good ((sup_option_t){ .kind = SUP_OPTION_DURATION, .max = 1000 }, "0s");
}

static void
test_a_size_is_bytes_or_has_a_binary_unit (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_SIZE, .min = 1000, .max = 1LL << 30 };
    int64_t number = 0;
    s_check (option, "16MiB", &number);
    assert_int_equal (number, 16777216);
    s_check (option, "64KiB", &number);
    assert_int_equal (number, 65536);
    s_check (option, "1000", &number);
    assert_int_equal (number, 1000);
    s_check (option, "1GiB", &number);
    assert_int_equal (number, 1073741824);
    s_assert_bad (option, "1MB", "is not a size; allowed: a size in bytes, KiB, MiB or GiB");
    s_assert_bad (option, "999", "too small");
    s_assert_bad (option, "2GiB", "too large");
    s_assert_bad (option, "99999999999999999999", "too large");
    s_assert_bad (option, "9223372036854775807GiB", "too large");
}

static void
test_an_integer_is_whole_and_within_its_range (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_INTEGER, .min = 1, .max = 10 };
    s_assert_good (option, "1");
    s_assert_good (option, "10");
    s_assert_bad (option, "0", "too small; allowed: a whole number from 1 to 10");
    s_assert_bad (option, "11", "too large");
    s_assert_bad (option, "9223372036854775807", "too large");
    s_assert_bad (option, "99999999999999999999",
                  "too large; allowed: a whole number from 1 to 10");
    s_assert_good (option, "00000000000000000005");
    s_assert_bad (option, "1k", "is not a whole number");
    s_assert_bad (option, "0x5", "is not a whole number");
    s_assert_bad (option, "5.0", "is not a whole number");
}

static void
test_a_word_is_one_of_those_allowed (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_WORD, .words = "float64|string" };
    int64_t number = 0;
    s_check (option, "string", &number);
    assert_int_equal (number, 1);
    s_assert_bad (option, "strnig", "allowed: float64, string; did you mean \"string\"?");
    s_assert_bad (option, "float", "did you mean \"float64\"?");
    s_assert_bad (option, "float64|string", "is not allowed");
    assert_null (strstr (s_check (option, "decimal", NULL), "did you mean"));
}

static void
test_an_endpoint_is_tcp_or_ipc (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_ENDPOINT };
    s_assert_good (option, "tcp://127.0.0.1:5555");
    s_assert_good (option, "tcp://*:1");
    s_assert_good (option, "tcp://[::1]:65535");
    s_assert_good (option, "tcp://eth0:5555");
    s_assert_good (option, "ipc:///run/tickgate/data");
    s_assert_bad (option, "udp://127.0.0.1:1", "does not begin with tcp:// or ipc://");
    s_assert_bad (option, "tcp://127.0.0.1", "has no port");
    s_assert_bad (option, "tcp://127.0.0.1:", "a port that is not a number from 1 to 65535");
    s_assert_bad (option, "tcp://127.0.0.1:0", "a port that");
    s_assert_bad (option, "tcp://127.0.0.1:65536", "a port that");
    s_assert_bad (option, "tcp://127.0.0.1:4294967297", "a port that");
    s_assert_bad (option, "tcp://127.0.0.1:80x", "a port that");
    s_assert_bad (option, "tcp://:5555", "no valid host");
    s_assert_bad (option, "tcp://a b:5555", "no valid host");
    s_assert_bad (option, "tcp://[::1:5555", "no valid host");
    s_assert_bad (option, "ipc://", "has no path");
    char path [160] = "ipc://";
    memset (path + 6, 'a', 108);
    s_assert_bad (option, path, "more than 107 bytes");
    path [6 + 107] = 0;
    s_assert_good (option, path);
}

static void
test_a_url_has_the_schemes_of_its_option_and_no_path (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_URL, .words = "wss|ws" };
    s_assert_good (option, "wss://stream.bybit.com");
    s_assert_good (option, "wss://stream.bybit.com/");
    s_assert_good (option, "ws://127.0.0.1:8080/");
    s_assert_good (option, "ws://[::1]:8080");
    s_assert_bad (option, "https://stream.bybit.com", "allowed scheme; allowed: wss://HOST[:PORT]");
    s_assert_bad (option, "stream.bybit.com", "allowed scheme");
    s_assert_bad (option, "wss://", "no valid host");
    s_assert_bad (option, "wss://user@host", "no valid host");
    s_assert_bad (option, "wss://host:0", "a port that");
    s_assert_bad (option, "wss://host/v5", "has a path");
    s_assert_bad (option, "wss://host//", "has a path");
    s_assert_bad (option, "wss://host?x=1", "has a query");
    option.traits = SUP_OPTION_PATH;
    s_assert_good (option, "wss://host/v5/public");
    s_assert_bad (option, "wss://host/a b", "a blank");
}

static void
test_a_host_and_port_may_be_off (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_HOST_PORT };
    s_assert_good (option, "off");
    s_assert_good (option, "127.0.0.1:8080");
    s_assert_good (option, "*:8080");
    s_assert_good (option, "[::]:8080");
    s_assert_bad (option, "8080", "has no port");
    s_assert_bad (option, "host:", "a port that");
    s_assert_bad (option, "OFF", "has no port");
}

static void
test_a_list_has_no_empty_items (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_LIST };
    s_assert_good (option, "a");
    s_assert_good (option, "a,b,c");
    s_assert_bad (option, "a,,c", "an empty item at position 3");
    s_assert_bad (option, ",a", "an empty item at position 1");
    s_assert_bad (option, "a,", "an empty item at position 3");
}

static void
test_no_text_holds_control_characters_or_broken_utf8 (void **state)
{
    (void) state;
    sup_option_t option = { .kind = SUP_OPTION_TEXT };
    s_assert_good (option, "größe");
    s_assert_bad (option, "a\nb", "a control character");
    s_assert_bad (option, "a\x1b[2J", "a control character");
    s_assert_bad (option, "a\xff", "not valid UTF-8");
    option.traits = SUP_OPTION_EMPTY;
    s_assert_good (option, "");
}

static const char *
s_nearest (const char *wanted, const char *words)
{
    static char name [SUP_NEAREST_MAX + 1];
    sup_nearest_t nearest;
    sup_nearest_init (&nearest, wanted, strlen (wanted));
    sup_nearest_offer_words (&nearest, words);
    memset (name, 0, sizeof name);
    if (nearest.name) {
        memcpy (name, nearest.name, nearest.name_size);
    }
    return name;
}

static void
test_the_nearest_name_is_found_and_a_far_one_is_not (void **state)
{
    (void) state;
    const char *words = "silence|grace|check-interval|market";
    assert_string_equal (s_nearest ("silense", words), "silence");
    assert_string_equal (s_nearest ("SILENCE", words), "silence");
    assert_string_equal (s_nearest ("check_interval", words), "check-interval");
    assert_string_equal (s_nearest ("markte", words), "market");
    assert_string_equal (s_nearest ("gracee", words), "grace");
    assert_string_equal (s_nearest ("volume", words), "");
    assert_string_equal (s_nearest ("", words), "");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_duration_has_a_unit_and_a_range),
        cmocka_unit_test (test_a_bare_zero_is_a_duration_where_the_range_allows_it),
        cmocka_unit_test (test_a_size_is_bytes_or_has_a_binary_unit),
        cmocka_unit_test (test_an_integer_is_whole_and_within_its_range),
        cmocka_unit_test (test_a_word_is_one_of_those_allowed),
        cmocka_unit_test (test_an_endpoint_is_tcp_or_ipc),
        cmocka_unit_test (test_a_url_has_the_schemes_of_its_option_and_no_path),
        cmocka_unit_test (test_a_host_and_port_may_be_off),
        cmocka_unit_test (test_a_list_has_no_empty_items),
        cmocka_unit_test (test_no_text_holds_control_characters_or_broken_utf8),
        cmocka_unit_test (test_the_nearest_name_is_found_and_a_far_one_is_not),
    };
    return UNIT_RUN ("sup_option", tests);
}
