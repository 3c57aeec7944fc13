//  gw_holes - pure: which feed's missed trades are asked for when, and when that is given up

#include "gw_holes.h"

#include <assert.h>
#include <stdlib.h>

enum { LOOK_MS = 10 };  //  Between two looks that find nothing to do

typedef enum { NONE, WAITING, SETTLING, ASKED } state_t;

typedef struct {
    state_t state;
    bool is_asked;  //  A question is on its way, perhaps one that is out of date
    unsigned gap;
    unsigned tries;  //  Bad answers
    uint64_t rank;
    int64_t flows_at;  //  Since when it flows
    int64_t asked_at;
    int64_t due_at;
} hole_t;

struct gw_holes {
    size_t feeds_max;
    size_t feeds;  //  All holes have indexes below
    size_t count;
    size_t asked;  //  Questions on their way
    int64_t ask_at;
    int64_t look_at;
    hole_t *holes;
};

gw_holes_t *
gw_holes_new (size_t feeds_max)
{
    gw_holes_t *self = calloc (1, sizeof *self);
    assert (self);
    self->feeds_max = feeds_max;
    self->holes = calloc (feeds_max, sizeof *self->holes);
    assert (self->holes);
    return self;
}

void
gw_holes_destroy (gw_holes_t **self_p)
{
    assert (self_p);
    gw_holes_t *self = *self_p;
    if (self) {
        free (self->holes);
        free (self);
        *self_p = NULL;
    }
}

void
gw_holes_on_gap (gw_holes_t *self, size_t feed, unsigned gap, uint64_t rank)
{
    assert (self);
    assert (feed < self->feeds_max);
    hole_t *hole = &self->holes [feed];
    if (hole->state != NONE && hole->gap == gap) {
        return;
    }
    self->count += hole->state == NONE;
    self->feeds = feed < self->feeds ? self->feeds : feed + 1;
    hole->state = WAITING;
    hole->gap = gap;
    hole->rank = rank;
    hole->tries = 0;
}

bool
gw_holes_is_waiting (const gw_holes_t *self, size_t feed)
{
    return self->holes [feed].state == WAITING;
}

void
gw_holes_on_flow (gw_holes_t *self, size_t feed, int64_t now_ms)
{
    hole_t *hole = &self->holes [feed];
    assert (hole->state == WAITING);
    hole->state = SETTLING;
    hole->flows_at = now_ms;
    hole->due_at = now_ms + GW_HOLES_SETTLE_MS;
}

static void
s_end (gw_holes_t *self, hole_t *hole)
{
    hole->state = NONE;
    self->count--;
}

static bool
s_is_hopeless (const hole_t *hole, int64_t now_ms)
{
    return hole->tries == GW_HOLES_TRIES_MAX || hole->flows_at + GW_HOLES_AGE_MS <= now_ms;
}

//  The hole that is due and greatest; or one without hope, which comes before all.

static hole_t *
s_find (const gw_holes_t *self, int64_t now_ms)
{
    hole_t *found = NULL;
    for (size_t feed = 0; feed < self->feeds; feed++) {
        hole_t *hole = &self->holes [feed];
        if (hole->state != SETTLING || hole->is_asked) {
            continue;
        }
        if (s_is_hopeless (hole, now_ms)) {
            return hole;
        }
        if (hole->due_at <= now_ms && (!found || hole->rank > found->rank)) {
            found = hole;
        }
    }
    return found;
}

gw_holes_action_t
gw_holes_next (gw_holes_t *self, int64_t now_ms, size_t *feed)
{
    assert (self);
    *feed = GW_HOLES_NONE;
    if (self->count == 0 || now_ms < self->look_at) {
        return GW_HOLES_NOTHING;
    }
    hole_t *hole = s_find (self, now_ms);
    if (hole && s_is_hopeless (hole, now_ms)) {
        *feed = (size_t) (hole - self->holes);
        s_end (self, hole);
        return GW_HOLES_GIVE_UP;
    }
    if (!hole || now_ms < self->ask_at || self->asked == GW_HOLES_ASKED_MAX) {
        self->look_at = now_ms + LOOK_MS;
        return GW_HOLES_NOTHING;
    }
    *feed = (size_t) (hole - self->holes);
    hole->state = ASKED;
    hole->is_asked = true;
    hole->asked_at = now_ms;
    self->asked++;
    self->ask_at = now_ms + GW_HOLES_SPACE_MS;
    return GW_HOLES_ASK;
}

int64_t
gw_holes_flowed_ms (const gw_holes_t *self, size_t feed)
{
    return self->holes [feed].asked_at - self->holes [feed].flows_at;
}

void
gw_holes_on_refused (gw_holes_t *self, int64_t now_ms)
{
    self->ask_at = now_ms + GW_HOLES_REFUSED_MS;
}

bool
gw_holes_may_ask (const gw_holes_t *self, int64_t now_ms)
{
    return now_ms >= self->ask_at;
}

bool
gw_holes_on_answer (gw_holes_t *self, size_t feed, gw_holes_answer_t answer, int64_t now_ms)
{
    hole_t *hole = &self->holes [feed];
    assert (hole->is_asked);
    hole->is_asked = false;
    self->asked--;
    if (answer == GW_HOLES_REFUSED) {
        gw_holes_on_refused (self, now_ms);
    }
    if (hole->state != ASKED) {
        return false;
    }
    if (answer == GW_HOLES_DONE) {
        s_end (self, hole);
    } else if (answer == GW_HOLES_EARLY) {
        hole->state = SETTLING;
        hole->due_at = hole->flows_at + GW_HOLES_QUIET_MS;
    } else {
        hole->state = SETTLING;
        hole->due_at = now_ms + ((int64_t) GW_HOLES_RETRY_MS << hole->tries);
        hole->tries++;
    }
    return true;
}

size_t
gw_holes_count (const gw_holes_t *self)
{
    return self->count;
}
