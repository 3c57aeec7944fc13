//  Tests of mdc_verdict: what a healthy heartbeat is, and how each trouble is named

#include "mdc_verdict.h"
#include "unit.h"

#include <string.h>

enum { GATEWAYS = 3, LINE_SIZE = 128, SILENCE = 60000 };

typedef struct {
    mdp_gateway_t gateways [GATEWAYS];
    mdp_heartbeat_t heartbeat;
    char line [LINE_SIZE];
} bench_t;

static bench_t
s_well (void)
{
    bench_t bench = { .heartbeat = { .gateways_count = GATEWAYS } };
    static const char *const NAMES [GATEWAYS] = { "spot", "linear", "option" };
    for (size_t index = 0; index < GATEWAYS; index++) {
        bench.gateways [index] = (mdp_gateway_t){
            .name = { NAMES [index], strlen (NAMES [index]) },
            .state = MDP_GATEWAY_LIVE,
            .is_connected = true,
            .has_last_event = true,
            .seconds_since_last_event = (double) index,
            .topics = { [MDP_LIVE] = 3, [MDP_QUIET] = 1 },
        };
    }
    return bench;
}

static bool
s_judge (bench_t *bench)
{
    bench->heartbeat.gateways = bench->gateways;
    mdp_print_t print;
    mdp_print_init (&print, bench->line, LINE_SIZE);
    bool is_healthy = mdc_verdict (&print, &bench->heartbeat, SILENCE);
    assert_true (mdp_print_size (&print) > 0);
    return is_healthy;
}

static void
test_is_well_where_every_gateway_is (void **state)
{
    (void) state;
    bench_t bench = s_well ();
    assert_true (s_judge (&bench));
    assert_string_equal (bench.line, "3 gateways live, last event 2.0 s ago");
    bench.heartbeat.gateways_count = 1;
    bench.heartbeat.is_simulated = true;
    assert_true (s_judge (&bench));
    assert_string_equal (bench.line, "1 gateway live, last event 0.0 s ago, simulated data");
}

static void
test_is_not_well_without_a_gateway (void **state)
{
    (void) state;
    bench_t bench = s_well ();
    bench.heartbeat.gateways_count = 0;
    assert_false (s_judge (&bench));
    assert_string_equal (bench.line, "there is no gateway");
}

static void
test_is_not_well_in_any_state_but_live (void **state)
{
    (void) state;
    for (int other = 0; other < MDP_GATEWAY_STATES; other++) {
        bench_t bench = s_well ();
        bench.gateways [1].state = (mdp_gateway_state_t) other;
        assert_int_equal (s_judge (&bench), other == MDP_GATEWAY_LIVE);
    }
    bench_t bench = s_well ();
    bench.gateways [1].state = MDP_GATEWAY_BACKOFF;
    assert_false (s_judge (&bench));
    assert_string_equal (bench.line, "linear is not live but backoff");
}

static void
test_is_not_well_without_connection_or_event (void **state)
{
    (void) state;
    bench_t bench = s_well ();
    bench.gateways [2].is_connected = false;
    assert_false (s_judge (&bench));
    assert_string_equal (bench.line, "option is not connected");
    bench.gateways [0].has_last_event = false;
    assert_false (s_judge (&bench));
    assert_string_equal (bench.line, "spot has had no event yet, and 1 more not well");
}

static void
test_is_not_well_from_the_silence_on (void **state)
{
    (void) state;
    bench_t bench = s_well ();
    bench.gateways [2].seconds_since_last_event = 59.999;
    assert_true (s_judge (&bench));
    bench.gateways [2].seconds_since_last_event = 60;
    assert_false (s_judge (&bench));
    assert_string_equal (bench.line, "option has had no event for 60.0 s");
}

static void
test_is_not_well_with_a_topic_that_is_not_fresh (void **state)
{
    (void) state;
    for (int other = 0; other < MDP_TOPIC_STATES; other++) {
        bench_t bench = s_well ();
        bench.gateways [1].topics [other]++;
        assert_int_equal (s_judge (&bench), other == MDP_LIVE || other == MDP_QUIET);
    }
    bench_t bench = s_well ();
    bench.gateways [1].topics [MDP_STALE] = 2;
    bench.gateways [1].topics [MDP_GONE] = 1;
    assert_false (s_judge (&bench));
    assert_string_equal (bench.line, "linear: 3 of 7 topics are not fresh: 2 stale, 1 gone");
}

static void
test_is_not_well_before_topics_were_told_of (void **state)
{
    (void) state;
    bench_t bench = s_well ();
    memset (bench.gateways [0].topics, 0, sizeof bench.gateways [0].topics);
    assert_false (s_judge (&bench));
    assert_string_equal (bench.line, "spot has told nothing of its topics of late");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_is_well_where_every_gateway_is),
        cmocka_unit_test (test_is_not_well_without_a_gateway),
        cmocka_unit_test (test_is_not_well_in_any_state_but_live),
        cmocka_unit_test (test_is_not_well_without_connection_or_event),
        cmocka_unit_test (test_is_not_well_from_the_silence_on),
        cmocka_unit_test (test_is_not_well_with_a_topic_that_is_not_fresh),
        cmocka_unit_test (test_is_not_well_before_topics_were_told_of),
    };
    return UNIT_RUN ("mdc_verdict", tests);
}
