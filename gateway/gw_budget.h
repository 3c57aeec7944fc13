//  gw_budget - pure: how many connections may be opened, for all sessions together
//
//  A token bucket. The exchange allows 500 new connections in 5 minutes from one
//  address; we stay below, since others may share the address.

#ifndef GW_BUDGET_H
#define GW_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

enum {
    GW_BUDGET_BURST = 50,       //  Connections at once
    GW_BUDGET_REFILL_MS = 1500  //  For each further one: 250 in 5 minutes in all
};

typedef struct {
    int64_t spent_ms;  //  How much time the taken tokens cost and has not passed yet, at
    int64_t at;        //  this moment
} gw_budget_t;

//  Take a token. False if there is none.
bool gw_budget_take (gw_budget_t *self, int64_t now_ms);

//  Milliseconds until there is a token.
int64_t gw_budget_wait_ms (const gw_budget_t *self, int64_t now_ms);

#endif
