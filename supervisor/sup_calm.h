//  sup_calm - has ZeroMQ's threads wait until whoever wakes them is done

#ifndef SUP_CALM_H
#define SUP_CALM_H

//  Before the first socket of the process. A thread of ZeroMQ that is woken by a message would
//  interrupt the one that sends it, and find that one message; under SCHED_BATCH it runs when
//  the sender rests, or beside it. Where the system does not allow that all stays as it is.
void sup_calm (void);

#endif
