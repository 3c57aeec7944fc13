//  Tests of sup_reload: over the pipe, to each child, in the first life and in later ones

#include "sup_reload.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child_lab.h"
#include "child_stub.h"
#include "sup_orders.h"
#include "unit.h"

enum { LIMIT_MS = 20000, ALARM_S = 90 };

static char *
s_copy (const char *text)
{
    char *copy = strdup (text);
    assert_non_null (copy);
    return copy;
}

static void
test_arrives_as_it_was_sent (void **state)
{
    (void) state;
    zsock_t *other = NULL;
    zsock_t *pipe = zsys_create_pipe (&other);
    sup_reload_t sent = { .ignored = s_copy ("silence") };
    sent.wishes [SUP_CHILDREN_MAX - 1] = s_copy ("trades\n");
    assert_int_equal (sup_reload_send (&sent, pipe), 0);
    sup_reload_free (&sent);
    assert_null (sent.ignored);
    sup_reload_t read;
    zmsg_t *message = zmsg_recv (other);
    char *word = zmsg_popstr (message);
    assert_string_equal (word, "RELOAD");
    zstr_free (&word);
    assert_int_equal (sup_reload_read (&read, message), 0);
    assert_null (read.refused);
    assert_string_equal (read.ignored, "silence");
    assert_null (read.wishes [0]);
    assert_string_equal (read.wishes [SUP_CHILDREN_MAX - 1], "trades\n");
    sup_reload_free (&read);
    assert_int_equal (sup_reload_read (&read, message), -1);
    sup_reload_free (&read);
    zmsg_destroy (&message);
    zsock_destroy (&pipe);
    zsock_destroy (&other);
}

static void
s_send (child_lab_t *lab, const char *wish)
{
    sup_reload_t reload = { .wishes = { s_copy (wish) } };
    assert_int_equal (sup_reload_send (&reload, zactor_sock (lab->supervisor)), 0);
    sup_reload_free (&reload);
}

static void
s_reaches_the_living_and_those_after (bool is_threaded)
{
    (void) alarm (ALARM_S);
    const char *const texts [] = { "event connected after=2000 once=% return", NULL };
    child_lab_t *lab = child_lab_new (is_threaded, texts);
    child_lab_start (lab);
    size_t offset = 0;
    assert_non_null (child_lab_wait (lab, &offset, "subprocess_connected", "stub0", LIMIT_MS));
    s_send (lab, "one");
    assert_non_null (child_lab_wait (lab, &offset, "supervisor_reloaded", "", LIMIT_MS));
    assert_non_null (child_lab_wait (lab, &offset, "stub_was_asked", "\"one\"", LIMIT_MS));
    s_send (lab, "two");
    assert_non_null (child_lab_wait (lab, &offset, "stub_was_asked", "\"two\"", LIMIT_MS));
    assert_non_null (child_lab_wait (lab, &offset, "gateway_started", "\"restarts\":1", LIMIT_MS));
    assert_non_null (child_lab_wait (lab, &offset, "stub_was_asked", "\"two\"", LIMIT_MS));
    bool is_clean = false;
    assert_int_equal (child_lab_stop (lab, &is_clean, NULL), 0);
    assert_true (is_clean);
    child_lab_destroy (&lab);
    (void) alarm (0);
}

static void
test_a_thread_and_the_ones_after_it_are_asked (void **state)
{
    (void) state;
    s_reaches_the_living_and_those_after (true);
}

static void
test_a_process_and_the_ones_after_it_are_asked (void **state)
{
    (void) state;
    s_reaches_the_living_and_those_after (false);
}

static void
test_a_refusal_is_told_and_changes_nothing (void **state)
{
    (void) state;
    const char *const texts [] = { "event connected", NULL };
    child_lab_t *lab = child_lab_new (true, texts);
    child_lab_start (lab);
    sup_reload_t reload = { .refused = s_copy ("bad file") };
    assert_int_equal (sup_reload_send (&reload, zactor_sock (lab->supervisor)), 0);
    sup_reload_free (&reload);
    size_t offset = 0;
    assert_non_null (
        child_lab_wait (lab, &offset, "supervisor_reload_refused", "bad file", LIMIT_MS));
    (void) zstr_send (lab->supervisor, "RELOAD");
    assert_non_null (
        child_lab_wait (lab, &offset, "supervisor_reload_refused", "not understood", LIMIT_MS));
    bool is_clean = false;
    assert_int_equal (child_lab_stop (lab, &is_clean, NULL), 0);
    assert_null (strstr (lab->lines, "stub_was_asked"));
    child_lab_destroy (&lab);
}

//  A child that reads nothing fills its pipe; it is owed the last wish alone.

static void
test_a_full_pipe_is_tried_again (void **state)
{
    (void) state;
    zsock_t *child = NULL;
    zsock_t *pipe = zsys_create_pipe (&child);
    sup_orders_t orders = { .wish = NULL };
    const beat_order_t start = { .epoch = 5 };
    sup_orders_begin (&orders);
    sup_orders_send (&orders, pipe, &start);
    assert_true (orders.is_started);
    int sent = 1;
    while (beat_send_term (pipe) == 0) {
        sent++;
    }
    char *wish = s_copy ("late");
    sup_orders_wish (&orders, &wish);
    assert_null (wish);
    sup_orders_wish (&orders, &wish);
    sup_orders_send (&orders, pipe, &start);
    assert_true (orders.is_owed);
    beat_order_t order;
    while (sent-- > 0) {
        assert_int_not_equal (beat_recv_order (child, &order), BEAT_ORDER_NONE);
    }
    for (int turn = 0; turn < 1000 && orders.is_owed; turn++) {
        zclock_sleep (1);  //  libzmq looks at what was read not more often
        sup_orders_send (&orders, pipe, &start);
    }
    assert_false (orders.is_owed);
    assert_int_equal (beat_recv_order (child, &order), BEAT_ORDER_RELOAD);
    assert_memory_equal (order.wish, "late", 4);
    free (order.wish);
    sup_orders_send (&orders, pipe, &start);
    assert_int_equal (beat_recv_order (child, &order), BEAT_ORDER_NONE);
    sup_orders_free (&orders);
    zsock_destroy (&pipe);
    zsock_destroy (&child);
}

int
main (int argc, char **argv)
{
    child_stub_main (argc, argv);
    (void) setenv ("ZSYS_SIGHANDLER", "false", 1);
    zsys_handler_set (NULL);
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_arrives_as_it_was_sent),
        cmocka_unit_test (test_a_thread_and_the_ones_after_it_are_asked),
        cmocka_unit_test (test_a_process_and_the_ones_after_it_are_asked),
        cmocka_unit_test (test_a_refusal_is_told_and_changes_nothing),
        cmocka_unit_test (test_a_full_pipe_is_tried_again),
    };
    return UNIT_RUN ("sup_reload", tests);
}
