//  sup_watch - decides when a child must be started, stopped or given up

#include "sup_watch.h"

#include <assert.h>
#include <stdlib.h>

#include "beat.h"

enum {
    ABSENCE_MS = 5000,  //  Ticks further apart than this: we were not there
    JITTER_PERCENT = 10
};

struct sup_watch {
    sup_policy_t policy;
    sup_state_t state;
    sup_cause_t cause;
    uint64_t random;     //  State of the jitter
    unsigned falls;      //  Not forgotten
    int64_t start_at;    //  In BACKOFF: of the next start
    int64_t started_at;  //  Of this incarnation
    int64_t beat_at;     //  Last sign of its loop
    int64_t event_at;    //  Last event; the start where none came
    int64_t live_at;     //  Since when LIVE
    int64_t check_at;    //  When silence is judged next
    int64_t tick_at;     //  Last tick
};

sup_watch_t *
sup_watch_new (const sup_policy_t *policy, int64_t now_ms)
{
    assert (policy);
    assert (policy->check_ms > 0);
    assert (policy->hang_ms > 0);
    assert (policy->backoff_ms_min >= 0);
    assert (policy->backoff_ms_max >= policy->backoff_ms_min);
    sup_watch_t *self = calloc (1, sizeof *self);
    assert (self);
    self->policy = *policy;
    self->random = policy->seed;
    self->state = SUP_BACKOFF;
    self->start_at = now_ms;
    self->tick_at = now_ms;
    return self;
}

void
sup_watch_destroy (sup_watch_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

//  The next number of splitmix64.

static uint64_t
s_random (sup_watch_t *self)
{
    self->random += UINT64_C (0x9e3779b97f4a7c15);
    uint64_t mixed = self->random;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C (0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

static int64_t
s_backoff_ms (sup_watch_t *self)
{
    if (self->falls <= 1) {
        return 0;
    }
    int64_t backoff_ms = self->policy.backoff_ms_min;
    for (unsigned fall = 2; fall < self->falls && backoff_ms < self->policy.backoff_ms_max;
         fall++) {
        backoff_ms = backoff_ms > 0 ? backoff_ms * 2 : 1;
    }
    if (backoff_ms > self->policy.backoff_ms_max) {
        backoff_ms = self->policy.backoff_ms_max;
    }
    int64_t spread = backoff_ms * JITTER_PERCENT / 100;
    uint64_t jitter = s_random (self) % (uint64_t) (2 * spread + 1);
    return backoff_ms - spread + (int64_t) jitter;
}

//  Health counts up to the last event, not up to now: a child that is
//  connected and hears nothing is not healthy.

static void
s_forget_falls (sup_watch_t *self)
{
    if (self->state == SUP_LIVE
        && self->event_at - self->live_at >= self->policy.backoff_reset_ms) {
        self->falls = 0;
    }
}

static sup_action_t
s_fall (sup_watch_t *self, int64_t now_ms)
{
    s_forget_falls (self);
    self->falls++;
    self->start_at = now_ms + s_backoff_ms (self);
    self->state = SUP_BACKOFF;
    self->cause = SUP_CAUSE_NONE;
    return SUP_NOTHING;
}

static sup_action_t
s_start (sup_watch_t *self, int64_t now_ms)
{
    self->state = SUP_STARTING;
    self->started_at = now_ms;
    self->beat_at = now_ms;
    self->event_at = now_ms;
    self->check_at = now_ms + self->policy.check_ms;
    return SUP_START;
}

static sup_action_t
s_stop (sup_watch_t *self, sup_state_t state, sup_cause_t cause)
{
    s_forget_falls (self);
    self->state = state;
    self->cause = cause;
    return SUP_STOP;
}

static void
s_take_beat (sup_watch_t *self, sup_event_t event, int64_t now_ms)
{
    self->beat_at = now_ms;
    if (event.event_age_ms >= 0 && now_ms - event.event_age_ms > self->event_at) {
        self->event_at = now_ms - event.event_age_ms;
    }
    s_forget_falls (self);
    if (event.is_connected && self->state != SUP_LIVE) {
        self->live_at = now_ms;
    }
    self->state = event.is_connected ? SUP_LIVE : SUP_CONNECTING;
}

//  For how long no event is known to have come: since a beat there may have been some that the
//  next one tells of.

static int64_t
s_silent_ms (const sup_watch_t *self, int64_t now_ms)
{
    bool is_beat_late = now_ms - self->beat_at >= BEAT_LATE_MS;
    return (is_beat_late ? now_ms : self->beat_at) - self->event_at;
}

static bool
s_is_silent (sup_watch_t *self, int64_t now_ms)
{
    if (self->state == SUP_STARTING || now_ms < self->check_at) {
        return false;
    }
    self->check_at = now_ms + self->policy.check_ms;
    return now_ms - self->started_at >= self->policy.grace_ms
           && s_silent_ms (self, now_ms) >= self->policy.silence_ms;
}

static sup_action_t
s_judge (sup_watch_t *self, int64_t now_ms)
{
    if (now_ms - self->beat_at >= self->policy.hang_ms) {
        return s_stop (self, SUP_STOPPING, SUP_CAUSE_HUNG);
    }
    if (s_is_silent (self, now_ms)) {
        return s_stop (self, SUP_SILENT, SUP_CAUSE_SILENT);
    }
    return SUP_NOTHING;
}

static sup_action_t
s_on_backoff (sup_watch_t *self, sup_event_t event, int64_t now_ms)
{
    switch (event.kind) {
        case SUP_TICK:
            return now_ms >= self->start_at ? s_start (self, now_ms) : SUP_NOTHING;
        case SUP_ASKED:
            self->state = SUP_STOPPED;
            return SUP_NOTHING;
        case SUP_SIGNALLED:
        case SUP_BEAT:
        case SUP_DIED:
        case SUP_STUCK:
            return SUP_NOTHING;
    }
    abort ();
}

//  STARTING, CONNECTING and LIVE.

static sup_action_t
s_on_up (sup_watch_t *self, sup_event_t event, int64_t now_ms)
{
    switch (event.kind) {
        case SUP_SIGNALLED:
            self->beat_at = now_ms;
            self->state = self->state == SUP_STARTING ? SUP_CONNECTING : self->state;
            return SUP_NOTHING;
        case SUP_BEAT:
            s_take_beat (self, event, now_ms);
            return SUP_NOTHING;
        case SUP_DIED:
            return s_fall (self, now_ms);
        case SUP_STUCK:
            return SUP_NOTHING;
        case SUP_TICK:
            return s_judge (self, now_ms);
        case SUP_ASKED:
            return s_stop (self, SUP_LEAVING, SUP_CAUSE_ASKED);
    }
    abort ();
}

//  SILENT, STOPPING and LEAVING.

static sup_action_t
s_on_down (sup_watch_t *self, sup_event_t event, int64_t now_ms)
{
    switch (event.kind) {
        case SUP_DIED:
            if (self->state != SUP_LEAVING) {
                return s_fall (self, now_ms);
            }
            self->state = SUP_STOPPED;
            return SUP_NOTHING;
        case SUP_STUCK:
            self->state = SUP_FAILED;
            return SUP_GIVE_UP;
        case SUP_ASKED:
            self->state = SUP_LEAVING;
            return SUP_NOTHING;
        case SUP_SIGNALLED:
        case SUP_BEAT:
        case SUP_TICK:
            return SUP_NOTHING;
    }
    abort ();
}

sup_action_t
sup_watch_on (sup_watch_t *self, sup_event_t event, int64_t now_ms)
{
    assert (self);
    if (event.kind == SUP_TICK) {
        if (now_ms - self->tick_at > ABSENCE_MS) {
            self->beat_at = now_ms;
        }
        self->tick_at = now_ms;
    }
    switch (self->state) {
        case SUP_BACKOFF:
            return s_on_backoff (self, event, now_ms);
        case SUP_STARTING:
        case SUP_CONNECTING:
        case SUP_LIVE:
            return s_on_up (self, event, now_ms);
        case SUP_SILENT:
        case SUP_STOPPING:
        case SUP_LEAVING:
            return s_on_down (self, event, now_ms);
        case SUP_STOPPED:
        case SUP_FAILED:
            return SUP_NOTHING;
    }
    abort ();
}

static int64_t
s_earlier (int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t
sup_watch_wait_ms (const sup_watch_t *self, int64_t now_ms)
{
    assert (self);
    int64_t next_at = 0;
    switch (self->state) {
        case SUP_BACKOFF:
            next_at = self->start_at;
            break;
        case SUP_STARTING:
            next_at = self->beat_at + self->policy.hang_ms;
            break;
        case SUP_CONNECTING:
        case SUP_LIVE:
            next_at = s_earlier (self->beat_at + self->policy.hang_ms, self->check_at);
            break;
        case SUP_SILENT:
        case SUP_STOPPING:
        case SUP_LEAVING:
        case SUP_STOPPED:
        case SUP_FAILED:
            return -1;
    }
    return next_at > now_ms ? next_at - now_ms : 0;
}

sup_state_t
sup_watch_state (const sup_watch_t *self)
{
    assert (self);
    return self->state;
}

mdp_gateway_state_t
sup_watch_shown (sup_state_t state)
{
    switch (state) {
        case SUP_BACKOFF:
            return MDP_GATEWAY_BACKOFF;
        case SUP_STARTING:
            return MDP_GATEWAY_STARTING;
        case SUP_CONNECTING:
            return MDP_GATEWAY_CONNECTING;
        case SUP_LIVE:
            return MDP_GATEWAY_LIVE;
        case SUP_SILENT:
            return MDP_GATEWAY_SILENT;
        case SUP_STOPPING:
        case SUP_LEAVING:
        case SUP_STOPPED:
            return MDP_GATEWAY_STOPPING;
        case SUP_FAILED:
            return MDP_GATEWAY_FAILED;
    }
    abort ();
}

sup_cause_t
sup_watch_cause (const sup_watch_t *self)
{
    assert (self);
    return self->cause;
}

int64_t
sup_watch_backoff_until (const sup_watch_t *self)
{
    assert (self);
    return self->state == SUP_BACKOFF ? self->start_at : -1;
}

int64_t
sup_watch_beat_age_ms (const sup_watch_t *self, int64_t now_ms)
{
    assert (self);
    return now_ms - self->beat_at;
}

int64_t
sup_watch_quiet_ms (const sup_watch_t *self, int64_t now_ms)
{
    assert (self);
    return now_ms - self->event_at;
}

unsigned
sup_watch_falls (const sup_watch_t *self)
{
    assert (self);
    return self->falls;
}
