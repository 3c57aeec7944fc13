//  gw_budget - pure: how many connections may be opened, for all sessions together

#include "gw_budget.h"

static int64_t
s_spent_ms (const gw_budget_t *self, int64_t now_ms)
{
    int64_t spent_ms = self->spent_ms - (now_ms - self->at);
    return spent_ms > 0 ? spent_ms : 0;
}

int64_t
gw_budget_wait_ms (const gw_budget_t *self, int64_t now_ms)
{
    int64_t over_ms = s_spent_ms (self, now_ms) - (GW_BUDGET_BURST - 1) * GW_BUDGET_REFILL_MS;
    return over_ms > 0 ? over_ms : 0;
}

bool
gw_budget_take (gw_budget_t *self, int64_t now_ms)
{
    if (gw_budget_wait_ms (self, now_ms) > 0) {
        return false;
    }
    self->spent_ms = s_spent_ms (self, now_ms) + GW_BUDGET_REFILL_MS;
    self->at = now_ms;
    return true;
}
