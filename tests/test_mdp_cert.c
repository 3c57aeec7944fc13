//  Tests of mdp_cert: files of keys, ours and those of other tools, and what is none.

#include "mdp_cert.h"
#include "unit.h"

#include <czmq.h>
#include <glob.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PUBLIC_KEY "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
#define SECRET_KEY "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
#define OTHER_KEY "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

enum { PATH_SIZE = 64 };

typedef struct {
    char folder [32];
    char path [PATH_SIZE];
    char public_path [PATH_SIZE];
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    strcpy (self->folder, "/tmp/test_mdp_cert_XXXXXX");
    assert_non_null (mkdtemp (self->folder));
    snprintf (self->path, sizeof self->path, "%s/key", self->folder);
    snprintf (self->public_path, sizeof self->public_path, "%s/key.pub", self->folder);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    unlink (self->path);
    unlink (self->public_path);
    char pattern [PATH_SIZE];
    snprintf (pattern, sizeof pattern, "%s/key.*", self->folder);  //  What was not finished
    glob_t found;
    if (glob (pattern, 0, NULL, &found) == 0) {
        for (size_t index = 0; index < found.gl_pathc; index++) {
            unlink (found.gl_pathv [index]);
        }
        globfree (&found);
    }
    rmdir (self->folder);
    free (self);
    return 0;
}

static void
s_write (const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen (path, "w");
    assert_non_null (file);
    assert_true (fputs (text, file) >= 0);
    fclose (file);
    assert_int_equal (chmod (path, mode), 0);
}

static void
s_assert_parsed (const char *text, const char *public_key, const char *secret_key)
{
    mdp_cert_t cert;
    const char *trouble = mdp_cert_parse (&cert, text, strlen (text));
    if (trouble) {
        fail_msg ("%s: %s", text, trouble);
    }
    assert_string_equal (cert.public_key, public_key);
    assert_string_equal (cert.secret_key, secret_key);
}

static void
s_assert_refused (const char *text, const char *trouble)
{
    mdp_cert_t cert;
    assert_string_equal (mdp_cert_parse (&cert, text, strlen (text)), trouble);
    assert_string_equal (cert.public_key, "");
    assert_string_equal (cert.secret_key, "");
}

static void
test_reads_what_czmq_writes (void **state)
{
    (void) state;
    s_assert_parsed ("#   ****  Generated on 2026-11-24 17:00:00 by CZMQ  ****\n"
                     "#   ZeroMQ CURVE **Secret** Certificate\n"
                     "metadata\n"
                     "    name = \"a reader\"\n"
                     "curve\n"
                     "    public-key = \"" PUBLIC_KEY "\"\n"
                     "    secret-key = \"" SECRET_KEY "\"\n",
                     PUBLIC_KEY, SECRET_KEY);
}

static void
test_reads_a_public_key_alone (void **state)
{
    (void) state;
    s_assert_parsed ("curve\n    public-key = \"" PUBLIC_KEY "\"\n", PUBLIC_KEY, "");
}

static void
test_finds_the_public_key_of_a_secret_one (void **state)
{
    (void) state;
    s_assert_parsed ("secret-key = \"" SECRET_KEY "\"", PUBLIC_KEY, SECRET_KEY);
}

static void
test_takes_quotes_blanks_and_line_ends_as_they_come (void **state)
{
    (void) state;
    s_assert_parsed ("\tpublic-key='" PUBLIC_KEY "'\r\n", PUBLIC_KEY, "");
    s_assert_parsed ("public-key =  " PUBLIC_KEY "  \n", PUBLIC_KEY, "");
    s_assert_parsed ("#public-key = \"" OTHER_KEY "\"\npublic-keys = 1\npublic-key = \"" PUBLIC_KEY
                     "\"",
                     PUBLIC_KEY, "");
}

static void
test_refuses_what_holds_no_keys (void **state)
{
    (void) state;
    s_assert_refused ("", "it holds no key");
    s_assert_refused ("curve\n    public-key\n", "it holds no key");
    s_assert_refused ("# public-key = \"" PUBLIC_KEY "\"\n", "it holds no key");
    s_assert_refused ("public-key = \"\"\n", "a key in it is not 40 characters long");
    s_assert_refused ("public-key = \"" PUBLIC_KEY "x\"\n",
                      "a key in it is not 40 characters long");
    s_assert_refused ("public-key = \"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{h~~\"\n",
                      "a key in it is not Z85");
    s_assert_refused ("public-key = \"" PUBLIC_KEY "\"\npublic-key = \"" OTHER_KEY "\"\n",
                      "it holds a key twice");
    mdp_cert_t cert;
    assert_string_equal (mdp_cert_parse (&cert, "a\0b", 3), "it is not a text");
}

static void
test_refuses_keys_that_are_no_pair (void **state)
{
    (void) state;
    s_assert_refused ("public-key = \"" OTHER_KEY "\"\nsecret-key = \"" SECRET_KEY "\"\n",
                      "its two keys are no pair");
}

static void
test_a_new_pair_is_read_back_and_by_czmq (void **state)
{
    fixture_t *self = *state;
    mdp_cert_t made;
    assert_true (mdp_cert_make (&made));
    assert_null (mdp_cert_save (&made, self->path, true));
    assert_null (mdp_cert_save (&made, self->public_path, false));
    mdp_cert_t read;
    assert_null (mdp_cert_load_secret (&read, self->path));
    assert_string_equal (read.public_key, made.public_key);
    assert_string_equal (read.secret_key, made.secret_key);
    assert_null (mdp_cert_load_public (&read, self->public_path));
    assert_string_equal (read.public_key, made.public_key);
    assert_string_equal (read.secret_key, "");
    zcert_t *theirs = zcert_load (self->path);
    assert_non_null (theirs);
    assert_string_equal (zcert_public_txt (theirs), made.public_key);
    assert_string_equal (zcert_secret_txt (theirs), made.secret_key);
    zcert_destroy (&theirs);
}

static void
test_a_secret_file_is_its_owners_alone (void **state)
{
    fixture_t *self = *state;
    mdp_cert_t cert;
    assert_true (mdp_cert_make (&cert));
    assert_null (mdp_cert_save (&cert, self->path, true));
    struct stat about;
    assert_int_equal (stat (self->path, &about), 0);
    assert_int_equal (about.st_mode & 07777, 0600);
    for (mode_t bit = 1; bit <= 040; bit <<= 1) {
        assert_int_equal (chmod (self->path, 0600 | bit), 0);
        assert_string_equal (mdp_cert_load_secret (&cert, self->path),
                             "others than its owner may use it; chmod 600 it");
    }
    assert_int_equal (chmod (self->path, 0400), 0);
    assert_null (mdp_cert_load_secret (&cert, self->path));
}

static void
test_a_credential_of_systemd_may_show_an_access_list (void **state)
{
    fixture_t *self = *state;
    mdp_cert_t cert;
    assert_true (mdp_cert_make (&cert));
    assert_null (mdp_cert_save (&cert, self->path, true));
    assert_int_equal (chmod (self->path, 0440), 0);
    assert_non_null (mdp_cert_load_secret (&cert, self->path));
    assert_int_equal (setenv ("CREDENTIALS_DIRECTORY", self->folder, 1), 0);
    assert_null (mdp_cert_load_secret (&cert, self->path));
    assert_int_equal (chmod (self->path, 0444), 0);
    assert_non_null (mdp_cert_load_secret (&cert, self->path));
    assert_int_equal (setenv ("CREDENTIALS_DIRECTORY", "/run/credentials", 1), 0);
    assert_int_equal (chmod (self->path, 0440), 0);
    assert_non_null (mdp_cert_load_secret (&cert, self->path));
    assert_int_equal (unsetenv ("CREDENTIALS_DIRECTORY"), 0);
}

static void
test_no_file_is_written_over (void **state)
{
    fixture_t *self = *state;
    mdp_cert_t cert;
    assert_true (mdp_cert_make (&cert));
    s_write (self->path, "mine", 0600);
    assert_string_equal (mdp_cert_save (&cert, self->path, true), strerror (EEXIST));
    assert_string_equal (mdp_cert_load_secret (&cert, self->path), "it holds no key");
}

//  Whatever ends us in the middle, what stands under the name is whole.

static void
test_a_file_appears_whole_or_not_at_all (void **state)
{
    fixture_t *self = *state;
    mdp_cert_t cert;
    assert_true (mdp_cert_make (&cert));
    const struct rlimit none = { .rlim_cur = 0 };
    pid_t pid = fork ();
    assert_true (pid >= 0);
    if (pid == 0) {
        (void) signal (SIGXFSZ, SIG_DFL);
        (void) setrlimit (RLIMIT_FSIZE, &none);
        (void) mdp_cert_save (&cert, self->path, true);  //  The first byte ends us
        _exit (1);
    }
    int status;
    assert_int_equal (waitpid (pid, &status, 0), pid);
    assert_true (WIFSIGNALED (status));
    assert_int_equal (access (self->path, F_OK), -1);
    assert_null (mdp_cert_save (&cert, self->path, true));
}

static void
test_a_file_that_is_none_is_told (void **state)
{
    fixture_t *self = *state;
    mdp_cert_t cert;
    assert_string_equal (mdp_cert_load_secret (&cert, self->path), strerror (ENOENT));
    assert_string_equal (mdp_cert_load_public (&cert, self->folder), "it is no file");
    s_write (self->path, "public-key = \"" PUBLIC_KEY "\"\n", 0600);
    assert_string_equal (mdp_cert_load_secret (&cert, self->path),
                         "it holds no secret key, only the public one");
    char *text = malloc (MDP_CERT_TEXT_MAX + 2);
    assert_non_null (text);
    memset (text, '#', MDP_CERT_TEXT_MAX + 1);
    text [MDP_CERT_TEXT_MAX + 1] = 0;
    s_write (self->path, text, 0600);
    free (text);
    assert_string_equal (mdp_cert_load_public (&cert, self->path),
                         "it is too long for a file of keys");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_reads_what_czmq_writes),
        UNIT_FIXTURE (test_reads_a_public_key_alone),
        UNIT_FIXTURE (test_finds_the_public_key_of_a_secret_one),
        UNIT_FIXTURE (test_takes_quotes_blanks_and_line_ends_as_they_come),
        UNIT_FIXTURE (test_refuses_what_holds_no_keys),
        UNIT_FIXTURE (test_refuses_keys_that_are_no_pair),
        UNIT_FIXTURE (test_a_new_pair_is_read_back_and_by_czmq),
        UNIT_FIXTURE (test_a_secret_file_is_its_owners_alone),
        UNIT_FIXTURE (test_a_credential_of_systemd_may_show_an_access_list),
        UNIT_FIXTURE (test_no_file_is_written_over),
        UNIT_FIXTURE (test_a_file_appears_whole_or_not_at_all),
        UNIT_FIXTURE (test_a_file_that_is_none_is_told),
    };
    return UNIT_RUN ("mdp_cert", tests);
}
