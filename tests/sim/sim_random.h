//  sim_random - a small repeatable generator: the same seed and name, the same numbers

#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} sim_random_t;

//  A number that depends on every byte of the name, and on the seed.
uint64_t sim_random_hash (uint64_t seed, const char *name);

//  A generator of its own for each seed and name.
sim_random_t sim_random_make (uint64_t seed, const char *name);

uint64_t sim_random_next (sim_random_t *self);

//  A number from 0 to bound - 1; the bound is not zero.
uint64_t sim_random_below (sim_random_t *self, uint64_t bound);

//  True so many times in a hundred.
bool sim_random_percent (sim_random_t *self, unsigned percent);

#endif
