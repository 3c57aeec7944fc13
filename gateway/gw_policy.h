//  gw_policy - the limits of the exchange, and the habits of its clients

#ifndef GW_POLICY_H
#define GW_POLICY_H

#include "gw_session.h"
#include "mdp_event.h"

//  How a session with the exchange behaves: see its documentation of connections
//  and of limits.
gw_session_policy_t gw_policy (mdp_category_t category);

#endif
