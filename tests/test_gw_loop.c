//  Tests of gw_loop: what one loop does to those of other threads

#include "gw_loop.h"

#include <openssl/ssl.h>

#include "unit.h"

//  libwebsockets marks each TLS session with its connection, at a place that OpenSSL gives
//  out. If it took another place for each loop, sessions that are just beginning in other
//  threads would not be found again.

static void
test_a_new_loop_disturbs_no_other (void **state)
{
    (void) state;
    int first = SSL_get_ex_new_index (0, NULL, NULL, NULL, NULL);
    for (int count = 0; count < 3; count++) {
        gw_loop_t *loop = gw_loop_new (NULL);
        assert_non_null (loop);
        gw_loop_destroy (&loop);
        assert_null (loop);
    }
    assert_in_range (SSL_get_ex_new_index (0, NULL, NULL, NULL, NULL), first + 1, first + 2);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_new_loop_disturbs_no_other),
    };
    return UNIT_RUN ("gw_loop", tests);
}
