//  Tests of tally: what a child puts into a frame is what comes out of it

#include "tally.h"

#include <string.h>

#include "unit.h"

static mdp_text_t
s_text (const char *words)
{
    return (mdp_text_t){ words, strlen (words) };
}

static void
test_what_is_put_comes_out (void **state)
{
    (void) state;
    char bytes [4096];
    mdp_write_t frame;
    mdp_write_init (&frame, bytes, sizeof bytes);
    const tally_sample_t counter = { .metric = TALLY_WS_CONNECTS,
                                     .labels = s_text ("conn=\"linear-1\""),
                                     .value = UINT64_C (1) << 62 };
    tally_sample_t histogram = { .metric = TALLY_PROCESS_LATENCY, .labels = s_text ("") };
    tally_histogram_add (&histogram.histogram, TALLY_PROCESS_LATENCY, 5000);
    tally_histogram_add (&histogram.histogram, TALLY_PROCESS_LATENCY, 5001);
    tally_histogram_add (&histogram.histogram, TALLY_PROCESS_LATENCY, UINT64_C (1) << 40);
    const tally_topic_t topic = { .topic = s_text ("a.b."),
                                  .labels = s_text ("symbol=\"B\""),
                                  .has_book = true,
                                  .state = MDP_STALE,
                                  .seq = 7,
                                  .last_event = 9,
                                  .update_id = 11,
                                  .gaps = 1,
                                  .resyncs = 2,
                                  .crossed = 3 };
    assert_true (tally_put_sample (&frame, &counter));
    assert_true (tally_put_sample (&frame, &histogram));
    assert_true (tally_put_topic (&frame, &topic));
    mdp_tokens_t tokens = { .frame = bytes, .size = frame.size };
    tally_item_t item;
    assert_int_equal (tally_next (&tokens, &item), TALLY_SAMPLE);
    assert_int_equal (item.sample.metric, TALLY_WS_CONNECTS);
    assert_true (mdp_text_is (item.sample.labels, "conn=\"linear-1\""));
    assert_true (item.sample.value == UINT64_C (1) << 62);
    assert_int_equal (tally_next (&tokens, &item), TALLY_SAMPLE);
    size_t bounds = tally_spec (TALLY_PROCESS_LATENCY)->bounds_count;
    assert_int_equal (item.sample.histogram.counts [0], 1);  //  A bound belongs to its bucket
    assert_int_equal (item.sample.histogram.counts [1], 1);
    assert_int_equal (item.sample.histogram.counts [bounds], 1);
    assert_true (item.sample.histogram.sum == 10001 + (UINT64_C (1) << 40));
    assert_int_equal (tally_next (&tokens, &item), TALLY_TOPIC);
    assert_true (mdp_text_is (item.topic.topic, "a.b."));
    assert_true (item.topic.has_book);
    assert_false (item.topic.is_off);
    assert_int_equal (item.topic.state, MDP_STALE);
    assert_int_equal (item.topic.seq, 7);
    assert_int_equal (item.topic.last_event, 9);
    assert_int_equal (item.topic.update_id, 11);
    assert_int_equal (item.topic.gaps, 1);
    assert_int_equal (item.topic.resyncs, 2);
    assert_int_equal (item.topic.crossed, 3);
    assert_int_equal (tally_next (&tokens, &item), TALLY_END);
}

static void
test_what_does_not_fit_leaves_the_frame_as_it_was (void **state)
{
    (void) state;
    char bytes [30];
    mdp_write_t frame;
    mdp_write_init (&frame, bytes, sizeof bytes);
    const tally_sample_t sample = { .metric = TALLY_WS_BYTES,
                                    .labels = s_text ("conn=\"linear-1\""),
                                    .value = 1 };
    assert_true (tally_put_sample (&frame, &sample));
    size_t size = frame.size;
    assert_false (tally_put_sample (&frame, &sample));
    assert_int_equal (frame.size, size);
    assert_int_equal (mdp_write_size (&frame), size);
    mdp_tokens_t tokens = { .frame = bytes, .size = frame.size };
    tally_item_t item;
    assert_int_equal (tally_next (&tokens, &item), TALLY_SAMPLE);
    assert_int_equal (tally_next (&tokens, &item), TALLY_END);
}

//  A frame that is cut anywhere, or has any byte changed, is read without harm.

static void
test_no_frame_does_harm (void **state)
{
    (void) state;
    char bytes [1024];
    char damaged [1024];
    mdp_write_t frame;
    mdp_write_init (&frame, bytes, sizeof bytes);
    tally_sample_t sample = { .metric = TALLY_FEED_LATENCY, .labels = s_text ("kind=\"x\"") };
    const tally_topic_t topic = { .topic = s_text ("a."), .labels = s_text ("b=\"c\"") };
    assert_true (tally_put_topic (&frame, &topic));
    assert_true (tally_put_sample (&frame, &sample));
    tally_item_t item;
    for (size_t at = 0; at < frame.size; at++) {
        for (unsigned change = 0; change < 256; change++) {
            memcpy (damaged, bytes, frame.size);
            damaged [at] = (char) change;
            mdp_tokens_t tokens = { .frame = damaged, .size = frame.size };
            tally_item_kind_t kind = tally_next (&tokens, &item);
            while (kind == TALLY_SAMPLE || kind == TALLY_TOPIC) {
                kind = tally_next (&tokens, &item);
            }
        }
        mdp_tokens_t cut = { .frame = bytes, .size = at };
        tally_item_kind_t kind = tally_next (&cut, &item);
        while (kind == TALLY_SAMPLE || kind == TALLY_TOPIC) {
            kind = tally_next (&cut, &item);
        }
        assert_true (kind == TALLY_ALIEN || at == cut.at);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_what_is_put_comes_out),
        cmocka_unit_test (test_what_does_not_fit_leaves_the_frame_as_it_was),
        cmocka_unit_test (test_no_frame_does_harm),
    };
    return UNIT_RUN ("tally", tests);
}
