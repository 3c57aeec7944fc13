//  Tests of sim_ack: every category answers in its own shape.

#include "sim_ack.h"
#include "unit.h"

static void
s_assert_result (const sim_ack_t *ack, const char *expected)
{
    sim_text_t text = { 0 };
    sim_ack_result (&text, ack);
    assert_string_equal (text.data, expected);
    sim_text_destroy (&text);
}

static void
s_assert_pong (const sim_ack_t *ack, const char *expected)
{
    sim_text_t text = { 0 };
    sim_ack_pong (&text, ack, 1790000000123);
    assert_string_equal (text.data, expected);
    sim_text_destroy (&text);
}

static void
test_spot_leaves_out_a_request_id_it_was_not_given (void **state)
{
    (void) state;
    s_assert_result (
        &(sim_ack_t){ .category = SIM_SPOT, .conn_id = "c", .op = "subscribe" },
        "{\"success\":true,\"ret_msg\":\"subscribe\",\"conn_id\":\"c\",\"op\":\"subscribe\"}");
    s_assert_pong (
        &(sim_ack_t){ .category = SIM_SPOT, .conn_id = "c", .op = "ping", .req_id = "p" },
        "{\"success\":true,\"ret_msg\":\"pong\",\"conn_id\":\"c\",\"req_id\":\"p\",\"op\":"
        "\"ping\"}");
}

static void
test_perpetuals_always_name_the_request (void **state)
{
    (void) state;
    s_assert_result (&(sim_ack_t){ .category = SIM_LINEAR, .conn_id = "c", .op = "subscribe" },
                     "{\"success\":true,\"ret_msg\":\"\",\"conn_id\":\"c\",\"req_id\":\"\","
                     "\"op\":\"subscribe\"}");
    s_assert_pong (&(sim_ack_t){ .category = SIM_INVERSE, .conn_id = "c", .op = "ping" },
                   "{\"success\":true,\"ret_msg\":\"pong\",\"conn_id\":\"c\",\"req_id\":\"\","
                   "\"op\":\"ping\"}");
}

static void
test_options_answer_with_lists_and_a_bare_pong (void **state)
{
    (void) state;
    sim_text_t failed = { 0 };
    sim_text_t succeeded = { 0 };
    sim_text_t text = { 0 };
    sim_text_add (&succeeded, "\"a\"");
    const sim_ack_t ack = { .category = SIM_OPTION, .conn_id = "c", .op = "subscribe" };
    sim_ack_command (&text, &ack, &failed, &succeeded);
    assert_string_equal (text.data,
                         "{\"success\":true,\"conn_id\":\"c\",\"data\":{\"failTopics\":[],"
                         "\"successTopics\":[\"a\"]},\"type\":\"COMMAND_RESP\"}");
    s_assert_pong (&ack, "{\"args\":[\"1790000000123\"],\"op\":\"pong\"}");
    sim_text_destroy (&succeeded);
    sim_text_destroy (&text);
}

static void
test_refusals_escape_the_greater_sign (void **state)
{
    (void) state;
    s_assert_result (
        &(sim_ack_t){
            .category = SIM_SPOT, .conn_id = "c", .op = "subscribe", .refusal = "args size >10" },
        "{\"success\":false,\"ret_msg\":\"args size \\u003e10\",\"conn_id\":\"c\","
        "\"op\":\"subscribe\"}");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_spot_leaves_out_a_request_id_it_was_not_given),
        cmocka_unit_test (test_perpetuals_always_name_the_request),
        cmocka_unit_test (test_options_answer_with_lists_and_a_bare_pong),
        cmocka_unit_test (test_refusals_escape_the_greater_sign),
    };
    return UNIT_RUN ("sim_ack", tests);
}
