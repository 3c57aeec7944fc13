//  gw_actor - the gateway actor: owns the loop and the parts of the gateway, and beats

#ifndef GW_ACTOR_H
#define GW_ACTOR_H

#include <czmq.h>

#include "gw_config.h"

//  Run one incarnation of a gateway; args is a const gw_config_t *. Speaks
//  beat.h on the pipe, and to nobody else: signals, waits for "START", carries
//  the markets until "$TERM", a closed pipe, or a failure that it has told.
void gateway_actor (zsock_t *pipe, void *args);

#endif
