//  Tests of trades on two lanes against a model: an exchange, lanes with all their faults, and REST
//
//  The model knows every trade. Whatever befalls, each is published once, live or fetched, and one
//  that no lane will bring is in a hole that was told by then.
//
//  What ADR 6 names as not seen is excused, and no more:
//    - a trade that a lane dropped, where its trades went on before the other one showed that they
//      had stopped: so too where both had stopped;
//    - a trade of a lane that lagged by more than 3 s when it was lost, or could not read it, while
//      nobody owed anything.

#include "test_gw_cover_line.h"

enum {
    SEEDS = 200,
    STEPS = 1200,
    STEP_MS = 60,
    HEAL_STEPS = 3000,
    KEPT = 400,      //  Trades for healing
    WELL_MS = 300,   //  A lane that lags no more is well
    CALM_MS = 7000,  //  Of a market in which nobody trades
    MET = 10         //  Trades of both lanes until they surely have met
};

static lab_t *
s_lab_new (uint64_t seed)
{
    lab_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->seed = seed;
    self->random = seed * 7919;
    self->now_ms = LAB_FIRST_MS;
    self->last_source = 10;
    self->match_ms = 100 + (int64_t) lab_random (self, 1000);
    self->match_at = self->now_ms + 1000;
    self->street = street_new (MDP_FLOAT64, 0);
    gw_pipeline_merge_lanes (self->street->pipeline);
    self->feed = street_add (self->street, MDP_LINEAR, 0, "A");
    self->pulse = gw_market_add_pulse (self->street->market, MDP_LINEAR, street_text ("A"));
    self->feed->symbol = self->pulse;
    self->mend = gw_mend_new (self->street->market, self->street->pipeline, self->street->publish,
                              &self->street->stats, 0);
    const gw_session_policy_t policy = gw_policy (MDP_LINEAR);
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        lab_wire_t *wire = &self->wires [lane];
        wire->topics = gw_topics_new (&policy.topics);
        wire->load = gw_load_new (MDP_LINEAR, lane, lane, wire->topics);
        wire->open_at = self->now_ms;
        assert_true (gw_load_add (wire->load, self->feed));
        assert_true (gw_load_add (wire->load, self->pulse));
    }
    return self;
}

static void
s_lab_destroy (lab_t *self)
{
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        gw_load_destroy (&self->wires [lane].load);
        gw_topics_destroy (&self->wires [lane].topics);
    }
    gw_mend_destroy (&self->mend);
    street_destroy (&self->street);
    free (self);
}

//  Some time passes: the exchange speaks, and what is due arrives.

static void
s_step (lab_t *self)
{
    self->now_ms += 1 + (int64_t) lab_random (self, STEP_MS);
    self->street->now_ms = self->now_ms;
    bool has_room = self->is_healing || self->count + KEPT < LAB_TRADES_MAX;
    if (self->match_at <= self->now_ms && has_room) {
        lab_match (self);
        lab_check (self);
        self->match_at = self->now_ms + (int64_t) lab_random (self, (uint64_t) self->match_ms);
    }
    for (size_t turn = 0; turn < GW_TRUST_LANES; turn++) {
        size_t lane = (turn + lab_random (self, 2)) % GW_TRUST_LANES;
        lab_wire_t *wire = &self->wires [lane];
        if (wire->is_open && wire->beat_at <= self->now_ms) {
            wire->beat_at = self->now_ms + 100 + (int64_t) lab_random (self, 1800);
            lab_put (self, lane, (lab_text_t){ .kind = LAB_BEAT });
        }
        if (!wire->is_held && lab_random (self, 3) == 0) {
            lab_flush (self, lane);
        }
        lab_deliver (self, lane);
        lab_run_line (self, lane);
    }
    lab_answer (self);
    lab_audit (self);
    lab_run_rest (self);
}

//  Faults.

static void
s_stop (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    if (wire->is_open && !wire->is_held && wire->stop == 0) {
        lab_flush (self, lane);
        wire->is_held = lab_random (self, 2) == 0;
        wire->stop = wire->is_held ? 0 : lab_new_stop (self);
        wire->stop_first = self->count;
    }
}

static void
s_go_on (lab_t *self, size_t lane)
{
    self->wires [lane].is_held = false;
    self->wires [lane].stop = 0;
}

static void
s_cut (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    if (wire->is_open && !wire->is_dead) {
        wire->is_dead = true;
        wire->flight_count = 0;
        wire->end_at = self->now_ms + (int64_t) (lab_random (self, 2) * lab_random (self, 5500));
        wire->open_at = wire->end_at + 1 + (int64_t) lab_random (self, 6000);
    }
}

static lab_spoil_t
s_spoil (lab_t *self)
{
    return (lab_spoil_t) (LAB_ONE + lab_random (self, LAB_SPOILS - LAB_ONE));
}

static void
s_fault (lab_t *self, size_t lane)
{
    static const uint64_t LAGS [] = { 10, 200, 200, 2800, 5000 };
    lab_wire_t *wire = &self->wires [lane];
    switch (lab_random (self, 8)) {
        case 0:
            s_cut (self, lane);
            break;
        case 1:
            wire->lag_ms = (int64_t) lab_random (self, LAGS [lab_random (self, 5)]);
            break;
        case 2:
            s_stop (self, lane);
            break;
        case 3:
            s_go_on (self, lane);
            break;
        case 4:
        case 5:
            wire->spoil = s_spoil (self);
            break;
        case 6:
        case 7:
            self->spoil = s_spoil (self);
            break;
    }
}

//  All that can be mended is: trades that were dropped are found.

static bool
s_is_healed (const lab_t *self)
{
    bool is_healed = !self->feed->trail.is_open && !self->is_asked;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        const lab_wire_t *wire = &self->wires [lane];
        is_healed = is_healed && wire->is_open && wire->stop == 0 && !wire->is_dead
                    && self->feed->cover.lanes [lane].carried_at > 0
                    && wire->brought + 8 > self->count;
    }
    return is_healed;
}

static void
s_heal (lab_t *self)
{
    size_t step = 0;
    self->is_healing = true;
    self->match_ms = 1200;
    self->match_at = self->now_ms;
    self->spoil = LAB_FINE;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        self->wires [lane].lag_ms = 20;
        self->wires [lane].spoil = LAB_FINE;
        self->wires [lane].is_held = false;
    }
    if (self->wires [FIRST].stop > 0 && self->wires [SECOND].stop > 0) {
        self->wires [FIRST].stop = 0;
    }
    for (; step < HEAL_STEPS && (step < 300 || !s_is_healed (self)); step++) {
        s_step (self);
    }
    if (step == HEAL_STEPS) {
        fail_msg ("seed %zu: it does not heal", (size_t) self->seed);
    }
}

static void
s_check_all (const lab_t *self)
{
    size_t end = self->count;
    while (end > 0 && !self->trades [end - 1].is_had) {
        end--;
    }
    for (size_t index = 0; index < end; index++) {
        const lab_trade_t *trade = &self->trades [index];
        bool is_excused = trade->is_had || trade->is_excused;
        for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
            is_excused |= trade->fates [lane] == LAB_FLIGHT;
            is_excused |=
                trade->fates [lane] == LAB_STOPPED && !self->is_shown [trade->stops [lane]];
        }
        if (!is_excused) {
            fail_msg ("seed %zu: trade %zu is missing", (size_t) self->seed, index);
        }
    }
}

static void
s_begin (lab_t *self)
{
    self->is_healing = true;
    while (self->count < 10 || self->wires [0].brought == 0 || self->wires [1].brought == 0) {
        s_step (self);
    }
    self->is_healing = false;
}

static void
s_try_any (uint64_t seed)
{
    lab_t *self = s_lab_new (seed);
    uint64_t often = 20 + lab_random (self, 100);
    s_begin (self);
    for (size_t step = 0; step < STEPS; step++) {
        if (lab_random (self, 400) == 0) {
            self->match_ms =
                lab_random (self, 2) == 0 ? 20000 : 100 + (int64_t) lab_random (self, 600);
        }
        if (lab_random (self, often) == 0) {
            s_fault (self, lab_random (self, GW_TRUST_LANES));
        }
        s_step (self);
    }
    s_heal (self);
    s_check_all (self);
    s_lab_destroy (self);
}

static void
test_no_trade_is_missing_that_was_not_told (void **state)
{
    (void) state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        s_try_any (seed);
    }
}

//  One lane at a time has faults, and the other one has met it since: nothing is seen of them.

static bool
s_is_well (const lab_t *self, size_t lane)
{
    const lab_wire_t *wire = &self->wires [lane];
    int64_t carried_at = self->feed->cover.lanes [lane].carried_at;
    gw_topic_state_t state = gw_topics_state (wire->topics, self->feed->places [lane].topic);
    return wire->is_open && !wire->is_dead && wire->is_subscribed && !wire->is_held
           && wire->stop == 0 && wire->spoil == LAB_FINE && wire->lag_ms <= WELL_MS
           && wire->due_at <= self->now_ms + WELL_MS && carried_at > 0 && carried_at <= self->now_ms
           && (state == GW_TOPIC_LIVE || state == GW_TOPIC_ASKED);
}

//  True if both lanes have met since both were well; or if nobody traded for so long that they
//  need not.

static bool
s_is_calm (const lab_t *self, size_t since, int64_t since_at)
{
    bool is_quiet = self->count == since && self->now_ms - since_at > CALM_MS;
    return is_quiet
           || (self->wires [0].brought > since + MET && self->wires [1].brought > since + MET);
}

static void
s_mend (lab_t *self, size_t lane)
{
    self->wires [lane].lag_ms = (int64_t) lab_random (self, WELL_MS);
    s_go_on (self, lane);
}

static void
s_fault_alone (lab_t *self, size_t lane, bool is_quiet)
{
    lab_wire_t *wire = &self->wires [lane];
    if (!is_quiet) {
        s_fault (self, lane);
        self->spoil = LAB_FINE;  //  That would be a fault of both
        return;
    }
    s_cut (self, lane);
    wire->end_at = self->now_ms;
}

static void
s_try_one (uint64_t seed)
{
    lab_t *self = s_lab_new (seed);
    size_t since = 0;
    int64_t since_at = self->now_ms;
    int64_t mend_at = 0;
    size_t lane = 0;
    s_begin (self);
    since = self->count;
    for (size_t step = 0; step < STEPS; step++) {
        if (!s_is_well (self, FIRST) || !s_is_well (self, SECOND)) {
            since = self->count;
            since_at = self->now_ms;
        }
        if (lab_random (self, 400) == 0) {
            self->match_ms =
                lab_random (self, 2) == 0 ? 20000 : 100 + (int64_t) lab_random (self, 600);
        }
        if (mend_at > 0 && mend_at <= self->now_ms) {
            s_mend (self, lane);
            mend_at = 0;
        }
        if (mend_at == 0 && s_is_calm (self, since, since_at)) {
            lane = lab_random (self, GW_TRUST_LANES);
            s_fault_alone (self, lane, self->count == since);
            mend_at = self->now_ms + 1 + (int64_t) lab_random (self, 8000);
            since = self->count;
            since_at = self->now_ms;
        }
        s_step (self);
        if (self->gaps > 0) {
            fail_msg ("seed %zu: a gap was told at %lld", (size_t) seed,
                      (long long) (self->now_ms - LAB_FIRST_MS));
        }
    }
    s_lab_destroy (self);
}

static void
test_faults_of_one_lane_are_not_seen (void **state)
{
    (void) state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        s_try_one (seed);
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_no_trade_is_missing_that_was_not_told),
        cmocka_unit_test (test_faults_of_one_lane_are_not_seen),
    };
    return UNIT_RUN ("gw_cover, model", tests);
}
