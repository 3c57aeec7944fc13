//  sup_child_main - the child's side of a process: what main() runs when it is started as a child

#include "sup_child_main.h"

#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sup_calm.h"
#include "sup_threads.h"

enum {
    ARGUMENTS = 4,  //  Program, flag, name, endpoint
    EXIT_USAGE = 64,
    EXIT_UNAVAILABLE = 69,
    EXIT_ORPHANED = 70,
    EXIT_THREADS = 70,
    THREADS = SUP_THREADS_ZMQ + 2,  //  And the lifeline's, and one that says who may read
    LINGER_MS = 500,                //  For the last words
    QUEUE_MAX = 1000,               //  Messages
    CONFIG_MAX = 1 << 24            //  Bytes
};

bool
sup_child_main_is_meant (int argc, char **argv)
{
    return argc > 1 && strcmp (argv [1], SUP_CHILD_FLAG) == 0;
}

//  Remove what the daemon can no longer remove: the pipe's file, and the
//  directory that was made for it alone.

static void
s_remove_endpoint (const char *endpoint)
{
    char path [128];
    if (sscanf (endpoint, "ipc://%127s", path) == 1) {
        (void) unlink (path);  //  Mostly gone by now
        char *slash = strrchr (path, '/');
        if (slash && slash != path) {
            *slash = 0;
            (void) rmdir (path);  //  Likewise
        }
    }
}

//  A thread that only waits for the daemon's end, because the child's own loop
//  may hang just then.

static void *
s_watch_lifeline (void *endpoint)
{
    struct pollfd item = { .fd = SUP_CHILD_LIFELINE_FD, .events = POLLIN };
    while (poll (&item, 1, -1) < 1) {
    }
    s_remove_endpoint (endpoint);
    _exit (EXIT_ORPHANED);
}

//  A child that is stopped cannot watch, so the daemon's end wakes it. (The
//  kernel takes the end of the thread that spawned us for it: that is the
//  supervisor's own, and a wake-up too many does no harm.)

static int
s_start_lifeline (char *endpoint)
{
    (void) prctl (PR_SET_PDEATHSIG, SIGCONT);  //  Without it only a stopped child would stay
    pthread_t thread;
    if (pthread_create (&thread, NULL, s_watch_lifeline, endpoint) != 0) {
        return -1;
    }
    return pthread_detach (thread);
}

//  The settings, terminated; null where they cannot be read. The caller frees.

static char *
s_read_config (size_t *size)
{
    size_t room = 4096;
    char *text = malloc (room);
    assert (text);
    *size = 0;
    ssize_t rc = 0;
    while ((rc = read (SUP_CHILD_CONFIG_FD, text + *size, room - *size - 1)) > 0) {
        *size += (size_t) rc;
        if (room - *size == 1) {
            room *= 2;
            text = realloc (text, room);
            assert (text);
        }
        if (*size > CONFIG_MAX) {
            break;
        }
    }
    (void) close (SUP_CHILD_CONFIG_FD);  //  It was only read
    if (rc != 0) {
        free (text);
        return NULL;
    }
    text [*size] = 0;
    return text;
}

static zsock_t *
s_connect (const char *endpoint)
{
    zsock_t *pipe = zsock_new (ZMQ_PAIR);
    if (pipe) {
        zsock_set_sndhwm (pipe, QUEUE_MAX);
        zsock_set_rcvhwm (pipe, QUEUE_MAX);
        zsock_set_linger (pipe, LINGER_MS);
        if (zsock_connect (pipe, "%s", endpoint) == -1) {
            zsock_destroy (&pipe);
        }
    }
    return pipe;
}

int
sup_child_main (int argc, char **argv, sup_child_run_fn *run)
{
    assert (run);
    if (argc != ARGUMENTS) {
        (void) fprintf (stderr, "%s is not for people\n", SUP_CHILD_FLAG);
        return EXIT_USAGE;
    }
    (void) signal (SIGPIPE, SIG_IGN);  //  Cannot fail for this signal
    int rc = setenv ("ZSYS_SIGHANDLER", "false", 1);
    assert (rc == 0);
    int error = sup_threads_try (THREADS);
    if (error) {
        (void) fprintf (stderr, "%s: cannot make a thread: %s; " SUP_THREADS_ADVICE "\n", argv [2],
                        strerror (error));
        return EXIT_THREADS;
    }
    size_t config_size = 0;
    char *config = s_start_lifeline (argv [3]) == 0 ? s_read_config (&config_size) : NULL;
    if (!config) {
        (void) fprintf (stderr, "%s: no lifeline or no settings\n", argv [2]);
        return EXIT_UNAVAILABLE;
    }
    zsys_handler_set (NULL);
    zsys_set_logstream (stderr);
    sup_calm ();
    zsock_t *pipe = s_connect (argv [3]);
    int code = EXIT_UNAVAILABLE;
    if (pipe) {
        code = run (pipe, argv [2], config, config_size);
    }
    zsock_destroy (&pipe);
    free (config);
    return code;
}
