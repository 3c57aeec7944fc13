//  sup_keeper - keeps one child alive: does what its watch decides, and tells the journal
//
//  It joins the watch, the child and the lines of its stderr. It never waits:
//  the supervisor polls for it and calls turn.

#ifndef SUP_KEEPER_H
#define SUP_KEEPER_H

#include <czmq.h>

#include "mdp_heartbeat.h"
#include "sup_child.h"
#include "sup_config.h"
#include "sup_record.h"
#include "sup_watch.h"

typedef struct sup_keeper sup_keeper_t;

//  Create the keeper of the config's child of that index; the first turn
//  starts it. The config, the journal, the pipe to HTTP, which may be null, and the last epoch
//  that any keeper gave are lent as long as it lives.
sup_keeper_t *sup_keeper_new (const sup_config_t *config, size_t index, sup_journal_t *journal,
                              zsock_t *web, uint64_t *last_epoch, int64_t now_ms);
void sup_keeper_destroy (sup_keeper_t **self_p);

//  Write what to poll for; returns how many.
size_t sup_keeper_items (sup_keeper_t *self, zmq_pollitem_t items [SUP_CHILD_ITEMS]);

//  Milliseconds until the next turn is due even if nothing is polled; -1 if never.
int64_t sup_keeper_wait_ms (const sup_keeper_t *self, int64_t now_ms);

//  Hear the child and do what is due.
void sup_keeper_turn (sup_keeper_t *self, int64_t now_ms);

//  Give the child, and each of its later incarnations, something else to ask its source
//  for; a null text changes nothing. Takes the text and nulls the caller's reference.
void sup_keeper_wish (sup_keeper_t *self, char **wish_p);

//  Stop the child and start it no more. Its time to stop counts from begun_at.
void sup_keeper_ask (sup_keeper_t *self, int64_t begun_at, int64_t now_ms);

sup_state_t sup_keeper_state (const sup_keeper_t *self);

//  What is known of the child; it stays ours.
const sup_record_t *sup_keeper_record (const sup_keeper_t *self);

//  Write the child's part of the heartbeat; texts stay the config's.
void sup_keeper_tell (const sup_keeper_t *self, mdp_gateway_t *gateway, int64_t now_ms);

#endif
