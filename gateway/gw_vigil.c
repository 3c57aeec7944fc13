//  gw_vigil - pure: looks over the feeds of one connection for those that stopped

#include "gw_vigil.h"

#include <assert.h>

//  A feed that sends when it can: it is live, or its trades may take hours.

static bool
s_is_judged (const gw_feed_t *feed, gw_topic_state_t state)
{
    return feed->symbol && (state == GW_TOPIC_LIVE || (state == GW_TOPIC_ASKED && !feed->is_depth));
}

//  It was asked for twice again in vain, on a connection on which it once came.

static bool
s_is_to_blame (gw_pulse_t *pulse, int64_t now_ms)
{
    bool is_new =
        pulse->silent_at > 0 && !pulse->is_blamed && now_ms - pulse->silent_at >= GW_VIGIL_BLAME_MS;
    pulse->is_blamed = pulse->is_blamed || is_new;
    return is_new;
}

const char *
gw_vigil_look (const gw_vigil_view_t *view, int64_t now_ms, gw_vigil_fn *on_silent, void *owner)
{
    assert (on_silent);
    size_t silent = 0;
    size_t watched = 0;
    const char *reason = NULL;
    for (size_t index = 0; index < view->count; index++) {
        gw_feed_t *feed = view->feeds [index];
        if (!feed) {
            continue;
        }
        gw_topic_state_t state = gw_topics_state (view->topics, index);
        gw_pulse_t *pulse = &feed->places [view->lane].pulse;
        if (s_is_judged (feed, state)) {
            const gw_pulse_t *symbol = &feed->symbol->places [view->lane].pulse;
            gw_pulse_verdict_t verdict = gw_pulse_judge (pulse, symbol, feed->is_depth, now_ms);
            if (verdict != GW_PULSE_FINE) {
                on_silent (owner, feed, verdict);
            }
        }
        int64_t silent_at = pulse->silent_at;
        if (feed->symbol && state != GW_TOPIC_REJECTED
            && !gw_topics_is_gone (view->topics, index)) {
            watched++;
            silent += silent_at > 0 && now_ms - silent_at >= GW_VIGIL_MEND_MS;
        }
        if (s_is_to_blame (pulse, now_ms)) {
            reason = "a topic stays silent";
        }
    }
    return silent * 2 > watched ? "most of its topics fell silent" : reason;
}
