//  gw_loop - the one place of a gateway that waits: for the network, for ZeroMQ and for time

#ifndef GW_LOOP_H
#define GW_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gw_resolver.h"
#include "gw_routes.h"

typedef struct gw_loop gw_loop_t;

//  Create a loop whose TLS connections trust the certificates of ca_file and no
//  others. Returns null where the file cannot be used; gw_loop_last_error then
//  says why.
gw_loop_t *gw_loop_new (const char *ca_file);

//  Destroy the loop in the thread that made it, as the last user of OpenSSL there.
void gw_loop_destroy (gw_loop_t **self_p);

//  Wake up when a ZeroMQ socket's descriptor is readable. The descriptor is
//  duplicated; it is edge-triggered, so the owner must look at the socket's
//  events before every wait. Returns 0, or -1 without descriptors left.
int gw_loop_watch (gw_loop_t *self, int fd);

//  Wait up to wait_ms, and carry the network's events to the connections.
void gw_loop_wait (gw_loop_t *self, int64_t wait_ms);

//  What the network library complained of last in this thread; never null.
const char *gw_loop_last_error (void);

//  Who finds the addresses of hosts; it tells what it found from within a wait.
gw_resolver_t *gw_loop_resolver (gw_loop_t *self);
gw_routes_t *gw_loop_routes (gw_loop_t *self);

//  The library's context, for gw_wss and gw_http alone, and its flags for their connections.
//  Left alone it goes where an answer redirects it, and waits for that name in this thread.
struct lws_context *gw_loop_context (gw_loop_t *self);
int gw_loop_dial_flags (bool is_tls);

#endif
