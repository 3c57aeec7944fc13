//  Tests of settings_access: which key files are taken, and what is said of the others.

#include "settings_access.h"
#include "test_sup_told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "settings_table.h"

enum { PATH_SIZE = 64 };

typedef struct {
    char folder [32];
    char secret [PATH_SIZE];
    char public [PATH_SIZE];
    mdp_cert_t cert;
    told_t told;
    mdp_access_t access;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    strcpy (self->folder, "/tmp/test_access_XXXXXX");
    assert_non_null (mkdtemp (self->folder));
    snprintf (self->secret, sizeof self->secret, "%s/server", self->folder);
    snprintf (self->public, sizeof self->public, "%s/server.pub", self->folder);
    assert_true (mdp_cert_make (&self->cert));
    assert_null (mdp_cert_save (&self->cert, self->secret, true));
    told_init (&self->told, &SETTINGS_SPEC);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    told_free (&self->told);
    unlink (self->secret);
    unlink (self->public);
    rmdir (self->folder);
    free (self);
    return 0;
}

static void
s_give (fixture_t *self, const char *name, const char *text)
{
    const sup_value_t value = { .text = text, .source = { .kind = SUP_SOURCE_FLAG } };
    const sup_option_t *option = sup_options_find (self->told.options, name);
    assert_non_null (option);
    assert_int_equal (sup_options_put (self->told.options, 0, option, &value, false), 0);
}

static const mdp_access_t *
s_read (fixture_t *self)
{
    const mdp_access_t *access = settings_access_read (&self->access, self->told.options);
    settings_access_warn (access, self->told.errors);
    fflush (self->told.file);
    return access;
}

static void
s_assert_told (fixture_t *self, const char *what)
{
    told_assert (&self->told, what);
    assert_int_equal (sup_errors_exit_code (self->told.errors), SUP_EXIT_CONFIG);
}

static void
test_by_default_nothing_is_encrypted (void **state)
{
    fixture_t *self = *state;
    assert_null (s_read (self));
    assert_string_equal (self->told.text, "");
}

static void
test_a_secret_alone_lets_any_key_read (void **state)
{
    fixture_t *self = *state;
    s_give (self, "curve-secret", self->secret);
    const mdp_access_t *access = s_read (self);
    assert_string_equal (access->server.secret_key, self->cert.secret_key);
    assert_string_equal (access->server.public_key, self->cert.public_key);
    assert_null (access->folder);
    assert_string_equal (self->told.text, "");
}

static void
test_a_directory_says_who_may_read (void **state)
{
    fixture_t *self = *state;
    assert_null (mdp_cert_save (&self->cert, self->public, false));
    s_give (self, "curve-secret", self->secret);
    s_give (self, "curve-allow", self->folder);
    assert_string_equal (s_read (self)->folder, self->folder);
    assert_string_equal (self->told.text, "");
}

static void
test_a_directory_without_keys_is_warned_of (void **state)
{
    fixture_t *self = *state;
    s_give (self, "curve-secret", self->secret);
    s_give (self, "curve-allow", self->folder);
    assert_non_null (s_read (self));
    assert_non_null (strstr (self->told.text, "so nobody may read until there is one"));
    assert_int_equal (sup_errors_count (self->told.errors), 0);
}

static void
test_a_file_of_it_that_is_no_key_is_warned_of (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (symlink ("/dev/null", self->public), 0);
    s_give (self, "curve-secret", self->secret);
    s_give (self, "curve-allow", self->folder);
    assert_non_null (s_read (self));
    assert_non_null (strstr (self->told.text, "the first is server.pub: it is no file"));
    assert_int_equal (sup_errors_count (self->told.errors), 0);
}

static void
test_a_secret_that_others_may_read_is_refused (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (chmod (self->secret, 0640), 0);
    s_give (self, "curve-secret", self->secret);
    (void) s_read (self);
    s_assert_told (self, "others than its owner may use it; chmod 600 it");
}

static void
test_what_is_no_secret_is_refused (void **state)
{
    fixture_t *self = *state;
    assert_null (mdp_cert_save (&self->cert, self->public, false));
    assert_int_equal (chmod (self->public, 0600), 0);
    s_give (self, "curve-secret", self->public);
    (void) s_read (self);
    s_assert_told (self, "it holds no secret key, only the public one; allowed: a file that");
}

static void
test_a_directory_that_is_none_is_refused (void **state)
{
    fixture_t *self = *state;
    s_give (self, "curve-secret", self->secret);
    s_give (self, "curve-allow", self->secret);
    (void) s_read (self);
    s_assert_told (self, "Not a directory; allowed: a directory of public keys");
}

static void
test_a_directory_without_a_secret_is_refused (void **state)
{
    fixture_t *self = *state;
    s_give (self, "curve-allow", self->folder);
    assert_null (s_read (self));
    s_assert_told (self, "it needs curve-secret");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_by_default_nothing_is_encrypted),
        UNIT_FIXTURE (test_a_secret_alone_lets_any_key_read),
        UNIT_FIXTURE (test_a_directory_says_who_may_read),
        UNIT_FIXTURE (test_a_directory_without_keys_is_warned_of),
        UNIT_FIXTURE (test_a_file_of_it_that_is_no_key_is_warned_of),
        UNIT_FIXTURE (test_a_secret_that_others_may_read_is_refused),
        UNIT_FIXTURE (test_what_is_no_secret_is_refused),
        UNIT_FIXTURE (test_a_directory_that_is_none_is_refused),
        UNIT_FIXTURE (test_a_directory_without_a_secret_is_refused),
    };
    return UNIT_RUN ("settings_access", tests);
}
