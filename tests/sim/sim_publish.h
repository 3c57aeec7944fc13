//  sim_publish - turns what happens in the market into messages to the subscribers

#ifndef SIM_PUBLISH_H
#define SIM_PUBLISH_H

#include "sim_exchange.h"
#include "sim_frame.h"

//  Publish everything that is due.
void sim_publish_tick (sim_exchange_t *exchange, int64_t now_ns);

//  When the next tick can matter; INT64_MAX if never.
int64_t sim_publish_due_at (const sim_exchange_t *exchange);

//  Bring a book topic that nobody follows up to date. Others keep themselves so.
void sim_publish_refresh (sim_topic_t *topic);

//  Describe the book of a topic as its readers have it.
sim_depth_t sim_publish_snapshot (const sim_topic_t *topic);

//  Send a snapshot of a book topic to one new subscriber; nothing for other topics.
void sim_publish_welcome (sim_exchange_t *exchange, sim_topic_t *topic, sim_client_t *client);

//  Begin a book topic's count again at 1, with a snapshot for everyone.
void sim_publish_restart (sim_exchange_t *exchange, sim_topic_t *topic, uint64_t u);

//  Let one taker come now, with so many fills (0 for any number), and tell everyone.
void sim_publish_print (sim_exchange_t *exchange, sim_instrument_t *instrument, size_t wanted);

#endif
