//  sup_counts - pure: the numbers of one child, summed over its incarnations

#include "sup_counts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    tally_metric_t metric;
    char labels [TALLY_LABELS_MAX];
    size_t labels_size;
    int64_t heard_at;  //  When it was told last
    uint64_t before;   //  Of earlier incarnations
    uint64_t now;
    tally_histogram_t histogram_before;
    tally_histogram_t histogram_now;
} count_t;

struct sup_counts {
    count_t *counts;
    size_t count;
    size_t room;
    int64_t heard_at;  //  When the newest number was told
    size_t next;       //  Where the next one is most likely: they come in the same order
};

sup_counts_t *
sup_counts_new (void)
{
    sup_counts_t *self = calloc (1, sizeof *self);
    assert (self);
    return self;
}

void
sup_counts_destroy (sup_counts_t **self_p)
{
    assert (self_p);
    sup_counts_t *self = *self_p;
    if (self) {
        free (self->counts);
        free (self);
        *self_p = NULL;
    }
}

static bool
s_is (const count_t *count, const tally_sample_t *sample)
{
    return count->metric == sample->metric && count->labels_size == sample->labels.size
           && memcmp (count->labels, sample->labels.chars, sample->labels.size) == 0;
}

static count_t *
s_add (sup_counts_t *self, const tally_sample_t *sample)
{
    if (self->count == SUP_COUNTS_MAX) {
        return NULL;
    }
    if (self->count == self->room) {
        self->room = self->room ? 2 * self->room : 64;
        self->counts = realloc (self->counts, self->room * sizeof *self->counts);
        assert (self->counts);
    }
    count_t *count = &self->counts [self->count++];
    *count = (count_t){ .metric = sample->metric, .labels_size = sample->labels.size };
    memcpy (count->labels, sample->labels.chars, sample->labels.size);
    return count;
}

static count_t *
s_find (sup_counts_t *self, const tally_sample_t *sample)
{
    for (size_t step = 0; step < self->count; step++) {
        size_t index = (self->next + step) % self->count;
        if (s_is (&self->counts [index], sample)) {
            self->next = index + 1;
            return &self->counts [index];
        }
    }
    return s_add (self, sample);
}

void
sup_counts_take (sup_counts_t *self, const tally_sample_t *sample, int64_t now_ms)
{
    assert (self);
    assert (sample);
    self->heard_at = now_ms;
    count_t *count = s_find (self, sample);
    if (count) {
        count->heard_at = now_ms;
        count->now = sample->value;
        count->histogram_now = sample->histogram;
    }
}

static tally_histogram_t
s_sum (const tally_histogram_t *one, const tally_histogram_t *other)
{
    tally_histogram_t sum = { .sum = one->sum + other->sum };
    for (size_t bucket = 0; bucket <= TALLY_BOUNDS_MAX; bucket++) {
        sum.counts [bucket] = one->counts [bucket] + other->counts [bucket];
    }
    return sum;
}

void
sup_counts_renew (sup_counts_t *self)
{
    assert (self);
    for (size_t index = 0; index < self->count; index++) {
        count_t *count = &self->counts [index];
        switch (tally_spec (count->metric)->kind) {
            case TALLY_COUNTER:
                count->before += count->now;
                count->now = 0;
                break;
            case TALLY_HISTOGRAM:
                count->histogram_before = s_sum (&count->histogram_before, &count->histogram_now);
                count->histogram_now = (tally_histogram_t){ .sum = 0 };
                break;
            case TALLY_GAUGE:
                break;  //  It is of the present alone
        }
    }
    sup_counts_rest (self);
}

void
sup_counts_rest (sup_counts_t *self)
{
    assert (self);
    for (size_t index = 0; index < self->count; index++) {
        if (tally_spec (self->counts [index].metric)->is_momentary) {
            self->counts [index].now = 0;
        }
    }
}

static bool
s_is_there (const sup_counts_t *self, const count_t *count)
{
    return tally_spec (count->metric)->kind != TALLY_GAUGE
           || self->heard_at - count->heard_at < SUP_COUNTS_HEARD_MS;
}

bool
sup_counts_next (const sup_counts_t *self, tally_metric_t metric, size_t *index,
                 tally_sample_t *sample)
{
    assert (self);
    while (
        *index < self->count
        && (self->counts [*index].metric != metric || !s_is_there (self, &self->counts [*index]))) {
        (*index)++;
    }
    if (*index == self->count) {
        return false;
    }
    const count_t *count = &self->counts [(*index)++];
    *sample = (tally_sample_t){
        .metric = metric,
        .labels = { count->labels, count->labels_size },
        .value = count->before + count->now,
        .histogram = s_sum (&count->histogram_before, &count->histogram_now),
    };
    return true;
}

uint64_t
sup_counts_sum (const sup_counts_t *self, tally_metric_t metric)
{
    uint64_t sum = 0;
    size_t next = 0;
    tally_sample_t sample;
    while (sup_counts_next (self, metric, &next, &sample)) {
        sum += sample.value;
    }
    return sum;
}
