//  tgc_socket - a SUB socket: the one door to libzmq

#ifndef TGC_SOCKET_H
#define TGC_SOCKET_H

#include "tgc_message.h"

typedef struct tgc_socket tgc_socket_t;

//  Never null: without memory or descriptors the process ends.
tgc_socket_t *tgc_socket_new (void);
void tgc_socket_destroy (tgc_socket_t **self_p);

//  Messages that may wait, of each endpoint connected from now on; 0 is no limit.
void tgc_socket_set_rcvhwm (tgc_socket_t *self, int messages);

//  Encrypt, with endpoints connected from now on; all three are Z85. Returns 0, or -1
//  where one is no key or libzmq cannot encrypt.
int tgc_socket_set_keys (tgc_socket_t *self, const char *server_key, const char *public_key,
                         const char *secret_key);

//  Returns 0, or -1 where it can be no endpoint.
int tgc_socket_connect (tgc_socket_t *self, const char *endpoint);

//  libzmq counts subscriptions of the same prefix; only the first and the last are told
//  to the gateway.
void tgc_socket_subscribe (tgc_socket_t *self, tgc_text_t prefix);
void tgc_socket_unsubscribe (tgc_socket_t *self, tgc_text_t prefix);

//  Take one message that is there already. Both frames stay the socket's and are valid
//  until the next take; a second frame that did not come is empty, and more are
//  dropped. False where there is none.
bool tgc_socket_take (tgc_socket_t *self, tgc_text_t *topic, tgc_text_t *frame);

typedef enum {
    TGC_SOCKET_READY,
    TGC_SOCKET_WOKEN,  //  The descriptor is readable, or a signal handler ran
    TGC_SOCKET_EXPIRED
} tgc_socket_wait_t;

//  Wait for a message or the descriptor, which may be -1.
tgc_socket_wait_t tgc_socket_wait (tgc_socket_t *self, int descriptor, int64_t wait_ms);

#endif
