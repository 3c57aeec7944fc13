//  Tests of sup_request: every request gets the status that HTTP has for it

#include "sup_request.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define HOST "Host: x\r\n"

static int
s_read (sup_request_t *request, const char *text)
{
    return sup_request_read (request, text, strlen (text));
}

static void
test_takes_get_and_head (void **state)
{
    (void) state;
    sup_request_t request;
    assert_int_equal (s_read (&request, "GET /status?a=1&b HTTP/1.1\r\n" HOST "\r\n"), 200);
    assert_string_equal (request.path, "/status");
    assert_string_equal (request.query, "a=1&b");
    assert_false (request.is_head);
    assert_int_equal (s_read (&request, "HEAD / HTTP/1.0\r\n\r\n"), 200);
    assert_true (request.is_head);
    assert_int_equal (s_read (&request, "\r\nGET http://x/livez HTTP/1.1\n" HOST "\n"), 200);
    assert_string_equal (request.path, "/livez");
    assert_int_equal (s_read (&request, "GET /%6c%69vez HTTP/1.0\r\n\r\n"), 200);
    assert_string_equal (request.path, "/livez");
}

static void
test_waits_for_the_rest (void **state)
{
    (void) state;
    const char text [] = "GET / HTTP/1.1\r\n" HOST "Accept: */*\r\n\r\n";
    sup_request_t request;
    for (size_t size = 0; size < sizeof text - 1; size++) {
        assert_int_equal (sup_request_read (&request, text, size), 0);
    }
    assert_int_equal (sup_request_read (&request, text, sizeof text - 1), 200);
}

static void
test_refuses_with_the_right_status (void **state)
{
    (void) state;
    static const struct {
        const char *text;
        int status;
    } CASES [] = {
        { "POST /livez HTTP/1.1\r\n" HOST "\r\n", 405 },
        { "BREW /pot HTTP/1.1\r\n" HOST "\r\n", 405 },
        { "GET / HTTP/2.0\r\n", 505 },
        { "GET / HTTP/1.1\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\n" HOST "no header\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\n" HOST " folded: x\r\n\r\n", 400 },
        { "GET /\r\n\r\n", 400 },
        { "GET  HTTP/1.1\r\n\r\n", 400 },
        { "GET livez HTTP/1.1\r\n", 400 },
        { "GET /a b HTTP/1.1\r\n", 400 },
        { "GET /%zz HTTP/1.1\r\n", 400 },
        { "GET /%0a HTTP/1.1\r\n", 400 },
        { "GET /%4 HTTP/1.1\r\n", 400 },
        { "G\x01T / HTTP/1.1\r\n", 400 },
        { "GET / http/1.1\r\n", 400 },
        { "\x16\x03\x01\x01\n", 400 },
    };
    sup_request_t request;
    for (size_t index = 0; index < sizeof CASES / sizeof CASES [0]; index++) {
        assert_int_equal (s_read (&request, CASES [index].text), CASES [index].status);
    }
}

static void
test_refuses_what_is_too_long (void **state)
{
    (void) state;
    char *text = malloc (SUP_REQUEST_MAX + 1);
    assert_non_null (text);
    sup_request_t request;
    memset (text, 'x', SUP_REQUEST_MAX);
    assert_int_equal (sup_request_read (&request, text, SUP_REQUEST_MAX - 1), 0);
    assert_int_equal (sup_request_read (&request, text, SUP_REQUEST_MAX), 414);
    memcpy (text, "GET / HTTP/1.1\r\nX: ", 19);
    assert_int_equal (sup_request_read (&request, text, SUP_REQUEST_MAX), 431);
    memset (text, 'x', SUP_REQUEST_MAX);
    memcpy (text, "GET /", 5);
    memcpy (text + 1100, " HTTP/1.1\r\n", 11);
    assert_int_equal (sup_request_read (&request, text, 1111), 414);
    free (text);
}

static void
test_finds_parameters (void **state)
{
    (void) state;
    sup_request_t request;
    char value [16];
    assert_int_equal (
        s_read (&request,
                "GET /?topic=a%2Eb&verbose&long=0123456789abcdef&bad=%f HTTP/1.0\r\n\r\n"),
        200);
    assert_true (sup_request_parameter (&request, "topic", value, sizeof value));
    assert_string_equal (value, "a.b");
    assert_true (sup_request_parameter (&request, "verbose", NULL, 0));
    assert_false (sup_request_parameter (&request, "verb", value, sizeof value));
    assert_true (sup_request_parameter (&request, "long", value, sizeof value));
    assert_string_equal (value, "");
    assert_true (sup_request_parameter (&request, "bad", value, sizeof value));
    assert_string_equal (value, "");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_takes_get_and_head),
        cmocka_unit_test (test_waits_for_the_rest),
        cmocka_unit_test (test_refuses_with_the_right_status),
        cmocka_unit_test (test_refuses_what_is_too_long),
        cmocka_unit_test (test_finds_parameters),
    };
    return UNIT_RUN ("sup_request", tests);
}
