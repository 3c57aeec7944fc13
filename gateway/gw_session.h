//  gw_session - pure: when to connect, subscribe, ping, resubscribe and back off
//
//  One session is one connection's worth of topics. It owns no clock, socket or
//  thread: tell it what happened and when, then carry out what gw_session_next
//  answers until it answers nothing.
//
//                OPENED        CLOSED       due                        overdue
//    DOWN        -             -            CONNECT, go OPENING        -
//    OPENING     go OPEN       fall         -                          CLOSE, go CLOSING
//    OPEN        -             fall         SEND a request or a ping   CLOSE, go CLOSING
//    CLOSING     -             fall         -                          -
//
//  An open connection is overdue when nothing comes over it, not even a pong; when it takes
//  subscriptions and brings no data, though some should come at once: that may be one of a
//  dead server, and another one may be of a living one; or when it brings none any more, for
//  GW_SESSION_PAUSES times the time in which some came on average. The last is all that shows
//  the end of topics that have no pulse.
//
//  A fall goes DOWN. The first after a healthy life is mended at once, the next
//  ones after a full-jitter back-off; a connection that the exchange refused
//  with 403 or 429 is not tried again for minutes. One whose topics are all off
//  is not mended, until another is added.

#ifndef GW_SESSION_H
#define GW_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gw_budget.h"
#include "gw_topics.h"

enum {
    GW_SESSION_BARREN_MAX = 4,  //  So often barren_ms doubles
    GW_SESSION_PAUSES = 120
};

typedef struct {
    int64_t open_ms_max;     //  From connecting to open
    int64_t ping_ms;         //  Between pings, from open
    int64_t silence_ms_max;  //  Without any frame, pongs included
    int64_t quiet_ms;        //  Without any frame: ping out of turn
    int64_t barren_ms;       //  Without any data from open on; doubles with every such life
    int64_t pause_ms;        //  Without more data, at least
    int64_t pong_ms_max;     //  For a pong of an exchange that has answered before
    int64_t healthy_ms;      //  A life with data of this length forgets earlier falls
    int64_t backoff_ms;      //  Doubles with every fall
    int64_t backoff_ms_max;
    int64_t hold_ms;  //  After a 403 or 429: between one and two times this
    gw_topics_policy_t topics;
} gw_session_policy_t;

typedef enum {
    GW_SESSION_NOTHING,
    GW_SESSION_CONNECT,
    GW_SESSION_CLOSE,
    GW_SESSION_REQUEST,
    GW_SESSION_PING
} gw_session_action_t;

//  What must be done now.
typedef struct {
    gw_session_action_t action;
    uint64_t number;  //  Of a request or a ping
    gw_topics_request_t request;
    const char *reason;  //  Of a close, a literal
} gw_session_order_t;

//  How a connection ended.
typedef enum {
    GW_SESSION_LOST,    //  It broke, or was never made
    GW_SESSION_REFUSED  //  The exchange does not want us now: 403 or 429
} gw_session_end_t;

typedef struct gw_session gw_session_t;

//  The budget is lent for the session's life; sessions share it.
gw_session_t *gw_session_new (const gw_session_policy_t *policy, gw_budget_t *budget,
                              uint64_t seed);
void gw_session_destroy (gw_session_t **self_p);

//  Do not connect before then.
void gw_session_hold (gw_session_t *self, int64_t until_at);

//  What happened.
void gw_session_on_open (gw_session_t *self, int64_t now_ms);
void gw_session_on_closed (gw_session_t *self, gw_session_end_t end, int64_t now_ms);
void gw_session_on_frame (gw_session_t *self, int64_t now_ms);
void gw_session_on_pong (gw_session_t *self);
void gw_session_on_data (gw_session_t *self, size_t topic, int64_t now_ms);

//  Give the open connection up: the next order closes it.
void gw_session_give_up (gw_session_t *self, const char *reason);

//  The session's topics: to add some before the first connection, and to tell
//  them what else happened.
gw_topics_t *gw_session_topics (gw_session_t *self);

//  What to do now; call again until it is nothing.
void gw_session_next (gw_session_t *self, int64_t now_ms, gw_session_order_t *order);

//  Milliseconds until gw_session_next can have something new by time alone.
int64_t gw_session_wait_ms (const gw_session_t *self, int64_t now_ms);

//  When its last frame came, or it opened.
int64_t gw_session_heard_at (const gw_session_t *self);

bool gw_session_is_open (const gw_session_t *self);

//  True if its connection is open, or was until it was ordered to close it.
bool gw_session_was_open (const gw_session_t *self);

//  True if open, or there is something to connect for.
bool gw_session_is_needed (const gw_session_t *self);

//  True if open, and all topics are confirmed; or if all of them are off.
bool gw_session_is_confirmed (const gw_session_t *self);

//  True if open, and this topic keeps nobody waiting.
bool gw_session_is_topic_confirmed (const gw_session_t *self, size_t topic);

gw_topic_state_t gw_session_topic_state (const gw_session_t *self, size_t topic);

//  True if the topic should send and does not, however often it is asked for.
bool gw_session_is_gone (const gw_session_t *self, size_t topic);

//  When a refused connection may be tried again; 0 if there is no such hold.
int64_t gw_session_held_until (const gw_session_t *self);

#endif
