//  sim_ack - writes pongs, acknowledgements and refusals in each category's shape
//
//  Pure.

#ifndef SIM_ACK_H
#define SIM_ACK_H

#include "sim_symbol.h"
#include "sim_text.h"

typedef struct {
    sim_category_t category;
    const char *conn_id;
    const char *req_id;  //  Null if the request had none
    const char *op;
    const char *refusal;  //  Null for success
} sim_ack_t;

void sim_ack_pong (sim_text_t *text, const sim_ack_t *ack, int64_t now_ms);

//  The answer to a request of spot, linear or inverse, and to what no category understands.
void sim_ack_result (sim_text_t *text, const sim_ack_t *ack);

//  The answer of the option socket; each list is a JSON array's inside.
void sim_ack_command (sim_text_t *text, const sim_ack_t *ack, const sim_text_t *failed,
                      const sim_text_t *succeeded);

#endif
