//  sup_metrics - prints what is known as Prometheus has it: text format 0.0.4

#include "sup_metrics.h"

#include <assert.h>
#include <czmq.h>
#include <string.h>

#include "sup_prom.h"
#include "sup_ready.h"
#include "sup_usage.h"

//  What children count.

static void
s_print_histogram (FILE *file, const char *gateway, const tally_sample_t *sample)
{
    const tally_spec_t *spec = tally_spec (sample->metric);
    uint64_t sum = 0;
    for (size_t bucket = 0; bucket <= spec->bounds_count; bucket++) {
        char bound [32] = "+Inf";
        if (bucket < spec->bounds_count) {
            (void) snprintf (bound, sizeof bound, "%.9g", (double) spec->bounds [bucket] / 1e9);
        }
        sum += sample->histogram.counts [bucket];
        sup_prom_begin (file, spec->name, "_bucket", gateway);
        sup_prom_labels (file, sample->labels);
        sup_prom_label (file, "le", bound);
        sup_prom_uint (file, sum);
    }
    sup_prom_begin (file, spec->name, "_sum", gateway);
    sup_prom_labels (file, sample->labels);
    sup_prom_seconds (file, sample->histogram.sum);
    sup_prom_begin (file, spec->name, "_count", gateway);
    sup_prom_labels (file, sample->labels);
    sup_prom_uint (file, sum);
}

static void
s_print_sample (FILE *file, const char *gateway, const tally_sample_t *sample)
{
    const tally_spec_t *spec = tally_spec (sample->metric);
    if (spec->kind == TALLY_HISTOGRAM) {
        s_print_histogram (file, gateway, sample);
        return;
    }
    sup_prom_begin (file, spec->name, "", gateway);
    sup_prom_labels (file, sample->labels);
    if (spec->is_time) {
        sup_prom_seconds (file, sample->value);
    } else {
        sup_prom_uint (file, sample->value);
    }
}

static void
s_print_tallies (const sup_board_t *board, FILE *file)
{
    static const char *const KINDS [] = { "counter", "gauge", "histogram" };
    for (int metric = 0; metric < TALLY_METRICS; metric++) {
        const tally_spec_t *spec = tally_spec ((tally_metric_t) metric);
        sup_prom_head (file, spec->name, KINDS [spec->kind], spec->help);
        for (size_t index = 0; index < sup_board_count (board); index++) {
            const sup_board_child_t *child = sup_board_child (board, index);
            tally_sample_t sample;
            size_t next = 0;
            while (sup_counts_next (child->counts, (tally_metric_t) metric, &next, &sample)) {
                s_print_sample (file, child->config->name, &sample);
            }
        }
    }
}

//  Topics.

typedef enum { LAST_UPDATE, BOOK_GAPS, BOOK_RESYNCS, BOOK_CROSSED, TRADE_GAPS } topic_metric_t;

static void
s_print_topic (FILE *file, const char *name, topic_metric_t metric, const char *gateway,
               const sup_topic_t *topic)
{
    if (metric != LAST_UPDATE && topic->has_book == (metric == TRADE_GAPS)) {
        return;
    }
    sup_prom_begin (file, name, "", gateway);
    sup_prom_labels (file, (mdp_text_t){ topic->labels, strlen (topic->labels) });
    switch (metric) {
        case LAST_UPDATE:
            sup_prom_seconds (file, topic->last_event);
            break;
        case BOOK_GAPS:
        case TRADE_GAPS:
            sup_prom_uint (file, topic->gaps);
            break;
        case BOOK_RESYNCS:
            sup_prom_uint (file, topic->resyncs);
            break;
        case BOOK_CROSSED:
            sup_prom_uint (file, topic->crossed);
            break;
    }
}

static void
s_print_topics (const sup_board_t *board, FILE *file)
{
    static const struct {
        const char *name;
        const char *kind;
        const char *help;
    } METRICS [] = {
        [LAST_UPDATE] = { "tickgate_topic_last_update_timestamp_seconds", "gauge",
                          "When the last event of the topic was received; 0 if none was." },
        [BOOK_GAPS] = { "tickgate_book_gaps_total", "counter", "Holes told in the book's stream." },
        [BOOK_RESYNCS] = { "tickgate_book_resyncs_total", "counter",
                           "Times the book became valid again after a hole." },
        [BOOK_CROSSED] = { "tickgate_book_crossed_total", "counter",
                           "Holes because the best bid was not below the best ask." },
        [TRADE_GAPS] = { "tickgate_trade_gaps_total", "counter",
                         "Holes told in the stream of trades." },
    };
    for (int metric = LAST_UPDATE; metric <= TRADE_GAPS; metric++) {
        const char *name = METRICS [metric].name;
        sup_prom_head (file, name, METRICS [metric].kind, METRICS [metric].help);
        for (size_t index = 0; index < sup_board_count (board); index++) {
            const sup_board_child_t *child = sup_board_child (board, index);
            for (size_t at = 0; at < sup_topics_count (child->topics); at++) {
                s_print_topic (file, name, (topic_metric_t) metric, child->config->name,
                               sup_topics_at (child->topics, at));
            }
        }
    }
}

//  What the supervisor knows of each child: one function prints the lines of one metric.

typedef struct {
    const sup_board_t *board;
    size_t index;
    const sup_board_child_t *child;
    const char *name;  //  Of the metric
    int64_t now_ms;
    FILE *file;
} line_t;

static void
s_begin (const line_t *line)
{
    sup_prom_begin (line->file, line->name, "", line->child->config->name);
}

static void
s_ready (const line_t *line)
{
    char why [SUP_READY_WHY_MAX];
    s_begin (line);
    sup_prom_uint (line->file, sup_ready_child (line->board, line->index, line->now_ms, why));
}

static void
s_topics (const line_t *line)
{
    uint64_t counts [MDP_TOPIC_STATES] = { 0 };
    for (size_t at = 0; at < sup_topics_count (line->child->topics); at++) {
        counts [sup_topics_at (line->child->topics, at)->state]++;
    }
    for (int state = 0; state < MDP_TOPIC_STATES; state++) {
        s_begin (line);
        sup_prom_label (line->file, "state", mdp_topic_state_name ((mdp_topic_state_t) state));
        sup_prom_uint (line->file, counts [state]);
    }
}

static void
s_errors (const line_t *line)
{
    s_begin (line);
    sup_prom_uint (line->file, line->child->told.gateway.error_count);
}

static void
s_queue (const line_t *line)
{
    s_begin (line);
    sup_prom_uint (line->file, line->child->told.gateway.queue_size);
}

static void
s_restarts (const line_t *line)
{
    for (int reason = MDP_EXIT_NONE + 1; reason < MDP_EXIT_REASONS; reason++) {
        s_begin (line);
        sup_prom_label (line->file, "reason", mdp_exit_reason_name ((mdp_exit_reason_t) reason));
        sup_prom_uint (line->file, line->child->told.restarts [reason]);
    }
}

static void
s_state (const line_t *line)
{
    for (int state = 0; state < MDP_GATEWAY_STATES; state++) {
        s_begin (line);
        sup_prom_label (line->file, "state", mdp_gateway_state_name ((mdp_gateway_state_t) state));
        sup_prom_uint (line->file, (int) line->child->told.gateway.state == state);
    }
}

static void
s_cpu (const line_t *line)
{
    sup_usage_t usage;
    pid_t pid = (pid_t) line->child->told.gateway.pid;
    if (pid > 0 && sup_usage_read (&usage, pid) == 0) {
        s_begin (line);
        sup_prom_real (line->file, usage.cpu_s);
    }
}

static void
s_memory (const line_t *line)
{
    sup_usage_t usage;
    pid_t pid = (pid_t) line->child->told.gateway.pid;
    if (pid > 0 && sup_usage_read (&usage, pid) == 0) {
        s_begin (line);
        sup_prom_uint (line->file, usage.resident_bytes);
    }
}

static void
s_print_children (const sup_board_t *board, int64_t now_ms, FILE *file)
{
    static const struct {
        const char *name;
        const char *kind;
        const char *help;
        void (*print) (const line_t *line);
    } METRICS [] = {
        { "tickgate_gateway_ready", "gauge",
          "Whether all that the gateway subscribes to is confirmed and fresh.", s_ready },
        { "tickgate_gateway_errors_total", "counter",
          "Errors that the gateway reported since its last start.", s_errors },
        { "tickgate_gateway_queue_size", "gauge", "What the gateway has accepted and not yet done.",
          s_queue },
        { "tickgate_gateway_cpu_seconds_total", "counter",
          "CPU time of the gateway's process; in thread mode the daemon's.", s_cpu },
        { "tickgate_gateway_resident_memory_bytes", "gauge",
          "Memory of the gateway's process; in thread mode the daemon's.", s_memory },
        { "tickgate_topics", "gauge", "Topics by their state.", s_topics },
        { "tickgate_supervisor_restarts_total", "counter",
          "Restarts of the gateway by why it ended before.", s_restarts },
        { "tickgate_supervisor_state", "gauge", "1 for the state that the gateway is in.",
          s_state },
    };
    for (size_t metric = 0; metric < sizeof METRICS / sizeof METRICS [0]; metric++) {
        sup_prom_head (file, METRICS [metric].name, METRICS [metric].kind, METRICS [metric].help);
        for (size_t index = 0; index < sup_board_count (board); index++) {
            const line_t line = {
                board, index, sup_board_child (board, index), METRICS [metric].name, now_ms, file,
            };
            METRICS [metric].print (&line);
        }
    }
}

//  The daemon itself.

static void
s_print_daemon (const sup_board_t *board, const sup_metrics_http_t *http, int64_t now_ms,
                FILE *file)
{
    int major;
    int minor;
    int patch;
    zmq_version (&major, &minor, &patch);
    sup_prom_head (file, "tickgate_build_info", "gauge", "Always 1; the labels say what runs.");
    fprintf (file,
             "tickgate_build_info{version=\"%s\",libzmq=\"%d.%d.%d\",czmq=\"%d.%d.%d\",lws=\"",
             TICKGATE_VERSION, major, minor, patch, CZMQ_VERSION_MAJOR, CZMQ_VERSION_MINOR,
             CZMQ_VERSION_PATCH);
    fprintf (file, "%.*s\"} 1\n", (int) strcspn (http->lws, "-\"\\\n "), http->lws);
    sup_prom_single (file, "tickgate_up", "gauge", "Whether the supervisor's loop turns.",
                     sup_ready_is_live (board, now_ms));
    sup_prom_single (file, "tickgate_ready", "gauge",
                     "Whether all that is subscribed is confirmed and fresh.",
                     sup_ready_all (board, now_ms));
    sup_prom_single (file, "tickgate_simulated", "gauge",
                     "Whether a gateway's exchange is a simulation.",
                     sup_board_beat (board)->is_simulated);
    sup_prom_single (file, "tickgate_supervisor_heartbeat_timestamp_seconds", "gauge",
                     "When the supervisor last told how it is; 0 if it did not yet.",
                     (double) sup_board_beat (board)->at / 1e9);
    sup_prom_head (file, "tickgate_http_answers_total", "counter",
                   "HTTP requests that were answered, by the class of the status.");
    for (int digit = 2; digit <= 5; digit++) {
        if (digit != 3) {
            fprintf (file, "tickgate_http_answers_total{code=\"%dxx\"} %llu\n", digit,
                     (unsigned long long) http->answers [digit]);
        }
    }
    sup_prom_single (file, "tickgate_http_connections", "gauge", "HTTP connections that are open.",
                     (double) http->connections);
    sup_prom_head (
        file, "tickgate_http_taps", "gauge",
        "Connections to the gateway's data socket for those who look at the status page.");
    for (size_t index = 0; index < sup_board_count (board); index++) {
        sup_prom_begin (file, "tickgate_http_taps", "",
                        sup_board_child (board, index)->config->name);
        sup_prom_uint (file, http->has_tap [index]);
    }
}

static void
s_print_process (FILE *file)
{
    sup_usage_t usage;
    if (sup_usage_read (&usage, getpid ()) == -1) {
        return;
    }
    sup_prom_single (file, "process_cpu_seconds_total", "counter",
                     "Total user and system CPU time spent in seconds.", usage.cpu_s);
    sup_prom_single (file, "process_resident_memory_bytes", "gauge",
                     "Resident memory size in bytes.", (double) usage.resident_bytes);
    sup_prom_single (file, "process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes.",
                     (double) usage.virtual_bytes);
    sup_prom_single (file, "process_open_fds", "gauge", "Number of open file descriptors.",
                     (double) usage.open_fds);
    sup_prom_single (file, "process_max_fds", "gauge", "Maximum number of open file descriptors.",
                     (double) usage.max_fds);
    sup_prom_single (file, "process_start_time_seconds", "gauge",
                     "Start time of the process since unix epoch in seconds.", usage.started_s);
}

void
sup_metrics_print (const sup_board_t *board, const sup_metrics_http_t *http, int64_t now_ms,
                   FILE *file)
{
    assert (board);
    assert (http);
    assert (file);
    s_print_daemon (board, http, now_ms, file);
    s_print_children (board, now_ms, file);
    s_print_tallies (board, file);
    s_print_topics (board, file);
    s_print_process (file);
}
