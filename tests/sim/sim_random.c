//  sim_random - a small repeatable generator: the same seed and name, the same numbers

#include "sim_random.h"

#include <assert.h>

//  The mixing function of splitmix64.

static uint64_t
s_mix (uint64_t number)
{
    number = (number ^ (number >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
    number = (number ^ (number >> 27)) * UINT64_C (0x94d049bb133111eb);
    return number ^ (number >> 31);
}

uint64_t
sim_random_hash (uint64_t seed, const char *name)
{
    uint64_t hash = s_mix (seed + UINT64_C (0x9e3779b97f4a7c15));
    for (const char *at = name; *at; at++) {
        hash = s_mix (hash ^ (uint64_t) (unsigned char) *at);
    }
    return hash;
}

sim_random_t
sim_random_make (uint64_t seed, const char *name)
{
    return (sim_random_t){ .state = sim_random_hash (seed, name) };
}

uint64_t
sim_random_next (sim_random_t *self)
{
    self->state += UINT64_C (0x9e3779b97f4a7c15);
    return s_mix (self->state);
}

uint64_t
sim_random_below (sim_random_t *self, uint64_t bound)
{
    assert (bound > 0);
    return sim_random_next (self) % bound;  //  The bias does not matter here
}

bool
sim_random_percent (sim_random_t *self, unsigned percent)
{
    return sim_random_below (self, 100) < percent;
}
