//  gw_watch - wakes its owner when a descriptor is readable, or at the loop's next turn

#ifndef GW_WATCH_H
#define GW_WATCH_H

#include <libwebsockets.h>

#include "gw_loop.h"

typedef struct gw_watch gw_watch_t;

//  Called also when the descriptor has failed; reading tells. May destroy the watch.
typedef void (gw_watch_ready_t) (void *owner);

//  The loop and the owner are lent for our life; the descriptor is duplicated. Null
//  without descriptors left.
gw_watch_t *gw_watch_new (gw_loop_t *loop, int fd, gw_watch_ready_t *on_ready, void *owner);
void gw_watch_destroy (gw_watch_t **self_p);

//  Wake the owner at the next turn, whether there is something to read or not.
void gw_watch_again (gw_watch_t *self);

//  For gw_loop alone.
#define GW_WATCH_PROTOCOL "watch"
int gw_watch_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t size);

#endif
