//  sim_lag - pure: how much of what was queued for a late connection may leave by now

#ifndef SIM_LAG_H
#define SIM_LAG_H

#include <stddef.h>
#include <stdint.h>

enum { SIM_LAG_MARKS = 4096 };  //  Moments that are told apart; what comes after more of them waits

//  All zero is an empty one. Bytes are counted from the connection's beginning.
typedef struct {
    struct {
        uint64_t bytes;  //  Queued
        int64_t at;      //  by then
    } marks [SIM_LAG_MARKS];
    size_t first;
    size_t count;
    uint64_t noted;
    uint64_t allowed;
} sim_lag_t;

//  So many bytes were queued by now. Returns how many of them were by lag_ns earlier.
uint64_t sim_lag_pass (sim_lag_t *self, uint64_t bytes, int64_t lag_ns, int64_t now_ns);

#endif
