//  mdp_heartbeat - what the supervisor tells the world once a second, as plain values

#include "mdp_heartbeat.h"

#include <assert.h>

#include "mdp_write.h"

enum {
    HEARTBEAT_KEYS = 11,
    GATEWAY_KEYS = 14,  //  Without the optional ones
    EXIT_KEYS = 4
};

static const char *const STATES [MDP_GATEWAY_STATES + 1] = {
    [MDP_GATEWAY_STARTING] = "starting", [MDP_GATEWAY_CONNECTING] = "connecting",
    [MDP_GATEWAY_LIVE] = "live",         [MDP_GATEWAY_SILENT] = "silent",
    [MDP_GATEWAY_STOPPING] = "stopping", [MDP_GATEWAY_BACKOFF] = "backoff",
    [MDP_GATEWAY_FAILED] = "failed",     [MDP_GATEWAY_OTHER] = "other",
};

static const char *const REASONS [MDP_EXIT_REASONS + 1] = {
    [MDP_EXIT_NONE] = "none",     [MDP_EXIT_RETURNED] = "returned",
    [MDP_EXIT_EXITED] = "exited", [MDP_EXIT_SIGNALLED] = "signalled",
    [MDP_EXIT_HUNG] = "hung",     [MDP_EXIT_SILENT] = "silent",
    [MDP_EXIT_FAILED] = "failed", [MDP_EXIT_OTHER] = "other",
};

const char *
mdp_gateway_state_name (mdp_gateway_state_t state)
{
    assert ((size_t) state <= MDP_GATEWAY_STATES);
    return STATES [state];
}

const char *
mdp_exit_reason_name (mdp_exit_reason_t reason)
{
    assert ((size_t) reason <= MDP_EXIT_REASONS);
    return REASONS [reason];
}

int
mdp_gateway_state_parse (mdp_gateway_state_t *state, mdp_text_t text)
{
    assert (state);
    int found = mdp_text_find (text, STATES, MDP_GATEWAY_STATES);
    if (found < 0) {
        return -1;
    }
    *state = (mdp_gateway_state_t) found;
    return 0;
}

int
mdp_exit_reason_parse (mdp_exit_reason_t *reason, mdp_text_t text)
{
    assert (reason);
    int found = mdp_text_find (text, REASONS, MDP_EXIT_REASONS);
    if (found < 0) {
        return -1;
    }
    *reason = (mdp_exit_reason_t) found;
    return 0;
}

uint64_t
mdp_gateway_topics (const mdp_gateway_t *gateway)
{
    assert (gateway);
    uint64_t sum = 0;
    for (int state = 0; state < MDP_TOPIC_STATES; state++) {
        sum += gateway->topics [state];
    }
    return sum;
}

uint64_t
mdp_gateway_fresh (const mdp_gateway_t *gateway)
{
    assert (gateway);
    return gateway->topics [MDP_LIVE] + gateway->topics [MDP_QUIET];
}

static void
s_write_topics (mdp_write_t *write, const mdp_gateway_t *gateway)
{
    mdp_write_key (write, "topics");
    mdp_write_map (write, MDP_TOPIC_STATES);
    for (int state = 0; state < MDP_TOPIC_STATES; state++) {
        mdp_write_key_uint (write, mdp_topic_state_name ((mdp_topic_state_t) state),
                            gateway->topics [state]);
    }
}

static void
s_write_exit (mdp_write_t *write, const mdp_exit_t *last_exit)
{
    mdp_write_map (write, EXIT_KEYS);
    mdp_write_key_word (write, "reason", mdp_exit_reason_name (last_exit->reason));
    mdp_write_key_int (write, "code", last_exit->code);
    mdp_write_key_int (write, "signal", last_exit->signal);
    mdp_write_key_uint (write, "at", last_exit->at);
}

static void
s_write_gateway (mdp_write_t *write, const mdp_gateway_t *gateway)
{
    bool has_topics = mdp_gateway_topics (gateway) > 0;
    mdp_write_map (write, GATEWAY_KEYS + gateway->has_last_event
                              + (size_t) (gateway->backoff_until > 0) + has_topics);
    mdp_write_key_text (write, "name", gateway->name);
    mdp_write_key_text (write, "isolation", gateway->isolation);
    mdp_write_key_word (write, "state", mdp_gateway_state_name (gateway->state));
    mdp_write_key_int (write, "pid", gateway->pid);
    mdp_write_key_uint (write, "epoch", gateway->epoch);
    mdp_write_key_text (write, "endpoint", gateway->endpoint);
    mdp_write_key_uint (write, "restarts", gateway->restarts);
    mdp_write_key (write, "last_exit");
    s_write_exit (write, &gateway->last_exit);
    mdp_write_key_bool (write, "connected", gateway->is_connected);
    if (gateway->has_last_event) {
        mdp_write_key (write, "seconds_since_last_event");
        mdp_write_float64 (write, gateway->seconds_since_last_event);
    }
    mdp_write_key_uint (write, "events", gateway->events);
    mdp_write_key_uint (write, "published", gateway->published);
    mdp_write_key_uint (write, "error_count", gateway->error_count);
    mdp_write_key_uint (write, "queue_size", gateway->queue_size);
    mdp_write_key_uint (write, "reconnects", gateway->reconnects);
    if (gateway->backoff_until > 0) {
        mdp_write_key_uint (write, "backoff_until", gateway->backoff_until);
    }
    if (has_topics) {
        s_write_topics (write, gateway);
    }
}

size_t
mdp_pack_heartbeat (char *frame, size_t frame_max, const mdp_heartbeat_t *heartbeat)
{
    assert (heartbeat);
    mdp_write_t write;
    mdp_write_init (&write, frame, frame_max);
    mdp_write_map (&write, HEARTBEAT_KEYS);
    mdp_write_key_uint (&write, "v", MDP_WRITE_VERSION);
    mdp_write_key_word (&write, "type", "heartbeat");
    mdp_write_key_uint (&write, "epoch", heartbeat->epoch);
    mdp_write_key_uint (&write, "seq", heartbeat->seq);
    mdp_write_key_uint (&write, "ts_pub", heartbeat->ts_pub);
    mdp_write_key_int (&write, "pid", heartbeat->pid);
    mdp_write_key_uint (&write, "uptime_s", heartbeat->uptime_s);
    mdp_write_key_text (&write, "version", heartbeat->version);
    mdp_write_key_text (&write, "numbers", heartbeat->numbers);
    mdp_write_key_bool (&write, "simulated", heartbeat->is_simulated);
    mdp_write_key (&write, "gateways");
    mdp_write_array (&write, heartbeat->gateways_count);
    for (size_t index = 0; index < heartbeat->gateways_count; index++) {
        s_write_gateway (&write, &heartbeat->gateways [index]);
    }
    return mdp_write_size (&write);
}
