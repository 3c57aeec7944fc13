//  Tests of beat: both sides of the contract, over a pair of pipes

#include "beat.h"
#include "unit.h"

#include <string.h>

typedef struct {
    zsock_t *parent;
    zsock_t *child;
    beat_message_t *message;
    bool is_signalled;
} pair_t;

static int
s_setup (void **state)
{
    pair_t *pair = calloc (1, sizeof *pair);
    assert_non_null (pair);
    pair->message = calloc (1, sizeof *pair->message);
    assert_non_null (pair->message);
    pair->parent = zsys_create_pipe (&pair->child);
    assert_non_null (pair->parent);
    *state = pair;
    return 0;
}

static int
s_teardown (void **state)
{
    pair_t *pair = *state;
    zsock_destroy (&pair->child);
    zsock_destroy (&pair->parent);
    free (pair->message);
    free (pair);
    return 0;
}

static beat_kind_t
s_recv (pair_t *pair)
{
    return beat_recv (pair->parent, pair->message, &pair->is_signalled);
}

static void
test_carries_a_beat (void **state)
{
    pair_t *pair = *state;
    beat_t beat = { .is_connected = true,
                    .is_simulated = true,
                    .event_age_ms = -1,
                    .events = 1,
                    .published = 2,
                    .errors = 3,
                    .queue_size = 4,
                    .reconnects = INT64_MAX,
                    .topics = { 10, 11, 12, 13, 14 },
                    .memo = 1790000000123 };
    assert_int_equal (beat_send (pair->child, &beat), 0);
    assert_int_equal (s_recv (pair), BEAT_ALIVE);
    assert_int_equal (pair->message->kind, BEAT_ALIVE);
    const beat_t *read = &pair->message->beat;
    assert_true (read->is_connected);
    assert_true (read->is_simulated);
    assert_int_equal (read->event_age_ms, -1);
    assert_int_equal (read->events, 1);
    assert_int_equal (read->published, 2);
    assert_int_equal (read->errors, 3);
    assert_int_equal (read->queue_size, 4);
    assert_true (read->reconnects == INT64_MAX);
    assert_true (read->memo == 1790000000123);
    static const uint64_t TOPICS [MDP_TOPIC_STATES] = { 10, 11, 12, 13, 14 };
    assert_memory_equal (read->topics, TOPICS, sizeof TOPICS);
    assert_int_equal (s_recv (pair), BEAT_NONE);
}

static void
test_the_first_signal_is_life_and_the_second_is_the_end (void **state)
{
    pair_t *pair = *state;
    zsock_signal (pair->child, 0);
    zsock_signal (pair->child, 3);
    assert_int_equal (s_recv (pair), BEAT_ALIVE);
    assert_int_equal (pair->message->beat.event_age_ms, -1);
    assert_true (pair->is_signalled);
    assert_int_equal (s_recv (pair), BEAT_ENDED);
}

static void
test_carries_a_note (void **state)
{
    pair_t *pair = *state;
    note_t note;
    note_init (&note, NOTE_ERROR, "bybit_connector_subprocess_error");
    note_add_text (&note, "reason", "refused", 7);
    assert_int_equal (beat_send_note (pair->child, &note), 0);
    assert_int_equal (s_recv (pair), BEAT_NOTE);
    assert_string_equal (pair->message->note.event, "bybit_connector_subprocess_error");
    assert_string_equal (pair->message->note.fields [0].text, "refused");
}

static void
test_carries_a_tally_unread (void **state)
{
    pair_t *pair = *state;
    assert_int_equal (beat_send_tally (pair->child, "\xc1what\0ever", 10), 0);
    assert_int_equal (s_recv (pair), BEAT_TALLY);
    assert_int_equal (pair->message->tally_size, 10);
    assert_memory_equal (pair->message->tally, "\xc1what\0ever", 10);
    char *large = calloc (1, BEAT_TALLY_MAX + 1);
    assert_non_null (large);
    zsock_send (pair->child, "sb", "TALLY", large, (size_t) BEAT_TALLY_MAX + 1);
    free (large);
    assert_int_equal (s_recv (pair), BEAT_ALIEN);
}

static void
test_carries_why_a_child_cannot_go_on (void **state)
{
    pair_t *pair = *state;
    assert_int_equal (beat_send_fail (pair->child, 69, "port taken"), 0);
    assert_int_equal (s_recv (pair), BEAT_FAILED);
    assert_int_equal (pair->message->exit_code, 69);
    assert_string_equal (pair->message->reason, "port taken");
    char reason [1000];
    memset (reason, 'x', sizeof reason);
    reason [sizeof reason - 1] = '\0';
    assert_int_equal (beat_send_fail (pair->child, 70, reason), 0);
    assert_int_equal (s_recv (pair), BEAT_FAILED);
    assert_int_equal (strlen (pair->message->reason), BEAT_REASON_MAX - 1);
}

static void
test_carries_orders (void **state)
{
    pair_t *pair = *state;
    beat_order_t sent = { .epoch = 1790000000123, .since = 1790000000123456789, .memo = 17 };
    assert_int_equal (beat_send_start (pair->parent, &sent), 0);
    assert_int_equal (beat_send_term (pair->parent), 0);
    beat_order_t order = { .epoch = 0 };
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_START);
    assert_true (order.epoch == sent.epoch);
    assert_true (order.since == sent.since);
    assert_true (order.memo == sent.memo);
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_TERM);
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_NONE);
    assert_null (order.wish);
}

static void
test_carries_a_wish_with_a_start_and_alone (void **state)
{
    pair_t *pair = *state;
    char wish [] = "trades\n";
    const beat_order_t sent = { .epoch = 7, .wish = wish, .wish_size = strlen (wish) };
    const beat_order_t empty = { .epoch = 8 };
    assert_int_equal (beat_send_start (pair->parent, &sent), 0);
    assert_int_equal (beat_send_reload (pair->parent, &sent), 0);
    assert_int_equal (beat_send_reload (pair->parent, &empty), 0);
    beat_order_t order = { .epoch = 0 };
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_START);
    assert_int_equal (order.epoch, 7);
    assert_int_equal (order.wish_size, strlen (wish));
    assert_memory_equal (order.wish, wish, strlen (wish));
    free (order.wish);
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_RELOAD);
    assert_memory_equal (order.wish, wish, strlen (wish));
    free (order.wish);
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_RELOAD);
    assert_null (order.wish);
}

static void
test_a_wish_has_a_limit (void **state)
{
    pair_t *pair = *state;
    char *text = calloc (1, BEAT_WISH_MAX + 1);
    assert_non_null (text);
    beat_order_t order = { .wish = text, .wish_size = BEAT_WISH_MAX };
    assert_int_equal (beat_send_reload (pair->parent, &order), 0);
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_RELOAD);
    assert_int_equal (order.wish_size, BEAT_WISH_MAX);
    free (order.wish);
    (void) zmq_send (zsock_resolve (pair->parent), "RELOAD", 6, ZMQ_SNDMORE);
    (void) zmq_send (zsock_resolve (pair->parent), text, BEAT_WISH_MAX + 1, 0);
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_ALIEN);
    free (text);
}

static void
test_obeys_the_term_that_a_zactor_is_sent (void **state)
{
    pair_t *pair = *state;
    zstr_send (pair->parent, "$TERM");
    beat_order_t order;
    assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_TERM);
}

static void
test_a_full_pipe_refuses_whole_messages_and_never_waits (void **state)
{
    pair_t *pair = *state;
    beat_t beat = { .event_age_ms = 5 };
    int sent = 0;
    while (sent < 1000000 && beat_send (pair->child, &beat) == 0) {
        sent++;
    }
    assert_true (sent < 1000000);
    int received = 0;
    while (s_recv (pair) == BEAT_ALIVE) {
        received++;
    }
    assert_int_equal (pair->message->kind, BEAT_NONE);
    assert_int_equal (received, sent);
    zclock_sleep (20);  //  libzmq looks at what was read not more often
    assert_int_equal (beat_send (pair->child, &beat), 0);
    assert_int_equal (s_recv (pair), BEAT_ALIVE);
}

static void
test_another_contract_is_alien_and_does_no_harm (void **state)
{
    pair_t *pair = *state;
    zstr_send (pair->child, "");
    zstr_send (pair->child, "BEAT");
    zstr_sendx (pair->child, "BEAT", "not msgpack", NULL);
    zstr_sendx (pair->child, "NOTE", "", NULL);
    zstr_sendx (pair->child, "FAIL", "69", NULL);
    zstr_sendx (pair->child, "FAIL", "256", "no exit code", NULL);
    zstr_sendx (pair->child, "FAIL", "-1", "no exit code", NULL);
    zstr_sendx (pair->child, "BEAT", "1", "2", "3", "4", "5", "6", NULL);
    for (int message = 0; message < 8; message++) {
        assert_int_equal (s_recv (pair), BEAT_ALIEN);
    }
    assert_int_equal (s_recv (pair), BEAT_NONE);

    zstr_sendx (pair->parent, "START", "1", NULL);
    zstr_sendx (pair->parent, "START", "1", "", NULL);
    zstr_sendx (pair->parent, "START", "1", "9223372036854775808", "0", "", NULL);
    zstr_sendx (pair->parent, "START", "1", "99999999999999999999999999", "0", "", NULL);
    zstr_sendx (pair->parent, "START", "-1", "1", "0", "", NULL);
    zstr_sendx (pair->parent, "START", "1", "1", "0", NULL);
    zstr_sendx (pair->parent, "RELOAD", NULL);
    zstr_sendx (pair->parent, "$TERM", "now", NULL);
    beat_order_t order = { .epoch = 5 };
    for (int message = 0; message < 8; message++) {
        assert_int_equal (beat_recv_order (pair->child, &order), BEAT_ORDER_ALIEN);
    }
    assert_int_equal (order.epoch, 5);
}

int
main (void)
{
    zsys_handler_set (NULL);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_carries_a_beat),
        UNIT_FIXTURE (test_the_first_signal_is_life_and_the_second_is_the_end),
        UNIT_FIXTURE (test_carries_a_note),
        UNIT_FIXTURE (test_carries_a_tally_unread),
        UNIT_FIXTURE (test_carries_why_a_child_cannot_go_on),
        UNIT_FIXTURE (test_carries_orders),
        UNIT_FIXTURE (test_carries_a_wish_with_a_start_and_alone),
        UNIT_FIXTURE (test_a_wish_has_a_limit),
        UNIT_FIXTURE (test_obeys_the_term_that_a_zactor_is_sent),
        UNIT_FIXTURE (test_a_full_pipe_refuses_whole_messages_and_never_waits),
        UNIT_FIXTURE (test_another_contract_is_alien_and_does_no_harm),
    };
    return UNIT_RUN ("beat", tests);
}
