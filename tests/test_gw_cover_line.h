//  test_gw_cover_line - what comes of an exchange's trades over two lanes, as gw_line and
//  gw_recover carry it to the pipeline
//
//  For tests alone.

#ifndef TEST_GW_COVER_LINE_H
#define TEST_GW_COVER_LINE_H

#include "test_gw_cover_lab.h"

//  A text of trades of which some cannot be read. An id ends with a blank.

static inline void
lab_write (lab_t *self, size_t lane, const lab_text_t *text, lab_spoil_t spoil, char *chars)
{
    int64_t sent_at = self->trades [text->first + text->count - 1].at_ms;
    int size = sprintf (chars, "{'topic':'publicTrade.A','ts':%lld,'data':[", (long long) sent_at);
    size_t spoilt = lab_random (self, text->count);
    for (size_t count = 0; count < text->count; count++) {
        lab_trade_t *trade = &self->trades [text->first + count];
        bool is_bad =
            trade->spoil != LAB_FINE || spoil == LAB_ALL || (spoil == LAB_ONE && count == spoilt);
        trade->fates [lane] = is_bad ? LAB_SPOILT : LAB_BROUGHT;
        size += sprintf (chars + size, "%s{'i':'%zu ','T':%lld,'p':'3.5','v':'2','s':'A','S':'%s'}",
                         count > 0 ? "," : "", text->first + count, (long long) trade->at_ms,
                         is_bad ? "Up" : "Buy");
    }
    strcat (chars, "]}");
}

static inline void
lab_write_nameless (lab_t *self, size_t lane, const lab_text_t *text, lab_spoil_t spoil,
                    char *chars)
{
    (void) sprintf (chars, "{");
    if (spoil == LAB_NAMELESS) {
        (void) sprintf (chars, "{%zu %zu", text->first, text->count);
    }
    for (size_t count = 0; count < text->count; count++) {
        self->trades [text->first + count].fates [lane] = LAB_SPOILT;
    }
}

//  The worst that befalls any of its trades befalls a frame.

static inline lab_spoil_t
lab_spoil (const lab_t *self, const lab_text_t *text)
{
    lab_spoil_t spoil = text->spoil;
    for (size_t count = 0; count < text->count; count++) {
        lab_spoil_t own = self->trades [text->first + count].spoil;
        spoil = own > spoil ? own : spoil;
    }
    return spoil;
}

//  What the model knows of a text that was brought: whether it was the first, and what is excused.

static inline void
lab_note_brought (lab_t *self, size_t lane, const lab_text_t *text)
{
    lab_wire_t *wire = &self->wires [lane];
    lab_wire_t *other = &self->wires [1 - lane];
    bool is_spoilt = false;
    for (size_t index = text->first; index < text->first + text->count; index++) {
        is_spoilt |= self->trades [index].fates [lane] == LAB_SPOILT;
    }
    if (is_spoilt) {
        lab_excuse (self, lane, self->now_ms);
    }
    for (size_t index = text->first; index < text->first + text->count; index++) {
        if (self->trades [index].fates [lane] == LAB_BROUGHT) {
            wire->brought = index + 1;
            other->owed = self->trades [index].is_had ? other->owed : index + 1;
        }
    }
}

static inline void
lab_on_trades (lab_t *self, size_t lane, const lab_text_t *text)
{
    lab_wire_t *wire = &self->wires [lane];
    street_t *street = self->street;
    char chars [STREET_TEXT_MAX];
    lab_spoil_t spoil = lab_spoil (self, text);
    if (spoil >= LAB_NAMELESS) {
        lab_write_nameless (self, lane, text, spoil, chars);
    } else {
        lab_write (self, lane, text, spoil, chars);
    }
    lab_note_brought (self, lane, text);
    street->lane = lane;
    gw_pipeline_kind_t kind = street_put (street, MDP_LINEAR, wire->source, chars);
    if (street->result.is_nameless && gw_load_is_sent (wire->load, self->feed)) {
        gw_pipeline_doubt (street->pipeline, self->feed, &street->result.unread);
    }
    if (kind == GW_PIPELINE_EVENT) {
        gw_vigil_on_event (self->feed, lane, street->result.is_change, self->now_ms);
        gw_topics_on_data (wire->topics, self->feed->places [lane].topic, self->now_ms);
        gw_load_on_event (wire->load, self->feed, self->now_ms);
    }
    lab_read (self);
    for (size_t index = text->first; index < text->first + text->count; index++) {
        assert_true (self->trades [index].is_had
                     || self->trades [index].fates [lane] == LAB_SPOILT);
    }
    lab_check (self);
}

static inline void
lab_on_answer (lab_t *self, size_t lane, const lab_text_t *text)
{
    lab_wire_t *wire = &self->wires [lane];
    if (text->is_duplicate) {
        gw_topics_on_refused (wire->topics, text->number, GW_TOPICS_NONE, true, self->now_ms);
    } else {
        gw_topics_on_accepted (wire->topics, text->number, self->now_ms);
    }
    gw_load_note_carried (wire->load, self->now_ms);
}

//  All texts that are due.

static inline void
lab_deliver (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    while (wire->flight_count > 0 && wire->flight [wire->flight_first].due_at <= self->now_ms) {
        const lab_text_t text = wire->flight [wire->flight_first];
        wire->flight_first = (wire->flight_first + 1) % LAB_FLIGHT_MAX;
        wire->flight_count--;
        wire->heard_at = self->now_ms;
        switch (text.kind) {
            case LAB_BEAT:
                self->pulse->places [lane].said_at = (uint64_t) text.sent_at * 1000000;
                gw_vigil_on_event (self->pulse, lane, true, self->now_ms);
                gw_topics_on_data (wire->topics, self->pulse->places [lane].topic, self->now_ms);
                break;
            case LAB_TRADES:
                lab_on_trades (self, lane, &text);
                break;
            case LAB_ANSWER:
                lab_on_answer (self, lane, &text);
                break;
        }
        if (!wire->is_carried && self->feed->cover.lanes [lane].carried_at > 0) {
            wire->is_carried = true;
            wire->is_lost = false;
            wire->owed = 0;
        }
    }
}

//  The vigil and the requests.

typedef struct {
    lab_t *lab;
    size_t lane;
} lab_owner_t;

static inline void
lab_on_silent (void *owner, const gw_vigil_find_t *find)
{
    const lab_owner_t *it = owner;
    lab_t *self = it->lab;
    gw_place_t *place = &find->feed->places [it->lane];
    if (find->feed == self->feed) {
        lab_lose (self, it->lane, MDP_GAP_STALE, find->heard_at);
    }
    gw_pulse_on_asked (&place->pulse, self->now_ms);
    gw_topics_on_broken (self->wires [it->lane].topics, place->topic, self->now_ms);
    lab_check (self);
}

static inline void
lab_look (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    wire->vigil_at = self->now_ms + GW_VIGIL_MS;
    if (wire->is_open) {
        lab_owner_t owner = { self, lane };
        gw_vigil_view_t view = { .lane = lane, .topics = wire->topics };
        view.feeds = gw_load_feeds (wire->load, &view.count);
        const char *reason = gw_vigil_look (&view, self->now_ms, lab_on_silent, &owner);
        if (reason) {
            lab_end (self, lane);
            wire->open_at = self->now_ms + 300;
        }
    }
}

static inline void
lab_run_line (lab_t *self, size_t lane)
{
    lab_wire_t *wire = &self->wires [lane];
    gw_topics_request_t request;
    if (wire->vigil_at <= self->now_ms) {
        lab_look (self, lane);
    }
    if (wire->is_dead && wire->end_at <= self->now_ms) {
        lab_end (self, lane);
    }
    if (!wire->is_open && wire->open_at <= self->now_ms) {
        if (!self->is_healing && lab_random (self, 4) == 0) {
            lab_end (self, lane);  //  It cannot connect
            wire->open_at = self->now_ms + 500;
        } else {
            lab_open (self, lane);
        }
    }
    while (wire->is_open
           && gw_topics_next (wire->topics, wire->number + 1, self->now_ms, &request)) {
        lab_ask (self, lane, &request);
    }
}

//  REST, as gw_recover asks it. It may not know the last trades yet.

static inline void
lab_find_flow (lab_t *self)
{
    for (size_t lane = 0; lane < GW_TRUST_LANES && self->is_waiting; lane++) {
        const lab_wire_t *wire = &self->wires [lane];
        size_t topic = self->feed->places [lane].topic;
        gw_topic_state_t state = gw_topics_state (wire->topics, topic);
        if (wire->is_open && !gw_topics_awaits (wire->topics, topic)
            && !gw_cover_owes (&self->feed->cover, lane)
            && (state == GW_TOPIC_LIVE || state == GW_TOPIC_ASKED)) {
            self->is_waiting = false;
            self->ask_at = self->now_ms + LAB_SETTLE_MS;
        }
    }
}

static inline void
lab_run_rest (lab_t *self)
{
    const gw_trail_t *trail = &self->feed->trail;
    if (trail->is_open && trail->gaps != self->gap && !self->is_asked) {
        self->gap = trail->gaps;
        self->is_waiting = true;
        self->ask_at = INT64_MAX;
    }
    if (trail->is_open) {
        gw_mend_look (self->feed);
    }
    lab_find_flow (self);
    if (trail->is_open && !self->is_waiting && !self->is_asked && self->ask_at <= self->now_ms) {
        int64_t until_at = self->now_ms - (int64_t) lab_random (self, LAB_SETTLE_MS - 100);
        self->until_at = until_at;
        self->is_asked = true;
        self->answer_at = self->now_ms + (int64_t) lab_random (self, 300);
        self->answer_count = self->count;
        while (self->answer_count > 0 && self->trades [self->answer_count - 1].at_ms > until_at) {
            self->answer_count--;
        }
    }
}

static inline bybit_recent_answer_t
lab_recent (const lab_t *self, int64_t until_at)
{
    static mdp_trade_t trades [LAB_TRADES_MAX];
    static char ids [LAB_TRADES_MAX][24];
    bybit_recent_answer_t recent = { .ts_exchange = (uint64_t) until_at * 1000000,
                                     .trades = trades,
                                     .is_ordered = true };
    for (; recent.count < self->count && self->trades [recent.count].at_ms <= until_at;
         recent.count++) {
        int size = snprintf (ids [recent.count], sizeof ids [0], "%zu ", recent.count);
        trades [recent.count] = (mdp_trade_t){
            .id = { .chars = ids [recent.count], .size = (size_t) size },
            .symbol = street_text ("A"),
            .ts_event = (uint64_t) self->trades [recent.count].at_ms * 1000000,
            .size = { .mantissa = 1 },
        };
    }
    return recent;
}

static inline void
lab_answer (lab_t *self)
{
    if (!self->is_asked || self->answer_at > self->now_ms) {
        return;
    }
    const bybit_recent_answer_t recent = lab_recent (self, self->until_at);
    const gw_mend_answer_t answer = { &recent, ++self->last_source, 55, GW_HOLES_QUIET_MS };
    gw_trail_verdict_t verdict = gw_mend_take (self->mend, self->feed, &answer);
    assert_int_not_equal (verdict, GW_TRAIL_SHORT);
    self->is_asked = false;
    self->ask_at = self->now_ms + LAB_SETTLE_MS;
    if (verdict == GW_TRAIL_WHOLE && self->gap == self->feed->trail.gaps) {
        gw_mend_close (self->mend, self->feed, true, &recent);
    }
    lab_read (self);
    lab_check (self);
}

//  Where no hole is known REST is asked all the same: what it has, and nobody will bring, is one.

static inline void
lab_check_audit (const lab_t *self, int64_t due_until)
{
    const gw_trail_t *trail = &self->feed->trail;
    for (size_t index = 1; index < self->count; index++) {
        const lab_trade_t *trade = &self->trades [index];
        uint64_t at = (uint64_t) trade->at_ms * 1000000;
        bool is_due = trade->at_ms <= due_until && at > trail->settled_at
                      && self->trades [index - 1].at_ms < trade->at_ms;
        bool is_coming = lab_is_coming (trade, FIRST) || lab_is_coming (trade, SECOND);
        bool is_told = trail->is_open && trail->before_at <= at;
        if (is_due && !trade->is_had && !is_coming && !is_told) {
            fail_msg ("seed %zu: trade %zu is not looked for", (size_t) self->seed, index);
        }
    }
}

static inline void
lab_audit (lab_t *self)
{
    const gw_trail_t *trail = &self->feed->trail;
    if (trail->is_open || lab_random (self, 40) > 0) {
        return;
    }
    const bybit_recent_answer_t recent = lab_recent (self, self->now_ms);
    gw_mend_finding_t finding = gw_mend_audit (self->mend, self->feed, &recent);
    unsigned lanes;
    const char *why;
    bool is_asked = gw_pipeline_next_ask (self->street->pipeline, &lanes, &why) != NULL;
    assert_int_equal (is_asked, finding == GW_MEND_STOPPED);
    uint64_t said_at = 0;
    for (size_t lane = 0; lane < GW_TRUST_LANES; lane++) {
        lab_wire_t *wire = &self->wires [lane];
        uint64_t at = self->pulse->places [lane].said_at;
        said_at = at > said_at ? at : said_at;
        if (is_asked) {
            lab_note_stop (self, lane, true);
            gw_topics_on_broken (wire->topics, self->feed->places [lane].topic, self->now_ms);
        }
    }
    lab_read (self);
    lab_check (self);
    lab_check_audit (self, (int64_t) (said_at / 1000000) - GW_COVER_LATE_MS);
}

#endif
