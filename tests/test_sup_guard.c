//  Tests of sup_guard: the test is its own daemon, started anew with "--guard ISOLATION TEXT"

#include "sup_guard.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child_lab.h"
#include "child_stub.h"
#include "unit.h"

enum { ALARM_S = 90, LIMIT_MS = 30000, OUTPUT_MAX = 1 << 20 };

typedef struct {
    pid_t pid;
    int output;  //  Its stdout and stderr
    size_t size;
    char *text;  //  What it wrote, terminated
    char runtime [64];
} daemon_t;

//  The daemon's side.

static void
s_hanging_supervisor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    (void) zstr_send (pipe, "READY");
    (void) zstr_send (pipe, "BEAT");
    for (;;) {
        zclock_sleep (1000);
    }
}

//  What the first reading brings; all later ones fail.

static void
s_read_again (void *arg, sup_reload_t *reload)
{
    int *readings = arg;
    if (++*readings == 1) {
        reload->ignored = strdup ("silence");
        reload->wishes [0] = strdup ("something else");
    } else {
        reload->refused = strdup ("no such file");
    }
}

static int
s_be_daemon (char **argv)
{
    const char *const texts [] = { argv [3], NULL };
    sup_guard_hold ();
    if (streq (argv [2], "early")) {
        (void) raise (SIGTERM);
    }
    child_lab_t *lab = child_lab_new (streq (argv [2], "thread"), texts);
    lab->config.log.fd = STDOUT_FILENO;
    lab->config.watchdog_ms = 3000;
    int readings = 0;
    lab->config.reload = streq (argv [2], "thread") ? s_read_again : NULL;
    lab->config.reload_arg = &readings;
    int code = streq (argv [2], "hang") ? sup_guard_watch (s_hanging_supervisor, &lab->config)
                                        : sup_guard_run (&lab->config);
    child_lab_destroy (&lab);
    return code;
}

//  The test's side.

static int
s_setup (void **state)
{
    (void) alarm (ALARM_S);
    daemon_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->text = calloc (1, OUTPUT_MAX);
    assert_non_null (self->text);
    (void) snprintf (self->runtime, sizeof self->runtime, "/tmp/tickgate-test-XXXXXX");
    assert_non_null (mkdtemp (self->runtime));
    (void) setenv ("XDG_RUNTIME_DIR", self->runtime, 1);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    daemon_t *self = *state;
    (void) alarm (0);
    close (self->output);
    int rc = rmdir (self->runtime);  //  What was left behind fails the test
    free (self->text);
    free (self);
    return rc;
}

static void
s_start (daemon_t *self, const char *isolation, const char *text)
{
    int ends [2];
    assert_int_equal (pipe2 (ends, O_CLOEXEC), 0);
    self->output = ends [0];
    self->pid = fork ();
    assert_int_not_equal (self->pid, -1);
    if (self->pid == 0) {
        (void) dup2 (ends [1], STDOUT_FILENO);
        (void) dup2 (ends [1], STDERR_FILENO);
        (void) execl ("/proc/self/exe", "test", "--guard", isolation, text, (char *) NULL);
        _exit (127);
    }
    close (ends [1]);
}

//  Read what the daemon writes until it holds the word, or all of it for null.

static const char *
s_read_until (daemon_t *self, const char *word)
{
    int64_t until = zclock_mono () + LIMIT_MS;
    while (zclock_mono () < until && (!word || !strstr (self->text, word))) {
        struct pollfd item = { .fd = self->output, .events = POLLIN };
        if (poll (&item, 1, 100) == 1) {
            ssize_t size =
                read (self->output, self->text + self->size, OUTPUT_MAX - self->size - 1);
            if (size <= 0) {
                break;
            }
            self->size += (size_t) size;
        }
    }
    return word ? strstr (self->text, word) : self->text;
}

//  Its exit code, or 1000 and the signal that ended it.

static int
s_wait (daemon_t *self)
{
    (void) s_read_until (self, NULL);
    int status = 0;
    assert_int_equal (waitpid (self->pid, &status, 0), self->pid);
    return WIFEXITED (status) ? WEXITSTATUS (status) : 1000 + WTERMSIG (status);
}

static int
s_stop (daemon_t *self)
{
    int64_t before = zclock_mono ();
    assert_int_equal (kill (self->pid, SIGTERM), 0);
    int code = s_wait (self);
    assert_true (zclock_mono () - before < 5000);
    return code;
}

static pid_t
s_child_pid (daemon_t *self)
{
    const char *line = s_read_until (self, "subprocess_connected");
    assert_non_null (line);
    assert_non_null (s_read_until (self, "took_ms"));
    return (pid_t) child_lab_number (line, "pid");
}

static void
test_sigterm_stops_everything_with_0 (void **state)
{
    daemon_t *self = *state;
    s_start (self, "process", "event connected");
    pid_t child = s_child_pid (self);
    assert_int_equal (s_stop (self), 0);
    assert_non_null (strstr (self->text, "\"reason\":\"shutdown\",\"how\":\"asked\""));
    assert_int_equal (kill (child, 0), -1);
}

static void
test_a_sigterm_before_it_runs_is_heard (void **state)
{
    daemon_t *self = *state;
    s_start (self, "early", "event connected");
    assert_int_equal (s_wait (self), 0);
}

static void
test_a_second_sigterm_changes_nothing (void **state)
{
    daemon_t *self = *state;
    s_start (self, "process", "event connected deaf");
    (void) s_child_pid (self);
    assert_int_equal (kill (self->pid, SIGTERM), 0);
    zclock_sleep (200);
    assert_int_equal (kill (self->pid, SIGINT), 0);
    assert_int_equal (s_stop (self), 0);
    assert_non_null (strstr (self->text, "\"how\":\"SIGTERM\""));
}

static void
test_a_thread_reloads_and_is_stopped_too (void **state)
{
    daemon_t *self = *state;
    s_start (self, "thread", "event connected");
    (void) s_child_pid (self);
    assert_int_equal (kill (self->pid, SIGHUP), 0);
    assert_non_null (s_read_until (self, "SIGHUP: needs a restart: silence"));
    assert_non_null (s_read_until (self, "\"needs_restart\":\"silence\""));
    assert_non_null (s_read_until (self, "\"wish\":\"something else\""));
    assert_int_equal (kill (self->pid, SIGHUP), 0);
    assert_non_null (s_read_until (self, "SIGHUP: nothing is taken over: no such file"));
    assert_non_null (s_read_until (self, "supervisor_reload_refused"));
    assert_int_equal (s_stop (self), 0);
}

static void
test_without_settings_to_reload_a_sighup_is_survived (void **state)
{
    daemon_t *self = *state;
    s_start (self, "process", "event connected");
    (void) s_child_pid (self);
    assert_int_equal (kill (self->pid, SIGHUP), 0);
    assert_non_null (s_read_until (self, "SIGHUP heard"));
    assert_int_equal (s_stop (self), 0);
}

static void
test_a_hanging_thread_ends_the_process_with_70 (void **state)
{
    daemon_t *self = *state;
    s_start (self, "thread", "event connected after=500 hang");
    assert_int_equal (s_wait (self), 70);
    assert_non_null (strstr (self->text, "tickgated: stub0: hangs and cannot be stopped"));
    assert_non_null (strstr (self->text, "bybit_connector_cleanup_error"));
}

static void
test_a_hanging_thread_does_not_hold_up_sigterm (void **state)
{
    daemon_t *self = *state;
    s_start (self, "thread", "event connected after=500 hang");
    (void) s_child_pid (self);
    zclock_sleep (600);
    assert_int_equal (s_stop (self), 0);
}

static void
test_a_hanging_supervisor_ends_the_process_with_70 (void **state)
{
    daemon_t *self = *state;
    s_start (self, "hang", "");
    assert_int_equal (s_wait (self), 70);
    assert_non_null (strstr (self->text, "tickgated: the supervisor hangs"));
}

static void
test_a_hanging_supervisor_does_not_hold_up_sigterm (void **state)
{
    daemon_t *self = *state;
    s_start (self, "hang", "");
    zclock_sleep (500);
    int64_t before = zclock_mono ();
    assert_int_equal (kill (self->pid, SIGTERM), 0);
    assert_int_equal (s_wait (self), 0);
    assert_true (zclock_mono () - before < 5500);
}

static void
test_a_port_taken_ends_it_with_69 (void **state)
{
    daemon_t *self = *state;
    s_start (self, "process", "fail=69");
    assert_int_equal (s_wait (self), 69);
    assert_non_null (strstr (self->text, "tickgated: stub0: port taken: stub"));
}

//  Orphans become ours, so that we see their end.

static void
s_killed_daemon_leaves_no_orphan (daemon_t *self, const char *text, int stop_signal)
{
    assert_int_equal (prctl (PR_SET_CHILD_SUBREAPER, 1), 0);
    s_start (self, "process", text);
    pid_t child = s_child_pid (self);
    assert_true (child > 1);
    if (stop_signal) {
        zclock_sleep (200);
        assert_int_equal (kill (child, stop_signal), 0);
    }
    assert_int_equal (kill (self->pid, SIGKILL), 0);
    assert_int_equal (s_wait (self), 1000 + SIGKILL);
    assert_int_equal (waitpid (child, NULL, 0), child);
    assert_int_equal (prctl (PR_SET_CHILD_SUBREAPER, 0), 0);
}

static void
test_a_killed_daemon_leaves_no_orphan (void **state)
{
    s_killed_daemon_leaves_no_orphan (*state, "event connected", 0);
}

static void
test_a_killed_daemon_leaves_no_hanging_orphan (void **state)
{
    s_killed_daemon_leaves_no_orphan (*state, "event connected after=500 stubborn", 0);
}

static void
test_a_killed_daemon_leaves_no_stopped_orphan (void **state)
{
    s_killed_daemon_leaves_no_orphan (*state, "event connected", SIGSTOP);
}

//  Be systemd: a socket of that address hears how the service is.

static void
s_is_notified (daemon_t *self, const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void) snprintf (address.sun_path, sizeof address.sun_path, "%s", name);
    if (name [0] == '@') {
        address.sun_path [0] = 0;
    }
    int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (name));
    assert_int_equal (bind (fd, (const struct sockaddr *) &address, size), 0);
    (void) setenv ("NOTIFY_SOCKET", name, 1);
    s_start (self, "process", "event connected");
    (void) unsetenv ("NOTIFY_SOCKET");
    const char *const expected [] = { "READY=1", "WATCHDOG=1", "STOPPING=1" };
    for (size_t index = 0; index < 3; index++) {
        char word [64] = "";
        while (strcmp (word, expected [index]) != 0) {
            ssize_t got = recv (fd, word, sizeof word - 1, 0);
            assert_true (got > 0);
            word [got] = 0;
        }
        if (index == 1) {
            assert_int_equal (s_stop (self), 0);
        }
    }
    close (fd);
}

static void
test_systemd_is_told (void **state)
{
    daemon_t *self = *state;
    char path [100];
    (void) snprintf (path, sizeof path, "%s/notify", self->runtime);
    s_is_notified (self, path);
    assert_int_equal (unlink (path), 0);
}

static void
test_systemd_is_told_by_an_abstract_name (void **state)
{
    daemon_t *self = *state;
    char name [100];
    (void) snprintf (name, sizeof name, "@%s", self->runtime);
    s_is_notified (self, name);
}

int
main (int argc, char **argv)
{
    child_stub_main (argc, argv);
    if (argc == 4 && strcmp (argv [1], "--guard") == 0) {
        return s_be_daemon (argv);
    }
    (void) setenv ("ZSYS_SIGHANDLER", "false", 1);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_sigterm_stops_everything_with_0),
        UNIT_FIXTURE (test_a_sigterm_before_it_runs_is_heard),
        UNIT_FIXTURE (test_a_second_sigterm_changes_nothing),
        UNIT_FIXTURE (test_a_thread_reloads_and_is_stopped_too),
        UNIT_FIXTURE (test_without_settings_to_reload_a_sighup_is_survived),
        UNIT_FIXTURE (test_a_hanging_thread_ends_the_process_with_70),
        UNIT_FIXTURE (test_a_hanging_thread_does_not_hold_up_sigterm),
        UNIT_FIXTURE (test_a_hanging_supervisor_ends_the_process_with_70),
        UNIT_FIXTURE (test_a_hanging_supervisor_does_not_hold_up_sigterm),
        UNIT_FIXTURE (test_a_port_taken_ends_it_with_69),
        UNIT_FIXTURE (test_a_killed_daemon_leaves_no_orphan),
        UNIT_FIXTURE (test_a_killed_daemon_leaves_no_hanging_orphan),
        UNIT_FIXTURE (test_a_killed_daemon_leaves_no_stopped_orphan),
        UNIT_FIXTURE (test_systemd_is_told),
        UNIT_FIXTURE (test_systemd_is_told_by_an_abstract_name),
    };
    return UNIT_RUN ("sup_guard", tests);
}
