//  mdp_zap - answers libzmq when it asks whether a key may read (ZAP, RFC 27)
//
//  libzmq asks in the process's one context at the one address that ZAP has, so
//  there is one of these in a process: in the daemon for the heartbeat socket and
//  for gateways that are threads, in a gateway's process for its data socket.

#ifndef MDP_ZAP_H
#define MDP_ZAP_H

#include <czmq.h>

#include "mdp_access.h"

//  What a socket must name as its domain for libzmq to ask at all.
#define MDP_ZAP_DOMAIN "tickgate"

//  Begin to answer, in a thread of its own; access is lent. Null where there is
//  nothing to ask: without access, or where any key may read.
zactor_t *mdp_zap_new (const mdp_access_t *access);

//  Stop; who asks from now on is refused.
void mdp_zap_destroy (zactor_t **self_p);

#endif
