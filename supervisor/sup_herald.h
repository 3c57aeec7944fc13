//  sup_herald - the supervisor's socket: binds it, and publishes the heartbeat

#ifndef SUP_HERALD_H
#define SUP_HERALD_H

#include <czmq.h>

#include "mdp_heartbeat.h"
#include "mdp_pub.h"
#include "sup_events.h"

typedef struct sup_herald sup_herald_t;

//  Bind the endpoint. A port that its last owner is just giving back is tried
//  again for up to two seconds. access, which is lent, says who may read: null for
//  anybody. Null where it cannot be bound: errno then says why.
sup_herald_t *sup_herald_new (const char *endpoint, const mdp_access_t *access);
void sup_herald_destroy (sup_herald_t **self_p);

//  The PUB socket, for others to publish on in the same thread; it stays ours.
zsock_t *sup_herald_socket (sup_herald_t *self);

//  Number the heartbeat and publish it; never waits.
void sup_herald_publish (sup_herald_t *self, mdp_heartbeat_t *heartbeat);

//  Look after the readers' connections; call it in every turn. True with a note where
//  some were refused for one reason; for each at most once a second.
bool sup_herald_look (sup_herald_t *self, note_t *note, int64_t now_ms);

#endif
