//  Tests of sim_fault: the words of faults, and the hints for those mistyped.

#include "sim_fault.h"

#include <string.h>

#include "unit.h"

static sim_fault_t
s_read (const char *words)
{
    sim_fault_t fault;
    sim_text_t why = { 0 };
    assert_true (sim_fault_read (words, &fault, &why));
    sim_text_destroy (&why);
    return fault;
}

static void
s_assert_refused (const char *words, const char *reason)
{
    sim_fault_t fault;
    sim_text_t why = { 0 };
    assert_false (sim_fault_read (words, &fault, &why));
    assert_string_equal (why.data, reason);
    sim_text_destroy (&why);
}

static void
test_reads_name_argument_connection_and_time (void **state)
{
    (void) state;
    sim_fault_t fault = s_read ("close=1012 conn=3@2.5");
    assert_int_equal (fault.kind, SIM_FAULT_CLOSE);
    assert_int_equal (fault.number, 1012);
    assert_int_equal (fault.conn, 3);
    assert_int_equal (fault.after_ns, 2500000000);
    fault = s_read ("conn=2; mute=BTC-25SEP26-90000-C-USDT");
    assert_int_equal (fault.kind, SIM_FAULT_MUTE);
    assert_string_equal (fault.arg, "BTC-25SEP26-90000-C-USDT");
    assert_int_equal (fault.conn, 2);
    fault = s_read ("flood=50000,10");
    assert_int_equal (fault.number, 50000);
    assert_int_equal (fault.seconds, 10);
    assert_true (s_read ("drip=off").is_off);
    assert_false (s_read ("drip").is_off);
    fault = s_read ("lag=200 conn=2");
    assert_int_equal (fault.number, 200);
    assert_int_equal (fault.conn, 2);
    assert_int_equal (s_read ("refuse=hang").kind, SIM_FAULT_REFUSE);
    assert_string_equal (s_read ("raw=8900").arg, "8900");
}

static void
test_refuses_what_it_does_not_know_with_a_hint (void **state)
{
    (void) state;
    s_assert_refused ("clsoe", "no fault is called 'clsoe'; did you mean 'close'?");
    s_assert_refused ("everything", "no fault is called 'everything'");
    s_assert_refused ("", "a fault needs a name");
    s_assert_refused ("close=soon", "close takes a number, not 'soon'");
    s_assert_refused ("close cut", "'cut' is one word too many");
    s_assert_refused ("cut=1", "cut takes no value");
    s_assert_refused ("mute", "mute needs a symbol: mute=BTCUSDT");
    s_assert_refused ("refuse=200", "refuse takes one of: 301 403 429 502 503 hang off");
    s_assert_refused ("refuse=40", "refuse takes one of: 301 403 429 502 503 hang off");
    s_assert_refused (
        "rest",
        "rest takes one of: 301 403 429 502 503 hang slow garbage reversed twice short off");
    s_assert_refused ("raw", "raw needs bytes: raw=8900");
    s_assert_refused ("raw=890", "raw needs bytes: raw=8900");
    s_assert_refused ("raw=89zz", "raw needs bytes: raw=8900");
    s_assert_refused ("u1 conn=1", "u1 is for all connections");
    s_assert_refused ("cut conn=0", "'0' is no connection");
    s_assert_refused ("cut@soon", "'soon' is no number of seconds");
}

static void
test_the_help_has_every_answer_that_is_taken (void **state)
{
    (void) state;
    sim_text_t help = { 0 };
    sim_fault_help (&help);
    assert_non_null (strstr (help.data, "=301|403|429|502|503|hang|off  new"));
    assert_non_null (strstr (
        help.data, "=301|403|429|502|503|hang|slow|garbage|reversed|twice|short|off  REST"));
    sim_text_destroy (&help);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_reads_name_argument_connection_and_time),
        cmocka_unit_test (test_refuses_what_it_does_not_know_with_a_hint),
        cmocka_unit_test (test_the_help_has_every_answer_that_is_taken),
    };
    return UNIT_RUN ("sim_fault", tests);
}
