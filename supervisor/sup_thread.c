//  sup_thread - a child as a thread: a zactor, without the traps of its constructor and destructor

#include "sup_thread.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>

#include "sup_threads.h"

enum { CLOSE_MS = 1000, THREAD_NAME_MAX = 16 };

struct sup_thread {
    zactor_t *actor;
    zactor_fn *run;
    void *args;
    char name [THREAD_NAME_MAX];
};

//  zactor_new waits for the first signal, and for ever. So this signal is ours,
//  and the child's own is a message like any other.

static void
s_host (zsock_t *pipe, void *args)
{
    const sup_thread_t *self = args;
    zactor_fn *run = self->run;
    void *run_args = self->args;
    (void) pthread_setname_np (pthread_self (), self->name);  //  Only a help to debuggers
    zsock_signal (pipe, 0);
    run (pipe, run_args);
}

sup_thread_t *
sup_thread_new (const char *name, zactor_fn *run, void *args)
{
    assert (name);
    assert (run);
    if (sup_threads_try (1) != 0) {
        return NULL;
    }
    sup_thread_t *self = calloc (1, sizeof *self);
    assert (self);
    self->run = run;
    self->args = args;
    (void) snprintf (self->name, sizeof self->name, "%.*s", THREAD_NAME_MAX - 1, name);
    self->actor = zactor_new (s_host, self);
    assert (self->actor);
    return self;
}

//  The pipe's other end is gone, so zactor_destroy's $TERM is refused and it
//  does not wait. The timeout is there in case that should ever be wrong.

int
sup_thread_destroy (sup_thread_t **self_p)
{
    assert (self_p);
    sup_thread_t *self = *self_p;
    int rc = 0;
    if (self) {
        rc = sup_thread_is_gone (self) ? 0 : -1;
        zsock_set_rcvtimeo (self->actor, CLOSE_MS);
        zactor_destroy (&self->actor);
        free (self);
        *self_p = NULL;
    }
    return rc;
}

zsock_t *
sup_thread_pipe (sup_thread_t *self)
{
    assert (self);
    return zactor_sock (self->actor);
}

//  A PAIR tells the end of its peer in one way only: it can no longer send.

bool
sup_thread_is_gone (sup_thread_t *self)
{
    assert (self);
    return !(zsock_events (self->actor) & ZMQ_POLLOUT);
}
