//  Tests of sup_actor: what a child writes to stderr, and what it leaves behind

#include "sup_actor.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child_lab.h"
#include "child_stub.h"
#include "unit.h"

enum { LIMIT_MS = 20000, ALARM_S = 90, PATH_SIZE = 512 };

//  Every test has a directory for pipes of its own.

static int
s_setup (void **state)
{
    char *directory = strdup ("/tmp/tickgate-test-XXXXXX");
    assert_non_null (mkdtemp (directory));
    (void) setenv ("XDG_RUNTIME_DIR", directory, 1);
    (void) alarm (ALARM_S);
    *state = directory;
    return 0;
}

static int
s_teardown (void **state)
{
    (void) alarm (0);
    int rc = rmdir (*state);
    free (*state);
    return rc;  //  A pipe that was left behind fails the test
}

static child_lab_t *
s_start (const char *text)
{
    const char *const texts [] = { text, NULL };
    child_lab_t *lab = child_lab_new (false, texts);
    child_lab_start (lab);
    return lab;
}

static const char *
s_wait (child_lab_t *lab, size_t *offset, const char *event, const char *other)
{
    const char *line = child_lab_wait (lab, offset, event, other, LIMIT_MS);
    if (!line) {
        (void) fprintf (stderr, "no %s with %s in:\n%s\n", event, other, lab->lines);
    }
    assert_non_null (line);
    return line;
}

static void
s_finish (child_lab_t **lab)
{
    bool is_clean = false;
    assert_int_equal (child_lab_stop (*lab, &is_clean, NULL), 0);
    assert_true (is_clean);
    assert_true ((*lab)->interval_max <= 2000);
    child_lab_destroy (lab);
}

static void
test_a_line_of_stderr_is_an_event (void **state)
{
    (void) state;
    child_lab_t *lab = s_start ("event connected after=400 line");
    size_t offset = 0;
    s_wait (lab, &offset, "bybit_connector_subprocess_stderr", "\"line\":\"one line of stderr\"");
    assert_true (child_lab_has_event (lab, "bybit_connector_subprocess_stderr"));
    s_finish (&lab);
}

static void
test_the_last_words_of_the_dead_are_read_first (void **state)
{
    (void) state;
    child_lab_t *lab = s_start ("event connected line note once=% return");
    size_t offset = 0;
    s_wait (lab, &offset, "json_decode_error", "stub0");
    size_t after_note = offset;
    offset = 0;
    s_wait (lab, &offset, "subprocess_stderr", "one line of stderr");
    size_t after_line = offset;
    offset = 0;
    s_wait (lab, &offset, "subprocess_exited", "\"code\":0");
    assert_true (after_note < offset);
    assert_true (after_line < offset);
    s_finish (&lab);
}

static void
test_binary_stderr_is_escaped (void **state)
{
    (void) state;
    child_lab_t *lab = s_start ("event connected binary");
    size_t offset = 0;
    s_wait (lab, &offset, "subprocess_stderr", "\\\\x01");
    s_wait (lab, &offset, "subprocess_stderr", "\\\\xff");
    s_finish (&lab);
}

//  A megabyte at once: the child goes on, and nobody drowns in it.

static void
test_a_flood_of_stderr_blocks_nobody (void **state)
{
    (void) state;
    child_lab_t *lab = s_start ("event connected flood note");
    size_t offset = 0;
    s_wait (lab, &offset, "json_decode_error", "stub0");
    offset = 0;
    const char *line = s_wait (lab, &offset, "subprocess_stderr", "lines suppressed");
    assert_true (child_lab_number (line, "suppressed") > 1000);
    offset = 0;
    assert_null (child_lab_wait (lab, &offset, "process_died", "", 10));
    s_finish (&lab);
}

//  Find our end of the pipe that is the process' stderr.

static int
s_find_stderr (pid_t pid)
{
    char path [PATH_SIZE];
    char theirs [PATH_SIZE] = "";
    (void) snprintf (path, sizeof path, "/proc/%d/fd/2", (int) pid);
    assert_true (readlink (path, theirs, sizeof theirs - 1) > 0);
    int found = -1;
    for (int fd = 3; fd < 1000 && found == -1; fd++) {
        char ours [PATH_SIZE] = "";
        (void) snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
        if (readlink (path, ours, sizeof ours - 1) > 0 && strcmp (ours, theirs) == 0) {
            found = fd;
        }
    }
    return found;
}

//  A directory in the place of the pipe can be opened but not read.

static void
test_stderr_that_cannot_be_read_is_told (void **state)
{
    (void) state;
    child_lab_t *lab = s_start ("event connected");
    size_t offset = 0;
    const char *line = s_wait (lab, &offset, "subprocess_connected", "stub0");
    int fd = s_find_stderr ((pid_t) child_lab_number (line, "pid"));
    assert_true (fd > 2);
    int directory = open ("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true (directory > 2);
    assert_int_equal (syscall (SYS_dup3, directory, fd, O_CLOEXEC), fd);
    close (directory);
    s_wait (lab, &offset, "bybit_connector_stderr_read_error", "\"why\":\"Is a directory\"");
    assert_true (child_lab_has_event (lab, "bybit_connector_stderr_read_error"));
    s_finish (&lab);
}

//  The child leaves a file beside its pipe, so that the directory cannot be removed.

static void
test_a_clean_up_that_fails_is_told (void **state)
{
    child_lab_t *lab = s_start ("event connected litter after=400 once=% exit=0");
    size_t offset = 0;
    s_wait (lab, &offset, "bybit_connector_cleanup_error", "Directory not empty");
    s_wait (lab, &offset, "bybit_connector_cleanup_error", "Directory not empty");
    assert_true (child_lab_has_event (lab, "bybit_connector_cleanup_error"));
    s_finish (&lab);
    zdir_t *directory = zdir_new (*state, NULL);
    assert_non_null (directory);
    zdir_remove (directory, true);
    zdir_destroy (&directory);
    assert_int_equal (mkdir (*state, 0700), 0);
}

int
main (int argc, char **argv)
{
    child_stub_main (argc, argv);
    (void) setenv ("ZSYS_SIGHANDLER", "false", 1);
    (void) signal (SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_line_of_stderr_is_an_event),
        UNIT_FIXTURE (test_the_last_words_of_the_dead_are_read_first),
        UNIT_FIXTURE (test_binary_stderr_is_escaped),
        UNIT_FIXTURE (test_a_flood_of_stderr_blocks_nobody),
        UNIT_FIXTURE (test_stderr_that_cannot_be_read_is_told),
        UNIT_FIXTURE (test_a_clean_up_that_fails_is_told),
    };
    return UNIT_RUN ("sup_actor_stderr", tests);
}
