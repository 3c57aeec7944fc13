//  sup_history - pure: how far a child's totals were in each of the last seconds

#ifndef SUP_HISTORY_H
#define SUP_HISTORY_H

#include <stddef.h>
#include <stdint.h>

enum {
    SUP_HISTORY_MAX = 300,  //  Seconds; older ones are forgotten
    SUP_HISTORY_MS = 900    //  At least between two
};

typedef struct {
    int64_t at_ms;
    uint64_t received;
    uint64_t published;
    uint64_t version;
} sup_second_t;

//  All zero is one that knows nothing.
typedef struct {
    sup_second_t seconds [SUP_HISTORY_MAX];
    size_t first;
    size_t count;
} sup_history_t;

//  Keep the totals of a moment; what comes too soon after the last one is left out.
void sup_history_take (sup_history_t *self, const sup_second_t *second);

//  The second of that index, oldest first.
const sup_second_t *sup_history_at (const sup_history_t *self, size_t index);

#endif
