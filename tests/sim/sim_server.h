//  sim_server - the loop: accepts, reads, lets time pass, writes

#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include "sim_exchange.h"
#include "sim_fault.h"
#include "sim_replay.h"

typedef struct sim_server sim_server_t;

//  Create a server of these two; they are lent. A null tls serves plain ws and http.
sim_server_t *sim_server_new (sim_exchange_t *exchange, sim_replay_t *replay, SSL_CTX *tls);

void sim_server_destroy (sim_server_t **self_p);

//  Listen at HOST:PORT, which is well-formed; port 0 takes any. Returns the port, or 0 and the
//  reason in why.
unsigned sim_server_listen (sim_server_t *self, const char *endpoint, sim_text_t *why);

//  Plan a fault for its time after the start of the run.
void sim_server_plan (sim_server_t *self, const sim_fault_t *fault);

//  Serve until a signal can be read from this descriptor, or the exchange is quitting.
void sim_server_run (sim_server_t *self, int signal_fd);

#endif
