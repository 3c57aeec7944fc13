//  sup_orders - what a child is told: to start, once, and to go on with another wish

#include "sup_orders.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void
sup_orders_begin (sup_orders_t *self)
{
    assert (self);
    self->is_started = false;
    self->is_owed = false;
}

void
sup_orders_wish (sup_orders_t *self, char **wish_p)
{
    assert (self);
    assert (wish_p);
    if (*wish_p) {
        free (self->wish);
        self->wish = *wish_p;
        self->is_owed = self->is_started;
        *wish_p = NULL;
    }
}

void
sup_orders_send (sup_orders_t *self, zsock_t *pipe, const beat_order_t *start)
{
    assert (self);
    assert (start);
    beat_order_t order = *start;
    order.wish = self->wish;
    order.wish_size = self->wish ? strlen (self->wish) : 0;
    if (!self->is_started) {
        self->is_started = beat_send_start (pipe, &order) == 0;
    } else if (self->is_owed) {
        self->is_owed = beat_send_reload (pipe, &order) == -1;
    }
}

void
sup_orders_free (sup_orders_t *self)
{
    assert (self);
    free (self->wish);
    *self = (sup_orders_t){ .wish = NULL };
}
