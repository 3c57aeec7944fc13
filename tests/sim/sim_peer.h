//  sim_peer - what one connection says to us: an HTTP request, or an upgrade and messages

#ifndef SIM_PEER_H
#define SIM_PEER_H

#include "sim_exchange.h"

typedef struct sim_peer sim_peer_t;

//  Take the connection; the exchange is lent and outlives it.
sim_peer_t *sim_peer_new (sim_conn_t *conn, sim_exchange_t *exchange);

//  Destroy it with its connection, and its subscriptions.
void sim_peer_destroy (sim_peer_t **self_p);

sim_conn_t *sim_peer_conn (sim_peer_t *self);

//  Act on what has been read.
void sim_peer_hear (sim_peer_t *self, int64_t now_ns);

#endif
