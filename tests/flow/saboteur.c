//  saboteur - preloaded into a daemon under test, does to it on a signal what a fault would do
//
//  SIGRTMIN + 1 exits with 3; + 2 loops for ever; + 3 blocks for ever; + 4 writes a megabyte
//  to stderr, half of it no text; + 5 makes the descriptor in the signal's value unreadable;
//  + 6 sets the wall clock, as the program sees it, so many seconds ahead of the world's.
//  A signal sent to one thread strikes that thread. And while the file that SABOTEUR_CRASH
//  names is there, every child ends with 3 before its main begins.
//
//  The file that SABOTEUR_HOSTS names stands for DNS. A line is a host's name and its
//  addresses; without any the host is not found, and with the word hang the lookup takes
//  until the line is another one. Names that it does not have are looked up as ever.
//
//  In the directories that SABOTEUR_READ_ONLY names none is made.
//
//  A process has no more threads than SABOTEUR_THREADS says; the next one is refused.

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 1024, LINES = 1024, EXIT_CODE = 3, FAULTS = 6, LOOK_US = 20000 };

typedef int lookup_fn (const char *name, const char *service, const struct addrinfo *hints,
                       struct addrinfo **list);

typedef int create_fn (pthread_t *thread, const pthread_attr_t *attributes, void *(*run) (void *),
                       void *arg);
typedef char *make_fn (char *path);

static volatile sig_atomic_t clock_ahead_s;

//  In the place of the C library's.

int
clock_gettime (clockid_t clock, struct timespec *time)
{
    long rc = syscall (SYS_clock_gettime, clock, time);
    if (rc == 0 && clock == CLOCK_REALTIME) {
        time->tv_sec += clock_ahead_s;
    }
    return (int) rc;
}

char *
mkdtemp (char *path)
{
    const char *list = getenv ("SABOTEUR_READ_ONLY");
    char *slash = strrchr (path, '/');
    *slash = '\0';
    bool is_refused = list && strstr (list, path);
    *slash = '/';
    if (is_refused) {
        errno = EROFS;
        return NULL;
    }
    void *found = dlsym (RTLD_NEXT, "mkdtemp");
    make_fn *make;
    memcpy (&make, &found, sizeof make);
    return make (path);
}

static int
s_count_threads (void)
{
    DIR *folder = opendir ("/proc/self/task");
    int count = -2;  //  . and ..
    while (folder && readdir (folder)) {
        count++;
    }
    if (folder) {
        (void) closedir (folder);  //  It was only read
    }
    return count;
}

int
pthread_create (pthread_t *thread, const pthread_attr_t *attributes, void *(*run) (void *),
                void *arg)
{
    void *found = dlsym (RTLD_NEXT, "pthread_create");
    create_fn *create;
    memcpy (&create, &found, sizeof create);
    const char *allowed = getenv ("SABOTEUR_THREADS");
    bool is_refused = allowed && s_count_threads () >= atoi (allowed);
    return is_refused ? EAGAIN : create (thread, attributes, run, arg);
}

static void
s_write_all (const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t rc = write (STDERR_FILENO, bytes, size);
        if (rc <= 0) {
            return;  //  Nobody reads any more
        }
        bytes += rc;
        size -= (size_t) rc;
    }
}

static void
s_flood (void)
{
    char line [LINE];
    for (int number = 0; number < LINES; number++) {
        memset (line, number % 2 ? 'x' : 0xff, sizeof line);
        line [LINE - 1] = '\n';
        s_write_all (line, sizeof line);
    }
}

static void
s_strike (int number, siginfo_t *info, void *context)
{
    (void) context;
    switch (number - SIGRTMIN) {
        case 1:
            _exit (EXIT_CODE);
        case 2:
            for (volatile unsigned turn = 0;; turn = turn + 1) {
            }
        case 3:
            for (;;) {
                (void) pause ();  //  Other signals do not end it
            }
        case 4:
            s_flood ();
            break;
        case 6:
            clock_ahead_s = info->si_value.sival_int;
            break;
        default: {
            int directory = open ("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            (void) dup2 (directory, info->si_value.sival_int);  //  Seen by what follows
            (void) close (directory);
        }
    }
}

//  What the file says of a name; false where it says nothing.

static bool
s_find_host (const char *name, char line [LINE])
{
    const char *path = getenv ("SABOTEUR_HOSTS");
    FILE *file = path && name ? fopen (path, "re") : NULL;
    bool is_found = false;
    while (file && !is_found && fgets (line, LINE, file)) {
        size_t size = strlen (name);
        line [strcspn (line, "\n")] = '\0';
        is_found = strncmp (line, name, size) == 0 && (line [size] == ' ' || !line [size]);
        if (is_found) {
            memmove (line, line + size, strlen (line + size) + 1);
        }
    }
    if (file) {
        (void) fclose (file);  //  It was only read
    }
    return is_found;
}

int
getaddrinfo (const char *name, const char *service, const struct addrinfo *hints,
             struct addrinfo **list)
{
    char line [LINE];
    void *found = dlsym (RTLD_NEXT, "getaddrinfo");
    lookup_fn *look_up;
    memcpy (&look_up, &found, sizeof look_up);
    bool is_ours = s_find_host (name, line);
    while (is_ours && strstr (line, "hang")) {
        (void) usleep (LOOK_US);
        is_ours = s_find_host (name, line);
    }
    if (!is_ours) {
        return look_up (name, service, hints, list);
    }
    char *rest = NULL;
    struct addrinfo **end = list;
    *list = NULL;
    for (char *at = strtok_r (line, " ", &rest); at; at = strtok_r (NULL, " ", &rest)) {
        if (look_up (at, service, hints, end) == 0) {
            end = &(*end)->ai_next;  //  An address in numbers gives one
        }
    }
    return *list ? 0 : EAI_NONAME;
}

__attribute__ ((constructor)) static void
s_begin (void)
{
    const char *crash = getenv ("SABOTEUR_CRASH");
    const char *daemon = getenv ("SABOTEUR_DAEMON");
    char pid [16];
    (void) snprintf (pid, sizeof pid, "%d", (int) getpid ());  //  Always fits
    if (daemon && strcmp (daemon, pid) != 0 && crash && access (crash, F_OK) == 0) {
        _exit (EXIT_CODE);
    }
    (void) setenv ("SABOTEUR_DAEMON", pid, 0);  //  Without it only the crash is missing
    for (int number = 1; number <= FAULTS; number++) {
        struct sigaction action = { .sa_sigaction = s_strike, .sa_flags = SA_SIGINFO | SA_RESTART };
        (void) sigaction (SIGRTMIN + number, &action, NULL);  //  Cannot fail for these
    }
}
