//  Tests of gw_vigil: which feed is asked for again, and when its connection is blamed

#include "gw_vigil.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

enum { SYMBOLS = 4, FEEDS = 2 * SYMBOLS, T0 = 1000000, STEP_MS = 500, LANE = 1 };

static const gw_topics_policy_t POLICY = { .batch = 10,
                                           .answer_ms_max = 5000,
                                           .first_data_ms_max = 5000,
                                           .resubscribe_ms = 1000,
                                           .resubscribe_ms_max = 30000,
                                           .healthy_ms = 60000 };

//  Of each symbol a level-1 book, its pulse, and its trades.
typedef struct {
    gw_topics_t *topics;
    gw_feed_t all [FEEDS];
    gw_feed_t *feeds [FEEDS];
    const char *why;  //  That is expected
    size_t silent;    //  Feeds that were told, in one look
    uint64_t number;
} fixture_t;

static void
s_on_silent (void *owner, const gw_vigil_find_t *find)
{
    fixture_t *self = owner;
    assert_string_equal (find->why, self->why);
    gw_pulse_t *pulse = &find->feed->places [LANE].pulse;
    gw_pulse_on_asked (pulse, pulse->silent_at);
    self->silent++;
}

static int
s_setup (void **state)
{
    static fixture_t fixture;
    fixture = (fixture_t){ .topics = gw_topics_new (&POLICY), .why = "its symbol has no pulse" };
    for (size_t index = 0; index < FEEDS; index++) {
        gw_feed_t *feed = &fixture.all [index];
        *feed = (gw_feed_t){ .is_depth = index % 2 == 0 };
        feed->symbol = &fixture.all [index - index % 2];
        snprintf (feed->name, sizeof feed->name, "%zu", index);
        fixture.feeds [index] = feed;
        (void) gw_topics_add (fixture.topics, feed->name,
                              feed->is_depth ? GW_TOPIC_PROMPT : GW_TOPIC_QUIET);
    }
    gw_topics_request_t request;
    assert_true (gw_topics_next (fixture.topics, ++fixture.number, T0, &request));
    gw_topics_on_accepted (fixture.topics, fixture.number, T0);
    *state = &fixture;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_topics_destroy (&self->topics);
    return 0;
}

static void
s_beat (fixture_t *self, size_t first_symbol, int64_t now_ms)
{
    for (size_t symbol = first_symbol; symbol < SYMBOLS; symbol++) {
        gw_pulse_on_event (&self->all [2 * symbol].places [LANE].pulse, false, now_ms);
        gw_topics_on_data (self->topics, 2 * symbol, now_ms);
    }
}

static const char *
s_look (fixture_t *self, int64_t now_ms)
{
    self->silent = 0;
    const gw_vigil_view_t view = {
        .lane = LANE, .feeds = self->feeds, .count = FEEDS, .topics = self->topics
    };
    return gw_vigil_look (&view, now_ms, s_on_silent, self);
}

//  Every symbol beats until T0.

static void
s_live (fixture_t *self)
{
    for (int beat = 1 - GW_PULSE_BEATS; beat <= 0; beat++) {
        s_beat (self, 0, T0 + beat * 3000);
    }
}

static void
test_a_quiet_market_is_left_alone (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    for (int64_t now_ms = T0; now_ms < T0 + 600000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 0, now_ms);
        }
        assert_null (s_look (self, now_ms));
        assert_int_equal (self->silent, 0);
    }
}

static void
test_a_symbol_that_stopped_is_told_alone (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    s_beat (self, 1, T0 + 6000);
    assert_null (s_look (self, T0 + 6999));
    assert_int_equal (self->silent, 0);
    assert_null (s_look (self, T0 + 7000));
    assert_int_equal (self->silent, 2);
    s_beat (self, 1, T0 + 9000);
    assert_null (s_look (self, T0 + 10500));
}

static void
test_half_of_the_topics_do_not_end_a_connection_but_more_do (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    s_beat (self, 2, T0 + 6000);
    assert_null (s_look (self, T0 + 7000));
    assert_int_equal (self->silent, 4);
    s_beat (self, 2, T0 + 9000);
    assert_null (s_look (self, T0 + 10000));
    assert_null (s_look (self, T0 + 16000));
    assert_int_equal (self->silent, FEEDS);
    assert_null (s_look (self, T0 + 18999));
    const char *reason = s_look (self, T0 + 19000);
    assert_non_null (reason);
    assert_string_equal (reason, "most of its topics fell silent");
}

static void
test_a_topic_that_does_not_come_back_blames_its_connection_once (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    int blamed = 0;
    for (int64_t now_ms = T0; now_ms < T0 + 300000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        const char *reason = s_look (self, now_ms);
        if (reason) {
            assert_string_equal (reason, "a topic stays silent");
            blamed++;
        }
        if (self->silent > 0) {
            gw_topics_on_broken (self->topics, 0, now_ms);
        }
        gw_topics_request_t request;
        while (gw_topics_next (self->topics, ++self->number, now_ms, &request)) {
            gw_topics_on_accepted (self->topics, self->number, now_ms);
        }
    }
    assert_int_equal (blamed, 1);
    assert_true (gw_topics_is_gone (self->topics, 0));
    assert_true (gw_topics_are_confirmed (self->topics));
}

//  Each subscription brings one more snapshot, and then nothing: that is no life.

static void
test_a_snapshot_for_each_asking_blames_no_second_time (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    int blamed = 0;
    int64_t asked_at = 0;
    for (int64_t now_ms = T0; now_ms < T0 + 600000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        if (asked_at > 0 && now_ms == asked_at + 20000) {
            gw_pulse_on_event (&self->all [0].places [LANE].pulse, true, now_ms);
            asked_at = 0;
        }
        blamed += s_look (self, now_ms) != NULL;
        asked_at = asked_at == 0 && self->silent > 0 ? now_ms : asked_at;
    }
    assert_int_equal (blamed, 1);
}

//  It was dead in the other lane too, whose connection was made anew: to no avail.

static void
test_one_lane_is_blamed_and_not_the_other (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    for (size_t index = 0; index < 2; index++) {
        self->all [index].places [1 - LANE].pulse.is_blamed = true;
    }
    for (int64_t now_ms = T0; now_ms < T0 + 60000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        assert_null (s_look (self, now_ms));
    }
}

static void
test_a_refused_topic_blames_nobody (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    bool was_silent = false;
    for (int64_t now_ms = T0; now_ms < T0 + 60000; now_ms += STEP_MS) {
        if ((now_ms - T0) % 3000 == 0) {
            s_beat (self, 1, now_ms);
        }
        assert_null (s_look (self, now_ms));
        if (self->silent > 0 && !was_silent) {
            was_silent = true;
            for (size_t index = 0; index < 2; index++) {
                gw_topics_request_t request;
                gw_topics_on_broken (self->topics, index, now_ms);
                assert_true (gw_topics_next (self->topics, ++self->number, now_ms, &request));
                gw_topics_on_accepted (self->topics, self->number, now_ms);
                assert_true (gw_topics_next (self->topics, ++self->number, now_ms, &request));
                gw_topics_on_refused (self->topics, self->number, index, false, now_ms);
            }
        }
    }
    assert_true (was_silent);
    assert_int_equal (gw_topics_state (self->topics, 0), GW_TOPIC_REJECTED);
}

//  A book lost an update, and its connection, which brings all else, does nothing that it is asked.

static void
test_a_book_that_is_not_mended_blames_its_connection_once (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    int blamed = 0;
    self->all [2].symbol = &self->all [0];  //  A deeper book of the first symbol
    self->all [3].symbol = &self->all [0];
    gw_topics_on_broken (self->topics, 2, T0);
    for (int64_t now_ms = T0; now_ms < T0 + 300000; now_ms += STEP_MS) {
        gw_topics_request_t request;
        while (gw_topics_next (self->topics, ++self->number, now_ms, &request)) {
            gw_topics_on_accepted (self->topics, self->number, now_ms);
        }
        if ((now_ms - T0) % 3000 == 0) {
            gw_pulse_on_event (&self->all [0].places [LANE].pulse, false, now_ms);
            s_beat (self, 2, now_ms);
        }
        const char *reason = s_look (self, now_ms);
        if (reason) {
            assert_string_equal (reason, "a topic stays invalid");
            assert_in_range (now_ms - T0, 10000, 14000);
            blamed++;
        }
    }
    assert_int_equal (blamed, 1);
}

//  Its books go on, and so do the trades of another lane.

static void
test_trades_that_another_lane_brings_are_missed (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    self->why = "another lane brings trades, and it does not";
    gw_cover_t *cover = &self->all [1].cover;
    gw_cover_begin (cover, LANE, T0);
    gw_cover_on_news (cover, 1 - LANE, 7, 1, T0 + 1000);
    s_beat (self, 0, T0 + 1000 + GW_COVER_LATE_MS - 1);
    assert_null (s_look (self, T0 + 1000 + GW_COVER_LATE_MS + 1));
    assert_int_equal (self->silent, 0);  //  Nothing that was surely sent later came
    s_beat (self, 0, T0 + 1000 + GW_COVER_LATE_MS);
    assert_null (s_look (self, T0 + 1000 + GW_COVER_LATE_MS + 1));
    assert_int_equal (self->silent, 1);
    gw_cover_lose (cover, LANE);
    assert_null (s_look (self, T0 + 1000 + GW_COVER_LATE_MS + 2));
    assert_int_equal (self->silent, 0);
}

//  However often they are asked for, until one comes.

static void
test_trades_that_stay_away_blame_their_connection_once (void **state)
{
    fixture_t *self = *state;
    s_live (self);
    self->why = "another lane brings trades, and it does not";
    gw_cover_t *cover = &self->all [1].cover;
    int64_t now_ms = T0;
    for (int find = 1; find <= 6; find++) {
        if (find == 5) {
            gw_pulse_on_event (&self->all [1].places [LANE].pulse, true, now_ms);
        }
        gw_cover_lose (cover, LANE);
        gw_cover_begin (cover, LANE, now_ms);
        gw_cover_on_news (cover, 1 - LANE, (uint64_t) find, (uint64_t) find, now_ms);
        now_ms += GW_COVER_LATE_MS;
        s_beat (self, 0, now_ms);
        const char *reason = s_look (self, now_ms);
        assert_int_equal (self->silent, 1);
        assert_int_equal (reason != NULL, find == GW_VIGIL_TRIES + 1);
    }
}

static void
test_an_empty_place_is_passed_over (void **state)
{
    fixture_t *self = *state;
    for (size_t index = 0; index < FEEDS; index++) {
        self->feeds [index] = NULL;
    }
    assert_null (s_look (self, T0));
    assert_int_equal (self->silent, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_quiet_market_is_left_alone),
        UNIT_FIXTURE (test_a_symbol_that_stopped_is_told_alone),
        UNIT_FIXTURE (test_half_of_the_topics_do_not_end_a_connection_but_more_do),
        UNIT_FIXTURE (test_a_topic_that_does_not_come_back_blames_its_connection_once),
        UNIT_FIXTURE (test_a_snapshot_for_each_asking_blames_no_second_time),
        UNIT_FIXTURE (test_one_lane_is_blamed_and_not_the_other),
        UNIT_FIXTURE (test_a_refused_topic_blames_nobody),
        UNIT_FIXTURE (test_a_book_that_is_not_mended_blames_its_connection_once),
        UNIT_FIXTURE (test_trades_that_another_lane_brings_are_missed),
        UNIT_FIXTURE (test_trades_that_stay_away_blame_their_connection_once),
        UNIT_FIXTURE (test_an_empty_place_is_passed_over),
    };
    return UNIT_RUN ("gw_vigil", tests);
}
