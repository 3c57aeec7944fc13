//  sim_control - the paths under /sim/: faults, state, books, quit

#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

#include "sim_exchange.h"
#include "sim_http.h"

//  Append the JSON body. Returns the HTTP status.
unsigned sim_control_answer (sim_exchange_t *exchange, const sim_http_request_t *request,
                             sim_text_t *body);

//  Do one line of control: a fault's words, with or without "fault" before them, or
//  "quit". False, and the reason in why, if it is neither.
bool sim_control_line (sim_exchange_t *exchange, const char *line, sim_text_t *why);

#endif
