//  Tests of sup_metrics: the text that Prometheus reads

#include "sup_metrics.h"

#include "test_sup_board.h"

static int
s_setup (void **state)
{
    *state = board_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    board_t *self = *state;
    board_destroy (&self);
    return 0;
}

static const char *
s_print (board_t *self)
{
    const sup_metrics_http_t http = {
        .lws = "4.3.5-unknown", .answers = { [2] = 7 }, .connections = 3, .has_tap = { true }
    };
    sup_text_t text;
    sup_text_begin (&text);
    sup_metrics_print (self->board, &http, 0, text.file);
    return board_keep (self, &text);
}

static void
test_counters_stand_at_zero_before_anything_happened (void **state)
{
    const char *text = s_print (*state);
    board_expect (text, "# TYPE tickgate_supervisor_restarts_total counter\n");
    board_expect (text,
                  "tickgate_supervisor_restarts_total{gateway=\"a\\\"b\",reason=\"hung\"} 0\n");
    board_expect (text, "tickgate_ready 0\n");
    board_expect (text, "# TYPE tickgate_process_latency_seconds histogram\n");
}

static void
test_prints_what_was_told (void **state)
{
    board_t *self = *state;
    self->beat.children [0].restarts [MDP_EXIT_SIGNALLED] = 4;
    board_gateway (self)->queue_size = 6;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    const char *text = s_print (self);
    board_expect (text, "lws=\"4.3.5\"} 1\n");
    board_expect (text, "\ntickgate_up 1\n");
    board_expect (text, "\ntickgate_ready 1\n");
    board_expect (text, "\ntickgate_http_answers_total{code=\"2xx\"} 7\n");
    board_expect (text, "\ntickgate_http_connections 3\n");
    board_expect (text, "\ntickgate_http_taps{gateway=\"a\\\"b\"} 1\n");
    board_expect (text, "\ntickgate_supervisor_heartbeat_timestamp_seconds 5\n");
    board_expect (text, "{gateway=\"a\\\"b\",reason=\"signalled\"} 4\n");
    board_expect (text, "\ntickgate_supervisor_state{gateway=\"a\\\"b\",state=\"live\"} 1\n");
    board_expect (text, "\ntickgate_supervisor_state{gateway=\"a\\\"b\",state=\"backoff\"} 0\n");
    board_expect (text, "\ntickgate_gateway_queue_size{gateway=\"a\\\"b\"} 6\n");
    board_expect (text, "\ntickgate_topics{gateway=\"a\\\"b\",state=\"live\"} 1\n");
    board_expect (text, "\ntickgate_ws_connects_total{gateway=\"a\\\"b\",conn=\"c\"} 5\n");
    board_expect (text, "\ntickgate_topic_last_update_timestamp_seconds{gateway=\"a\\\"b\","
                        "symbol=\"S\"} 4.000000000\n");
    board_expect (text, "\ntickgate_book_gaps_total{gateway=\"a\\\"b\",symbol=\"S\"} 2\n");
    board_expect (text, "\ntickgate_book_resyncs_total{gateway=\"a\\\"b\",symbol=\"S\"} 1\n");
    assert_null (strstr (text, "tickgate_trade_gaps_total{"));
    board_expect (text, "\nprocess_open_fds ");
}

static void
test_prints_histograms_as_sums (void **state)
{
    board_t *self = *state;
    char bytes [1024];
    mdp_write_t frame;
    mdp_write_init (&frame, bytes, sizeof bytes);
    tally_sample_t sample = { .metric = TALLY_PROCESS_LATENCY, .labels = { "kind=\"k\"", 8 } };
    tally_histogram_add (&sample.histogram, TALLY_PROCESS_LATENCY, 4000);
    tally_histogram_add (&sample.histogram, TALLY_PROCESS_LATENCY, 15000);
    tally_histogram_add (&sample.histogram, TALLY_PROCESS_LATENCY, BOARD_NS);
    assert_true (tally_put_sample (&frame, &sample));
    const sup_tidings_origin_t origin = { 0, 2000 };
    board_beat (self, 0);
    sup_board_on_tally (self->board, &origin, bytes, frame.size, 0);
    const char *text = s_print (self);
    const char labels [] = "{gateway=\"a\\\"b\",kind=\"k\"";
    char line [160];
    static const struct {
        const char *suffix;
        const char *rest;
    } LINES [] = {
        { "_bucket", ",le=\"5e-06\"} 1\n" }, { "_bucket", ",le=\"1e-05\"} 1\n" },
        { "_bucket", ",le=\"2e-05\"} 2\n" }, { "_bucket", ",le=\"0.1\"} 2\n" },
        { "_bucket", ",le=\"+Inf\"} 3\n" },  { "_count", "} 3\n" },
        { "_sum", "} 1.000019000\n" },
    };
    for (size_t index = 0; index < sizeof LINES / sizeof LINES [0]; index++) {
        (void) snprintf (line, sizeof line, "\ntickgate_process_latency_seconds%s%s%s",
                         LINES [index].suffix, labels, LINES [index].rest);
        board_expect (text, line);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_counters_stand_at_zero_before_anything_happened),
        UNIT_FIXTURE (test_prints_what_was_told),
        UNIT_FIXTURE (test_prints_histograms_as_sums),
    };
    return UNIT_RUN ("sup_metrics", tests);
}
