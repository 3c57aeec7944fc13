//  gw_trail - pure: the last trades of a feed before its hole, and whether others fill it

#include "gw_trail.h"

#include <assert.h>

#include "gw_seen.h"

//  The exchange's clocks differ by less.
#define CLOCKS_NS 1000000000u

//  One lane brings trades in order: after one that was matched so much later nothing older comes.
#define PASSED_NS 500000000u

//  What was had is surely remembered for so long.
#define NEAR_NS 10000000000u

//  An answer with so many trades may not reach back to the last one; with less it would.
enum { FULL = 60 };

uint64_t
gw_trail_key (mdp_category_t category, const mdp_trade_t *trade)
{
    uint64_t hash = gw_seen_hash (category, trade->symbol.chars, trade->symbol.size);
    uint64_t key = gw_seen_hash (hash, trade->id.chars, trade->id.size);
    return key + (key == 0);
}

bool
gw_trail_is_sane (uint64_t at, uint64_t sent_at)
{
    return sent_at == 0 || at <= sent_at + CLOCKS_NS;
}

//  True if one lane alone ever brought trades: they came in the order in which they were sent.

static bool
s_is_single (const gw_trail_t *self)
{
    return self->brought != 0 && (self->brought & (self->brought - 1)) == 0;
}

void
gw_trail_on_trade (gw_trail_t *self, uint64_t key, uint64_t at)
{
    self->settled_at = self->key == 0 && self->settled_at == 0 ? at : self->settled_at;
    if (at >= self->at || s_is_single (self)) {
        self->key = key;
        self->at = at;
    }
    if (self->is_open && self->after_at == 0) {
        self->after_key = key;
        self->after_at = at;
    }
}

void
gw_trail_on_gap (gw_trail_t *self, mdp_gap_cause_t cause, uint64_t moment)
{
    assert (self);
    if (!self->is_open) {
        self->is_open = true;
        self->cause = cause;
        self->before_key = self->key;
        self->before_at = self->key ? self->at : moment;
    }
    self->gaps++;
    self->after_at = 0;
    self->said_at = 0;
}

void
gw_trail_begin_lane (gw_trail_t *self, size_t lane)
{
    self->lanes [lane] = (gw_trail_end_t){ .is_known = true, .key = self->key, .at = self->at };
    self->after_at = 0;
}

void
gw_trail_on_lane (gw_trail_t *self, size_t lane, uint64_t key, uint64_t at)
{
    gw_trail_end_t *end = &self->lanes [lane];
    self->brought |= 1u << lane;
    if (!end->is_known || at >= end->at || s_is_single (self)) {
        *end = (gw_trail_end_t){ .is_known = true, .key = key, .at = at };
    }
}

void
gw_trail_lose_lane (gw_trail_t *self, size_t lane)
{
    self->lanes [lane] = (gw_trail_end_t){ .is_known = false };
}

gw_trail_end_t
gw_trail_end (const gw_trail_t *self, size_t lane)
{
    const gw_trail_end_t had = { .is_known = true, .key = self->key, .at = self->at };
    return self->lanes [lane].is_known ? self->lanes [lane] : had;
}

void
gw_trail_widen (gw_trail_t *self, const gw_trail_end_t *end, uint64_t moment)
{
    //  One that begins with a moment begins before all trades, whatever our clock says
    if (self->before_key != 0 && (end->key == 0 || end->at < self->before_at)) {
        self->before_key = end->key;
        self->before_at = end->key ? end->at : moment;
    }
}

//  The earlier of two moments, or the later one; 0 where one of them is not known.

static uint64_t
s_join (uint64_t one, uint64_t other, bool is_later)
{
    if (one == 0 || other == 0) {
        return 0;
    }
    return (one > other) == is_later ? one : other;
}

void
gw_trail_close (gw_trail_t *self, const gw_trail_loss_t *loss)
{
    uint64_t at = self->after_at > 0 ? self->after_at : self->at;
    self->is_open = false;
    self->settled_at = at > 0 ? at : self->settled_at;
    if (loss->is_any && self->loss.is_any) {
        self->loss.from = s_join (self->loss.from, loss->from, false);
        self->loss.until = s_join (self->loss.until, loss->until, true);
    } else if (loss->is_any) {
        self->loss = *loss;
    }
}

//  True if a fetched trade was had, and what was had just before it is remembered too, or it is the
//  last one.

static bool
s_is_had (const gw_trail_t *self, const gw_trail_step_t *step)
{
    return step->is_recent || (self->key && step->key == self->key);
}

//  The last trade that was had before the first one that was lost, or the one whose answer is full
//  of later ones.

static gw_trail_end_t
s_end_before (const gw_trail_t *self, const gw_trail_step_t *steps, size_t lost, bool is_full)
{
    gw_trail_end_t end = { .is_known = true };
    while (lost > 0 && !s_is_had (self, &steps [lost - 1])) {
        lost--;
    }
    if (lost > 0) {
        end.key = steps [lost - 1].key;
        end.at = steps [lost - 1].at;
    } else if (is_full) {
        end.key = self->key;
        end.at = self->at;
    }
    return end;
}

size_t
gw_trail_find_lost (const gw_trail_t *self, const gw_trail_step_t *steps, size_t count,
                    uint64_t until, gw_trail_end_t *end)
{
    bool is_full = count >= FULL && self->key && steps [0].at > self->at;
    bool is_behind = is_full || (self->key == 0 && self->settled_at > 0);
    uint64_t last_at = 0;
    uint64_t next_at = 0;
    size_t lost = count;
    size_t first = 0;
    while (first < count && !s_is_had (self, &steps [first])) {
        first++;
    }
    for (size_t index = count; index > 0; index--) {
        const gw_trail_step_t *step = &steps [index - 1];
        if (s_is_had (self, step)) {
            last_at = last_at > 0 ? last_at : step->at;
            next_at = step->is_recent ? step->at : next_at;
            continue;
        }
        bool is_after = first < index && steps [first].at < step->at;
        bool is_before = next_at > 0 && next_at - step->at < NEAR_NS;
        bool is_passed = s_is_single (self) && last_at >= step->at + PASSED_NS;
        if (!step->is_seen && step->at > self->settled_at && (is_behind || is_after || is_before)
            && (step->at <= until || is_passed)) {
            lost = index - 1;
        }
    }
    *end = s_end_before (self, steps, lost, is_full);
    return lost;
}

//  The first trade that was not had though an earlier one was.

static size_t
s_find_missing (const gw_trail_step_t *steps, size_t count)
{
    bool is_had = false;
    size_t index = 0;
    while (index < count && (steps [index].is_seen || !is_had)) {
        is_had = is_had || steps [index].is_recent;
        index++;
    }
    return index;
}

//  True if moments stepped back in the hole: they do not tell what was before it.

static bool
s_is_back (const gw_trail_t *self)
{
    return s_is_single (self) && self->before_key && self->after_at > 0
           && self->after_at < self->before_at;
}

//  The trades from before the hole on; false where none of them is. Those of the same moment
//  as the last one before it may stand on either side of that one. As long as that one is
//  remembered so are those that were seen with it, and the others are missing.

static bool
s_find_edge (const gw_trail_t *self, const gw_trail_step_t *steps, size_t count, size_t *first)
{
    bool is_reached = false;
    size_t index = count;
    while (index > 0 && (!self->before_key || steps [index - 1].key != self->before_key)) {
        index--;
    }
    if (index > 0) {
        bool is_remembered = steps [index - 1].is_seen;
        while (is_remembered && index > 0 && steps [index - 1].at == self->before_at) {
            index--;
        }
        *first = index;
        return true;
    }
    if (s_is_back (self)) {
        *first = count;
        return false;
    }
    while (index < count && steps [index].at < self->before_at) {
        is_reached = is_reached || !self->before_key || steps [index].is_seen;
        index++;
    }
    *first = index;
    return is_reached;
}

//  True if trades reach up to the first live one: they hold it, or end later. Others of its moment
//  alone may be fewer than there are.

static bool
s_reaches_live (const gw_trail_t *self, const gw_trail_step_t *steps, size_t count)
{
    uint64_t last_at = count > 0 ? steps [count - 1].at : 0;
    bool has_live = self->after_at == 0 || last_at > self->after_at;
    for (size_t index = count; index > 0 && steps [index - 1].at == self->after_at; index--) {
        has_live = has_live || steps [index - 1].key == self->after_key;
    }
    return has_live;
}

gw_trail_verdict_t
gw_trail_judge (const gw_trail_t *self, const gw_trail_step_t *steps, size_t count, size_t *first)
{
    bool is_reached = s_find_edge (self, steps, count, first);
    size_t missing = s_find_missing (steps, count);
    *first = missing < *first ? missing : *first;
    if (!s_reaches_live (self, steps, count)) {
        return GW_TRAIL_BEHIND;
    }
    return is_reached ? GW_TRAIL_WHOLE : GW_TRAIL_SHORT;
}

//  A lane that ended within the hole, or at its beginning, is owed nothing of what was fetched.
//  One that ended before it is: what it failed to bring may not have come over another.

static void
s_lanes_on_fetched (gw_trail_t *self, uint64_t key, uint64_t at)
{
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        gw_trail_end_t *end = &self->lanes [lane];
        bool is_within = end->key == self->before_key || end->at > self->before_at;
        if (end->is_known && is_within && at >= end->at) {
            end->key = key;
            end->at = at;
        }
    }
}

void
gw_trail_on_fetched (gw_trail_t *self, uint64_t key, uint64_t at)
{
    assert (self);
    if (at < self->before_at) {
        return;  //  REST does not know the last one yet
    }
    s_lanes_on_fetched (self, key, at);
    if (at >= self->at) {
        self->key = key;
        self->at = at;
    }
    //  After another gap the hole stays open, but has become shorter
    self->before_key = key;
    self->before_at = at;
}

uint64_t
gw_trail_until (const gw_trail_t *self, uint64_t fetched_at)
{
    bool is_live_first = fetched_at == 0 || (self->after_at > 0 && self->after_at < fetched_at);
    return is_live_first ? self->after_at : fetched_at;
}

gw_trail_loss_t
gw_trail_loss (const gw_trail_t *self, uint64_t until)
{
    gw_trail_loss_t loss = { .is_any = true, .cause = self->cause };
    //  Where moments stepped back neither is an end of it
    if (until == 0 || !self->before_key || until >= self->before_at) {
        loss.from = self->before_key ? self->before_at : 0;
        loss.until = until;
    }
    return loss;
}
