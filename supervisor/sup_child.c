//  sup_child - one child, as a thread or as a process: starts it, hears it, stops it, cleans up

#include "sup_child.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sup_thread.h"
#include "sup_threads.h"

enum {
    AGAIN_MS = 50,        //  Between tries to ask
    ENDING_MS = 1,        //  Between looks at a pipe that closes
    LAST_WORDS_MS = 200,  //  For a dead process' last messages to arrive
    REAP_MS = 600         //  After SIGKILL
};

struct sup_child {
    const sup_child_config_t *config;  //  Lent
    sup_fault_t fault;
    bool is_threaded;
    int64_t stop_ms;
    uint64_t incarnation;
    sup_thread_t *thread;  //  One of the two while it is up
    sup_process_t *process;
    bool is_signalled;  //  It is constructed
    bool has_returned;  //  A thread's last signal came
    int64_t ended_at;   //  When a process was first seen dead; -1 before
    int64_t begun_at;   //  Of the stop; -1 while there is none
    bool is_asked;      //  $TERM was taken
    sup_means_t means;
};

const char *
sup_means_name (sup_means_t means)
{
    switch (means) {
        case SUP_MEANS_ASKED:
            return "asked";
        case SUP_MEANS_SIGTERM:
            return "SIGTERM";
        case SUP_MEANS_SIGKILL:
            return "SIGKILL";
    }
    abort ();
}

sup_child_t *
sup_child_new (const sup_child_config_t *config, bool is_threaded, int64_t stop_ms,
               const sup_fault_t *fault)
{
    assert (config);
    assert (fault);
    assert (stop_ms > 0);
    sup_child_t *self = calloc (1, sizeof *self);
    assert (self);
    self->config = config;
    self->fault = *fault;
    self->is_threaded = is_threaded;
    self->stop_ms = stop_ms;
    self->ended_at = -1;
    self->begun_at = -1;
    return self;
}

void
sup_child_destroy (sup_child_t **self_p)
{
    assert (self_p);
    sup_child_t *self = *self_p;
    if (self) {
        sup_process_destroy (&self->process, &self->fault);
        if (self->thread && sup_thread_is_gone (self->thread)) {
            (void) sup_thread_destroy (&self->thread);  //  Is gone, so this cannot fail
        }
        free (self);
        *self_p = NULL;
    }
}

int
sup_child_start (sup_child_t *self)
{
    assert (self);
    assert (!sup_child_is_up (self));
    self->incarnation++;
    self->is_signalled = false;
    self->has_returned = false;
    self->ended_at = -1;
    self->begun_at = -1;
    self->is_asked = false;
    self->means = SUP_MEANS_ASKED;
    if (self->is_threaded) {
        self->thread = sup_thread_new (self->config->name, self->config->run, self->config->args);
        if (!self->thread) {
            self->fault.fn (self->fault.arg, "start the thread",
                            "the system gives no more threads; " SUP_THREADS_ADVICE);
        }
    } else {
        const sup_process_config_t process = { self->config->name, self->config->config,
                                               self->config->config_size, self->incarnation };
        self->process = sup_process_new (&process, &self->fault);
    }
    return sup_child_is_up (self) ? 0 : -1;
}

bool
sup_child_is_up (const sup_child_t *self)
{
    assert (self);
    return self->thread || self->process;
}

zsock_t *
sup_child_pipe (sup_child_t *self)
{
    assert (self);
    if (self->process) {
        return sup_process_pipe (self->process);
    }
    return self->thread ? sup_thread_pipe (self->thread) : NULL;
}

size_t
sup_child_items (sup_child_t *self, zmq_pollitem_t items [SUP_CHILD_ITEMS])
{
    size_t count = 0;
    zsock_t *pipe = sup_child_pipe (self);
    if (pipe) {
        items [count++] = (zmq_pollitem_t){ zsock_resolve (pipe), 0, ZMQ_POLLIN, 0 };
    }
    if (self->process) {
        const int fds [] = { sup_process_death_fd (self->process),
                             sup_process_stderr_fd (self->process) };
        for (size_t index = 0; index < sizeof fds / sizeof *fds; index++) {
            if (fds [index] != -1) {
                items [count++] = (zmq_pollitem_t){ NULL, fds [index], ZMQ_POLLIN, 0 };
            }
        }
    }
    return count;
}

ssize_t
sup_child_read_stderr (sup_child_t *self, char *bytes, size_t bytes_max)
{
    assert (self);
    assert (bytes);
    int fd = self->process ? sup_process_stderr_fd (self->process) : -1;
    ssize_t size = fd == -1 ? 0 : read (fd, bytes, bytes_max);
    if (fd == -1 || size > 0) {
        return size;
    }
    if (size == -1 && (errno == EAGAIN || errno == EINTR)) {
        return 0;
    }
    int error = errno;
    sup_process_close_stderr (self->process);  //  Closed by the child, or broken
    errno = error;
    return size;
}

pid_t
sup_child_pid (const sup_child_t *self)
{
    assert (self);
    if (self->process) {
        return sup_process_pid (self->process);
    }
    return self->thread ? getpid () : 0;
}

beat_kind_t
sup_child_recv (sup_child_t *self, beat_message_t *message)
{
    assert (self);
    zsock_t *pipe = sup_child_pipe (self);
    if (!pipe) {
        return BEAT_NONE;
    }
    bool was_signalled = self->is_signalled;
    beat_kind_t kind = beat_recv (pipe, message, &self->is_signalled);
    if (kind == BEAT_ENDED && self->thread) {
        self->has_returned = true;
    }
    if (kind != BEAT_NONE && !was_signalled && self->process) {
        sup_process_settle (self->process, &self->fault);
    }
    return kind;
}

//  A process that has not connected yet cannot be asked: it is tried again.

static void
s_ask (sup_child_t *self)
{
    if (!self->is_asked && beat_send_term (sup_child_pipe (self)) == 0) {
        self->is_asked = true;
    }
}

void
sup_child_stop (sup_child_t *self, int64_t begun_at, int64_t now_ms)
{
    assert (self);
    if (sup_child_is_up (self) && self->begun_at == -1) {
        self->begun_at = begun_at;
        (void) sup_child_tick (self, now_ms);  //  Stuck is told by the next tick
    }
}

bool
sup_child_is_stopping (const sup_child_t *self)
{
    assert (self);
    return self->begun_at != -1;
}

sup_means_t
sup_child_means (const sup_child_t *self)
{
    assert (self);
    return self->means;
}

static void
s_escalate (sup_child_t *self, sup_means_t means, int signal_number)
{
    if (self->means < means) {
        self->means = means;
        (void) sup_process_signal (self->process, signal_number);  //  It may be gone already
    }
}

bool
sup_child_tick (sup_child_t *self, int64_t now_ms)
{
    assert (self);
    if (!sup_child_is_up (self) || self->begun_at == -1) {
        return false;
    }
    s_ask (self);
    int64_t spent_ms = now_ms - self->begun_at;
    if (self->thread) {
        return spent_ms >= self->stop_ms;
    }
    if (spent_ms >= self->stop_ms) {
        s_escalate (self, SUP_MEANS_SIGKILL, SIGKILL);
    } else if (spent_ms >= self->stop_ms / 2) {
        s_escalate (self, SUP_MEANS_SIGTERM, SIGTERM);
    }
    return spent_ms >= self->stop_ms + REAP_MS;
}

//  The dead send nothing more, but what they sent may still be on its way
//  through the kernel: it has all arrived when the pipe is seen closed.

static bool
s_process_has_ended (sup_child_t *self, int64_t now_ms, sup_end_t *end)
{
    if (!sup_process_has_ended (self->process, &end->code, &end->signal_number)) {
        return false;
    }
    end->how = end->signal_number ? SUP_KILLED : SUP_EXITED;
    if (self->ended_at == -1) {
        self->ended_at = now_ms;
    }
    return now_ms - self->ended_at >= LAST_WORDS_MS
           || !(zsock_events (sup_process_pipe (self->process)) & ZMQ_POLLOUT);
}

bool
sup_child_has_ended (sup_child_t *self, int64_t now_ms, sup_end_t *end)
{
    assert (self);
    assert (end);
    *end = (sup_end_t){ .how = SUP_RETURNED };
    if (self->process) {
        return s_process_has_ended (self, now_ms, end);
    }
    return self->thread && sup_thread_is_gone (self->thread);
}

int64_t
sup_child_wait_ms (const sup_child_t *self)
{
    assert (self);
    if (self->has_returned || self->ended_at != -1) {
        return ENDING_MS;
    }
    return self->begun_at != -1 ? AGAIN_MS : -1;
}

void
sup_child_clean (sup_child_t *self)
{
    assert (self);
    sup_process_destroy (&self->process, &self->fault);
    if (self->thread && sup_thread_destroy (&self->thread) == -1) {
        self->fault.fn (self->fault.arg, "close the thread's pipe", "its other end is still open");
    }
    self->has_returned = false;
    self->ended_at = -1;
    self->begun_at = -1;
}
