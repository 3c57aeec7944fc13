//  child_lab - a supervisor under test: stub children, its log, and what a subscriber hears

#ifndef CHILD_LAB_H
#define CHILD_LAB_H

#include <czmq.h>

#include "sup_config.h"

enum { CHILD_LAB_LOG_MAX = 1 << 22, CHILD_LAB_LINE_MAX = 20000 };

typedef struct {
    sup_config_t config;
    zactor_t *supervisor;
    zsock_t *sub;
    int log [2];  //  A pipe
    char *lines;  //  All that was logged, terminated
    size_t size;
    uint64_t heartbeats;  //  Received
    int64_t heartbeat_at;
    int64_t interval_max;  //  Milliseconds between two of them
    char *heartbeat;       //  The last one's bytes
    size_t heartbeat_size;
    char *events;  //  All events' bytes
    size_t events_size;
    char endpoint [64];
    char once [64];  //  A file that is not there, for "once="
    char texts [4][512];
    char line [CHILD_LAB_LINE_MAX];
} child_lab_t;

//  A lab with one stub for each text up to the first null, not yet running;
//  "%" in a text becomes the path of a file that is not there. Times are short:
//  change the config before start.
child_lab_t *child_lab_new (bool is_threaded, const char *const texts []);
void child_lab_start (child_lab_t *self);

//  Wait until a logged line holds both words, looking from the given offset on,
//  which then stands after that line. The line, terminated, valid until the next
//  call; null after limit_ms.
const char *child_lab_wait (child_lab_t *self, size_t *offset, const char *word, const char *other,
                            int64_t limit_ms);

//  The number after "key": in a line; -1 where it is not there.
double child_lab_number (const char *line, const char *key);

//  True if an event's message of that name was received, or is within two seconds.
bool child_lab_has_event (child_lab_t *self, const char *name);

//  Ask the supervisor to stop and destroy it. The exit code that it told, and
//  whether all was clean; took_ms may be null.
int child_lab_stop (child_lab_t *self, bool *is_clean, int64_t *took_ms);

//  Destroy the lab after a stop.
void child_lab_destroy (child_lab_t **self_p);

#endif
