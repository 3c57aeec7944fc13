//  sup_counts - pure: the numbers of one child, summed over its incarnations

#ifndef SUP_COUNTS_H
#define SUP_COUNTS_H

#include "tally.h"

enum {
    SUP_COUNTS_MAX = 4096,       //  What is over is dropped
    SUP_COUNTS_HEARD_MS = 60000  //  Between a gauge and the newest number, for it to be shown
};

typedef struct sup_counts sup_counts_t;

sup_counts_t *sup_counts_new (void);
void sup_counts_destroy (sup_counts_t **self_p);

//  Take one number as the child counts it, from the start of its incarnation.
void sup_counts_take (sup_counts_t *self, const tally_sample_t *sample, int64_t now_ms);

//  Another incarnation begins: counters and histograms go on from where they are.
void sup_counts_renew (sup_counts_t *self);

//  The child is down: what is only true of a living one is 0.
void sup_counts_rest (sup_counts_t *self);

//  All numbers of a metric together.
uint64_t sup_counts_sum (const sup_counts_t *self, tally_metric_t metric);

//  Fill in the next number of a metric, from *index, 0 at first, on. False behind the
//  last. Its labels are lent until the next take. A gauge that the child has stopped to
//  tell, while it tells others, is of something that is there no more, and left out.
bool sup_counts_next (const sup_counts_t *self, tally_metric_t metric, size_t *index,
                      tally_sample_t *sample);

#endif
