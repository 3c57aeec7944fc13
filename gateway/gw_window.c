//  gw_window - pure: what lanes have said of the updates before and behind a book's present one

#include "gw_window.h"

#include <assert.h>

gw_update_t *
gw_window_find (gw_window_t *self, uint64_t update_id)
{
    gw_update_t *update = &self->updates [update_id % GW_WINDOW_SIZE];
    return update->is_known && update->update_id == update_id ? update : NULL;
}

gw_update_t *
gw_window_snapshot (gw_window_t *self, uint64_t update_id)
{
    for (uint64_t ahead = 1; ahead < GW_WINDOW_SIZE; ahead++) {
        gw_update_t *update = gw_window_find (self, update_id + ahead);
        if (update && update->is_snapshot && update->is_good && update->position > 0) {
            return update;
        }
    }
    return NULL;
}

bool
gw_window_has_other (gw_window_t *self, uint64_t update_id, uint64_t xseq)
{
    const gw_update_t *update = gw_window_find (self, update_id);
    return update && xseq > 0 && update->xseq > 0 && update->xseq != xseq;
}

void
gw_window_note (gw_window_t *self, const gw_update_t *update)
{
    self->updates [update->update_id % GW_WINDOW_SIZE] = *update;
}

void
gw_window_leave (gw_window_t *self, size_t lane, bool is_believed)
{
    const unsigned bit = 1u << lane;
    for (size_t index = 0; index < GW_WINDOW_SIZE; index++) {
        gw_update_t *update = &self->updates [index];
        if (update->lanes & bit) {
            update->is_good = update->is_good || is_believed;
            update->lanes &= ~bit;
            if (!update->is_good && update->lanes == 0) {
                *update = (gw_update_t){ .is_known = false };
            }
        }
    }
}
