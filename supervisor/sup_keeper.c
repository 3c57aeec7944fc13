//  sup_keeper - keeps one child alive: does what its watch decides, and tells the journal

#include "sup_keeper.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mdp_bind.h"
#include "sup_child.h"
#include "sup_clock.h"
#include "sup_events.h"
#include "sup_orders.h"
#include "sup_stderr.h"
#include "sup_tidings.h"

enum {
    MESSAGES_MAX = 1000,    //  Read in one turn
    STDERR_READS_MAX = 16,  //  Likewise; together they hold all that a pipe does
    STDERR_READ_SIZE = 65536
};

struct sup_keeper {
    const sup_config_t *config;  //  Lent
    const sup_child_config_t *spec;
    sup_journal_t *journal;  //  Lent
    zsock_t *web;            //  Lent; null for none
    uint64_t *last_epoch;    //  Lent: of any child
    sup_watch_t *watch;
    sup_child_t *child;
    sup_stderr_t *lines;
    sup_record_t record;
    sup_orders_t orders;
    int64_t stop_ms;
    int64_t stop_at;     //  When the stop began
    int64_t health_at;   //  Of the next health note
    bool is_starting;    //  Faults are those of a start, not of a clean-up
    bool is_signalled;   //  Its first signal came
    bool is_alien_told;  //  Once an incarnation is enough
    note_t note;         //  The one being written
    beat_message_t message;
    char bytes [STDERR_READ_SIZE];
};

static sup_moment_t
s_moment (int64_t now_ms)
{
    return (sup_moment_t){ now_ms, sup_clock_wall_ns () };
}

static void
s_write (sup_keeper_t *self)
{
    sup_journal_write (self->journal, &self->note, sup_clock_wall_ns ());
}

static void
s_on_fault (void *arg, const char *what, const char *why)
{
    sup_keeper_t *self = arg;
    if (self->is_starting) {
        sup_events_error (&self->note, &self->record.who, what, why);
    } else {
        sup_events_cleanup_error (&self->note, &self->record.who, what, why);
    }
    s_write (self);
}

static void
s_on_line (void *arg, const sup_stderr_line_t *line)
{
    sup_keeper_t *self = arg;
    sup_events_stderr (&self->note, &self->record.who, line);
    s_write (self);
}

sup_keeper_t *
sup_keeper_new (const sup_config_t *config, size_t index, sup_journal_t *journal, zsock_t *web,
                uint64_t *last_epoch, int64_t now_ms)
{
    assert (config);
    assert (index < config->children_count);
    assert (journal);
    sup_keeper_t *self = calloc (1, sizeof *self);
    assert (self);
    self->config = config;
    self->spec = &config->children [index];
    self->journal = journal;
    self->web = web;
    self->last_epoch = last_epoch;
    self->health_at = now_ms + config->health_log_ms;
    self->stop_ms = config->stop_ms > 0 ? config->stop_ms : SUP_STOP_MS;
    sup_record_init (&self->record, self->spec->name);
    const sup_policy_t policy = {
        .silence_ms = config->silence_ms,
        .grace_ms = config->grace_ms,
        .check_ms = config->check_ms,
        .hang_ms = config->hang_ms > 0 ? config->hang_ms : SUP_HANG_MS,
        .backoff_ms_min = config->backoff_ms_min,
        .backoff_ms_max = config->backoff_ms_max,
        .backoff_reset_ms = config->backoff_reset_ms,
        .seed = sup_clock_wall_ns () + index,
    };
    self->watch = sup_watch_new (&policy, now_ms);
    const sup_fault_t fault = { s_on_fault, self };
    self->child = sup_child_new (self->spec, config->is_threaded, self->stop_ms, &fault);
    self->lines = sup_stderr_new (s_on_line, self);
    return self;
}

void
sup_keeper_destroy (sup_keeper_t **self_p)
{
    assert (self_p);
    sup_keeper_t *self = *self_p;
    if (self) {
        sup_child_destroy (&self->child);
        sup_stderr_destroy (&self->lines);
        sup_watch_destroy (&self->watch);
        sup_orders_free (&self->orders);
        free (self);
        *self_p = NULL;
    }
}

size_t
sup_keeper_items (sup_keeper_t *self, zmq_pollitem_t items [SUP_CHILD_ITEMS])
{
    assert (self);
    return sup_child_items (self->child, items);
}

int64_t
sup_keeper_wait_ms (const sup_keeper_t *self, int64_t now_ms)
{
    assert (self);
    int64_t wait_ms = self->health_at > now_ms ? self->health_at - now_ms : 0;
    const int64_t others [] = { sup_watch_wait_ms (self->watch, now_ms),
                                sup_child_wait_ms (self->child) };
    for (size_t index = 0; index < sizeof others / sizeof *others; index++) {
        wait_ms = others [index] >= 0 && others [index] < wait_ms ? others [index] : wait_ms;
    }
    return wait_ms;
}

static void
s_start (sup_keeper_t *self, int64_t now_ms)
{
    sup_record_t *record = &self->record;
    sup_record_start (record, self->last_epoch, s_moment (now_ms));
    self->is_signalled = false;
    sup_orders_begin (&self->orders);
    self->is_alien_told = false;
    self->is_starting = true;
    int rc = sup_child_start (self->child);
    self->is_starting = false;
    if (rc == 0) {
        record->who.pid = sup_child_pid (self->child);
        sup_events_started (&self->note, &record->who, self->config->is_threaded,
                            record->starts - 1);
        s_write (self);
    } else {
        const sup_end_t end = { .how = SUP_EXITED };
        record->has_failed = true;
        sup_record_end (record, &end, SUP_CAUSE_NONE, s_moment (now_ms));
        (void) sup_watch_on (self->watch, (sup_event_t){ .kind = SUP_DIED }, now_ms);
    }
}

static void
s_stop (sup_keeper_t *self, int64_t begun_at, int64_t now_ms)
{
    switch (sup_watch_cause (self->watch)) {
        case SUP_CAUSE_HUNG:
            sup_events_died (&self->note, &self->record.who, "hung",
                             sup_watch_beat_age_ms (self->watch, now_ms));
            s_write (self);
            break;
        case SUP_CAUSE_SILENT:
            sup_events_stale (&self->note, &self->record.who, self->record.beat.is_connected,
                              sup_watch_quiet_ms (self->watch, now_ms), self->config->silence_ms);
            s_write (self);
            break;
        case SUP_CAUSE_NONE:
        case SUP_CAUSE_ASKED:
            break;
    }
    self->stop_at = now_ms;
    sup_child_stop (self->child, begun_at, now_ms);
}

static void
s_apply (sup_keeper_t *self, sup_event_t event, int64_t now_ms)
{
    switch (sup_watch_on (self->watch, event, now_ms)) {
        case SUP_NOTHING:
            break;
        case SUP_START:
            s_start (self, now_ms);
            break;
        case SUP_STOP:
            s_stop (self, now_ms, now_ms);
            break;
        case SUP_GIVE_UP:
            sup_events_stuck (&self->note, &self->record.who, self->stop_ms);
            s_write (self);
            break;
    }
}

void
sup_keeper_wish (sup_keeper_t *self, char **wish_p)
{
    assert (self);
    sup_orders_wish (&self->orders, wish_p);
}

void
sup_keeper_ask (sup_keeper_t *self, int64_t begun_at, int64_t now_ms)
{
    assert (self);
    if (sup_watch_on (self->watch, (sup_event_t){ .kind = SUP_ASKED }, now_ms) == SUP_STOP) {
        s_stop (self, begun_at, now_ms);
    }
}

static void
s_on_beat (sup_keeper_t *self, const beat_t *beat, int64_t now_ms)
{
    if (sup_record_beat (&self->record, beat, s_moment (now_ms))) {
        sup_events_connected (&self->note, &self->record.who, now_ms - self->record.started_at);
        s_write (self);
    }
    const sup_event_t event = { SUP_BEAT, beat->is_connected, beat->event_age_ms };
    s_apply (self, event, now_ms);
}

static void
s_on_failed (sup_keeper_t *self)
{
    const beat_message_t *message = &self->message;
    sup_record_fail (&self->record, message->exit_code, message->reason);
    sup_events_error (&self->note, &self->record.who, "failed", message->reason);
    note_add_integer (&self->note, "code", message->exit_code);
    s_write (self);
}

static void
s_on_message (sup_keeper_t *self, beat_kind_t kind, int64_t now_ms)
{
    switch (kind) {
        case BEAT_ALIVE:
            if (self->is_signalled) {
                s_on_beat (self, &self->message.beat, now_ms);
            } else {
                self->is_signalled = true;
                s_apply (self, (sup_event_t){ .kind = SUP_SIGNALLED }, now_ms);
            }
            break;
        case BEAT_NOTE:
            sup_events_relayed (&self->note, &self->record.who, &self->message.note);
            s_write (self);
            break;
        case BEAT_TALLY:
            sup_tidings_relay (self->web, (size_t) (self->spec - self->config->children),
                               self->record.who.epoch, &self->message);
            break;
        case BEAT_FAILED:
            s_on_failed (self);
            break;
        case BEAT_ALIEN:
            if (!self->is_alien_told) {
                self->is_alien_told = true;
                sup_events_error (&self->note, &self->record.who, "message",
                                  "speaks another contract");
                s_write (self);
            }
            break;
        case BEAT_NONE:
        case BEAT_ENDED:
            break;
    }
}

static void
s_hear (sup_keeper_t *self, int64_t now_ms)
{
    beat_kind_t kind = BEAT_ALIVE;
    for (int count = 0; count < MESSAGES_MAX && kind != BEAT_NONE; count++) {
        kind = sup_child_recv (self->child, &self->message);
        s_on_message (self, kind, now_ms);
    }
    if (self->is_signalled) {
        sup_orders_send (&self->orders, sup_child_pipe (self->child), &self->record.order);
    }
}

static void
s_read_stderr (sup_keeper_t *self, int64_t now_ms)
{
    ssize_t size = 1;
    for (int count = 0; count < STDERR_READS_MAX && size > 0; count++) {
        size = sup_child_read_stderr (self->child, self->bytes, sizeof self->bytes);
        if (size > 0) {
            sup_stderr_take (self->lines, self->bytes, (size_t) size, now_ms);
        } else if (size == -1) {
            sup_events_stderr_read_error (&self->note, &self->record.who, strerror (errno));
            s_write (self);
        }
    }
}

//  It has ended: its last words, what is said of it, and all of it cleaned up
//  before the watch may ask for the next one.

static void
s_on_end (sup_keeper_t *self, const sup_end_t *end, int64_t now_ms)
{
    s_hear (self, now_ms);
    s_read_stderr (self, now_ms);
    sup_stderr_end (self->lines, now_ms);
    sup_record_t *record = &self->record;
    sup_cause_t cause = sup_watch_cause (self->watch);
    sup_record_end (record, end, cause, s_moment (now_ms));
    if (cause == SUP_CAUSE_NONE) {
        sup_events_died (&self->note, &record->who, mdp_exit_reason_name (record->last_exit.reason),
                         sup_watch_beat_age_ms (self->watch, now_ms));
        s_write (self);
    }
    sup_events_exited (&self->note, &record->who, end, now_ms - record->started_at);
    s_write (self);
    if (cause != SUP_CAUSE_NONE) {
        sup_events_terminated (&self->note, &record->who, cause, sup_child_means (self->child),
                               now_ms - self->stop_at);
        s_write (self);
    }
    sup_child_clean (self->child);
    if (self->spec->endpoint) {
        mdp_bind_clear (self->spec->endpoint);
    }
    s_apply (self, (sup_event_t){ .kind = SUP_DIED }, now_ms);
}

void
sup_keeper_turn (sup_keeper_t *self, int64_t now_ms)
{
    assert (self);
    if (sup_child_is_up (self->child)) {
        s_hear (self, now_ms);
        s_read_stderr (self, now_ms);
        sup_stderr_tick (self->lines, now_ms);
        sup_end_t end;
        if (sup_child_has_ended (self->child, now_ms, &end)) {
            s_on_end (self, &end, now_ms);
        } else if (sup_child_tick (self->child, now_ms)) {
            s_apply (self, (sup_event_t){ .kind = SUP_STUCK }, now_ms);
        }
    }
    s_apply (self, (sup_event_t){ .kind = SUP_TICK }, now_ms);
    if (now_ms >= self->health_at) {
        const beat_t beat = sup_record_aged_beat (&self->record, now_ms);
        sup_events_health (&self->note, &self->record.who, sup_watch_state (self->watch), &beat,
                           self->record.starts - 1);
        s_write (self);
        self->health_at = now_ms + self->config->health_log_ms;
    }
}

sup_state_t
sup_keeper_state (const sup_keeper_t *self)
{
    assert (self);
    return sup_watch_state (self->watch);
}

const sup_record_t *
sup_keeper_record (const sup_keeper_t *self)
{
    assert (self);
    return &self->record;
}

void
sup_keeper_tell (const sup_keeper_t *self, mdp_gateway_t *gateway, int64_t now_ms)
{
    assert (self);
    sup_record_tell (&self->record, gateway, now_ms);
    const char *isolation = self->config->is_threaded ? "thread" : "process";
    gateway->isolation = (mdp_text_t){ isolation, strlen (isolation) };
    gateway->endpoint = (mdp_text_t){ self->spec->endpoint, strlen (self->spec->endpoint) };
    gateway->state = sup_watch_shown (sup_watch_state (self->watch));
    gateway->pid = sup_child_pid (self->child);
    int64_t until = sup_watch_backoff_until (self->watch);
    if (until > now_ms) {
        gateway->backoff_until = sup_clock_wall_ns () + (uint64_t) (until - now_ms) * 1000000u;
    }
}
