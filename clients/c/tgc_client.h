//  tgc_client - a connection to gateways: typed messages, right books, and what went wrong
//
//  It follows every topic of trades and of books that is received by the reader's
//  rule, resubscribes a topic after a hole, and finds a restarted gateway again by
//  itself. It listens to bybit.status. for that too, and tgc_client_watch makes it
//  listen to heartbeats; both are handed on only if they were subscribed.
//
//  A client belongs to one thread. It tells the time to its readers while it is
//  asked for items, so ask often: a caller that was away for long is given what
//  waited for it, and not taken for a silence.

#ifndef TGC_CLIENT_H
#define TGC_CLIENT_H

#include "tgc_item.h"

TGC_BEGIN

typedef struct tgc_client tgc_client_t;

enum {
    TGC_CLIENT_RCVHWM = 100000,     //  Messages that may wait for the caller, of each endpoint
    TGC_CLIENT_TOPICS_MAX = 65536,  //  Topics that are followed; messages of more are errors
    TGC_CLIENT_TICK_MS = 100
};

//  Never null: without memory or descriptors the process ends.
TGC_API tgc_client_t *tgc_client_new (void);

//  Close the connection and null the caller's reference; may be called again.
TGC_API void tgc_client_destroy (tgc_client_t **self_p);

//  Let so many messages wait, instead of TGC_CLIENT_RCVHWM; what comes then is lost
//  and told as a hole. 0 is no limit. Only for endpoints that are connected later.
TGC_API void tgc_client_set_rcvhwm (tgc_client_t *self, int messages);

//  Encrypt by CURVE: the public key of the daemon, and a pair of our own that it lets
//  read, as 40 characters of Z85 each. Returns 0, or -1 where one is no key or libzmq
//  cannot encrypt. Only for endpoints that are connected later.
TGC_API int tgc_client_set_keys (tgc_client_t *self, const char *server_key, const char *public_key,
                                 const char *secret_key);

//  Listen to an endpoint, as "tcp://127.0.0.1:5555" or "ipc:///path". Nobody need be
//  there yet. Returns 0, or -1 where it can be no endpoint.
TGC_API int tgc_client_connect (tgc_client_t *self, const char *endpoint);

//  The same for a heartbeat socket, whose silence is from now on a reason not to
//  believe a book. Call it before subscribing.
TGC_API int tgc_client_watch (tgc_client_t *self, const char *endpoint);

//  Receive topics that begin so; "" is everything. Saying it twice is no more.
TGC_API void tgc_client_subscribe (tgc_client_t *self, const char *prefix);

//  Receive them no more, unless another prefix covers them. No prefix, no effect.
TGC_API void tgc_client_unsubscribe (tgc_client_t *self, const char *prefix);

//  Let tgc_client_recv return TGC_ITEM_WOKEN whenever the descriptor is readable: of an
//  eventfd, a signalfd, a pipe or an epoll set. -1 for none. It stays the caller's.
TGC_API void tgc_client_wake_on (tgc_client_t *self, int descriptor);

//  The next item; wait for it for so long, or for ever if that is negative. Null where
//  none came in time. It stays the client's and is valid until the next call of any of
//  these functions but tgc_client_book and tgc_client_error_count.
TGC_API const tgc_item_t *tgc_client_recv (tgc_client_t *self, int64_t timeout_ms);

//  The book of a topic while it is valid, else null. Valid until the next recv.
TGC_API const tgc_book_t *tgc_client_book (const tgc_client_t *self, const char *topic);

//  ERROR items so far.
TGC_API uint64_t tgc_client_error_count (const tgc_client_t *self);

TGC_END

#endif
