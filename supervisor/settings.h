//  settings - what tickgated was asked to do: from flags, environment and file to plain values

#ifndef SETTINGS_H
#define SETTINGS_H

#include <czmq.h>

#include "gw_config.h"
#include "sup_config.h"
#include "sup_options.h"

typedef struct settings settings_t;

typedef enum {
    SETTINGS_RUN,        //  Read and good: run
    SETTINGS_DONE,       //  What was asked for is printed
    SETTINGS_BAD_USAGE,  //  A bad flag, told
    SETTINGS_BAD_CONFIG  //  A bad environment, file or combination, told
} settings_result_t;

//  Where we print, and what we do not know ourselves.
typedef struct {
    FILE *output;
    FILE *errors;
    const char *libraries;  //  Printed after the version: lines, each with its end; or null
    const char *ca_store;   //  The system's file of CA certificates; null for Debian's
    bool is_again;          //  We run already, and must not wait for a file
} settings_io_t;

//  Create settings; run is what a gateway runs as a thread.
settings_t *settings_new (zactor_fn *run);
void settings_destroy (settings_t **self_p);

//  Read the flags, the environment and the file that they name. Call once.
settings_result_t settings_read (settings_t *self, int argc, char **argv, char **variables,
                                 const settings_io_t *io);

//  Read a text that is the whole configuration, as sup_child_config_t carries it, and
//  keep the gateway of that name alone. Call once, instead of settings_read.
settings_result_t settings_read_text (settings_t *self, const char *text, size_t size,
                                      const char *name, const settings_io_t *io);

//  0, 64 or 78.
int settings_exit_code (settings_result_t result);

//  What was read, after SETTINGS_RUN; valid until the settings are destroyed.
const sup_config_t *settings_supervisor (const settings_t *self);
const sup_options_t *settings_options (const settings_t *self);
size_t settings_gateways_count (const settings_t *self);
const gw_config_t *settings_gateway (const settings_t *self, size_t index);

#endif
