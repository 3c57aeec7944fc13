//  Tests of bybit_request: requests are written as the exchange wants them, or not at all

#include "bybit_request.h"
#include "unit.h"

#include <string.h>

static const char *const TOPICS [] = { "orderbook.50.BTCUSDT", "publicTrade.BTC-26DEC25",
                                       "publicTrade.\xe5\xb8\x81" };

static void
test_writes_subscribe_unsubscribe_and_ping (void **state)
{
    (void) state;
    char text [256];
    size_t size = bybit_request_write (text, sizeof text, BYBIT_SUBSCRIBE, 17, TOPICS, 2);
    assert_string_equal (text, "{\"req_id\":\"17\",\"op\":\"subscribe\",\"args\":["
                               "\"orderbook.50.BTCUSDT\",\"publicTrade.BTC-26DEC25\"]}");
    assert_int_equal (size, strlen (text));
    size = bybit_request_write (text, sizeof text, BYBIT_UNSUBSCRIBE, UINT64_MAX, TOPICS + 2, 1);
    assert_string_equal (text, "{\"req_id\":\"18446744073709551615\",\"op\":\"unsubscribe\","
                               "\"args\":[\"publicTrade.\xe5\xb8\x81\"]}");
    assert_int_equal (size, strlen (text));
    size = bybit_request_write (text, sizeof text, BYBIT_PING, 3, NULL, 0);
    assert_string_equal (text, "{\"req_id\":\"3\",\"op\":\"ping\"}");
    assert_int_equal (size, strlen (text));
}

static void
test_what_does_not_fit_is_refused (void **state)
{
    (void) state;
    char text [256];
    size_t size = bybit_request_write (text, sizeof text, BYBIT_SUBSCRIBE, 17, TOPICS, 3);
    assert_true (size > 0);
    for (size_t room = 1; room < sizeof text; room++) {
        memset (text, '#', sizeof text);
        size_t written = bybit_request_write (text, room, BYBIT_SUBSCRIBE, 17, TOPICS, 3);
        assert_int_equal (written, room > size ? size : 0);
        for (size_t index = room; index < sizeof text; index++) {
            assert_int_equal (text [index], '#');
        }
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_writes_subscribe_unsubscribe_and_ping),
        cmocka_unit_test (test_what_does_not_fit_is_refused),
    };
    return UNIT_RUN ("bybit_request", tests);
}
