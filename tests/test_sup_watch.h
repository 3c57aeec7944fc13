//  test_sup_watch - a policy, and what happens to a watch
//
//  For tests alone.

#ifndef TEST_SUP_WATCH_H
#define TEST_SUP_WATCH_H

#include "sup_watch.h"

static const sup_policy_t WATCH_POLICY = {
    .silence_ms = 60000,
    .grace_ms = 30000,
    .check_ms = 5000,
    .hang_ms = 10000,
    .backoff_ms_min = 500,
    .backoff_ms_max = 30000,
    .backoff_reset_ms = 60000,
    .seed = 7,
};

static inline sup_action_t
watch_on (sup_watch_t *watch, sup_event_kind_t kind, int64_t now_ms)
{
    return sup_watch_on (watch, (sup_event_t){ .kind = kind, .event_age_ms = -1 }, now_ms);
}

static inline sup_action_t
watch_beat (sup_watch_t *watch, bool is_connected, int64_t event_age_ms, int64_t now_ms)
{
    const sup_event_t event = { SUP_BEAT, is_connected, event_age_ms };
    return sup_watch_on (watch, event, now_ms);
}

#endif
