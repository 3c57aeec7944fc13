//  Tests of gw_merge against a model: an exchange, two lanes with all their faults, any order

#include "gw_merge.h"
#include "unit.h"

#include <stdlib.h>

enum {
    FLIGHT_MAX = 4096,  //  Frames on their way in a lane
    KEPT = 1 << 16,     //  Held frames that are remembered
    STEPS = 60000,
    SEEDS = 12
};

typedef struct {
    bool is_snapshot;
    bool is_whole;
    bool is_lie;
    unsigned numbering;
    uint64_t update_id;
} frame_t;

typedef struct {
    frame_t flight [FLIGHT_MAX];
    size_t first;
    size_t count;
    bool is_up;       //  It is subscribed
    int64_t back_at;  //  When it is subscribed again
    int64_t lags_until;
    bool drops_next;
    bool repeats_next;
    bool lies_next;
} wire_t;

//  What was sent last, and what we hold.
typedef struct {
    gw_merge_t *merge;
    uint64_t random;
    int64_t now_ms;
    bool is_whole;
    uint64_t jump_max;  //  Of a snapshot in mid-stream
    unsigned numbering;
    uint64_t update_id;
    wire_t wires [GW_TRUST_LANES];
    frame_t kept [KEPT];
    uint64_t kept_count;
    bool is_valid;
    frame_t book;   //  What it took last
    bool is_false;  //  It holds a lie
    size_t bars;
    int64_t restart_at;  //  Of the last one
    size_t gaps;
    size_t taken;
} model_t;

static uint64_t
s_random (model_t *self, uint64_t limit)
{
    self->random ^= self->random >> 12;
    self->random ^= self->random << 25;
    self->random ^= self->random >> 27;
    return (self->random * 0x2545f4914f6cdd1du >> 33) % limit;
}

static uint64_t
s_hash (const frame_t *frame, bool is_book)
{
    return frame->update_id * 1000 + frame->numbering * 4 + frame->is_lie * 2u + is_book;
}

static void
s_send (model_t *self, size_t lane, frame_t frame)
{
    wire_t *wire = &self->wires [lane];
    if (wire->is_up && wire->count < FLIGHT_MAX) {
        wire->flight [(wire->first + wire->count++) % FLIGHT_MAX] = frame;
    }
}

static frame_t
s_now (const model_t *self, bool is_snapshot)
{
    return (frame_t){ .is_snapshot = is_snapshot || self->is_whole,
                      .is_whole = self->is_whole,
                      .numbering = self->numbering,
                      .update_id = self->update_id };
}

static void
s_subscribe (model_t *self, size_t lane)
{
    self->wires [lane].is_up = true;
    s_send (self, lane, s_now (self, true));
}

//  The exchange speaks: both lanes are told, one of them perhaps in its own way.

static void
s_publish (model_t *self)
{
    bool is_restart = self->now_ms - self->restart_at > 2500 && s_random (self, 1000) == 0;
    self->restart_at = is_restart ? self->now_ms : self->restart_at;
    bool is_snapshot = s_random (self, 300) == 0;
    uint64_t jump = is_snapshot ? s_random (self, 2) * s_random (self, self->jump_max) : 0;
    self->numbering += is_restart;
    self->update_id = is_restart ? 1 : self->update_id + 1 + jump;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        wire_t *wire = &self->wires [lane];
        frame_t frame = s_now (self, is_restart || is_snapshot);
        frame.is_lie = wire->lies_next && !frame.is_snapshot;
        wire->lies_next = wire->lies_next && frame.is_snapshot;
        if (wire->drops_next) {
            wire->drops_next = false;
            continue;
        }
        s_send (self, lane, frame);
        if (wire->repeats_next) {
            wire->repeats_next = false;
            s_send (self, lane, frame);
        }
    }
}

static void
s_break (model_t *self)
{
    self->gaps += self->is_valid;
    self->is_valid = false;
    gw_merge_break (self->merge);
}

static uint64_t
s_book_hash (const model_t *self)
{
    frame_t book = self->book;
    book.is_lie = self->is_false;
    return s_hash (&book, true);
}

//  What is published must follow what was published before, whatever the merge thinks.

static void
s_take (model_t *self, const frame_t *frame)
{
    self->taken++;
    if (frame->is_snapshot) {
        bool is_newer =
            frame->numbering > self->book.numbering || frame->update_id > self->book.update_id;
        assert_true (!self->is_valid || is_newer);
    } else {
        assert_true (self->is_valid);
        assert_int_equal (frame->numbering, self->book.numbering);
        assert_int_equal (frame->update_id, self->book.update_id + 1);
    }
    self->is_false = !frame->is_snapshot && (self->is_false || frame->is_lie);
    self->book = *frame;
    self->is_valid = true;
    if (gw_merge_wants_book (self->merge)) {
        gw_merge_on_book (self->merge, s_book_hash (self));
    }
}

static void
s_leave (model_t *self, size_t lane, int64_t back_ms)
{
    self->wires [lane].is_up = false;
    self->wires [lane].back_at = self->now_ms + back_ms;
}

static void
s_on_frame (model_t *self, size_t lane, const frame_t *frame)
{
    gw_merge_event_t event = { .is_snapshot = frame->is_snapshot,
                               .is_whole = frame->is_whole,
                               .update_id = frame->update_id,
                               .hash = s_hash (frame, frame->is_snapshot) };
    if (self->is_valid && frame->update_id == self->book.update_id) {
        event.book_hash = s_book_hash (self);
    }
    switch (gw_merge_on_event (self->merge, lane, &event, self->now_ms)) {
        case GW_MERGE_TAKE:
            s_take (self, frame);
            break;
        case GW_MERGE_HOLD:
            self->kept [++self->kept_count % KEPT] = *frame;
            gw_merge_hold (self->merge, frame->update_id, self->kept_count);
            break;
        case GW_MERGE_DROP:
        case GW_MERGE_ORPHAN:
            break;
        case GW_MERGE_BROKEN:
            s_break (self);
            break;
    }
    uint64_t position;
    while (gw_merge_next (self->merge, &position, self->now_ms)) {
        s_take (self, &self->kept [position % KEPT]);
    }
}

static void
s_look (model_t *self)
{
    if (gw_merge_is_lost (self->merge, self->now_ms)) {
        s_break (self);
    }
    self->bars += gw_merge_take_bars (self->merge) != 0;
    unsigned asks = gw_merge_take_asks (self->merge);
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        wire_t *wire = &self->wires [lane];
        if ((asks & 1u << lane) && wire->is_up) {
            s_leave (self, lane, 5);  //  What is on its way still comes
        }
        if (!wire->is_up && wire->back_at <= self->now_ms) {
            s_subscribe (self, lane);
        }
    }
    assert_int_equal (gw_merge_is_valid (self->merge), self->is_valid);
}

//  A connection ends: what was on its way is lost.

static void
s_cut (model_t *self, size_t lane)
{
    self->wires [lane].count = 0;
    s_leave (self, lane, (int64_t) s_random (self, 500));
    if (gw_merge_lose (self->merge, lane)) {
        s_break (self);
    }
}

static void
s_fault (model_t *self, size_t lane)
{
    wire_t *wire = &self->wires [lane];
    switch (s_random (self, 5)) {
        case 0:
            s_cut (self, lane);
            break;
        case 1:
            wire->drops_next = true;
            break;
        case 2:
            wire->repeats_next = true;
            break;
        case 3:
            wire->lags_until = self->now_ms + (int64_t) s_random (self, 150);
            break;
        default:
            s_leave (self, lane, 20);  //  It is asked again alone
            if (gw_merge_lose (self->merge, lane)) {
                s_break (self);
            }
            break;
    }
}

//  A millisecond in which perhaps something is said, and some of it arrives.

static void
s_step (model_t *self)
{
    self->now_ms++;
    if (s_random (self, 2) == 0) {
        s_publish (self);
    }
    for (size_t turn = 0; turn < 4; turn++) {
        size_t lane = s_random (self, GW_TRUST_LANES);
        wire_t *wire = &self->wires [lane];
        if (wire->count > 0 && wire->lags_until <= self->now_ms) {
            frame_t frame = wire->flight [wire->first];
            wire->first = (wire->first + 1) % FLIGHT_MAX;
            wire->count--;
            s_on_frame (self, lane, &frame);
        }
        s_look (self);
    }
}

static model_t *
s_model_new (uint64_t seed, bool is_whole, uint64_t jump_max)
{
    model_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->merge = gw_merge_new ();
    self->random = seed * 7919 + 1;
    self->is_whole = is_whole;
    self->jump_max = jump_max;
    self->update_id = 1000000;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        s_subscribe (self, lane);
    }
    return self;
}

static void
s_model_destroy (model_t *self)
{
    gw_merge_destroy (&self->merge);
    free (self);
}

static bool
s_is_settled (const model_t *self)
{
    bool is_settled = true;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        const wire_t *wire = &self->wires [lane];
        is_settled = is_settled && wire->is_up && !wire->drops_next && !wire->repeats_next
                     && wire->lags_until <= self->now_ms && wire->count < 8
                     && gw_merge_is_in_step (self->merge, lane);
    }
    return is_settled;
}

//  One lane at a time has faults: nothing is seen of them.

static void
s_check_one_lane (bool is_whole)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        model_t *self = s_model_new (seed, is_whole, GW_WINDOW_SIZE - 1);
        size_t faults = 0;
        int64_t fault_at = 100;
        for (size_t step = 0; step < STEPS; step++) {
            if (self->now_ms - fault_at > 30 && s_is_settled (self)) {
                fault_at = self->now_ms;
                s_fault (self, s_random (self, GW_TRUST_LANES));
                faults++;
            }
            s_step (self);
            assert_int_equal (self->gaps, 0);
            assert_int_equal (self->bars, 0);
        }
        assert_in_range (faults, STEPS / 1000, STEPS);
        assert_in_range (self->taken, STEPS / 3, STEPS);
        s_model_destroy (self);
    }
}

static void
test_faults_of_one_lane_are_not_seen (void **state)
{
    (void) state;
    s_check_one_lane (false);
    s_check_one_lane (true);
}

//  Any faults at any time: what is published is right or a hole is told, and it ends well.

static void
s_check_any (bool has_lies)
{
    for (uint64_t seed = 1; seed <= 2 * SEEDS; seed++) {
        model_t *self = s_model_new (seed, seed % 4 == 0, 10 * GW_WINDOW_SIZE);
        for (size_t step = 0; step < STEPS; step++) {
            size_t lane = s_random (self, GW_TRUST_LANES);
            if (s_random (self, 40) == 0) {
                s_fault (self, lane);
            }
            self->wires [lane].lies_next = has_lies && s_random (self, 500) == 0;
            s_step (self);
        }
        for (size_t step = 0; step < 4000; step++) {
            s_step (self);
        }
        assert_true (self->is_valid && !self->is_false);
        assert_int_equal (self->book.numbering, self->numbering);
        assert_in_range (self->book.update_id + 50, self->update_id, self->update_id + 50);
        assert_true (self->gaps > 0 || self->is_whole);
        assert_int_equal (self->bars > 0, has_lies && !self->is_whole);
        s_model_destroy (self);
    }
}

static void
test_what_is_taken_is_always_what_follows (void **state)
{
    (void) state;
    s_check_any (false);
}

static void
test_a_lie_is_found_and_mended (void **state)
{
    (void) state;
    s_check_any (true);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_faults_of_one_lane_are_not_seen),
        cmocka_unit_test (test_what_is_taken_is_always_what_follows),
        cmocka_unit_test (test_a_lie_is_found_and_mended),
    };
    return UNIT_RUN ("gw_merge_model", tests);
}
