//  sim_lag - pure: how much of what was queued for a late connection may leave by now

#include "sim_lag.h"

uint64_t
sim_lag_pass (sim_lag_t *self, uint64_t bytes, int64_t lag_ns, int64_t now_ns)
{
    if (bytes > self->noted && self->count < SIM_LAG_MARKS) {
        size_t last = (self->first + self->count++) % SIM_LAG_MARKS;
        self->marks [last].bytes = bytes;
        self->marks [last].at = now_ns;
        self->noted = bytes;
    }
    while (self->count > 0 && self->marks [self->first].at + lag_ns <= now_ns) {
        self->allowed = self->marks [self->first].bytes;
        self->first = (self->first + 1) % SIM_LAG_MARKS;
        self->count--;
    }
    return self->allowed;
}
