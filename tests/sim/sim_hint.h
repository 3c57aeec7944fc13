//  sim_hint - finds the word that someone who mistyped probably meant
//
//  Pure.

#ifndef SIM_HINT_H
#define SIM_HINT_H

#include <stddef.h>

//  How many letters differ; words longer than 63 letters are all far away.
size_t sim_hint_distance (const char *one, const char *other);

//  The nearest of the words, or null if none is near.
const char *sim_hint_nearest (const char *word, const char *const *words, size_t count);

#endif
