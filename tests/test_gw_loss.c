//  Tests of gw_loss: the reasons that our own classes and the libraries give

#include "gw_loss.h"

#include "unit.h"

static void
test_knows_what_ends_an_open_connection (void **state)
{
    (void) state;
    assert_int_equal (gw_loss_of (true, "closed by the exchange with code 1000"), GW_LOSS_CLOSE);
    assert_int_equal (gw_loss_of (true, "connection lost"), GW_LOSS_ERROR);
    assert_int_equal (gw_loss_of (true, "message over 4 MiB"), GW_LOSS_ERROR);
    assert_int_equal (gw_loss_of (true, "no frame, not even a pong"), GW_LOSS_PING_TIMEOUT);
    assert_int_equal (gw_loss_of (true, "most of its topics fell silent"), GW_LOSS_SILENCE);
    assert_int_equal (gw_loss_of (true, "a topic stays silent"), GW_LOSS_SILENCE);
}

static void
test_knows_why_one_cannot_be_opened (void **state)
{
    (void) state;
    assert_int_equal (gw_loss_of (false, "Unable to connect"), GW_LOSS_UNREACHABLE);
    assert_int_equal (gw_loss_of (false, "not open in time"), GW_LOSS_UNREACHABLE);
    assert_int_equal (gw_loss_of (false, "refused with HTTP status 502"), GW_LOSS_REFUSED);
    assert_int_equal (gw_loss_of (false, "server's cert didn't look good, X509_V_ERR = 19"),
                      GW_LOSS_TLS);
    assert_int_equal (gw_loss_of (false, "tls=hostname mismatch"), GW_LOSS_TLS);
}

static void
test_has_a_name_for_each (void **state)
{
    (void) state;
    for (int loss = 0; loss < GW_LOSSES; loss++) {
        assert_non_null (gw_loss_name ((gw_loss_t) loss));
    }
    assert_string_equal (gw_loss_name (GW_LOSS_PING_TIMEOUT), "ping_timeout");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_knows_what_ends_an_open_connection),
        cmocka_unit_test (test_knows_why_one_cannot_be_opened),
        cmocka_unit_test (test_has_a_name_for_each),
    };
    return UNIT_RUN ("gw_loss", tests);
}
