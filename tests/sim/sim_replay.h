//  sim_replay - plays recorded messages, in file order, to whoever subscribed to their topics

#ifndef SIM_REPLAY_H
#define SIM_REPLAY_H

#include "sim_exchange.h"

typedef struct {
    double speed;  //  1 for a message every 10 ms, 0 for as fast as possible
    bool is_looping;
    const char *retopic_from;  //  Topics that begin so; null for none
    const char *retopic_to;    //  Begin so instead
} sim_replay_policy_t;

typedef struct sim_replay sim_replay_t;

//  The exchange is lent and outlives it.
sim_replay_t *sim_replay_new (sim_exchange_t *exchange, const sim_replay_policy_t *policy);

void sim_replay_destroy (sim_replay_t **self_p);

//  Read a file of one JSON message a line; those without a topic are left out.
//  False, and the reason in why, if it cannot be read.
bool sim_replay_load (sim_replay_t *self, const char *path, sim_category_t category,
                      sim_text_t *why);

//  Play what is due. A file begins when one of its topics has been subscribed and
//  no subscription came for 200 ms; a message that nobody wants then is passed over.
void sim_replay_tick (sim_replay_t *self, int64_t now_ns);

//  When the next tick can matter; INT64_MAX if never.
int64_t sim_replay_due_at (const sim_replay_t *self);

#endif
