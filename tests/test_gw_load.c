//  Tests of gw_load: a connection takes what fits, and places that were given back again

#include "gw_load.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { T0 = 1000000, LANE = 1, LINE = 3 };

static const gw_topics_policy_t POLICY = { .batch = 10, .answer_ms_max = 5000 };

typedef struct {
    gw_topics_t *topics;
    gw_load_t *load;
    gw_market_t *market;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->topics = gw_topics_new (&POLICY);
    self->load = gw_load_new (MDP_LINEAR, LANE, LINE, self->topics);
    self->market = gw_market_new ();
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_load_destroy (&self->load);
    assert_null (self->load);
    gw_load_destroy (&self->load);
    gw_topics_destroy (&self->topics);
    gw_market_destroy (&self->market);
    free (self);
    return 0;
}

static gw_feed_t *
s_feed (fixture_t *self, mdp_category_t category, size_t number)
{
    char symbol [16];
    int size = snprintf (symbol, sizeof symbol, "%zu", number);
    return gw_market_add (self->market, category, 0, (mdp_text_t){ symbol, (size_t) size });
}

static void
test_a_feed_learns_where_it_stands (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_feed (self, MDP_LINEAR, 1);
    assert_true (feed->places [LANE].line == GW_FEED_NO_LINE);
    assert_false (gw_load_add (self->load, s_feed (self, MDP_SPOT, 1)));
    assert_true (gw_load_add (self->load, s_feed (self, MDP_LINEAR, 0)));
    assert_true (gw_load_add (self->load, feed));
    assert_int_equal (feed->places [LANE].line, LINE);
    assert_int_equal (feed->places [LANE].topic, 1);
    assert_true (feed->places [0].line == GW_FEED_NO_LINE);
    size_t count;
    gw_feed_t *const *feeds = gw_load_feeds (self->load, &count);
    assert_int_equal (count, 2);
    assert_ptr_equal (feeds [1], feed);
}

//  Fill it; returns how many feeds it took.

static size_t
s_fill (fixture_t *self, size_t from)
{
    size_t count = 0;
    while (gw_load_add (self->load, s_feed (self, MDP_LINEAR, from + count))) {
        count++;
    }
    return count;
}

static void
test_places_and_characters_come_back (void **state)
{
    fixture_t *self = *state;
    size_t count = s_fill (self, 10000);
    assert_in_range (count, 500, GW_LOAD_FEEDS_MAX - 1);
    for (size_t index = 0; index < count; index++) {
        gw_load_drop (self->load, s_feed (self, MDP_LINEAR, 10000 + index), T0);
    }
    assert_int_equal (gw_topics_used (self->topics), 0);  //  None was asked for yet
    assert_int_equal (s_fill (self, 20000), count);
    size_t places;
    (void) gw_load_feeds (self->load, &places);
    assert_int_equal (places, count);
}

static void
test_a_place_is_empty_until_it_is_taken_again (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_feed (self, MDP_LINEAR, 1);
    assert_true (gw_load_add (self->load, feed));
    gw_topics_request_t request;
    assert_true (gw_topics_next (self->topics, 1, T0, &request));
    gw_load_drop (self->load, feed, T0);
    size_t count;
    gw_feed_t *const *feeds = gw_load_feeds (self->load, &count);
    assert_int_equal (count, 1);
    assert_null (feeds [0]);
    assert_true (gw_load_add (self->load, s_feed (self, MDP_LINEAR, 2)));
    feeds = gw_load_feeds (self->load, &count);
    assert_int_equal (count, 2);  //  The exchange may still send the first
    assert_true (gw_load_add (self->load, feed));
    assert_int_equal (feed->places [LANE].topic, 0);
    assert_ptr_equal (feeds [0], feed);
}

static void
test_nobody_waits_for_a_hidden_feed (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_feed (self, MDP_LINEAR, 1);
    feed->is_hidden = true;
    assert_true (gw_load_add (self->load, feed));
    assert_true (gw_topics_are_confirmed (self->topics));
    feed->is_hidden = false;
    gw_load_change (self->load, feed);
    assert_false (gw_topics_are_confirmed (self->topics));
}

//  Trades may come much later, so an answer is what counts.

static void
test_what_was_accepted_is_carried (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_feed (self, MDP_LINEAR, 1);
    assert_true (gw_load_add (self->load, feed));
    gw_topics_request_t request;
    assert_true (gw_topics_next (self->topics, 1, T0, &request));
    gw_load_note_carried (self->load, T0);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, 0);
    gw_topics_on_accepted (self->topics, 1, T0 + 5);
    gw_load_note_carried (self->load, T0 + 5);
    gw_load_note_carried (self->load, T0 + 6);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, T0 + 5);
}

//  A topic that was asked for, accepted, and fell silent: it is to be left.

static gw_feed_t *
s_broken_feed (fixture_t *self)
{
    gw_feed_t *feed = s_feed (self, MDP_LINEAR, 1);
    gw_topics_request_t request;
    assert_true (gw_load_add (self->load, feed));
    assert_true (gw_topics_next (self->topics, 1, T0, &request));
    gw_topics_on_accepted (self->topics, 1, T0);
    gw_topics_on_broken (self->topics, 0, T0);
    return feed;
}

static void
s_send (fixture_t *self, gw_feed_t *feed, int64_t now_ms)
{
    gw_topics_on_data (self->topics, feed->places [LANE].topic, now_ms);
    gw_load_on_event (self->load, feed, now_ms);
}

static void
test_what_sends_is_carried_since_its_first_event (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_broken_feed (self);
    s_send (self, feed, T0 + 1);  //  Before it is left, after all
    s_send (self, feed, T0 + 2);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, T0 + 1);
    assert_int_equal (gw_topics_state (self->topics, 0), GW_TOPIC_LIVE);
}

//  It does not say that anything comes after it.

static void
test_what_was_on_its_way_when_a_topic_was_left_carries_nothing (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_broken_feed (self);
    gw_topics_request_t request;
    assert_true (gw_topics_next (self->topics, 2, T0, &request));
    assert_true (request.is_unsubscribe);
    s_send (self, feed, T0 + 1);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, 0);
    gw_topics_on_accepted (self->topics, 2, T0 + 2);
    assert_true (gw_topics_next (self->topics, 3, T0 + 2, &request));
    s_send (self, feed, T0 + 9);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, T0 + 9);
}

static void
test_what_was_asked_for_may_be_sent (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_feed (self, MDP_LINEAR, 1);
    assert_true (gw_load_add (self->load, feed));
    assert_false (gw_load_is_sent (self->load, feed));
    gw_topics_request_t request;
    assert_true (gw_topics_next (self->topics, 1, T0, &request));
    assert_true (gw_load_is_sent (self->load, feed));
}

//  What is asked for again is not carried yet when another topic is accepted meanwhile.

static void
test_what_was_accepted_before_must_be_accepted_again (void **state)
{
    fixture_t *self = *state;
    gw_feed_t *feed = s_feed (self, MDP_LINEAR, 1);
    gw_feed_t *other = s_feed (self, MDP_LINEAR, 2);
    gw_topics_request_t request;
    assert_true (gw_load_add (self->load, feed));
    assert_true (gw_topics_next (self->topics, 1, T0, &request));
    gw_topics_on_accepted (self->topics, 1, T0);
    gw_load_note_carried (self->load, T0);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, T0);
    gw_cover_lose (&feed->cover, LANE);
    gw_topics_on_broken (self->topics, 0, T0);
    assert_true (gw_topics_next (self->topics, 2, T0, &request));
    gw_topics_on_accepted (self->topics, 2, T0);
    assert_true (gw_topics_next (self->topics, 3, T0, &request));
    assert_true (gw_topics_awaits (self->topics, 0));
    assert_true (gw_load_add (self->load, other));
    assert_true (gw_topics_next (self->topics, 4, T0, &request));
    gw_topics_on_accepted (self->topics, 4, T0 + 1);
    gw_load_note_carried (self->load, T0 + 1);
    assert_int_equal (other->cover.lanes [LANE].carried_at, T0 + 1);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, 0);
    gw_topics_on_accepted (self->topics, 3, T0 + 2);
    gw_load_note_carried (self->load, T0 + 2);
    assert_int_equal (feed->cover.lanes [LANE].carried_at, T0 + 2);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_feed_learns_where_it_stands),
        UNIT_FIXTURE (test_places_and_characters_come_back),
        UNIT_FIXTURE (test_a_place_is_empty_until_it_is_taken_again),
        UNIT_FIXTURE (test_nobody_waits_for_a_hidden_feed),
        UNIT_FIXTURE (test_what_was_asked_for_may_be_sent),
        UNIT_FIXTURE (test_what_was_accepted_is_carried),
        UNIT_FIXTURE (test_what_sends_is_carried_since_its_first_event),
        UNIT_FIXTURE (test_what_was_on_its_way_when_a_topic_was_left_carries_nothing),
        UNIT_FIXTURE (test_what_was_accepted_before_must_be_accepted_again),
    };
    return UNIT_RUN ("gw_load", tests);
}
