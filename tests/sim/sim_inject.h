//  sim_inject - makes the faults happen

#ifndef SIM_INJECT_H
#define SIM_INJECT_H

#include "sim_exchange.h"
#include "sim_fault.h"

//  Make one fault happen now. Returns how many connections, subscriptions or
//  symbols it touched; switches that wait for something to touch count none.
size_t sim_inject (sim_exchange_t *exchange, const sim_fault_t *fault);

#endif
