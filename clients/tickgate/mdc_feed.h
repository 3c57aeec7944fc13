//  mdc_feed - a subscription: the messages of some endpoints, until it is time to stop

#ifndef MDC_FEED_H
#define MDC_FEED_H

#include <stdint.h>

#include "mdp_cert.h"
#include "mdp_event.h"
#include "tickgate.h"

typedef struct mdc_feed mdc_feed_t;

typedef enum {
    MDC_FEED_MESSAGE,
    MDC_FEED_TELL,     //  Of what did not come: a topic, and words for people as its payload
    MDC_FEED_STOPPED,  //  SIGINT, SIGTERM, or nobody reads our output any more
    MDC_FEED_EXPIRED   //  The time is over
} mdc_feed_result_t;

//  One message. A frame that did not come is empty.
typedef struct {
    mdp_text_t topic;
    mdp_text_t payload;
} mdc_feed_message_t;

//  Create a feed. It takes SIGINT and SIGTERM from the process, so it comes before any thread.
mdc_feed_t *mdc_feed_new (void);
void mdc_feed_destroy (mdc_feed_t **self_p);

//  Encrypt with endpoints that are connected later: the daemon's public key and our pair.
void mdc_feed_set_keys (mdc_feed_t *self, const mdp_cert_t *server, const mdp_cert_t *own);

//  Returns 0, or -1 where the endpoint cannot be one.
int mdc_feed_connect (mdc_feed_t *self, const char *endpoint);

//  The same for heartbeats that are only watched, for the silence of what is subscribed.
int mdc_feed_watch (mdc_feed_t *self, const char *endpoint);

//  True once there is an endpoint.
bool mdc_feed_is_connected (const mdc_feed_t *self);

//  Receive topics that begin so; an empty prefix is everything.
void mdc_feed_subscribe (mdc_feed_t *self, const char *prefix);

//  Wait for a message until a moment of zclock_mono; -1 for ever. It stays ours and valid
//  until the next call.
mdc_feed_result_t mdc_feed_recv (mdc_feed_t *self, mdc_feed_message_t *message, int64_t stop_at);

//  For a verb that keeps books itself: the client inside, which gives TGC_ITEM_WOKEN also
//  when the verb's descriptor is readable, and whether it is time to stop.
tgc_client_t *mdc_feed_client (mdc_feed_t *self);
void mdc_feed_wake_on (mdc_feed_t *self, int descriptor);
bool mdc_feed_is_stopped (const mdc_feed_t *self);

#endif
