//  blast_tape - frames of a market that never ends: made once, renumbered as they are sent

#include "blast_tape.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim_ws.h"

enum {
    STEPS = 20,         //  Frames of a symbol in a turn
    FRAMES_MIN = 2000,  //  On a tape, so that a few symbols do not repeat at once
    DEPTH = 50,         //  Levels a side
    GRID = 60,          //  Prices a side, of which so many have a level
    PATCHES_MAX = 10,   //  Places in a frame that are written anew
    TRADES_MAX = 3,     //  In a frame
    MIDDLE = 867235,    //  Price between the sides, in ticks of 0.1
    UPDATE_DIGITS = 12,
    TIME_DIGITS = 13
};

typedef enum { PATCH_NUMBER, PATCH_UPDATE, PATCH_TIME } patch_kind_t;

typedef struct {
    uint32_t at;  //  From the start of the frame
    patch_kind_t kind;
} patch_t;

typedef struct {
    size_t at;  //  In the tape
    size_t size;
    size_t topic;
    patch_t patches [PATCHES_MAX];
    size_t patches_count;
} frame_t;

//  Which prices have a level, from the best outwards.
typedef struct {
    bool has [GRID];
} side_t;

typedef struct {
    char name [BLAST_TOPIC_MAX];
    const char *symbol;  //  In the name
    bool is_book;
    char update [UPDATE_DIGITS + 9];  //  Update id of the last frame
    size_t snapshot;                  //  Index of its first frame
    side_t sides [2];                 //  Bids, asks
} topic_t;

struct blast_tape {
    topic_t *topics;
    size_t topics_count;
    frame_t *frames;
    size_t frames_count;
    size_t next;
    sim_text_t bytes;
    sim_text_t payload;  //  Of the frame that is being made
    uint32_t random;
    uint64_t now_ms;
    char time [TIME_DIGITS + 1];
};

static uint32_t
s_random (blast_tape_t *self, uint32_t below)
{
    self->random = self->random * 1664525u + 1013904223u;
    return (self->random >> 8) % below;
}

static void
s_add_patch (blast_tape_t *self, frame_t *frame, patch_kind_t kind)
{
    static const char *const blanks [] = { "100000000000", "100000000000", "1700000000000" };
    assert (frame->patches_count < PATCHES_MAX);
    frame->patches [frame->patches_count++] =
        (patch_t){ .at = (uint32_t) self->payload.size, .kind = kind };
    sim_text_add (&self->payload, blanks [kind]);
}

//  A side of a book, whole or as it changes: one level goes, another comes, and the sizes of
//  up to five are others.

static void
s_add_level (blast_tape_t *self, size_t side, size_t place, bool is_gone, bool *is_first)
{
    size_t price = side == 0 ? MIDDLE - 1 - place : MIDDLE + 1 + place;
    sim_text_addf (&self->payload, "%s[\"%zu.%zu0\",\"", *is_first ? "" : ",", price / 10,
                   price % 10);
    if (is_gone) {
        sim_text_add (&self->payload, "0\"]");
    } else {
        uint32_t size = 1 + s_random (self, 99999);
        sim_text_addf (&self->payload, "%u.%03u\"]", size / 1000, size % 1000);
    }
    *is_first = false;
}

static size_t
s_pick (blast_tape_t *self, const side_t *side, bool is_there)
{
    size_t place;
    do {
        place = s_random (self, GRID);
    } while (side->has [place] != is_there);
    return place;
}

static void
s_add_side (blast_tape_t *self, topic_t *topic, size_t number, bool is_snapshot)
{
    side_t *side = &topic->sides [number];
    bool is_told [GRID] = { false };
    if (is_snapshot) {
        for (size_t place = 0; place < GRID; place++) {
            side->has [place] = place < DEPTH;
            is_told [place] = place < DEPTH;
        }
    } else {
        size_t gone = s_pick (self, side, true);
        size_t new = s_pick (self, side, false);
        side->has [gone] = false;
        side->has [new] = true;
        is_told [gone] = true;
        is_told [new] = true;
        for (uint32_t others = s_random (self, 6); others > 0; others--) {
            is_told [s_pick (self, side, true)] = true;
        }
    }
    bool is_first = true;
    for (size_t place = 0; place < GRID; place++) {
        if (is_told [place]) {
            s_add_level (self, number, place, !side->has [place], &is_first);
        }
    }
}

static void
s_add_book (blast_tape_t *self, topic_t *topic, frame_t *frame, bool is_snapshot)
{
    sim_text_addf (&self->payload, "{\"topic\":\"%s\",\"type\":\"%s\",\"ts\":", topic->name,
                   is_snapshot ? "snapshot" : "delta");
    s_add_patch (self, frame, PATCH_TIME);
    sim_text_addf (&self->payload, ",\"data\":{\"s\":\"%s\",\"b\":[", topic->symbol);
    s_add_side (self, topic, 0, is_snapshot);
    sim_text_add (&self->payload, "],\"a\":[");
    s_add_side (self, topic, 1, is_snapshot);
    sim_text_add (&self->payload, "],\"u\":");
    s_add_patch (self, frame, PATCH_UPDATE);
    sim_text_add (&self->payload, ",\"seq\":");
    s_add_patch (self, frame, PATCH_NUMBER);
    sim_text_add (&self->payload, "},\"cts\":");
    s_add_patch (self, frame, PATCH_TIME);
    sim_text_add (&self->payload, "}");
}

static void
s_add_trade (blast_tape_t *self, const topic_t *topic, frame_t *frame, size_t index)
{
    bool is_buy = s_random (self, 2) == 0;
    uint32_t size = 1 + s_random (self, 9999);
    uint32_t price = MIDDLE - 2 + s_random (self, 5);
    sim_text_addf (&self->payload, "%s{\"T\":", index == 0 ? "" : ",");
    s_add_patch (self, frame, PATCH_TIME);
    sim_text_addf (&self->payload,
                   ",\"s\":\"%s\",\"S\":\"%s\",\"v\":\"%u.%03u\",\"p\":\"%u.%u0\",\"L\":\"%s\","
                   "\"i\":\"%08zx-2b4d-5c6e-8f70-",
                   topic->symbol, is_buy ? "Buy" : "Sell", size / 1000, size % 1000, price / 10,
                   price % 10, is_buy ? "PlusTick" : "ZeroMinusTick", index);
    s_add_patch (self, frame, PATCH_NUMBER);
    sim_text_add (&self->payload, "\",\"BT\":false,\"RPI\":false,\"seq\":");
    s_add_patch (self, frame, PATCH_NUMBER);
    sim_text_add (&self->payload, "}");
}

static void
s_add_trades (blast_tape_t *self, topic_t *topic, frame_t *frame)
{
    uint32_t dice = s_random (self, 10);
    size_t count = dice < 7 ? 1 : dice < 9 ? 2 : TRADES_MAX;
    sim_text_addf (&self->payload, "{\"topic\":\"%s\",\"type\":\"snapshot\",\"ts\":", topic->name);
    s_add_patch (self, frame, PATCH_TIME);
    sim_text_add (&self->payload, ",\"data\":[");
    for (size_t index = 0; index < count; index++) {
        s_add_trade (self, topic, frame, index);
    }
    sim_text_add (&self->payload, "]}");
}

static void
s_add_frame (blast_tape_t *self, size_t number, size_t step)
{
    topic_t *topic = &self->topics [number];
    frame_t *frame = &self->frames [self->frames_count++];
    *frame = (frame_t){ .at = self->bytes.size, .topic = number };
    sim_text_clear (&self->payload);
    if (topic->is_book) {
        s_add_book (self, topic, frame, step == 0);
    } else {
        s_add_trades (self, topic, frame);
    }
    sim_ws_write_head (&self->bytes, SIM_WS_FIN | SIM_WS_TEXT, self->payload.size);
    uint32_t head_size = (uint32_t) (self->bytes.size - frame->at);
    sim_text_bytes (&self->bytes, self->payload.data, self->payload.size);
    frame->size = self->bytes.size - frame->at;
    for (size_t index = 0; index < frame->patches_count; index++) {
        frame->patches [index].at += head_size;
    }
}

//  Trades stand at every fourth step, the book's news at the others.

static void
s_add_turn (blast_tape_t *self)
{
    for (size_t step = 0; step < STEPS; step++) {
        for (size_t number = 0; number < self->topics_count; number++) {
            topic_t *topic = &self->topics [number];
            if (topic->is_book != (step % 4 == 3)) {
                topic->snapshot =
                    topic->snapshot == SIZE_MAX ? self->frames_count : topic->snapshot;
                s_add_frame (self, number, step);
            }
        }
    }
}

static bool
s_topic_init (topic_t *self, const char *name, uint64_t update)
{
    bool is_pulse = strncmp (name, "orderbook.1.", strlen ("orderbook.1.")) == 0;
    bool is_book = strncmp (name, "orderbook.", strlen ("orderbook.")) == 0;
    bool is_trade = strncmp (name, "publicTrade.", strlen ("publicTrade.")) == 0;
    if (is_pulse || !(is_book || is_trade) || strlen (name) >= sizeof self->name) {
        return false;
    }
    *self = (topic_t){ .is_book = is_book, .snapshot = SIZE_MAX };
    memcpy (self->name, name, strlen (name));
    (void) snprintf (self->update, sizeof self->update, "%012" PRIu64, update);
    self->symbol = strrchr (self->name, '.') + 1;
    return true;
}

blast_tape_t *
blast_tape_new (const char *const *topics, size_t count, uint64_t update)
{
    blast_tape_t *self = calloc (1, sizeof *self);
    assert (self);
    self->random = 1;
    self->topics = calloc (count + 1, sizeof *self->topics);
    assert (self->topics);
    for (size_t index = 0; index < count; index++) {
        topic_t *topic = &self->topics [self->topics_count];
        self->topics_count += s_topic_init (topic, topics [index], update);
    }
    size_t turn = self->topics_count * STEPS;
    size_t turns = turn == 0 ? 0 : 1 + FRAMES_MIN / turn;
    self->frames = calloc (turn * turns + 1, sizeof *self->frames);
    assert (self->frames);
    for (size_t index = 0; index < turns; index++) {
        s_add_turn (self);
    }
    return self;
}

void
blast_tape_destroy (blast_tape_t **self_p)
{
    assert (self_p);
    blast_tape_t *self = *self_p;
    if (self) {
        free (self->topics);
        free (self->frames);
        sim_text_destroy (&self->bytes);
        sim_text_destroy (&self->payload);
        free (self);
        *self_p = NULL;
    }
}

size_t
blast_tape_topics (const blast_tape_t *self)
{
    return self->topics_count;
}

//  The next decimal number in place.

static void
s_count_up (char *digits, size_t size)
{
    while (size > 0 && digits [size - 1] == '9') {
        digits [--size] = '0';
    }
    assert (size > 0);
    digits [size - 1]++;
}

static const char *
s_renew (blast_tape_t *self, const frame_t *frame, uint64_t number, uint64_t now_ms)
{
    char digits [BLAST_DIGITS];
    uint64_t left = BLAST_NUMBER_BASE + number;
    for (size_t place = BLAST_DIGITS; place > 0; place--) {
        digits [place - 1] = (char) ('0' + left % 10);
        left /= 10;
    }
    if (now_ms != self->now_ms) {
        self->now_ms = now_ms;
        (void) snprintf (self->time, sizeof self->time, "%013" PRIu64, now_ms);
    }
    topic_t *topic = &self->topics [frame->topic];
    char *bytes = self->bytes.data + frame->at;
    for (size_t index = 0; index < frame->patches_count; index++) {
        char *place = bytes + frame->patches [index].at;
        switch (frame->patches [index].kind) {
            case PATCH_NUMBER:
                memcpy (place, digits, BLAST_DIGITS);
                break;
            case PATCH_UPDATE:
                s_count_up (topic->update, UPDATE_DIGITS);
                memcpy (place, topic->update, UPDATE_DIGITS);
                break;
            case PATCH_TIME:
                memcpy (place, self->time, TIME_DIGITS);
                break;
        }
    }
    return bytes;
}

const char *
blast_tape_next (blast_tape_t *self, uint64_t number, uint64_t now_ms, size_t *size)
{
    assert (self->frames_count > 0);
    const frame_t *frame = &self->frames [self->next];
    self->next = self->next + 1 == self->frames_count ? 0 : self->next + 1;
    *size = frame->size;
    return s_renew (self, frame, number, now_ms);
}

const char *
blast_tape_snapshot (blast_tape_t *self, const char *topic, uint64_t number, uint64_t now_ms,
                     size_t *size)
{
    for (size_t index = 0; index < self->topics_count; index++) {
        const topic_t *own = &self->topics [index];
        if (own->is_book && strcmp (own->name, topic) == 0) {
            const frame_t *frame = &self->frames [own->snapshot];
            *size = frame->size;
            return s_renew (self, frame, number, now_ms);
        }
    }
    return NULL;
}
