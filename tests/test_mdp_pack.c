//  Tests of mdp_pack: maps are whole in every combination of keys, and no buffer is overrun
//
//  The bytes themselves are tested by test_mdp_vectors.

#include "mdp_heartbeat.h"
#include "mdp_pack.h"
#include "mdp_token.h"
#include "note.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { FRAME_MAX = 2048 };

static const mdp_stamp_t STAMP = { .epoch = 1, .seq = 2, .ts_recv = 3, .ts_pub = 4 };

static mdp_text_t
s_text (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

//  A map with a wrong count is either cut short or has something after it.

static void
s_assert_whole (const char *frame, size_t size)
{
    assert_true (size > 0);
    size_t bad_at;
    assert_int_equal (mdp_token_check (frame, size, &bad_at), 0);
}

static void
test_a_trade_is_whole_with_any_optional_keys (void **state)
{
    (void) state;
    char frame [FRAME_MAX];
    for (unsigned has = 0; has < 2 * MDP_HAS_SIDE; has++) {
        for (int rest = 0; rest < 8; rest++) {
            mdp_trade_t trade = { .id = s_text ("1"), .has = has };
            trade.tick.chars = "PlusTick";
            trade.tick.size = (rest & 1) != 0 ? 8 : 0;
            mdp_trades_t trades = { .category = MDP_OPTION,
                                    .symbol = s_text ("S"),
                                    .trades = &trade,
                                    .count = 1,
                                    .is_recovered = (rest & 2) != 0 };
            mdp_stamp_t stamp = STAMP;
            stamp.is_simulated = (rest & 4) != 0;
            mdp_numbers_t numbers = has % 2 == 0 ? MDP_STRING : MDP_FLOAT64;
            s_assert_whole (frame, mdp_pack_trades (frame, sizeof frame, &stamp, &trades, numbers));
        }
    }
}

static void
test_depth_is_whole_with_any_optional_keys (void **state)
{
    (void) state;
    char frame [FRAME_MAX];
    mdp_level_t level = { .price = { 1, 0 }, .size = { 1, 0 } };
    for (int keys = 0; keys < 32; keys++) {
        mdp_depth_t depth = { .category = MDP_SPOT,
                              .symbol = s_text ("S"),
                              .depth = 1,
                              .is_snapshot = (keys & 1) != 0,
                              .ts_event = (keys & 2) != 0 ? UINT64_MAX : 0,
                              .has_xseq = (keys & 4) != 0,
                              .bids = &level,
                              .bids_count = (keys & 8) != 0 };
        mdp_stamp_t stamp = STAMP;
        stamp.is_simulated = (keys & 16) != 0;
        s_assert_whole (frame, mdp_pack_depth (frame, sizeof frame, &stamp, &depth, MDP_FLOAT64));
    }
}

static void
test_a_gap_is_whole_with_any_optional_keys (void **state)
{
    (void) state;
    char frame [FRAME_MAX];
    for (int keys = 0; keys < 16; keys++) {
        mdp_gap_t gap = { .category = MDP_SPOT,
                          .symbol = s_text ("S"),
                          .depth = (keys & 1) != 0 ? 50 : 0,
                          .since = (keys & 2) != 0 ? 1 : 0,
                          .has_complete = (keys & 4) != 0 };
        mdp_stamp_t stamp = STAMP;
        stamp.is_simulated = (keys & 8) != 0;
        s_assert_whole (frame, mdp_pack_gap (frame, sizeof frame, &stamp, &gap));
    }
}

static void
test_a_status_and_a_heartbeat_are_whole_with_any_optional_keys (void **state)
{
    (void) state;
    char frame [FRAME_MAX];
    for (int keys = 0; keys < 8; keys++) {
        mdp_topic_status_t topic = { .topic = s_text ("t"), .last_event = (keys & 1) != 0 };
        mdp_stamp_t stamp = STAMP;
        stamp.is_simulated = (keys & 4) != 0;
        s_assert_whole (frame, mdp_pack_status (frame, sizeof frame, &stamp, &topic, 1));
        mdp_gateway_t gateway = { .name = s_text ("g"),
                                  .isolation = s_text ("thread"),
                                  .endpoint = s_text ("e"),
                                  .has_last_event = (keys & 1) != 0,
                                  .backoff_until = (keys & 2) != 0,
                                  .topics = { [MDP_STALE] = (keys & 4) != 0 } };
        mdp_heartbeat_t heartbeat = { .version = s_text ("0"),
                                      .numbers = s_text ("string"),
                                      .is_simulated = (keys & 4) != 0,
                                      .gateways = &gateway,
                                      .gateways_count = 1 };
        s_assert_whole (frame, mdp_pack_heartbeat (frame, sizeof frame, &heartbeat));
    }
}

//  The frame is allocated to the byte, so that the sanitizer sees one that is passed.

static void
test_a_buffer_that_is_too_small_is_refused_at_every_size (void **state)
{
    (void) state;
    mdp_trade_t trade = { .id = s_text ("id"), .has = 2 * MDP_HAS_SIDE - 1 };
    mdp_trades_t trades = { .symbol = s_text ("S"), .trades = &trade, .count = 1 };
    mdp_level_t level = { .price = { 1, 0 }, .size = { 1, 0 } };
    mdp_depth_t depth = { .symbol = s_text ("S"), .bids = &level, .bids_count = 1 };
    mdp_gap_t gap = { .symbol = s_text ("S") };
    mdp_topic_status_t topic = { .topic = s_text ("t") };
    mdp_heartbeat_t heartbeat = { .version = s_text ("0"), .numbers = s_text ("string") };
    char frame [FRAME_MAX];
    size_t sizes [] = { mdp_pack_trades (frame, sizeof frame, &STAMP, &trades, MDP_STRING),
                        mdp_pack_depth (frame, sizeof frame, &STAMP, &depth, MDP_STRING),
                        mdp_pack_gap (frame, sizeof frame, &STAMP, &gap),
                        mdp_pack_status (frame, sizeof frame, &STAMP, &topic, 1),
                        mdp_pack_heartbeat (frame, sizeof frame, &heartbeat) };
    for (size_t size = 0; size < 512; size++) {
        char *tight = malloc (size + 1);
        assert_non_null (tight);
        tight [size] = '!';
        size_t packed [] = { mdp_pack_trades (tight, size, &STAMP, &trades, MDP_STRING),
                             mdp_pack_depth (tight, size, &STAMP, &depth, MDP_STRING),
                             mdp_pack_gap (tight, size, &STAMP, &gap),
                             mdp_pack_status (tight, size, &STAMP, &topic, 1),
                             mdp_pack_heartbeat (tight, size, &heartbeat) };
        for (size_t index = 0; index < sizeof sizes / sizeof *sizes; index++) {
            assert_int_equal (packed [index], size < sizes [index] ? 0 : sizes [index]);
        }
        assert_int_equal (tight [size], '!');
        free (tight);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_a_trade_is_whole_with_any_optional_keys),
        cmocka_unit_test (test_depth_is_whole_with_any_optional_keys),
        cmocka_unit_test (test_a_gap_is_whole_with_any_optional_keys),
        cmocka_unit_test (test_a_status_and_a_heartbeat_are_whole_with_any_optional_keys),
        cmocka_unit_test (test_a_buffer_that_is_too_small_is_refused_at_every_size),
    };
    return UNIT_RUN ("mdp_pack", tests);
}
