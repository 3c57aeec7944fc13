//  tgc_follower - follows many topics: messages and time in, items for the caller out

#include "tgc_follower.h"

#include <assert.h>
#include <stdlib.h>

#include "mdp_topic.h"
#include "tgc_client.h"
#include "tgc_decoder.h"
#include "tgc_readers.h"

//  On its way to the caller are the message that was taken last, and the step of a reader
//  that it, or time, led to. The tells of the step go first.
struct tgc_follower {
    const tgc_prefixes_t *prefixes;
    tgc_decoder_t *decoder;
    tgc_readers_t *readers;
    bool watches_heartbeat;
    int64_t heartbeat_at;  //  When the last one came
    int64_t now_ms;
    uint64_t error_count;

    tgc_text_t topic;
    tgc_text_t frame;
    tgc_message_t message;
    bool is_decoded;       //  The message could be read
    tgc_item_kind_t kind;  //  What it is to the caller
    const char *what;      //  Is wrong with it
    bool is_due;           //  It is still to be handed on
    tgc_reader_t *reader;  //  Whose step this is
    tgc_step_t step;
    size_t tell_at;   //  The next one
    size_t sweep_at;  //  The next reader to tell what concerns all; their count where that is done
    bool is_tick;     //  It is time that concerns them, else the message
    tgc_item_t item;
};

tgc_follower_t *
tgc_follower_new (const tgc_prefixes_t *prefixes)
{
    assert (prefixes);
    tgc_follower_t *self = calloc (1, sizeof *self);
    assert (self);
    self->prefixes = prefixes;
    self->decoder = tgc_decoder_new ();
    self->readers = tgc_readers_new ();
    return self;
}

void
tgc_follower_destroy (tgc_follower_t **self_p)
{
    assert (self_p);
    tgc_follower_t *self = *self_p;
    if (self) {
        tgc_readers_destroy (&self->readers);
        tgc_decoder_destroy (&self->decoder);
        free (self);
        *self_p = NULL;
    }
}

void
tgc_follower_watch (tgc_follower_t *self, int64_t now_ms)
{
    assert (self);
    self->watches_heartbeat = true;
    self->heartbeat_at = now_ms;
}

//  The reader of the topic, made where there is none; or null.

static tgc_reader_t *
s_follow (tgc_follower_t *self, tgc_text_t topic)
{
    tgc_reader_t *reader = tgc_readers_find (self->readers, topic);
    if (reader || tgc_readers_count (self->readers) == TGC_CLIENT_TOPICS_MAX) {
        return reader;
    }
    tgc_reader_t *fresh = tgc_reader_new (topic, self->watches_heartbeat, self->heartbeat_at);
    reader = fresh;
    if (fresh) {
        bool is_swept = self->sweep_at == tgc_readers_count (self->readers);
        tgc_readers_add (self->readers, &fresh);
        self->sweep_at += is_swept;  //  What concerned all did not concern this one
    }
    return reader;
}

bool
tgc_follower_follow (tgc_follower_t *self, tgc_text_t topic)
{
    assert (self);
    return s_follow (self, topic) != NULL;
}

void
tgc_follower_forget (tgc_follower_t *self, tgc_text_t left)
{
    assert (self);
    self->step.tells_count = 0;
    self->step.must_resubscribe = false;
    self->is_due = false;
    tgc_readers_leave (self->readers, left, self->prefixes);
    self->sweep_at = tgc_readers_count (self->readers);
}

//  Let one reader make its step, by time or by the message.

static void
s_step (tgc_follower_t *self, tgc_reader_t *reader, bool is_tick)
{
    self->reader = reader;
    self->tell_at = 0;
    if (is_tick) {
        tgc_reader_tick (reader, self->now_ms, &self->step);
    } else {
        tgc_reader_on (reader, self->topic, &self->message, self->now_ms, &self->step);
    }
}

static void
s_complain (tgc_follower_t *self, const char *what)
{
    self->kind = TGC_ITEM_ERROR;
    self->what = what;
    self->error_count++;
}

//  Give the message of a market to the reader of its topic, and see what became of it.

static void
s_on_market (tgc_follower_t *self)
{
    tgc_reader_t *reader = s_follow (self, self->topic);
    if (!reader) {
        if (tgc_readers_count (self->readers) == TGC_CLIENT_TOPICS_MAX) {
            s_complain (self, "more topics than can be followed");
        }
        return;
    }
    s_step (self, reader, false);
    const tgc_step_t *step = &self->step;
    if (step->complaint) {
        s_complain (self, step->complaint);
    } else if (step->is_taken) {
        self->kind = self->message.type == TGC_TRADES ? TGC_ITEM_TRADES : TGC_ITEM_BOOK;
    } else if (step->tells_count > 0 && step->tells [step->tells_count - 1].kind == TGC_TELL_GAP) {
        self->kind = TGC_ITEM_GAP;
    }
}

//  Tell all readers, one after the other, of the message or that time passed.

static void
s_sweep (tgc_follower_t *self, bool is_tick)
{
    self->sweep_at = 0;
    self->is_tick = is_tick;
}

static void
s_on_message (tgc_follower_t *self)
{
    switch (self->message.type) {
        case TGC_TRADES:
        case TGC_SNAPSHOT:
        case TGC_DELTA:
        case TGC_GAP:
            s_on_market (self);
            break;
        case TGC_STATUS:
            if (tgc_text_is (self->topic, MDP_TOPIC_STATUS)) {
                self->kind = TGC_ITEM_STATUS;
                s_sweep (self, false);
            }
            break;
        case TGC_HEARTBEAT:
            if (tgc_text_is (self->topic, MDP_TOPIC_HEARTBEAT)) {
                self->kind = TGC_ITEM_HEARTBEAT;
                self->heartbeat_at = self->now_ms;
                s_sweep (self, false);
            }
            break;
        case TGC_EVENT:
            self->kind = TGC_ITEM_EVENT;
            break;
    }
}

//  What we listen to for ourselves is not for the caller, unless he subscribed it too.

static bool
s_is_for_caller (const tgc_follower_t *self)
{
    bool is_for_us = tgc_text_is (self->topic, MDP_TOPIC_STATUS)
                     || tgc_text_is (self->topic, MDP_TOPIC_HEARTBEAT);
    return !is_for_us || self->kind == TGC_ITEM_ERROR
           || tgc_prefixes_covers (self->prefixes, self->topic);
}

void
tgc_follower_take (tgc_follower_t *self, tgc_text_t topic, tgc_text_t frame, int64_t now_ms)
{
    assert (self);
    self->now_ms = now_ms;
    self->topic = topic;
    self->frame = frame;
    self->step.tells_count = 0;
    self->kind = TGC_ITEM_IGNORED;
    self->what = NULL;
    tgc_decode_t result = tgc_decoder_read (self->decoder, frame, &self->message);
    self->is_decoded = result == TGC_DECODED;
    if (result == TGC_BROKEN) {
        s_complain (self, "no message of the contract");
    } else if (result == TGC_DECODED) {
        s_on_message (self);
    }
    self->is_due = s_is_for_caller (self);
}

void
tgc_follower_tick (tgc_follower_t *self, int64_t now_ms)
{
    assert (self);
    self->now_ms = now_ms;
    s_sweep (self, true);
}

static tgc_item_kind_t
s_tell_kind (tgc_tell_kind_t kind)
{
    switch (kind) {
        case TGC_TELL_RESTART:
            return TGC_ITEM_RESTART;
        case TGC_TELL_HOLE:
            return TGC_ITEM_HOLE;
        case TGC_TELL_GAP:
            return TGC_ITEM_GAP;
        case TGC_TELL_SILENCE:
            return TGC_ITEM_SILENCE;
    }
    assert (false);
    return TGC_ITEM_ERROR;
}

//  The next tell of the step. False where there is none.

static bool
s_next_tell (tgc_follower_t *self)
{
    while (self->tell_at < self->step.tells_count) {
        const tgc_tell_t *tell = &self->step.tells [self->tell_at++];
        if (tell->kind != TGC_TELL_GAP) {  //  The message itself is that
            self->item = (tgc_item_t){ .kind = s_tell_kind (tell->kind),
                                       .topic = tgc_reader_topic (self->reader),
                                       .epoch = tell->epoch,
                                       .from = tell->from,
                                       .to = tell->to };
            return true;
        }
    }
    return false;
}

static void
s_show_message (tgc_follower_t *self)
{
    bool is_book = self->kind == TGC_ITEM_BOOK;
    self->item = (tgc_item_t){ .kind = self->kind,
                               .topic = self->topic,
                               .frame = self->frame,
                               .message = self->is_decoded ? &self->message : NULL,
                               .book = is_book ? tgc_reader_book (self->reader) : NULL,
                               .what = self->what };
    self->is_due = false;
}

tgc_follower_next_t
tgc_follower_next (tgc_follower_t *self, const tgc_item_t **item)
{
    assert (self);
    *item = &self->item;
    while (true) {
        if (self->step.must_resubscribe) {
            self->step.must_resubscribe = false;
            self->item = (tgc_item_t){ .topic = tgc_reader_topic (self->reader) };
            return TGC_FOLLOWER_RESUBSCRIBE;
        }
        if (s_next_tell (self)) {
            return TGC_FOLLOWER_ITEM;
        }
        if (self->sweep_at < tgc_readers_count (self->readers)) {
            s_step (self, tgc_readers_at (self->readers, self->sweep_at++), self->is_tick);
        } else if (self->is_due) {
            s_show_message (self);
            return TGC_FOLLOWER_ITEM;
        } else {
            return TGC_FOLLOWER_DONE;
        }
    }
}

size_t
tgc_follower_count (const tgc_follower_t *self)
{
    assert (self);
    return tgc_readers_count (self->readers);
}

const tgc_book_t *
tgc_follower_book (const tgc_follower_t *self, tgc_text_t topic)
{
    assert (self);
    const tgc_reader_t *reader = tgc_readers_find (self->readers, topic);
    return reader ? tgc_reader_book (reader) : NULL;
}

uint64_t
tgc_follower_error_count (const tgc_follower_t *self)
{
    assert (self);
    return self->error_count;
}
