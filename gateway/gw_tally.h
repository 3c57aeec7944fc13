//  gw_tally - tells the supervisor what we count, and the state of every topic

#ifndef GW_TALLY_H
#define GW_TALLY_H

#include "gw_lines.h"

enum {
    GW_TALLY_FRAMES_MAX = 24,  //  Sent by one tell; what is over is told by the next one
    GW_TALLY_EVERY = 10,       //  A topic that does not change is told by every tenth
    GW_TALLY_ENDS_MAX = 3      //  As often is told that one is carried no more
};

typedef struct gw_tally gw_tally_t;

//  All parts are lent for our life.
gw_tally_t *gw_tally_new (zsock_t *pipe, const gw_stats_t *stats, const gw_lines_t *lines,
                          const gw_market_t *market, const gw_pub_t *pub);
void gw_tally_destroy (gw_tally_t **self_p);

//  Tell all numbers, and the topics that changed; call it after each status, whose
//  states it repeats. Never waits: what the pipe has no room for is told later.
void gw_tally_tell (gw_tally_t *self);

#endif
