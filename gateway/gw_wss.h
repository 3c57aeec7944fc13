//  gw_wss - WebSocket client: connects, sends text, delivers whole messages
//
//  However a connection fails, its owner hears of it exactly once.

#ifndef GW_WSS_H
#define GW_WSS_H

#include <libwebsockets.h>
#include <stdbool.h>

#include "gw_loop.h"
#include "gw_url.h"

//  What the owner is told. A text is lent for the call; ts_recv is when its
//  first byte was read, nanoseconds since 1970 UTC. status is the HTTP status
//  of a refused handshake, or 0.
typedef struct {
    void (*on_open) (void *owner, bool is_simulated);
    void (*on_text) (void *owner, const char *text, size_t size, uint64_t ts_recv);
    void (*on_closed) (void *owner, int status, const char *reason);
} gw_wss_handler_t;

typedef struct gw_wss gw_wss_t;

//  A client of a lane. The loop, the handler and the owner are lent for our life.
gw_wss_t *gw_wss_new (gw_loop_t *loop, size_t lane, const gw_wss_handler_t *handler, void *owner);
void gw_wss_destroy (gw_wss_t **self_p);

//  Begin to connect; on_open or on_closed follows, perhaps within the call.
//  The URL is lent until then. Which of several addresses of the host is tried says
//  gw_routes.
void gw_wss_connect (gw_wss_t *self, const gw_url_t *url, const char *path);

//  Queue a text. Returns 0, or -1 where it is not open or too much waits already.
int gw_wss_send (gw_wss_t *self, const char *text, size_t size);

//  Drop the connection at once; nothing is heard of it any more.
void gw_wss_close (gw_wss_t *self);

//  For gw_loop alone.
#define GW_WSS_PROTOCOL "exchange"
int gw_wss_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t size);

#endif
