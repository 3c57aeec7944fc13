//  Tests of mdp_keyring: the folder as it is now. Time is an argument, so nothing here waits.

#include "mdp_keyring.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { T0 = 1000000, PATH_SIZE = 320 };

typedef struct {
    char folder [32];
    mdp_keyring_t *keys;
    mdp_cert_t cert;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    strcpy (self->folder, "/tmp/test_keyring_XXXXXX");
    assert_non_null (mkdtemp (self->folder));
    self->keys = mdp_keyring_new (self->folder);
    assert_true (mdp_cert_make (&self->cert));
    *state = self;
    return 0;
}

static void
s_path (const fixture_t *self, const char *name, char path [PATH_SIZE])
{
    int size = snprintf (path, PATH_SIZE, "%s/%s", self->folder, name);
    assert_true (size < PATH_SIZE);
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    mdp_keyring_destroy (&self->keys);
    assert_null (self->keys);
    DIR *folder = opendir (self->folder);
    struct dirent *entry;
    while (folder && (entry = readdir (folder))) {
        char path [PATH_SIZE];
        s_path (self, entry->d_name, path);
        (void) unlink (path);
    }
    if (folder) {
        closedir (folder);
    }
    rmdir (self->folder);
    free (self);
    return 0;
}

static void
s_save (const fixture_t *self, const char *name)
{
    char path [PATH_SIZE];
    s_path (self, name, path);
    assert_null (mdp_cert_save (&self->cert, path, false));
}

static void
s_remove (const fixture_t *self, const char *name)
{
    char path [PATH_SIZE];
    s_path (self, name, path);
    assert_int_equal (unlink (path), 0);
}

static void
test_holds_the_keys_of_its_files (void **state)
{
    fixture_t *self = *state;
    assert_false (mdp_keyring_has (self->keys, self->cert.public_key));
    s_save (self, "a.pub");
    mdp_cert_t other = self->cert;
    assert_true (mdp_cert_make (&self->cert));
    s_save (self, "b.key");
    assert_null (mdp_keyring_read (self->keys, T0));
    assert_int_equal (mdp_keyring_count (self->keys), 2);
    assert_true (mdp_keyring_has (self->keys, self->cert.public_key));
    assert_true (mdp_keyring_has (self->keys, other.public_key));
    assert_true (mdp_cert_make (&other));
    assert_false (mdp_keyring_has (self->keys, other.public_key));
    assert_false (mdp_keyring_has (self->keys, ""));
}

static void
test_a_file_that_comes_or_goes_counts_within_a_second (void **state)
{
    fixture_t *self = *state;
    assert_null (mdp_keyring_read (self->keys, T0));
    s_save (self, "a.pub");
    assert_null (mdp_keyring_read (self->keys, T0 + MDP_KEYRING_MS - 1));
    assert_false (mdp_keyring_has (self->keys, self->cert.public_key));
    assert_null (mdp_keyring_read (self->keys, T0 + MDP_KEYRING_MS));
    assert_true (mdp_keyring_has (self->keys, self->cert.public_key));
    s_remove (self, "a.pub");
    assert_null (mdp_keyring_read (self->keys, T0 + 2 * MDP_KEYRING_MS - 1));
    assert_true (mdp_keyring_has (self->keys, self->cert.public_key));
    assert_null (mdp_keyring_read (self->keys, T0 + 2 * MDP_KEYRING_MS));
    assert_false (mdp_keyring_has (self->keys, self->cert.public_key));
}

static void
test_only_names_that_are_meant_count (void **state)
{
    fixture_t *self = *state;
    s_save (self, "a.pub~");
    s_save (self, "b.pub.revoked");
    s_save (self, ".c.pub");
    s_save (self, "pub");
    assert_null (mdp_keyring_read (self->keys, T0));
    assert_int_equal (mdp_keyring_count (self->keys), 0);
    assert_int_equal (mdp_keyring_faults (self->keys), 0);
    assert_null (mdp_keyring_fault (self->keys));
}

static void
test_a_file_that_holds_no_key_is_told_and_hides_no_other (void **state)
{
    fixture_t *self = *state;
    s_save (self, "good.pub");
    char path [PATH_SIZE];
    s_path (self, "bad.pub", path);
    FILE *file = fopen (path, "w");
    assert_non_null (file);
    fclose (file);
    assert_null (mdp_keyring_read (self->keys, T0));
    assert_int_equal (mdp_keyring_count (self->keys), 1);
    assert_int_equal (mdp_keyring_faults (self->keys), 1);
    assert_string_equal (mdp_keyring_fault (self->keys), "bad.pub: it holds no key");
}

static void
test_a_folder_that_is_gone_holds_no_keys (void **state)
{
    fixture_t *self = *state;
    s_save (self, "a.pub");
    assert_null (mdp_keyring_read (self->keys, T0));
    s_remove (self, "a.pub");
    assert_int_equal (rmdir (self->folder), 0);
    assert_string_equal (mdp_keyring_read (self->keys, T0 + MDP_KEYRING_MS), strerror (ENOENT));
    assert_false (mdp_keyring_has (self->keys, self->cert.public_key));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_holds_the_keys_of_its_files),
        UNIT_FIXTURE (test_a_file_that_comes_or_goes_counts_within_a_second),
        UNIT_FIXTURE (test_only_names_that_are_meant_count),
        UNIT_FIXTURE (test_a_file_that_holds_no_key_is_told_and_hides_no_other),
        UNIT_FIXTURE (test_a_folder_that_is_gone_holds_no_keys),
    };
    return UNIT_RUN ("mdp_keyring", tests);
}
