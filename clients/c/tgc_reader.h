//  tgc_reader - follows one topic by the reader's rule of the contract
//
//  Pure: it owns no clock and no socket. Give it the messages of its topic, and of
//  bybit.status. and supervisor.heartbeat., with the time at which they came; tick
//  it at least every 100 ms; and do what each step says. Time is in milliseconds on
//  a clock that never goes back.

#ifndef TGC_READER_H
#define TGC_READER_H

#include "tgc_book.h"

TGC_BEGIN

typedef struct tgc_reader tgc_reader_t;

enum {
    TGC_READER_SILENCE_MS = 3000,  //  Without a heartbeat: the book waits
    TGC_READER_BEHIND_MS = 2000,   //  A status told a number that did not come: it is lost
    TGC_READER_FORGET_MS = 5000    //  Nothing but older epochs: the gateway's clock went back
};

typedef enum {
    TGC_TELL_RESTART,  //  The gateway began again, with a new epoch
    TGC_TELL_HOLE,     //  The messages from..to of the epoch did not arrive
    TGC_TELL_GAP,      //  The stream itself has a hole: cause says why
    TGC_TELL_SILENCE   //  No heartbeat for 3 s, or one says that it is over; told once
} tgc_tell_kind_t;

typedef struct {
    tgc_tell_kind_t kind;
    uint64_t epoch;  //  The reader's own
    uint64_t from;   //  Of a hole, like the one below
    uint64_t to;
    tgc_text_t cause;  //  Of a gap: in the message
} tgc_tell_t;

enum { TGC_TELLS_MAX = 8 };  //  More than one step can tell

//  What a step came to.
typedef struct {
    tgc_tell_t tells [TGC_TELLS_MAX];  //  In order, before the message itself
    size_t tells_count;
    bool is_taken;          //  The message is in the book, or its trades are to be used
    bool must_resubscribe;  //  Unsubscribe the topic and subscribe it again, and go on
    const char *complaint;  //  What is wrong with the message, or null
} tgc_step_t;

//  Follow a topic of trades or of a book. Null where the topic is neither. A reader
//  that watches heartbeats falls silent when none has come for 3 s since then.
TGC_API tgc_reader_t *tgc_reader_new (tgc_text_t topic, bool watches_heartbeat, int64_t now_ms);

//  Destroy the reader and null the caller's reference; may be called again.
TGC_API void tgc_reader_destroy (tgc_reader_t **self_p);

//  Take a message. Messages of other topics, and of types that the topic does not
//  have, only let time pass.
TGC_API void tgc_reader_on (tgc_reader_t *self, tgc_text_t topic, const tgc_message_t *message,
                            int64_t now_ms, tgc_step_t *step);

//  Let time pass.
TGC_API void tgc_reader_tick (tgc_reader_t *self, int64_t now_ms, tgc_step_t *step);

//  The topic; it is the reader's and lives as long.
TGC_API tgc_text_t tgc_reader_topic (const tgc_reader_t *self);

//  What the reader calls its own; 0 before the first message.
TGC_API uint64_t tgc_reader_epoch (const tgc_reader_t *self);
TGC_API uint64_t tgc_reader_seq (const tgc_reader_t *self);

//  The book while it is valid, else null: it waits for a snapshot, or the topic is of
//  trades. It stays the reader's and is valid until the next step.
TGC_API const tgc_book_t *tgc_reader_book (const tgc_reader_t *self);

TGC_END

#endif
