//  mdp_endpoint - the address that an endpoint stands for, to bind it or to reach who did

#ifndef MDP_ENDPOINT_H
#define MDP_ENDPOINT_H

#include <stdbool.h>

enum {
    MDP_ENDPOINT_MAX = 512  //  An endpoint with its terminator
};

//  Each writes the endpoint as it is, but for what is said here. Returns 0, or -1 where it is
//  too long.

//  With the address of an interface in place of its name: an IPv4 one if there is any, else
//  an IPv6 one, and of these a global one first. ZeroMQ itself, with IPv6 on, would take the
//  first IPv6 one, which those who ask by IPv4 do not reach.
int mdp_endpoint_bind (const char *endpoint, char text [MDP_ENDPOINT_MAX]);

//  With an address of this host in place of all of them, or of an interface's name: where to
//  connect to what is bound here.
int mdp_endpoint_reach (const char *endpoint, char text [MDP_ENDPOINT_MAX]);

//  True of tcp://HOST:PORT and ipc://PATH, the only ones that lead to a daemon. ZeroMQ takes
//  ports that there are none of, and waits for ever.
bool mdp_endpoint_is_reachable (const char *endpoint);

#endif
