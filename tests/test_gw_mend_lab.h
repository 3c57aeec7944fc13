//  test_gw_mend_lab - a gateway with holes to mend: live trades and fetched ones go in
//
//  For tests alone.

#ifndef TEST_GW_MEND_LAB_H
#define TEST_GW_MEND_LAB_H

#include "gw_holes.h"
#include "gw_mend.h"
#include "test_gw_street.h"

#define TOPIC "bybit.linear.trade.A."
#define CALL "bybit.option.trade.BTC-1-C."
#define PUT "bybit.option.trade.BTC-1-P."

//  When answers are sent and received: all live trades and holes are old by then.
#define SENT_AT 4000000099u
#define RECV_AT 4000000055u

//  When the incarnation before received its last event, where there was one.
enum { SINCE = 777 };

typedef struct {
    street_t *street;
    gw_mend_t *mend;
    gw_feed_t *feed;    //  Of the symbol A
    gw_feed_t *option;  //  Of the base coin BTC
    uint64_t source;
    uint64_t fast;      //  How far our clock is before the exchange's, ns
    int64_t flowed_ms;  //  Before the next answer was asked for
    mdp_trade_t trades [32];
    bybit_recent_answer_t recent;  //  That was taken last
} lab_t;

static inline lab_t *
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
    lab->flowed_ms = GW_HOLES_QUIET_MS;
    return lab;
}

static inline int
s_setup (void **state)
{
    *state = s_lab (0);
    return 0;
}

static inline int
s_setup_restarted (void **state)
{
    *state = s_lab (SINCE);
    return 0;
}

#define RESTARTED_FIXTURE(test)                                                                    \
    cmocka_unit_test_setup_teardown (test, s_setup_restarted, s_teardown)

static inline int
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

static inline void
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

static inline void
s_answer (lab_t *lab, const gw_feed_t *feed, const char *ids, bool is_ordered)
{
    lab->recent = (bybit_recent_answer_t){ .ts_exchange = SENT_AT,
                                           .trades = lab->trades,
                                           .count = strlen (ids),
                                           .is_ordered = is_ordered };
    for (size_t index = 0; index < lab->recent.count; index++) {
        bool is_put = ids [index] < 'a';
        const char *option = is_put ? "BTC-1-P" : "BTC-1-C";
        unsigned at_ms = (unsigned) (ids [index] - (is_put ? 'A' : 'a') + 1);
        lab->trades [index] = (mdp_trade_t){
            .id = { .chars = &ids [index], .size = 1 },
            .symbol = street_text (feed == lab->option ? option : "A"),
            .ts_event = (uint64_t) at_ms * 1000000,
            .size = { .mantissa = 1 },
        };
    }
}

static inline gw_trail_verdict_t
s_fetch (lab_t *lab, gw_feed_t *feed, const char *ids, bool is_ordered)
{
    s_answer (lab, feed, ids, is_ordered);
    const gw_mend_answer_t answer = { &lab->recent, ++lab->source, RECV_AT + lab->fast,
                                      lab->flowed_ms };
    return gw_mend_take (lab->mend, feed, &answer);
}

//  A live trade of an option; as in s_fetch.

static inline void
s_live_option (lab_t *lab, char id)
{
    char text [256];
    (void) snprintf (text, sizeof text,
                     "{'topic':'publicTrade.BTC','ts':9,'data':[{'i':'%c','T':%d,'p':'1','v':'1',"
                     "'s':'BTC-1-%c'}]}",
                     id, id < 'a' ? id - 'A' + 1 : id - 'a' + 1, id < 'a' ? 'P' : 'C');
    (void) street_put (lab->street, MDP_OPTION, 1, text);
}

static inline void
s_expect (lab_t *lab, const char *topic, uint64_t seq, const char *ids, bool is_recovered)
{
    const mdp_message_t *message = street_expect (lab->street, MDP_MESSAGE_TRADES, topic, seq);
    assert_int_equal (message->is_recovered, is_recovered);
    assert_int_equal (message->trades_count, strlen (ids));
    for (size_t index = 0; index < message->trades_count; index++) {
        assert_int_equal (message->trades [index].id.chars [0], ids [index]);
    }
    if (is_recovered) {
        assert_int_equal (message->ts_exchange, SENT_AT);
        assert_int_equal (message->stamp.ts_recv, RECV_AT + lab->fast);
    }
}

static inline const mdp_message_t *
s_expect_gap (lab_t *lab, const char *topic, uint64_t seq, bool is_complete, bool is_final)
{
    const mdp_message_t *message = street_expect (lab->street, MDP_MESSAGE_GAP, topic, seq);
    assert_true (message->has_complete);
    assert_int_equal (message->is_complete, is_complete);
    assert_int_equal (message->is_final, is_final);
    return message;
}

#endif
