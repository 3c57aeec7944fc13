//  test_gw_vigil_lab - a connection with the level-1 book and the trades of four symbols
//
//  For tests alone.

#ifndef TEST_GW_VIGIL_LAB_H
#define TEST_GW_VIGIL_LAB_H

#include <stdio.h>
#include <string.h>

#include "gw_vigil.h"
#include "unit.h"

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
    size_t lane;            //  That is looked over
    const char *why;        //  That is expected
    size_t silent;          //  Feeds that were told, in one look
    const gw_feed_t *told;  //  The last of them
    uint64_t number;
} fixture_t;

static inline void
s_on_silent (void *owner, const gw_vigil_find_t *find)
{
    fixture_t *self = owner;
    assert_string_equal (find->why, self->why);
    gw_pulse_t *pulse = &find->feed->places [self->lane].pulse;
    gw_pulse_on_asked (pulse, pulse->silent_at);
    self->silent++;
    self->told = find->feed;
}

static inline int
s_setup (void **state)
{
    static fixture_t fixture;
    fixture = (fixture_t){ .topics = gw_topics_new (&POLICY),
                           .lane = LANE,
                           .why = "its symbol has no pulse" };
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

static inline int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_topics_destroy (&self->topics);
    return 0;
}

static inline void
s_beat (fixture_t *self, size_t first_symbol, int64_t now_ms)
{
    for (size_t symbol = first_symbol; symbol < SYMBOLS; symbol++) {
        gw_vigil_on_event (&self->all [2 * symbol], self->lane, false, now_ms);
        gw_topics_on_data (self->topics, 2 * symbol, now_ms);
    }
}

static inline const char *
s_look (fixture_t *self, int64_t now_ms)
{
    self->silent = 0;
    const gw_vigil_view_t view = {
        .lane = self->lane, .feeds = self->feeds, .count = FEEDS, .topics = self->topics
    };
    return gw_vigil_look (&view, now_ms, s_on_silent, self);
}

//  Every symbol beats until T0.

static inline void
s_live (fixture_t *self)
{
    for (int beat = 1 - GW_PULSE_BEATS; beat <= 0; beat++) {
        s_beat (self, 0, T0 + beat * 3000);
    }
}

//  Of the first symbol, a hidden pulse, trades and a deeper book; nothing else.

static inline void
s_deepen (fixture_t *self)
{
    self->all [0].is_hidden = true;
    self->all [2].symbol = &self->all [0];
    for (size_t index = 3; index < FEEDS; index++) {
        self->feeds [index] = NULL;
    }
}

#endif
