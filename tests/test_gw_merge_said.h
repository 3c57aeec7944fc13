//  test_gw_merge_said - what lanes say to a merge, if nobody lies, or somebody does
//
//  For tests alone.

#ifndef TEST_GW_MERGE_SAID_H
#define TEST_GW_MERGE_SAID_H

#include "gw_merge.h"
#include "unit.h"

enum { T0 = 1000, FIRST = 0, SECOND = 1 };

static inline int
s_setup (void **state)
{
    *state = gw_merge_new ();
    return 0;
}

static inline int
s_teardown (void **state)
{
    gw_merge_t *merge = *state;
    gw_merge_destroy (&merge);
    assert_null (merge);
    gw_merge_destroy (&merge);
    return 0;
}

//  What an update says, if nobody lies; and the book after it.

static inline uint64_t
s_content (uint64_t update_id)
{
    return 7 * update_id;
}

static inline uint64_t
s_book (uint64_t update_id)
{
    return 7 * update_id + 1;
}

static inline gw_merge_verdict_t
s_on_event (gw_merge_t *self, size_t lane, const gw_merge_event_t *event, int64_t now_ms)
{
    gw_merge_verdict_t verdict = gw_merge_on_event (self, lane, event, now_ms);
    if (verdict == GW_MERGE_HOLD) {
        gw_merge_hold (self, event->update_id, event->update_id);
    }
    if (verdict == GW_MERGE_TAKE && gw_merge_wants_book (self)) {
        gw_merge_on_book (self, s_book (gw_merge_update_id (self)));
    }
    return verdict;
}

static inline gw_merge_verdict_t
s_delta (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .update_id = update_id, .hash = s_content (update_id) };
    return s_on_event (self, lane, &event, T0);
}

static inline gw_merge_verdict_t
s_lie (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .update_id = update_id, .hash = 1 };
    return s_on_event (self, lane, &event, T0);
}

static inline gw_merge_verdict_t
s_snapshot (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .is_snapshot = true,
                                     .update_id = update_id,
                                     .hash = s_book (update_id),
                                     .book_hash = s_book (update_id) };
    return s_on_event (self, lane, &event, T0);
}

static inline gw_merge_verdict_t
s_whole (gw_merge_t *self, size_t lane, uint64_t update_id)
{
    const gw_merge_event_t event = { .is_snapshot = true,
                                     .is_whole = true,
                                     .update_id = update_id,
                                     .hash = s_book (update_id),
                                     .book_hash = s_book (update_id) };
    return s_on_event (self, lane, &event, T0);
}

//  The held event that is taken now; 0 if there is none.

static inline uint64_t
s_next_held (gw_merge_t *self, int64_t now_ms)
{
    uint64_t position = 0;
    (void) gw_merge_next (self, &position, now_ms);
    return position;
}

//  Both lanes are in step at update 10.

static inline gw_merge_t *
s_in_step (void **state)
{
    gw_merge_t *self = *state;
    assert_int_equal (s_snapshot (self, FIRST, 10), GW_MERGE_TAKE);
    assert_int_equal (s_snapshot (self, SECOND, 10), GW_MERGE_DROP);
    assert_true (gw_merge_is_in_step (self, FIRST));
    assert_true (gw_merge_is_in_step (self, SECOND));
    return self;
}

#endif
