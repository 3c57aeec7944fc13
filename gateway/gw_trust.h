//  gw_trust - pure: which lanes of one book are believed, and why the others are not
//
//  A lane is
//    OUT     until it has sent a snapshot, since it was asked for or lost;
//    NEW     until it has said of one update just what the other said: nothing of it
//            is taken before, whatever its numbers are;
//    STEP    then: its updates are taken;
//    OLD     when the other one's numbering began again and its own has not yet;
//    BARRED  when it contradicted the other one, until that one is lost.

#ifndef GW_TRUST_H
#define GW_TRUST_H

#include "gw_window.h"

enum { GW_TRUST_LANES = 2 };

typedef enum {
    GW_TRUST_OUT,
    GW_TRUST_NEW,
    GW_TRUST_STEP,
    GW_TRUST_OLD,
    GW_TRUST_BARRED
} gw_trust_state_t;

typedef struct {
    gw_trust_state_t state;
    uint64_t update_id;  //  Of its last event, unless it is OUT
    uint64_t hash;
    uint64_t first_id;  //  Of the snapshot that made it NEW
    uint64_t first_hash;
    int64_t since_at;  //  Since when it is NEW or OLD
} gw_trust_lane_t;

//  All zero: every lane is OUT.
typedef struct {
    gw_trust_lane_t lanes [GW_TRUST_LANES];
    unsigned asks;  //  Lanes that are to be asked again, as bits
    unsigned bars;  //  Lanes that were barred, as bits
} gw_trust_t;

//  Lanes in a state.
size_t gw_trust_count (const gw_trust_t *self, gw_trust_state_t state);

//  True if the lane is in step, and no other is.
bool gw_trust_is_alone (const gw_trust_t *self, size_t lane);

//  True if the lane is in step, and less than a window behind that update.
bool gw_trust_is_near (const gw_trust_t *self, size_t lane, uint64_t update_id);

//  Lanes in step that have sent more than that update.
size_t gw_trust_ahead (const gw_trust_t *self, uint64_t update_id);

//  The new lane whose first snapshot is of that update; GW_TRUST_LANES if there is none.
size_t gw_trust_first_of (const gw_trust_t *self, uint64_t update_id);

//  A snapshot was the lane's first, or the first that can be compared: it is new.
void gw_trust_begin (gw_trust_t *self, size_t lane, uint64_t update_id, uint64_t hash,
                     int64_t now_ms);

//  What a lane said last, and whether that is the same.
void gw_trust_hear (gw_trust_t *self, size_t lane, uint64_t update_id, uint64_t hash);
bool gw_trust_has_said (const gw_trust_t *self, size_t lane, uint64_t update_id, uint64_t hash);

//  A lane is to be asked again; or all that are neither OUT nor BARRED.
void gw_trust_ask (gw_trust_t *self, size_t lane);
void gw_trust_ask_all (gw_trust_t *self);

//  An update was compared: who said the same as one in step is in step too.
void gw_trust_agree (gw_trust_t *self, gw_update_t *update);

//  A lane contradicts the other one. True if it was believed until now, or there is no
//  other: then nobody knows whose updates were right.
bool gw_trust_bar (gw_trust_t *self, size_t lane);

//  The numbering of a lane began again, so that of others is old.
void gw_trust_age (gw_trust_t *self, size_t lane, int64_t now_ms);

//  The lanes of asks or of bars, which are none from now on.
unsigned gw_trust_take (unsigned *lanes);

//  A lane is lost; whom it kept barred is not any more, and asked again.
void gw_trust_lose (gw_trust_t *self, size_t lane);

#endif
