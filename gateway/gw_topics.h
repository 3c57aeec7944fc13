//  gw_topics - pure: which topics of a connection to ask for, to leave and to give up
//
//  gw_topic.h says what becomes of each of them.

#ifndef GW_TOPICS_H
#define GW_TOPICS_H

#include "gw_topic.h"

enum {
    GW_TOPICS_BATCH_MAX = 64,  //  Topics in one request
    GW_TOPICS_FLIGHT_MAX = 8   //  Requests that wait for their answer
};

#define GW_TOPICS_NONE SIZE_MAX

//  One request. Names are ours and valid while we are.
typedef struct {
    bool is_unsubscribe;
    const char *names [GW_TOPICS_BATCH_MAX];
    size_t count;
} gw_topics_request_t;

typedef struct gw_topics gw_topics_t;

gw_topics_t *gw_topics_new (const gw_topics_policy_t *policy);
void gw_topics_destroy (gw_topics_t **self_p);

//  Add a topic. Returns its index: that of one which was dropped and is OFF, or a new
//  one.
size_t gw_topics_add (gw_topics_t *self, const char *name, gw_topic_kind_t kind);

//  Leave a topic and forget it; its index is somebody else's then.
void gw_topics_drop (gw_topics_t *self, size_t topic, int64_t now_ms);

void gw_topics_set_kind (gw_topics_t *self, size_t topic, gw_topic_kind_t kind);

//  Topics that are not OFF: what we hold, and what is still to be left.
size_t gw_topics_used (const gw_topics_t *self);

//  True if there were topics, and all of them are OFF.
bool gw_topics_are_off (const gw_topics_t *self);

//  A new connection: everything is wanted.
void gw_topics_reset (gw_topics_t *self, int64_t now_ms);

//  What happened to a topic: it sent data; its book became invalid; it alone
//  was refused.
void gw_topics_on_data (gw_topics_t *self, size_t topic, int64_t now_ms);
void gw_topics_on_broken (gw_topics_t *self, size_t topic, int64_t now_ms);
void gw_topics_on_topic_refused (gw_topics_t *self, size_t topic);

//  An answer to a request; number 0 is the oldest that waits. A refusal that
//  names no topic of ours (GW_TOPICS_NONE) makes us ask for each topic alone; one
//  that names a topic which is subscribed already rejects nothing.
void gw_topics_on_accepted (gw_topics_t *self, uint64_t number, int64_t now_ms);
void gw_topics_on_refused (gw_topics_t *self, uint64_t number, size_t topic, bool is_duplicate,
                           int64_t now_ms);

//  Fill the next request that is due; number is what it will carry. False if
//  there is none.
bool gw_topics_next (gw_topics_t *self, uint64_t number, int64_t now_ms,
                     gw_topics_request_t *request);

//  The moment at which gw_topics_next can have something by time alone; INT64_MAX
//  if only events can bring it.
int64_t gw_topics_due_at (const gw_topics_t *self);

//  True if every topic that somebody waits for, and that is neither rejected nor
//  gone, was confirmed: by data, or by an answer where silence is normal.
bool gw_topics_are_confirmed (const gw_topics_t *self);

//  True if this one keeps them from being confirmed.
bool gw_topics_awaits (const gw_topics_t *self, size_t topic);

//  True if one that is asked for should send something at once.
bool gw_topics_are_prompt (const gw_topics_t *self);

gw_topic_state_t gw_topics_state (const gw_topics_t *self, size_t topic);

//  Number of the request that named it last; 0 if none has.
uint64_t gw_topics_request (const gw_topics_t *self, size_t topic);

//  How often it was asked for in vain since it was live; 0 if it never was.
unsigned gw_topics_tries (const gw_topics_t *self, size_t topic);

//  True if it should send and does not, however often it is asked for.
bool gw_topics_is_gone (const gw_topics_t *self, size_t topic);

#endif
