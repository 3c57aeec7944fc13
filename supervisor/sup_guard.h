//  sup_guard - what the main thread does: hears signals, and guards the supervisor's thread

#ifndef SUP_GUARD_H
#define SUP_GUARD_H

#include "sup_config.h"

//  Have SIGTERM, SIGINT and SIGHUP wait until the guard runs and hears them. Call it
//  first in main(); and let go where nothing is to run, so that they end us again.
void sup_guard_hold (void);
void sup_guard_let_go (void);

//  Run the supervisor until a SIGTERM or SIGINT, or until it ends by itself.
//  Call it from main() before any other thread and any other call of czmq.
//  Returns the exit code: 0 asked to stop, 69 an endpoint cannot be bound, 70 the
//  system gives no thread to begin with, 78 a child refuses its settings. Where a
//  thread does not end, or the supervisor's own thread hangs, it does not return
//  but ends the process: with 0 if that was asked for, with 70 otherwise. In each
//  case one line on stderr says why.
int sup_guard_run (const sup_config_t *config);

//  The same for any supervisor that speaks as sup_actor.h says.
int sup_guard_watch (zactor_fn *supervisor, const sup_config_t *config);

#endif
