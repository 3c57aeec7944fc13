//  tgc_item - what a client hands to its caller: a message, or what went wrong

#ifndef TGC_ITEM_H
#define TGC_ITEM_H

#include "tgc_book.h"

TGC_BEGIN

//  Each message that was subscribed comes as one item, and what it tells comes before it.
typedef enum {
    TGC_ITEM_TRADES,  //  Trades to use
    TGC_ITEM_BOOK,    //  A snapshot or a delta was taken: the book is valid
    TGC_ITEM_GAP,     //  The stream has a hole; a book is invalid until its next BOOK
    TGC_ITEM_STATUS,
    TGC_ITEM_HEARTBEAT,
    TGC_ITEM_EVENT,
    TGC_ITEM_HOLE,     //  The messages from..to did not arrive; a book waits, as after a GAP
    TGC_ITEM_RESTART,  //  The gateway began again; a book waits
    TGC_ITEM_SILENCE,  //  No heartbeat for 3 s, or the gateway is down; a book waits
    TGC_ITEM_IGNORED,  //  A message that is not to be used: old, repeated, or of a newer contract
    TGC_ITEM_ERROR,    //  A message that is broken: what says how
    TGC_ITEM_WOKEN     //  The descriptor of tgc_client_wake_on is readable, or a signal handler ran
} tgc_item_kind_t;

//  What a kind does not have is null or 0.
typedef struct {
    tgc_item_kind_t kind;
    tgc_text_t topic;
    tgc_text_t frame;              //  Of messages: the second frame as it came
    const tgc_message_t *message;  //  Of messages that could be read
    const tgc_book_t *book;        //  Of BOOK
    uint64_t epoch;                //  Of HOLE, RESTART and SILENCE: the topic's
    uint64_t from;                 //  Of HOLE, like the one below
    uint64_t to;
    const char *what;  //  Of ERROR
} tgc_item_t;

TGC_END

#endif
