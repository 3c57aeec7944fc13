//  sup_web - the supervisor's end of the HTTP actor: opens its port, starts, tells and stops it

#ifndef SUP_WEB_H
#define SUP_WEB_H

#include "sup_tidings.h"

typedef struct sup_web sup_web_t;

enum { SUP_WEB_WHY_MAX = 256 };

//  Open the port and start the actor. Null where HTTP is off, why is empty then; or where
//  it cannot be, and why. The config is lent for its life.
sup_web_t *sup_web_new (const sup_config_t *config, char why [SUP_WEB_WHY_MAX]);

//  Stop it. Returns 0, or -1 where it does not end and keeps what it uses.
int sup_web_destroy (sup_web_t **self_p);

//  Its pipe, to send tidings on.
zsock_t *sup_web_pipe (sup_web_t *self);

#endif
