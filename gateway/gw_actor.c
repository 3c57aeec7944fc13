//  gw_actor - the gateway actor: owns the loop and the parts of the gateway, and beats

#include "gw_actor.h"
