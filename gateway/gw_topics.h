//  gw_topics - pure: which topics of a connection to ask for, to leave and to give up
//
//  A topic is WANTED until a request names it, then ASKED until its first data,
//  then LIVE. One whose book broke is LEAVING (to be unsubscribed) and LEFT
//  until that is answered, then WANTED again; the second time and later only
//  after a back-off. A topic that the exchange refuses is REJECTED, and asked
//  for again, alone, on the next connection. Data mends a topic that is still
//  LEAVING: a book became valid again by itself.

#ifndef GW_TOPICS_H
#define GW_TOPICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GW_TOPICS_STARTS_MAX = 2,  //  A topic that never sent anything is gone after so many tries,
    GW_TOPICS_BREAKS_MAX = 4,  //  any other after so many breaks
    GW_TOPICS_BATCH_MAX = 64,  //  Topics in one request
    GW_TOPICS_FLIGHT_MAX = 8   //  Requests that wait for their answer
};

#define GW_TOPICS_NONE SIZE_MAX

typedef struct {
    size_t batch;               //  Topics in one request, as the exchange allows
    int64_t answer_ms_max;      //  For an answer; then what was asked for is asked for again
    int64_t first_data_ms_max;  //  From asking to the first data of a topic that must have some
    int64_t resubscribe_ms;     //  Between two resubscriptions of one topic; doubles
    int64_t resubscribe_ms_max;
    int64_t healthy_ms;  //  A topic that was live for this long is forgiven its earlier breaks
} gw_topics_policy_t;

typedef enum {
    GW_TOPIC_PROMPT,  //  Sends something soon after it is asked for
    GW_TOPIC_QUIET,   //  May send nothing for hours
    GW_TOPIC_EXTRA    //  Nobody waits for it: asked for behind and apart from all others
} gw_topic_kind_t;

typedef enum {
    GW_TOPIC_WANTED,
    GW_TOPIC_ASKED,
    GW_TOPIC_LIVE,
    GW_TOPIC_LEAVING,
    GW_TOPIC_LEFT,
    GW_TOPIC_REJECTED
} gw_topic_state_t;

//  One request. Names are ours and valid while we are.
typedef struct {
    bool is_unsubscribe;
    const char *names [GW_TOPICS_BATCH_MAX];
    size_t count;
} gw_topics_request_t;

typedef struct gw_topics gw_topics_t;

gw_topics_t *gw_topics_new (const gw_topics_policy_t *policy);
void gw_topics_destroy (gw_topics_t **self_p);

//  Add a topic. Returns its index.
size_t gw_topics_add (gw_topics_t *self, const char *name, gw_topic_kind_t kind);

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

gw_topic_state_t gw_topics_state (const gw_topics_t *self, size_t topic);

//  How often it broke, or did not start, since it was healthy.
unsigned gw_topics_breaks (const gw_topics_t *self, size_t topic);

//  True if it should send and does not, however often it is asked for.
bool gw_topics_is_gone (const gw_topics_t *self, size_t topic);

#endif
