//  Tests of gw_mend against a model: lanes that fall at any moment, and REST that keeps few trades
//
//  The model knows every trade of the exchange. Whatever befalls, each must be published once,
//  or be in a hole that its own topic told as lost.

#include "gw_holes.h"
#include "gw_mend.h"
#include "test_gw_street.h"

enum {
    TRADES_MAX = 4096,
    FIRST_MS = 5000000,  //  When the first trade was matched
    STEPS = 300,
    SEEDS = 150,  //  For each number of lanes and of trades that REST keeps
    FRAME_MAX = 20,
    OPTIONS = 4,  //  Of the coin
    CYCLE = 64,   //  Trades, with some of each
    STEP_MS = 60,
    LAG_MS = GW_COVER_LATE_MS - STEP_MS
};

typedef struct {
    bool is_up;
    size_t next;  //  Trade that it brings next
    uint64_t source;
} wire_t;

typedef struct {
    street_t *street;
    gw_mend_t *mend;
    gw_feed_t *feed;
    uint64_t random;
    uint64_t last_source;
    int64_t now_ms;
    size_t lanes;
    size_t kept;   //  Trades that REST keeps at most
    size_t count;  //  Of the exchange's trades
    unsigned at_ms [TRADES_MAX];
    int64_t made_at [TRADES_MAX];  //  By our clock
    bool is_had [TRADES_MAX];
    bool is_told [TRADES_MAX];  //  As lost
    wire_t wires [GW_TRUST_LANES];
    bool is_asked;
    unsigned asked_gap;
    size_t answer_first;
    size_t answer_end;
    size_t repeated;
    size_t filled;  //  Holes
} model_t;

static uint64_t
s_random (model_t *self, uint64_t limit)
{
    self->random = self->random * 6364136223846793005u + 1442695040888963407u;
    return (self->random >> 33) % limit;
}

//  Of the options each trades a fourth as often as the one before it.

static const char *
s_symbol (const model_t *self, size_t id)
{
    static const char *const NAMES [OPTIONS] = { "BTC-0", "BTC-1", "BTC-2", "BTC-3" };
    size_t option = 0;
    for (size_t rest = id + 1; option + 1 < OPTIONS && rest % 4 == 0; rest /= 4) {
        option++;
    }
    return self->feed->category == MDP_OPTION ? NAMES [option] : "A";
}

static void
s_note_end (model_t *self, const mdp_message_t *end)
{
    self->filled += end->is_complete;
    for (size_t index = 0; index < self->count && !end->is_complete; index++) {
        uint64_t at = (uint64_t) self->at_ms [index] * 1000000;
        bool is_before_its_end = end->hole_until == 0 || at <= end->hole_until;
        bool is_its = mdp_text_is (end->symbol, s_symbol (self, index));
        self->is_told [index] |= is_its && at >= end->hole_from && is_before_its_end;
    }
}

static void
s_read (model_t *self)
{
    const mdp_message_t *message;
    while ((message = street_get (self->street))) {
        for (size_t index = 0; index < message->trades_count; index++) {
            size_t id = (size_t) strtoul (message->trades [index].id.chars, NULL, 10);
            assert_true (id < self->count);
            self->repeated += self->is_had [id];
            self->is_had [id] = true;
        }
        if (message->type == MDP_MESSAGE_GAP && message->is_final) {
            s_note_end (self, message);
        }
    }
}

//  Some trades come in one millisecond. An id ends with a blank.

static void
s_match (model_t *self)
{
    unsigned more = s_random (self, 3) > 0 ? (unsigned) s_random (self, 3) : 0;
    assert_true (self->count < TRADES_MAX);
    self->at_ms [self->count] = self->count > 0 ? self->at_ms [self->count - 1] + more : FIRST_MS;
    self->made_at [self->count++] = self->now_ms;
}

static void
s_bring (model_t *self, size_t lane, size_t count)
{
    wire_t *wire = &self->wires [lane];
    char text [STREET_TEXT_MAX];
    if (!wire->is_up || wire->next == self->count) {
        return;
    }
    (void) snprintf (text, sizeof text, "{'topic':'%s','ts':99999999,'data':[", self->feed->name);
    for (size_t index = 0; index < count && wire->next < self->count; index++, wire->next++) {
        char trade [128];
        (void) snprintf (trade, sizeof trade, "%s{'i':'%zu ','T':%u,'p':'3.5','v':'2','s':'%s'}",
                         index > 0 ? "," : "", wire->next, self->at_ms [wire->next],
                         s_symbol (self, wire->next));
        strcat (text, trade);
    }
    strcat (text, "]}");
    self->street->lane = lane;
    self->street->now_ms = self->now_ms;
    assert_int_equal (street_put (self->street, self->feed->category, wire->source, text),
                      GW_PIPELINE_EVENT);
    s_read (self);
}

static void
s_bring_all (model_t *self)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        while (self->wires [lane].is_up && self->wires [lane].next < self->count) {
            s_bring (self, lane, FRAME_MAX);
        }
    }
}

//  No lane lags longer than gw_cover allows where no other one tells: it could not know.

static void
s_bring_old (model_t *self)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        const wire_t *wire = &self->wires [lane];
        while (wire->is_up && wire->next < self->count && !gw_cover_owes (&self->feed->cover, lane)
               && self->now_ms - self->made_at [wire->next] > LAG_MS) {
            s_bring (self, lane, FRAME_MAX);
        }
    }
}

static void
s_begin (model_t *self, size_t lane)
{
    if (!self->wires [lane].is_up) {
        self->wires [lane] = (wire_t){
            .is_up = true,
            .next = self->count,
            .source = ++self->last_source,
        };
        gw_cover_begin (&self->feed->cover, lane, self->now_ms);
        gw_trail_begin_lane (&self->feed->trail, lane);
    }
}

//  Its books were heard until now, and lagged as its trades did.

static void
s_lose (model_t *self, size_t lane, mdp_gap_cause_t cause)
{
    if (self->wires [lane].is_up) {
        gw_pipeline_lose (self->street->pipeline, self->feed, lane, cause, self->now_ms);
        self->wires [lane].is_up = false;
        s_read (self);
    }
}

static void
s_drop_late_lanes (model_t *self)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        if (gw_cover_is_late (&self->feed->cover, lane, self->now_ms)) {
            s_lose (self, lane, MDP_GAP_STALE);
            s_begin (self, lane);
        }
    }
}

static bool
s_flows (const model_t *self)
{
    for (size_t lane = 0; lane < self->lanes; lane++) {
        if (self->wires [lane].is_up && !gw_cover_owes (&self->feed->cover, lane)) {
            return true;
        }
    }
    return false;
}

//  Ask REST; what it answers is what it has now.

static void
s_ask (model_t *self, size_t kept)
{
    if (!self->is_asked && self->feed->trail.is_open && s_flows (self)) {
        self->is_asked = true;
        self->asked_gap = self->feed->trail.gaps;
        self->answer_end = self->count;
        self->answer_first = self->count > kept ? self->count - kept : 0;
    }
}

static void
s_answer (model_t *self)
{
    static mdp_trade_t trades [TRADES_MAX];
    static char ids [TRADES_MAX][24];
    if (!self->is_asked) {
        return;
    }
    bybit_recent_answer_t recent = { .ts_exchange = 99999999000000,
                                     .trades = trades,
                                     .is_ordered = true };
    for (size_t index = self->answer_first; index < self->answer_end; index++) {
        int size = snprintf (ids [index], sizeof ids [index], "%zu ", index);
        trades [recent.count++] = (mdp_trade_t){
            .id = { .chars = ids [index], .size = (size_t) size },
            .symbol = street_text (s_symbol (self, index)),
            .ts_event = (uint64_t) self->at_ms [index] * 1000000,
            .size = { .mantissa = 1 },
        };
    }
    const gw_mend_answer_t answer = { &recent, ++self->last_source, 55, GW_HOLES_QUIET_MS };
    self->is_asked = false;
    gw_trail_verdict_t verdict = gw_mend_take (self->mend, self->feed, &answer);
    if (verdict != GW_TRAIL_BEHIND && self->asked_gap == self->feed->trail.gaps) {
        gw_mend_close (self->mend, self->feed, verdict == GW_TRAIL_WHOLE, &recent);
    }
    s_read (self);
}

static void
s_give_up (model_t *self)
{
    if (!self->is_asked && self->feed->trail.is_open && s_flows (self)) {
        gw_mend_close (self->mend, self->feed, false, NULL);
        s_read (self);
    }
}

//  Lanes fall and come back, bring what there is or wait, and REST is asked now and then.

static void
s_step (model_t *self)
{
    size_t lane = s_random (self, self->lanes);
    self->now_ms += 1 + (int64_t) s_random (self, STEP_MS);
    s_bring_old (self);
    switch (s_random (self, 8)) {
        case 0:
            s_lose (self, lane, MDP_GAP_DISCONNECTED);
            break;
        case 1:
        case 2:
            s_begin (self, lane);
            break;
        case 3:
            for (uint64_t more = s_random (self, 12); more > 0; more--) {
                s_match (self);
            }
            break;
        case 4:
            s_bring (self, lane, 1 + s_random (self, FRAME_MAX));
            break;
        case 5:
            s_ask (self, 1 + s_random (self, self->kept));
            break;
        case 6:
            s_answer (self);
            break;
        case 7:
            self->now_ms += s_random (self, 8) == 0 ? GW_COVER_LATE_MS : 0;
            if (s_random (self, 40) == 0) {
                s_give_up (self);
            }
            break;
    }
    s_drop_late_lanes (self);
}

//  All lanes bring what there is, and REST has it all: then every hole has ended. Whatever trades
//  only now tells what it lost.

static void
s_settle (model_t *self)
{
    s_answer (self);
    for (size_t round = 0; round < 6; round++) {
        for (size_t lane = 0; lane < self->lanes; lane++) {
            s_begin (self, lane);
        }
        s_match (self);
        s_bring_all (self);
        self->now_ms += GW_COVER_LATE_MS;
        s_drop_late_lanes (self);
        s_ask (self, TRADES_MAX);
        s_answer (self);
    }
    assert_false (self->feed->trail.is_open);
    for (size_t trade = 0; trade < CYCLE; trade++) {
        s_match (self);
    }
    s_bring_all (self);
}

//  Returns how many holes were filled.

static size_t
s_try (mdp_category_t category, uint64_t seed, size_t lanes, size_t kept)
{
    model_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->random = seed;
    self->lanes = lanes;
    self->kept = kept;
    self->last_source = 10;
    self->now_ms = FIRST_MS;
    self->street = street_new (MDP_FLOAT64, 0);
    self->feed = street_add (self->street, category, 0, category == MDP_OPTION ? "BTC" : "A");
    self->mend = gw_mend_new (self->street->market, self->street->pipeline, self->street->publish,
                              &self->street->stats, 0);
    for (size_t lane = 0; lane < lanes; lane++) {
        s_begin (self, lane);
    }
    s_match (self);
    s_bring_all (self);
    for (size_t step = 0; step < STEPS; step++) {
        s_step (self);
    }
    s_settle (self);
    for (size_t index = 0; index < self->count; index++) {
        if (!self->is_had [index] && !self->is_told [index]) {
            fail_msg ("seed %zu, %zu lanes, %zu kept: trade %zu of %s is missing, and not told",
                      (size_t) seed, lanes, kept, index, s_symbol (self, index));
        }
    }
    assert_int_equal (self->repeated, 0);
    size_t filled = self->filled;
    gw_mend_destroy (&self->mend);
    street_destroy (&self->street);
    free (self);
    return filled;
}

static void
s_try_all (mdp_category_t category)
{
    static const size_t KEPT [] = { 5, 20, 100 };
    for (size_t lanes = 1; lanes <= GW_TRUST_LANES; lanes++) {
        for (size_t index = 0; index < sizeof KEPT / sizeof KEPT [0]; index++) {
            size_t filled = 0;
            for (uint64_t seed = 1; seed <= SEEDS; seed++) {
                filled += s_try (category, seed, lanes, KEPT [index]);
            }
            print_message ("%zu lanes, %zu kept: %zu holes filled\n", lanes, KEPT [index], filled);
            assert_true (filled > SEEDS);
        }
    }
}

static void
test_no_trade_is_missing_that_was_not_told_as_lost (void **state)
{
    (void) state;
    s_try_all (MDP_LINEAR);
}

static void
test_no_trade_of_an_option_is_missing_that_its_topic_did_not_tell (void **state)
{
    (void) state;
    s_try_all (MDP_OPTION);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_no_trade_is_missing_that_was_not_told_as_lost),
        cmocka_unit_test (test_no_trade_of_an_option_is_missing_that_its_topic_did_not_tell),
    };
    return UNIT_RUN ("gw_mend, model", tests);
}
