//  sup_timeline - pure: the states that a child went through, for as long as they are remembered

#ifndef SUP_TIMELINE_H
#define SUP_TIMELINE_H

#include "mdp_heartbeat.h"

enum {
    SUP_TIMELINE_MAX = 1024,  //  Changes; older ones are forgotten
    SUP_TIMELINE_S = 3600     //  Likewise after this time
};

typedef struct {
    uint64_t at;  //  Nanoseconds since 1970 UTC
    mdp_gateway_state_t state;
    uint64_t version;
} sup_change_t;

//  All zero is one that knows nothing.
typedef struct {
    sup_change_t changes [SUP_TIMELINE_MAX];
    size_t first;
    size_t count;
} sup_timeline_t;

//  The state at a moment; only a change is kept.
void sup_timeline_take (sup_timeline_t *self, mdp_gateway_state_t state, uint64_t at,
                        uint64_t version);

//  The change of that index, oldest first; the first one says how it was before all others.
const sup_change_t *sup_timeline_at (const sup_timeline_t *self, size_t index);

#endif
