//  Tests of sup_status: what programs and the page are told, and that it is told once

#include "sup_status.h"

#include "test_sup_board.h"

static int
s_setup (void **state)
{
    *state = board_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    board_t *self = *state;
    board_destroy (&self);
    return 0;
}

static const char *
s_print (board_t *self, uint64_t since)
{
    const sup_status_moment_t now = { 0, 6 * BOARD_NS };
    sup_text_t text;
    sup_text_begin (&text);
    sup_status_print (self->board, now, since, text.file);
    return board_keep (self, &text);
}

static void
test_tells_all_that_is_known (void **state)
{
    board_t *self = *state;
    board_gateway (self)->last_exit =
        (mdp_exit_t){ .reason = MDP_EXIT_EXITED, .code = 3, .at = 2 * BOARD_NS };
    assert_true (board_beat (self, 0));
    assert_false (board_beat (self, 0));
    board_tell (self, "x.\"1.", MDP_LIVE, 0);
    sup_board_on_note (self->board, "{\"event\":\"e\"}", 13);
    const char *text = s_print (self, 0);
    board_expect (text, "\"now\":6000,\"ready\":true");
    board_expect (text, "\"whole\":true,\"gateways\":[{\"name\":\"a\\\"b\",\"state\":\"live\"");
    board_expect (text,
                  "\"last_exit\":{\"reason\":\"exited\",\"code\":3,\"signal\":0,\"at\":2000}");
    board_expect (text, "\"timeline\":[[5000,\"live\"]]");
    board_expect (text, "\"topics\":[{\"topic\":\"x.\\\"1.\",\"state\":\"live\",\"seq\":3,\"u\":8,"
                        "\"gaps\":2,\"resyncs\":1,\"crossed\":0,\"last_event\":4000,"
                        "\"age_s\":2.000}]");
    board_expect (text, "\"event_log\":[{\"event\":\"e\"}]}");
}

static void
test_tells_what_changed_alone (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    sup_board_on_note (self->board, "{\"event\":\"e\"}", 13);
    uint64_t had = sup_board_version (self->board);
    sup_board_next_version (self->board);
    const char *text = s_print (self, had);
    board_expect (text, "\"whole\":false");
    board_expect (text, "\"history\":[],\"timeline\":[],\"topics\":[]}],\"event_log\":[]}");
    board_gateway (self)->state = MDP_GATEWAY_SILENT;
    self->beat.at = 6 * BOARD_NS;
    assert_true (board_beat (self, 0));
    board_tell (self, "x.2.", MDP_STALE, 0);
    sup_board_on_note (self->board, "{\"event\":\"f\"}", 13);
    text = s_print (self, had);
    board_expect (text, "\"timeline\":[[6000,\"silent\"]],\"topics\":[{\"topic\":\"x.2.\"");
    board_expect (text, "\"event_log\":[{\"event\":\"f\"}]}");
    assert_null (strstr (text, "x.1."));
}

static void
test_tells_all_again_when_a_topic_went (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    board_tell (self, "x.2.", MDP_LIVE, 0);
    uint64_t had = sup_board_version (self->board);
    sup_board_next_version (self->board);
    char bytes [256];
    mdp_write_t frame;
    mdp_write_init (&frame, bytes, sizeof bytes);
    const tally_topic_t gone = { .topic = { "x.1.", 4 }, .is_off = true };
    assert_true (tally_put_topic (&frame, &gone));
    const sup_tidings_origin_t origin = { 0, 2000 };
    sup_board_on_tally (self->board, &origin, bytes, frame.size, 0);
    const char *text = s_print (self, had);
    board_expect (text, "\"whole\":true");
    board_expect (text, "x.2.");
    assert_null (strstr (text, "x.1."));
}

static void
test_remembers_the_last_events (void **state)
{
    board_t *self = *state;
    char line [32];
    for (int number = 0; number < SUP_BOARD_NOTES_MAX + 5; number++) {
        int size = snprintf (line, sizeof line, "{\"n\":%d}", number);
        sup_board_on_note (self->board, line, (size_t) size);
    }
    const char *text = s_print (self, 0);
    board_expect (text, "\"event_log\":[{\"n\":5},{\"n\":6}");
    board_expect (text, "{\"n\":104}]}");
}

static void
test_gaps_are_summed_over_lives (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    board_gateway (self)->epoch++;
    board_beat (self, 0);
    board_expect (s_print (self, 0), "\"state\":\"stale\",\"seq\":3,\"u\":8,\"gaps\":2,");
    board_tell (self, "x.1.", MDP_LIVE, 0);
    board_expect (s_print (self, 0), "\"state\":\"live\",\"seq\":3,\"u\":8,\"gaps\":4,");
}

//  The wall clock may be set back; a life that has had no event yet knows of none.

static void
test_the_last_event_is_the_one_told_last (void **state)
{
    (void) state;
    sup_topics_t *topics = sup_topics_new ();
    tally_topic_t told = { .topic = { "x.1.", 4 }, .labels = { "", 0 }, .last_event = 9 };
    sup_topics_take (topics, &told, 1);
    told.last_event = 5;
    sup_topics_take (topics, &told, 1);
    assert_int_equal (sup_topics_find (topics, "x.1.")->last_event, 5);
    sup_topics_renew (topics, 1, 0);
    told.last_event = 0;
    sup_topics_take (topics, &told, 1);
    assert_int_equal (sup_topics_find (topics, "x.1.")->last_event, 5);
    sup_topics_destroy (&topics);
}

static void
test_forgets_what_another_life_does_not_carry (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    board_gateway (self)->epoch++;
    board_beat (self, 0);
    board_tell (self, "x.2.", MDP_LIVE, 0);
    board_beat (self, SUP_TOPICS_HEARD_MS - 1);
    board_expect (s_print (self, 0), "x.1.");
    board_beat (self, SUP_TOPICS_HEARD_MS);
    assert_null (strstr (s_print (self, 0), "x.1."));
    board_expect (self->text, "x.2.");
}

static void
test_remembers_five_minutes_of_totals (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, -2000);
    board_tell (self, "x.2.", MDP_LIVE, -1990);  //  Another frame of the same second
    board_tell (self, "x.1.", MDP_LIVE, -1000);
    board_expect (s_print (self, 0), "\"history\":[[2000,0,0],[1000,0,0]]");
    static sup_history_t history;
    for (int64_t second = 0; second < SUP_HISTORY_MAX + 5; second++) {
        sup_history_take (&history, &(sup_second_t){ .at_ms = second * 1000 });
    }
    assert_int_equal (history.count, SUP_HISTORY_MAX);
    assert_true (sup_history_at (&history, 0)->at_ms == 5000);
}

static void
test_remembers_an_hour_of_states (void **state)
{
    (void) state;
    static sup_timeline_t timeline;
    sup_timeline_take (&timeline, MDP_GATEWAY_STARTING, 1 * BOARD_NS, 1);
    sup_timeline_take (&timeline, MDP_GATEWAY_LIVE, 2 * BOARD_NS, 1);
    sup_timeline_take (&timeline, MDP_GATEWAY_LIVE, 3000 * BOARD_NS, 1);
    assert_int_equal (timeline.count, 2);
    sup_timeline_take (&timeline, MDP_GATEWAY_LIVE, 3603 * BOARD_NS, 1);
    assert_int_equal (timeline.count, 1);  //  All of the last hour it was live
    assert_int_equal (sup_timeline_at (&timeline, 0)->state, MDP_GATEWAY_LIVE);
    for (uint64_t at = 4000; at < 4000 + 2 * SUP_TIMELINE_MAX; at++) {
        sup_timeline_take (&timeline, at % 2 ? MDP_GATEWAY_LIVE : MDP_GATEWAY_BACKOFF,
                           at * BOARD_NS, 1);
    }
    assert_int_equal (timeline.count, SUP_TIMELINE_MAX);
    assert_true (sup_timeline_at (&timeline, 0)->at == (4000 + SUP_TIMELINE_MAX) * BOARD_NS);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_tells_all_that_is_known),
        UNIT_FIXTURE (test_tells_what_changed_alone),
        UNIT_FIXTURE (test_tells_all_again_when_a_topic_went),
        UNIT_FIXTURE (test_remembers_the_last_events),
        UNIT_FIXTURE (test_gaps_are_summed_over_lives),
        UNIT_FIXTURE (test_the_last_event_is_the_one_told_last),
        UNIT_FIXTURE (test_forgets_what_another_life_does_not_carry),
        UNIT_FIXTURE (test_remembers_five_minutes_of_totals),
        UNIT_FIXTURE (test_remembers_an_hour_of_states),
    };
    return UNIT_RUN ("sup_status", tests);
}
