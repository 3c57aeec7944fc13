//  gw_pub - the data socket: topic and frame, subscriptions of joiners, never waits

#ifndef GW_PUB_H
#define GW_PUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdp_pub.h"

enum { GW_PUB_LINGER_MS = 300 };  //  What waits for subscribers when we end

typedef struct gw_pub gw_pub_t;

//  Bind the socket; sndhwm messages may wait for one subscriber, and access, which is
//  lent, says who may read: null for anybody. Returns null, with errno set, where the
//  endpoint cannot be bound.
gw_pub_t *gw_pub_new (const char *endpoint, int sndhwm, const mdp_access_t *access);
void gw_pub_destroy (gw_pub_t **self_p);

//  Send a message. A subscriber that is too slow loses it, and can tell by seq.
//  Returns 0, or -1 where the socket is gone.
int gw_pub_send (gw_pub_t *self, const char *topic, size_t topic_size, const char *frame,
                 size_t frame_size);

//  Read one message of a subscriber without waiting. The prefix of a wish is lent
//  until the next call, and the wish must be charged before.
mdp_pub_recv_t gw_pub_recv (gw_pub_t *self, const char **prefix, size_t *size);

//  Charge the subscriber for the wish that was read last: one for what we do not serve
//  costs more.
void gw_pub_charge (gw_pub_t *self, const char *prefix, size_t size, bool is_served);

//  Connections of subscribers.
size_t gw_pub_guests (const gw_pub_t *self);

//  Look after the connections; call it several times a second. Then each call of the
//  other returns one that was refused, until there are no more.
void gw_pub_look (gw_pub_t *self);
bool gw_pub_next_refusal (gw_pub_t *self, mdp_refusal_t *refusal);

//  To be watched by the loop.
int gw_pub_fd (gw_pub_t *self);

#endif
