//  Tests of mdp_heartbeat: what a gateway's topics are counted by

#include "mdp_heartbeat.h"
#include "mdp_unpack.h"
#include "unit.h"

#include <string.h>

enum { FRAME_MAX = 4096 };

static void
test_reads_how_many_topics_a_gateway_has_in_each_state (void **state)
{
    (void) state;
    const mdp_text_t word = { "word", 4 };
    mdp_gateway_t gateways [] = {
        { .name = word, .isolation = word, .endpoint = word, .topics = { 5, 4, 3, 2, 1 } },
        { .name = word, .isolation = word, .endpoint = word },
    };
    const mdp_heartbeat_t sent = {
        .version = word, .numbers = word, .gateways = gateways, .gateways_count = 2
    };
    char frame [FRAME_MAX];
    size_t size = mdp_pack_heartbeat (frame, sizeof frame, &sent);
    mdp_message_t message;
    mdp_unpack_t *unpack = mdp_unpack_new ();
    assert_int_equal (mdp_unpack_frame (unpack, &message, frame, size), MDP_UNPACKED);
    const mdp_gateway_t *read = message.heartbeat.gateways;
    assert_memory_equal (read [0].topics, gateways [0].topics, sizeof read->topics);
    assert_int_equal (mdp_gateway_topics (&read [0]), 15);
    assert_int_equal (mdp_gateway_fresh (&read [0]), 9);
    assert_int_equal (mdp_gateway_topics (&read [1]), 0);
    mdp_unpack_destroy (&unpack);
}

//  Read a heartbeat with one gateway that tells these bytes of its topics.

static mdp_unpack_result_t
s_unpack (mdp_unpack_t *unpack, mdp_text_t topics, mdp_message_t *message)
{
    const mdp_text_t word = { "word", 4 };
    const mdp_gateway_t gateway = {
        .name = word, .isolation = word, .endpoint = word, .topics = { 1 }
    };
    const mdp_heartbeat_t sent = {
        .version = word, .numbers = word, .gateways = &gateway, .gateways_count = 1
    };
    static const char LAST [] = "\xa6topics\x85\xa4live\x01\xa5quiet\x00\xa5stale\x00"
                                "\xa8rejected\x00\xa4gone";  //  And a zero
    char frame [FRAME_MAX];
    size_t size = mdp_pack_heartbeat (frame, sizeof frame, &sent);
    char *place = frame + size - sizeof LAST;
    assert_memory_equal (place, LAST, sizeof LAST);
    place += strlen ("\xa6topics");
    memcpy (place, topics.chars, topics.size);
    return mdp_unpack_frame (unpack, message, frame, (size_t) (place - frame) + topics.size);
}

static void
test_counts_states_of_tomorrow_as_another (void **state)
{
    (void) state;
    mdp_message_t message;
    mdp_unpack_t *unpack = mdp_unpack_new ();
    const mdp_text_t told = { "\x83\xa8tomorrow\x03\xa4live\x02\xa5later\x04", 24 };
    assert_int_equal (s_unpack (unpack, told, &message), MDP_UNPACKED);
    const uint64_t counts [] = { [MDP_LIVE] = 2, [MDP_OTHER] = 7 };
    assert_memory_equal (message.heartbeat.gateways->topics, counts, sizeof counts);
    assert_int_equal (mdp_gateway_topics (message.heartbeat.gateways), 2);
    assert_int_equal (s_unpack (unpack, (mdp_text_t){ "\x80", 1 }, &message), MDP_UNPACKED);
    assert_int_equal (mdp_gateway_topics (message.heartbeat.gateways), 0);
    mdp_unpack_destroy (&unpack);
}

static void
test_refuses_topics_that_are_no_counts (void **state)
{
    (void) state;
    static const mdp_text_t BAD [] = {
        { "\xc0", 1 },
        { "\x90", 1 },
        { "\xa4live", 5 },
        { "\x81\xa4live\xff", 7 },
        { "\x81\xa4live\xc0", 7 },
        { "\x81\xa4live\xcb\x3f\xf0\0\0\0\0\0\0", 15 },
        { "\x81\xa4live\xcf\x80\0\0\0\0\0\0\0", 15 },
        { "\x81\xa8tomorrow\xff", 11 },
        { "\x81\xa8tomorrow\xa1?", 12 },
        { "\x82\xa5later\x01\xa8tomorrow\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", 26 },
        { "\x82\xa4live\x01\xa4live\x01", 13 },
        { "\x81\x01\x01", 3 },
        { "\x81\xc4\x01?\x01", 5 },
        { "\x81\xa1\xff\x01", 4 },
    };
    mdp_unpack_t *unpack = mdp_unpack_new ();
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        mdp_message_t message;
        assert_int_equal (s_unpack (unpack, BAD [index], &message), MDP_UNPACK_REFUSED);
    }
    mdp_unpack_destroy (&unpack);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_reads_how_many_topics_a_gateway_has_in_each_state),
        cmocka_unit_test (test_counts_states_of_tomorrow_as_another),
        cmocka_unit_test (test_refuses_topics_that_are_no_counts),
    };
    return UNIT_RUN ("mdp_heartbeat", tests);
}
