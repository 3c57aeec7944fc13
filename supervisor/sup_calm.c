//  sup_calm - has ZeroMQ's threads wait until whoever wakes them is done

#include "sup_calm.h"

#include <czmq.h>
#include <pthread.h>
#include <sched.h>

//  libzmq ends the process where its threads may not be set so: it is tried on our own first.

static bool
s_is_allowed (void)
{
    pthread_t self = pthread_self ();
    const struct sched_param none = { .sched_priority = 0 };
    struct sched_param before;
    int policy;
    return pthread_getschedparam (self, &policy, &before) == 0 && policy == SCHED_OTHER
           && pthread_setschedparam (self, SCHED_BATCH, &none) == 0
           && pthread_setschedparam (self, SCHED_OTHER, &none) == 0;
}

void
sup_calm (void)
{
    if (s_is_allowed ()) {
        zsys_set_thread_sched_policy (SCHED_BATCH);
    }
}
