//  mdc_verdict - says whether a heartbeat is one of a healthy daemon, and why not

#include "mdc_verdict.h"

#include <assert.h>
#include <stdio.h>

typedef enum { WELL, NOT_LIVE, NOT_CONNECTED, NO_EVENT, SILENT, UNTOLD, NOT_FRESH } trouble_t;

//  The state is the supervisor's word. It judges silence by its own limit and every few
//  seconds only; ours may be stricter.

static trouble_t
s_trouble (const mdp_gateway_t *gateway, int64_t silence_ms)
{
    if (gateway->state != MDP_GATEWAY_LIVE) {
        return NOT_LIVE;
    }
    if (!gateway->is_connected) {
        return NOT_CONNECTED;
    }
    if (!gateway->has_last_event) {
        return NO_EVENT;
    }
    if (gateway->seconds_since_last_event * 1000 >= (double) silence_ms) {
        return SILENT;
    }
    uint64_t topics = mdp_gateway_topics (gateway);
    if (topics == 0) {
        return UNTOLD;
    }
    return mdp_gateway_fresh (gateway) == topics ? WELL : NOT_FRESH;
}

static void
s_print_seconds (mdp_print_t *print, double seconds)
{
    char text [32];
    int size = snprintf (text, sizeof text, "%.1f s", seconds);
    assert (size > 0);
    mdp_print_word (print, text);
}

static void
s_print_topics (mdp_print_t *print, const mdp_gateway_t *gateway)
{
    uint64_t topics = mdp_gateway_topics (gateway);
    mdp_print_word (print, ": ");
    mdp_print_uint (print, topics - mdp_gateway_fresh (gateway));
    mdp_print_word (print, " of ");
    mdp_print_uint (print, topics);
    mdp_print_word (print, " topics are not fresh");
    const char *before = ": ";
    for (int state = MDP_STALE; state < MDP_TOPIC_STATES; state++) {
        if (gateway->topics [state] > 0) {
            mdp_print_word (print, before);
            mdp_print_uint (print, gateway->topics [state]);
            mdp_print_word (print, " ");
            mdp_print_word (print, mdp_topic_state_name ((mdp_topic_state_t) state));
            before = ", ";
        }
    }
}

static void
s_print_trouble (mdp_print_t *print, const mdp_gateway_t *gateway, trouble_t trouble)
{
    mdp_print_escaped (print, gateway->name.chars, gateway->name.size);
    switch (trouble) {
        case NOT_LIVE:
            mdp_print_word (print, " is not live but ");
            mdp_print_word (print, mdp_gateway_state_name (gateway->state));
            break;
        case NOT_CONNECTED:
            mdp_print_word (print, " is not connected");
            break;
        case NO_EVENT:
            mdp_print_word (print, " has had no event yet");
            break;
        case SILENT:
            mdp_print_word (print, " has had no event for ");
            s_print_seconds (print, gateway->seconds_since_last_event);
            break;
        case UNTOLD:
            mdp_print_word (print, " has told nothing of its topics of late");
            break;
        case NOT_FRESH:
            s_print_topics (print, gateway);
            break;
        case WELL:
            assert (false);
    }
}

static void
s_print_well (mdp_print_t *print, const mdp_heartbeat_t *heartbeat)
{
    double oldest = 0;
    for (size_t index = 0; index < heartbeat->gateways_count; index++) {
        double age = heartbeat->gateways [index].seconds_since_last_event;
        oldest = age > oldest ? age : oldest;
    }
    mdp_print_uint (print, heartbeat->gateways_count);
    mdp_print_word (print, heartbeat->gateways_count > 1 ? " gateways" : " gateway");
    mdp_print_word (print, " live, last event ");
    s_print_seconds (print, oldest);
    mdp_print_word (print, " ago");
    mdp_print_word (print, heartbeat->is_simulated ? ", simulated data" : "");
}

bool
mdc_verdict (mdp_print_t *print, const mdp_heartbeat_t *heartbeat, int64_t silence_ms)
{
    assert (print);
    assert (heartbeat);
    size_t ill = 0;
    for (size_t index = 0; index < heartbeat->gateways_count; index++) {
        const mdp_gateway_t *gateway = &heartbeat->gateways [index];
        trouble_t trouble = s_trouble (gateway, silence_ms);
        if (trouble != WELL && ill++ == 0) {
            s_print_trouble (print, gateway, trouble);
        }
    }
    if (ill > 1) {
        mdp_print_word (print, ", and ");
        mdp_print_uint (print, ill - 1);
        mdp_print_word (print, " more not well");
    }
    if (heartbeat->gateways_count == 0) {
        mdp_print_word (print, "there is no gateway");
    } else if (ill == 0) {
        s_print_well (print, heartbeat);
    }
    return heartbeat->gateways_count > 0 && ill == 0;
}
