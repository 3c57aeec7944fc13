//  gw_tally - tells the supervisor what we count, and the state of every topic

#include "gw_tally.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beat.h"

//  What was told of a stream last.
typedef struct {
    bool is_told;
    unsigned ends;    //  Since it is carried no more
    uint64_t number;  //  Of the tell
    mdp_topic_state_t state;
    uint64_t seq;
    uint64_t last_event;
} told_t;

struct gw_tally {
    zsock_t *pipe;
    const gw_stats_t *stats;
    const gw_lines_t *lines;
    const gw_market_t *market;
    const gw_pub_t *pub;
    uint64_t number;  //  Of this tell
    size_t next;      //  The stream that the next tell begins with
    told_t *told;     //  By a stream's index
    size_t room;
    size_t frames;  //  Sent by this tell
    bool is_full;   //  The pipe takes no more now
    mdp_write_t write;
    char frame [BEAT_TALLY_MAX];
};

gw_tally_t *
gw_tally_new (zsock_t *pipe, const gw_stats_t *stats, const gw_lines_t *lines,
              const gw_market_t *market, const gw_pub_t *pub)
{
    gw_tally_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pipe = pipe;
    self->stats = stats;
    self->lines = lines;
    self->market = market;
    self->pub = pub;
    return self;
}

void
gw_tally_destroy (gw_tally_t **self_p)
{
    assert (self_p);
    gw_tally_t *self = *self_p;
    if (self) {
        free (self->told);
        free (self);
        *self_p = NULL;
    }
}

static void
s_flush (gw_tally_t *self)
{
    if (self->write.size > 0 && !self->is_full) {
        self->is_full = beat_send_tally (self->pipe, self->frame, self->write.size) == -1;
        self->frames++;
    }
    mdp_write_init (&self->write, self->frame, sizeof self->frame);
}

static void
s_put (gw_tally_t *self, const tally_sample_t *sample)
{
    if (!tally_put_sample (&self->write, sample)) {
        s_flush (self);
        bool is_put = tally_put_sample (&self->write, sample);
        assert (is_put);  //  No sample is as large as a frame
    }
}

static void
s_count (gw_tally_t *self, tally_metric_t metric, const char *labels, uint64_t value)
{
    const tally_sample_t sample = {
        .metric = metric,
        .labels = { labels, strlen (labels) },
        .value = value,
    };
    s_put (self, &sample);
}

//  The same with one label.

static void
s_count_by (gw_tally_t *self, tally_metric_t metric, const char *key, const char *word,
            uint64_t value)
{
    char labels [TALLY_LABELS_MAX];
    (void) snprintf (labels, sizeof labels, "%s=\"%s\"", key, word);  //  Our own words are short
    s_count (self, metric, labels, value);
}

static void
s_tell_lines (gw_tally_t *self)
{
    for (size_t index = 0; index < gw_lines_count (self->lines); index++) {
        const gw_line_t *line = gw_lines_at (self->lines, index);
        const gw_line_counts_t *counts = gw_line_counts (line);
        char conn [TALLY_LABELS_MAX / 2];
        char labels [TALLY_LABELS_MAX];
        (void) snprintf (conn, sizeof conn, "conn=\"%s-%zu\",lane=\"%zu\"",
                         mdp_category_name (counts->category), index + 1, gw_line_lane (line) + 1);
        if (gw_session_is_needed (gw_line_session (line))) {
            s_count (self, TALLY_WS_CONNECTED, conn, gw_session_is_open (gw_line_session (line)));
            s_count (self, TALLY_WS_LAST_FRAME, conn, counts->last_frame);
        }
        s_count (self, TALLY_WS_CONNECTS, conn, counts->connects);
        s_count (self, TALLY_WS_MESSAGES, conn, counts->messages);
        s_count (self, TALLY_WS_BYTES, conn, counts->bytes);
        for (int loss = 0; loss < GW_LOSSES; loss++) {
            (void) snprintf (labels, sizeof labels, "%s,reason=\"%s\"", conn,
                             gw_loss_name ((gw_loss_t) loss));
            s_count (self, TALLY_WS_DISCONNECTS, labels, counts->disconnects [loss]);
        }
    }
}

static void
s_tell_stats (gw_tally_t *self)
{
    static const char *const OUTCOMES [GW_STATS] = {
        [GW_STAT_TAKEN] = "taken",         [GW_STAT_REPEATED] = "repeated",
        [GW_STAT_DUPLICATE] = "duplicate", [GW_STAT_ORPHAN] = "orphan",
        [GW_STAT_HELD] = "held",           [GW_STAT_BROKEN] = "broken",
        [GW_STAT_UNSERVED] = "unserved",   [GW_STAT_ANSWER] = "answer",
        [GW_STAT_PONG] = "pong",           [GW_STAT_MALFORMED] = "malformed",
    };
    static const char *const FLOWS [GW_FLOWS] = { "trade", "depth", "other" };
    static const char *const REFUSALS [GW_REFUSALS] = { "json", "content" };
    const gw_stats_t *stats = self->stats;
    for (int stat = 0; stat < GW_STATS; stat++) {
        if (OUTCOMES [stat]) {  //  RECEIVED is the sum of all
            s_count_by (self, TALLY_TEXTS, "outcome", OUTCOMES [stat], stats->counts [stat]);
        }
    }
    for (int flow = 0; flow < GW_FLOWS; flow++) {
        for (int refusal = 0; refusal < GW_REFUSALS; refusal++) {
            char labels [TALLY_LABELS_MAX];
            (void) snprintf (labels, sizeof labels, "kind=\"%s\",reason=\"%s\"", FLOWS [flow],
                             REFUSALS [refusal]);
            s_count (self, TALLY_PARSE_ERRORS, labels, stats->refusals [flow][refusal]);
        }
    }
    for (int flow = 0; flow < GW_FLOW_OTHER; flow++) {
        char labels [TALLY_LABELS_MAX];
        int size = snprintf (labels, sizeof labels, "kind=\"%s\"", FLOWS [flow]);
        tally_sample_t sample = { .labels = { labels, (size_t) size } };
        sample.metric = TALLY_FEED_LATENCY;
        sample.histogram = stats->latencies [flow].feed;
        s_put (self, &sample);
        sample.metric = TALLY_PROCESS_LATENCY;
        sample.histogram = stats->latencies [flow].process;
        s_put (self, &sample);
    }
}

static void
s_tell_published (gw_tally_t *self)
{
    static const char *const KINDS [GW_KINDS] = { "trades", "snapshot", "delta", "gap", "status" };
    for (int kind = 0; kind < GW_KINDS; kind++) {
        const gw_published_t *published = &self->stats->kinds [kind];
        s_count_by (self, TALLY_PUBLISHED_MESSAGES, "kind", KINDS [kind], published->messages);
        s_count_by (self, TALLY_PUBLISHED_BYTES, "kind", KINDS [kind], published->bytes);
    }
    s_count (self, TALLY_CONTRADICTIONS, "", self->stats->contradictions);
    s_count (self, TALLY_LATE_TRADES, "", self->stats->late_trades);
    s_count_by (self, TALLY_PUBLISH_DROPPED, "reason", "oversized", self->stats->oversized);
    s_count (self, TALLY_SUBSCRIBERS, "", gw_pub_guests (self->pub));
}

//  True if the stream has something to tell. Its end is told more than once, since a full
//  pipe may lose that too.

static bool
s_is_due (const gw_tally_t *self, const gw_stream_t *stream, const told_t *told, bool is_off)
{
    bool is_late = self->number - told->number >= GW_TALLY_EVERY;
    if (is_off) {
        return told->is_told && (told->ends == 0 || (is_late && told->ends < GW_TALLY_ENDS_MAX));
    }
    return !told->is_told || told->ends > 0 || told->seq != stream->seq
           || told->state != stream->told || told->last_event != stream->last_event || is_late;
}

//  Returns false where there was no room.

static bool
s_put_stream (gw_tally_t *self, const gw_stream_t *stream, bool is_off)
{
    const gw_feed_t *feed = stream->feed;
    mdp_text_t symbol = gw_stream_symbol (stream);
    char labels [TALLY_LABELS_MAX];
    int size = snprintf (labels, sizeof labels, "category=\"%s\",symbol=\"%.*s\",kind=\"%s\"",
                         mdp_category_name (feed->category), (int) symbol.size, symbol.chars,
                         feed->is_depth ? "depth" : "trade");
    if (feed->is_depth) {
        size += snprintf (labels + size, sizeof labels - (size_t) size, ",depth=\"%" PRIu32 "\"",
                          feed->depth);
    }
    bool is_valid = stream->book && gw_book_is_valid (stream->book);
    const tally_topic_t topic = {
        .topic = { stream->topic, stream->topic_size },
        .labels = { labels, (size_t) size },
        .has_book = stream->book != NULL,
        .is_off = is_off,
        .state = stream->told,
        .seq = stream->seq,
        .last_event = stream->last_event,
        .update_id = is_valid ? gw_book_update_id (stream->book) : 0,
        .gaps = stream->gaps,
        .resyncs = stream->resyncs,
        .crossed = stream->crossed,
    };
    return tally_put_topic (&self->write, &topic);
}

//  Tell one stream. Returns false where this tell has no more room for it.

static bool
s_tell_stream (gw_tally_t *self, size_t index)
{
    const gw_stream_t *stream = gw_market_stream_at (self->market, index);
    const gw_feed_t *feed = stream->feed;
    told_t *told = &self->told [index];
    bool is_off = feed->is_hidden || !gw_feed_is_carried (feed);
    if (!s_is_due (self, stream, told, is_off)) {
        return true;
    }
    if (!s_put_stream (self, stream, is_off)) {
        s_flush (self);
        if (self->is_full || self->frames >= GW_TALLY_FRAMES_MAX) {
            return false;
        }
        bool is_put = s_put_stream (self, stream, is_off);
        assert (is_put);  //  No topic is as large as a frame
    }
    *told = (told_t){
        .is_told = true,
        .ends = is_off ? told->ends + 1 : 0,
        .number = self->number,
        .state = stream->told,
        .seq = stream->seq,
        .last_event = stream->last_event,
    };
    return true;
}

static void
s_tell_streams (gw_tally_t *self)
{
    size_t count = gw_market_streams_count (self->market);
    if (count > self->room) {
        self->told = realloc (self->told, 2 * count * sizeof *self->told);
        assert (self->told);
        memset (self->told + self->room, 0, (2 * count - self->room) * sizeof *self->told);
        self->room = 2 * count;
    }
    size_t first = self->next;
    for (size_t step = 0; step < count; step++) {
        size_t index = (first + step) % count;
        if (!s_tell_stream (self, index)) {
            self->next = index;  //  What a full pipe lost is told again, as it does not change
            break;
        }
    }
}

void
gw_tally_tell (gw_tally_t *self)
{
    assert (self);
    self->number++;
    self->frames = 0;
    self->is_full = false;
    mdp_write_init (&self->write, self->frame, sizeof self->frame);
    s_tell_lines (self);
    s_tell_stats (self);
    s_tell_published (self);
    s_tell_streams (self);
    s_flush (self);
}
