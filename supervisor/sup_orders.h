//  sup_orders - what a child is told: to start, once, and to go on with another wish

#ifndef SUP_ORDERS_H
#define SUP_ORDERS_H

#include "beat.h"

//  All zero is a child that is not yet up, and whose own settings count.
typedef struct {
    char *wish;       //  Instead of what its settings say; null while those count
    bool is_started;  //  This incarnation has its START
    bool is_owed;     //  It lives with an older wish
} sup_orders_t;

//  Another incarnation begins.
void sup_orders_begin (sup_orders_t *self);

//  Have another wish for this incarnation and all later ones; null changes nothing. Takes
//  the text and nulls the caller's reference.
void sup_orders_wish (sup_orders_t *self, char **wish_p);

//  Send what is due on the pipe of a child that has signalled, with the order to start it
//  by. Call it in every turn: what a full pipe does not take is tried again.
void sup_orders_send (sup_orders_t *self, zsock_t *pipe, const beat_order_t *start);

//  Free the wish.
void sup_orders_free (sup_orders_t *self);

#endif
