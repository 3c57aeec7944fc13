//  Tests of mdp_heartbeat: what a gateway's topics are counted by

#include "mdp_heartbeat.h"
#include "mdp_unpack.h"
#include "unit.h"

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

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_reads_how_many_topics_a_gateway_has_in_each_state),
    };
    return UNIT_RUN ("mdp_heartbeat", tests);
}
