//  sup_threads - whether the system gives us the threads that we are about to need

#include "sup_threads.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum { LOOKS_MAX = 1000, LOOK_MS = 1 };

typedef struct {
    pthread_t thread;
    int fd;     //  Closed at its other end when all shall end
    pid_t tid;  //  Once it was joined
} trial_t;

static void *
s_wait (void *arg)
{
    trial_t *trial = arg;
    trial->tid = gettid ();
    struct pollfd item = { .fd = trial->fd, .events = POLLIN };
    while (poll (&item, 1, -1) < 1) {
    }
    return NULL;
}

//  A thread that was joined is counted by the system a moment longer, until it is no more
//  found: who makes the next one before that might be refused.

static void
s_wait_until_uncounted (pid_t tid)
{
    for (int looks = 0; looks < LOOKS_MAX && tgkill (getpid (), tid, 0) == 0; looks++) {
        (void) poll (NULL, 0, LOOK_MS);
    }
}

int
sup_threads_try (size_t count)
{
    assert (count <= SUP_THREADS_MAX);
    int ends [2];
    if (pipe2 (ends, O_CLOEXEC) == -1) {
        return errno;
    }
    trial_t trials [SUP_THREADS_MAX];
    size_t made = 0;
    int error = 0;
    while (made < count && error == 0) {
        trial_t *trial = &trials [made];
        trial->fd = ends [0];
        error = pthread_create (&trial->thread, NULL, s_wait, trial);
        made += error == 0 ? 1 : 0;
    }
    (void) close (ends [1]);  //  Nothing was written to it
    for (size_t index = 0; index < made; index++) {
        int rc = pthread_join (trials [index].thread, NULL);
        assert (rc == 0);
        s_wait_until_uncounted (trials [index].tid);
    }
    (void) close (ends [0]);
    return error;
}
