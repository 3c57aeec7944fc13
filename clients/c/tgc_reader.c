//  tgc_reader - follows one topic by the reader's rule of the contract

#include "tgc_reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_topic.h"

struct tgc_reader {
    char topic [MDP_TOPIC_MAX];
    size_t topic_size;
    tgc_book_t *book;  //  Null for trades
    bool is_valid;     //  The book is
    uint64_t epoch;
    uint64_t seq;
    bool has_joined;   //  A message was missed if its number was
    bool hears_older;  //  Nothing but older epochs since the moment below
    int64_t older_at;
    uint64_t behind_seq;  //  What a status told and did not come yet; 0 where nothing is missing
    int64_t behind_at;    //  When it was told first
    bool watches_heartbeat;
    int64_t heartbeat_at;  //  When the last one came
    bool is_silent;        //  None came for too long
    bool is_over;          //  The incarnation of this epoch, as one said
};

tgc_reader_t *
tgc_reader_new (tgc_text_t topic, bool watches_heartbeat, int64_t now_ms)
{
    mdp_topic_parts_t parts;
    if (topic.size >= MDP_TOPIC_MAX || mdp_topic_parse (&parts, topic.chars, topic.size) != 0) {
        return NULL;
    }
    tgc_reader_t *self = calloc (1, sizeof *self);
    assert (self);
    memcpy (self->topic, topic.chars, topic.size);
    self->topic_size = topic.size;
    self->book = parts.kind == MDP_TOPIC_IS_DEPTH ? tgc_book_new () : NULL;
    self->watches_heartbeat = watches_heartbeat;
    self->heartbeat_at = now_ms;
    return self;
}

void
tgc_reader_destroy (tgc_reader_t **self_p)
{
    assert (self_p);
    tgc_reader_t *self = *self_p;
    if (self) {
        tgc_book_destroy (&self->book);
        free (self);
        *self_p = NULL;
    }
}

static tgc_tell_t *
s_tell (const tgc_reader_t *self, tgc_step_t *step, tgc_tell_kind_t kind)
{
    assert (step->tells_count < TGC_TELLS_MAX);
    tgc_tell_t *tell = &step->tells [step->tells_count++];
    *tell = (tgc_tell_t){ .kind = kind, .epoch = self->epoch };
    return tell;
}

//  Tell that what lies between the reader's own message and one of these numbers is missing.

static void
s_tell_hole (const tgc_reader_t *self, tgc_step_t *step, uint64_t to)
{
    if (to > self->seq) {
        tgc_tell_t *tell = s_tell (self, step, TGC_TELL_HOLE);
        tell->from = self->seq + 1;
        tell->to = to;
    }
}

//  A book that waits is given a snapshot anyway: what a status told is of no use to it.

static void
s_wait (tgc_reader_t *self)
{
    self->is_valid = false;
    self->behind_seq = self->book ? 0 : self->behind_seq;
}

static void
s_wait_and_resubscribe (tgc_reader_t *self, tgc_step_t *step)
{
    step->must_resubscribe = step->must_resubscribe || self->is_valid;
    s_wait (self);
}

static void
s_tell_silence (tgc_reader_t *self, tgc_step_t *step)
{
    s_wait (self);
    s_tell (self, step, TGC_TELL_SILENCE);
}

//  What a status told has been coming for too long.

static void
s_judge_behind (tgc_reader_t *self, int64_t now_ms, tgc_step_t *step)
{
    if (self->behind_seq == 0 || now_ms - self->behind_at < TGC_READER_BEHIND_MS) {
        return;
    }
    s_tell_hole (self, step, self->behind_seq);
    self->seq = self->behind_seq;
    self->behind_seq = 0;
    s_wait_and_resubscribe (self, step);
}

static void
s_judge_silence (tgc_reader_t *self, int64_t now_ms, tgc_step_t *step)
{
    if (self->watches_heartbeat && !self->is_silent
        && now_ms - self->heartbeat_at >= TGC_READER_SILENCE_MS) {
        self->is_silent = true;
        s_tell_silence (self, step);
    }
}

void
tgc_reader_tick (tgc_reader_t *self, int64_t now_ms, tgc_step_t *step)
{
    assert (self);
    assert (step);
    step->tells_count = 0;
    step->is_taken = false;
    step->must_resubscribe = false;
    step->complaint = NULL;
    s_judge_behind (self, now_ms, step);
    s_judge_silence (self, now_ms, step);
}

//  Whether a message of an older epoch is to be ignored. Where nothing else comes for long
//  the gateway's clock went back, and its epoch is the one to follow.

static bool
s_is_late (tgc_reader_t *self, const tgc_message_t *message, int64_t now_ms)
{
    if (message->epoch >= self->epoch) {
        self->hears_older = false;
        return false;
    }
    if (!self->hears_older) {
        self->hears_older = true;
        self->older_at = now_ms;
    }
    if (now_ms - self->older_at < TGC_READER_FORGET_MS) {
        return true;
    }
    self->hears_older = false;
    return false;
}

//  Follow another epoch from its first number on.

static void
s_take_epoch (tgc_reader_t *self, const tgc_message_t *message, tgc_step_t *step)
{
    bool is_restart = self->epoch != 0;
    self->epoch = message->epoch;
    self->seq = self->behind_seq = 0;
    self->is_over = false;
    if (is_restart) {
        self->has_joined = true;
        s_tell (self, step, TGC_TELL_RESTART);
    }
    if (message->type != TGC_SNAPSHOT) {
        s_wait_and_resubscribe (self, step);
    }
    s_wait (self);
}

static void
s_apply (tgc_reader_t *self, const tgc_message_t *message, tgc_step_t *step)
{
    self->seq = message->seq;
    self->is_valid = true;
    step->is_taken = true;
    if (tgc_book_apply (self->book, message) != 0) {
        s_wait_and_resubscribe (self, step);
        step->is_taken = false;
        step->complaint = "more levels than a book can hold";
    }
}

//  A repetition has no number of its own: it includes the message whose number it carries.

static bool
s_has_own_number (const tgc_message_t *snapshot)
{
    tgc_text_t cause = snapshot->as.depth.cause;
    return tgc_text_is (cause, "exchange") || tgc_text_is (cause, "resync");
}

static void
s_on_snapshot (tgc_reader_t *self, const tgc_message_t *message, tgc_step_t *step)
{
    if (self->is_silent || self->is_over || (self->is_valid && message->seq <= self->seq)) {
        return;
    }
    if (self->is_valid) {
        s_tell_hole (self, step, message->seq - s_has_own_number (message));
    }
    s_apply (self, message, step);
}

static void
s_on_delta (tgc_reader_t *self, const tgc_message_t *message, tgc_step_t *step)
{
    if (!self->is_valid || message->seq <= self->seq) {
        return;
    }
    if (message->seq == self->seq + 1) {
        s_apply (self, message, step);
    } else {
        s_tell_hole (self, step, message->seq - 1);
        s_wait_and_resubscribe (self, step);
    }
}

//  Gaps and trades. What came before the reader joined, or while its book waits, is no hole.

static void
s_on_numbered (tgc_reader_t *self, const tgc_message_t *message, tgc_step_t *step)
{
    if (message->seq <= self->seq) {
        return;
    }
    if (self->book ? self->is_valid : self->has_joined) {
        s_tell_hole (self, step, message->seq - 1);
    }
    self->has_joined = true;
    self->seq = message->seq;
    if (message->type == TGC_GAP) {
        s_tell (self, step, TGC_TELL_GAP)->cause = message->as.gap.cause;
        s_wait (self);
    } else {
        step->is_taken = true;
    }
}

//  Whether the topic carries such messages.

static bool
s_is_ours (const tgc_reader_t *self, tgc_type_t type)
{
    if (type == TGC_GAP) {
        return true;
    }
    return self->book ? type == TGC_SNAPSHOT || type == TGC_DELTA : type == TGC_TRADES;
}

static void
s_on_own (tgc_reader_t *self, const tgc_message_t *message, int64_t now_ms, tgc_step_t *step)
{
    if (!s_is_ours (self, message->type) || s_is_late (self, message, now_ms)) {
        return;
    }
    if (message->epoch != self->epoch) {
        s_take_epoch (self, message, step);
    }
    if (message->type == TGC_SNAPSHOT) {
        s_on_snapshot (self, message, step);
    } else if (message->type == TGC_DELTA) {
        s_on_delta (self, message, step);
    } else {
        s_on_numbered (self, message, step);
    }
    if (self->seq >= self->behind_seq) {
        self->behind_seq = 0;
    }
}

//  A status that names our topic with a number that we have not seen.

static void
s_on_status (tgc_reader_t *self, const tgc_message_t *message, int64_t now_ms)
{
    if (message->epoch != self->epoch || (self->book && !self->is_valid)) {
        return;
    }
    const tgc_status_t *status = &message->as.status;
    for (size_t index = 0; index < status->count; index++) {
        const tgc_topic_t *topic = &status->topics [index];
        if (self->behind_seq == 0 && topic->seq > self->seq
            && tgc_text_is (topic->topic, self->topic)) {
            self->behind_seq = topic->seq;
            self->behind_at = now_ms;
        }
    }
}

//  Whether a heartbeat knows gateways of an epoch, and all of them as down.

static bool
s_is_over (const tgc_heartbeat_t *heartbeat, uint64_t epoch)
{
    size_t own = 0;
    for (size_t index = 0; index < heartbeat->count; index++) {
        const tgc_gateway_t *gateway = &heartbeat->gateways [index];
        if (gateway->epoch == epoch) {
            own++;
            if (!tgc_text_is (gateway->state, "backoff")
                && !tgc_text_is (gateway->state, "failed")) {
                return false;
            }
        }
    }
    return own > 0;
}

static void
s_on_heartbeat (tgc_reader_t *self, const tgc_heartbeat_t *heartbeat, int64_t now_ms,
                tgc_step_t *step)
{
    if (!self->watches_heartbeat) {
        return;
    }
    self->heartbeat_at = now_ms;
    if (self->is_silent) {
        self->is_silent = false;
        step->must_resubscribe = self->book != NULL;
    }
    if (self->epoch != 0 && !self->is_over && s_is_over (heartbeat, self->epoch)) {
        self->is_over = true;
        s_tell_silence (self, step);
    }
}

void
tgc_reader_on (tgc_reader_t *self, tgc_text_t topic, const tgc_message_t *message, int64_t now_ms,
               tgc_step_t *step)
{
    assert (message);
    tgc_reader_tick (self, now_ms, step);
    if (topic.size == self->topic_size
        && memcmp (topic.chars, self->topic, self->topic_size) == 0) {
        s_on_own (self, message, now_ms, step);
    } else if (message->type == TGC_STATUS && tgc_text_is (topic, MDP_TOPIC_STATUS)) {
        s_on_status (self, message, now_ms);
    } else if (message->type == TGC_HEARTBEAT && tgc_text_is (topic, MDP_TOPIC_HEARTBEAT)) {
        s_on_heartbeat (self, &message->as.heartbeat, now_ms, step);
    }
}

tgc_text_t
tgc_reader_topic (const tgc_reader_t *self)
{
    assert (self);
    return (tgc_text_t){ .chars = self->topic, .size = self->topic_size };
}

uint64_t
tgc_reader_epoch (const tgc_reader_t *self)
{
    assert (self);
    return self->epoch;
}

uint64_t
tgc_reader_seq (const tgc_reader_t *self)
{
    assert (self);
    return self->seq;
}

const tgc_book_t *
tgc_reader_book (const tgc_reader_t *self)
{
    assert (self);
    return self->is_valid ? self->book : NULL;
}
