//  tally - what a child counts: numbers with labels, and the state of its topics

#include "tally.h"

#include <assert.h>
#include <string.h>

#include "mdp_utf8.h"

#define US 1000u
#define MS 1000000u
#define S 1000000000u

enum { SAMPLE_FIELDS = 4, TOPIC_FIELDS = 12 };

static const tally_spec_t SPECS [TALLY_METRICS] = {
    [TALLY_WS_CONNECTED] = { .name = "tickgate_ws_connected",
                             .help = "Whether the connection to the exchange is open.",
                             .kind = TALLY_GAUGE,
                             .is_momentary = true },
    [TALLY_WS_CONNECTS] = { .name = "tickgate_ws_connects_total",
                            .help = "Connections to the exchange that were opened.",
                            .kind = TALLY_COUNTER },
    [TALLY_WS_DISCONNECTS] = { .name = "tickgate_ws_disconnects_total",
                               .help = "Connections to the exchange that ended, or could not be "
                                       "opened.",
                               .kind = TALLY_COUNTER },
    [TALLY_WS_MESSAGES] = { .name = "tickgate_ws_received_messages_total",
                            .help = "Messages received from the exchange.",
                            .kind = TALLY_COUNTER },
    [TALLY_WS_BYTES] = { .name = "tickgate_ws_received_bytes_total",
                         .help = "Bytes of the messages received from the exchange.",
                         .kind = TALLY_COUNTER },
    [TALLY_WS_LAST_FRAME] = { .name = "tickgate_ws_last_frame_timestamp_seconds",
                              .help =
                                  "When the last message came from the exchange; 0 if none did.",
                              .kind = TALLY_GAUGE,
                              .is_time = true },
    [TALLY_TEXTS] = { .name = "tickgate_texts_total",
                      .help = "Messages from the exchange by what became of them.",
                      .kind = TALLY_COUNTER },
    [TALLY_PARSE_ERRORS] = { .name = "tickgate_parse_errors_total",
                             .help =
                                 "Messages from the exchange that were refused, whole or in part.",
                             .kind = TALLY_COUNTER },
    [TALLY_CONTRADICTIONS] = { .name = "tickgate_lane_contradictions_total",
                               .help = "Times that two lanes said different things of one update.",
                               .kind = TALLY_COUNTER },
    [TALLY_LATE_TRADES] = { .name = "tickgate_lane_trades_late_total",
                            .help =
                                "Times that a topic's trades alone stopped or lagged in a lane.",
                            .kind = TALLY_COUNTER },
    [TALLY_PUBLISHED_MESSAGES] = { .name = "tickgate_published_messages_total",
                                   .help = "Messages handed to the data socket.",
                                   .kind = TALLY_COUNTER },
    [TALLY_PUBLISHED_BYTES] = { .name = "tickgate_published_bytes_total",
                                .help = "Bytes of the messages handed to the data socket, topics "
                                        "included.",
                                .kind = TALLY_COUNTER },
    [TALLY_PUBLISH_DROPPED] = { .name = "tickgate_publish_dropped_total",
                                .help =
                                    "Messages that could not be handed to the data socket. What a "
                                    "slow subscriber loses is not among them: a PUB cannot see it.",
                                .kind = TALLY_COUNTER },
    [TALLY_SUBSCRIBERS] = { .name = "tickgate_subscribers",
                            .help = "Connections to the data socket.",
                            .kind = TALLY_GAUGE,
                            .is_momentary = true },
    [TALLY_FEED_LATENCY] = { .name = "tickgate_feed_latency_seconds",
                             .help = "From the exchange's matching engine to our first byte. It "
                                     "compares "
                                     "two clocks: where they differ, so does this.",
                             .kind = TALLY_HISTOGRAM,
                             .is_time = true,
                             .bounds = { 1 * MS, 2 * MS, 5 * MS, 10 * MS, 20 * MS, 50 * MS,
                                         100 * MS, 200 * MS, 500 * MS, 1 * S, 2 * S,
                                         UINT64_C (5) * S },
                             .bounds_count = 12 },
    [TALLY_PROCESS_LATENCY] = { .name = "tickgate_process_latency_seconds",
                                .help = "From the first byte read to the data socket.",
                                .kind = TALLY_HISTOGRAM,
                                .is_time = true,
                                .bounds = { 5 * US, 10 * US, 20 * US, 50 * US, 100 * US, 200 * US,
                                            500 * US, 1 * MS, 2 * MS, 5 * MS, 10 * MS, 100 * MS },
                                .bounds_count = 12 },
};

const tally_spec_t *
tally_spec (tally_metric_t metric)
{
    assert ((size_t) metric < TALLY_METRICS);
    return &SPECS [metric];
}

void
tally_histogram_add (tally_histogram_t *self, tally_metric_t metric, uint64_t value)
{
    const tally_spec_t *spec = &SPECS [metric];
    size_t bucket = 0;
    while (bucket < spec->bounds_count && value > spec->bounds [bucket]) {
        bucket++;
    }
    self->counts [bucket]++;
    self->sum += value;
}

//  What was begun and does not fit is taken back.

static bool
s_is_done (mdp_write_t *frame, const mdp_write_t *before)
{
    if (frame->is_full) {
        *frame = *before;
        return false;
    }
    return true;
}

bool
tally_put_sample (mdp_write_t *frame, const tally_sample_t *sample)
{
    assert (sample->labels.size <= TALLY_LABELS_MAX);
    const mdp_write_t before = *frame;
    const tally_spec_t *spec = tally_spec (sample->metric);
    mdp_write_array (frame, SAMPLE_FIELDS);
    mdp_write_uint (frame, (uint64_t) sample->metric);
    mdp_write_text (frame, sample->labels);
    if (spec->kind == TALLY_HISTOGRAM) {
        mdp_write_uint (frame, sample->histogram.sum);
        mdp_write_array (frame, spec->bounds_count + 1);
        for (size_t bucket = 0; bucket <= spec->bounds_count; bucket++) {
            mdp_write_uint (frame, sample->histogram.counts [bucket]);
        }
    } else {
        mdp_write_uint (frame, sample->value);
        mdp_write_array (frame, 0);
    }
    return s_is_done (frame, &before);
}

bool
tally_put_topic (mdp_write_t *frame, const tally_topic_t *topic)
{
    assert (topic->labels.size <= TALLY_LABELS_MAX);
    assert (topic->topic.size <= TALLY_TOPIC_MAX);
    const mdp_write_t before = *frame;
    mdp_write_array (frame, TOPIC_FIELDS);
    mdp_write_uint (frame, TALLY_METRICS);  //  In the place of a metric
    mdp_write_text (frame, topic->topic);
    mdp_write_text (frame, topic->labels);
    mdp_write_uint (frame, topic->has_book);
    mdp_write_uint (frame, topic->is_off);
    mdp_write_uint (frame, (uint64_t) topic->state);
    mdp_write_uint (frame, topic->seq);
    mdp_write_uint (frame, topic->last_event);
    mdp_write_uint (frame, topic->update_id);
    mdp_write_uint (frame, topic->gaps);
    mdp_write_uint (frame, topic->resyncs);
    mdp_write_uint (frame, topic->crossed);
    return s_is_done (frame, &before);
}

//  Each returns 0, or -1 where something else stands there.

static int
s_read_uint (mdp_tokens_t *frame, uint64_t *value)
{
    mdp_token_t token;
    if (mdp_token_next (frame, &token) != 0 || token.kind != MDP_TOKEN_UINT) {
        return -1;
    }
    *value = token.uint;
    return 0;
}

static int
s_read_array (mdp_tokens_t *frame, size_t *count)
{
    mdp_token_t token;
    if (mdp_token_next (frame, &token) != 0 || token.kind != MDP_TOKEN_ARRAY) {
        return -1;
    }
    *count = token.count;
    return 0;
}

static int
s_read_text (mdp_tokens_t *frame, mdp_text_t *text, size_t size_max)
{
    mdp_token_t token;
    if (mdp_token_next (frame, &token) != 0 || token.kind != MDP_TOKEN_TEXT
        || token.size > size_max) {
        return -1;
    }
    for (size_t at = 0; at < token.size;) {
        size_t step = mdp_utf8_size (token.chars + at, token.size - at);
        if (step == 0 || mdp_utf8_is_control (token.chars + at, step)) {
            return -1;
        }
        at += step;
    }
    *text = (mdp_text_t){ .chars = token.chars, .size = token.size };
    return 0;
}

static int
s_read_sample (mdp_tokens_t *frame, tally_sample_t *sample)
{
    const tally_spec_t *spec = tally_spec (sample->metric);
    size_t count;
    if (s_read_text (frame, &sample->labels, TALLY_LABELS_MAX) != 0
        || s_read_uint (frame, &sample->value) != 0 || s_read_array (frame, &count) != 0
        || count != (spec->kind == TALLY_HISTOGRAM ? spec->bounds_count + 1 : 0)) {
        return -1;
    }
    sample->histogram = (tally_histogram_t){ .sum = sample->value };
    for (size_t bucket = 0; bucket < count; bucket++) {
        if (s_read_uint (frame, &sample->histogram.counts [bucket]) != 0) {
            return -1;
        }
    }
    return 0;
}

static int
s_read_topic (mdp_tokens_t *frame, tally_topic_t *topic)
{
    uint64_t has_book;
    uint64_t is_off;
    uint64_t state;
    if (s_read_text (frame, &topic->topic, TALLY_TOPIC_MAX) != 0
        || s_read_text (frame, &topic->labels, TALLY_LABELS_MAX) != 0
        || s_read_uint (frame, &has_book) != 0 || s_read_uint (frame, &is_off) != 0
        || s_read_uint (frame, &state) != 0 || state >= MDP_TOPIC_STATES
        || s_read_uint (frame, &topic->seq) != 0 || s_read_uint (frame, &topic->last_event) != 0
        || s_read_uint (frame, &topic->update_id) != 0 || s_read_uint (frame, &topic->gaps) != 0
        || s_read_uint (frame, &topic->resyncs) != 0 || s_read_uint (frame, &topic->crossed) != 0) {
        return -1;
    }
    topic->has_book = has_book != 0;
    topic->is_off = is_off != 0;
    topic->state = (mdp_topic_state_t) state;
    return 0;
}

tally_item_kind_t
tally_next (mdp_tokens_t *frame, tally_item_t *item)
{
    assert (frame);
    assert (item);
    size_t count;
    uint64_t metric;
    if (frame->at == frame->size) {
        return TALLY_END;
    }
    if (s_read_array (frame, &count) != 0 || s_read_uint (frame, &metric) != 0) {
        return TALLY_ALIEN;
    }
    if (metric < TALLY_METRICS && count == SAMPLE_FIELDS) {
        item->sample.metric = (tally_metric_t) metric;
        return s_read_sample (frame, &item->sample) == 0 ? TALLY_SAMPLE : TALLY_ALIEN;
    }
    if (metric == TALLY_METRICS && count == TOPIC_FIELDS) {
        return s_read_topic (frame, &item->topic) == 0 ? TALLY_TOPIC : TALLY_ALIEN;
    }
    return TALLY_ALIEN;
}
