//  gw_topic - pure: one topic of a connection: its state, and what moves it
//
//  A topic is WANTED until a request names it, then ASKED until its first data,
//  then LIVE. One whose book broke is LEAVING (to be unsubscribed) and LEFT
//  until that is answered, then WANTED again; the second time and later only
//  after a back-off. A topic that the exchange refuses is REJECTED, and asked
//  for again, alone, on the next connection. Data mends a topic that is still
//  LEAVING: a book became valid again by itself.
//
//  One that nobody wants any longer is dropped: it goes OFF, by way of LEAVING
//  and LEFT where the exchange may still be sending it.

#ifndef GW_TOPIC_H
#define GW_TOPIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GW_TOPICS_STARTS_MAX = 2,  //  A topic that never sent anything is gone after so many tries,
    GW_TOPICS_BREAKS_MAX = 4   //  any other after so many breaks
};

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
    GW_TOPIC_REJECTED,
    GW_TOPIC_OFF
} gw_topic_state_t;

typedef struct {
    char *name;
    gw_topic_kind_t kind;
    bool had_data;     //  Ever
    bool is_answered;  //  The exchange accepted the request that named it last
    bool asks_alone;   //  It was rejected before, or nobody knows which of its request was
    bool is_dropped;   //  LEAVING or LEFT, to go OFF then
    gw_topic_state_t state;
    uint64_t request;  //  That named it last
    int64_t asked_at;  //  When it was asked for, or left
    int64_t live_at;   //  When it became live
    int64_t due_at;    //  When it may be asked for, or left, again
    unsigned breaks;   //  Since it was healthy
    unsigned vain;     //  Breaks since it was live: all but the first are tries in vain
} gw_topic_t;

//  A new connection: it is wanted.
void gw_topic_reset (gw_topic_t *self, int64_t now_ms);

//  It sent data.
void gw_topic_on_data (gw_topic_t *self, const gw_topics_policy_t *policy, int64_t now_ms);

//  It has to be left and asked for anew.
void gw_topic_break (gw_topic_t *self, const gw_topics_policy_t *policy, int64_t now_ms);

//  Time went by: it breaks where its first data should be here.
void gw_topic_on_time (gw_topic_t *self, const gw_topics_policy_t *policy, int64_t now_ms);

//  That it was left is answered.
void gw_topic_on_left (gw_topic_t *self, int64_t now_ms);

//  Nobody wants it any longer.
void gw_topic_drop (gw_topic_t *self, int64_t now_ms);

//  It was dropped, has not gone OFF, and somebody wants it again.
void gw_topic_revive (gw_topic_t *self, gw_topic_kind_t kind);

//  True if it should send and does not, however often it is asked for.
bool gw_topic_is_gone (const gw_topic_t *self);

//  True if somebody waits for it, and it was not confirmed: by data, or by an
//  answer where silence is normal.
bool gw_topic_is_awaited (const gw_topic_t *self);

#endif
