//  sup_status - prints what is known as JSON, for programs and for the status page

#include "sup_status.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "sup_ready.h"
#include "sup_text.h"

#define NS_PER_MS UINT64_C (1000000)

static const char *
s_comma (size_t *count)
{
    return (*count)++ > 0 ? "," : "";
}

static const char *
s_word (bool is_true)
{
    return is_true ? "true" : "false";
}

static void
s_print_text (FILE *file, const char *key, const char *text)
{
    fprintf (file, "\"%s\":", key);
    sup_text_quote (file, text ? text : "");
}

//  Times are whole milliseconds, which every JSON reader can hold.

static void
s_print_ms (FILE *file, const char *key, uint64_t ns)
{
    fprintf (file, ",\"%s\":%" PRIu64, key, ns / NS_PER_MS);
}

static void
s_print_exit (FILE *file, const mdp_exit_t *last)
{
    fprintf (file, ",\"last_exit\":{\"reason\":\"%s\",\"code\":%d,\"signal\":%d",
             mdp_exit_reason_name (last->reason), last->code, last->signal);
    s_print_ms (file, "at", last->at);
    fputs ("}", file);
}

static void
s_print_restarts (FILE *file, const uint64_t restarts [MDP_EXIT_REASONS])
{
    size_t count = 0;
    fputs (",\"restarts_by_reason\":{", file);
    for (int reason = MDP_EXIT_NONE + 1; reason < MDP_EXIT_REASONS; reason++) {
        fprintf (file, "%s\"%s\":%" PRIu64, s_comma (&count),
                 mdp_exit_reason_name ((mdp_exit_reason_t) reason), restarts [reason]);
    }
    fputs ("}", file);
}

static void
s_print_gateway (FILE *file, const sup_board_child_t *child)
{
    const mdp_gateway_t *gateway = &child->told.gateway;
    s_print_text (file, "name", child->config->name);
    fprintf (file, ",\"state\":\"%s\",\"isolation\":\"%.*s\",\"pid\":%" PRId64,
             mdp_gateway_state_name (gateway->state), (int) gateway->isolation.size,
             gateway->isolation.chars, gateway->pid);
    fprintf (file, ",\"epoch\":%" PRIu64 ",", gateway->epoch);
    s_print_text (file, "endpoint", child->config->endpoint);
    fprintf (file,
             ",\"connected\":%s,\"events\":%" PRIu64 ",\"published\":%" PRIu64
             ",\"error_count\":%" PRIu64 ",\"queue_size\":%" PRIu64 ",\"reconnects\":%" PRIu64,
             s_word (gateway->is_connected), gateway->events, gateway->published,
             gateway->error_count, gateway->queue_size, gateway->reconnects);
    if (gateway->has_last_event) {
        fprintf (file, ",\"seconds_since_last_event\":%.3f", gateway->seconds_since_last_event);
    }
    if (gateway->backoff_until > 0) {
        s_print_ms (file, "backoff_until", gateway->backoff_until);
    }
    fprintf (file, ",\"restarts\":%" PRIu64, gateway->restarts);
    s_print_restarts (file, child->told.restarts);
    s_print_exit (file, &gateway->last_exit);
}

//  Of all kinds together; each bucket for itself, the last one without a bound.

static void
s_print_latency (FILE *file, const char *key, const sup_counts_t *counts, tally_metric_t metric)
{
    const tally_spec_t *spec = tally_spec (metric);
    tally_histogram_t sum = { .sum = 0 };
    size_t next = 0;
    tally_sample_t sample;
    while (sup_counts_next (counts, metric, &next, &sample)) {
        for (size_t bucket = 0; bucket <= spec->bounds_count; bucket++) {
            sum.counts [bucket] += sample.histogram.counts [bucket];
        }
    }
    fprintf (file, ",\"%s\":{\"bounds_s\":[", key);
    for (size_t bucket = 0; bucket < spec->bounds_count; bucket++) {
        fprintf (file, "%s%.9g", bucket ? "," : "", (double) spec->bounds [bucket] / 1e9);
    }
    fputs ("],\"counts\":[", file);
    for (size_t bucket = 0; bucket <= spec->bounds_count; bucket++) {
        fprintf (file, "%s%" PRIu64, bucket ? "," : "", sum.counts [bucket]);
    }
    fputs ("]}", file);
}

static void
s_print_numbers (FILE *file, const sup_counts_t *counts)
{
    fprintf (file,
             ",\"received_total\":%" PRIu64 ",\"received_bytes_total\":%" PRIu64
             ",\"published_total\":%" PRIu64 ",\"published_bytes_total\":%" PRIu64
             ",\"subscribers\":%" PRIu64,
             sup_counts_sum (counts, TALLY_WS_MESSAGES), sup_counts_sum (counts, TALLY_WS_BYTES),
             sup_counts_sum (counts, TALLY_PUBLISHED_MESSAGES),
             sup_counts_sum (counts, TALLY_PUBLISHED_BYTES),
             sup_counts_sum (counts, TALLY_SUBSCRIBERS));
    s_print_latency (file, "process_latency", counts, TALLY_PROCESS_LATENCY);
    s_print_latency (file, "feed_latency", counts, TALLY_FEED_LATENCY);
}

//  Totals at a moment, which is told by its age.

static void
s_print_history (FILE *file, const sup_history_t *history, uint64_t since, int64_t now_ms)
{
    size_t count = 0;
    fputs (",\"history\":[", file);
    for (size_t index = 0; index < history->count; index++) {
        const sup_second_t *second = sup_history_at (history, index);
        if (second->version > since) {
            fprintf (file, "%s[%" PRId64 ",%" PRIu64 ",%" PRIu64 "]", s_comma (&count),
                     now_ms - second->at_ms, second->received, second->published);
        }
    }
    fputs ("]", file);
}

static void
s_print_timeline (FILE *file, const sup_timeline_t *timeline, uint64_t since)
{
    size_t count = 0;
    fputs (",\"timeline\":[", file);
    for (size_t index = 0; index < timeline->count; index++) {
        const sup_change_t *change = sup_timeline_at (timeline, index);
        if (change->version > since) {
            fprintf (file, "%s[%" PRIu64 ",\"%s\"]", s_comma (&count), change->at / NS_PER_MS,
                     mdp_gateway_state_name (change->state));
        }
    }
    fputs ("]", file);
}

static void
s_print_topics (FILE *file, const sup_topics_t *topics, uint64_t since, uint64_t now_ns)
{
    size_t count = 0;
    fputs (",\"topics\":[", file);
    for (size_t index = 0; index < sup_topics_count (topics); index++) {
        const sup_topic_t *topic = sup_topics_at (topics, index);
        if (topic->changed <= since) {
            continue;
        }
        fprintf (file, "%s{", s_comma (&count));
        s_print_text (file, "topic", topic->name);
        fprintf (file,
                 ",\"state\":\"%s\",\"seq\":%" PRIu64 ",\"u\":%" PRIu64 ",\"gaps\":%" PRIu64
                 ",\"resyncs\":%" PRIu64 ",\"crossed\":%" PRIu64,
                 mdp_topic_state_name (topic->state), topic->seq, topic->update_id, topic->gaps,
                 topic->resyncs, topic->crossed);
        s_print_ms (file, "last_event", topic->last_event);
        if (topic->last_event > 0 && now_ns > topic->last_event) {
            fprintf (file, ",\"age_s\":%.3f", (double) (now_ns - topic->last_event) / 1e9);
        }
        fputs ("}", file);
    }
    fputs ("]", file);
}

static void
s_print_notes (FILE *file, const sup_board_t *board, uint64_t since)
{
    size_t count = 0;
    const sup_board_note_t *note;
    fputs (",\"event_log\":[", file);
    for (size_t index = 0; (note = sup_board_note (board, index)); index++) {
        if (note->version > since) {
            fprintf (file, "%s%s", s_comma (&count), note->line);
        }
    }
    fputs ("]", file);
}

static bool
s_is_whole (const sup_board_t *board, uint64_t since)
{
    bool is_whole = since == 0;
    for (size_t index = 0; index < sup_board_count (board); index++) {
        is_whole = is_whole || sup_topics_gone (sup_board_child (board, index)->topics) > since;
    }
    return is_whole;
}

static void
s_print_daemon (FILE *file, const sup_board_t *board, sup_status_moment_t now)
{
    const sup_tidings_beat_t *beat = sup_board_beat (board);
    fprintf (file, "\"version\":\"%s\",\"pid\":%ld,\"epoch\":%" PRIu64 ",\"uptime_s\":%" PRIu64,
             TICKGATE_VERSION, (long) getpid (), beat->epoch, beat->uptime_s);
    s_print_ms (file, "now", now.wall_ns);
    fprintf (file,
             ",\"ready\":%s,\"live\":%s,\"stopping\":%s,\"simulated\":%s,"
             "\"seconds_since_heartbeat\":%.3f,",
             s_word (sup_ready_all (board, now.mono_ms)),
             s_word (sup_ready_is_live (board, now.mono_ms)), s_word (beat->is_leaving),
             s_word (beat->is_simulated), (double) sup_board_fed_ms (board, now.mono_ms) / 1000.0);
    s_print_text (file, "numbers", sup_board_config (board)->numbers);
    fputs (",", file);
    s_print_text (file, "heartbeat", sup_board_config (board)->heartbeat);
    fprintf (file, ",\"silence_s\":%.3f", (double) sup_board_config (board)->silence_ms / 1000.0);
}

void
sup_status_print (const sup_board_t *board, sup_status_moment_t now, uint64_t since, FILE *file)
{
    assert (board);
    assert (file);
    bool is_whole = s_is_whole (board, since);
    uint64_t from = is_whole ? 0 : since;
    fputs ("{", file);
    s_print_daemon (file, board, now);
    fprintf (file, ",\"whole\":%s,\"gateways\":[", s_word (is_whole));
    for (size_t index = 0; index < sup_board_count (board); index++) {
        const sup_board_child_t *child = sup_board_child (board, index);
        char why [SUP_READY_WHY_MAX];
        fputs (index ? ",{" : "{", file);
        s_print_gateway (file, child);
        bool is_ready = sup_ready_child (board, index, now.mono_ms, why);
        fprintf (file, ",\"ready\":%s,", s_word (is_ready));
        s_print_text (file, "why", why);
        s_print_numbers (file, child->counts);
        s_print_history (file, &child->history, from, now.mono_ms);
        s_print_timeline (file, &child->timeline, from);
        s_print_topics (file, child->topics, from, now.wall_ns);
        fputs ("}", file);
    }
    fputs ("]", file);
    s_print_notes (file, board, from);
    fputs ("}", file);
}
