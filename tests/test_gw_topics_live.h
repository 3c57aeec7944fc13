//  test_gw_topics_live - three topics of books, asked for and live
//
//  For tests alone.

#ifndef TEST_GW_TOPICS_LIVE_H
#define TEST_GW_TOPICS_LIVE_H

#include <stdlib.h>

#include "gw_topics.h"
#include "unit.h"

enum {
    T0 = 1000000,
    ANSWER_MS = 5000,
    FIRST_DATA_MS = 10000,
    RESUBSCRIBE_MS = 1000,
    RESUBSCRIBE_MS_MAX = 30000,
    HEALTHY_MS = 60000
};

static const gw_topics_policy_t POLICY = {
    .batch = 10,
    .answer_ms_max = ANSWER_MS,
    .first_data_ms_max = FIRST_DATA_MS,
    .resubscribe_ms = RESUBSCRIBE_MS,
    .resubscribe_ms_max = RESUBSCRIBE_MS_MAX,
    .healthy_ms = HEALTHY_MS,
};

typedef struct {
    gw_topics_t *topics;
    uint64_t number;  //  Of the last request
    gw_topics_request_t request;
} fixture_t;

static inline bool
s_next (fixture_t *self, int64_t now_ms)
{
    return gw_topics_next (self->topics, ++self->number, now_ms, &self->request);
}

static inline int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->topics = gw_topics_new (&POLICY);
    (void) gw_topics_add (self->topics, "A", GW_TOPIC_PROMPT);
    (void) gw_topics_add (self->topics, "B", GW_TOPIC_PROMPT);
    (void) gw_topics_add (self->topics, "C", GW_TOPIC_PROMPT);
    gw_topics_reset (self->topics, T0);
    (void) s_next (self, T0);
    gw_topics_on_accepted (self->topics, 0, T0);
    for (size_t index = 0; index < 3; index++) {
        gw_topics_on_data (self->topics, index, T0);
    }
    *state = self;
    return 0;
}

static inline int
s_teardown (void **state)
{
    fixture_t *self = *state;
    gw_topics_destroy (&self->topics);
    free (self);
    return 0;
}

static inline void
s_assert_request (fixture_t *self, int64_t now_ms, bool is_unsubscribe, const char *name)
{
    assert_true (s_next (self, now_ms));
    assert_int_equal (self->request.is_unsubscribe, is_unsubscribe);
    assert_int_equal (self->request.count, 1);
    assert_string_equal (self->request.names [0], name);
}

#endif
