//  sim_fault - the faults there are, and the words that ask for them
//
//  Pure. Written NAME[=ARG][ conn=N][@SECONDS].

#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include "sim_symbol.h"
#include "sim_text.h"

typedef enum {
    SIM_FAULT_CLOSE,
    SIM_FAULT_CUT,
    SIM_FAULT_BLACKHOLE,
    SIM_FAULT_BLACKHOLE_ALL,
    SIM_FAULT_FREEZE,
    SIM_FAULT_FREEZE_ALL,
    SIM_FAULT_SILENCE,
    SIM_FAULT_SILENCE_ALL,
    SIM_FAULT_MUTE,
    SIM_FAULT_STALL,
    SIM_FAULT_STALL_BOOKS,
    SIM_FAULT_STALL_TRADES,
    SIM_FAULT_JUMP,
    SIM_FAULT_CROSSED,
    SIM_FAULT_DIFFER,
    SIM_FAULT_U1,
    SIM_FAULT_SKIP,
    SIM_FAULT_RESNAPSHOT,
    SIM_FAULT_TICK,
    SIM_FAULT_REPEAT,
    SIM_FAULT_BADJSON,
    SIM_FAULT_BADUTF8,
    SIM_FAULT_HALF,
    SIM_FAULT_FRAGMENT,
    SIM_FAULT_BIG,
    SIM_FAULT_BURST,
    SIM_FAULT_REFUSE,
    SIM_FAULT_REST,
    SIM_FAULT_DRIP,
    SIM_FAULT_LAG,
    SIM_FAULT_FLOOD,
    SIM_FAULT_DELIST,
    SIM_FAULT_RETYPE,
    SIM_FAULT_RAW,
    SIM_FAULT_EARLY,
    SIM_FAULT_HANGUP,
    SIM_FAULT_REKEY,
    SIM_FAULT_RESET
} sim_fault_kind_t;

typedef struct {
    sim_fault_kind_t kind;
    bool is_off;              //  ARG was "off"
    char arg [SIM_NAME_MAX];  //  Empty if there was none
    uint64_t number;          //  ARG where it is a number; 0 if there was none
    uint64_t seconds;         //  flood=N,SECONDS; 0 if there was none
    unsigned conn;            //  0 for all
    int64_t after_ns;         //  From @SECONDS
} sim_fault_t;

//  Read the words of one fault. False, and the reason in why, if they are none.
bool sim_fault_read (const char *words, sim_fault_t *fault, sim_text_t *why);

const char *sim_fault_name (sim_fault_kind_t kind);

//  Append one line of help for each fault.
void sim_fault_help (sim_text_t *text);

#endif
