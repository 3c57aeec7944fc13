//  sup_record - what is known of one child and its incarnations, as plain values

#include "sup_record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NS_PER_MS = 1000000, EXIT_UNAVAILABLE = 69, EXIT_CONFIG = 78 };

void
sup_record_init (sup_record_t *self, const char *name)
{
    assert (self);
    assert (name);
    *self = (sup_record_t){ .who.name = name, .beat.event_age_ms = -1 };
}

void
sup_record_start (sup_record_t *self, uint64_t *last_epoch, sup_moment_t now)
{
    assert (self);
    assert (last_epoch);
    uint64_t epoch = now.wall_ns / NS_PER_MS;
    *last_epoch = epoch > *last_epoch ? epoch : *last_epoch + 1;
    self->who.epoch = *last_epoch;
    self->who.pid = 0;
    self->order = (beat_order_t){
        .epoch = self->who.epoch,
        .since = self->since,
        .memo = self->memo,
    };
    if (self->starts++ > 0) {
        self->restarts [self->last_exit.reason]++;
    }
    self->started_at = now.mono_ms;
    self->beat = (beat_t){ .event_age_ms = -1, .is_simulated = self->beat.is_simulated };
    self->has_failed = false;
}

bool
sup_record_beat (sup_record_t *self, const beat_t *beat, sup_moment_t now)
{
    assert (self);
    assert (beat);
    bool is_news = beat->is_connected && !self->beat.is_connected;
    self->beat = *beat;
    self->beat_at = now.mono_ms;
    self->has_beaten = true;
    self->memo = beat->memo;
    if (beat->event_age_ms >= 0) {
        uint64_t at = now.wall_ns - (uint64_t) beat->event_age_ms * NS_PER_MS;
        self->since = at > self->since ? at : self->since;
    }
    return is_news;
}

//  Only a failure of the very first life is for a person: a port that is
//  taken, a setting that is wrong. Later the same may pass by itself.

void
sup_record_fail (sup_record_t *self, int exit_code, const char *reason)
{
    assert (self);
    self->has_failed = true;
    if (self->starts == 1 && (exit_code == EXIT_UNAVAILABLE || exit_code == EXIT_CONFIG)) {
        self->fatal_code = exit_code;
        (void) snprintf (self->fatal_reason, sizeof self->fatal_reason, "%s", reason);
    }
}

static mdp_exit_reason_t
s_reason (const sup_record_t *self, const sup_end_t *end, sup_cause_t cause)
{
    if (cause == SUP_CAUSE_HUNG) {
        return MDP_EXIT_HUNG;
    }
    if (cause == SUP_CAUSE_SILENT) {
        return MDP_EXIT_SILENT;
    }
    if (self->has_failed) {
        return MDP_EXIT_FAILED;
    }
    switch (end->how) {
        case SUP_RETURNED:
            return MDP_EXIT_RETURNED;
        case SUP_EXITED:
            return MDP_EXIT_EXITED;
        case SUP_KILLED:
            return MDP_EXIT_SIGNALLED;
    }
    abort ();
}

void
sup_record_end (sup_record_t *self, const sup_end_t *end, sup_cause_t cause, sup_moment_t now)
{
    assert (self);
    assert (end);
    self->last_exit =
        (mdp_exit_t){ s_reason (self, end, cause), end->code, end->signal_number, now.wall_ns };
    self->beat.is_connected = false;
    self->beat.queue_size = 0;
    memset (self->beat.topics, 0, sizeof self->beat.topics);
}

beat_t
sup_record_aged_beat (const sup_record_t *self, int64_t now_ms)
{
    assert (self);
    beat_t beat = self->beat;
    if (beat.event_age_ms >= 0) {
        beat.event_age_ms += now_ms - self->beat_at;
    }
    return beat;
}

void
sup_record_tell (const sup_record_t *self, mdp_gateway_t *gateway, int64_t now_ms)
{
    assert (self);
    assert (gateway);
    const beat_t beat = sup_record_aged_beat (self, now_ms);
    *gateway = (mdp_gateway_t){
        .name = { self->who.name, strlen (self->who.name) },
        .epoch = self->who.epoch,
        .restarts = self->starts > 0 ? self->starts - 1 : 0,
        .last_exit = self->last_exit,
        .is_connected = beat.is_connected,
        .has_last_event = beat.event_age_ms >= 0,
        .seconds_since_last_event = (double) beat.event_age_ms / 1000.0,
        .events = beat.events,
        .published = beat.published,
        .error_count = beat.errors,
        .queue_size = beat.queue_size,
        .reconnects = beat.reconnects,
    };
    if (now_ms - self->beat_at < BEAT_STALE_MS) {
        memcpy (gateway->topics, beat.topics, sizeof beat.topics);
    }
}
