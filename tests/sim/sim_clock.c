//  sim_clock - the only place that reads a clock

#include "sim_clock.h"

#include <assert.h>
#include <time.h>

static int64_t
s_read (clockid_t clock)
{
    struct timespec now;
    int rc = clock_gettime (clock, &now);
    assert (rc == 0);
    return (int64_t) now.tv_sec * SIM_NS_PER_S + now.tv_nsec;
}

int64_t
sim_clock_mono_ns (void)
{
    return s_read (CLOCK_MONOTONIC);
}

int64_t
sim_clock_wall_ns (void)
{
    return s_read (CLOCK_REALTIME);
}
