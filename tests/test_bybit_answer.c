//  Tests of bybit_parse: pongs and the answers to requests, as each category words them

#include "bybit_parse.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static int
s_setup (void **state)
{
    *state = bybit_parse_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    bybit_parse_t *parser = *state;
    bybit_parse_destroy (&parser);
    return 0;
}

static const bybit_message_t *
s_read (void **state, bybit_kind_t kind, const char *text)
{
    const bybit_message_t *message = bybit_parse_text (*state, text, strlen (text));
    assert_int_equal (message->kind, kind);
    return message;
}

static void
s_assert_text (mdp_text_t text, const char *expected)
{
    assert_int_equal (text.size, strlen (expected));
    assert_memory_equal (text.chars, expected, text.size);
}

static void
test_every_form_of_pong_is_one (void **state)
{
    static const char *const PONGS [] = {
        "{\"success\":true,\"ret_msg\":\"pong\",\"conn_id\":\"0f3c\",\"op\":\"ping\"}",
        "{\"success\":true,\"ret_msg\":\"pong\",\"conn_id\":\"0f\",\"req_id\":\"7\",\"op\":"
        "\"ping\"}",
        "{\"success\":true,\"ret_msg\":\"pong\",\"conn_id\":\"d-x1\",\"req_id\":\"\",\"op\":"
        "\"ping\"}",
        "{\"op\":\"ping\",\"req_id\":\"7\",\"conn_id\":\"d\",\"ret_msg\":\"pong\",\"success\":"
        "false}",
        "{\"args\":[\"1790000000123\"],\"op\":\"pong\"}",
        "{\"args\":[\"1790000000123\"],\"op\":\"pong\",\"conn_id\":\"x\",\"req_id\":\"7\"}",
        "{\"op\":\"pong\"}",
        "{\"ret_msg\":\"pong\"}",
        "{\"pong\":1653296711335}",
        "{\"op\":\"ping\",\"ret_msg\":\"\\u0070ong\"}",
    };
    for (size_t index = 0; index < sizeof PONGS / sizeof *PONGS; index++) {
        (void) s_read (state, BYBIT_PONG, PONGS [index]);
    }
}

static void
test_an_acceptance_tells_its_request (void **state)
{
    static const struct {
        uint64_t request;
        const char *text;
    } CASES [] = {
        { 42,
          "{\"success\":true,\"ret_msg\":\"subscribe\",\"req_id\":\"42\",\"op\":\"subscribe\"}" },
        { 42, "{\"success\":true,\"ret_msg\":\"\",\"conn_id\":\"c\",\"req_id\":\"s-0042\","
              "\"op\":\"subscribe\"}" },
        { 42, "{\"op\":\"unsubscribe\",\"req_id\":42,\"ret_msg\":\"\",\"success\":true}" },
        { 0,
          "{\"success\":true,\"ret_msg\":\"subscribe\",\"conn_id\":\"c\",\"op\":\"subscribe\"}" },
        { 0, "{\"success\":true,\"ret_msg\":\"\",\"req_id\":\"\",\"op\":\"subscribe\"}" },
        { 0, "{\"success\":true,\"req_id\":\"5-6\",\"op\":\"subscribe\"}" },
        { 0, "{\"success\":true,\"req_id\":\"99999999999999999999\",\"op\":\"subscribe\"}" },
        { 0, "{\"success\":true,\"conn_id\":\"c\",\"data\":{\"failTopics\":[],"
             "\"successTopics\":[\"orderbook.25.BTC-25SEP26-100000-C-USDT\"]},"
             "\"type\":\"COMMAND_RESP\"}" },
        { 9, "{\"type\":\"COMMAND_RESP\",\"req_id\":\"9\",\"success\":true}" },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        const bybit_message_t *message = s_read (state, BYBIT_ACCEPTED, CASES [index].text);
        assert_true (message->request == CASES [index].request);
        assert_int_equal (message->refused_topics_count, 0);
        assert_false (message->is_duplicate);
    }
}

static void
test_a_refusal_names_its_topic (void **state)
{
    static const struct {
        const char *topic;
        const char *message;
    } CASES [] = {
        { "orderbook.50.NOPEUSDT", "error:handler not found,topic:orderbook.50.NOPEUSDT" },
        { "publicTrade.NOPEUSDT", "Invalid symbol :[publicTrade.NOPEUSDT]" },
        { "orderbook.1.A", "Invalid symbol :[orderbook.1.A,orderbook.1.B]" },
        { "publicTrade.BTC-26DEC25", "error:handler not found,topic:publicTrade.BTC-26DEC25" },
        { NULL, "args size \\u003e10" },
        { NULL, "error:invalid op" },
        { NULL, "error:handler not found,topic:" },
        { NULL, "Invalid symbol :[]" },
        { NULL, "" },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        char text [256];
        int size = snprintf (text, sizeof text,
                             "{\"success\":false,\"ret_msg\":\"%s\",\"conn_id\":\"c\","
                             "\"req_id\":\"17\",\"op\":\"subscribe\"}",
                             CASES [index].message);
        assert_in_range (size, 1, (int) sizeof text - 1);
        const bybit_message_t *message = s_read (state, BYBIT_REFUSED, text);
        assert_true (message->request == 17);
        assert_false (message->is_duplicate);
        assert_int_equal (message->refused_topics_count, CASES [index].topic ? 1 : 0);
        if (CASES [index].topic) {
            s_assert_text (message->refused_topics [0], CASES [index].topic);
        }
    }
}

static void
test_a_refusal_is_told_in_the_words_of_the_exchange (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_REFUSED,
                "{\"success\":false,\"ret_msg\":\"args size \\u003e10\",\"op\":\"subscribe\"}");
    s_assert_text (message->message, "args size >10");
    assert_true (message->request == 0);
}

static void
test_a_topic_that_is_subscribed_already_is_a_duplicate (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_REFUSED,
                "{\"success\":false,\"ret_msg\":\"error:already subscribed,topic:orderbook.1.A\","
                "\"conn_id\":\"c\",\"req_id\":\"17\",\"op\":\"subscribe\"}");
    assert_true (message->is_duplicate);
    s_assert_text (message->refused_topics [0], "orderbook.1.A");
    message = s_read (state, BYBIT_ACCEPTED, "{\"success\":true,\"op\":\"subscribe\"}");
    assert_false (message->is_duplicate);
    assert_int_equal (message->refused_topics_count, 0);
}

static void
test_options_name_the_topics_that_failed_and_that_did_not (void **state)
{
    const bybit_message_t *message =
        s_read (state, BYBIT_ACCEPTED,
                "{\"success\":false,\"conn_id\":\"c\",\"data\":{\"failTopics\":[\"orderbook.25.A\","
                "\"publicTrade.B\",7,null],\"successTopics\":[\"publicTrade.BTC\"]},"
                "\"type\":\"COMMAND_RESP\"}");
    assert_int_equal (message->refused_topics_count, 3);
    s_assert_text (message->accepted_topic, "publicTrade.BTC");
    s_assert_text (message->refused_topics [0], "orderbook.25.A");
    s_assert_text (message->refused_topics [1], "publicTrade.B");
    message = s_read (state, BYBIT_REFUSED,
                      "{\"success\":false,\"data\":{\"failTopics\":[]},\"type\":\"COMMAND_RESP\"}");
    assert_int_equal (message->refused_topics_count, 0);
    assert_int_equal (message->accepted_topic.size, 0);
    (void) s_read (state, BYBIT_REFUSED, "{\"success\":false,\"type\":\"COMMAND_RESP\"}");
}

static void
test_more_failed_topics_than_there_is_room_for_are_cut (void **state)
{
    char text [4096] =
        "{\"success\":true,\"type\":\"COMMAND_RESP\",\"data\":{\"failTopics\":[\"x\"";
    for (size_t topic = 0; topic < 2 * BYBIT_TOPICS_MAX; topic++) {
        strcat (text, ",\"publicTrade.ABC\"");
    }
    strcat (text, "]}}");
    const bybit_message_t *message = s_read (state, BYBIT_ACCEPTED, text);
    assert_int_equal (message->refused_topics_count, BYBIT_TOPICS_MAX);
}

static void
test_what_is_neither_data_nor_an_answer_is_refused (void **state)
{
    static const char *const TEXTS [] = {
        "{}",
        "{\"success\":true}",
        "{\"op\":\"auth\",\"success\":true}",
        "{\"topic\":5,\"data\":{}}",
        "{\"topic\":null}",
        "{\"ret_msg\":[\"pong\"]}",
        "{\"type\":\"snapshot\",\"ts\":5,\"data\":[]}",
    };
    for (size_t index = 0; index < sizeof TEXTS / sizeof *TEXTS; index++) {
        const bybit_message_t *message = s_read (state, BYBIT_MALFORMED, TEXTS [index]);
        assert_string_equal (message->reason, "neither data nor an answer");
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_every_form_of_pong_is_one),
        UNIT_FIXTURE (test_an_acceptance_tells_its_request),
        UNIT_FIXTURE (test_a_refusal_names_its_topic),
        UNIT_FIXTURE (test_a_refusal_is_told_in_the_words_of_the_exchange),
        UNIT_FIXTURE (test_a_topic_that_is_subscribed_already_is_a_duplicate),
        UNIT_FIXTURE (test_options_name_the_topics_that_failed_and_that_did_not),
        UNIT_FIXTURE (test_more_failed_topics_than_there_is_room_for_are_cut),
        UNIT_FIXTURE (test_what_is_neither_data_nor_an_answer_is_refused),
    };
    return UNIT_RUN ("bybit_parse, answers", tests);
}
