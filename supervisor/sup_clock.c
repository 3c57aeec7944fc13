//  sup_clock - the time of day, for what is printed and published; everything else is monotonic

#include "sup_clock.h"

#include <time.h>

uint64_t
sup_clock_wall_ns (void)
{
    struct timespec now = { 0, 0 };
    (void) clock_gettime (CLOCK_REALTIME, &now);  //  Cannot fail for this clock
    return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}
