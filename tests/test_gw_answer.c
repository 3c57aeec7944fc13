//  Tests of gw_answer: an answer is taken for the request that it is for

#include "gw_answer.h"
#include "gw_load.h"
#include "unit.h"

#include <stdlib.h>

enum { T0 = 1000000, LINE = 3 };

static const gw_topics_policy_t POLICY = { .batch = 1, .answer_ms_max = 5000 };

//  Trades of the options of two coins, each asked for by a request of its own.
typedef struct {
    gw_topics_t *topics;
    gw_load_t *load;
    gw_market_t *market;
    gw_answer_t answer;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->topics = gw_topics_new (&POLICY);
    self->load = gw_load_new (MDP_OPTION, 0, LINE, self->topics);
    self->market = gw_market_new ();
    self->answer = (gw_answer_t){ .market = self->market,
                                  .topics = self->topics,
                                  .category = MDP_OPTION,
                                  .line = LINE,
                                  .where = "here" };
    for (uint64_t number = 1; number <= 2; number++) {
        gw_topics_request_t request;
        const char *coin = number == 1 ? "BTC" : "ETH";
        gw_feed_t *feed = gw_market_add (self->market, MDP_OPTION, 0, mdp_text_of (coin));
        assert_true (gw_load_add (self->load, feed));
        assert_true (gw_topics_next (self->topics, number, T0, &request));
    }
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_load_destroy (&self->load);
    gw_topics_destroy (&self->topics);
    gw_market_destroy (&self->market);
    free (self);
    return 0;
}

static void
s_accept (fixture_t *self, uint64_t request, const char *topic)
{
    const bybit_message_t message = {
        .kind = BYBIT_ACCEPTED,
        .request = request,
        .accepted_topic = mdp_text_of (topic),
    };
    gw_answer_take (&self->answer, &message, T0);
}

static void
test_an_answer_without_a_number_is_for_who_named_its_topic (void **state)
{
    fixture_t *self = *state;
    s_accept (self, 0, "publicTrade.ETH");
    assert_true (gw_topics_awaits (self->topics, 0));
    assert_false (gw_topics_awaits (self->topics, 1));
    s_accept (self, 0, "publicTrade.ETH");  //  It waits no more
    assert_true (gw_topics_awaits (self->topics, 0));
}

static void
test_one_without_a_topic_of_ours_is_for_the_oldest (void **state)
{
    fixture_t *self = *state;
    s_accept (self, 0, "publicTrade.SOL");
    assert_false (gw_topics_awaits (self->topics, 0));
    assert_true (gw_topics_awaits (self->topics, 1));
}

static void
test_a_number_is_the_requests_whatever_is_named (void **state)
{
    fixture_t *self = *state;
    s_accept (self, 2, "publicTrade.BTC");
    assert_true (gw_topics_awaits (self->topics, 0));
    assert_false (gw_topics_awaits (self->topics, 1));
    const bybit_message_t nameless = { .kind = BYBIT_ACCEPTED, .request = 1 };
    gw_answer_take (&self->answer, &nameless, T0);
    assert_false (gw_topics_awaits (self->topics, 0));
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_an_answer_without_a_number_is_for_who_named_its_topic),
        UNIT_FIXTURE (test_one_without_a_topic_of_ours_is_for_the_oldest),
        UNIT_FIXTURE (test_a_number_is_the_requests_whatever_is_named),
    };
    return UNIT_RUN ("gw_answer", tests);
}
