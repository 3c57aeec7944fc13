//  Tests of sup_watch: every state with everything that can happen, as its header has it

#include "test_sup_watch.h"
#include "unit.h"

//  A watch in each of the states.

static sup_watch_t *
s_watch_in (sup_state_t wanted)
{
    static const sup_event_kind_t PATHS [][4] = {
        [SUP_BACKOFF] = { SUP_BEAT, SUP_BEAT, SUP_BEAT, SUP_BEAT },
        [SUP_STARTING] = { SUP_TICK, SUP_DIED, SUP_TICK, SUP_STUCK },
        [SUP_CONNECTING] = { SUP_TICK, SUP_SIGNALLED, SUP_STUCK, SUP_STUCK },
        [SUP_LIVE] = { SUP_TICK, SUP_SIGNALLED, SUP_STUCK, SUP_STUCK },
        [SUP_SILENT] = { SUP_TICK, SUP_SIGNALLED, SUP_TICK, SUP_TICK },
        [SUP_STOPPING] = { SUP_TICK, SUP_SIGNALLED, SUP_TICK, SUP_TICK },
        [SUP_LEAVING] = { SUP_TICK, SUP_SIGNALLED, SUP_ASKED, SUP_BEAT },
        [SUP_STOPPED] = { SUP_TICK, SUP_ASKED, SUP_DIED, SUP_BEAT },
        [SUP_FAILED] = { SUP_TICK, SUP_ASKED, SUP_STUCK, SUP_BEAT },
    };
    sup_policy_t policy = WATCH_POLICY;
    policy.grace_ms = 0;
    policy.hang_ms = wanted == SUP_STOPPING ? 1000 : 10000;
    policy.silence_ms = wanted == SUP_SILENT ? 1000 : 60000;
    policy.check_ms = 1;
    sup_watch_t *watch = sup_watch_new (&policy, 0);
    for (size_t index = 0; index < 4; index++) {
        (void) watch_on (watch, PATHS [wanted][index], (int64_t) index * 1100);
    }
    if (wanted == SUP_LIVE) {
        (void) watch_beat (watch, true, -1, 4000);
    }
    assert_int_equal (sup_watch_state (watch), wanted);
    return watch;
}

static void
test_only_the_table_moves_the_watch (void **state)
{
    (void) state;
    static const char LETTERS [] = "BACLSPVDF";  //  The states, in their order
    //  For each state: SIGNALLED, BEAT (connected), DIED, STUCK, TICK (nothing due), ASKED
    static const char *const NEXT [] = {
        [SUP_BACKOFF] = "BBBBAD", [SUP_STARTING] = "CLBAAV", [SUP_CONNECTING] = "CLBCCV",
        [SUP_LIVE] = "LLBLLV",    [SUP_SILENT] = "SSBFSV",   [SUP_STOPPING] = "PPBFPV",
        [SUP_LEAVING] = "VVDFVV", [SUP_STOPPED] = "DDDDDD",  [SUP_FAILED] = "FFFFFF",
    };
    for (sup_state_t from = SUP_BACKOFF; from <= SUP_FAILED; from++) {
        for (sup_event_kind_t kind = SUP_SIGNALLED; kind <= SUP_ASKED; kind++) {
            sup_watch_t *watch = s_watch_in (from);
            (void) sup_watch_on (watch, (sup_event_t){ kind, true, 0 }, 4000);
            assert_int_equal (LETTERS [sup_watch_state (watch)], NEXT [from][kind]);
            (void) mdp_gateway_state_name (sup_watch_shown (sup_watch_state (watch)));
            sup_watch_destroy (&watch);
        }
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_only_the_table_moves_the_watch),
    };
    return UNIT_RUN ("sup_watch, table", tests);
}
