//  beat - the private contract between the supervisor and a child that it keeps alive
//
//  It is spoken on a PAIR, in whichever way the child is hosted. Frames of a
//  message: verb, then what the verb says.
//
//  child to supervisor
//      (signal)                  zsock_signal: constructed. Once, before anything slow
//      "BEAT" [map]              my loop turned: once a second, sent by the loop itself
//      "NOTE" [note]             something to log and publish
//      "TALLY" [tally]           what it counts, as tally.h has it
//      "FAIL" [code] [reason]    cannot go on and will return: a port taken, a bad file
//  supervisor to child
//      "START" [epoch] [since] [memo] [wish]   begin this incarnation
//      "RELOAD" [wish]           ask for this from now on, and stay alive
//      "$TERM"                   stop and return
//
//  Numbers in frames of their own are decimal digits. A wish is a text that only
//  the child understands: what it is to ask its source for; empty for what its
//  own settings say. Sends never wait: a full pipe drops the message.

#ifndef BEAT_H
#define BEAT_H

#include <czmq.h>

#include "mdp_event.h"
#include "note.h"

enum {
    BEAT_MS = 1000,       //  From a beat to the next, of a child and of the supervisor
    BEAT_LATE_MS = 2000,  //  Without one: the child has nothing to say
    BEAT_STALE_MS = 5000  //  What it said before is not known to be so any more
};

//  What a child tells about itself. It says nothing of markets: an event is
//  whatever the child is there to receive.
typedef struct {
    bool is_connected;     //  All that it asked its source for is confirmed
    bool is_simulated;     //  Its source is a simulation
    int64_t event_age_ms;  //  Since the last event; -1 if there was none in this life
    uint64_t events;       //  Received
    uint64_t published;
    uint64_t errors;
    uint64_t queue_size;  //  Accepted and not yet done
    uint64_t reconnects;
    uint64_t memo;                       //  For its next incarnation; nobody else reads it
    uint64_t topics [MDP_TOPIC_STATES];  //  How many are in each state
} beat_t;

typedef enum {
    BEAT_NONE,   //  Nothing to read
    BEAT_ALIVE,  //  A beat, or the first signal
    BEAT_NOTE,
    BEAT_TALLY,   //  What it counts; nobody but who shows it reads on
    BEAT_FAILED,  //  It told why it will end
    BEAT_ENDED,   //  The signal of an actor that returned
    BEAT_ALIEN    //  Speaks another contract
} beat_kind_t;

//  The child's side. Each returns 0, or -1 where the pipe is full or gone.
int beat_send (zsock_t *pipe, const beat_t *beat);
int beat_send_note (zsock_t *pipe, const note_t *note);
int beat_send_tally (zsock_t *pipe, const char *frame, size_t size);
int beat_send_fail (zsock_t *pipe, int exit_code, const char *reason);

typedef enum {
    BEAT_ORDER_NONE,    //  Nothing to read
    BEAT_ORDER_START,   //  Begin; *order is set
    BEAT_ORDER_RELOAD,  //  Go on with another wish, which is set in *order
    BEAT_ORDER_TERM,    //  Stop
    BEAT_ORDER_ALIEN    //  Speaks another contract
} beat_order_kind_t;

enum { BEAT_WISH_MAX = 1 << 20 };  //  Bytes in the longest wish

typedef struct {
    uint64_t epoch;  //  Of this incarnation, milliseconds since 1970 UTC; grows with every start
    uint64_t since;  //  Last event of the one before, nanoseconds since 1970 UTC; 0 for the first
    uint64_t memo;   //  Of the last beat of the one before; 0 for the first
    char *wish;      //  Null where it is empty; of an order that was received, the reader's to free
    size_t wish_size;
} beat_order_t;

//  Read one order without waiting.
beat_order_kind_t beat_recv_order (zsock_t *pipe, beat_order_t *order);

enum {
    BEAT_REASON_MAX = 256,  //  Bytes in the longest reason, with a terminator; it is cut
    BEAT_TALLY_MAX = 32768  //  Bytes in the largest tally
};

//  The supervisor's side. What was received stays valid until the next call.
typedef struct {
    beat_kind_t kind;
    beat_t beat;
    note_t note;
    int exit_code;  //  Of a failure: how a daemon made only of this child would exit
    char reason [BEAT_REASON_MAX];  //  Of a failure
    char tally [BEAT_TALLY_MAX];
    size_t tally_size;
} beat_message_t;

//  Read one message without waiting. zsock_signal's first signal is BEAT_ALIVE
//  with *is_signalled false before, and an empty beat; any later one is BEAT_ENDED.
beat_kind_t beat_recv (zsock_t *pipe, beat_message_t *message, bool *is_signalled);

//  Each returns 0, or -1 where the pipe is full or gone. Of the order a reload takes
//  the wish alone.
int beat_send_start (zsock_t *pipe, const beat_order_t *order);
int beat_send_reload (zsock_t *pipe, const beat_order_t *order);
int beat_send_term (zsock_t *pipe);

#endif
