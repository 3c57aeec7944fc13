//  sup_record - what is known of one child and its incarnations, as plain values
//
//  Pure: times come in. The heartbeat and the health note are written from it.

#ifndef SUP_RECORD_H
#define SUP_RECORD_H

#include "beat.h"
#include "mdp_heartbeat.h"
#include "sup_events.h"

//  The moment, in both clocks.
typedef struct {
    int64_t mono_ms;
    uint64_t wall_ns;
} sup_moment_t;

typedef struct {
    sup_subject_t who;  //  This incarnation, or the last one
    uint64_t starts;
    uint64_t restarts [MDP_EXIT_REASONS];  //  By why the incarnation before ended
    int64_t started_at;
    uint64_t since;      //  Last event of all incarnations, nanoseconds since 1970 UTC
    uint64_t memo;       //  Of the last beat of all incarnations
    beat_order_t order;  //  With which this incarnation begins
    beat_t beat;         //  Last one of this incarnation
    int64_t beat_at;
    bool has_beaten;  //  At least once in any life
    bool has_failed;  //  It told why it will end
    int fatal_code;   //  Its first life failed, with an exit code that no restart can help
    char fatal_reason [BEAT_REASON_MAX];
    mdp_exit_t last_exit;
} sup_record_t;

void sup_record_init (sup_record_t *self, const char *name);

//  An incarnation begins. Its epoch is one that none of any child had, even if the clock
//  went back: the last one given is kept by the caller, 0 at first.
void sup_record_start (sup_record_t *self, uint64_t *last_epoch, sup_moment_t now);

//  A beat came. True where it is the first that says connected since it was not.
bool sup_record_beat (sup_record_t *self, const beat_t *beat, sup_moment_t now);

//  It told why it cannot go on.
void sup_record_fail (sup_record_t *self, int exit_code, const char *reason);

//  It ended, by itself or for the cause.
void sup_record_end (sup_record_t *self, const sup_end_t *end, sup_cause_t cause, sup_moment_t now);

//  The last beat, its event's age counted up to now.
beat_t sup_record_aged_beat (const sup_record_t *self, int64_t now_ms);

//  What the heartbeat says of it, but for what only its config and its watch know.
void sup_record_tell (const sup_record_t *self, mdp_gateway_t *gateway, int64_t now_ms);

#endif
