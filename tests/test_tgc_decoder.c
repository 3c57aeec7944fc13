//  Tests of tgc_decoder: what is no message is refused, and never believed in part

#include "test_tgc_files.h"
#include "tickgate.h"

#include <stdlib.h>

typedef struct {
    tgc_decoder_t *decoder;
    files_t files;
} bench_t;

static int
s_setup (void **state)
{
    bench_t *bench = calloc (1, sizeof *bench);
    assert_non_null (bench);
    bench->decoder = tgc_decoder_new ();
    files_find (&bench->files, VECTORS_DIR, ".msgpack");
    *state = bench;
    return 0;
}

static int
s_teardown (void **state)
{
    bench_t *bench = *state;
    tgc_decoder_destroy (&bench->decoder);
    free (bench);
    return 0;
}

//  A copy of exactly the size, so that a sanitizer sees a read past its end.

static tgc_decode_t
s_read (bench_t *bench, const char *bytes, size_t size, tgc_message_t *message)
{
    char *frame = malloc (size + 1);
    assert_non_null (frame);
    char *exact = realloc (frame, size > 0 ? size : 1);
    assert_non_null (exact);
    memcpy (exact, bytes, size);
    tgc_decode_t result = tgc_decoder_read (bench->decoder, (tgc_text_t){ exact, size }, message);
    free (exact);
    return result;
}

static void
test_a_frame_that_is_cut_short_is_broken (void **state)
{
    bench_t *bench = *state;
    for (size_t index = 0; index < bench->files.count; index++) {
        char frame [FRAME_MAX];
        size_t size = files_read (frame, VECTORS_DIR, bench->files.names [index], ".msgpack");
        tgc_message_t message;
        for (size_t cut = 0; cut < size; cut++) {
            assert_int_equal (s_read (bench, frame, cut, &message), TGC_BROKEN);
        }
        frame [size] = '\0';
        assert_int_equal (s_read (bench, frame, size + 1, &message), TGC_BROKEN);
    }
}

//  Whatever a byte becomes, the decoder answers and reads the next frame as before.

static void
test_a_byte_that_changed_hurts_no_other_frame (void **state)
{
    bench_t *bench = *state;
    char good [FRAME_MAX];
    size_t good_size = files_read (good, VECTORS_DIR, "gap_crossed", ".msgpack");
    for (size_t index = 0; index < bench->files.count; index++) {
        char frame [FRAME_MAX];
        size_t size = files_read (frame, VECTORS_DIR, bench->files.names [index], ".msgpack");
        for (size_t at = 0; at < size; at++) {
            tgc_message_t message;
            char before = frame [at];
            frame [at] = (char) (before ^ (int) (0x80 >> at % 8));
            tgc_decode_t result = s_read (bench, frame, size, &message);
            assert_in_range (result, TGC_DECODED, TGC_BROKEN);
            frame [at] = before;
        }
        tgc_message_t message;
        assert_int_equal (s_read (bench, good, good_size, &message), TGC_DECODED);
        assert_int_equal (message.type, TGC_GAP);
    }
}

static void
test_what_is_refused_leaves_the_message_alone (void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        tgc_decode_t result;
    } FRAMES [] = {
        { "", 0, TGC_BROKEN },
        { "\xc1", 1, TGC_BROKEN },
        { "\xc0", 1, TGC_BROKEN },
        { "\x80", 1, TGC_BROKEN },
        { "\x93\x01\x02\x03", 4, TGC_BROKEN },
        { "\xdd\xff\xff\xff\xff", 5, TGC_BROKEN },
        { "\xdf\xff\xff\xff\xff", 5, TGC_BROKEN },
        { "\x85\xa1v\x01\xa4type\xa3new\xa5"
          "epoch\x01\xa3seq\x01\xa6ts_pub\x01",
          33, TGC_UNKNOWN },
        { "\x85\xa1v\x02\xa4type\xa3gap\xa5"
          "epoch\x01\xa3seq\x01\xa6ts_pub\x01",
          33, TGC_UNKNOWN },
        { "\x85\xa1v\x01\xa4type\xa3gap\xa5"
          "epoch\xff\xa3seq\x01\xa6ts_pub\x01",
          33, TGC_BROKEN },
    };
    bench_t *bench = *state;
    for (size_t index = 0; index < sizeof FRAMES / sizeof *FRAMES; index++) {
        tgc_message_t message;
        tgc_message_t before;
        memset (&message, 0x5a, sizeof message);
        memcpy (&before, &message, sizeof before);
        assert_int_equal (s_read (bench, FRAMES [index].bytes, FRAMES [index].size, &message),
                          FRAMES [index].result);
        assert_memory_equal (&message, &before, sizeof before);
    }
}

//  Read the golden heartbeat with these bytes in place of what its first gateway tells of topics.

static tgc_decode_t
s_read_topics (bench_t *bench, tgc_text_t topics, tgc_message_t *message)
{
    static const char TOLD [] = "\xa6topics\x85\xa4live\xcd\x01\x2c\xa5quiet\x0c\xa5stale\x02"
                                "\xa8rejected\x01\xa4gone";  //  And a zero
    char frame [FRAME_MAX];
    size_t size = files_read (frame, VECTORS_DIR, "heartbeat", ".msgpack");
    size_t at = 0;
    while (at + sizeof TOLD <= size && memcmp (frame + at, TOLD, sizeof TOLD) != 0) {
        at++;
    }
    assert_true (at + sizeof TOLD <= size);
    size_t rest = size - at - sizeof TOLD;
    at += strlen ("\xa6topics");
    memmove (frame + at + topics.size, frame + size - rest, rest);
    memcpy (frame + at, topics.chars, topics.size);
    return s_read (bench, frame, at + topics.size + rest, message);
}

static void
test_topics_of_a_gateway_that_are_no_counts_are_broken (void **state)
{
    static const tgc_text_t BAD [] = {
        { "\xc0", 1 },
        { "\x90", 1 },
        { "\x81\xa4live\xff", 7 },
        { "\x81\xa8tomorrow\xa1?", 12 },
        { "\x81\x01\x01", 3 },
    };
    tgc_message_t message;
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        assert_int_equal (s_read_topics (*state, BAD [index], &message), TGC_BROKEN);
    }
    const tgc_text_t told = { "\x82\xa8tomorrow\x03\xa4live\x02", 17 };
    assert_int_equal (s_read_topics (*state, told, &message), TGC_DECODED);
    const tgc_gateway_t *gateways = message.as.heartbeat.gateways;
    assert_int_equal (gateways [0].topics_count, 2);
    assert_true (tgc_text_is (gateways [0].topics [0].state, "live"));
    assert_int_equal (gateways [0].topics [0].count, 2);
    assert_true (tgc_text_is (gateways [0].topics [1].state, "other"));
    assert_int_equal (gateways [0].topics [1].count, 3);
    assert_int_equal (gateways [1].topics_count, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_frame_that_is_cut_short_is_broken),
        UNIT_FIXTURE (test_a_byte_that_changed_hurts_no_other_frame),
        UNIT_FIXTURE (test_what_is_refused_leaves_the_message_alone),
        UNIT_FIXTURE (test_topics_of_a_gateway_that_are_no_counts_are_broken),
    };
    return UNIT_RUN ("tgc_decoder", tests);
}
