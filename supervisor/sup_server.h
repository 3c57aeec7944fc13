//  sup_server - an HTTP server on libwebsockets: one loop, few connections, none for long
//
//  libwebsockets owns the sockets and the waiting. Nobody can hold it up: there are so
//  many connections and no more, and who is slow in asking makes room for who comes next.

#ifndef SUP_SERVER_H
#define SUP_SERVER_H

#include "sup_peer.h"

enum { SUP_SERVER_PEERS_MAX = 64 };  //  Connections

typedef struct sup_server sup_server_t;

//  Keep the library from writing to stderr. It has one log for all threads, so call this
//  before any other thread uses it.
void sup_server_hush (void);

//  Create a server on a listening descriptor, which is taken; the handler is lent for
//  our life. Null where the library cannot be set up.
sup_server_t *sup_server_new (int fd, const sup_peer_handler_t *handler, void *owner);
void sup_server_destroy (sup_server_t **self_p);

//  Wake up when a ZeroMQ socket's descriptor is readable. It is edge-triggered: look at
//  the socket's events before every wait. Returns what to end it with, or null without
//  descriptors left.
void *sup_server_watch (sup_server_t *self, int fd);
void sup_server_unwatch (sup_server_t *self, void *watch);

//  Serve for up to wait_ms.
void sup_server_wait (sup_server_t *self, int64_t wait_ms);

//  The connection in a place, from 0; null where that is free, or there is none.
sup_peer_t *sup_server_peer (const sup_server_t *self, size_t index);

//  Of the library.
const char *sup_server_version (void);

#endif
