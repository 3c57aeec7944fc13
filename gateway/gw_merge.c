//  gw_merge - pure: makes one book's sequence of updates from what two lanes bring

#include "gw_merge.h"

#include <assert.h>
#include <stdlib.h>

struct gw_merge {
    bool is_valid;
    uint64_t update_id;  //  Of the book
    gw_trust_t trust;
    gw_window_t window;
    int64_t wait_at;  //  Since when a lane is ahead and nothing was taken; -1 if none is
};

gw_merge_t *
gw_merge_new (void)
{
    gw_merge_t *self = calloc (1, sizeof *self);
    assert (self);
    self->wait_at = -1;
    return self;
}

void
gw_merge_destroy (gw_merge_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

void
gw_merge_break (gw_merge_t *self)
{
    assert (self);
    gw_trust_ask_all (&self->trust);
    self->is_valid = false;
    self->window = (gw_window_t){ .updates = { { .is_known = false } } };
    self->wait_at = -1;
}

//  What it has said stands for nothing; nor does the book where it alone was believed.

static gw_merge_verdict_t
s_ask (gw_merge_t *self, size_t lane)
{
    if (gw_trust_is_alone (&self->trust, lane)) {
        gw_merge_break (self);
        return GW_MERGE_BROKEN;
    }
    gw_window_leave (&self->window, lane, false);
    gw_trust_ask (&self->trust, lane);
    return GW_MERGE_ORPHAN;
}

//  Bar a lane that contradicts the other one. If it was believed until now, nobody knows
//  whose updates were right: the other one is asked for a snapshot.

static gw_merge_verdict_t
s_bar (gw_merge_t *self, size_t lane)
{
    gw_window_leave (&self->window, lane, false);
    if (!gw_trust_bar (&self->trust, lane)) {
        return GW_MERGE_DROP;
    }
    gw_merge_break (self);
    return GW_MERGE_BROKEN;
}

static void
s_note (gw_merge_t *self, size_t lane, const gw_merge_event_t *event)
{
    const gw_update_t update = {
        .is_known = true,
        .update_id = event->update_id,
        .hash = event->hash,
        .xseq = event->xseq,
        .is_snapshot = event->is_snapshot,
        .is_good = self->trust.lanes [lane].state == GW_TRUST_STEP,
        .lanes = 1u << lane,
    };
    gw_window_note (&self->window, &update);
}

//  The book begins with this snapshot, and only its lane is known to be right.

static gw_merge_verdict_t
s_begin (gw_merge_t *self, size_t lane, const gw_merge_event_t *event)
{
    self->window = (gw_window_t){ .updates = { { .is_known = false } } };
    self->wait_at = -1;
    self->is_valid = true;
    self->update_id = event->update_id;
    self->trust.lanes [lane].state = GW_TRUST_STEP;
    s_note (self, lane, event);
    return GW_MERGE_TAKE;
}

//  Hold an event against what is known of its update. A lane that is believed is right
//  against one that is new, which is barred.

static gw_merge_verdict_t
s_compare (gw_merge_t *self, size_t lane, const gw_merge_event_t *event)
{
    gw_update_t *update = gw_window_find (&self->window, event->update_id);
    bool is_other = gw_window_has_other (&self->window, event->update_id, event->xseq);
    if (!update || (update->is_snapshot != event->is_snapshot && !is_other)) {
        return GW_MERGE_DROP;
    }
    if (update->hash == event->hash && !is_other) {
        update->lanes |= 1u << lane;
        gw_trust_agree (&self->trust, update);
        return GW_MERGE_DROP;
    }
    bool is_right = self->trust.lanes [lane].state == GW_TRUST_STEP && !update->is_good;
    return s_bar (self, is_right ? 1 - lane : lane);
}

//  An event not newer than the book.

static gw_merge_verdict_t
s_on_past (gw_merge_t *self, size_t lane, const gw_merge_event_t *event)
{
    bool is_book = event->is_snapshot && event->update_id == self->update_id;
    if (is_book && event->hash != event->book_hash) {
        return s_bar (self, lane);
    }
    gw_merge_verdict_t verdict = s_compare (self, lane, event);
    if (is_book && self->trust.lanes [lane].state == GW_TRUST_NEW) {
        self->trust.lanes [lane].state = GW_TRUST_STEP;
    }
    return verdict;
}

static gw_merge_verdict_t
s_take (gw_merge_t *self, size_t lane, const gw_merge_event_t *event)
{
    if (s_compare (self, lane, event) == GW_MERGE_BROKEN) {
        return GW_MERGE_BROKEN;
    }
    gw_update_t *update = gw_window_find (&self->window, event->update_id);
    if (update && update->hash == event->hash) {
        update->position = 0;
    } else {
        s_note (self, lane, event);
    }
    self->update_id = event->update_id;
    self->wait_at = -1;
    return GW_MERGE_TAKE;
}

//  An event newer than the book whose turn it is not, or whose lane is not believed. One
//  that is too far away, since the other lane is far behind or counts otherwise, is let go.

static gw_merge_verdict_t
s_on_early (gw_merge_t *self, size_t lane, const gw_merge_event_t *event)
{
    if (event->update_id - self->update_id >= GW_WINDOW_SIZE) {
        return GW_MERGE_DROP;
    }
    gw_merge_verdict_t verdict = s_compare (self, lane, event);
    if (verdict == GW_MERGE_BROKEN || self->trust.lanes [lane].state == GW_TRUST_BARRED
        || gw_window_find (&self->window, event->update_id)) {
        return verdict;
    }
    s_note (self, lane, event);
    return GW_MERGE_HOLD;
}

//  A snapshot of the only lane in step needs no update before it. One that is too far away
//  makes its lane a new one: what follows it is not to be had until the other lane is there.

static gw_merge_verdict_t
s_on_future (gw_merge_t *self, size_t lane, const gw_merge_event_t *event, int64_t now_ms)
{
    bool is_next = event->is_whole || event->update_id == self->update_id + 1
                   || (event->is_snapshot && gw_trust_is_alone (&self->trust, lane));
    bool is_believed = self->trust.lanes [lane].state == GW_TRUST_STEP;
    bool is_far = event->update_id - self->update_id >= GW_WINDOW_SIZE;
    if (is_believed && is_next) {
        return s_take (self, lane, event);
    }
    if (is_believed && event->is_snapshot && is_far) {
        gw_window_leave (&self->window, lane, true);
        gw_trust_begin (&self->trust, lane, event->update_id, event->hash, now_ms);
    }
    return s_on_early (self, lane, event);
}

//  The first snapshot of a lane since it was asked for. While the book is valid it is not
//  news, and is only compared.

static gw_merge_verdict_t
s_on_first (gw_merge_t *self, size_t lane, const gw_merge_event_t *event, int64_t now_ms)
{
    if (!event->is_snapshot) {
        return GW_MERGE_ORPHAN;
    }
    gw_trust_begin (&self->trust, lane, event->update_id, event->hash, now_ms);
    if (!self->is_valid) {
        return s_begin (self, lane, event);
    }
    return event->update_id <= self->update_id ? s_on_past (self, lane, event) : GW_MERGE_DROP;
}

//  Of the numbering before, unless it begins the new one as well.

static gw_merge_verdict_t
s_on_old (gw_merge_t *self, size_t lane, const gw_merge_event_t *event, int64_t now_ms)
{
    if (event->update_id == 1) {
        const gw_update_t *begun = gw_window_find (&self->window, 1);
        bool is_other = begun && begun->is_snapshot && begun->hash != event->hash;
        return is_other ? s_ask (self, lane) : s_on_first (self, lane, event, now_ms);
    }
    bool is_late = now_ms - self->trust.lanes [lane].since_at >= GW_MERGE_RESTART_MS;
    return is_late ? s_ask (self, lane) : GW_MERGE_DROP;
}

//  Of a lane that has sent its snapshot. Where its numbering begins again, what the other
//  one sends is of the numbering before, until its own does so too. Where it was not yet
//  believed, or its numbers go far back unsaid, nobody knows which numbering is whose.

static gw_merge_verdict_t
s_on_later (gw_merge_t *self, size_t lane, const gw_merge_event_t *event, int64_t now_ms)
{
    gw_trust_lane_t *own = &self->trust.lanes [lane];
    bool begins_again = event->is_snapshot && !gw_merge_is_repeat (self, lane, event)
                        && (event->update_id == 1 || event->update_id < own->update_id);
    if (begins_again && own->state == GW_TRUST_STEP) {
        gw_trust_hear (&self->trust, lane, event->update_id, event->hash);
        gw_trust_age (&self->trust, lane, now_ms);
        return s_begin (self, lane, event);
    }
    int64_t patience_ms = own->first_id > self->update_id ? GW_MERGE_REACH_MS : GW_MERGE_AGREE_MS;
    bool is_strange = own->state == GW_TRUST_NEW && now_ms - own->since_at >= patience_ms;
    bool is_back = !event->is_snapshot && event->update_id + GW_WINDOW_SIZE <= own->update_id;
    if (begins_again || is_strange || is_back) {
        return s_ask (self, lane);
    }
    gw_trust_hear (&self->trust, lane, event->update_id, event->hash);
    return event->update_id <= self->update_id ? s_on_past (self, lane, event)
                                               : s_on_future (self, lane, event, now_ms);
}

bool
gw_merge_is_repeat (const gw_merge_t *self, size_t lane, const gw_merge_event_t *event)
{
    return gw_trust_has_said (&self->trust, lane, event->update_id, event->hash);
}

gw_merge_verdict_t
gw_merge_on_event (gw_merge_t *self, size_t lane, const gw_merge_event_t *said, int64_t now_ms)
{
    assert (self);
    assert (lane < GW_TRUST_LANES);
    gw_merge_event_t event = *said;
    event.is_snapshot = said->is_snapshot || said->update_id == 1;
    gw_trust_lane_t *own = &self->trust.lanes [lane];
    if (own->state == GW_TRUST_OUT || own->update_id == event.update_id) {
        event.xseq = 0;
    }
    switch (own->state) {
        case GW_TRUST_OUT:
            return s_on_first (self, lane, &event, now_ms);
        case GW_TRUST_OLD:
            return s_on_old (self, lane, &event, now_ms);
        case GW_TRUST_BARRED:
            gw_trust_hear (&self->trust, lane, event.update_id, event.hash);
            return GW_MERGE_DROP;
        case GW_TRUST_NEW:
        case GW_TRUST_STEP:
            return s_on_later (self, lane, &event, now_ms);
    }
    abort ();
}

void
gw_merge_hold (gw_merge_t *self, uint64_t update_id, uint64_t position)
{
    gw_update_t *update = gw_window_find (&self->window, update_id);
    assert (update);
    update->position = position;
}

//  True if an update is missing that no lane can bring any more, or none has brought in time.

static bool
s_is_stuck (const gw_merge_t *self, int64_t now_ms)
{
    size_t ahead = gw_trust_ahead (&self->trust, self->update_id);
    return self->is_valid && ahead > 0
           && (ahead == gw_trust_count (&self->trust, GW_TRUST_STEP)
               || gw_merge_due_at (self) <= now_ms);
}

//  The held update that is believed and whose turn it is; null if there is none.

static gw_update_t *
s_next (gw_merge_t *self, int64_t now_ms)
{
    gw_update_t *next = gw_window_find (&self->window, self->update_id + 1);
    if (self->is_valid && next && next->position > 0) {
        gw_trust_agree (&self->trust, next);
        if (next->is_good) {
            return next;
        }
    }
    bool is_full = gw_window_find (&self->window, self->update_id + GW_WINDOW_SIZE - 1);
    bool is_due = is_full || s_is_stuck (self, now_ms);
    return is_due ? gw_window_snapshot (&self->window, self->update_id) : NULL;
}

bool
gw_merge_next (gw_merge_t *self, uint64_t *position, int64_t now_ms)
{
    gw_update_t *next = s_next (self, now_ms);
    if (next) {
        *position = next->position;
        next->position = 0;
        self->update_id = next->update_id;
        self->wait_at = -1;
        return true;
    }
    bool is_ahead = self->is_valid && gw_trust_ahead (&self->trust, self->update_id) > 0;
    if (!is_ahead || self->wait_at == -1) {
        self->wait_at = is_ahead ? now_ms : -1;
    }
    return false;
}

bool
gw_merge_wants_book (const gw_merge_t *self)
{
    return self->is_valid && gw_trust_first_of (&self->trust, self->update_id) < GW_TRUST_LANES;
}

void
gw_merge_on_book (gw_merge_t *self, uint64_t book_hash)
{
    size_t lane = gw_trust_first_of (&self->trust, self->update_id);
    assert (lane < GW_TRUST_LANES);
    if (self->trust.lanes [lane].first_hash == book_hash) {
        self->trust.lanes [lane].state = GW_TRUST_STEP;
    } else {
        (void) s_bar (self, lane);  //  It was new, so the book goes on
    }
}

bool
gw_merge_is_lost (gw_merge_t *self, int64_t now_ms)
{
    return s_is_stuck (self, now_ms) && !s_next (self, now_ms);
}

int64_t
gw_merge_due_at (const gw_merge_t *self)
{
    return self->wait_at == -1 ? INT64_MAX : self->wait_at + GW_MERGE_WAIT_MS;
}

bool
gw_merge_lose (gw_merge_t *self, size_t lane)
{
    assert (self);
    gw_window_leave (&self->window, lane, self->trust.lanes [lane].state == GW_TRUST_STEP);
    gw_trust_lose (&self->trust, lane);
    return self->is_valid && gw_trust_count (&self->trust, GW_TRUST_STEP) == 0;
}

unsigned
gw_merge_take_asks (gw_merge_t *self)
{
    return gw_trust_take (&self->trust.asks);
}

unsigned
gw_merge_take_bars (gw_merge_t *self)
{
    return gw_trust_take (&self->trust.bars);
}

bool
gw_merge_is_valid (const gw_merge_t *self)
{
    return self->is_valid;
}

uint64_t
gw_merge_update_id (const gw_merge_t *self)
{
    return self->update_id;
}

bool
gw_merge_is_in_step (const gw_merge_t *self, size_t lane)
{
    return gw_trust_is_near (&self->trust, lane, self->update_id);
}
