//  Tests of sup_ready: ready only while everything is confirmed and fresh

#include "sup_ready.h"

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

static void
s_expect (board_t *self, int64_t now_ms, const char *why)
{
    char told [SUP_READY_WHY_MAX];
    bool is_ready = sup_ready_child (self->board, 0, now_ms, told);
    assert_int_equal (is_ready, *why == '\0');
    board_expect (told, why);
    assert_int_equal (sup_ready_all (self->board, now_ms), is_ready);
}

static void
test_is_ready_when_all_is_fresh (void **state)
{
    board_t *self = *state;
    s_expect (self, 0, "not started");
    board_beat (self, 0);
    s_expect (self, 0, "has not told");
    board_tell (self, "x.1.", MDP_LIVE, 0);
    board_tell (self, "x.2.", MDP_QUIET, 0);
    s_expect (self, 0, "");
    board_tell (self, "x.2.", MDP_STALE, 0);
    board_tell (self, "x.3.", MDP_REJECTED, 0);
    s_expect (self, 0, "2 of 3 topics are not fresh: x.2. (stale), x.3. (rejected)");
}

static void
test_says_what_the_child_lacks (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    board_gateway (self)->is_connected = false;
    board_gateway (self)->state = MDP_GATEWAY_CONNECTING;
    board_beat (self, 0);
    s_expect (self, 0, "connecting: not all subscriptions are confirmed");
    board_gateway (self)->state = MDP_GATEWAY_BACKOFF;
    board_gateway (self)->last_exit = (mdp_exit_t){ .reason = MDP_EXIT_SIGNALLED, .signal = 11 };
    board_beat (self, 0);
    s_expect (self, 0, "backoff, after it ended: signalled by 11");
    board_gateway (self)->last_exit = (mdp_exit_t){ .reason = MDP_EXIT_EXITED, .code = 3 };
    board_beat (self, 0);
    s_expect (self, 0, "backoff, after it ended: exited with code 3");
    board_gateway (self)->state = MDP_GATEWAY_SILENT;
    board_beat (self, 0);
    char why [SUP_READY_WHY_MAX];
    assert_false (sup_ready_child (self->board, 0, 0, why));
    assert_string_equal (why, "silent");  //  How the life before ended is no reason
}

static void
test_another_life_must_tell_again (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    s_expect (self, 0, "");
    board_gateway (self)->epoch++;
    board_beat (self, 0);
    s_expect (self, 0, "has not told");
    board_tell (self, "x.2.", MDP_LIVE, 0);
    s_expect (self, 0, "");  //  x.1 may not be carried any longer
}

//  It tells its first numbers before it knows what to carry, as where symbols come from a list.

static void
test_numbers_without_a_topic_are_not_enough (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    const sup_tidings_origin_t origin = { 0, board_gateway (self)->epoch };
    sup_board_on_tally (self->board, &origin, "", 0, 0);
    s_expect (self, 0, "has not told");
    board_tell (self, "x.1.", MDP_LIVE, 0);
    s_expect (self, 0, "");
    board_gateway (self)->epoch++;
    board_beat (self, 0);
    sup_board_on_tally (self->board, &(sup_tidings_origin_t){ 0, origin.epoch + 1 }, "", 0, 0);
    s_expect (self, 0, "has not told");
}

static void
test_old_news_is_no_news (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    board_beat (self, 4999);
    s_expect (self, 4999, "");
    board_beat (self, 5000);
    s_expect (self, 5000, "nothing of its topics for 5 s");
    assert_true (sup_ready_is_live (self->board, 9999));
    assert_false (sup_ready_is_live (self->board, 10000));
}

static const char *
s_print (board_t *self, int64_t now_ms, bool is_verbose, bool is_ready)
{
    sup_text_t text;
    sup_text_begin (&text);
    assert_int_equal (sup_ready_print (self->board, now_ms, is_verbose, text.file), is_ready);
    return board_keep (self, &text);
}

static void
test_prints_every_check (void **state)
{
    board_t *self = *state;
    board_beat (self, 0);
    board_tell (self, "x.1.", MDP_LIVE, 0);
    assert_string_equal (s_print (self, 0, false, true), "ready\n");
    assert_string_equal (s_print (self, 0, true, true),
                         "{\"ready\":true,\"checks\":[{\"name\":\"http\",\"ok\":true,\"why\":\"\"},"
                         "{\"name\":\"supervisor\",\"ok\":true,\"why\":\"\"},"
                         "{\"name\":\"a\\\"b\",\"ok\":true,\"why\":\"\"}]}\n");
    const char *told = s_print (self, 6000, false, false);
    board_expect (told, "not ready: supervisor: it has said nothing for 6 s\n");
    board_expect (told, "not ready: a\"b: it has told nothing of its topics for 6 s\n");
    self->beat.is_leaving = true;
    board_beat (self, 0);
    assert_string_equal (s_print (self, 0, false, false),
                         "not ready: supervisor: it is stopping\n");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_is_ready_when_all_is_fresh),
        UNIT_FIXTURE (test_says_what_the_child_lacks),
        UNIT_FIXTURE (test_another_life_must_tell_again),
        UNIT_FIXTURE (test_numbers_without_a_topic_are_not_enough),
        UNIT_FIXTURE (test_old_news_is_no_news),
        UNIT_FIXTURE (test_prints_every_check),
    };
    return UNIT_RUN ("sup_ready", tests);
}
