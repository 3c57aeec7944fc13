//  Tests of gw_seen: what another source brings again is known, what one source brings is believed

#include "gw_seen.h"
#include "unit.h"

enum { SLOTS = 64, KNOWN = SLOTS / 4 * 3 };  //  The last keys that are surely known

//  As keys are: every bit depends on what they stand for.

static uint64_t
s_key (uint64_t number)
{
    return gw_seen_hash (number, "x", 1);
}

static int
s_setup (void **state)
{
    *state = gw_seen_new (SLOTS);
    return 0;
}

static int
s_teardown (void **state)
{
    gw_seen_t *seen = *state;
    gw_seen_destroy (&seen);
    assert_null (seen);
    gw_seen_destroy (&seen);
    return 0;
}

static void
test_a_key_belongs_to_the_source_that_brought_it_first (void **state)
{
    assert_true (gw_seen_add (*state, 5, 1));
    assert_true (gw_seen_add (*state, 5, 1));
    assert_false (gw_seen_add (*state, 5, 2));
    assert_false (gw_seen_add (*state, 5, 3));
    assert_true (gw_seen_add (*state, 5, 1));
    assert_true (gw_seen_add (*state, 6, 2));
}

static void
test_no_key_is_special (void **state)
{
    static const uint64_t KEYS [] = { 0, UINT64_MAX, (uint64_t) 1 << 63, SLOTS };
    for (size_t index = 0; index < sizeof KEYS / sizeof *KEYS; index++) {
        assert_true (gw_seen_add (*state, KEYS [index], 1));
        assert_false (gw_seen_add (*state, KEYS [index], 2));
    }
}

static void
test_keys_of_one_slot_are_told_apart (void **state)
{
    for (uint64_t key = 1; key <= KNOWN; key++) {
        assert_true (gw_seen_add (*state, key << 16, key));
    }
    for (uint64_t key = 1; key <= KNOWN; key++) {
        assert_false (gw_seen_add (*state, key << 16, key + 1));
        assert_true (gw_seen_add (*state, key << 16, key));
    }
}

static void
test_as_many_of_the_last_keys_as_promised_are_always_known (void **state)
{
    for (uint64_t key = 1; key < 5000; key++) {
        assert_true (gw_seen_add (*state, s_key (key), 1));
        uint64_t oldest = key > KNOWN ? key - KNOWN + 1 : 1;
        for (uint64_t past = oldest; past <= key; past++) {
            assert_false (gw_seen_add (*state, s_key (past), 2));
        }
    }
}

static void
test_old_keys_are_forgotten (void **state)
{
    assert_true (gw_seen_add (*state, s_key (7), 1));
    for (uint64_t key = 100; key < 100 + 2 * KNOWN; key++) {
        assert_true (gw_seen_add (*state, s_key (key), 1));
    }
    assert_true (gw_seen_add (*state, s_key (7), 2));
}

static void
test_sources_that_follow_each_other_are_told_apart (void **state)
{
    uint64_t key = 1;
    for (uint64_t source = 0; source < 200000; source++) {
        assert_true (gw_seen_add (*state, s_key (++key), source));
        assert_true (gw_seen_add (*state, s_key (key), source));
        assert_false (gw_seen_add (*state, s_key (key), source + 1));
        assert_false (gw_seen_add (*state, s_key (key), source + 60000));
    }
}

static void
test_a_hash_tells_where_one_text_ends_and_the_next_begins (void **state)
{
    (void) state;
    uint64_t one = gw_seen_hash (gw_seen_hash (0, "AB", 2), "C", 1);
    uint64_t other = gw_seen_hash (gw_seen_hash (0, "A", 1), "BC", 2);
    assert_true (one != other);
    assert_true (gw_seen_hash (0, "A", 1) != gw_seen_hash (1, "A", 1));
    assert_true (gw_seen_hash (0, "", 0) != gw_seen_hash (1, "", 0));
    assert_true (gw_seen_hash (3, "abc", 3) == gw_seen_hash (3, "abc", 3));
}

static void
test_asking_notes_nothing (void **state)
{
    for (uint64_t key = 1; key < 5000; key++) {
        assert_false (gw_seen_has (*state, s_key (key)));
        assert_true (gw_seen_add (*state, s_key (key), key));
        assert_true (gw_seen_has (*state, s_key (key)));
        assert_true (gw_seen_has (*state, s_key (key < KNOWN ? 1 : key - KNOWN + 1)));
    }
    assert_false (gw_seen_has (*state, s_key (1)));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_key_belongs_to_the_source_that_brought_it_first),
        UNIT_FIXTURE (test_no_key_is_special),
        UNIT_FIXTURE (test_keys_of_one_slot_are_told_apart),
        UNIT_FIXTURE (test_as_many_of_the_last_keys_as_promised_are_always_known),
        UNIT_FIXTURE (test_old_keys_are_forgotten),
        UNIT_FIXTURE (test_sources_that_follow_each_other_are_told_apart),
        UNIT_FIXTURE (test_a_hash_tells_where_one_text_ends_and_the_next_begins),
        UNIT_FIXTURE (test_asking_notes_nothing),
    };
    return UNIT_RUN ("gw_seen", tests);
}
