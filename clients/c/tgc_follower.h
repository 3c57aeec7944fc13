//  tgc_follower - follows many topics: messages and time in, items for the caller out
//
//  Pure: no socket and no clock. Take a message or tick, then ask for what is next
//  until nothing is.

#ifndef TGC_FOLLOWER_H
#define TGC_FOLLOWER_H

#include "tgc_item.h"
#include "tgc_prefixes.h"

typedef struct tgc_follower tgc_follower_t;

//  The prefixes that the caller subscribed are lent for the follower's life.
tgc_follower_t *tgc_follower_new (const tgc_prefixes_t *prefixes);
void tgc_follower_destroy (tgc_follower_t **self_p);

//  From now on the silence of heartbeats matters to topics that are followed later.
void tgc_follower_watch (tgc_follower_t *self, int64_t now_ms);

//  Follow the topic. False where it is none of a market, or there are too many.
bool tgc_follower_follow (tgc_follower_t *self, tgc_text_t topic);

//  Drop the topics of a prefix that was left, but for those that another one covers, and what
//  is still to be handed on.
void tgc_follower_forget (tgc_follower_t *self, tgc_text_t left);

//  Take a message. Its frames are lent until the next one.
void tgc_follower_take (tgc_follower_t *self, tgc_text_t topic, tgc_text_t frame, int64_t now_ms);

//  Let time pass for every topic.
void tgc_follower_tick (tgc_follower_t *self, int64_t now_ms);

typedef enum {
    TGC_FOLLOWER_ITEM,         //  For the caller
    TGC_FOLLOWER_RESUBSCRIBE,  //  The item's topic is to be subscribed anew
    TGC_FOLLOWER_DONE
} tgc_follower_next_t;

//  What is next. The item stays the follower's, and is valid until the next call.
tgc_follower_next_t tgc_follower_next (tgc_follower_t *self, const tgc_item_t **item);

//  Topics that are followed.
size_t tgc_follower_count (const tgc_follower_t *self);

//  The book of a topic while it is valid, else null.
const tgc_book_t *tgc_follower_book (const tgc_follower_t *self, tgc_text_t topic);

uint64_t tgc_follower_error_count (const tgc_follower_t *self);

#endif
