//  sup_reload - what a second reading of the settings brought, on its way to the supervisor

#ifndef SUP_RELOAD_H
#define SUP_RELOAD_H

#include <czmq.h>

#include "sup_config.h"

//  Send it without waiting, as "RELOAD" [refused] [ignored] and a wish for each child; an
//  empty frame for what is null. Returns 0, or -1 where the other end has no room for it.
int sup_reload_send (const sup_reload_t *self, zsock_t *pipe);

//  Read what follows "RELOAD". Free it in any case. Returns 0, or -1 where it is none.
int sup_reload_read (sup_reload_t *self, zmsg_t *message);

//  Free the texts.
void sup_reload_free (sup_reload_t *self);

#endif
