//  Tests of gw_tally: what a gateway counts reaches the supervisor, whatever the pipe holds

#include "gw_tally.h"

#include "beat.h"
#include "test_gw_street.h"

typedef struct {
    street_t *street;
    gw_stream_t *stream;  //  A book that is carried
    gw_lines_t *lines;
    gw_tally_t *tally;
    zsock_t *child;
    zsock_t *parent;
    beat_message_t *message;
    tally_topic_t topic;  //  The last one that was heard
    size_t topics;        //  In the last tell
    size_t samples;
} self_t;

static int
s_setup (void **state)
{
    self_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->street = street_new (MDP_FLOAT64, 0);
    gw_feed_t *feed = street_add (self->street, MDP_LINEAR, 50, "A");
    feed->places [0].line = 0;
    self->stream = feed->stream;
    const gw_line_parts_t parts = { .loop = NULL };
    self->lines = gw_lines_new (&parts, 1);
    self->parent = zsys_create_pipe (&self->child);
    assert_non_null (self->parent);
    self->message = calloc (1, sizeof *self->message);
    assert_non_null (self->message);
    self->tally = gw_tally_new (self->child, &self->street->stats, self->lines,
                                self->street->market, self->street->pub);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    self_t *self = *state;
    gw_tally_destroy (&self->tally);
    gw_lines_destroy (&self->lines);
    zsock_destroy (&self->child);
    zsock_destroy (&self->parent);
    street_destroy (&self->street);
    free (self->message);
    free (self);
    return 0;
}

//  Hear all frames that wait. Returns the number of a metric with these labels; its samples
//  where it is a histogram.

static uint64_t
s_hear (self_t *self, tally_metric_t metric, const char *labels)
{
    bool is_signalled = true;
    uint64_t heard = UINT64_MAX;
    self->topics = 0;
    self->samples = 0;
    while (beat_recv (self->parent, self->message, &is_signalled) == BEAT_TALLY) {
        mdp_tokens_t frame = { .frame = self->message->tally, .size = self->message->tally_size };
        tally_item_t item;
        tally_item_kind_t kind = tally_next (&frame, &item);
        for (; kind == TALLY_SAMPLE || kind == TALLY_TOPIC; kind = tally_next (&frame, &item)) {
            if (kind == TALLY_TOPIC) {
                self->topic = item.topic;
                self->topics++;
            } else if (item.sample.metric == metric && mdp_text_is (item.sample.labels, labels)) {
                heard = item.sample.value;
                for (size_t bucket = 0; bucket <= TALLY_BOUNDS_MAX; bucket++) {
                    self->samples += item.sample.histogram.counts [bucket];
                }
            }
        }
        assert_int_equal (kind, TALLY_END);
    }
    return heard;
}

static uint64_t
s_tell (self_t *self, tally_metric_t metric, const char *labels)
{
    gw_tally_tell (self->tally);
    return s_hear (self, metric, labels);
}

static void
test_counts_stand_at_zero_at_first (void **state)
{
    self_t *self = *state;
    assert_int_equal (s_tell (self, TALLY_PUBLISHED_MESSAGES, "kind=\"delta\""), 0);
    assert_int_equal (self->topics, 1);
    assert_int_equal (self->topic.seq, 0);
    assert_int_equal (s_tell (self, TALLY_TEXTS, "outcome=\"malformed\""), 0);
    assert_int_equal (s_tell (self, TALLY_PARSE_ERRORS, "kind=\"depth\",reason=\"json\""), 0);
    assert_int_equal (s_tell (self, TALLY_CONTRADICTIONS, ""), 0);
    assert_int_equal (s_tell (self, TALLY_LATE_TRADES, ""), 0);
    assert_int_equal (s_tell (self, TALLY_PUBLISH_DROPPED, "reason=\"oversized\""), 0);
    assert_int_equal (s_tell (self, TALLY_SUBSCRIBERS, ""), 0);
}

static void
test_tells_what_became_of_texts (void **state)
{
    self_t *self = *state;
    street_depth (self->street, "snapshot", 7, "['10','1']", "['11','3']");
    street_depth (self->street, "delta", 8, "['10','2']", "");
    street_depth (self->street, "delta", 10, "['10','2']", "");
    street_put (self->street, MDP_LINEAR, 1, "{'topic':'orderbook.50.A',");
    street_put (self->street, MDP_LINEAR, 1, "{'topic':'orderbook.50.A','ts':1}");
    assert_int_equal (s_tell (self, TALLY_TEXTS, "outcome=\"taken\""), 2);
    assert_int_equal (s_tell (self, TALLY_TEXTS, "outcome=\"broken\""), 1);
    assert_int_equal (s_tell (self, TALLY_TEXTS, "outcome=\"malformed\""), 2);
    assert_int_equal (s_tell (self, TALLY_PARSE_ERRORS, "kind=\"depth\",reason=\"json\""), 1);
    assert_int_equal (s_tell (self, TALLY_PARSE_ERRORS, "kind=\"depth\",reason=\"content\""), 1);
    assert_int_equal (s_tell (self, TALLY_PUBLISHED_MESSAGES, "kind=\"delta\""), 1);
    assert_int_equal (s_tell (self, TALLY_PUBLISHED_MESSAGES, "kind=\"snapshot\""), 1);
    assert_int_equal (s_tell (self, TALLY_PUBLISHED_MESSAGES, "kind=\"gap\""), 1);
    assert_true (s_tell (self, TALLY_PUBLISHED_BYTES, "kind=\"gap\"") > 50);
    (void) s_tell (self, TALLY_PROCESS_LATENCY, "kind=\"depth\"");
    assert_int_equal (self->samples, 2);
}

static void
test_tells_a_topic_when_it_changes (void **state)
{
    self_t *self = *state;
    (void) s_tell (self, TALLY_TEXTS, "");
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_int_equal (self->topics, 0);
    street_depth (self->street, "snapshot", 7, "['10','1']", "['11','3']");
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_int_equal (self->topics, 1);
    assert_true (mdp_text_is (self->topic.topic, "bybit.linear.depth.50.A."));
    assert_true (mdp_text_is (self->topic.labels,
                              "category=\"linear\",symbol=\"A\",kind=\"depth\",depth=\"50\""));
    assert_int_equal (self->topic.seq, 1);
    assert_int_equal (self->topic.update_id, 7);
    street_depth (self->street, "delta", 8, "['12','2']", "");  //  It crosses
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_int_equal (self->topic.gaps, 1);
    assert_int_equal (self->topic.crossed, 1);
    assert_int_equal (self->topic.update_id, 0);
    street_depth (self->street, "snapshot", 9, "['10','1']", "['11','3']");
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_int_equal (self->topic.resyncs, 1);
    size_t told = 0;
    for (int tell = 0; tell < GW_TALLY_EVERY; tell++) {
        (void) s_tell (self, TALLY_TEXTS, "");
        told += self->topics;
    }
    assert_int_equal (told, 1);  //  It is repeated now and then
}

static void
test_tells_when_a_topic_is_carried_no_more (void **state)
{
    self_t *self = *state;
    (void) s_tell (self, TALLY_TEXTS, "");
    self->stream->feed->is_dropped = true;
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_int_equal (self->topics, 1);
    assert_true (self->topic.is_off);
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_int_equal (self->topics, 0);
    self->stream->feed->is_dropped = false;
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_false (self->topic.is_off);
}

//  Thousands of topics go in several frames, and a full pipe makes none of them be forgotten.

static void
test_a_full_pipe_loses_nothing_for_good (void **state)
{
    self_t *self = *state;
    enum { TOPICS = 3000 };
    for (int number = 1; number < TOPICS; number++) {
        char symbol [16];
        (void) snprintf (symbol, sizeof symbol, "S%d", number);
        street_add (self->street, MDP_LINEAR, 50, symbol)->places [0].line = 0;
    }
    (void) s_tell (self, TALLY_TEXTS, "");
    assert_int_equal (self->topics, TOPICS);
    while (beat_send_fail (self->child, 1, "full") == 0) {
    }
    street_depth (self->street, "snapshot", 7, "['10','1']", "['11','3']");
    gw_tally_tell (self->tally);  //  Does not wait
    bool is_signalled = true;
    while (beat_recv (self->parent, self->message, &is_signalled) == BEAT_FAILED) {
    }
    zclock_sleep (10);  //  libzmq looks but every millisecond whether there is room again
    size_t heard = 0;
    for (int tell = 0; tell <= GW_TALLY_EVERY; tell++) {
        (void) s_tell (self, TALLY_TEXTS, "");
        heard += self->topics > 0 && self->topic.seq == 1;
        heard += self->topics;
    }
    assert_true (heard >= TOPICS);
    assert_int_equal (s_tell (self, TALLY_TEXTS, "outcome=\"taken\""), 1);
}

//  Or it would be shown as it was last, and be waited for, as long as the daemon lives.

static void
test_a_full_pipe_hides_no_end_of_a_topic (void **state)
{
    self_t *self = *state;
    (void) s_tell (self, TALLY_TEXTS, "");
    while (beat_send_fail (self->child, 1, "full") == 0) {
    }
    self->stream->feed->is_dropped = true;
    gw_tally_tell (self->tally);
    bool is_signalled = true;
    while (beat_recv (self->parent, self->message, &is_signalled) == BEAT_FAILED) {
    }
    zclock_sleep (10);  //  libzmq looks but every millisecond whether there is room again
    size_t heard = 0;
    for (int tell = 0; tell < 10 * GW_TALLY_EVERY; tell++) {
        (void) s_tell (self, TALLY_TEXTS, "");
        heard += self->topics > 0 && self->topic.is_off;
    }
    assert_int_equal (heard, GW_TALLY_ENDS_MAX - 1);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_counts_stand_at_zero_at_first),
        UNIT_FIXTURE (test_tells_what_became_of_texts),
        UNIT_FIXTURE (test_tells_a_topic_when_it_changes),
        UNIT_FIXTURE (test_tells_when_a_topic_is_carried_no_more),
        UNIT_FIXTURE (test_a_full_pipe_loses_nothing_for_good),
        UNIT_FIXTURE (test_a_full_pipe_hides_no_end_of_a_topic),
    };
    return UNIT_RUN ("gw_tally", tests);
}
