//  sim_log - the file of what was sent, one JSON object a line, for tests to compare with

#ifndef SIM_LOG_H
#define SIM_LOG_H

#include "sim_symbol.h"

typedef struct sim_log sim_log_t;

typedef struct {
    unsigned conn;
    sim_category_t category;
    const char *fault;  //  The fault whose message this is; null for plain data
} sim_log_entry_t;

//  Open the file and empty it. Null if that cannot be done.
sim_log_t *sim_log_new (const char *path);

void sim_log_destroy (sim_log_t **self_p);

//  Note one message; a null log notes nothing.
void sim_log_write (sim_log_t *self, const sim_log_entry_t *entry, const char *text, size_t size);

//  Hand what was noted to the system.
void sim_log_flush (sim_log_t *self);

#endif
