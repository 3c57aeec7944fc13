//  sup_threads - whether the system gives us the threads that we are about to need
//
//  czmq and libzmq do not say that a thread could not be made: the one waits for it for
//  ever, the other aborts. So it is tried before, with threads that do nothing.

#ifndef SUP_THREADS_H
#define SUP_THREADS_H

#include <stddef.h>

//  What helps where there are none.
#define SUP_THREADS_ADVICE "raise the limit of processes (ulimit -u, pids, TasksMax)"

enum {
    SUP_THREADS_MAX = 16,  //  In one trial
    SUP_THREADS_ZMQ = 2    //  libzmq's own: one for what arrives, one for what ends
};

//  Make so many threads, have all at once, and end them. Returns 0, or the error number for
//  which one of them could not be made. Nothing is left of them, in the system's count either.
int sup_threads_try (size_t count);

#endif
