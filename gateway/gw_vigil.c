//  gw_vigil - pure: looks over the feeds of one connection for those that stopped

#include "gw_vigil.h"

#include <assert.h>

void
gw_vigil_on_event (gw_feed_t *feed, size_t lane, bool is_change, int64_t now_ms)
{
    gw_place_t *place = &feed->places [lane];
    feed->doubts += feed->symbol == feed && gw_pulse_is_resumed (&place->pulse, now_ms);
    gw_pulse_on_event (&place->pulse, is_change, now_ms);
    if (feed->is_depth && feed->symbol && feed->symbol->places [lane].line == place->line) {
        gw_pulse_on_sign (&feed->symbol->places [lane].pulse, now_ms);
    }
}

//  A feed that sends when it can: it is live, or its trades may take hours.

static bool
s_is_judged (const gw_feed_t *feed, gw_topic_state_t state)
{
    return state == GW_TOPIC_LIVE || (state == GW_TOPIC_ASKED && !feed->is_depth);
}

//  Judge a feed by the pulse of its symbol, where it has one. True if it stopped.

static bool
s_is_silent (gw_feed_t *feed, size_t lane, int64_t now_ms, gw_vigil_find_t *find)
{
    gw_pulse_t *pulse = &feed->places [lane].pulse;
    const gw_pulse_t *symbol = &feed->symbol->places [lane].pulse;
    gw_pulse_verdict_t verdict = gw_pulse_judge (pulse, symbol, feed->is_depth, now_ms);
    bool has_ended = verdict == GW_PULSE_ENDED;
    int64_t life_at = has_ended ? 0 : gw_pulse_life_at (symbol, feed->is_depth);
    *find = (gw_vigil_find_t){
        .feed = feed,
        .why = verdict == GW_PULSE_BEHIND ? "the best prices move, and it does not"
                                          : "its symbol has no pulse",
        .heard_at = life_at > pulse->heard_at ? life_at : pulse->heard_at,
    };
    return verdict != GW_PULSE_FINE;
}

//  True if trades alone stopped or lag: what else comes of their symbol is newer than what they
//  lack.

static bool
s_is_late (gw_feed_t *feed, size_t lane, int64_t now_ms, gw_vigil_find_t *find)
{
    const gw_pulse_t *symbol = feed->symbol ? &feed->symbol->places [lane].pulse : NULL;
    int64_t heard_at = symbol ? gw_pulse_life_at (symbol, false) : now_ms;
    *find = (gw_vigil_find_t){
        .feed = feed,
        .why = "another lane brings trades, and it does not",
        .heard_at = feed->cover.lanes [lane].owed.since_at,
        .is_late = true,
    };
    return gw_cover_is_late (&feed->cover, lane, heard_at);
}

static bool
s_is_blamed_elsewhere (const gw_feed_t *feed, size_t lane)
{
    bool is_blamed = false;
    for (size_t other = 0; other < GW_LANES_MAX; other++) {
        is_blamed = is_blamed || (other != lane && feed->places [other].pulse.is_blamed);
    }
    return is_blamed;
}

//  It was asked for twice again in vain, on a connection on which it once came. Returns why that
//  is to be made anew, or null. Where another lane's was, and it did not heal, it would not help.

static const char *
s_blame (const gw_vigil_view_t *view, size_t index, int64_t now_ms)
{
    gw_feed_t *feed = view->feeds [index];
    gw_pulse_t *pulse = &feed->places [view->lane].pulse;
    bool is_silent = (pulse->silent_at > 0 && now_ms - pulse->silent_at >= GW_VIGIL_BLAME_MS)
                     || pulse->lags > GW_VIGIL_TRIES;
    bool is_invalid =
        pulse->silent_at == 0 && gw_topics_tries (view->topics, index) >= GW_VIGIL_TRIES;
    if (pulse->is_blamed || (!is_silent && !is_invalid)
        || s_is_blamed_elsewhere (feed, view->lane)) {
        return NULL;
    }
    pulse->is_blamed = true;
    return is_silent ? "a topic stays silent" : "a topic stays invalid";
}

//  True if another lane of some of its feeds was just given up: they are not to be lost in both.

static bool
s_is_spared (const gw_vigil_view_t *view, int64_t now_ms)
{
    bool is_spared = false;
    for (size_t index = 0; index < view->count; index++) {
        const gw_feed_t *feed = view->feeds [index];
        for (size_t other = 0; feed && other < GW_LANES_MAX; other++) {
            int64_t left_at = feed->places [other].pulse.left_at;
            bool is_left = left_at > 0 && now_ms - left_at < GW_VIGIL_BLAME_MS;
            is_spared = is_spared || (is_left && other != view->lane);
        }
    }
    return is_spared;
}

static void
s_leave (const gw_vigil_view_t *view, int64_t now_ms)
{
    for (size_t index = 0; index < view->count; index++) {
        if (view->feeds [index]) {
            gw_pulse_on_left (&view->feeds [index]->places [view->lane].pulse, now_ms);
        }
    }
}

//  Tell of the feeds that stopped: of those that are a pulse, or of all others.

static void
s_find (const gw_vigil_view_t *view, bool is_pulse, int64_t now_ms, gw_vigil_fn *on_silent,
        void *owner)
{
    for (size_t index = 0; index < view->count; index++) {
        gw_feed_t *feed = view->feeds [index];
        gw_vigil_find_t find;
        if (feed && (feed->symbol == feed) == is_pulse
            && s_is_judged (feed, gw_topics_state (view->topics, index))
            && ((feed->symbol && s_is_silent (feed, view->lane, now_ms, &find))
                || s_is_late (feed, view->lane, now_ms, &find))) {
            feed->places [view->lane].pulse.lags += find.is_late;
            on_silent (owner, &find);
        }
    }
}

const char *
gw_vigil_look (const gw_vigil_view_t *view, int64_t now_ms, gw_vigil_fn *on_silent, void *owner)
{
    assert (on_silent);
    size_t silent = 0;
    size_t watched = 0;
    const char *reason = NULL;
    bool is_spared = s_is_spared (view, now_ms);
    s_find (view, true, now_ms, on_silent, owner);  //  What they say holds for the others
    s_find (view, false, now_ms, on_silent, owner);
    for (size_t index = 0; index < view->count; index++) {
        gw_feed_t *feed = view->feeds [index];
        if (!feed || gw_topics_state (view->topics, index) == GW_TOPIC_REJECTED
            || gw_topics_is_gone (view->topics, index) || feed->is_hidden || is_spared) {
            continue;
        }
        if (feed->symbol) {
            watched++;
            silent += gw_pulse_has_stopped (&feed->places [view->lane].pulse,
                                            &feed->symbol->places [view->lane].pulse,
                                            GW_VIGIL_MEND_MS, now_ms);
        }
        const char *blame = s_blame (view, index, now_ms);
        reason = blame ? blame : reason;
    }
    reason = silent * 2 > watched ? "most of its topics fell silent" : reason;
    if (reason) {
        s_leave (view, now_ms);
    }
    return reason;
}
