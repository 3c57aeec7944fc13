//  Tests of bybit_recent: recent trades are read whole and in order, or refused

#include "bybit_recent.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "{'retCode':0,'retMsg':'OK','result':{'category':'linear','list':["
#define TAIL "]},'retExtInfo':{},'time':1790000000182}"

static int
s_setup (void **state)
{
    *state = bybit_recent_new ();
    return 0;
}

static int
s_teardown (void **state)
{
    bybit_recent_t *recent = *state;
    bybit_recent_destroy (&recent);
    assert_null (recent);
    return 0;
}

static mdp_text_t
s_text (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

//  Read a text whose quotes are written as apostrophes; it lives until the next one.

static const bybit_recent_answer_t *
s_read (bybit_recent_t *recent, mdp_category_t category, const char *symbol, const char *text)
{
    static char json [65536];
    size_t size = strlen (text);
    assert_true (size < sizeof json);
    for (size_t index = 0; index <= size; index++) {
        json [index] = '"';
        if (text [index] != '\'') {
            json [index] = text [index];
        }
    }
    return bybit_recent_read (recent, category, s_text (symbol), json, size);
}

//  A trade of the symbol A.

static const char *
s_trade (const char *id, unsigned at_ms)
{
    static char texts [8][256];
    static size_t last;
    last = (last + 1) % 8;
    (void) snprintf (texts [last], sizeof texts [last],
                     "{'execId':'%s','symbol':'A','price':'1.5','size':'2','side':'Buy',"
                     "'time':'%u'}",
                     id, at_ms);
    return texts [last];
}

static void
s_assert_ids (const bybit_recent_answer_t *answer, const char *ids)
{
    assert_null (answer->reason);
    assert_int_equal (answer->count, strlen (ids));
    for (size_t index = 0; index < answer->count; index++) {
        assert_int_equal (answer->trades [index].id.size, 1);
        assert_int_equal (answer->trades [index].id.chars [0], ids [index]);
    }
}

static void
s_assert_refused (bybit_recent_t *recent, const char *text, const char *reason)
{
    const bybit_recent_answer_t *answer = s_read (recent, MDP_LINEAR, "A", text);
    assert_non_null (answer->reason);
    assert_string_equal (answer->reason, reason);
    assert_int_equal (answer->count, 0);
}

static void
test_asks_by_symbol_and_of_options_by_base_coin (void **state)
{
    (void) state;
    char path [BYBIT_RECENT_PATH_MAX];
    bybit_recent_path (path, MDP_LINEAR, s_text ("BTCUSDT-26JUN26"));
    assert_string_equal (
        path, "/v5/market/recent-trade?category=linear&symbol=BTCUSDT-26JUN26&limit=1000");
    bybit_recent_path (path, MDP_SPOT, s_text ("BTCUSDT"));
    assert_string_equal (path, "/v5/market/recent-trade?category=spot&symbol=BTCUSDT&limit=60");
    bybit_recent_path (path, MDP_OPTION, s_text ("BTC"));
    assert_string_equal (path, "/v5/market/recent-trade?category=option&baseCoin=BTC&limit=1000");
    bybit_recent_path (path, MDP_INVERSE, s_text ("\xe5\xb8\x81&X/"));
    assert_string_equal (
        path, "/v5/market/recent-trade?category=inverse&symbol=%E5%B8%81%26X%2F&limit=1000");
    char longest [64];
    memset (longest, 0xff, sizeof longest);
    bybit_recent_path (path, MDP_INVERSE, (mdp_text_t){ .chars = longest, .size = sizeof longest });
    assert_int_equal (strlen (path), strlen ("/v5/market/recent-trade?category=inverse&symbol=")
                                         + 3 * sizeof longest + strlen ("&limit=1000"));
}

static void
test_reads_all_keys_of_a_trade (void **state)
{
    const bybit_recent_answer_t *answer =
        s_read (*state, MDP_LINEAR, "BTCUSDT",
                HEAD "{'execId':'5f3c','symbol':'BTCUSDT','price':'86723.50','size':'0.001',"
                     "'side':'Sell','time':'1790000000123','isBlockTrade':false,"
                     "'isRPITrade':true,'seq':'814547790001','unknown':{}}" TAIL);
    assert_null (answer->reason);
    assert_true (answer->is_ordered);
    assert_int_equal (answer->ts_exchange, 1790000000182000000);
    assert_int_equal (answer->count, 1);
    const mdp_trade_t *trade = answer->trades;
    assert_true (mdp_text_is (trade->id, "5f3c"));
    assert_true (mdp_text_is (trade->symbol, "BTCUSDT"));
    assert_int_equal (trade->ts_event, 1790000000123000000);
    assert_true (mdp_decimal_double (trade->price) == 86723.5);
    assert_true (mdp_decimal_double (trade->size) == 0.001);
    assert_int_equal (trade->xseq, 814547790001);
    assert_int_equal (trade->has, MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_RPI | MDP_HAS_XSEQ);
    assert_false (trade->is_buy);
    assert_true (trade->is_rpi);
    assert_int_equal (trade->tick.size, 0);
}

static void
test_reads_options_of_a_base_coin (void **state)
{
    static const char TEXT [] =
        "{'retCode':0,'result':{'category':'option','list':[{'execId':'b','symbol':"
        "'BTC-26JUN26-90000-C','price':'985','size':'0.01','side':'Buy','time':'9','mP':'984.2',"
        "'iP':'86722.1','mIv':'0.4471','iv':'','isBlockTrade':true},{'execId':'a','symbol':"
        "'BTC-26JUN26-90000-P','price':'1','size':'1','side':'Buy','time':'8'}]}}";
    const bybit_recent_answer_t *answer = s_read (*state, MDP_OPTION, "BTC", TEXT);
    s_assert_ids (answer, "ab");
    assert_int_equal (answer->ts_exchange, 0);
    assert_true (mdp_text_is (answer->trades [1].symbol, "BTC-26JUN26-90000-C"));
    assert_int_equal (answer->trades [1].has, MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_MARK_PRICE
                                                  | MDP_HAS_INDEX_PRICE | MDP_HAS_MARK_IV);
    answer = s_read (*state, MDP_OPTION, "ETH", TEXT);
    assert_non_null (answer->reason);
}

static void
test_the_oldest_comes_first_and_one_moment_stays_in_order (void **state)
{
    char text [4096];
    (void) snprintf (text, sizeof text, HEAD "%s,%s,%s,%s" TAIL, s_trade ("d", 7), s_trade ("c", 7),
                     s_trade ("b", 7), s_trade ("a", 5));
    const bybit_recent_answer_t *answer = s_read (*state, MDP_LINEAR, "A", text);
    s_assert_ids (answer, "abcd");
    assert_true (answer->is_ordered);
}

static void
test_another_order_is_put_right_and_told (void **state)
{
    char text [4096];
    (void) snprintf (text, sizeof text, HEAD "%s,%s,%s" TAIL, s_trade ("a", 5), s_trade ("c", 7),
                     s_trade ("b", 6));
    const bybit_recent_answer_t *answer = s_read (*state, MDP_LINEAR, "A", text);
    s_assert_ids (answer, "abc");
    assert_false (answer->is_ordered);
    s_assert_ids (s_read (*state, MDP_LINEAR, "A", HEAD TAIL), "");
    assert_true (s_read (*state, MDP_LINEAR, "A", HEAD TAIL)->is_ordered);
}

static void
test_refuses_what_is_no_answer (void **state)
{
    static const struct {
        const char *text;
        const char *reason;
    } CASES [] = {
        { "", "not JSON" },
        { "<html>", "not JSON" },
        { HEAD, "not JSON" },
        { "[]", "the exchange refused the request (retCode)" },
        { "7", "the exchange refused the request (retCode)" },
        { "{}", "the exchange refused the request (retCode)" },
        { "{'retCode':10006,'retMsg':'Too many visits!'}",
          "the exchange refused the request (retCode)" },
        { "{'retCode':'x'}", "the exchange refused the request (retCode)" },
        { "{'retCode':0}", "an answer of another category" },
        { "{'retCode':0,'result':{'category':'spot','list':[]}}", "an answer of another category" },
        { "{'retCode':0,'result':{'category':'linear'}}", "no list of trades, or too long a one" },
        { "{'retCode':0,'result':{'category':'linear','list':{}}}",
          "no list of trades, or too long a one" },
        { "{'retCode':0,'result':{'category':'linear','list':[]},'time':'x'}",
          "not an unsigned integer" },
        { HEAD "7" TAIL, "a trade is not an object" },
        { HEAD "{}" TAIL, "no price or no size" },
        { HEAD "{'execId':'a','symbol':'A','price':'1','size':'2'}" TAIL, "no time or no id" },
        { HEAD "{'execId':'a','symbol':'B','price':'1','size':'2','time':'5'}" TAIL,
          "symbol is not the topic's" },
        { HEAD "{'execId':'a','symbol':'A-1','price':'1','size':'2','time':'5'}" TAIL,
          "a trade of another symbol" },
        { HEAD "{'execId':'a','symbol':'A','price':'1e9','size':'2','time':'5'}" TAIL,
          "not a decimal number" },
        { HEAD "{'execId':'a','symbol':'A','price':'1','size':'-2','time':'5'}" TAIL,
          "negative number" },
        { HEAD "{'execId':'a','symbol':'A','price':'1','size':'2','time':'5','side':'?'}" TAIL,
          "unknown side" },
    };
    for (size_t index = 0; index < sizeof CASES / sizeof *CASES; index++) {
        s_assert_refused (*state, CASES [index].text, CASES [index].reason);
    }
}

//  One bad trade among good ones would leave a hole.

static void
test_refuses_all_of_an_answer_with_a_bad_trade (void **state)
{
    char text [4096];
    (void) snprintf (text, sizeof text, HEAD "%s,{},%s" TAIL, s_trade ("b", 7), s_trade ("a", 5));
    s_assert_refused (*state, text, "no price or no size");
}

static void
test_refuses_more_than_was_asked_for (void **state)
{
    size_t room = BYBIT_RECENT_TEXT_MAX + 2;
    char *text = calloc (1, room);
    assert_non_null (text);
    memset (text, ' ', room - 1);
    const bybit_recent_answer_t *answer =
        bybit_recent_read (*state, MDP_LINEAR, s_text ("A"), text, room - 1);
    assert_string_equal (answer->reason, "answer over 1 MiB");
    strcpy (text, "{\"retCode\":0,\"result\":{\"category\":\"linear\",\"list\":[0");
    for (int index = 0; index < BYBIT_RECENT_MAX; index++) {
        strcat (text, ",0");
    }
    strcat (text, "]}}");
    answer = bybit_recent_read (*state, MDP_LINEAR, s_text ("A"), text, strlen (text));
    assert_string_equal (answer->reason, "no list of trades, or too long a one");
    free (text);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_asks_by_symbol_and_of_options_by_base_coin),
        UNIT_FIXTURE (test_reads_all_keys_of_a_trade),
        UNIT_FIXTURE (test_reads_options_of_a_base_coin),
        UNIT_FIXTURE (test_the_oldest_comes_first_and_one_moment_stays_in_order),
        UNIT_FIXTURE (test_another_order_is_put_right_and_told),
        UNIT_FIXTURE (test_refuses_what_is_no_answer),
        UNIT_FIXTURE (test_refuses_all_of_an_answer_with_a_bad_trade),
        UNIT_FIXTURE (test_refuses_more_than_was_asked_for),
    };
    return UNIT_RUN ("bybit_recent", tests);
}
