//  Tests of tgc_keys: files of `tickgate keygen`, and what is none

#include "tickgate.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PUBLIC_KEY "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
#define SECRET_KEY "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
#define PUBLIC_LINE "    public-key = \"" PUBLIC_KEY "\"\n"
#define SECRET_LINE "    secret-key = \"" SECRET_KEY "\"\n"
#define HEAD "#   ZeroMQ CURVE Certificate\n\nmetadata\ncurve\n"

//  Load a file of this text and mode; returns what is wrong with it.

static const char *
s_load_mode (tgc_keys_t *keys, const char *text, mode_t mode)
{
    char path [] = "/tmp/test_tgc_keys_XXXXXX";
    int file = mkstemp (path);
    assert_int_not_equal (file, -1);
    assert_int_equal (write (file, text, strlen (text)), strlen (text));
    assert_int_equal (fchmod (file, mode), 0);
    close (file);
    memset (keys, 'x', sizeof *keys);
    const char *trouble = tgc_keys_load (keys, path);
    unlink (path);
    return trouble;
}

static const char *
s_load (tgc_keys_t *keys, const char *text)
{
    return s_load_mode (keys, text, 0600);
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
test_a_secret_key_that_others_may_use_is_refused (void **state)
{
    (void) state;
    static const mode_t MODES [] = { 0640, 0604, 0620, 0644, 0666 };
    tgc_keys_t keys;
    for (size_t index = 0; index < sizeof MODES / sizeof *MODES; index++) {
        assert_string_equal (s_load_mode (&keys, HEAD PUBLIC_LINE SECRET_LINE, MODES [index]),
                             "others than its owner may use it; chmod 600 it");
        assert_string_equal (keys.secret_key, "");
        assert_null (s_load_mode (&keys, HEAD PUBLIC_LINE, MODES [index]));
    }
    assert_null (s_load_mode (&keys, HEAD PUBLIC_LINE SECRET_LINE, 0400));
}

static void
test_a_credential_of_systemd_may_be_its_groups (void **state)
{
    (void) state;
    tgc_keys_t keys;
    setenv ("CREDENTIALS_DIRECTORY", "/tmp", 1);
    const char *of_the_group = s_load_mode (&keys, HEAD PUBLIC_LINE SECRET_LINE, 0440);
    const char *of_all = s_load_mode (&keys, HEAD PUBLIC_LINE SECRET_LINE, 0444);
    unsetenv ("CREDENTIALS_DIRECTORY");
    assert_null (of_the_group);
    assert_non_null (of_all);
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
        cmocka_unit_test (test_a_secret_key_that_others_may_use_is_refused),
        cmocka_unit_test (test_a_credential_of_systemd_may_be_its_groups),
        cmocka_unit_test (test_what_cannot_be_read_is_told),
        cmocka_unit_test (test_a_client_takes_what_was_loaded_and_nothing_less),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
