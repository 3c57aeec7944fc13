//  Tests of tgc_reader: it passes every reader script of the contract

#include "test_tgc_files.h"
#include "tickgate.h"

#include <stdlib.h>

#define SCRIPTS_DIR VECTORS_DIR "/readers"

//  One script on its way.
typedef struct {
    tgc_reader_t *reader;
    tgc_decoder_t *decoder;
    tgc_step_t step;
    tgc_message_t message;
    char frame [FRAME_MAX];
    bool is_book;
} run_t;

static tgc_text_t
s_text (yyjson_val *json)
{
    return (tgc_text_t){ yyjson_get_str (json), yyjson_get_len (json) };
}

static size_t
s_from_hex (char bytes [FRAME_MAX], const char *hex)
{
    size_t size = strlen (hex) / 2;
    assert_true (size <= FRAME_MAX);
    for (size_t index = 0; index < size; index++) {
        char digits [3] = { hex [2 * index], hex [2 * index + 1], '\0' };
        bytes [index] = (char) strtol (digits, NULL, 16);
    }
    return size;
}

static void
s_assert_side (const tgc_book_t *book, tgc_book_side_t side, yyjson_val *levels)
{
    assert_int_equal (tgc_book_count (book, side), yyjson_arr_size (levels));
    for (size_t index = 0; index < yyjson_arr_size (levels); index++) {
        const tgc_level_t *level = tgc_book_level (book, side, index);
        yyjson_val *pair = yyjson_arr_get (levels, index);
        const tgc_number_t *numbers [] = { &level->price, &level->size };
        for (size_t place = 0; place < 2; place++) {
            yyjson_val *number = yyjson_arr_get (pair, place);
            if (yyjson_is_str (number)) {
                assert_string_equal (numbers [place]->text, yyjson_get_str (number));
            } else {
                assert_true (numbers [place]->value == yyjson_get_num (number));
            }
        }
    }
}

static void
s_assert_tells (const tgc_step_t *step, yyjson_val *tells)
{
    static const char *const KINDS [] = { "restart", "hole", "gap", "silence" };
    assert_int_equal (step->tells_count, yyjson_arr_size (tells));
    for (size_t index = 0; index < step->tells_count; index++) {
        const tgc_tell_t *tell = &step->tells [index];
        yyjson_val *json = yyjson_arr_get (tells, index);
        assert_string_equal (KINDS [tell->kind], yyjson_get_str (yyjson_obj_get (json, "kind")));
        if (tell->kind == TGC_TELL_RESTART) {
            assert_int_equal (tell->epoch, yyjson_get_uint (yyjson_obj_get (json, "epoch")));
        } else if (tell->kind == TGC_TELL_HOLE) {
            assert_int_equal (tell->from, yyjson_get_uint (yyjson_obj_get (json, "from")));
            assert_int_equal (tell->to, yyjson_get_uint (yyjson_obj_get (json, "to")));
        } else if (tell->kind == TGC_TELL_GAP) {
            assert_true (
                tgc_text_is (tell->cause, yyjson_get_str (yyjson_obj_get (json, "cause"))));
        }
    }
}

static void
s_assert_trades (const run_t *run, yyjson_val *ids)
{
    bool has_trades = !run->is_book && run->step.is_taken;
    const tgc_trades_t *trades = &run->message.as.trades;
    assert_int_equal (has_trades ? trades->count : 0, yyjson_arr_size (ids));
    for (size_t index = 0; index < yyjson_arr_size (ids); index++) {
        assert_true (
            tgc_text_is (trades->items [index].id, yyjson_get_str (yyjson_arr_get (ids, index))));
    }
}

static void
s_assert_then (const run_t *run, yyjson_val *then)
{
    s_assert_tells (&run->step, yyjson_obj_get (then, "tells"));
    assert_int_equal (run->step.must_resubscribe,
                      yyjson_get_bool (yyjson_obj_get (then, "resubscribe")));
    yyjson_val *epoch = yyjson_obj_get (then, "epoch");
    yyjson_val *seq = yyjson_obj_get (then, "seq");
    assert_true (!epoch || yyjson_get_uint (epoch) == tgc_reader_epoch (run->reader));
    assert_true (!seq || yyjson_get_uint (seq) == tgc_reader_seq (run->reader));
    s_assert_trades (run, yyjson_obj_get (then, "trades"));
    const tgc_book_t *book = tgc_reader_book (run->reader);
    yyjson_val *state = yyjson_obj_get (then, "state");
    if (state) {
        assert_string_equal (book ? "valid" : "waiting", yyjson_get_str (state));
    }
    if (book) {
        assert_int_equal (tgc_book_u (book), yyjson_get_uint (yyjson_obj_get (then, "u")));
        s_assert_side (book, TGC_BIDS, yyjson_obj_get (then, "bids"));
        s_assert_side (book, TGC_ASKS, yyjson_obj_get (then, "asks"));
    }
}

static void
s_do_step (run_t *run, yyjson_val *step)
{
    int64_t at_ms = yyjson_get_sint (yyjson_obj_get (step, "at_ms"));
    yyjson_val *frame = yyjson_obj_get (step, "frame");
    tgc_decode_t result = TGC_BROKEN;
    if (frame) {
        size_t size = s_from_hex (run->frame, yyjson_get_str (frame));
        result = tgc_decoder_read (run->decoder, (tgc_text_t){ run->frame, size }, &run->message);
    }
    if (result == TGC_DECODED) {
        tgc_text_t topic = s_text (yyjson_obj_get (step, "topic"));
        tgc_reader_on (run->reader, topic, &run->message, at_ms, &run->step);
    } else {
        tgc_reader_tick (run->reader, at_ms, &run->step);
    }
}

static void
s_do_script (const char *name)
{
    yyjson_doc *json = files_json (SCRIPTS_DIR, name);
    yyjson_val *root = yyjson_doc_get_root (json);
    tgc_text_t topic = s_text (yyjson_obj_get (root, "topic"));
    run_t *run = calloc (1, sizeof *run);
    assert_non_null (run);
    run->is_book = strstr (topic.chars, ".depth.") != NULL;
    run->decoder = tgc_decoder_new ();
    bool watches = yyjson_get_bool (yyjson_obj_get (root, "watches_heartbeat"));
    run->reader = tgc_reader_new (topic, watches, 0);
    assert_non_null (run->reader);
    yyjson_val *steps = yyjson_obj_get (root, "steps");
    assert_true (yyjson_arr_size (steps) > 0);
    for (size_t index = 0; index < yyjson_arr_size (steps); index++) {
        yyjson_val *step = yyjson_arr_get (steps, index);
        s_do_step (run, step);
        s_assert_then (run, yyjson_obj_get (step, "then"));
    }
    tgc_reader_destroy (&run->reader);
    tgc_decoder_destroy (&run->decoder);
    free (run);
    yyjson_doc_free (json);
}

//  The script's name is printed first, so that a failure says which one it was.

static void
test_every_script_goes_as_it_says (void **state)
{
    (void) state;
    files_t files;
    files_find (&files, SCRIPTS_DIR, ".json");
    for (size_t index = 0; index < files.count; index++) {
        print_message ("           %s\n", files.names [index]);
        s_do_script (files.names [index]);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_every_script_goes_as_it_says),
    };
    return UNIT_RUN ("tgc_scripts", tests);
}
