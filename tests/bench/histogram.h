//  histogram - pure: how often which duration came, to within 1.6 %, in fixed room

#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_SLOTS = 64 * 40 };  //  64 for each power of two, up to two hours in ns

//  All zero is one that counted nothing.
typedef struct {
    uint64_t counts [HISTOGRAM_SLOTS];
    uint64_t total;
    uint64_t max;
} histogram_t;

void histogram_add (histogram_t *self, uint64_t value);

//  The least value that this share of all did not exceed, as its slot knows it; 0 where there
//  are none.
uint64_t histogram_at (const histogram_t *self, double share);

#endif
