//  sup_tidings - what the supervisor tells its HTTP actor, and how that is said on their PAIR
//
//      "BEAT" [beat]              how all children are: once a second, and when one's state changes
//      "TALLY" [origin] [tally]   what a child counts, as it came
//      "NOTE" [line]              an event, as JSON
//      "$TERM"                    stop and return
//
//  Both are one process: values go as they are. Texts in them are the config's, which
//  outlives both. Sends never wait: a full pipe drops the message.

#ifndef SUP_TIDINGS_H
#define SUP_TIDINGS_H

#include <czmq.h>

#include "beat.h"
#include "mdp_heartbeat.h"
#include "sup_config.h"

typedef struct {
    mdp_gateway_t gateway;
    uint64_t restarts [MDP_EXIT_REASONS];  //  By why the incarnation before ended
} sup_tidings_child_t;

typedef struct {
    uint64_t epoch;  //  Of the supervisor
    uint64_t at;     //  Nanoseconds since 1970 UTC
    uint64_t uptime_s;
    bool is_simulated;
    bool is_leaving;  //  Everything is being stopped
    size_t count;
    sup_tidings_child_t children [SUP_CHILDREN_MAX];
} sup_tidings_beat_t;

typedef struct {
    size_t child;
    uint64_t epoch;  //  Of its incarnation
} sup_tidings_origin_t;

//  Each returns 0, or -1 where the pipe is full or gone.
int sup_tidings_send_beat (zsock_t *pipe, const sup_tidings_beat_t *beat);
int sup_tidings_send_note (zsock_t *pipe, const char *line, size_t size);
int sup_tidings_send_term (zsock_t *pipe);

//  Hand on the tally of a child's incarnation unread; the pipe may be null. What finds no
//  room is made good by the next one.
void sup_tidings_relay (zsock_t *pipe, size_t child, uint64_t epoch, const beat_message_t *tally);

typedef enum {
    SUP_TIDINGS_NONE,  //  Nothing to read
    SUP_TIDINGS_BEAT,
    SUP_TIDINGS_TALLY,
    SUP_TIDINGS_NOTE,
    SUP_TIDINGS_TERM
} sup_tidings_kind_t;

//  What was received; valid until the next call.
typedef struct {
    sup_tidings_beat_t beat;
    sup_tidings_origin_t origin;
    char bytes [BEAT_TALLY_MAX];  //  Of a tally or a note
    size_t size;
} sup_tidings_t;

//  Read one message without waiting.
sup_tidings_kind_t sup_tidings_recv (zsock_t *pipe, sup_tidings_t *tidings);

#endif
