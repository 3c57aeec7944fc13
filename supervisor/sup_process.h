//  sup_process - a child as a process: the same program again, its pipe, its stderr and its end
//
//  Its pipe is a PAIR over an ipc endpoint of its own in a directory of its
//  own; both are removed as soon as the child has connected.

#ifndef SUP_PROCESS_H
#define SUP_PROCESS_H

#include <czmq.h>

typedef struct sup_process sup_process_t;

typedef struct {
    const char *name;
    const char *config;  //  To be read by the child on SUP_CHILD_CONFIG_FD
    size_t config_size;
    uint64_t incarnation;  //  Makes its endpoint recognizable
} sup_process_config_t;

//  Told of each step that failed: what, and why.
typedef struct {
    void (*fn) (void *arg, const char *what, const char *why);
    void *arg;
} sup_fault_t;

//  Start a process. Null where that failed; it was then told why.
sup_process_t *sup_process_new (const sup_process_config_t *config, const sup_fault_t *fault);

//  Take back everything: the pipe, descriptors, the endpoint's file. A process
//  that is still there is killed and waited for.
void sup_process_destroy (sup_process_t **self_p, const sup_fault_t *fault);

//  Its pipe; it stays ours.
zsock_t *sup_process_pipe (sup_process_t *self);

//  The child has connected: its endpoint is removed from the file system.
void sup_process_settle (sup_process_t *self, const sup_fault_t *fault);

pid_t sup_process_pid (const sup_process_t *self);

//  Becomes readable when the process ends; -1 where the system has no such descriptor.
int sup_process_death_fd (const sup_process_t *self);

//  What it writes to stdout and stderr, to be read without waiting; -1 once closed.
int sup_process_stderr_fd (const sup_process_t *self);
void sup_process_close_stderr (sup_process_t *self);

//  Send it a signal. Returns 0, or -1 where it is gone.
int sup_process_signal (sup_process_t *self, int signal_number);

//  True when it has ended; without waiting. Then code is its exit code, or
//  signal_number that of the signal that ended it, and the other one is 0.
bool sup_process_has_ended (sup_process_t *self, int *code, int *signal_number);

#endif
