//  Tests of sim_ws and sim_http: bytes in, frames and requests out.

#include "sim_http.h"
#include "sim_ws.h"
#include "unit.h"

#include <string.h>

static void
test_answers_the_key_of_the_standard (void **state)
{
    (void) state;
    char answer [SIM_WS_KEY_MAX];
    sim_ws_accept ("dGhlIHNhbXBsZSBub25jZQ==", answer);
    assert_string_equal (answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void
test_reads_a_masked_frame_only_when_all_of_it_is_there (void **state)
{
    (void) state;
    sim_ws_frame_t frame;
    for (size_t size = 0; size < 8; size++) {
        char part [] = "\x81\x82\x01\x02\x03\x04\x69\x6b";
        assert_int_equal (sim_ws_read (part, size, &frame), SIM_WS_PARTIAL);
    }
    char bytes [] = "\x81\x82\x01\x02\x03\x04\x69\x6b";
    assert_int_equal (sim_ws_read (bytes, 8, &frame), SIM_WS_FRAME);
    assert_true (frame.is_final);
    assert_int_equal (frame.opcode, SIM_WS_TEXT);
    assert_int_equal (frame.size, 2);
    assert_int_equal (frame.taken, 8);
    assert_memory_equal (frame.payload, "hi", 2);
}

static void
test_refuses_what_no_client_may_send (void **state)
{
    (void) state;
    sim_ws_frame_t frame;
    char unmasked [] = "\x81\x02hi";
    char reserved [] = "\xc1\x82\0\0\0\0hi";
    char unknown [] = "\x83\x82\0\0\0\0hi";
    char split_ping [] = "\x09\x80\0\0\0\0";
    char huge [] = "\x81\xff\0\0\0\1\0\0\0\0\0\0\0\0";
    assert_int_equal (sim_ws_read (unmasked, 4, &frame), SIM_WS_BROKEN);
    assert_int_equal (sim_ws_read (reserved, 8, &frame), SIM_WS_BROKEN);
    assert_int_equal (sim_ws_read (unknown, 8, &frame), SIM_WS_BROKEN);
    assert_int_equal (sim_ws_read (split_ping, 6, &frame), SIM_WS_BROKEN);
    assert_int_equal (sim_ws_read (huge, 14, &frame), SIM_WS_TOO_BIG);
}

static void
test_heads_hold_every_size (void **state)
{
    (void) state;
    sim_text_t text = { 0 };
    sim_ws_write_head (&text, 0x81, 125);
    assert_memory_equal (text.data, "\x81\x7d", 2);
    sim_text_clear (&text);
    sim_ws_write_head (&text, 0x81, 126);
    assert_memory_equal (text.data, "\x81\x7e\x00\x7e", 4);
    sim_text_clear (&text);
    sim_ws_write_head (&text, 0x81, 0x10000);
    assert_int_equal (text.size, 10);
    assert_memory_equal (text.data, "\x81\x7f\0\0\0\0\0\1\0\0", 10);
    sim_text_destroy (&text);
}

static void
test_reads_a_request_and_decodes_its_parameters (void **state)
{
    (void) state;
    static const char HEAD [] = "GET /a?x=first%3DA%26b&y=&z=1 HTTP/1.1\r\nHost: h\r\n"
                                "upgrade: WebSocket\r\nSec-WebSocket-Key:  k \r\n\r\nrest";
    sim_http_request_t request;
    char value [SIM_HTTP_VALUE_MAX];
    size_t size = sim_http_head_size (HEAD, sizeof HEAD - 1);
    assert_int_equal (size, sizeof HEAD - 1 - 4);
    assert_int_equal (sim_http_head_size (HEAD, size - 1), 0);
    assert_true (sim_http_read (HEAD, size, &request));
    assert_string_equal (request.path, "/a");
    assert_string_equal (request.key, "k");
    assert_true (request.is_upgrade);
    assert_true (sim_http_param (&request, "x", value));
    assert_string_equal (value, "first=A&b");
    assert_true (sim_http_param (&request, "y", value));
    assert_string_equal (value, "");
    assert_false (sim_http_param (&request, "w", value));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_answers_the_key_of_the_standard),
        cmocka_unit_test (test_reads_a_masked_frame_only_when_all_of_it_is_there),
        cmocka_unit_test (test_refuses_what_no_client_may_send),
        cmocka_unit_test (test_heads_hold_every_size),
        cmocka_unit_test (test_reads_a_request_and_decodes_its_parameters),
    };
    return UNIT_RUN ("sim_ws", tests);
}
