//  sim_clock - the only place that reads a clock

#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stdint.h>

enum { SIM_NS_PER_MS = 1000000, SIM_NS_PER_S = 1000000000 };

//  Monotonic nanoseconds, for schedules.
int64_t sim_clock_mono_ns (void);

//  Nanoseconds since 1970 UTC, for what is sent.
int64_t sim_clock_wall_ns (void);

#endif
