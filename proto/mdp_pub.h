//  mdp_pub - a publishing socket: bound, encrypted where asked, and bounded against its readers
//
//  What a reader can do to us has a limit: the size and the number of his wishes,
//  the messages that wait for him, the number of connections. Who goes beyond is
//  dropped, and told of as refused. Of one thread, as any socket.

#ifndef MDP_PUB_H
#define MDP_PUB_H

#include <czmq.h>

#include "mdp_access.h"

enum {
    MDP_PUB_REQUEST_MAX = 1024,  //  Bytes in the longest wish, and in a handshake with CURVE
    MDP_PUB_UNREAD_MAX = 1       //  Wishes of one reader that wait for us: libzmq reads as many
                                 //  in one go as come, so we let few come
};

typedef struct {
    const char *endpoint;
    int sndhwm;  //  Messages that may wait for one reader; what is over he loses
    int linger_ms;
    const mdp_access_t *access;  //  Lent; null for whoever comes, in the clear
} mdp_pub_config_t;

typedef struct mdp_pub mdp_pub_t;

//  Bind the socket. Returns null, with errno set, where the endpoint cannot be bound.
mdp_pub_t *mdp_pub_new (const mdp_pub_config_t *config);
void mdp_pub_destroy (mdp_pub_t **self_p);

//  The XPUB, to send on; it stays ours.
zsock_t *mdp_pub_socket (mdp_pub_t *self);

typedef enum {
    MDP_PUB_NONE,  //  Nothing to read
    MDP_PUB_WISH,  //  Somebody subscribed
    MDP_PUB_OTHER  //  Something of no interest; there may be more
} mdp_pub_recv_t;

//  Read one message of a reader without waiting. A wish's prefix is lent until the
//  next call, and the wish must be charged before.
mdp_pub_recv_t mdp_pub_recv (mdp_pub_t *self, const char **prefix, size_t *size);

//  Charge the reader for the wish that was read last. It is served if anything that is
//  published here begins with the prefix; others cost more.
void mdp_pub_charge (mdp_pub_t *self, const char *prefix, size_t size, bool is_served);

typedef enum {
    MDP_REFUSED_KEY,         //  Its key is none of those that may read
    MDP_REFUSED_SERVER_KEY,  //  It takes us for a server with another key
    MDP_REFUSED_MECHANISM,   //  It encrypts and we do not, or the other way round
    MDP_REFUSED_LEFT,        //  It left, or was left waiting, before it had shown a key
    MDP_REFUSED_PROTOCOL,    //  It speaks no ZMTP that we understand
    MDP_REFUSED_GREED,       //  It asked for too much
    MDP_REFUSED_CROWD,       //  There were too many connections
    MDP_REFUSALS
} mdp_refusal_t;

//  As a phrase.
const char *mdp_refusal_name (mdp_refusal_t refusal);

//  Connections that are open, as of the last look.
size_t mdp_pub_guests (const mdp_pub_t *self);

//  Look after the connections; call it several times a second. Then each call
//  returns one that was refused, until there are no more.
void mdp_pub_look (mdp_pub_t *self);
bool mdp_pub_next_refusal (mdp_pub_t *self, mdp_refusal_t *refusal);

#endif
