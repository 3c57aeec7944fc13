//  histogram - pure: how often which duration came, to within 1.6 %, in fixed room

#include "histogram.h"

#include <assert.h>
#include <stddef.h>

enum { SUB_BITS = 6, SUB_SLOTS = 1 << SUB_BITS };

static size_t
s_slot (uint64_t value)
{
    if (value < SUB_SLOTS) {
        return (size_t) value;
    }
    unsigned shift = 63u - (unsigned) __builtin_clzll (value) - SUB_BITS;
    size_t slot = ((size_t) (shift + 1) << SUB_BITS) + (size_t) (value >> shift) - SUB_SLOTS;
    return slot < HISTOGRAM_SLOTS ? slot : HISTOGRAM_SLOTS - 1;
}

//  The greatest value of a slot.

static uint64_t
s_value (size_t slot)
{
    if (slot < SUB_SLOTS) {
        return slot;
    }
    unsigned shift = (unsigned) (slot >> SUB_BITS) - 1;
    return ((((uint64_t) slot & (SUB_SLOTS - 1)) + SUB_SLOTS + 1) << shift) - 1;
}

void
histogram_add (histogram_t *self, uint64_t value)
{
    assert (self);
    self->counts [s_slot (value)]++;
    self->total++;
    self->max = value > self->max ? value : self->max;
}

uint64_t
histogram_at (const histogram_t *self, double share)
{
    uint64_t wanted = (uint64_t) (share * (double) self->total);
    uint64_t seen = 0;
    for (size_t slot = 0; slot < HISTOGRAM_SLOTS && self->total > 0; slot++) {
        seen += self->counts [slot];
        if (seen > wanted || seen == self->total) {
            uint64_t value = s_value (slot);
            return value < self->max ? value : self->max;
        }
    }
    return 0;
}
