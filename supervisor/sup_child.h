//  sup_child - one child, as a thread or as a process: starts it, hears it, stops it, cleans up
//
//  One incarnation after the other: start, recv until it has ended, clean. Only
//  then may it be started again. Nothing here waits.

#ifndef SUP_CHILD_H
#define SUP_CHILD_H

#include <czmq.h>

#include "beat.h"
#include "sup_config.h"
#include "sup_process.h"

typedef struct sup_child sup_child_t;

//  How an incarnation ended.
typedef enum { SUP_RETURNED, SUP_EXITED, SUP_KILLED } sup_end_how_t;

typedef struct {
    sup_end_how_t how;  //  Returned as a thread; exited or killed as a process
    int code;           //  Exit code
    int signal_number;
} sup_end_t;

//  The strongest means that a stop has used so far.
typedef enum { SUP_MEANS_ASKED, SUP_MEANS_SIGTERM, SUP_MEANS_SIGKILL } sup_means_t;

//  "asked", "SIGTERM" or "SIGKILL".
const char *sup_means_name (sup_means_t means);

//  Create a child that is down. The config and what fault names are lent as
//  long as the child lives; fault is told of each step of a start or of a
//  clean-up that failed. A stop takes stop_ms at the most.
sup_child_t *sup_child_new (const sup_child_config_t *config, bool is_threaded, int64_t stop_ms,
                            const sup_fault_t *fault);

//  Destroy a child. A process that still runs is killed; a thread that still
//  runs is left alone with what it uses, and only _exit () ends it.
void sup_child_destroy (sup_child_t **self_p);

//  Returns 0, or -1 where it could not be started; what was begun is undone.
int sup_child_start (sup_child_t *self);
bool sup_child_is_up (const sup_child_t *self);

//  Its pipe; null while it is down. It stays ours.
zsock_t *sup_child_pipe (sup_child_t *self);

enum { SUP_CHILD_ITEMS = 3 };  //  Its pipe, its end, its stderr

//  Write what to poll for; returns how many.
size_t sup_child_items (sup_child_t *self, zmq_pollitem_t items [SUP_CHILD_ITEMS]);

//  Read what it wrote to stdout and stderr, without waiting. Returns the size,
//  0 where there is nothing now, or -1 and errno where it cannot be read, now
//  or later.
ssize_t sup_child_read_stderr (sup_child_t *self, char *bytes, size_t bytes_max);

//  Of its process; ours for a thread; 0 while it is down.
pid_t sup_child_pid (const sup_child_t *self);

//  Read one message without waiting.
beat_kind_t sup_child_recv (sup_child_t *self, beat_message_t *message);

//  Begin to stop it. The time it is given counts from begun_at, in monotonic
//  milliseconds: asked at once, then SIGTERM after half of stop_ms and SIGKILL
//  after all of it. Stopping again changes nothing.
void sup_child_stop (sup_child_t *self, int64_t begun_at, int64_t now_ms);
bool sup_child_is_stopping (const sup_child_t *self);
sup_means_t sup_child_means (const sup_child_t *self);

//  Carry a stop on. True when the child has used up its time and is still
//  there: a thread, or a process that even SIGKILL does not end.
bool sup_child_tick (sup_child_t *self, int64_t now_ms);

//  True when it has ended and all that it sent can be read.
bool sup_child_has_ended (sup_child_t *self, int64_t now_ms, sup_end_t *end);

//  Milliseconds until the next tick or question can matter; -1 if only what is polled can.
int64_t sup_child_wait_ms (const sup_child_t *self);

//  Take back all that belonged to an incarnation that has ended.
void sup_child_clean (sup_child_t *self);

#endif
