//  gw_topic - pure: one topic of a connection: its state, and what moves it

#include "gw_topic.h"

#include <stdlib.h>

enum { BREAKS_MAX = 16 };  //  More make no difference

void
gw_topic_reset (gw_topic_t *self, int64_t now_ms)
{
    if (self->is_dropped || self->state == GW_TOPIC_OFF) {
        self->is_dropped = false;
        self->state = GW_TOPIC_OFF;
        return;
    }
    self->asks_alone = self->asks_alone || self->state == GW_TOPIC_REJECTED;
    self->state = GW_TOPIC_WANTED;
    self->due_at = now_ms;
}

void
gw_topic_on_data (gw_topic_t *self, const gw_topics_policy_t *policy, int64_t now_ms)
{
    self->had_data = true;
    if (self->state == GW_TOPIC_ASKED || (self->state == GW_TOPIC_LEAVING && !self->is_dropped)) {
        self->state = GW_TOPIC_LIVE;
        self->asks_alone = false;
        self->live_at = now_ms;
        self->vain = 0;
    }
    if (self->breaks > 0 && self->live_at + policy->healthy_ms <= now_ms) {
        self->breaks = 0;
    }
}

void
gw_topic_break (gw_topic_t *self, const gw_topics_policy_t *policy, int64_t now_ms)
{
    self->state = GW_TOPIC_LEAVING;
    self->due_at = now_ms;
    if (self->breaks > 0) {
        int64_t backoff_ms = policy->resubscribe_ms << (self->breaks - 1);
        int64_t max_ms = policy->resubscribe_ms_max;
        self->due_at += backoff_ms < max_ms ? backoff_ms : max_ms;
    }
    self->breaks += self->breaks < BREAKS_MAX;
    self->vain += self->vain < BREAKS_MAX;
}

void
gw_topic_on_time (gw_topic_t *self, const gw_topics_policy_t *policy, int64_t now_ms)
{
    if (self->state == GW_TOPIC_ASKED && self->kind == GW_TOPIC_PROMPT
        && self->asked_at + policy->first_data_ms_max <= now_ms) {
        gw_topic_break (self, policy, now_ms);
    }
}

void
gw_topic_on_left (gw_topic_t *self, int64_t now_ms)
{
    if (self->state == GW_TOPIC_LEFT) {
        self->state = self->is_dropped ? GW_TOPIC_OFF : GW_TOPIC_WANTED;
        self->is_dropped = false;
        self->due_at = now_ms;
    }
}

void
gw_topic_drop (gw_topic_t *self, int64_t now_ms)
{
    switch (self->state) {
        case GW_TOPIC_WANTED:
        case GW_TOPIC_REJECTED:
        case GW_TOPIC_OFF:
            self->state = GW_TOPIC_OFF;
            return;
        case GW_TOPIC_ASKED:
        case GW_TOPIC_LIVE:
        case GW_TOPIC_LEAVING:
            self->state = GW_TOPIC_LEAVING;
            self->due_at = now_ms;
            self->is_dropped = true;
            return;
        case GW_TOPIC_LEFT:
            self->is_dropped = true;
            return;
    }
    abort ();
}

//  The exchange may have taken it as left or not, so it is left and asked for anew.

void
gw_topic_revive (gw_topic_t *self, gw_topic_kind_t kind)
{
    self->is_dropped = false;
    self->kind = kind;
    self->had_data = false;
    self->breaks = 0;
}

bool
gw_topic_is_gone (const gw_topic_t *self)
{
    const unsigned tries = self->had_data ? GW_TOPICS_BREAKS_MAX : GW_TOPICS_STARTS_MAX;
    return self->kind == GW_TOPIC_PROMPT && !self->is_dropped && self->state != GW_TOPIC_LIVE
           && self->state != GW_TOPIC_REJECTED && self->state != GW_TOPIC_OFF
           && self->breaks >= tries;
}

bool
gw_topic_is_awaited (const gw_topic_t *self)
{
    bool is_quiet =
        self->state == GW_TOPIC_ASKED && self->is_answered && self->kind == GW_TOPIC_QUIET;
    return self->state != GW_TOPIC_LIVE && self->state != GW_TOPIC_REJECTED
           && self->state != GW_TOPIC_OFF && !self->is_dropped && !is_quiet
           && self->kind != GW_TOPIC_EXTRA && !gw_topic_is_gone (self);
}
