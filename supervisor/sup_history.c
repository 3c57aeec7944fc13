//  sup_history - pure: how far a child's totals were in each of the last seconds

#include "sup_history.h"

#include <assert.h>

const sup_second_t *
sup_history_at (const sup_history_t *self, size_t index)
{
    assert (self);
    assert (index < self->count);
    return &self->seconds [(self->first + index) % SUP_HISTORY_MAX];
}

void
sup_history_take (sup_history_t *self, const sup_second_t *second)
{
    assert (self);
    assert (second);
    if (self->count > 0
        && second->at_ms - sup_history_at (self, self->count - 1)->at_ms < SUP_HISTORY_MS) {
        return;
    }
    if (self->count == SUP_HISTORY_MAX) {
        self->first = (self->first + 1) % SUP_HISTORY_MAX;
        self->count--;
    }
    self->seconds [(self->first + self->count++) % SUP_HISTORY_MAX] = *second;
}
