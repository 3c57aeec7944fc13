//  sim_hint - finds the word that someone who mistyped probably meant

#include "sim_hint.h"

#include <stdint.h>
#include <string.h>

enum { WORD_MAX = 64, NEAR = 3 };

size_t
sim_hint_distance (const char *one, const char *other)
{
    size_t row [WORD_MAX];
    size_t size = strlen (other);
    if (strlen (one) >= WORD_MAX || size >= WORD_MAX) {
        return SIZE_MAX;
    }
    for (size_t i = 0; i <= size; i++) {
        row [i] = i;
    }
    for (const char *at = one; *at; at++) {
        size_t diagonal = row [0];
        row [0]++;
        for (size_t i = 1; i <= size; i++) {
            size_t change = diagonal + (*at != other [i - 1]);
            size_t skip = (row [i] < row [i - 1] ? row [i] : row [i - 1]) + 1;
            diagonal = row [i];
            row [i] = change < skip ? change : skip;
        }
    }
    return row [size];
}

const char *
sim_hint_nearest (const char *word, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    size_t best = NEAR + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = sim_hint_distance (word, words [i]);
        if (distance < best) {
            best = distance;
            nearest = words [i];
        }
    }
    return nearest;
}
