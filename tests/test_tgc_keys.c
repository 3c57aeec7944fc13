//  Tests of tgc_keys: files of `tickgate keygen`, and what is none

#include "tickgate.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PUBLIC_KEY "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
#define SECRET_KEY "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
#define PUBLIC_LINE "    public-key = \"" PUBLIC_KEY "\"\n"
#define SECRET_LINE "    secret-key = \"" SECRET_KEY "\"\n"
#define HEAD "#   ZeroMQ CURVE Certificate\n\nmetadata\ncurve\n"

//  Load a file of this text; returns what is wrong with it.

static const char *
s_load (tgc_keys_t *keys, const char *text)
{
    char path [] = "/tmp/test_tgc_keys_XXXXXX";
    int file = mkstemp (path);
    assert_int_not_equal (file, -1);
    assert_int_equal (write (file, text, strlen (text)), strlen (text));
    close (file);
    memset (keys, 'x', sizeof *keys);
    const char *trouble = tgc_keys_load (keys, path);
    unlink (path);
    return trouble;
}

static void
test_a_pair_is_found_in_its_file (void **state)
{
    (void) state;
    tgc_keys_t keys;
    assert_null (s_load (&keys, HEAD PUBLIC_LINE SECRET_LINE));
    assert_string_equal (keys.public_key, PUBLIC_KEY);
    assert_string_equal (keys.secret_key, SECRET_KEY);
    assert_null (s_load (&keys, "public-key=\"" PUBLIC_KEY "\""));
    assert_string_equal (keys.public_key, PUBLIC_KEY);
    assert_string_equal (keys.secret_key, "");
}

static void
test_a_file_without_a_public_key_is_refused_and_no_key_is_left (void **state)
{
    (void) state;
    static const char *const TEXTS [] = {
        "",
        HEAD,
        HEAD SECRET_LINE,
        "public-key = \"" PUBLIC_KEY,
        "public-key = \"" PUBLIC_KEY "x\"\n",
        "public-key = \"short\"\n" SECRET_LINE,
        "a public-key = \"" PUBLIC_KEY "\"\n",
    };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        tgc_keys_t keys;
        assert_string_equal (s_load (&keys, TEXTS [index]),
                             "it holds no public-key of 40 characters");
        assert_string_equal (keys.public_key, "");
        assert_string_equal (keys.secret_key, "");
    }
}

static void
test_what_cannot_be_read_is_told (void **state)
{
    (void) state;
    tgc_keys_t keys;
    assert_string_equal (tgc_keys_load (&keys, "/nowhere/reader"), "No such file or directory");
    assert_string_equal (tgc_keys_load (&keys, "/tmp"), "Is a directory");
}

static void
test_a_client_takes_what_was_loaded_and_nothing_less (void **state)
{
    (void) state;
    tgc_keys_t keys;
    tgc_client_t *client = tgc_client_new ();
    assert_null (s_load (&keys, HEAD PUBLIC_LINE SECRET_LINE));
    assert_int_equal (
        tgc_client_set_keys (client, keys.public_key, keys.public_key, keys.secret_key), 0);
    assert_null (s_load (&keys, HEAD PUBLIC_LINE));
    assert_int_equal (
        tgc_client_set_keys (client, keys.public_key, keys.public_key, keys.secret_key), -1);
    tgc_client_destroy (&client);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_pair_is_found_in_its_file),
        cmocka_unit_test (test_a_file_without_a_public_key_is_refused_and_no_key_is_left),
        cmocka_unit_test (test_what_cannot_be_read_is_told),
        cmocka_unit_test (test_a_client_takes_what_was_loaded_and_nothing_less),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
