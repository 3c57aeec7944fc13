//  sup_actor - the supervisor: keeps its children alive, and tells the world once a second

#ifndef SUP_ACTOR_H
#define SUP_ACTOR_H

#include <czmq.h>

#include "sup_config.h"

//  Run the supervisor; args is a const sup_config_t *. On its own pipe it says
//
//      (signal)                      constructed
//      "READY"                       every child's loop has turned, or was given time enough to
//      "BEAT"                        once a second: this loop turned
//      "EXIT" [code] [how] [reason]  about to return: 0 asked to, 69 or 78 where a part cannot be
//                                    started as it was asked to be, 70 where one cannot be stopped;
//                                    how is "clean", or "stuck" where a thread was left behind, so
//                                    that only _exit () ends the process; and why, in words
//
//  and hears "$TERM": stop all children, in reverse order, and return; and "RELOAD", as
//  sup_reload.h has it: give each child what it is to ask for from now on.
void sup_actor (zsock_t *pipe, void *args);

#endif
