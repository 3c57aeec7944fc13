//  sup_process - a child as a process: the same program again, its pipe, its stderr and its end

#include "sup_process.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sup_child_main.h"

enum {
    PATH_SIZE_MAX = 100,  //  A socket's address holds 107 bytes
    FIRST_FREE_FD = 10,   //  Above every number that the child is promised
    ERROR_MAX = 64,
    WHY_MAX = 1024,  //  With all four directories
    STDERR_BYTES = 1 << 20,
    QUEUE_MAX = 1000,        //  Messages
    MESSAGE_MAX = 64 * 1024  //  Bytes; the largest is a note
};

struct sup_process {
    zsock_t *pipe;
    pid_t pid;  //  0 before the start and after the end was seen
    int death_fd;
    int stderr_fd;
    int lifeline_fd;  //  Our end; closing it ends the child
    int code;         //  Of the end
    int signal_number;
    bool has_directory;
    char directory [PATH_SIZE_MAX];
    char path [PATH_SIZE_MAX + 8];  //  Of the endpoint's file
};

//  The child's ends of what joins it to us, until it has them.
typedef struct {
    int config_fd;
    int stderr_fd;
    int lifeline_fd;
} ends_t;

static void
s_tell (const sup_fault_t *fault, const char *what, int error)
{
    char why [128];
    fault->fn (fault->arg, what, strerror_r (error, why, sizeof why));
}

static void
s_close (int *fd)
{
    if (*fd != -1) {
        (void) close (*fd);  //  Nothing was written that could be lost
        *fd = -1;
    }
}

//  Move a descriptor above those that the child is promised, so that giving it
//  one never overwrites another.

static int
s_lift (int fd)
{
    if (fd == -1 || fd >= FIRST_FREE_FD) {
        return fd;
    }
    int lifted = fcntl (fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    (void) close (fd);  //  The copy stays
    return lifted;
}

static bool
s_make_directory_in (sup_process_t *self, const char *base, uint64_t incarnation)
{
    int size = snprintf (self->directory, sizeof self->directory,
                         "%s/tickgate-%d-%" PRIu64 "-XXXXXX", base, (int) getpid (), incarnation);
    if (size < 0 || (size_t) size >= sizeof self->directory) {
        errno = ENAMETOOLONG;
        return false;
    }
    self->has_directory = mkdtemp (self->directory) != NULL;
    return self->has_directory;
}

//  In the first of these that lets us. Returns 0, or -1 and why none did.

static int
s_make_directory (sup_process_t *self, uint64_t incarnation, char why [WHY_MAX])
{
    const char *bases [] = { getenv ("XDG_RUNTIME_DIR"), getenv ("TMPDIR"), "/tmp", "/dev/shm" };
    int size = 0;
    for (size_t index = 0; index < sizeof bases / sizeof *bases; index++) {
        if (!bases [index] || bases [index][0] != '/') {
            continue;
        }
        if (s_make_directory_in (self, bases [index], incarnation)) {
            return 0;
        }
        char error [ERROR_MAX];
        size += snprintf (why + size, WHY_MAX - (size_t) size, "%.*s: %s; ", PATH_SIZE_MAX,
                          bases [index], strerror_r (errno, error, sizeof error));
    }
    size += snprintf (why + size, WHY_MAX - (size_t) size,
                      "let XDG_RUNTIME_DIR or TMPDIR name a short directory that can be written, "
                      "or give --isolation thread");
    assert (size < WHY_MAX);
    return -1;
}

static int
s_bind (sup_process_t *self)
{
    (void) snprintf (self->path, sizeof self->path, "%s/pipe", self->directory);  //  Always fits
    self->pipe = zsock_new (ZMQ_PAIR);
    if (!self->pipe) {
        return -1;
    }
    zsock_set_sndhwm (self->pipe, QUEUE_MAX);
    zsock_set_rcvhwm (self->pipe, QUEUE_MAX);
    zsock_set_maxmsgsize (self->pipe, MESSAGE_MAX);
    zsock_set_linger (self->pipe, 0);
    return zsock_bind (self->pipe, "ipc://%s", self->path);
}

static int
s_write_config (int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t rc = write (fd, text, size);
        if (rc == -1) {
            return -1;
        }
        text += rc;
        size -= (size_t) rc;
    }
    return lseek (fd, 0, SEEK_SET) == 0 ? 0 : -1;
}

//  Our ends go to self, the child's to ends.

static int
s_open_ends (sup_process_t *self, const sup_process_config_t *config, ends_t *ends)
{
    int output [2] = { -1, -1 };
    int lifeline [2] = { -1, -1 };
    ends->config_fd = s_lift (memfd_create ("config", MFD_CLOEXEC));
    if (ends->config_fd == -1 || pipe2 (output, O_CLOEXEC) == -1) {
        return -1;
    }
    self->stderr_fd = output [0];
    ends->stderr_fd = s_lift (output [1]);
    if (pipe2 (lifeline, O_CLOEXEC) == -1) {
        return -1;
    }
    ends->lifeline_fd = s_lift (lifeline [0]);
    self->lifeline_fd = lifeline [1];
    (void) fcntl (self->stderr_fd, F_SETPIPE_SZ, STDERR_BYTES);  //  More room if it is allowed
    if (fcntl (self->stderr_fd, F_SETFL, O_NONBLOCK) == -1 || ends->stderr_fd == -1
        || ends->lifeline_fd == -1) {
        return -1;
    }
    return s_write_config (ends->config_fd, config->config, config->config_size);
}

static int
s_plan (posix_spawn_file_actions_t *plan, const ends_t *ends)
{
    int rc = posix_spawn_file_actions_addopen (plan, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    rc = rc ? rc : posix_spawn_file_actions_adddup2 (plan, ends->stderr_fd, STDOUT_FILENO);
    rc = rc ? rc : posix_spawn_file_actions_adddup2 (plan, ends->stderr_fd, STDERR_FILENO);
    rc = rc ? rc : posix_spawn_file_actions_adddup2 (plan, ends->config_fd, SUP_CHILD_CONFIG_FD);
    rc =
        rc ? rc : posix_spawn_file_actions_adddup2 (plan, ends->lifeline_fd, SUP_CHILD_LIFELINE_FD);
    rc = rc ? rc : posix_spawn_file_actions_addclosefrom_np (plan, SUP_CHILD_LIFELINE_FD + 1);
    return rc;
}

//  A process group of its own: Ctrl-C is for the daemon, which then stops the
//  child in order.

static int
s_set_attributes (posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    (void) sigemptyset (&none);
    (void) sigfillset (&all);
    (void) sigdelset (&all, SIGKILL);
    (void) sigdelset (&all, SIGSTOP);
    int rc = posix_spawnattr_setsigmask (attributes, &none);
    rc = rc ? rc : posix_spawnattr_setsigdefault (attributes, &all);
    rc = rc ? rc : posix_spawnattr_setpgroup (attributes, 0);
    const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    return rc ? rc : posix_spawnattr_setflags (attributes, flags);
}

//  Returns 0 or an error number.

static int
s_spawn (sup_process_t *self, const char *name, const ends_t *ends)
{
    char endpoint [sizeof self->path + 8];
    (void) snprintf (endpoint, sizeof endpoint, "ipc://%s", self->path);  //  Always fits
    char program [] = "tickgated";
    char flag [] = SUP_CHILD_FLAG;
    char *own_name = strdup (name);
    assert (own_name);
    char *const argv [] = { program, flag, own_name, endpoint, NULL };
    posix_spawn_file_actions_t plan;
    posix_spawnattr_t attributes;
    int rc = posix_spawn_file_actions_init (&plan);
    assert (rc == 0);
    rc = posix_spawnattr_init (&attributes);
    assert (rc == 0);
    rc = s_plan (&plan, ends);
    rc = rc ? rc : s_set_attributes (&attributes);
    rc = rc ? rc : posix_spawn (&self->pid, "/proc/self/exe", &plan, &attributes, argv, environ);
    self->pid = rc == 0 ? self->pid : 0;
    (void) posix_spawnattr_destroy (&attributes);
    (void) posix_spawn_file_actions_destroy (&plan);
    free (own_name);
    return rc;
}

//  Returns 0, or -1 when it has told what failed.

static int
s_start (sup_process_t *self, const sup_process_config_t *config, const sup_fault_t *fault)
{
    char why [WHY_MAX];
    if (s_make_directory (self, config->incarnation, why) == -1) {
        fault->fn (fault->arg, "make a directory for the pipe", why);
        return -1;
    }
    if (s_bind (self) == -1) {
        s_tell (fault, "bind the pipe", errno);
        return -1;
    }
    ends_t ends = { -1, -1, -1 };
    int error = s_open_ends (self, config, &ends) == -1 ? errno : 0;
    error = error ? error : s_spawn (self, config->name, &ends);
    s_close (&ends.config_fd);
    s_close (&ends.stderr_fd);
    s_close (&ends.lifeline_fd);
    if (error) {
        s_tell (fault, "spawn the process", error);
        return -1;
    }
    self->death_fd = pidfd_open (self->pid, 0);  //  Without it the end is seen a little later
    return 0;
}

sup_process_t *
sup_process_new (const sup_process_config_t *config, const sup_fault_t *fault)
{
    assert (config);
    assert (fault);
    sup_process_t *self = calloc (1, sizeof *self);
    assert (self);
    self->death_fd = -1;
    self->stderr_fd = -1;
    self->lifeline_fd = -1;
    if (s_start (self, config, fault) == -1) {
        sup_process_destroy (&self, fault);
    }
    return self;
}

void
sup_process_settle (sup_process_t *self, const sup_fault_t *fault)
{
    assert (self);
    if (self->has_directory) {
        self->has_directory = false;
        if (unlink (self->path) == -1 && errno != ENOENT) {
            s_tell (fault, "remove the pipe's file", errno);
        }
        if (rmdir (self->directory) == -1) {
            s_tell (fault, "remove the pipe's directory", errno);
        }
    }
}

static void
s_end (sup_process_t *self, const sup_fault_t *fault)
{
    if (self->pid != 0) {
        (void) sup_process_signal (self, SIGKILL);  //  It may be gone already
        if (waitid (P_PID, (id_t) self->pid, &(siginfo_t){ 0 }, WEXITED) == -1) {
            s_tell (fault, "wait for the process", errno);
        }
        self->pid = 0;
    }
}

void
sup_process_destroy (sup_process_t **self_p, const sup_fault_t *fault)
{
    assert (self_p);
    sup_process_t *self = *self_p;
    if (self) {
        s_end (self, fault);
        zsock_destroy (&self->pipe);
        s_close (&self->death_fd);
        s_close (&self->stderr_fd);
        s_close (&self->lifeline_fd);
        sup_process_settle (self, fault);
        free (self);
        *self_p = NULL;
    }
}

zsock_t *
sup_process_pipe (sup_process_t *self)
{
    assert (self);
    return self->pipe;
}

pid_t
sup_process_pid (const sup_process_t *self)
{
    assert (self);
    return self->pid;
}

int
sup_process_death_fd (const sup_process_t *self)
{
    assert (self);
    return self->death_fd;
}

int
sup_process_stderr_fd (const sup_process_t *self)
{
    assert (self);
    return self->stderr_fd;
}

void
sup_process_close_stderr (sup_process_t *self)
{
    assert (self);
    s_close (&self->stderr_fd);
}

int
sup_process_signal (sup_process_t *self, int signal_number)
{
    assert (self);
    return self->pid != 0 ? kill (self->pid, signal_number) : -1;
}

//  Nobody else waits for our children, so its pid is its own until we have.

bool
sup_process_has_ended (sup_process_t *self, int *code, int *signal_number)
{
    assert (self);
    if (self->pid != 0) {
        siginfo_t info = { 0 };
        int rc = waitid (P_PID, (id_t) self->pid, &info, WEXITED | WNOHANG);
        if (rc == 0 && info.si_pid == 0) {
            return false;
        }
        self->pid = 0;
        s_close (&self->death_fd);
        if (rc == 0 && info.si_code == CLD_EXITED) {
            self->code = info.si_status;
        } else if (rc == 0) {
            self->signal_number = info.si_status;
        }
    }
    *code = self->code;
    *signal_number = self->signal_number;
    return true;
}
