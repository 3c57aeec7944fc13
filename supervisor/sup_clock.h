//  sup_clock - the time of day, for what is printed and published; everything else is monotonic

#ifndef SUP_CLOCK_H
#define SUP_CLOCK_H

#include <stdint.h>

//  Nanoseconds since 1970 UTC.
uint64_t sup_clock_wall_ns (void);

#endif
