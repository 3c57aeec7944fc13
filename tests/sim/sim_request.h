//  sim_request - does what a client asks for: subscribe, unsubscribe, ping, or refuse as they do

#ifndef SIM_REQUEST_H
#define SIM_REQUEST_H

#include "sim_exchange.h"

//  Answer one text message of a client.
void sim_request_answer (sim_exchange_t *exchange, sim_client_t *client, const char *text,
                         size_t size);

#endif
