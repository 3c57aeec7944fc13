//  gw_topics - pure: which topics of a connection to ask for, to leave and to give up

#include "gw_topics.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t number;
    int64_t sent_at;
    bool is_unsubscribe;
} flight_t;

struct gw_topics {
    gw_topics_policy_t policy;
    flight_t flight [GW_TOPICS_FLIGHT_MAX];  //  Oldest first
    size_t flight_count;
    gw_topic_t *topics;
    size_t count;
    size_t room;
};

gw_topics_t *
gw_topics_new (const gw_topics_policy_t *policy)
{
    assert (policy->batch > 0);
    assert (policy->batch <= GW_TOPICS_BATCH_MAX);
    gw_topics_t *self = calloc (1, sizeof *self);
    assert (self);
    self->policy = *policy;
    return self;
}

void
gw_topics_destroy (gw_topics_t **self_p)
{
    assert (self_p);
    gw_topics_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->count; index++) {
            free (self->topics [index].name);
        }
        free (self->topics);
        free (self);
        *self_p = NULL;
    }
}

size_t
gw_topics_add (gw_topics_t *self, const char *name, gw_topic_kind_t kind)
{
    for (size_t index = 0; index < self->count; index++) {
        gw_topic_t *topic = &self->topics [index];
        if (topic->is_dropped && strcmp (topic->name, name) == 0) {
            gw_topic_revive (topic, kind);
            return index;
        }
    }
    size_t free_index = 0;
    while (free_index < self->count && self->topics [free_index].state != GW_TOPIC_OFF) {
        free_index++;
    }
    if (free_index == self->room) {
        self->room = 2 * self->room + 8;
        self->topics = realloc (self->topics, self->room * sizeof *self->topics);
        assert (self->topics);
    }
    char *copy = strdup (name);
    assert (copy);
    if (free_index == self->count) {
        self->count++;
    } else {
        free (self->topics [free_index].name);
    }
    self->topics [free_index] = (gw_topic_t){ .name = copy, .kind = kind };
    return free_index;
}

void
gw_topics_drop (gw_topics_t *self, size_t index, int64_t now_ms)
{
    assert (index < self->count);
    gw_topic_drop (&self->topics [index], now_ms);
}

void
gw_topics_set_kind (gw_topics_t *self, size_t index, gw_topic_kind_t kind)
{
    assert (index < self->count);
    self->topics [index].kind = kind;
}

size_t
gw_topics_used (const gw_topics_t *self)
{
    size_t used = 0;
    for (size_t index = 0; index < self->count; index++) {
        used += self->topics [index].state != GW_TOPIC_OFF;
    }
    return used;
}

bool
gw_topics_are_off (const gw_topics_t *self)
{
    return self->count > 0 && gw_topics_used (self) == 0;
}

void
gw_topics_reset (gw_topics_t *self, int64_t now_ms)
{
    self->flight_count = 0;
    for (size_t index = 0; index < self->count; index++) {
        gw_topic_reset (&self->topics [index], now_ms);
    }
}

void
gw_topics_on_data (gw_topics_t *self, size_t index, int64_t now_ms)
{
    gw_topic_on_data (&self->topics [index], &self->policy, now_ms);
}

void
gw_topics_on_broken (gw_topics_t *self, size_t index, int64_t now_ms)
{
    gw_topic_t *topic = &self->topics [index];
    if (topic->state == GW_TOPIC_LIVE || topic->state == GW_TOPIC_ASKED) {
        gw_topic_break (topic, &self->policy, now_ms);
    }
}

void
gw_topics_on_topic_refused (gw_topics_t *self, size_t index)
{
    gw_topic_t *topic = &self->topics [index];
    if (topic->state == GW_TOPIC_ASKED) {
        topic->state = GW_TOPIC_REJECTED;
    }
}

//  Take a request out of flight. False where no such request waits.

static bool
s_land (gw_topics_t *self, uint64_t number, flight_t *landed)
{
    for (size_t index = 0; index < self->flight_count; index++) {
        if (number == 0 || self->flight [index].number == number) {
            *landed = self->flight [index];
            self->flight_count--;
            memmove (&self->flight [index], &self->flight [index + 1],
                     (self->flight_count - index) * sizeof *landed);
            return true;
        }
    }
    return false;
}

//  Every topic of an answered request takes its next step.

static void
s_settle (gw_topics_t *self, const flight_t *landed, int64_t now_ms)
{
    for (size_t index = 0; index < self->count; index++) {
        gw_topic_t *topic = &self->topics [index];
        if (topic->request != landed->number) {
            continue;
        }
        if (!landed->is_unsubscribe) {
            topic->is_answered = true;
            topic->asks_alone = false;
        } else {
            gw_topic_on_left (topic, now_ms);
        }
    }
}

void
gw_topics_on_accepted (gw_topics_t *self, uint64_t number, int64_t now_ms)
{
    flight_t landed;
    if (s_land (self, number, &landed)) {
        s_settle (self, &landed, now_ms);
    }
}

static bool
s_is_of (const gw_topic_t *topic, const flight_t *landed)
{
    return topic->request == landed->number && topic->state == GW_TOPIC_ASKED;
}

static bool
s_is_single (const gw_topics_t *self, const flight_t *landed)
{
    size_t size = 0;
    for (size_t index = 0; index < self->count; index++) {
        size += s_is_of (&self->topics [index], landed);
    }
    return size == 1;
}

void
gw_topics_on_refused (gw_topics_t *self, uint64_t number, size_t refused, bool is_duplicate,
                      int64_t now_ms)
{
    flight_t landed;
    if (!s_land (self, number, &landed)) {
        return;
    }
    if (landed.is_unsubscribe) {
        s_settle (self, &landed, now_ms);  //  It was not subscribed: just what we want
        return;
    }
    bool is_single = s_is_single (self, &landed);
    for (size_t index = 0; index < self->count; index++) {
        gw_topic_t *topic = &self->topics [index];
        if (!s_is_of (topic, &landed)) {
            continue;
        }
        if (index == refused || is_single) {
            topic->is_answered = is_duplicate;
            topic->state = is_duplicate ? topic->state : GW_TOPIC_REJECTED;
        } else {
            topic->state = GW_TOPIC_WANTED;
            topic->due_at = now_ms;
            topic->asks_alone = topic->asks_alone || refused == GW_TOPICS_NONE;
        }
    }
}

//  A request without an answer: what was left counts as left, and what was asked
//  for is asked for again, unless its first data is waited for anyway.

static void
s_expire_oldest (gw_topics_t *self, int64_t now_ms)
{
    flight_t landed;
    (void) s_land (self, 0, &landed);
    if (landed.is_unsubscribe) {
        s_settle (self, &landed, now_ms);
        return;
    }
    for (size_t index = 0; index < self->count; index++) {
        gw_topic_t *topic = &self->topics [index];
        if (s_is_of (topic, &landed) && topic->kind != GW_TOPIC_PROMPT) {
            topic->state = GW_TOPIC_WANTED;
            topic->due_at = now_ms;
        }
    }
}

static void
s_expire (gw_topics_t *self, int64_t now_ms)
{
    while (self->flight_count > 0
           && self->flight [0].sent_at + self->policy.answer_ms_max <= now_ms) {
        s_expire_oldest (self, now_ms);
    }
    for (size_t index = 0; index < self->count; index++) {
        gw_topic_on_time (&self->topics [index], &self->policy, now_ms);
    }
}

static void
s_put (gw_topic_t *topic, gw_topic_state_t state, uint64_t number, int64_t now_ms,
       gw_topics_request_t *request)
{
    request->names [request->count++] = topic->name;
    topic->state = state;
    topic->is_answered = false;
    topic->asked_at = now_ms;
    topic->request = number;
}

//  Put into the request every topic of a state that is due, up to a batch. A
//  topic that asks alone comes when no other is left, and extra ones last.

static bool
s_fill (gw_topics_t *self, gw_topic_state_t from, gw_topic_state_t to, uint64_t number,
        int64_t now_ms, gw_topics_request_t *request)
{
    gw_topic_t *alone = NULL;
    request->count = 0;
    for (int is_extra = 0; is_extra < 2 && request->count == 0 && !alone; is_extra++) {
        for (size_t index = 0; index < self->count && request->count < self->policy.batch;
             index++) {
            gw_topic_t *topic = &self->topics [index];
            if (topic->state != from || topic->due_at > now_ms
                || (topic->kind == GW_TOPIC_EXTRA) != (is_extra == 1)) {
                continue;
            }
            if (topic->asks_alone) {
                alone = alone ? alone : topic;
            } else {
                s_put (topic, to, number, now_ms, request);
            }
        }
    }
    if (request->count == 0 && alone) {
        s_put (alone, to, number, now_ms, request);
    }
    return request->count > 0;
}

bool
gw_topics_next (gw_topics_t *self, uint64_t number, int64_t now_ms, gw_topics_request_t *request)
{
    s_expire (self, now_ms);
    if (self->flight_count == GW_TOPICS_FLIGHT_MAX) {
        return false;
    }
    request->is_unsubscribe =
        s_fill (self, GW_TOPIC_LEAVING, GW_TOPIC_LEFT, number, now_ms, request);
    if (!request->is_unsubscribe
        && !s_fill (self, GW_TOPIC_WANTED, GW_TOPIC_ASKED, number, now_ms, request)) {
        return false;
    }
    self->flight [self->flight_count++] = (flight_t){ .number = number,
                                                      .sent_at = now_ms,
                                                      .is_unsubscribe = request->is_unsubscribe };
    return true;
}

static int64_t
s_sooner (int64_t one, int64_t other)
{
    return one < other ? one : other;
}

int64_t
gw_topics_due_at (const gw_topics_t *self)
{
    bool is_flying = self->flight_count > 0;
    int64_t due_at = is_flying ? self->flight [0].sent_at + self->policy.answer_ms_max : INT64_MAX;
    bool can_send = self->flight_count < GW_TOPICS_FLIGHT_MAX;
    for (size_t index = 0; index < self->count; index++) {
        const gw_topic_t *topic = &self->topics [index];
        if (topic->state == GW_TOPIC_ASKED && topic->kind == GW_TOPIC_PROMPT) {
            due_at = s_sooner (due_at, topic->asked_at + self->policy.first_data_ms_max);
        } else if (can_send
                   && (topic->state == GW_TOPIC_WANTED || topic->state == GW_TOPIC_LEAVING)) {
            due_at = s_sooner (due_at, topic->due_at);
        }
    }
    return due_at;
}

bool
gw_topics_are_confirmed (const gw_topics_t *self)
{
    bool are_confirmed = true;
    for (size_t index = 0; index < self->count; index++) {
        are_confirmed = are_confirmed && !gw_topic_is_awaited (&self->topics [index]);
    }
    return are_confirmed;
}

bool
gw_topics_awaits (const gw_topics_t *self, size_t index)
{
    return gw_topic_is_awaited (&self->topics [index]);
}

bool
gw_topics_are_prompt (const gw_topics_t *self)
{
    bool are_prompt = false;
    for (size_t index = 0; index < self->count; index++) {
        const gw_topic_t *topic = &self->topics [index];
        are_prompt |= topic->kind != GW_TOPIC_QUIET && topic->state == GW_TOPIC_ASKED;
    }
    return are_prompt;
}

gw_topic_state_t
gw_topics_state (const gw_topics_t *self, size_t index)
{
    return self->topics [index].state;
}

uint64_t
gw_topics_request (const gw_topics_t *self, size_t index)
{
    return self->topics [index].request;
}

unsigned
gw_topics_tries (const gw_topics_t *self, size_t index)
{
    const gw_topic_t *topic = &self->topics [index];
    return topic->had_data && topic->vain > 0 ? topic->vain - 1 : 0;
}

bool
gw_topics_is_gone (const gw_topics_t *self, size_t index)
{
    return gw_topic_is_gone (&self->topics [index]);
}
