//  gw_trust - pure: which lanes of one book are believed, and why the others are not

#include "gw_trust.h"

size_t
gw_trust_count (const gw_trust_t *self, gw_trust_state_t state)
{
    size_t count = 0;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        count += self->lanes [lane].state == state;
    }
    return count;
}

bool
gw_trust_is_alone (const gw_trust_t *self, size_t lane)
{
    return self->lanes [lane].state == GW_TRUST_STEP && gw_trust_count (self, GW_TRUST_STEP) == 1;
}

bool
gw_trust_is_near (const gw_trust_t *self, size_t lane, uint64_t update_id)
{
    const gw_trust_lane_t *one = &self->lanes [lane];
    return one->state == GW_TRUST_STEP && one->update_id + GW_WINDOW_SIZE > update_id;
}

size_t
gw_trust_ahead (const gw_trust_t *self, uint64_t update_id)
{
    size_t count = 0;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        const gw_trust_lane_t *one = &self->lanes [lane];
        count += one->state == GW_TRUST_STEP && one->update_id > update_id;
    }
    return count;
}

size_t
gw_trust_first_of (const gw_trust_t *self, uint64_t update_id)
{
    size_t lane = 0;
    while (
        lane < GW_TRUST_LANES
        && (self->lanes [lane].state != GW_TRUST_NEW || self->lanes [lane].first_id != update_id)) {
        lane++;
    }
    return lane;
}

void
gw_trust_begin (gw_trust_t *self, size_t lane, uint64_t update_id, uint64_t hash, int64_t now_ms)
{
    self->lanes [lane] = (gw_trust_lane_t){
        .state = GW_TRUST_NEW,
        .update_id = update_id,
        .hash = hash,
        .first_id = update_id,
        .first_hash = hash,
        .since_at = now_ms,
    };
}

void
gw_trust_hear (gw_trust_t *self, size_t lane, uint64_t update_id, uint64_t hash)
{
    self->lanes [lane].update_id = update_id;
    self->lanes [lane].hash = hash;
}

bool
gw_trust_has_said (const gw_trust_t *self, size_t lane, uint64_t update_id, uint64_t hash)
{
    const gw_trust_lane_t *one = &self->lanes [lane];
    return one->state != GW_TRUST_OUT && one->update_id == update_id && one->hash == hash;
}

void
gw_trust_ask (gw_trust_t *self, size_t lane)
{
    self->lanes [lane] = (gw_trust_lane_t){ .state = GW_TRUST_OUT };
    self->asks |= 1u << lane;
}

void
gw_trust_ask_all (gw_trust_t *self)
{
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        gw_trust_state_t state = self->lanes [lane].state;
        if (state != GW_TRUST_OUT && state != GW_TRUST_BARRED) {
            gw_trust_ask (self, lane);
        }
    }
}

void
gw_trust_agree (gw_trust_t *self, gw_update_t *update)
{
    for (size_t lane = 0; lane < GW_TRUST_LANES && !update->is_good; lane++) {
        update->is_good = (update->lanes & 1u << lane) && self->lanes [lane].state == GW_TRUST_STEP;
    }
    for (size_t lane = 0; lane < GW_TRUST_LANES && update->is_good; lane++) {
        if ((update->lanes & 1u << lane) && self->lanes [lane].state == GW_TRUST_NEW) {
            self->lanes [lane].state = GW_TRUST_STEP;
        }
    }
}

bool
gw_trust_bar (gw_trust_t *self, size_t lane)
{
    bool was_believed = self->lanes [lane].state == GW_TRUST_STEP;
    bool is_alone = gw_trust_count (self, GW_TRUST_STEP) == was_believed;
    if (!is_alone) {
        self->lanes [lane] = (gw_trust_lane_t){ .state = GW_TRUST_BARRED };
    }
    self->bars |= 1u << lane;
    return is_alone || was_believed;
}

void
gw_trust_age (gw_trust_t *self, size_t lane, int64_t now_ms)
{
    for (size_t other = 0; other < GW_TRUST_LANES; other++) {
        gw_trust_lane_t *old = &self->lanes [other];
        if (other != lane && old->state == GW_TRUST_STEP) {
            old->state = GW_TRUST_OLD;
            old->since_at = now_ms;
        } else if (other != lane && old->state == GW_TRUST_NEW) {
            gw_trust_ask (self, other);  //  Nobody knows which numbering it is of
        }
    }
}

unsigned
gw_trust_take (unsigned *lanes)
{
    unsigned taken = *lanes;
    *lanes = 0;
    return taken;
}

void
gw_trust_lose (gw_trust_t *self, size_t lane)
{
    if (self->lanes [lane].state == GW_TRUST_BARRED) {
        return;
    }
    self->lanes [lane] = (gw_trust_lane_t){ .state = GW_TRUST_OUT };
    for (size_t other = 0; other < GW_TRUST_LANES; other++) {
        if (self->lanes [other].state == GW_TRUST_BARRED) {
            gw_trust_ask (self, other);
        }
    }
}
