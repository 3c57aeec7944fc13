//  gw_clock - the two clocks: one that only goes forward, and the world's

#ifndef GW_CLOCK_H
#define GW_CLOCK_H

#include <stdint.h>
#include <time.h>

//  Monotonic milliseconds, for everything that is waited for.
static inline int64_t
gw_clock_mono_ms (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

//  Nanoseconds since 1970 UTC, for everything that is published.
static inline uint64_t
gw_clock_wall_ns (void)
{
    struct timespec time;
    clock_gettime (CLOCK_REALTIME, &time);
    return (uint64_t) time.tv_sec * 1000000000u + (uint64_t) time.tv_nsec;
}

#endif
