//  sup_thread - a child as a thread: a zactor, without the traps of its constructor and destructor

#ifndef SUP_THREAD_H
#define SUP_THREAD_H

#include <czmq.h>

typedef struct sup_thread sup_thread_t;

//  Start the function in a thread; returns at once, however slow it is to
//  signal. Null where the system gives no thread.
sup_thread_t *sup_thread_new (const char *name, zactor_fn *run, void *args);

//  Take back what belongs to a thread that is gone. Returns 0, or -1 where it
//  did not close its pipe as a zactor does.
int sup_thread_destroy (sup_thread_t **self_p);

//  Its pipe; it stays ours.
zsock_t *sup_thread_pipe (sup_thread_t *self);

//  The function has returned and has closed its end of the pipe. Only then may
//  the thread be destroyed.
bool sup_thread_is_gone (sup_thread_t *self);

#endif
