//  Tests of tgc_client: against a publisher in the same process that plays golden vectors

#include <czmq.h>

#include "test_tgc_files.h"
#include "tickgate.h"

#define BOOK "bybit.linear.depth.50.SOLUSDT."
#define ASKING "bybit.linear.depth.50.SOLUSDT"
#define TRADES "bybit.linear.trade.BTCUSDT."
#define STATUS "bybit.status."
#define HEARTBEAT "supervisor.heartbeat."

enum { PATIENCE_MS = 60000 };

typedef struct {
    zsock_t *pub;
    char endpoint [64];
    tgc_client_t *client;
} bench_t;

static int
s_setup (void **state)
{
    bench_t *bench = calloc (1, sizeof *bench);
    assert_non_null (bench);
    bench->pub = zsock_new (ZMQ_XPUB);
    assert_non_null (bench->pub);
    zsock_set_xpub_verbose (bench->pub, 1);
    zsock_set_rcvtimeo (bench->pub, PATIENCE_MS);
    int port = zsock_bind (bench->pub, "tcp://127.0.0.1:*");
    assert_true (port > 0);
    snprintf (bench->endpoint, sizeof bench->endpoint, "tcp://127.0.0.1:%d", port);
    bench->client = tgc_client_new ();
    *state = bench;
    return 0;
}

static int
s_teardown (void **state)
{
    bench_t *bench = *state;
    tgc_client_destroy (&bench->client);
    tgc_client_destroy (&bench->client);
    zsock_destroy (&bench->pub);
    free (bench);
    return 0;
}

//  The next subscription (1) or unsubscription (0) that the publisher hears.

static void
s_assert_heard (bench_t *bench, int is_subscription, const char *prefix)
{
    zframe_t *frame = zframe_recv (bench->pub);
    assert_non_null (frame);
    assert_int_equal (zframe_size (frame), 1 + strlen (prefix));
    assert_int_equal (zframe_data (frame) [0], is_subscription);
    assert_memory_equal (zframe_data (frame) + 1, prefix, strlen (prefix));
    zframe_destroy (&frame);
}

//  Publish a vector with another number: the byte after the key "seq".

static void
s_send (bench_t *bench, const char *topic, const char *vector, uint8_t seq)
{
    static const char KEY [] = "\xa3seq";
    char frame [FRAME_MAX];
    size_t size = files_read (frame, VECTORS_DIR, vector, ".msgpack");
    char *key = memmem (frame, size, KEY, sizeof KEY - 1);
    assert_non_null (key);
    assert_in_range (key [sizeof KEY - 1], 0, 127);  //  One byte, as ours
    key [sizeof KEY - 1] = (char) seq;
    assert_int_equal (zsock_send (bench->pub, "sbs", topic, frame, size, "a later frame"), 0);
}

static const tgc_item_t *
s_recv (bench_t *bench, tgc_item_kind_t kind)
{
    const tgc_item_t *item = tgc_client_recv (bench->client, PATIENCE_MS);
    assert_non_null (item);
    assert_int_equal (item->kind, kind);
    return item;
}

static void
s_connect (bench_t *bench, const char *prefix)
{
    assert_int_equal (tgc_client_connect (bench->client, bench->endpoint), 0);
    tgc_client_subscribe (bench->client, prefix);
    s_assert_heard (bench, 1, prefix);
}

static void
test_messages_come_typed_with_their_topic_and_frame (void **state)
{
    bench_t *bench = *state;
    s_connect (bench, "");
    s_send (bench, TRADES, "trades_float64", 7);
    const tgc_item_t *item = s_recv (bench, TGC_ITEM_TRADES);
    assert_true (tgc_text_is (item->topic, TRADES));
    assert_true (item->frame.size > 0);
    assert_int_equal (item->message->seq, 7);
    assert_int_equal (item->message->as.trades.count, 2);
    s_send (bench, BOOK, "snapshot_float64", 7);
    item = s_recv (bench, TGC_ITEM_BOOK);
    assert_true (tgc_book_level (item->book, TGC_BIDS, 0)->price.value == 120.64);
    assert_ptr_equal (item->book, tgc_client_book (bench->client, BOOK));
    s_send (bench, "supervisor.event.", "event", 7);
    item = s_recv (bench, TGC_ITEM_EVENT);
    assert_int_equal (item->message->as.event.count, 5);
    s_send (bench, STATUS, "status", 7);
    assert_int_equal (s_recv (bench, TGC_ITEM_STATUS)->message->as.status.count, 5);
    s_send (bench, HEARTBEAT, "heartbeat", 7);
    assert_int_equal (s_recv (bench, TGC_ITEM_HEARTBEAT)->message->as.heartbeat.count, 2);
    assert_null (tgc_client_recv (bench->client, 0));
}

static void
test_a_hole_is_told_and_a_snapshot_asked_for_without_leaving_the_topic (void **state)
{
    bench_t *bench = *state;
    s_connect (bench, BOOK);
    s_assert_heard (bench, 1, STATUS);
    s_send (bench, BOOK, "snapshot_float64", 7);
    s_recv (bench, TGC_ITEM_BOOK);
    s_send (bench, BOOK, "delta_float64", 10);
    const tgc_item_t *item = s_recv (bench, TGC_ITEM_HOLE);
    assert_true (tgc_text_is (item->topic, BOOK));
    assert_int_equal (item->from, 8);
    assert_int_equal (item->to, 9);
    assert_null (tgc_client_book (bench->client, BOOK));
    s_recv (bench, TGC_ITEM_IGNORED);
    s_assert_heard (bench, 1, ASKING);
    s_assert_heard (bench, 0, ASKING);
    s_send (bench, BOOK, "snapshot_subscribe", 10);
    s_recv (bench, TGC_ITEM_BOOK);
}

static void
test_a_snapshot_is_asked_for_by_a_text_that_is_not_subscribed (void **state)
{
    bench_t *bench = *state;
    s_connect (bench, "bybit.linear.");
    s_send (bench, BOOK, "snapshot_float64", 7);
    s_recv (bench, TGC_ITEM_BOOK);
    s_assert_heard (bench, 1, STATUS);
    s_send (bench, BOOK, "delta_float64", 10);
    s_recv (bench, TGC_ITEM_HOLE);
    s_assert_heard (bench, 1, BOOK);
    s_assert_heard (bench, 0, BOOK);
    s_recv (bench, TGC_ITEM_IGNORED);
    s_send (bench, BOOK, "snapshot_subscribe", 10);
    s_recv (bench, TGC_ITEM_BOOK);
    tgc_client_subscribe (bench->client, BOOK);
    s_assert_heard (bench, 1, BOOK);
    tgc_client_subscribe (bench->client, ASKING);
    s_assert_heard (bench, 1, ASKING);
    s_send (bench, BOOK, "delta_float64", 12);
    s_recv (bench, TGC_ITEM_HOLE);
    s_recv (bench, TGC_ITEM_IGNORED);
    s_assert_heard (bench, 1, "bybit.linear.depth.50.SOLUSD");
}

static void
test_a_gap_invalidates_the_book (void **state)
{
    bench_t *bench = *state;
    s_connect (bench, BOOK);
    s_send (bench, BOOK, "snapshot_float64", 7);
    s_recv (bench, TGC_ITEM_BOOK);
    s_send (bench, BOOK, "gap_crossed", 9);
    assert_int_equal (s_recv (bench, TGC_ITEM_HOLE)->to, 8);
    const tgc_item_t *item = s_recv (bench, TGC_ITEM_GAP);
    assert_true (tgc_text_is (item->message->as.gap.cause, "crossed"));
    assert_null (tgc_client_book (bench->client, BOOK));
}

static void
test_what_is_broken_is_told_counted_and_hurts_nothing (void **state)
{
    bench_t *bench = *state;
    s_connect (bench, "");
    zstr_sendx (bench->pub, BOOK, "\xc1", NULL);
    const tgc_item_t *item = s_recv (bench, TGC_ITEM_ERROR);
    assert_true (tgc_text_is (item->topic, BOOK));
    assert_null (item->message);
    assert_non_null (item->what);
    zstr_send (bench->pub, BOOK);
    s_recv (bench, TGC_ITEM_ERROR);
    zstr_sendx (bench->pub, "", "", NULL);
    s_recv (bench, TGC_ITEM_ERROR);
    s_send (bench, TRADES, "future_type", 7);
    s_recv (bench, TGC_ITEM_IGNORED);
    s_send (bench, "a topic of tomorrow", "snapshot_float64", 7);
    s_recv (bench, TGC_ITEM_IGNORED);
    s_send (bench, BOOK, "status", 7);
    s_recv (bench, TGC_ITEM_IGNORED);
    s_send (bench, TRADES, "trades_string", 7);
    s_recv (bench, TGC_ITEM_TRADES);
    assert_int_equal (tgc_client_error_count (bench->client), 3);
}

//  The client hears them for itself; it hands on what was subscribed.

static void
test_heartbeats_and_status_are_handed_on_only_where_they_were_subscribed (void **state)
{
    bench_t *bench = *state;
    assert_int_equal (tgc_client_watch (bench->client, bench->endpoint), 0);
    s_assert_heard (bench, 1, HEARTBEAT);
    tgc_client_subscribe (bench->client, TRADES);
    s_assert_heard (bench, 1, TRADES);
    s_assert_heard (bench, 1, STATUS);
    s_send (bench, HEARTBEAT, "heartbeat", 1);
    s_send (bench, STATUS, "status", 1);
    s_send (bench, TRADES, "trades_float64", 1);
    s_recv (bench, TGC_ITEM_TRADES);
    tgc_client_subscribe (bench->client, "supervisor.");
    s_assert_heard (bench, 1, "supervisor.");
    s_send (bench, HEARTBEAT, "heartbeat", 2);
    s_recv (bench, TGC_ITEM_HEARTBEAT);
}

static void
test_silence_of_the_heartbeat_is_told_for_each_topic (void **state)
{
    bench_t *bench = *state;
    assert_int_equal (tgc_client_watch (bench->client, bench->endpoint), 0);
    tgc_client_subscribe (bench->client, TRADES);
    tgc_client_subscribe (bench->client, BOOK);
    s_assert_heard (bench, 1, HEARTBEAT);
    s_recv (bench, TGC_ITEM_SILENCE);
    s_recv (bench, TGC_ITEM_SILENCE);
    assert_null (tgc_client_recv (bench->client, 200));
}

//  What waited in the meantime speaks before the clock does.

static void
test_a_caller_that_was_away_is_no_silence (void **state)
{
    bench_t *bench = *state;
    assert_int_equal (tgc_client_watch (bench->client, bench->endpoint), 0);
    tgc_client_subscribe (bench->client, TRADES);
    s_assert_heard (bench, 1, HEARTBEAT);
    s_send (bench, HEARTBEAT, "heartbeat", 1);
    zclock_sleep (TGC_READER_SILENCE_MS + 200);
    assert_null (tgc_client_recv (bench->client, 200));
}

static void
test_a_topic_that_was_unsubscribed_is_followed_no_more (void **state)
{
    bench_t *bench = *state;
    s_connect (bench, BOOK);
    tgc_client_subscribe (bench->client, BOOK);
    s_assert_heard (bench, 1, STATUS);
    s_send (bench, BOOK, "snapshot_float64", 7);
    s_recv (bench, TGC_ITEM_BOOK);
    tgc_client_unsubscribe (bench->client, "bybit.");
    assert_non_null (tgc_client_book (bench->client, BOOK));
    tgc_client_unsubscribe (bench->client, BOOK);
    assert_null (tgc_client_book (bench->client, BOOK));
    s_assert_heard (bench, 0, BOOK);
    s_send (bench, BOOK, "delta_float64", 8);
    assert_null (tgc_client_recv (bench->client, 100));
}

static void
test_a_descriptor_wakes_the_caller (void **state)
{
    bench_t *bench = *state;
    int ends [2];
    assert_int_equal (pipe (ends), 0);
    tgc_client_wake_on (bench->client, ends [0]);
    assert_null (tgc_client_recv (bench->client, 10));
    assert_int_equal (write (ends [1], "", 1), 1);
    s_recv (bench, TGC_ITEM_WOKEN);
    tgc_client_wake_on (bench->client, -1);
    assert_null (tgc_client_recv (bench->client, 10));
    close (ends [0]);
    close (ends [1]);
}

static void
test_a_word_that_is_no_endpoint_is_refused (void **state)
{
    bench_t *bench = *state;
    assert_int_equal (tgc_client_connect (bench->client, "nonsense"), -1);
    assert_int_equal (tgc_client_connect (bench->client, ""), -1);
    assert_int_equal (tgc_client_watch (bench->client, "tcp://127.0.0.1:notaport"), -1);
}

//  More topics than the table begins with, each with a book of its own.

static void
test_many_topics_are_told_apart (void **state)
{
    enum { TOPICS = 300 };
    bench_t *bench = *state;
    s_connect (bench, "bybit.linear.depth.50.");
    for (int round = 0; round < 2; round++) {
        for (int index = 0; index < TOPICS; index++) {
            char topic [64];
            snprintf (topic, sizeof topic, "bybit.linear.depth.50.S%d.", index);
            s_send (bench, topic, round == 0 ? "snapshot_float64" : "delta_float64",
                    (uint8_t) (index % 100 + round));
            const tgc_item_t *item = s_recv (bench, TGC_ITEM_BOOK);
            assert_true (tgc_text_is (item->topic, topic));
            assert_int_equal (tgc_book_seq (item->book), index % 100 + round);
        }
    }
}

int
main (void)
{
    zsys_handler_set (NULL);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_messages_come_typed_with_their_topic_and_frame),
        UNIT_FIXTURE (test_a_hole_is_told_and_a_snapshot_asked_for_without_leaving_the_topic),
        UNIT_FIXTURE (test_a_snapshot_is_asked_for_by_a_text_that_is_not_subscribed),
        UNIT_FIXTURE (test_a_gap_invalidates_the_book),
        UNIT_FIXTURE (test_what_is_broken_is_told_counted_and_hurts_nothing),
        UNIT_FIXTURE (test_heartbeats_and_status_are_handed_on_only_where_they_were_subscribed),
        UNIT_FIXTURE (test_silence_of_the_heartbeat_is_told_for_each_topic),
        UNIT_FIXTURE (test_a_caller_that_was_away_is_no_silence),
        UNIT_FIXTURE (test_a_topic_that_was_unsubscribed_is_followed_no_more),
        UNIT_FIXTURE (test_a_descriptor_wakes_the_caller),
        UNIT_FIXTURE (test_a_word_that_is_no_endpoint_is_refused),
        UNIT_FIXTURE (test_many_topics_are_told_apart),
    };
    return UNIT_RUN ("tgc_client", tests);
}
