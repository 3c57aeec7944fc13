//  gw_session - pure: when to connect, subscribe, ping, resubscribe and back off

#include "gw_session.h"

#include <assert.h>
#include <stdlib.h>

typedef enum { DOWN, OPENING, OPEN, CLOSING } state_t;

enum { FALLS_MAX = 16 };  //  More make no difference

struct gw_session {
    gw_session_policy_t policy;
    gw_budget_t *budget;
    uint64_t random;
    state_t state;
    unsigned falls;      //  Since the last healthy life
    int64_t connect_at;  //  Not before
    int64_t held_until;
    int64_t opened_at;  //  Or began to open
    int64_t frame_at;
    int64_t pinged_at;
    bool was_open;         //  In this life
    uint64_t events;       //  Likewise
    int64_t event_at;      //  The last one
    unsigned barren;       //  Lives without data, one behind the other
    bool had_pong;         //  In this life
    bool answers_pings;    //  The exchange, in this life or the one before it
    bool is_asking;        //  Pinged, and no frame came since
    const char *given_up;  //  Why; null while it is not
    int64_t idle_until;    //  Until then only an event can bring work; spares a look at every topic
    uint64_t last_request;
    gw_topics_t *topics;
};

gw_session_t *
gw_session_new (const gw_session_policy_t *policy, gw_budget_t *budget, uint64_t seed)
{
    gw_session_t *self = calloc (1, sizeof *self);
    assert (self);
    self->policy = *policy;
    self->budget = budget;
    self->random = seed | 1;
    self->topics = gw_topics_new (&policy->topics);
    return self;
}

void
gw_session_destroy (gw_session_t **self_p)
{
    assert (self_p);
    gw_session_t *self = *self_p;
    if (self) {
        gw_topics_destroy (&self->topics);
        free (self);
        *self_p = NULL;
    }
}

void
gw_session_hold (gw_session_t *self, int64_t until_at)
{
    self->connect_at = until_at;
    self->held_until = until_at;
    self->idle_until = 0;
}

//  A number from 0 to limit, xorshift64*.

static int64_t
s_random (gw_session_t *self, int64_t limit)
{
    self->random ^= self->random >> 12;
    self->random ^= self->random << 25;
    self->random ^= self->random >> 27;
    return (int64_t) ((self->random * 0x2545f4914f6cdd1du >> 33) % (uint64_t) (limit + 1));
}

void
gw_session_on_open (gw_session_t *self, int64_t now_ms)
{
    if (self->state != OPENING) {
        return;
    }
    self->state = OPEN;
    self->was_open = true;
    self->idle_until = 0;
    self->held_until = 0;
    self->opened_at = now_ms;
    self->frame_at = now_ms;
    self->pinged_at = now_ms - self->policy.ping_ms;  //  Learn at once whether it answers
    self->events = 0;
    self->answers_pings = self->had_pong;
    self->had_pong = false;
    self->is_asking = false;
    self->given_up = NULL;
    gw_topics_reset (self->topics, now_ms);
}

void
gw_session_on_closed (gw_session_t *self, gw_session_end_t end, int64_t now_ms)
{
    if (self->state == DOWN) {
        return;
    }
    bool was_healthy = self->events > 0 && self->opened_at + self->policy.healthy_ms <= now_ms;
    self->falls = was_healthy ? 1 : self->falls + (self->falls < FALLS_MAX);
    self->state = DOWN;
    self->was_open = false;
    self->idle_until = 0;
    self->events = 0;
    self->connect_at = now_ms;
    self->held_until = 0;
    if (end == GW_SESSION_REFUSED) {
        self->connect_at += self->policy.hold_ms + s_random (self, self->policy.hold_ms);
        self->held_until = self->connect_at;
    } else if (self->falls > 1) {
        int64_t backoff_ms = self->policy.backoff_ms << (self->falls - 2);
        int64_t max_ms = self->policy.backoff_ms_max;
        self->connect_at += s_random (self, backoff_ms < max_ms ? backoff_ms : max_ms);
    }
}

void
gw_session_on_frame (gw_session_t *self, int64_t now_ms)
{
    self->frame_at = now_ms;
    self->is_asking = false;
}

void
gw_session_on_pong (gw_session_t *self)
{
    self->had_pong = true;
    self->answers_pings = true;
}

void
gw_session_give_up (gw_session_t *self, const char *reason)
{
    self->given_up = reason;
    self->idle_until = 0;
}

void
gw_session_on_data (gw_session_t *self, size_t topic, int64_t now_ms)
{
    self->events++;
    self->event_at = now_ms;
    self->barren = 0;
    gw_topics_on_data (self->topics, topic, now_ms);
}

gw_topics_t *
gw_session_topics (gw_session_t *self)
{
    self->idle_until = 0;
    return self->topics;
}

static void
s_close (gw_session_t *self, const char *reason, gw_session_order_t *order)
{
    self->state = CLOSING;
    order->action = GW_SESSION_CLOSE;
    order->reason = reason;
}

//  A ping is due in turn, or because nothing was heard since the last one.

static int64_t
s_ping_at (const gw_session_t *self)
{
    int64_t in_turn_at = self->pinged_at + self->policy.ping_ms;
    int64_t quiet_at = self->frame_at + self->policy.quiet_ms;
    return !self->is_asking && quiet_at < in_turn_at ? quiet_at : in_turn_at;
}

//  From when on the connection is dead, if nothing comes. An exchange that has
//  answered pings before is given less time.

static int64_t
s_dead_at (const gw_session_t *self)
{
    int64_t dead_at = self->frame_at + self->policy.silence_ms_max;
    int64_t unanswered_at = self->pinged_at + self->policy.pong_ms_max;
    bool is_waited_for = self->answers_pings && self->is_asking;
    int64_t quiet_at = self->frame_at + self->policy.quiet_ms;
    unanswered_at = unanswered_at > quiet_at ? unanswered_at : quiet_at;
    return is_waited_for && unanswered_at < dead_at ? unanswered_at : dead_at;
}

//  From when on it brings nothing, or nothing more.

static int64_t
s_barren_at (const gw_session_t *self)
{
    if (self->events == 0) {
        return gw_topics_are_prompt (self->topics)
                   ? self->opened_at + (self->policy.barren_ms << self->barren)
                   : INT64_MAX;
    }
    int64_t life_ms = self->event_at - self->opened_at;
    life_ms = life_ms > self->policy.pause_ms ? life_ms : self->policy.pause_ms;
    int64_t pause_ms = GW_SESSION_PAUSES * life_ms / (int64_t) self->events;
    return self->event_at + (pause_ms > self->policy.pause_ms ? pause_ms : self->policy.pause_ms);
}

static void
s_next_open (gw_session_t *self, int64_t now_ms, gw_session_order_t *order)
{
    if (self->given_up) {
        s_close (self, self->given_up, order);
        return;
    }
    if (s_dead_at (self) <= now_ms) {
        s_close (self, "no frame, not even a pong", order);
        return;
    }
    if (s_barren_at (self) <= now_ms) {
        self->barren += self->events == 0 && self->barren < GW_SESSION_BARREN_MAX;
        s_close (self, self->events == 0 ? "it brings no data" : "it brings no data any more",
                 order);
        return;
    }
    if (gw_topics_next (self->topics, self->last_request + 1, now_ms, &order->request)) {
        order->action = GW_SESSION_REQUEST;
        order->number = ++self->last_request;
    } else if (s_ping_at (self) <= now_ms) {
        self->pinged_at = now_ms;
        self->is_asking = true;
        order->action = GW_SESSION_PING;
        order->number = ++self->last_request;
    }
}

static int64_t
s_sooner (int64_t wait_ms, int64_t at, int64_t now_ms)
{
    int64_t left_ms = at > now_ms ? at - now_ms : 0;
    return left_ms < wait_ms ? left_ms : wait_ms;
}

static int64_t
s_wait_open_ms (const gw_session_t *self, int64_t now_ms)
{
    int64_t wait_ms = s_sooner (self->policy.ping_ms, s_ping_at (self), now_ms);
    wait_ms = s_sooner (wait_ms, s_dead_at (self), now_ms);
    wait_ms = s_sooner (wait_ms, s_barren_at (self), now_ms);
    wait_ms = s_sooner (wait_ms, gw_topics_due_at (self->topics), now_ms);
    return wait_ms;
}

static int64_t
s_wait_ms (const gw_session_t *self, int64_t now_ms)
{
    int64_t wait_ms = INT32_MAX;
    switch (self->state) {
        case DOWN:
            if (!gw_session_is_needed (self)) {
                return wait_ms;
            }
            wait_ms = s_sooner (wait_ms, self->connect_at, now_ms);
            return wait_ms > 0 ? wait_ms : gw_budget_wait_ms (self->budget, now_ms);
        case OPENING:
            return s_sooner (wait_ms, self->opened_at + self->policy.open_ms_max, now_ms);
        case OPEN:
            return s_wait_open_ms (self, now_ms);
        case CLOSING:
            return wait_ms;
    }
    abort ();
}

void
gw_session_next (gw_session_t *self, int64_t now_ms, gw_session_order_t *order)
{
    order->action = GW_SESSION_NOTHING;
    order->reason = "";
    if (now_ms < self->idle_until) {
        return;
    }
    switch (self->state) {
        case DOWN:
            if (gw_session_is_needed (self) && self->connect_at <= now_ms
                && gw_budget_take (self->budget, now_ms)) {
                self->state = OPENING;
                self->opened_at = now_ms;
                order->action = GW_SESSION_CONNECT;
            }
            break;
        case OPENING:
            if (self->opened_at + self->policy.open_ms_max <= now_ms) {
                s_close (self, "not open in time", order);
            }
            break;
        case OPEN:
            s_next_open (self, now_ms, order);
            break;
        case CLOSING:
            break;
    }
    self->idle_until = order->action == GW_SESSION_NOTHING ? now_ms + s_wait_ms (self, now_ms) : 0;
}

int64_t
gw_session_wait_ms (const gw_session_t *self, int64_t now_ms)
{
    return self->idle_until > now_ms ? self->idle_until - now_ms : 0;
}

int64_t
gw_session_heard_at (const gw_session_t *self)
{
    return self->frame_at;
}

bool
gw_session_is_open (const gw_session_t *self)
{
    return self->state == OPEN;
}

bool
gw_session_was_open (const gw_session_t *self)
{
    return self->was_open;
}

bool
gw_session_is_needed (const gw_session_t *self)
{
    return self->state != DOWN || !gw_topics_are_off (self->topics);
}

bool
gw_session_is_confirmed (const gw_session_t *self)
{
    return gw_topics_are_off (self->topics)
           || (self->state == OPEN && gw_topics_are_confirmed (self->topics));
}

bool
gw_session_is_topic_confirmed (const gw_session_t *self, size_t topic)
{
    return self->state == OPEN && !gw_topics_awaits (self->topics, topic);
}

gw_topic_state_t
gw_session_topic_state (const gw_session_t *self, size_t topic)
{
    return gw_topics_state (self->topics, topic);
}

bool
gw_session_is_gone (const gw_session_t *self, size_t topic)
{
    return gw_topics_is_gone (self->topics, topic);
}

int64_t
gw_session_held_until (const gw_session_t *self)
{
    return self->held_until;
}
