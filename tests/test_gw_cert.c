//  Tests of gw_cert: words for a connection that came to nothing

#include "gw_cert.h"

#include "unit.h"

#define HANDSHAKE(reason) "no TLS handshake: " reason "; is it a TLS server, and is the URL right?"

static void
s_assert_why (const char *fault, const char *words, const char *expected)
{
    char why [GW_CERT_WHY_SIZE];
    gw_cert_why (fault, words, why);
    assert_string_equal (why, expected);
}

static void
test_a_fault_of_the_certificate_goes_before_all (void **state)
{
    (void) state;
    s_assert_why ("its certificate is not trusted", "tls: x", "its certificate is not trusted");
    s_assert_why ("", "conn fail: 111", "conn fail: 111");
}

//  As version 4.1 of the library has it, and as 4.3 has it.

static void
test_a_handshake_that_failed_is_told_in_words (void **state)
{
    (void) state;
    s_assert_why ("", "connect SSL err 1: error:00000001:lib(0)::reason(1)",
                  HANDSHAKE ("it answered otherwise, or refused"));
    s_assert_why ("", "tls: error:0A00010B:SSL routines::wrong version number",
                  HANDSHAKE ("error:0A00010B:SSL routines::wrong version number"));
    s_assert_why ("", "connect SYSCALL 104", HANDSHAKE ("Connection reset by peer"));
    s_assert_why ("", "connect SYSCALL 0", HANDSHAKE ("it was cut off"));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_fault_of_the_certificate_goes_before_all),
        cmocka_unit_test (test_a_handshake_that_failed_is_told_in_words),
    };
    return UNIT_RUN ("gw_cert", tests);
}
