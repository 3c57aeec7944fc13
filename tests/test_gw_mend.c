//  Tests of gw_mend: fetched trades from REST's answer to a subscriber

#include "gw_mend.h"
#include "test_gw_street.h"

#define TOPIC "bybit.linear.trade.A."
#define CALL "bybit.option.trade.BTC-1-C."
#define PUT "bybit.option.trade.BTC-1-P."

enum { SINCE = 777 };

typedef struct {
    street_t *street;
    gw_mend_t *mend;
    gw_feed_t *feed;    //  Of the symbol A
    gw_feed_t *option;  //  Of the base coin BTC
    uint64_t source;
    uint64_t fast;  //  How far our clock is before the exchange's, ns
} lab_t;

static lab_t *
s_lab (uint64_t since)
{
    lab_t *lab = calloc (1, sizeof *lab);
    assert_non_null (lab);
    lab->street = street_new (MDP_FLOAT64, since);
    lab->feed = street_add (lab->street, MDP_LINEAR, 0, "A");
    lab->option = street_add (lab->street, MDP_OPTION, 0, "BTC");
    lab->mend = gw_mend_new (lab->street->market, lab->street->pipeline, lab->street->publish,
                             &lab->street->stats, since);
    lab->source = 1000;
    return lab;
}

static int
s_setup (void **state)
{
    *state = s_lab (0);
    return 0;
}

static int
s_setup_restarted (void **state)
{
    *state = s_lab (SINCE);
    return 0;
}

static int
s_teardown (void **state)
{
    lab_t *lab = *state;
    bool is_done = street_is_done (lab->street);
    gw_mend_destroy (&lab->mend);
    assert_null (lab->mend);
    street_destroy (&lab->street);
    free (lab);
    return is_done ? 0 : -1;
}

//  Live trades: each letter is the id of one, and its place in the alphabet when it was
//  matched.

static void
s_live (lab_t *lab, const char *ids)
{
    char text [STREET_TEXT_MAX] = "{'topic':'publicTrade.A','ts':9,'data':[";
    for (size_t index = 0; index < strlen (ids); index++) {
        char trade [128];
        (void) snprintf (trade, sizeof trade,
                         "%s{'i':'%c','T':%d,'p':'3.5','v':'2','S':'Buy','s':'A'}",
                         index > 0 ? "," : "", ids [index], ids [index] - 'a' + 1);
        strcat (text, trade);
    }
    strcat (text, "]}");
    (void) street_put (lab->street, MDP_LINEAR, 1 + lab->street->lane, text);
}

//  Fetched trades; of options an upper case letter is of the put, a lower case one of the
//  call.

static gw_trail_verdict_t
s_fetch (lab_t *lab, gw_feed_t *feed, const char *ids, bool is_ordered)
{
    mdp_trade_t trades [32];
    bybit_recent_answer_t recent = {
        .ts_exchange = 99, .trades = trades, .count = strlen (ids), .is_ordered = is_ordered
    };
    for (size_t index = 0; index < recent.count; index++) {
        bool is_put = ids [index] < 'a';
        const char *option = is_put ? "BTC-1-P" : "BTC-1-C";
        unsigned at_ms = (unsigned) (ids [index] - (is_put ? 'A' : 'a') + 1);
        trades [index] = (mdp_trade_t){
            .id = { .chars = &ids [index], .size = 1 },
            .symbol = street_text (feed == lab->option ? option : "A"),
            .ts_event = (uint64_t) at_ms * 1000000,
            .size = { .mantissa = 1 },
        };
    }
    const gw_mend_answer_t answer = { &recent, ++lab->source, 55 + lab->fast };
    return gw_mend_take (lab->mend, feed, &answer);
}

static void
s_expect (lab_t *lab, const char *topic, uint64_t seq, const char *ids, bool is_recovered)
{
    const mdp_message_t *message = street_expect (lab->street, MDP_MESSAGE_TRADES, topic, seq);
    assert_int_equal (message->is_recovered, is_recovered);
    assert_int_equal (message->trades_count, strlen (ids));
    for (size_t index = 0; index < message->trades_count; index++) {
        assert_int_equal (message->trades [index].id.chars [0], ids [index]);
    }
    if (is_recovered) {
        assert_int_equal (message->ts_exchange, 99);
        assert_int_equal (message->stamp.ts_recv, 55 + lab->fast);
    }
}

static const mdp_message_t *
s_expect_gap (lab_t *lab, const char *topic, uint64_t seq, bool is_complete, bool is_final)
{
    const mdp_message_t *message = street_expect (lab->street, MDP_MESSAGE_GAP, topic, seq);
    assert_true (message->has_complete);
    assert_int_equal (message->is_complete, is_complete);
    assert_int_equal (message->is_final, is_final);
    return message;
}

//  One lane fell while the other was dead already, which was found only when the first one had
//  come back: what was missed is before the last trade that was had.

static void
test_a_hole_that_is_found_late_is_filled_all_the_same (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    lab->street->lane = 1;
    s_live (lab, "ab");
    gw_cover_begin (&lab->feed->cover, 0, 1);
    gw_cover_begin (&lab->feed->cover, 1, 1);
    gw_pipeline_lose (lab->street->pipeline, lab->feed, 0, MDP_GAP_DISCONNECTED, 50);
    lab->street->lane = 0;
    gw_cover_begin (&lab->feed->cover, 0, 60);
    s_live (lab, "ef");
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect (lab, TOPIC, 2, "ef", false);
    street_expect_nothing (lab->street);
    gw_pipeline_lose (lab->street->pipeline, lab->feed, 1, MDP_GAP_STALE, 40);
    s_expect_gap (lab, TOPIC, 3, false, false);
    assert_int_equal (s_fetch (lab, lab->feed, "cdef", true), GW_TRAIL_SHORT);
    s_expect (lab, TOPIC, 4, "cd", true);
    assert_int_equal (s_fetch (lab, lab->feed, "bcdef", true), GW_TRAIL_WHOLE);
}

static void
test_a_trade_that_could_not_be_read_is_fetched (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    (void) street_put (lab->street, MDP_LINEAR, 1,
                       "{'topic':'publicTrade.A','ts':9,'data':["
                       "{'i':'c','T':3,'p':'3.5','v':'2','S':'Up','s':'A'},"
                       "{'i':'d','T':4,'p':'3.5','v':'2','S':'Buy','s':'A'}]}");
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect (lab, TOPIC, 2, "d", false);
    s_expect_gap (lab, TOPIC, 3, false, false);
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 4, "c", true);
}

static void
test_what_was_missed_is_published_and_the_gap_closed (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_STALE);
    s_live (lab, "ef");
    assert_int_equal (s_fetch (lab, lab->feed, "abcdef", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, 0);
    s_live (lab, "fg");
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "ef", false);
    s_expect (lab, TOPIC, 4, "cd", true);
    const mdp_message_t *end = s_expect_gap (lab, TOPIC, 5, true, true);
    assert_true (mdp_text_is (end->cause, "stale"));
    assert_int_equal (end->since, 1001);
    assert_int_equal (end->hole_from, 0);
    s_expect (lab, TOPIC, 6, "fg", false);
    assert_int_equal (lab->street->stats.recovered, 2);
    assert_false (lab->feed->trail.is_open);
}

static void
test_what_cannot_be_fetched_is_told_by_its_ends (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "ef", true), GW_TRAIL_SHORT);
    gw_mend_close (lab->mend, lab->feed, false, 5000000);
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "ef", true);
    const mdp_message_t *end = s_expect_gap (lab, TOPIC, 4, false, true);
    assert_int_equal (end->hole_from, 2000000);
    assert_int_equal (end->hole_until, 5000000);
}

static void
test_nothing_comes_twice (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "ab");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "abccd", true), GW_TRAIL_WHOLE);
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
    s_live (lab, "cd");  //  What REST knew first is not told again
    s_expect (lab, TOPIC, 1, "ab", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "cd", true);
}

static void
test_what_is_older_than_the_hole_stays_away (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "e");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "abcdef", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 1, "e", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "f", true);
}

//  Its symbol was removed while REST was asked.

static void
test_nothing_is_published_of_what_was_dropped (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    lab->feed->is_dropped = true;
    assert_int_equal (s_fetch (lab, lab->feed, "abc", true), GW_TRAIL_SHORT);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    street_expect_nothing (lab->street);
    lab->feed->is_dropped = false;  //  It comes back, and is told what it missed
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
    s_expect (lab, TOPIC, 3, "bcd", true);
}

static void
test_disorder_is_published_but_proves_nothing (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
    assert_int_equal (s_fetch (lab, lab->feed, "abc", false), GW_TRAIL_BEHIND);
    assert_true (lab->feed->trail.is_open);
    s_expect (lab, TOPIC, 1, "a", false);
    s_expect_gap (lab, TOPIC, 2, false, false);
    s_expect (lab, TOPIC, 3, "bc", true);
}

//  After the end of a hole the next one is told anew, though nothing came between.

static void
test_each_hole_has_a_beginning_and_an_end (void **state)
{
    lab_t *lab = *state;
    s_live (lab, "a");
    for (uint64_t seq = 2; seq < 8; seq += 2) {
        gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
        gw_pipeline_tell_gap (lab->street->pipeline, lab->feed, MDP_GAP_DISCONNECTED);
        assert_int_equal (s_fetch (lab, lab->feed, "a", true), GW_TRAIL_WHOLE);
        gw_mend_close (lab->mend, lab->feed, true, 0);
    }
    s_expect (lab, TOPIC, 1, "a", false);
    for (uint64_t seq = 2; seq < 8; seq += 2) {
        s_expect_gap (lab, TOPIC, seq, false, false);
        s_expect_gap (lab, TOPIC, seq + 1, true, true);
    }
}

static void
test_after_a_restart_a_topic_begins_with_its_gap (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->feed->trail, MDP_GAP_RESTARTED, SINCE, 2500000);
    s_live (lab, "e");
    assert_int_equal (s_fetch (lab, lab->feed, "abcde", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, 0);
    assert_int_equal (s_expect_gap (lab, TOPIC, 1, false, false)->since, SINCE);
    s_expect (lab, TOPIC, 2, "e", false);
    s_expect (lab, TOPIC, 3, "cd", true);
    const mdp_message_t *end = s_expect_gap (lab, TOPIC, 4, true, true);
    assert_true (mdp_text_is (end->cause, "restarted"));
    assert_int_equal (end->since, SINCE);
}

//  Our clock may be before the exchange's, which tells us so.

static void
test_a_moment_of_ours_is_that_of_the_exchange (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->feed->trail, MDP_GAP_RESTARTED, SINCE, 3500000);
    lab->fast = 2000099;
    assert_int_equal (s_fetch (lab, lab->feed, "bcd", true), GW_TRAIL_SHORT);
    s_expect_gap (lab, TOPIC, 1, false, false);
    s_expect (lab, TOPIC, 2, "bcd", true);
    assert_int_equal (s_fetch (lab, lab->feed, "abcd", true), GW_TRAIL_WHOLE);
}

static void
test_a_topic_that_missed_nothing_in_a_restart_is_told_so (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->feed->trail, MDP_GAP_RESTARTED, SINCE, 2500000);
    assert_int_equal (s_fetch (lab, lab->feed, "ab", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->feed, true, 0);
    s_live (lab, "c");
    s_expect_gap (lab, TOPIC, 1, false, false);
    s_expect_gap (lab, TOPIC, 2, true, true);
    s_expect (lab, TOPIC, 3, "c", false);
}

static void
test_options_of_a_coin_are_mended_together (void **state)
{
    lab_t *lab = *state;
    gw_trail_on_gap (&lab->option->trail, MDP_GAP_RESTARTED, SINCE, 1500000);
    assert_int_equal (s_fetch (lab, lab->option, "aBcD", true), GW_TRAIL_WHOLE);
    gw_mend_close (lab->mend, lab->option, true, 0);
    s_expect_gap (lab, PUT, 1, false, false);
    s_expect (lab, PUT, 2, "BD", true);
    s_expect_gap (lab, CALL, 1, false, false);
    s_expect (lab, CALL, 2, "c", true);
    s_expect_gap (lab, PUT, 3, true, true);
    s_expect_gap (lab, CALL, 3, true, true);
    //  One that begins later has its gap closed at once
    (void) street_put (lab->street, MDP_OPTION, 1,
                       "{'topic':'publicTrade.BTC','ts':9,'data':[{'i':'x','T':9,'p':'1','v':'1',"
                       "'S':'Buy','s':'BTC-2-C'}]}");
    s_expect_gap (lab, "bybit.option.trade.BTC-2-C.", 1, false, false);
    s_expect_gap (lab, "bybit.option.trade.BTC-2-C.", 2, true, true);
    s_expect (lab, "bybit.option.trade.BTC-2-C.", 3, "x", false);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_hole_that_is_found_late_is_filled_all_the_same),
        UNIT_FIXTURE (test_a_trade_that_could_not_be_read_is_fetched),
        UNIT_FIXTURE (test_what_was_missed_is_published_and_the_gap_closed),
        UNIT_FIXTURE (test_what_cannot_be_fetched_is_told_by_its_ends),
        UNIT_FIXTURE (test_nothing_comes_twice),
        UNIT_FIXTURE (test_what_is_older_than_the_hole_stays_away),
        UNIT_FIXTURE (test_nothing_is_published_of_what_was_dropped),
        UNIT_FIXTURE (test_disorder_is_published_but_proves_nothing),
        UNIT_FIXTURE (test_each_hole_has_a_beginning_and_an_end),
        cmocka_unit_test_setup_teardown (test_after_a_restart_a_topic_begins_with_its_gap,
                                         s_setup_restarted, s_teardown),
        cmocka_unit_test_setup_teardown (test_a_moment_of_ours_is_that_of_the_exchange,
                                         s_setup_restarted, s_teardown),
        cmocka_unit_test_setup_teardown (test_a_topic_that_missed_nothing_in_a_restart_is_told_so,
                                         s_setup_restarted, s_teardown),
        cmocka_unit_test_setup_teardown (test_options_of_a_coin_are_mended_together,
                                         s_setup_restarted, s_teardown),
    };
    return UNIT_RUN ("gw_mend", tests);
}
