//  mdp_bind - binds a publishing socket to its endpoint, and clears up behind it

#ifndef MDP_BIND_H
#define MDP_BIND_H

#include <czmq.h>

enum {
    MDP_BIND_MS_MAX = 2000,      //  A socket that was closed may keep its endpoint for a moment
    MDP_BIND_CLEAR_MS_MAX = 100  //  Somebody who listens for longer is somebody else
};

//  Bind the socket, waiting up to MDP_BIND_MS_MAX for a predecessor to go. Returns
//  0, or -1 with errno set: EADDRINUSE also where somebody listens on the path of
//  an ipc endpoint, which ZeroMQ itself would take away from him, and EEXIST where
//  something stands there that is no socket, which it would remove.
int mdp_bind (zsock_t *socket, const char *endpoint);

//  What an errno of mdp_bind means to a person; the text is never freed.
const char *mdp_bind_trouble (int error);

//  Remove the file of an ipc endpoint whose socket is gone, since ZeroMQ leaves
//  it; but not one on which somebody else listens, nor what is no socket.
void mdp_bind_clear (const char *endpoint);

//  The same for one who ends at once, with his own socket still bound.
void mdp_bind_remove (const char *endpoint);

#endif
