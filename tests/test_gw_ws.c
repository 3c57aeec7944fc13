//  Tests of gw_ws: bytes in, so nothing here waits.

#include "gw_ws.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/naive_ws.h"
#include "unit.h"

enum { MESSAGE_MAX = 1 << 20 };

static int
s_setup (void **state)
{
    *state = gw_ws_new (MESSAGE_MAX);
    return 0;
}

static int
s_teardown (void **state)
{
    gw_ws_t *ws = *state;
    gw_ws_destroy (&ws);
    assert_null (ws);
    return 0;
}

static void
s_add (gw_ws_t *ws, const void *bytes, size_t size, uint64_t ts)
{
    size_t room;
    char *place = gw_ws_room (ws, &room);
    assert_true (size <= room);
    memcpy (place, bytes, size);
    gw_ws_add (ws, size, ts);
}

//  What a server's stream may look like: each kind of frame, sizes of each form, also
//  longer than needed, pieces with control frames between, and empty ones.
static const char STREAM [] = "\x81\x02{}"
                              "\x01\x02{\"\x89\x03sim\x00\x00\x00\x01"
                              "a\x8a\x00\x80\x02\"}"
                              "\x81\x7e\x00\x03"
                              "abc"
                              "\x82\x7f\x00\x00\x00\x00\x00\x00\x00\x02zz"
                              "\x81\x00\x01\x00\x80\x00"
                              "\x88\x06\x03\xe9"
                              "away";
enum { STREAM_SIZE = sizeof STREAM - 1 };

//  Both read the same bytes; the class gets them in two parts.

static void
s_compare (gw_ws_t *ws, const char *bytes, size_t size, size_t cut)
{
    naive_ws_t model;
    naive_ws_init (&model, bytes, size, MESSAGE_MAX);
    gw_ws_item_t item = { .kind = GW_WS_NOTHING };
    for (size_t part = 0; part < 2 && item.kind != GW_WS_BROKEN; part++) {
        s_add (ws, part == 0 ? bytes : bytes + cut, part == 0 ? cut : size - cut, part + 1);
        while (item.kind != GW_WS_BROKEN && gw_ws_next (ws, &item) != GW_WS_NOTHING) {
            const naive_item_t expected = naive_ws_next (&model);
            assert_true (naive_ws_agrees (&expected, &item));
        }
    }
    if (item.kind != GW_WS_BROKEN) {
        assert_int_equal (naive_ws_next (&model).kind, GW_WS_NOTHING);
    }
    naive_ws_free (&model);
    gw_ws_reset (ws);
}

static void
test_hands_out_the_same_wherever_the_bytes_are_cut (void **state)
{
    for (size_t cut = 0; cut <= STREAM_SIZE; cut++) {
        s_compare (*state, STREAM, STREAM_SIZE, cut);
    }
}

static void
test_hands_out_the_same_byte_by_byte (void **state)
{
    gw_ws_t *ws = *state;
    naive_ws_t model;
    naive_ws_init (&model, STREAM, STREAM_SIZE, MESSAGE_MAX);
    size_t items = 0;
    for (size_t index = 0; index < STREAM_SIZE; index++) {
        gw_ws_item_t item;
        s_add (ws, STREAM + index, 1, index);
        while (gw_ws_next (ws, &item) != GW_WS_NOTHING) {
            const naive_item_t expected = naive_ws_next (&model);
            assert_true (naive_ws_agrees (&expected, &item));
            items++;
        }
    }
    assert_int_equal (items, 9);
    naive_ws_free (&model);
}

//  Every first two bytes that there are, followed by enough of anything.

static void
test_agrees_with_the_model_on_every_head (void **state)
{
    char bytes [160] = "";
    for (unsigned head = 0; head < 65536; head++) {
        bytes [0] = (char) (head >> 8);
        bytes [1] = (char) (head & 0xff);
        s_compare (*state, bytes, sizeof bytes, 1);
    }
}

static void
test_tells_every_close_code_as_the_model_does (void **state)
{
    char bytes [4] = "\x88\x02";
    for (unsigned code = 0; code < 65536; code++) {
        bytes [2] = (char) (code >> 8);
        bytes [3] = (char) (code & 0xff);
        s_compare (*state, bytes, sizeof bytes, 4);
    }
}

static void
s_expect_broken (gw_ws_t *ws, const char *bytes, size_t size, unsigned code)
{
    gw_ws_item_t item;
    gw_ws_reset (ws);
    s_add (ws, bytes, size, 1);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_BROKEN);
    assert_int_equal (item.code, code);
    assert_non_null (item.reason);
    s_add (ws, "\x81\x00", 2, 2);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_BROKEN);  //  Nothing can follow
}

static void
test_refuses_what_a_server_must_not_send (void **state)
{
    gw_ws_t *ws = *state;
    s_expect_broken (ws, "\x81\x82\0\0\0\0{}", 8, GW_WS_CODE_PROTOCOL);    //  Masked
    s_expect_broken (ws, "\xc1\x02{}", 4, GW_WS_CODE_PROTOCOL);            //  Reserved bits
    s_expect_broken (ws, "\x91\x02{}", 4, GW_WS_CODE_PROTOCOL);            //  The same
    s_expect_broken (ws, "\x83\x02{}", 4, GW_WS_CODE_PROTOCOL);            //  Unknown data
    s_expect_broken (ws, "\x8b\x00", 2, GW_WS_CODE_PROTOCOL);              //  Unknown control
    s_expect_broken (ws, "\x09\x00", 2, GW_WS_CODE_PROTOCOL);              //  Half a ping
    s_expect_broken (ws, "\x89\x7e", 2, GW_WS_CODE_PROTOCOL);              //  A long ping
    s_expect_broken (ws, "\x80\x00", 2, GW_WS_CODE_PROTOCOL);              //  A piece of nothing
    s_expect_broken (ws, "\x01\x01{\x81\x01}", 6, GW_WS_CODE_PROTOCOL);    //  One in another
    s_expect_broken (ws, "\x88\x01\x03", 3, GW_WS_CODE_PROTOCOL);          //  Half a code
    s_expect_broken (ws, "\x88\x02\x03\xed", 4, GW_WS_CODE_PROTOCOL);      //  1005
    s_expect_broken (ws, "\x88\x03\x03\xe8\xff", 5, GW_WS_CODE_PROTOCOL);  //  Not UTF-8
    s_expect_broken (ws, "\x81\x7f\x00\x00\x00\x00\x00\x10\x00\x01", 10, GW_WS_CODE_TOO_BIG);
    s_expect_broken (ws, "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10, GW_WS_CODE_TOO_BIG);
}

static void
test_refuses_pieces_that_are_too_long_together (void **state)
{
    gw_ws_t *ws = *state;
    gw_ws_item_t item;
    const size_t size = 4096;
    char piece [4 + 4096] = "\x01\x7e\x10";
    for (size_t sum = size; sum <= MESSAGE_MAX; sum += size) {
        s_add (ws, piece, sizeof piece, 1);
        assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
        piece [0] = '\0';
    }
    s_add (ws, "\x80\x01", 2, 1);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_BROKEN);
    assert_int_equal (item.code, GW_WS_CODE_TOO_BIG);
}

static void
test_hands_out_a_message_where_it_was_read_to (void **state)
{
    gw_ws_t *ws = *state;
    gw_ws_item_t item;
    size_t room;
    char *place = gw_ws_room (ws, &room);
    memcpy (place, "\x81\x02{}\x81\x02[]", 8);
    gw_ws_add (ws, 8, 1);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_ptr_equal (item.bytes, place + 2);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_ptr_equal (item.bytes, place + 6);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
}

static void
test_joins_a_message_of_megabytes (void **state)
{
    gw_ws_t *ws = *state;
    gw_ws_item_t item;
    char *message = malloc (MESSAGE_MAX);
    assert_non_null (message);
    for (size_t index = 0; index < MESSAGE_MAX; index++) {
        message [index] = (char) (index % 251);
    }
    s_add (ws, "\x81\x7f\x00\x00\x00\x00\x00\x10\x00\x00", 10, 7);
    for (size_t sum = 0; sum < MESSAGE_MAX; sum += 4096) {
        assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
        s_add (ws, message + sum, 4096, 8);
    }
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_int_equal (item.size, MESSAGE_MAX);
    assert_memory_equal (item.bytes, message, MESSAGE_MAX);
    assert_int_equal (item.ts, 7);
    free (message);
}

//  ts is when the first byte was added, also of a message that came in many parts.

static void
test_tells_when_the_first_byte_was_added (void **state)
{
    gw_ws_t *ws = *state;
    gw_ws_item_t item;
    s_add (ws, "\x81\x02{}\x81", 5, 1);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_int_equal (item.ts, 1);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
    s_add (ws, "\x02{", 2, 2);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
    s_add (ws, "}\x01\x01{", 4, 3);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_int_equal (item.ts, 1);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
    s_add (ws, "\x80\x01}\x81\x00", 5, 4);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_int_equal (item.ts, 3);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_int_equal (item.ts, 4);
}

static void
test_forgets_half_a_message_at_a_reset (void **state)
{
    gw_ws_t *ws = *state;
    gw_ws_item_t item;
    s_add (ws, "\x01\x01{\x80\x05}", 6, 1);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_NOTHING);
    gw_ws_reset (ws);
    s_add (ws, "\x81\x02[]", 4, 2);
    assert_int_equal (gw_ws_next (ws, &item), GW_WS_MESSAGE);
    assert_memory_equal (item.bytes, "[]", 2);
    assert_int_equal (item.ts, 2);
}

static void
test_masks_its_own_close_frame (void **state)
{
    (void) state;
    unsigned char frame [GW_WS_CLOSE_SIZE];
    gw_ws_write_close (frame, 1009, (const unsigned char *) "\x12\x34\x56\x78");
    assert_memory_equal (frame, "\x88\x82\x12\x34\x56\x78\x11\xc5", sizeof frame);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_hands_out_the_same_wherever_the_bytes_are_cut),
        UNIT_FIXTURE (test_hands_out_the_same_byte_by_byte),
        UNIT_FIXTURE (test_agrees_with_the_model_on_every_head),
        UNIT_FIXTURE (test_tells_every_close_code_as_the_model_does),
        UNIT_FIXTURE (test_refuses_what_a_server_must_not_send),
        UNIT_FIXTURE (test_refuses_pieces_that_are_too_long_together),
        UNIT_FIXTURE (test_hands_out_a_message_where_it_was_read_to),
        UNIT_FIXTURE (test_joins_a_message_of_megabytes),
        UNIT_FIXTURE (test_tells_when_the_first_byte_was_added),
        UNIT_FIXTURE (test_forgets_half_a_message_at_a_reset),
        UNIT_FIXTURE (test_masks_its_own_close_frame),
    };
    return UNIT_RUN ("gw_ws", tests);
}
