//  test_gw_cover_lab - an exchange's trades of one symbol, and two lanes that bring them
//
//  For tests alone. Each lane does what gw_line does with its session, its vigil and the pipeline,
//  in the same order, but for the socket and the clock. REST has every trade.

#ifndef TEST_GW_COVER_LAB_H
#define TEST_GW_COVER_LAB_H

#include "gw_holes.h"
#include "gw_load.h"
#include "gw_mend.h"
#include "gw_policy.h"
#include "gw_vigil.h"
#include "test_gw_street.h"

enum { FIRST, SECOND };

enum {
    LAB_TRADES_MAX = BYBIT_RECENT_MAX,
    LAB_FLIGHT_MAX = 2048,  //  Texts on their way in a lane
    LAB_STOPS_MAX = 1024,
    LAB_FRAME_MAX = 3,       //  Trades
    LAB_FIRST_MS = 5000000,  //  When all begins, by the exchange's clock and ours
    LAB_SETTLE_MS = 1000     //  From flowing until REST is asked
};

//  What became of a trade in a lane.
typedef enum {
    LAB_ABSENT,  //  It was not subscribed there
    LAB_FLIGHT,
    LAB_BROUGHT,
    LAB_LOST,  //  With its connection or its subscription
    LAB_SPOILT,
    LAB_STOPPED  //  Trades alone had stopped
} lab_fate_t;

//  How a frame is spoilt.
typedef enum {
    LAB_FINE,
    LAB_ONE,       //  One trade of it cannot be read
    LAB_ALL,       //  No trade of it can be read
    LAB_NAMELESS,  //  Nobody can tell whose it is
    LAB_ALIKE,     //  Nor that, and the text is the same each time
    LAB_SPOILS
} lab_spoil_t;

typedef struct {
    int64_t at_ms;
    lab_spoil_t spoil;  //  Of any frame of any lane that has it
    lab_fate_t fates [GW_TRUST_LANES];
    size_t stops [GW_TRUST_LANES];  //  Which stop it fell into
    bool is_had;
    bool is_excused;  //  That it is missing need not be seen
} lab_trade_t;

typedef enum { LAB_BEAT, LAB_TRADES, LAB_ANSWER } lab_kind_t;

typedef struct {
    lab_kind_t kind;
    int64_t sent_at;
    int64_t due_at;
    size_t first;  //  Of the trades in it
    size_t count;
    lab_spoil_t spoil;
    uint64_t number;  //  Of the request that is answered
    bool is_duplicate;
} lab_text_t;

typedef struct {
    gw_load_t *load;
    gw_topics_t *topics;
    uint64_t source;
    uint64_t number;  //  Of the last request
    bool is_open;
    bool is_dead;     //  Nothing comes any more, and nobody knows
    int64_t end_at;   //  When it will be known
    int64_t open_at;  //  When it is open again
    int64_t vigil_at;
    int64_t heard_at;  //  Last text
    bool is_subscribed;
    int64_t lag_ms;
    int64_t due_at;   //  Of the last text on its way
    int64_t beat_at;  //  Of the next book
    size_t first;     //  Of the trades that are to be sent next
    size_t count;
    bool is_held;       //  They wait until trades go on
    size_t stop;        //  Trades are dropped: which stop it is; 0 if they are not
    size_t stop_first;  //  Trade
    lab_spoil_t spoil;  //  Of its next frame
    bool is_carried;    //  What it owes is known
    bool is_lost;       //  And neither carried nor asked for again since
    size_t brought;     //  One more than the last trade that it brought
    size_t owed;        //  One more than the last that the other one brought
    lab_text_t flight [LAB_FLIGHT_MAX];
    size_t flight_first;
    size_t flight_count;
} lab_wire_t;

typedef struct {
    street_t *street;
    gw_mend_t *mend;
    gw_feed_t *feed;
    gw_feed_t *pulse;
    uint64_t seed;
    uint64_t random;
    uint64_t last_source;
    int64_t now_ms;
    int64_t match_ms;   //  Between two matches, at most
    int64_t match_at;   //  Of the next one
    lab_spoil_t spoil;  //  Of the next trade
    lab_trade_t trades [LAB_TRADES_MAX];
    size_t count;
    bool is_shown [LAB_STOPS_MAX];
    size_t stops;
    lab_wire_t wires [GW_TRUST_LANES];
    bool is_healing;  //  No more faults
    bool is_gap;      //  A gap was told, and not yet how it ended
    size_t gaps;      //  Messages
    unsigned gap;     //  Whose trades are to be fetched
    bool is_waiting;  //  Until trades flow
    bool is_asked;
    int64_t ask_at;
    int64_t until_at;  //  What REST answers with was matched until then
    int64_t answer_at;
    size_t answer_count;  //  Trades in what it answers with
} lab_t;

static inline uint64_t
lab_random (lab_t *self, uint64_t limit)
{
    self->random = self->random * 6364136223846793005u + 1442695040888963407u;
    return (self->random >> 33) % limit;
}

static inline bool
lab_owes (const lab_wire_t *wire)
{
    return wire->is_carried && wire->owed > wire->brought;
}

static inline bool
lab_is_coming (const lab_trade_t *trade, size_t lane)
{
    return trade->fates [lane] == LAB_FLIGHT || trade->fates [lane] == LAB_BROUGHT;
}

//  What came out.

static inline void
lab_read (lab_t *self)
{
    const mdp_message_t *message;
    while ((message = street_get (self->street))) {
        for (size_t index = 0; index < message->trades_count; index++) {
            size_t id = (size_t) strtoul (message->trades [index].id.chars, NULL, 10);
            assert_true (id < self->count);
            if (self->trades [id].is_had) {
                fail_msg ("seed %zu: trade %zu is published twice", (size_t) self->seed, id);
            }
            self->trades [id].is_had = true;
        }
        if (message->type == MDP_MESSAGE_GAP) {
            self->is_gap = !message->is_final;
            self->gaps += !message->is_final;
        }
    }
}

//  A trade that no lane will bring must be in a hole that was told, and is not over. What a lane
//  dropped while the other one had it not may be found later.

static inline void
lab_check (lab_t *self)
{
    const gw_trail_t *trail = &self->feed->trail;
    for (size_t index = 0; index < self->count; index++) {
        lab_trade_t *trade = &self->trades [index];
        bool is_stopped = false;
        bool is_coming = trade->is_had || trade->is_excused;
        for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
            is_stopped |= trade->fates [lane] == LAB_STOPPED;
            is_coming |= lab_is_coming (trade, lane);
        }
        bool is_fetched = self->is_asked && self->gap == trail->gaps;
        bool is_told = self->is_gap && trail->is_open && (!is_fetched || index < self->answer_count)
                       && trail->before_at <= (uint64_t) trade->at_ms * 1000000;
        if (!is_coming && !is_stopped && !is_told) {
            fail_msg ("seed %zu: trade %zu is missing at %lld, and not told", (size_t) self->seed,
                      index, (long long) (self->now_ms - LAB_FIRST_MS));
        }
    }
}

//  The lanes, as the exchange sees them.

static inline void
lab_put (lab_t *self, size_t lane, lab_text_t text)
{
    lab_wire_t *wire = &self->wires [lane];
    if (wire->is_dead) {
        return;
    }
    assert_true (wire->flight_count < LAB_FLIGHT_MAX);
    int64_t due_at = self->now_ms + wire->lag_ms;
    wire->due_at = due_at > wire->due_at ? due_at : wire->due_at;
    text.sent_at = self->now_ms;
    text.due_at = wire->due_at;
    wire->flight [(wire->flight_first + wire->flight_count++) % LAB_FLIGHT_MAX] = text;
}

//  Send what waits, in frames of any size.

static inline void
lab_flush (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    while (wire->count > 0) {
        size_t count = 1 + lab_random (self, LAB_FRAME_MAX);
        count = count < wire->count ? count : wire->count;
        lab_put (
            self, lane,
            (lab_text_t){
                .kind = LAB_TRADES, .first = wire->first, .count = count, .spoil = wire->spoil });
        wire->spoil = LAB_FINE;
        wire->first += count;
        wire->count -= count;
    }
}

static inline void
lab_send (lab_t *self, size_t lane, size_t index)
{
    lab_wire_t *wire = &self->wires [lane];
    lab_trade_t *trade = &self->trades [index];
    if (!wire->is_subscribed) {
        trade->fates [lane] = LAB_ABSENT;
    } else if (wire->stop > 0 && wire->is_lost) {
        trade->fates [lane] = LAB_ABSENT;
    } else if (wire->stop > 0) {
        trade->fates [lane] = LAB_STOPPED;
        trade->stops [lane] = wire->stop;
    } else {
        trade->fates [lane] = LAB_FLIGHT;
        wire->first = wire->count > 0 ? wire->first : index;
        wire->count++;
    }
}

//  Several trades may come in one millisecond, and a lane may wait for more.

static inline void
lab_match (lab_t *self)
{
    size_t count = 1 + lab_random (self, LAB_FRAME_MAX);
    for (; count > 0 && self->count < LAB_TRADES_MAX; count--) {
        size_t index = self->count++;
        self->trades [index] = (lab_trade_t){ .at_ms = self->now_ms, .spoil = self->spoil };
        self->spoil = LAB_FINE;
        for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
            lab_send (self, lane, index);
        }
    }
}

//  A stop of trades is seen when the lane is lost while it lacks what the other one brought
//  since. The next trade that it drops is of another one.

static inline size_t
lab_new_stop (lab_t *self)
{
    assert_true (self->stops + 1 < LAB_STOPS_MAX);
    return ++self->stops;
}

//  A lane lost something. Where nobody owes anything, what it has still to bring, or could not
//  read, is taken for no older than so long.

static inline void
lab_excuse (lab_t *self, size_t lane, int64_t heard_ms)
{
    bool is_quiet = !lab_owes (&self->wires [FIRST]) && !lab_owes (&self->wires [SECOND]);
    for (size_t index = 0; index < self->count && is_quiet; index++) {
        lab_trade_t *trade = &self->trades [index];
        bool is_lost = trade->fates [lane] == LAB_FLIGHT || trade->fates [lane] == LAB_SPOILT;
        trade->is_excused |= is_lost && !lab_is_coming (trade, 1 - lane)
                             && heard_ms - trade->at_ms > GW_COVER_LATE_MS;
    }
}

static inline void
lab_note_stop (lab_t *self, size_t lane, bool is_shown)
{
    lab_wire_t *wire = &self->wires [lane];
    if (wire->stop > 0) {
        self->is_shown [wire->stop] = is_shown;
        wire->stop = lab_new_stop (self);
        wire->stop_first = self->count;
    }
    wire->is_carried = false;
    wire->is_lost = true;
}

static inline void
lab_note_lost (lab_t *self, size_t lane, int64_t heard_ms)
{
    const lab_wire_t *wire = &self->wires [lane];
    lab_excuse (self, lane, heard_ms);
    lab_note_stop (self, lane, lab_owes (wire) && wire->owed > wire->stop_first);
}

//  A lane is lost, as gw_line says it.

static inline void
lab_lose (lab_t *self, size_t lane, mdp_gap_cause_t cause, int64_t heard_ms)
{
    lab_note_lost (self, lane, heard_ms);
    gw_pipeline_lose (self->street->pipeline, self->feed, lane, cause, heard_ms);
    lab_read (self);
}

static inline void
lab_forget_flight (lab_t *self, size_t lane)
{
    self->wires [lane].flight_count = 0;
    self->wires [lane].count = 0;
    for (size_t index = 0; index < self->count; index++) {
        lab_fate_t *fate = &self->trades [index].fates [lane];
        *fate = *fate == LAB_FLIGHT ? LAB_LOST : *fate;
    }
}

//  Its end is known.

static inline void
lab_end (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    if (gw_load_is_sent (wire->load, self->feed)) {
        lab_lose (self, lane, MDP_GAP_DISCONNECTED, wire->heard_at);
    }
    lab_forget_flight (self, lane);
    wire->is_open = false;
    wire->is_dead = false;
    wire->is_subscribed = false;
    wire->is_held = false;
    wire->stop = 0;
    lab_check (self);
}

static inline void
lab_open (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    wire->source = ++self->last_source;
    wire->is_open = true;
    wire->due_at = self->now_ms;
    wire->heard_at = self->now_ms;
    gw_load_on_opened (wire->load, self->now_ms);
    gw_topics_reset (wire->topics, self->now_ms);
}

static inline bool
lab_names (const lab_t *self, const gw_topics_request_t *request)
{
    bool is_named = false;
    for (size_t index = 0; index < request->count; index++) {
        is_named |= strcmp (request->names [index], self->feed->name) == 0;
    }
    return is_named;
}

//  The exchange does what it is asked at once. What waits when a topic is left is thrown away.

static inline void
lab_ask (lab_t *self, size_t lane, const gw_topics_request_t *request)
{
    lab_wire_t *wire = &self->wires [lane];
    lab_text_t answer = { .kind = LAB_ANSWER, .number = ++wire->number };
    if (lab_names (self, request) && !wire->is_dead) {
        answer.is_duplicate = !request->is_unsubscribe && wire->is_subscribed;
        if (request->is_unsubscribe && !wire->is_held) {
            lab_flush (self, lane);
        }
        for (; request->is_unsubscribe && wire->count > 0; wire->count--) {
            self->trades [wire->first++].fates [lane] = LAB_LOST;
        }
        if (request->is_unsubscribe && (self->is_healing || lab_random (self, 4) > 0)) {
            wire->is_held = false;
            wire->stop = 0;
        }
        wire->is_subscribed = !request->is_unsubscribe;
        wire->is_lost = wire->is_lost && request->is_unsubscribe;
        lab_check (self);
    }
    lab_put (self, lane, answer);
}

#endif
