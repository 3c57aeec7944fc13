//  sup_watch - decides when a child must be started, stopped or given up
//
//  Pure: it owns no clock, socket or thread. Feed it events with the time at
//  which they happened and do what it answers; after a stop, report the outcome.
//
//                  SIGNALLED   BEAT        DIED      STUCK    TICK                 ASKED
//    BACKOFF       -           -           -         -        due: start, STARTING STOPPED
//    STARTING      CONNECTING  by its word fall      -        hung: stop, STOPPING stop, LEAVING
//    CONNECTING    note time   by its word fall      -        hung: stop, STOPPING stop, LEAVING
//                                                             silent: stop, SILENT
//    LIVE          note time   by its word fall      -        as CONNECTING        stop, LEAVING
//    SILENT        -           -           fall      FAILED   -                    LEAVING
//    STOPPING      -           -           fall      FAILED   -                    LEAVING
//    LEAVING       -           -           STOPPED   FAILED   -                    -
//    STOPPED       -           -           -         -        -                    -
//    FAILED        -           -           -         -        -                    -
//
//  "By its word": a beat that says connected leads to LIVE, another to
//  CONNECTING. A fall goes to BACKOFF: the first one starts again at once, the
//  next one after backoff_ms_min, then twice that and so on up to
//  backoff_ms_max, each a tenth more or less. Events that came for
//  backoff_reset_ms in one LIVE forget earlier falls. STUCK goes with give up.
//
//  A watch that was itself not asked for a while (a frozen container) does not
//  blame the child for it: the time without a beat then begins anew.

#ifndef SUP_WATCH_H
#define SUP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "mdp_heartbeat.h"

typedef struct sup_watch sup_watch_t;

typedef struct {
    int64_t silence_ms;      //  Without an event for this long a child is silent
    int64_t grace_ms;        //  After a start silence is not judged for this long
    int64_t check_ms;        //  How often silence is judged
    int64_t hang_ms;         //  Without a beat for this long a child hangs
    int64_t backoff_ms_min;  //  Before the start after a second fall
    int64_t backoff_ms_max;
    int64_t backoff_reset_ms;  //  Events for this long forget earlier falls
    uint64_t seed;             //  Of the jitter
} sup_policy_t;

typedef enum {
    SUP_BACKOFF,
    SUP_STARTING,
    SUP_CONNECTING,
    SUP_LIVE,
    SUP_SILENT,
    SUP_STOPPING,
    SUP_LEAVING,
    SUP_STOPPED,
    SUP_FAILED
} sup_state_t;

typedef enum {
    SUP_SIGNALLED,  //  Constructed
    SUP_BEAT,       //  Its loop turned, and it told how it is
    SUP_DIED,       //  It ended, asked or not, and was cleaned up
    SUP_STUCK,      //  It does not end
    SUP_TICK,       //  Time went by
    SUP_ASKED       //  Everything shall stop
} sup_event_kind_t;

typedef struct {
    sup_event_kind_t kind;
    bool is_connected;     //  Of a beat
    int64_t event_age_ms;  //  Of a beat: since its last event; -1 if there was none in this life
} sup_event_t;

typedef enum { SUP_NOTHING, SUP_START, SUP_STOP, SUP_GIVE_UP } sup_action_t;

//  Why the watch last asked for a stop.
typedef enum { SUP_CAUSE_NONE, SUP_CAUSE_HUNG, SUP_CAUSE_SILENT, SUP_CAUSE_ASKED } sup_cause_t;

//  Create a watch of a child that is due to be started now.
sup_watch_t *sup_watch_new (const sup_policy_t *policy, int64_t now_ms);
void sup_watch_destroy (sup_watch_t **self_p);

//  Apply one event and return what the caller must do now.
sup_action_t sup_watch_on (sup_watch_t *self, sup_event_t event, int64_t now_ms);

//  Milliseconds until the next TICK can matter; -1 if only events can.
int64_t sup_watch_wait_ms (const sup_watch_t *self, int64_t now_ms);

sup_state_t sup_watch_state (const sup_watch_t *self);

//  The state as the world is told it: LEAVING and STOPPED are stopping too.
mdp_gateway_state_t sup_watch_shown (sup_state_t state);

//  Why this incarnation is being stopped; SUP_CAUSE_NONE while it is not.
sup_cause_t sup_watch_cause (const sup_watch_t *self);

//  The moment of the next start; -1 where no back-off runs.
int64_t sup_watch_backoff_until (const sup_watch_t *self);

//  Milliseconds since the last beat, and since the last event or, where none
//  came in this life, the start.
int64_t sup_watch_beat_age_ms (const sup_watch_t *self, int64_t now_ms);
int64_t sup_watch_quiet_ms (const sup_watch_t *self, int64_t now_ms);

//  Falls that are not forgotten.
unsigned sup_watch_falls (const sup_watch_t *self);

#endif
