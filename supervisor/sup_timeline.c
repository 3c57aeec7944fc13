//  sup_timeline - pure: the states that a child went through, for as long as they are remembered

#include "sup_timeline.h"

#include <assert.h>

#define SPAN_NS (SUP_TIMELINE_S * UINT64_C (1000000000))

const sup_change_t *
sup_timeline_at (const sup_timeline_t *self, size_t index)
{
    assert (self);
    assert (index < self->count);
    return &self->changes [(self->first + index) % SUP_TIMELINE_MAX];
}

static void
s_forget_first (sup_timeline_t *self)
{
    self->first = (self->first + 1) % SUP_TIMELINE_MAX;
    self->count--;
}

void
sup_timeline_take (sup_timeline_t *self, mdp_gateway_state_t state, uint64_t at, uint64_t version)
{
    assert (self);
    //  One that is older than the span tells how the span began, until the next one does
    while (self->count > 1 && sup_timeline_at (self, 1)->at + SPAN_NS < at) {
        s_forget_first (self);
    }
    if (self->count > 0 && sup_timeline_at (self, self->count - 1)->state == state) {
        return;
    }
    if (self->count == SUP_TIMELINE_MAX) {
        s_forget_first (self);
    }
    self->changes [(self->first + self->count++) % SUP_TIMELINE_MAX] =
        (sup_change_t){ .at = at, .state = state, .version = version };
}
