//  sup_actor - the supervisor: keeps its children alive, and tells the world once a second

#include "sup_actor.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mdp_bind.h"
#include "sup_bulletin.h"
#include "sup_clock.h"
#include "sup_keeper.h"
#include "sup_reload.h"
#include "sup_web.h"

enum {
    READY_MS = 5000,  //  A child that has not beaten by then does not hold up the rest
    STEPS_MS = 1500,  //  Of a stop: until the last child was asked at the latest
    HURRY_MS = 1000,  //  All that is left to children when one is stuck
    EXIT_UNAVAILABLE = 69,
    EXIT_STUCK = 70,
    REASON_MAX = 512,
    ITEMS_MAX = 2 + SUP_CHILDREN_MAX * SUP_CHILD_ITEMS
};

typedef struct {
    zsock_t *pipe;               //  To our own parent
    const sup_config_t *config;  //  Lent
    sup_journal_t *journal;
    sup_web_t *web;  //  Null where HTTP is off
    sup_herald_t *herald;
    sup_bulletin_t *bulletin;
    sup_keeper_t *keepers [SUP_CHILDREN_MAX];
    size_t count;
    uint64_t epoch;
    uint64_t last_epoch;  //  Of any child's incarnation
    int64_t started_at;
    int64_t beat_at;  //  When the next beat is due
    bool is_ready;    //  And that was said
    bool is_leaving;
    int64_t leaving_at;  //  From when the children's time to stop counts
    int64_t step_at;     //  When the last child was asked
    size_t asked;        //  Children asked to stop, from the last one
    int exit_code;
    char reason [REASON_MAX];
} self_t;

static self_t *
s_self_new (zsock_t *pipe, const sup_config_t *config)
{
    assert (config);
    assert (config->children_count <= SUP_CHILDREN_MAX);
    self_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pipe = pipe;
    self->config = config;
    self->count = config->children_count;
    self->epoch = sup_clock_wall_ns () / 1000000u;
    self->journal = sup_journal_new (&config->log);
    zsock_set_sndtimeo (pipe, 0);  //  A parent that does not listen must not stop us
    (void) snprintf (self->reason, sizeof self->reason, "asked to stop");
    return self;
}

//  The threads that will not end keep what they use; the process ends soon.

static void
s_self_destroy (self_t **self_p)
{
    self_t *self = *self_p;
    for (size_t index = 0; index < self->count; index++) {
        sup_keeper_destroy (&self->keepers [index]);
    }
    sup_bulletin_destroy (&self->bulletin);
    sup_herald_destroy (&self->herald);
    sup_journal_destroy (&self->journal);
    free (self);
    *self_p = NULL;
}

static void
s_write (self_t *self, const note_t *note)
{
    sup_journal_write (self->journal, note, sup_clock_wall_ns ());
}

static void
s_tell_started (self_t *self)
{
    const char *endpoint = zsock_endpoint (sup_herald_socket (self->herald));
    note_t note;
    note_init (&note, NOTE_INFO, "supervisor_started");
    note_add_text (&note, "version", TICKGATE_VERSION, strlen (TICKGATE_VERSION));
    note_add_integer (&note, "pid", getpid ());
    note_add_text (&note, "heartbeat", endpoint, endpoint ? strlen (endpoint) : 0);
    note_add_integer (&note, "gateways", (int64_t) self->count);
    if (self->web) {
        note_add_text (&note, "http", self->config->http, strlen (self->config->http));
    }
    s_write (self, &note);
}

static void
s_fail (self_t *self, int exit_code, const char *what, const char *why)
{
    self->exit_code = exit_code;
    (void) snprintf (self->reason, sizeof self->reason, "%s: %s", what, why);
    note_t note;
    note_init (&note, NOTE_ERROR, "supervisor_failed");
    note_add_integer (&note, "code", exit_code);
    note_add_text (&note, "reason", self->reason, strlen (self->reason));
    s_write (self, &note);
}

//  Returns 0, or -1 where an endpoint of ours cannot be bound.

static int
s_begin (self_t *self)
{
    self->herald = sup_herald_new (self->config->heartbeat, self->config->access);
    if (!self->herald) {
        char what [REASON_MAX / 2];
        (void) snprintf (what, sizeof what, "heartbeat endpoint %s cannot be bound",
                         self->config->heartbeat);
        s_fail (self, EXIT_UNAVAILABLE, what, mdp_bind_trouble (errno));
        return -1;
    }
    char why [SUP_WEB_WHY_MAX];
    self->web = sup_web_new (self->config, why);
    if (!self->web && *why) {
        s_fail (self, EXIT_UNAVAILABLE, "HTTP cannot listen", why);
        return -1;
    }
    zsock_t *web = self->web ? sup_web_pipe (self->web) : NULL;
    sup_journal_tell (self->journal, web);
    sup_journal_publish_on (self->journal, sup_herald_socket (self->herald), self->epoch);
    s_tell_started (self);
    self->started_at = zclock_mono ();
    self->beat_at = self->started_at;
    for (size_t index = 0; index < self->count; index++) {
        self->keepers [index] = sup_keeper_new (self->config, index, self->journal, web,
                                                &self->last_epoch, self->started_at);
    }
    const sup_bulletin_parts_t parts = {
        self->config, self->keepers, self->count, self->herald, web, self->epoch, self->started_at,
    };
    self->bulletin = sup_bulletin_new (&parts);
    return 0;
}

static bool
s_is_down (const sup_keeper_t *keeper)
{
    switch (sup_keeper_state (keeper)) {
        case SUP_BACKOFF:
        case SUP_STOPPED:
        case SUP_FAILED:
            return true;
        case SUP_STARTING:
        case SUP_CONNECTING:
        case SUP_LIVE:
        case SUP_SILENT:
        case SUP_STOPPING:
        case SUP_LEAVING:
            return false;
    }
    abort ();
}

//  Begin to stop everything. Who is down must not rise again in the meantime.

static void
s_leave (self_t *self, int64_t begun_at, int64_t now_ms)
{
    if (!self->is_leaving) {
        self->is_leaving = true;
        self->leaving_at = begun_at;
        for (size_t index = 0; index < self->count; index++) {
            if (s_is_down (self->keepers [index])) {
                sup_keeper_ask (self->keepers [index], begun_at, now_ms);
            }
        }
        note_t note;
        note_init (&note, NOTE_INFO, "supervisor_stopping");
        note_add_integer (&note, "code", self->exit_code);
        note_add_text (&note, "reason", self->reason, strlen (self->reason));
        s_write (self, &note);
    }
}

//  In reverse order: the next child is asked when the one after it is down, or
//  takes too long. True when all are down.

static bool
s_carry_on_leaving (self_t *self, int64_t now_ms)
{
    const int64_t step_ms = STEPS_MS / (int64_t) (self->count + 1);
    while (self->asked < self->count) {
        bool is_first = self->asked == 0;
        if (!is_first && !s_is_down (self->keepers [self->count - self->asked])
            && now_ms - self->step_at < step_ms) {
            break;
        }
        self->asked++;
        self->step_at = now_ms;
        sup_keeper_ask (self->keepers [self->count - self->asked], self->leaving_at, now_ms);
    }
    bool are_down = self->asked == self->count;
    for (size_t index = 0; index < self->count; index++) {
        are_down = are_down && s_is_down (self->keepers [index]);
    }
    return are_down;
}

//  A child that is stuck, or whose first life failed for good, ends us all.

static void
s_look_for_the_end (self_t *self, int64_t now_ms)
{
    const int64_t stop_ms = self->config->stop_ms > 0 ? self->config->stop_ms : SUP_STOP_MS;
    for (size_t index = 0; index < self->count && !self->is_leaving; index++) {
        const sup_record_t *record = sup_keeper_record (self->keepers [index]);
        if (record->fatal_code != 0) {
            s_fail (self, record->fatal_code, record->who.name, record->fatal_reason);
            s_leave (self, now_ms, now_ms);
        } else if (sup_keeper_state (self->keepers [index]) == SUP_FAILED) {
            s_fail (self, EXIT_STUCK, record->who.name, "hangs and cannot be stopped");
            s_leave (self, now_ms - (stop_ms > HURRY_MS ? stop_ms - HURRY_MS : 0), now_ms);
        }
    }
}

static void
s_beat (self_t *self, int64_t now_ms)
{
    bool is_ready = true;
    for (size_t index = 0; index < self->count; index++) {
        is_ready = is_ready && sup_keeper_record (self->keepers [index])->has_beaten;
    }
    is_ready = is_ready || now_ms - self->started_at >= READY_MS;
    if (is_ready && !self->is_ready && !self->is_leaving) {
        self->is_ready = true;
        (void) zstr_send (self->pipe, "READY");  //  Who does not listen does not wait for it
    }
    if (now_ms >= self->beat_at) {
        self->beat_at =
            now_ms - self->beat_at > BEAT_MS ? now_ms + BEAT_MS : self->beat_at + BEAT_MS;
        sup_bulletin_publish (self->bulletin, self->is_leaving, now_ms);
        (void) zstr_send (self->pipe, "BEAT");  //  Likewise
    }
}

static int64_t
s_wait_ms (const self_t *self, int64_t now_ms)
{
    int64_t wait_ms = self->beat_at > now_ms ? self->beat_at - now_ms : 0;
    if (self->is_leaving && wait_ms > STEPS_MS / SUP_CHILDREN_MAX) {
        wait_ms = STEPS_MS / SUP_CHILDREN_MAX;
    }
    for (size_t index = 0; index < self->count; index++) {
        int64_t keeper_ms = sup_keeper_wait_ms (self->keepers [index], now_ms);
        if (keeper_ms >= 0 && keeper_ms < wait_ms) {
            wait_ms = keeper_ms;
        }
    }
    return wait_ms;
}

//  Tell what a second reading of the settings brought, and give the children their part.

static void
s_reload (self_t *self, zmsg_t *message)
{
    sup_reload_t reload;
    note_t note;
    if (sup_reload_read (&reload, message) == -1) {
        note_init (&note, NOTE_ERROR, "supervisor_reload_refused");
        note_add_text (&note, "reason", "not understood", strlen ("not understood"));
    } else if (reload.refused) {
        note_init (&note, NOTE_ERROR, "supervisor_reload_refused");
        note_add_text (&note, "reason", reload.refused, strlen (reload.refused));
    } else {
        note_init (&note, reload.ignored ? NOTE_WARNING : NOTE_INFO, "supervisor_reloaded");
        if (reload.ignored) {
            note_add_text (&note, "needs_restart", reload.ignored, strlen (reload.ignored));
        }
    }
    s_write (self, &note);
    for (size_t index = 0; index < self->count; index++) {
        sup_keeper_wish (self->keepers [index], &reload.wishes [index]);
    }
    sup_reload_free (&reload);
}

static void
s_on_command (self_t *self)
{
    zmsg_t *message = zmsg_recv (self->pipe);
    char *command = message ? zmsg_popstr (message) : NULL;
    if (command && streq (command, "$TERM")) {
        int64_t now_ms = zclock_mono ();
        s_leave (self, now_ms, now_ms);
    } else if (command && streq (command, "RELOAD") && !self->is_leaving) {
        s_reload (self, message);
    }
    zstr_free (&command);
    zmsg_destroy (&message);
}

//  The one place that waits.

static void
s_wait (self_t *self)
{
    zmq_pollitem_t items [ITEMS_MAX] = {
        { zsock_resolve (self->pipe), 0, ZMQ_POLLIN, 0 },
        { zsock_resolve (sup_herald_socket (self->herald)), 0, ZMQ_POLLIN, 0 },
    };
    size_t count = 2;
    for (size_t index = 0; index < self->count; index++) {
        count += sup_keeper_items (self->keepers [index], &items [count]);
    }
    (void) zmq_poll (items, (int) count, (long) s_wait_ms (self, zclock_mono ()));
    if (items [0].revents & ZMQ_POLLIN) {
        s_on_command (self);
    }
}

static void
s_run (self_t *self)
{
    bool are_down = false;
    while (!are_down) {
        int64_t now_ms = zclock_mono ();
        for (size_t index = 0; index < self->count; index++) {
            sup_keeper_turn (self->keepers [index], now_ms);
        }
        s_look_for_the_end (self, now_ms);
        are_down = self->is_leaving && s_carry_on_leaving (self, now_ms);
        s_beat (self, now_ms);
        sup_bulletin_look (self->bulletin, self->is_leaving, now_ms);
        note_t refusals;
        if (sup_herald_look (self->herald, &refusals, now_ms)) {
            s_write (self, &refusals);
        }
        sup_journal_flush (self->journal);
        if (!are_down) {
            s_wait (self);
        }
    }
}

//  Say that we return, how, and why. This one must arrive, so it may wait a
//  little for a parent that is slow.

static void
s_tell_exit (self_t *self)
{
    sup_journal_tell (self->journal, NULL);
    bool is_stuck = sup_web_destroy (&self->web) == -1;
    for (size_t index = 0; index < self->count && self->keepers [index]; index++) {
        is_stuck = is_stuck || sup_keeper_state (self->keepers [index]) == SUP_FAILED;
    }
    note_t note;
    note_init (&note, self->exit_code ? NOTE_ERROR : NOTE_INFO, "supervisor_stopped");
    note_add_integer (&note, "code", self->exit_code);
    note_add_text (&note, "reason", self->reason, strlen (self->reason));
    s_write (self, &note);
    zsock_set_sndtimeo (self->pipe, 1000);
    char code [16];
    (void) snprintf (code, sizeof code, "%d", self->exit_code);  //  Always fits
    (void) zstr_sendx (self->pipe, "EXIT", code, is_stuck ? "stuck" : "clean", self->reason, NULL);
}

void
sup_actor (zsock_t *pipe, void *args)
{
    (void) pthread_setname_np (pthread_self (), "supervisor");  //  Only a help to debuggers
    self_t *self = s_self_new (pipe, args);
    zsock_signal (pipe, 0);  //  Constructed: zactor_new may return
    if (s_begin (self) == 0) {
        s_run (self);
    }
    s_tell_exit (self);
    s_self_destroy (&self);
}
