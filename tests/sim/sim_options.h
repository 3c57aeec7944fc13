//  sim_options - the command line of bybit-sim

#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include "sim_fault.h"
#include "sim_replay.h"

enum {
    SIM_OPTIONS_FILES_MAX = 32,
    SIM_OPTIONS_FAULTS_MAX = 64,
    SIM_OPTIONS_PATH_MAX = 4096,
    SIM_OPTIONS_HOST_MAX = 255,
    SIM_EXIT_USAGE = 64,
    SIM_EXIT_UNAVAILABLE = 69
};

typedef struct {
    char path [SIM_OPTIONS_PATH_MAX];
    sim_category_t category;
} sim_options_file_t;

typedef struct {
    const char *listen;  //  HOST:PORT; the port may be 0
    const char *cert;
    const char *key;
    const char *log;
    sim_market_policy_t market;
    sim_symbol_t *symbols;
    size_t symbols_count;
    bool has_category [SIM_CATEGORIES];  //  Symbols were given, so no defaults
    sim_options_file_t files [SIM_OPTIONS_FILES_MAX];
    size_t files_count;
    sim_replay_policy_t replay;
    char retopic [SIM_NAME_MAX * 2];  //  What the replay policy points into
    sim_fault_t faults [SIM_OPTIONS_FAULTS_MAX];
    size_t faults_count;
} sim_options_t;

typedef enum {
    SIM_OPTIONS_RUN,
    SIM_OPTIONS_DONE,  //  Help or version was asked for: what to print is in why
    SIM_OPTIONS_WRONG  //  The reason is in why
} sim_options_result_t;

//  Read the command line into options that are all zero; its strings are lent.
sim_options_result_t sim_options_read (sim_options_t *self, int argc, char **argv, sim_text_t *why);

void sim_options_destroy (sim_options_t *self);

#endif
