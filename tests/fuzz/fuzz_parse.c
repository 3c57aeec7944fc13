//  fuzz_parse - any text may come from the exchange: it is read, applied and published, or refused
//
//  Each line of the input is one text. The parts live as long as the process;
//  the books are lost before each input, so that it starts from nothing.

#include <assert.h>
#include <czmq.h>

#include "gw_pipeline.h"
#include "mdp_utf8.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

//  The fuzzer calls a function without an owner, so this one state is global.
static struct {
    bybit_parse_t *parser;
    gw_market_t *market;
    gw_pub_t *pub;
    gw_publish_t *publish;
    gw_pipeline_t *pipeline;
    gw_stats_t stats;
    uint64_t source;
} s_self;

static void
s_add (mdp_category_t category, uint32_t depth, const char *symbol)
{
    const mdp_text_t text = { .chars = symbol, .size = strlen (symbol) };
    const gw_feed_t *feed = gw_market_add (s_self.market, category, depth, text);
    assert (feed);
}

//  The library of the socket complains at the end about one that is left.

static void
s_end (void)
{
    gw_pub_destroy (&s_self.pub);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    (void) argc;
    (void) argv;
    zsys_handler_set (NULL);
    s_self.parser = bybit_parse_new ();
    s_self.market = gw_market_new ();
    s_self.pub = gw_pub_new ("inproc://fuzz", 1000, NULL);
    assert (s_self.pub);
    s_self.publish = gw_publish_new (s_self.pub, &s_self.stats, MDP_FLOAT64, 1);
    s_self.pipeline = gw_pipeline_new (s_self.market, s_self.publish, &s_self.stats, 1);
    s_add (MDP_LINEAR, 1, "A");
    s_add (MDP_LINEAR, 50, "A");
    s_add (MDP_LINEAR, 0, "A");
    s_add (MDP_OPTION, 25, "BTC-1-C");
    s_add (MDP_OPTION, 0, "BTC");
    return atexit (s_end);
}

static void
s_assert_text (mdp_text_t text)
{
    assert (text.size == 0 || text.chars);
    assert (mdp_utf8_is_valid (text.size > 0 ? text.chars : "", text.size));
}

static void
s_assert_levels (const mdp_level_t *levels, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        assert (levels [index].price.mantissa >= 0);
        assert (levels [index].size.mantissa >= 0);
    }
}

//  Whatever was said about a text holds together.

static void
s_assert_message (const bybit_message_t *message, size_t size)
{
    assert (message->kind <= BYBIT_MALFORMED);
    assert (message->offset <= size);
    assert ((message->kind != BYBIT_MALFORMED && message->refused == 0) || message->reason);
    assert (message->refused_topics_count <= BYBIT_TOPICS_MAX);
    if (message->kind == BYBIT_DEPTH) {
        s_assert_levels (message->depth.bids, message->depth.bids_count);
        s_assert_levels (message->depth.asks, message->depth.asks_count);
    }
    for (size_t index = 0; index < message->trades_count; index++) {
        const mdp_trade_t *trade = &message->trades [index];
        s_assert_text (trade->id);
        s_assert_text (trade->symbol);
        s_assert_text (trade->tick);
        assert (trade->id.size > 0);
        assert (trade->ts_event > 0);
        assert (trade->price.mantissa >= 0);
        assert (trade->size.mantissa >= 0);
    }
}

static void
s_assert_book (const gw_book_t *book, size_t depth)
{
    size_t bids_count;
    size_t asks_count;
    const mdp_level_t *bids = gw_book_bids (book, &bids_count);
    const mdp_level_t *asks = gw_book_asks (book, &asks_count);
    assert (bids_count <= depth);
    assert (asks_count <= depth);
    if (!gw_book_is_valid (book)) {
        return;
    }
    for (size_t index = 1; index < bids_count; index++) {
        assert (mdp_decimal_compare (bids [index - 1].price, bids [index].price) > 0);
    }
    for (size_t index = 1; index < asks_count; index++) {
        assert (mdp_decimal_compare (asks [index - 1].price, asks [index].price) < 0);
    }
    if (bids_count > 0 && asks_count > 0) {
        assert (mdp_decimal_compare (bids [0].price, asks [0].price) < 0);
    }
}

static void
s_put (mdp_category_t category, const char *text, size_t size)
{
    gw_pipeline_result_t result;
    const gw_text_t wire = { category, s_self.source, text, size, 1, 0, 0 };
    gw_pipeline_on_text (s_self.pipeline, &wire, &result);
    assert (result.message);
    if (result.feed && result.feed->is_depth) {
        s_assert_book (result.feed->stream->book, result.feed->depth);
        gw_publish_snapshot (s_self.publish, result.feed->stream, MDP_PERIODIC, 1);
    }
    uint64_t sum = 0;
    for (int stat = GW_STAT_RECEIVED + 1; stat < GW_STATS; stat++) {
        sum += s_self.stats.counts [stat];
    }
    assert (sum == s_self.stats.counts [GW_STAT_RECEIVED]);
    assert (s_self.stats.oversized == 0);
}

//  Each line from memory of its own, so that no byte behind it can be read unseen.

static void
s_on_line (const uint8_t *data, size_t size)
{
    char *text = malloc (size + (size == 0));
    assert (text);
    memcpy (text, data, size);
    s_assert_message (bybit_parse_text (s_self.parser, text, size), size);
    s_put (MDP_LINEAR, text, size);
    s_put (MDP_OPTION, text, size);
    free (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    s_self.source++;
    for (size_t index = 0; index < gw_market_streams_count (s_self.market) && index < 4; index++) {
        gw_stream_t *stream = gw_market_stream_at (s_self.market, index);
        if (stream->book) {
            gw_book_lose (stream->book);
        }
    }
    while (size > 0) {
        const uint8_t *end = memchr (data, '\n', size);
        size_t line = end ? (size_t) (end - data) : size;
        s_on_line (data, line);
        data += line + (end != NULL);
        size -= line + (end != NULL);
    }
    return 0;
}
