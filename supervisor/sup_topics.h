//  sup_topics - pure: the topics of one child, and what it said of each last
//
//  What they mean is the child's to know. A topic that an incarnation does not speak
//  of soon after its start went: it may not carry it any longer. Where one comes back, its
//  counters go on from where they were.

#ifndef SUP_TOPICS_H
#define SUP_TOPICS_H

#include "tally.h"

enum {
    SUP_TOPICS_MAX = 32768,      //  What is over is dropped; those that went go first
    SUP_TOPICS_HEARD_MS = 60000  //  From a start, for a topic to be spoken of
};

typedef struct {
    char name [TALLY_TOPIC_MAX];  //  Terminated
    char labels [TALLY_LABELS_MAX + 1];
    bool has_book;
    bool is_heard;  //  By this incarnation
    mdp_topic_state_t state;
    uint64_t seq;
    uint64_t last_event;
    uint64_t update_id;
    uint64_t gaps;  //  These are sums over all incarnations
    uint64_t resyncs;
    uint64_t crossed;
    uint64_t changed;  //  The version of the last change
} sup_topic_t;

typedef struct sup_topics sup_topics_t;

sup_topics_t *sup_topics_new (void);
void sup_topics_destroy (sup_topics_t **self_p);

//  Take what the child says of a topic. version is that of everything that changes now.
void sup_topics_take (sup_topics_t *self, const tally_topic_t *topic, uint64_t version);

//  Another incarnation begins; what it does not speak of is stale.
void sup_topics_renew (sup_topics_t *self, uint64_t version, int64_t now_ms);

//  Let go what was not spoken of for too long.
void sup_topics_tidy (sup_topics_t *self, uint64_t version, int64_t now_ms);

//  All that are carried, in no order; those that went since the version are told apart.
size_t sup_topics_count (const sup_topics_t *self);
const sup_topic_t *sup_topics_at (const sup_topics_t *self, size_t index);

//  The topic of that name; null where there is none.
const sup_topic_t *sup_topics_find (const sup_topics_t *self, const char *name);

//  The version at which one went last: who knows less must be told all again.
uint64_t sup_topics_gone (const sup_topics_t *self);

#endif
