//  gw_cover - pure: whether what one lane brings of a feed's trades makes up for what another loses

#include "gw_cover.h"

#include <assert.h>

static void
s_part (gw_cover_t *self, int64_t begun_at)
{
    self->begun_at = begun_at;
    self->have_met = false;
}

void
gw_cover_begin (gw_cover_t *self, size_t lane, int64_t now_ms)
{
    assert (lane < GW_TRUST_LANES);
    if (self->lanes [lane].carried_at == 0) {
        self->lanes [lane].carried_at = now_ms;
        s_part (self, now_ms);
    }
}

void
gw_cover_renew (gw_cover_t *self, size_t lane, int64_t now_ms)
{
    if (self->lanes [lane].carried_at > 0) {
        self->lanes [lane].carried_at = now_ms;
        s_part (self, now_ms);
    }
}

void
gw_cover_lose (gw_cover_t *self, size_t lane)
{
    self->lanes [lane] = (gw_cover_lane_t){ .carried_at = 0 };
    self->have_met = false;
}

void
gw_cover_on_news (gw_cover_t *self, size_t lane, uint64_t key, uint64_t at, int64_t now_ms)
{
    const gw_cover_debt_t debt = { .key = key, .at = at, .since_at = now_ms };
    for (size_t other = 0; other < GW_TRUST_LANES; other++) {
        gw_cover_lane_t *one = &self->lanes [other];
        if (other != lane && one->carried_at > 0) {
            one->owed = one->owed.key ? one->owed : debt;
            one->newest = debt;
        }
    }
}

//  A lane is past a trade, by bringing it or one that was matched later.

static bool
s_is_past (const gw_cover_debt_t *debt, uint64_t key, uint64_t at)
{
    return key == debt->key || at > debt->at;
}

//  Both bring a trade since the last of them began.

static bool
s_is_met (const gw_cover_t *self, const gw_cover_debt_t *debt, uint64_t key)
{
    return key == debt->key && debt->since_at >= self->begun_at;
}

void
gw_cover_on_trade (gw_cover_t *self, size_t lane, uint64_t key, uint64_t at)
{
    gw_cover_lane_t *own = &self->lanes [lane];
    const gw_cover_debt_t owed = own->owed;
    if (s_is_met (self, &owed, key) || s_is_met (self, &own->newest, key)) {
        self->have_met = true;
    }
    if (s_is_past (&owed, key, at)) {
        bool is_done = owed.key == own->newest.key || s_is_past (&own->newest, key, at);
        own->owed = is_done ? (gw_cover_debt_t){ .key = 0 } : own->newest;
    }
}

bool
gw_cover_is_late (const gw_cover_t *self, size_t lane, int64_t now_ms)
{
    const gw_cover_debt_t *owed = &self->lanes [lane].owed;
    return owed->key != 0 && now_ms - owed->since_at >= GW_COVER_LATE_MS;
}

bool
gw_cover_has (const gw_cover_t *self, size_t lane, int64_t heard_ms)
{
    const gw_cover_lane_t *own = &self->lanes [lane];
    for (size_t other = 0; other < GW_TRUST_LANES; other++) {
        const gw_cover_lane_t *one = &self->lanes [other];
        if (other == lane || one->carried_at == 0 || gw_cover_is_late (self, other, heard_ms)) {
            continue;
        }
        bool is_quiet = !gw_cover_owes (self, lane) && !gw_cover_owes (self, other);
        //  What was heard of a lane that lags may be as old as that when it comes
        bool was_there = is_quiet && one->carried_at + GW_COVER_LATE_MS <= heard_ms;
        //  One that began before the lost one has all that came over that
        if (one->carried_at < own->carried_at || own->carried_at == 0 || self->have_met
            || was_there) {
            return true;
        }
    }
    return false;
}
