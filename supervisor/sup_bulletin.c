//  sup_bulletin - how all children are: published once a second, and told to HTTP as it changes

#include "sup_bulletin.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sup_clock.h"
#include "sup_tidings.h"

struct sup_bulletin {
    sup_bulletin_parts_t parts;
    sup_tidings_beat_t beat;  //  As it was told last
    mdp_gateway_t gateways [SUP_CHILDREN_MAX];
};

sup_bulletin_t *
sup_bulletin_new (const sup_bulletin_parts_t *parts)
{
    assert (parts);
    sup_bulletin_t *self = calloc (1, sizeof *self);
    assert (self);
    self->parts = *parts;
    return self;
}

void
sup_bulletin_destroy (sup_bulletin_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

static void
s_fill (sup_bulletin_t *self, bool is_leaving, int64_t now_ms)
{
    const sup_bulletin_parts_t *parts = &self->parts;
    sup_tidings_beat_t *beat = &self->beat;
    beat->epoch = parts->epoch;
    beat->at = sup_clock_wall_ns ();
    beat->uptime_s = (uint64_t) (now_ms - parts->started_at) / 1000u;
    beat->is_leaving = is_leaving;
    beat->is_simulated = false;
    beat->count = parts->count;
    for (size_t index = 0; index < parts->count; index++) {
        const sup_record_t *record = sup_keeper_record (parts->keepers [index]);
        sup_tidings_child_t *child = &beat->children [index];
        sup_keeper_tell (parts->keepers [index], &child->gateway, now_ms);
        memcpy (child->restarts, record->restarts, sizeof child->restarts);
        beat->is_simulated = beat->is_simulated || record->beat.is_simulated;
        self->gateways [index] = child->gateway;
    }
}

static void
s_tell (const sup_bulletin_t *self)
{
    if (self->parts.web) {
        (void) sup_tidings_send_beat (self->parts.web, &self->beat);  //  The next one says more
    }
}

void
sup_bulletin_publish (sup_bulletin_t *self, bool is_leaving, int64_t now_ms)
{
    assert (self);
    s_fill (self, is_leaving, now_ms);
    const char *numbers = self->parts.config->numbers;
    mdp_heartbeat_t heartbeat = {
        .epoch = self->beat.epoch,
        .ts_pub = self->beat.at,
        .pid = getpid (),
        .uptime_s = self->beat.uptime_s,
        .version = { TICKGATE_VERSION, strlen (TICKGATE_VERSION) },
        .numbers = { numbers, strlen (numbers) },
        .is_simulated = self->beat.is_simulated,
        .gateways = self->gateways,
        .gateways_count = self->parts.count,
    };
    sup_herald_publish (self->parts.herald, &heartbeat);
    s_tell (self);
}

void
sup_bulletin_look (sup_bulletin_t *self, bool is_leaving, int64_t now_ms)
{
    assert (self);
    bool is_news = self->beat.is_leaving != is_leaving;
    for (size_t index = 0; index < self->parts.count && !is_news; index++) {
        const sup_keeper_t *keeper = self->parts.keepers [index];
        const mdp_gateway_t *told = &self->beat.children [index].gateway;
        is_news = sup_watch_shown (sup_keeper_state (keeper)) != told->state
                  || sup_keeper_record (keeper)->who.epoch != told->epoch;
    }
    if (is_news && self->parts.web) {
        s_fill (self, is_leaving, now_ms);
        s_tell (self);
    }
}
