//  gw_resolver - finds the addresses of hosts, however long that takes, while the loop goes on
//
//  The system's lookup blocks, and cannot be called off. Each one runs in a
//  thread of its own that owns all it touches, sends one message, and ends. One
//  that hangs is left behind: it holds no lock and nothing of ours.
//
//  What was found is kept. Whoever asks again is answered at once, and a new
//  lookup follows where the last one is old: names that cannot be looked up any
//  more do not keep us from hosts that are still there.

#ifndef GW_RESOLVER_H
#define GW_RESOLVER_H

#include "gw_addresses.h"

enum {
    GW_RESOLVER_HOSTS_MAX = 16,     //  Names in all; the URLs of a gateway have two
    GW_RESOLVER_WAITERS_MAX = 512,  //  At once
    GW_RESOLVER_FRESH_MS = 30000    //  What was found is not looked up again before
};

//  The addresses, at least one; or null, and why there are none. Lent for the call.
typedef void gw_resolver_fn (void *owner, const gw_addresses_t *addresses, const char *why);

typedef struct gw_resolver gw_resolver_t;

//  Returns null without descriptors left.
gw_resolver_t *gw_resolver_new (void);
void gw_resolver_destroy (gw_resolver_t **self_p);

//  Readable while there are answers that gw_resolver_read has not taken.
int gw_resolver_fd (const gw_resolver_t *self);

//  Ask for a host's addresses; on_answer follows exactly once, perhaps within the
//  call. The owner waits for one answer at a time.
void gw_resolver_ask (gw_resolver_t *self, const char *host, gw_resolver_fn *on_answer,
                      void *owner);

//  These, at least one, were found elsewhere: they are known, and count as old.
void gw_resolver_know (gw_resolver_t *self, const char *host, const gw_addresses_t *addresses);

//  The owner waits no more, and is told nothing.
void gw_resolver_forget (gw_resolver_t *self, const void *owner);

//  Take the answers that are here, and tell those who wait for them.
void gw_resolver_read (gw_resolver_t *self);

#endif
