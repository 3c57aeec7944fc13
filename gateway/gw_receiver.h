//  gw_receiver - takes the reading of an upgraded connection over from libwebsockets
//
//  The library connects, verifies, upgrades and writes; its own way of reading costs
//  several times all that we do with a message: docs/adr/0005-receive-path.md.

#ifndef GW_RECEIVER_H
#define GW_RECEIVER_H

#include <libwebsockets.h>
#include <stdbool.h>

#include "gw_loop.h"

//  What the owner is told. Bytes are lent for the call. code is what to answer a close
//  frame or a breach of the protocol with, 0 where nobody is left to hear it. After
//  on_blocked the owner wakes us once the connection can be written to. From within any
//  of these the owner may close us, and not destroy us.
typedef struct {
    void (*on_message) (void *owner, const char *bytes, size_t size, uint64_t ts_recv);
    void (*on_ping) (void *owner, const char *bytes, size_t size);
    void (*on_blocked) (void *owner);
    void (*on_end) (void *owner, unsigned code, const char *reason);
} gw_receiver_handler_t;

typedef struct gw_receiver gw_receiver_t;

//  Refuse messages of more than message_max bytes. The rest is lent for our life.
gw_receiver_t *gw_receiver_new (gw_loop_t *loop, size_t message_max,
                                const gw_receiver_handler_t *handler, void *owner);
void gw_receiver_destroy (gw_receiver_t **self_p);

//  Read this connection from its next turn on. has_body: the answer to its handshake speaks
//  of one. Returns 0, or -1 without descriptors left.
int gw_receiver_open (gw_receiver_t *self, struct lws *wsi, bool has_body);

//  Bytes that the library had read already, and gives while we open.
void gw_receiver_add (gw_receiver_t *self, const char *bytes, size_t size);

//  Read no more; the connection itself is the owner's to end.
void gw_receiver_close (gw_receiver_t *self);

//  Look for more at the next turn.
void gw_receiver_wake (gw_receiver_t *self);

#endif
