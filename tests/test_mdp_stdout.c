//  Tests of mdp_stdout: our own stdout is a pipe or a full device meanwhile, and stderr a file

#include "mdp_stdout.h"
#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_SIZE = 1 << 20 };  //  More than a pipe holds

typedef struct {
    int kept_stdout;
    int kept_stderr;
    FILE *said;
    char text [256];
} bench_t;

static int
s_setup (void **state)
{
    bench_t *bench = calloc (1, sizeof *bench);
    assert_non_null (bench);
    signal (SIGPIPE, SIG_IGN);
    fflush (stdout);
    bench->kept_stdout = dup (STDOUT_FILENO);
    bench->kept_stderr = dup (STDERR_FILENO);
    bench->said = tmpfile ();
    assert_non_null (bench->said);
    dup2 (fileno (bench->said), STDERR_FILENO);
    *state = bench;
    return 0;
}

static int
s_teardown (void **state)
{
    bench_t *bench = *state;
    dup2 (bench->kept_stdout, STDOUT_FILENO);
    dup2 (bench->kept_stderr, STDERR_FILENO);
    close (bench->kept_stdout);
    close (bench->kept_stderr);
    fclose (bench->said);
    free (bench);
    return 0;
}

//  Let fd be stdout, and be closed otherwise.

static void
s_take (int fd)
{
    assert_true (fd >= 0);
    assert_int_equal (dup2 (fd, STDOUT_FILENO), STDOUT_FILENO);
    close (fd);
}

//  What was said on stderr.

static const char *
s_said (bench_t *bench)
{
    ssize_t size = pread (fileno (bench->said), bench->text, sizeof bench->text - 1, 0);
    assert_true (size >= 0);
    bench->text [size] = '\0';
    return bench->text;
}

static void
test_a_full_disk_is_said_and_has_an_exit_code (void **state)
{
    bench_t *bench = *state;
    s_take (open ("/dev/full", O_WRONLY));
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    fputs ("text", out.file);
    assert_int_equal (mdp_stdout_end (&out, "program"), 74);
    assert_string_equal (s_said (bench), "program: cannot write standard output: "
                                         "No space left on device\n");
}

static void
test_what_prints_nothing_needs_no_room (void **state)
{
    bench_t *bench = *state;
    s_take (open ("/dev/full", O_WRONLY));
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    assert_int_equal (mdp_stdout_end (&out, "program"), 0);
    assert_string_equal (s_said (bench), "");
}

static void
test_nothing_is_said_of_a_reader_that_left (void **state)
{
    bench_t *bench = *state;
    int ends [2];
    assert_int_equal (pipe (ends), 0);
    close (ends [0]);
    s_take (ends [1]);
    assert_int_equal (mdp_stdout_write ("program", "text", 4), MDP_STDOUT_CLOSED);
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    fputs ("text", out.file);
    assert_int_equal (mdp_stdout_end (&out, "program"), 0);
    assert_string_equal (s_said (bench), "");
}

static void *
s_read_all (void *fd)
{
    static const size_t ALL = TEXT_SIZE;
    char piece [4096];
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size < ALL) {
        got = read (*(int *) fd, piece, sizeof piece);
        size += got > 0 ? (size_t) got : 0;
    }
    return size == ALL ? fd : NULL;
}

static void
test_a_slow_reader_is_waited_for_even_where_writing_would_not (void **state)
{
    bench_t *bench = *state;
    int ends [2];
    assert_int_equal (pipe2 (ends, O_NONBLOCK), 0);
    assert_int_equal (fcntl (ends [0], F_SETFL, 0), 0);
    s_take (ends [1]);
    pthread_t reader;
    assert_int_equal (pthread_create (&reader, NULL, s_read_all, &ends [0]), 0);
    char *text = calloc (1, TEXT_SIZE);
    assert_non_null (text);
    assert_int_equal (mdp_stdout_write ("program", text, TEXT_SIZE), MDP_STDOUT_WRITTEN);
    void *has_all = NULL;
    assert_int_equal (pthread_join (reader, &has_all), 0);
    assert_non_null (has_all);
    assert_string_equal (s_said (bench), "");
    close (ends [0]);
    free (text);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_full_disk_is_said_and_has_an_exit_code),
        UNIT_FIXTURE (test_what_prints_nothing_needs_no_room),
        UNIT_FIXTURE (test_nothing_is_said_of_a_reader_that_left),
        UNIT_FIXTURE (test_a_slow_reader_is_waited_for_even_where_writing_would_not),
    };
    return UNIT_RUN ("mdp_stdout", tests);
}
