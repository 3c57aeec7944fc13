//  gw_status - tells subscribers the last number and the state of every topic

#include "gw_status.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_clock.h"

#define QUIET_NS 10000000000u  //  Without an event for this long a topic is quiet
#define AHEAD_NS 1000000000u   //  An event from further ahead came before the clock was set back

struct gw_status {
    gw_report_t *report;
    unsigned told;  //  Since the last whole one
    mdp_topic_status_t *topics;
    size_t room;
    uint64_t counts [MDP_TOPIC_STATES];
};

gw_status_t *
gw_status_new (gw_report_t *report)
{
    gw_status_t *self = calloc (1, sizeof *self);
    assert (self);
    self->report = report;
    return self;
}

void
gw_status_destroy (gw_status_t **self_p)
{
    assert (self_p);
    gw_status_t *self = *self_p;
    if (self) {
        free (self->topics);
        free (self);
        *self_p = NULL;
    }
}

const uint64_t *
gw_status_counts (const gw_status_t *self)
{
    assert (self);
    return self->counts;
}

static mdp_topic_state_t
s_state (const gw_stream_t *stream, const gw_lines_t *lines, uint64_t now_ns)
{
    mdp_topic_state_t state = gw_lines_state (lines, stream->feed);
    if (state != MDP_LIVE) {
        return state;
    }
    if (stream->book && !gw_book_is_valid (stream->book)) {
        return MDP_STALE;
    }
    bool is_fresh =
        stream->last_event + QUIET_NS > now_ns && stream->last_event < now_ns + AHEAD_NS;
    return is_fresh ? MDP_LIVE : MDP_QUIET;
}

static void
s_report_gone (gw_status_t *self, const gw_stream_t *stream)
{
    static const char why [] = "it sends nothing, however often it is asked for";
    const gw_error_t error = { .what = "topic is gone, asked for now and then",
                               .where = stream->feed->name,
                               .why = { .chars = why, .size = sizeof why - 1 } };
    gw_report_error (self->report, GW_REPORT_SILENT, &error, gw_clock_mono_ms ());
}

void
gw_status_tell (gw_status_t *self, const gw_market_t *market, const gw_lines_t *lines,
                gw_publish_t *publish, uint64_t now_ns)
{
    bool is_whole = self->told == 0;
    self->told = (self->told + 1) % GW_STATUS_WHOLE_EVERY;
    size_t streams = gw_market_streams_count (market);
    if (streams > self->room) {
        self->room = 2 * streams;
        self->topics = realloc (self->topics, self->room * sizeof *self->topics);
        assert (self->topics);
    }
    memset (self->counts, 0, sizeof self->counts);
    size_t count = 0;
    for (size_t index = 0; index < streams; index++) {
        gw_stream_t *stream = gw_market_stream_at (market, index);
        const gw_feed_t *feed = stream->feed;
        //  Who lost the last gap of a topic that is over sees it here, and is told no more of it
        bool is_over = feed->is_hidden || !gw_feed_is_carried (feed);
        if (is_over && !stream->is_named && !stream->is_changed) {
            continue;
        }
        mdp_topic_state_t state = is_over ? MDP_STALE : s_state (stream, lines, now_ns);
        self->counts [state] += !is_over;
        if (is_whole || is_over || stream->is_changed || stream->told != state) {
            self->topics [count++] = (mdp_topic_status_t){
                .topic = { .chars = stream->topic, .size = stream->topic_size },
                .seq = stream->seq,
                .state = state,
                .last_event = stream->last_event,
            };
            if (state == MDP_GONE && stream->told != state) {
                s_report_gone (self, stream);
            }
            stream->is_changed = false;
            stream->is_named = !is_over;
            stream->told = state;
        }
    }
    gw_publish_status (publish, self->topics, count);
}
