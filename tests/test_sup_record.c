//  Tests of sup_record: what the heartbeat says of a child, and until when

#include "sup_record.h"
#include "unit.h"

enum { T0 = 1000000 };

static const beat_t BEAT = {
    .is_connected = true,
    .event_age_ms = 20,
    .events = 7,
    .topics = { [MDP_LIVE] = 3, [MDP_STALE] = 1 },
};

static sup_record_t
s_beaten (void)
{
    sup_record_t record;
    sup_record_init (&record, "bybit");
    uint64_t last_epoch = 0;
    sup_record_start (&record, &last_epoch, (sup_moment_t){ T0, 1 });
    (void) sup_record_beat (&record, &BEAT, (sup_moment_t){ T0, 1 });
    return record;
}

static void
test_the_age_of_an_event_counts_on (void **state)
{
    (void) state;
    const sup_record_t record = s_beaten ();
    mdp_gateway_t told;
    sup_record_tell (&record, &told, T0 + 700);
    assert_true (told.has_last_event);
    assert_float_equal (told.seconds_since_last_event, 0.72, 1e-9);
    assert_int_equal (told.events, 7);
}

//  Health must not call what nobody has heard of for a while fresh.

static void
test_topics_are_told_as_long_as_they_are_known (void **state)
{
    (void) state;
    const sup_record_t record = s_beaten ();
    mdp_gateway_t told;
    sup_record_tell (&record, &told, T0 + BEAT_STALE_MS - 1);
    assert_int_equal (mdp_gateway_topics (&told), 4);
    assert_int_equal (mdp_gateway_fresh (&told), 3);
    sup_record_tell (&record, &told, T0 + BEAT_STALE_MS);
    assert_int_equal (mdp_gateway_topics (&told), 0);
}

//  A heartbeat tells by the epoch alone which incarnation is down.

static void
test_no_two_incarnations_have_one_epoch (void **state)
{
    (void) state;
    const uint64_t WALL_MS [] = { 5000, 5000, 4000, 5002, 6000 };
    const uint64_t EPOCHS [] = { 5000, 5001, 5002, 5003, 6000 };
    sup_record_t children [2];
    sup_record_init (&children [0], "bybit");
    sup_record_init (&children [1], "bybit-2");
    uint64_t last_epoch = 0;
    for (size_t index = 0; index < sizeof EPOCHS / sizeof *EPOCHS; index++) {
        sup_record_t *child = &children [index % 2];
        sup_record_start (child, &last_epoch, (sup_moment_t){ T0, WALL_MS [index] * 1000000 });
        assert_int_equal (child->who.epoch, EPOCHS [index]);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_the_age_of_an_event_counts_on),
        cmocka_unit_test (test_topics_are_told_as_long_as_they_are_known),
        cmocka_unit_test (test_no_two_incarnations_have_one_epoch),
    };
    return UNIT_RUN ("sup_record", tests);
}
