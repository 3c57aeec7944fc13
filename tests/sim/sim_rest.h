//  sim_rest - the exchange's REST answers: time, instruments, order book, recent trades

#ifndef SIM_REST_H
#define SIM_REST_H

#include "sim_exchange.h"
#include "sim_http.h"

//  Append the JSON body. Returns the HTTP status.
unsigned sim_rest_answer (sim_exchange_t *exchange, const sim_http_request_t *request,
                          sim_text_t *body);

#endif
