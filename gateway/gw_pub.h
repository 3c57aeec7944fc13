//  gw_pub - the data socket: topic and frame, subscriptions of joiners, never waits

#ifndef GW_PUB_H
#define GW_PUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GW_PUB_REQUEST_MAX = 1024,  //  Bytes in the longest subscription; longer ones drop their sender
    GW_PUB_LINGER_MS = 300      //  What waits for subscribers when we end
};

typedef struct gw_pub gw_pub_t;

//  Bind the socket; sndhwm messages may wait for one subscriber. Returns null,
//  with errno set, where the endpoint cannot be bound.
gw_pub_t *gw_pub_new (const char *endpoint, int sndhwm);
void gw_pub_destroy (gw_pub_t **self_p);

//  Send a message. A subscriber that is too slow loses it, and can tell by seq.
//  Returns 0, or -1 where the socket is gone.
int gw_pub_send (gw_pub_t *self, const char *topic, size_t topic_size, const char *frame,
                 size_t frame_size);

//  Read one subscription without waiting. True with its prefix, which is lent
//  until the next call.
bool gw_pub_recv (gw_pub_t *self, const char **prefix, size_t *size);

//  True if gw_pub_recv may have something; look before every wait.
bool gw_pub_is_ready (gw_pub_t *self);

//  To be watched by the loop.
int gw_pub_fd (gw_pub_t *self);

#endif
