//  Tests of gw_loop: what one loop does to those of other threads

#include "gw_loop.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>

#include "unit.h"

enum { KEYS_MAX = 128 };  //  Of a process that has a handful

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

//  How many libraries keep something of this thread, to be freed when it ends.

static size_t
s_kept (void)
{
    size_t kept = 0;
    for (pthread_key_t key = 0; key < KEYS_MAX; key++) {
        kept += pthread_getspecific (key) != NULL;
    }
    return kept;
}

static void *
s_live (void *argument)
{
    size_t *kept = argument;
    kept [0] = s_kept ();
    gw_loop_t *loop = gw_loop_new (NULL);
    ERR_clear_error ();  //  OpenSSL keeps the errors of each thread
    kept [1] = s_kept ();
    gw_loop_destroy (&loop);
    kept [2] = s_kept ();
    return NULL;
}

//  The thread may end while the process does, and OpenSSL then frees it all at once.

static void
test_a_loop_leaves_nothing_of_openssl_in_its_thread (void **state)
{
    (void) state;
    pthread_t thread;
    size_t kept [3];
    assert_int_equal (pthread_create (&thread, NULL, s_live, kept), 0);
    assert_int_equal (pthread_join (thread, NULL), 0);
    assert_true (kept [1] > kept [0]);
    assert_int_equal (kept [2], kept [0]);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_new_loop_disturbs_no_other),
        cmocka_unit_test (test_a_loop_leaves_nothing_of_openssl_in_its_thread),
    };
    return UNIT_RUN ("gw_loop", tests);
}
