//  sup_guard - what the main thread does: hears signals, and guards the supervisor's thread

#include "sup_guard.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "mdp_bind.h"
#include "sup_actor.h"
#include "sup_calm.h"
#include "sup_clock.h"
#include "sup_console.h"
#include "sup_notify.h"
#include "sup_reload.h"
#include "sup_threads.h"

enum {
    WAIT_MS = 500,
    STOP_MS = 4900,  //  From the signal to the end, whatever hangs
    CLOSE_MS = 1000,
    EXIT_STUCK = 70,
    REASON_MAX = 256
};

typedef struct {
    const sup_config_t *config;  //  Lent
    sup_console_t *console;
    zactor_t *supervisor;
    int signals;  //  Descriptor that signals come from
    int64_t watchdog_ms;
    int64_t silent_ms;  //  Since the supervisor's last word, as far as we were awake
    int64_t stop_at;    //  When a stop that was asked for is over; -1 before
    int exit_code;
    bool has_ended;  //  The supervisor said its last word
} self_t;

//  End the process at once: a thread is left that nobody can end. What it would
//  have removed is removed here; child processes end by themselves, without us.

static _Noreturn void
s_escalate (self_t *self, int exit_code)
{
    mdp_bind_remove (self->config->heartbeat);
    for (size_t index = 0; index < self->config->children_count; index++) {
        mdp_bind_remove (self->config->children [index].endpoint);
    }
    sup_console_destroy (&self->console);  //  The last chance for what was told
    _exit (exit_code);
}

//  Block or unblock what we hear, and say what that is.

static sigset_t
s_mask (int how)
{
    sigset_t heard;
    (void) sigemptyset (&heard);
    (void) sigaddset (&heard, SIGTERM);
    (void) sigaddset (&heard, SIGINT);
    (void) sigaddset (&heard, SIGHUP);
    int rc = pthread_sigmask (how, &heard, NULL);
    assert (rc == 0);
    return heard;
}

void
sup_guard_hold (void)
{
    (void) s_mask (SIG_BLOCK);
}

void
sup_guard_let_go (void)
{
    (void) s_mask (SIG_UNBLOCK);
}

static int
s_open_signals (void)
{
    const sigset_t heard = s_mask (SIG_BLOCK);
    (void) signal (SIGPIPE, SIG_IGN);  //  Neither can fail for these signals
    (void) signal (SIGCHLD, SIG_DFL);  //  Ignored, it would lose our children's exit codes
    return signalfd (-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK);
}

//  The supervisor tells the rest of the world; who looks at the terminal is told here.

static void
s_reload (self_t *self)
{
    sup_reload_t reload = { .refused = NULL };
    if (self->config->reload) {
        self->config->reload (self->config->reload_arg, &reload);
    } else {
        sup_console_say (self->console, "SIGHUP heard, nothing to reload");
        return;
    }
    sup_console_pass (self->console, reload.told ? reload.told : "");
    if (reload.refused) {
        sup_console_say (self->console, "SIGHUP: nothing is taken over: %s", reload.refused);
    } else if (reload.ignored) {
        sup_console_say (self->console, "SIGHUP: needs a restart: %s", reload.ignored);
    }
    if (sup_reload_send (&reload, zactor_sock (self->supervisor)) == -1) {
        sup_console_say (self->console, "SIGHUP: the supervisor has no room for it");
    }
    sup_reload_free (&reload);
}

static void
s_on_signal (self_t *self)
{
    struct signalfd_siginfo info;
    while (read (self->signals, &info, sizeof info) == (ssize_t) sizeof info) {
        if (info.ssi_signo == SIGHUP) {
            s_reload (self);
        } else if (self->stop_at == -1) {
            self->stop_at = zclock_mono () + STOP_MS;
            sup_notify ("STOPPING=1");
            (void) zstr_send (self->supervisor, "$TERM");  //  If it is gone, it is stopped
        }
    }
}

//  The frames after "EXIT": code, how, reason.

static void
s_on_exit (self_t *self, zmsg_t *message)
{
    char *code = zmsg_popstr (message);
    char *how = zmsg_popstr (message);
    char *reason = zmsg_popstr (message);
    assert (reason);
    self->has_ended = true;
    self->exit_code = atoi (code);
    if (self->exit_code != 0 || streq (how, "stuck")) {
        sup_console_say (self->console, "%s%s", reason,
                         self->exit_code ? "" : ", and a thread did not end");
    }
    if (streq (how, "stuck")) {
        s_escalate (self, self->exit_code);
    }
    zstr_free (&code);
    zstr_free (&how);
    zstr_free (&reason);
}

static void
s_on_supervisor (self_t *self)
{
    zmsg_t *message = zmsg_recv (self->supervisor);
    if (!message) {
        return;
    }
    bool is_signal = zmsg_signal (message) >= 0;
    char *word = is_signal ? NULL : zmsg_popstr (message);
    if (is_signal) {
        sup_console_say (self->console, "the supervisor returned without a word");
        s_escalate (self, EXIT_STUCK);
    } else if (word && streq (word, "BEAT")) {
        self->silent_ms = 0;
        sup_notify ("WATCHDOG=1");
    } else if (word && streq (word, "READY")) {
        sup_notify ("READY=1");
    } else if (word && streq (word, "EXIT")) {
        s_on_exit (self, message);
    }
    zstr_free (&word);
    zmsg_destroy (&message);
}

//  Time is counted in steps: if the whole process was frozen, so was the
//  supervisor, and a step that took hours counts as one.

static void
s_check (self_t *self, int64_t waited_ms)
{
    self->silent_ms += waited_ms < 2 * WAIT_MS ? waited_ms : 2 * WAIT_MS;
    if (self->silent_ms >= self->watchdog_ms && self->stop_at == -1) {
        sup_console_say (self->console, "the supervisor hangs: no beat for %lld s",
                         (long long) (self->silent_ms / 1000));
        s_escalate (self, EXIT_STUCK);
    }
    if (self->stop_at != -1 && zclock_mono () >= self->stop_at) {
        sup_console_say (self->console, "asked to stop, but the supervisor hangs");
        s_escalate (self, 0);
    }
}

static void
s_turn (self_t *self)
{
    zmq_pollitem_t items [] = {
        { zsock_resolve (self->supervisor), 0, ZMQ_POLLIN, 0 },
        { NULL, self->signals, ZMQ_POLLIN, 0 },
    };
    int64_t before = zclock_mono ();
    int64_t wait_ms = WAIT_MS;
    if (self->stop_at != -1 && self->stop_at - before < wait_ms) {
        wait_ms = self->stop_at > before ? self->stop_at - before : 0;
    }
    sup_console_flush (self->console);
    (void) zmq_poll (items, 2, (long) wait_ms);  //  Interrupted or not, what came is looked at
    int64_t waited_ms = zclock_mono () - before;
    if (items [0].revents & ZMQ_POLLIN) {
        s_on_supervisor (self);
    }
    if (items [1].revents & ZMQ_POLLIN) {
        s_on_signal (self);
    }
    if (!self->has_ended) {
        s_check (self, waited_ms);
    }
}

//  What czmq and libzmq start of their own accord, or would wait for without end. Children
//  that get no thread tell it themselves, and are started again.

static int
s_try_threads (const sup_config_t *config)
{
    bool has_web = config->http && strcmp (config->http, "off") != 0;
    bool has_zap = config->access && config->access->folder;
    return sup_threads_try (SUP_THREADS_ZMQ + 1u + (has_web ? 1u : 0u) + (has_zap ? 1u : 0u));
}

//  There is no supervisor to tell it, and nobody who could listen yet.

static int
s_refuse (self_t *self, int error)
{
    char reason [REASON_MAX];
    char why [REASON_MAX / 2];
    (void) snprintf (reason, sizeof reason, "cannot make a thread: %s; " SUP_THREADS_ADVICE,
                     strerror_r (error, why, sizeof why));
    note_t note;
    note_init (&note, NOTE_ERROR, "supervisor_failed");
    note_add_integer (&note, "code", EXIT_STUCK);
    note_add_text (&note, "reason", reason, strlen (reason));
    sup_journal_t *journal = sup_journal_new (&self->config->log);
    sup_journal_write (journal, &note, sup_clock_wall_ns ());
    sup_journal_destroy (&journal);
    sup_console_say (self->console, "%s", reason);
    return EXIT_STUCK;
}

//  Run the supervisor until it ends.

static int
s_run (self_t *self, zactor_fn *supervisor)
{
    int rc = setenv ("ZSYS_SIGHANDLER", "false", 1);  //  czmq's own would end every poll
    assert (rc == 0);
    zsys_handler_set (NULL);
    zsys_set_logstream (stderr);
    sup_calm ();
    sup_config_t own = *self->config;
    self->supervisor = zactor_new (supervisor, &own);
    assert (self->supervisor);
    zsock_set_sndtimeo (self->supervisor, 0);
    while (!self->has_ended) {
        s_turn (self);
    }
    zsock_set_rcvtimeo (self->supervisor, CLOSE_MS);  //  Its last signal is near or here
    zactor_destroy (&self->supervisor);
    return self->exit_code;
}

int
sup_guard_watch (zactor_fn *supervisor, const sup_config_t *config)
{
    assert (supervisor);
    assert (config);
    self_t self = { .config = config, .stop_at = -1 };
    self.watchdog_ms = config->watchdog_ms > 0 ? config->watchdog_ms : SUP_WATCHDOG_MS;
    self.signals = s_open_signals ();
    assert (self.signals != -1);
    self.console = sup_console_new (STDERR_FILENO);
    sup_console_pass (self.console, config->told ? config->told : "");
    int error = s_try_threads (config);
    int exit_code = error ? s_refuse (&self, error) : s_run (&self, supervisor);
    sup_console_destroy (&self.console);
    (void) close (self.signals);  //  Nothing more is heard
    return exit_code;
}

int
sup_guard_run (const sup_config_t *config)
{
    return sup_guard_watch (sup_actor, config);
}
