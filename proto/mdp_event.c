//  mdp_event - what a market does, as plain values: trades and depth

#include "mdp_event.h"

#include <assert.h>
#include <string.h>

static const char *const CATEGORIES [MDP_CATEGORIES] = {
    [MDP_SPOT] = "spot",
    [MDP_LINEAR] = "linear",
    [MDP_INVERSE] = "inverse",
    [MDP_OPTION] = "option",
};

static const char *const TOPIC_STATES [MDP_TOPIC_STATES + 1] = {
    [MDP_LIVE] = "live",         [MDP_QUIET] = "quiet", [MDP_STALE] = "stale",
    [MDP_REJECTED] = "rejected", [MDP_GONE] = "gone",   [MDP_OTHER] = "other",
};

int
mdp_text_find (mdp_text_t self, const char *const *words, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        if (mdp_text_is (self, words [index])) {
            return (int) index;
        }
    }
    return -1;
}

const char *
mdp_category_name (mdp_category_t category)
{
    assert ((size_t) category < MDP_CATEGORIES);
    return CATEGORIES [category];
}

int
mdp_category_parse (mdp_category_t *category, mdp_text_t text)
{
    assert (category);
    int found = mdp_text_find (text, CATEGORIES, MDP_CATEGORIES);
    if (found < 0) {
        return -1;
    }
    *category = (mdp_category_t) found;
    return 0;
}

const char *
mdp_topic_state_name (mdp_topic_state_t state)
{
    assert ((size_t) state <= MDP_TOPIC_STATES);
    return TOPIC_STATES [state];
}

int
mdp_topic_state_parse (mdp_topic_state_t *state, mdp_text_t text)
{
    assert (state);
    int found = mdp_text_find (text, TOPIC_STATES, MDP_TOPIC_STATES);
    if (found < 0) {
        return -1;
    }
    *state = (mdp_topic_state_t) found;
    return 0;
}

const char *
mdp_cause_name (mdp_cause_t cause)
{
    switch (cause) {
        case MDP_EXCHANGE:
            return "exchange";
        case MDP_SUBSCRIBE:
            return "subscribe";
        case MDP_PERIODIC:
            return "periodic";
        case MDP_RESYNC:
            return "resync";
    }
    assert (false);
    return "";
}

const char *
mdp_gap_cause_name (mdp_gap_cause_t cause)
{
    switch (cause) {
        case MDP_GAP_DISCONNECTED:
            return "disconnected";
        case MDP_GAP_UPDATE_ID:
            return "update_id";
        case MDP_GAP_STALE:
            return "stale";
        case MDP_GAP_CROSSED:
            return "crossed";
        case MDP_GAP_RESTARTED:
            return "restarted";
        case MDP_GAP_MALFORMED:
            return "malformed";
    }
    assert (false);
    return "";
}
