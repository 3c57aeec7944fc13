//  sup_config - what the supervisor is asked to keep alive, and how, as plain values
//
//  It knows children, not markets. The one who fills it owns every text and
//  keeps it while the supervisor lives.

#ifndef SUP_CONFIG_H
#define SUP_CONFIG_H

#include <czmq.h>

#include "mdp_access.h"
#include "sup_journal.h"

enum {
    SUP_CHILDREN_MAX = 16,
    SUP_HANG_MS = 10000,     //  Default of hang_ms
    SUP_STOP_MS = 4000,      //  Default of stop_ms
    SUP_WATCHDOG_MS = 10000  //  Default of watchdog_ms
};

typedef struct {
    const char *name;
    const char *endpoint;  //  Where it publishes, told in the heartbeat
    zactor_fn *run;        //  As a thread: runs this function
    void *args;            //  with these arguments;
    const char *config;    //  as a process: the same program again, given this text to read on
    size_t config_size;    //  descriptor SUP_CHILD_CONFIG_FD
} sup_child_config_t;

//  What reading the settings again brought. All texts are malloc'ed.
typedef struct {
    char *refused;  //  Why nothing is taken over; null if the settings are good
    char *ignored;  //  What changed, but counts only after a restart; null if nothing did
    char *told;     //  Lines for who looks at stderr; null for none
    char *wishes [SUP_CHILDREN_MAX];  //  What each child is to ask for from now on, in words
                                      //  that it understands; null where nothing is known of it
} sup_reload_t;

//  Read the settings again, quickly.
typedef void sup_reload_fn (void *arg, sup_reload_t *reload);

typedef struct {
    bool is_threaded;            //  Children are threads, not processes
    const char *heartbeat;       //  ZeroMQ endpoint to bind
    const char *http;            //  HOST:PORT of health, metrics and page, or "off"; null for off
    const mdp_access_t *access;  //  Who may read; null for anybody, in the clear
    const char *numbers;         //  Told in the heartbeat
    int64_t silence_ms;          //  Without an event for this long a child is restarted
    int64_t grace_ms;            //  After a start silence is not judged for this long
    int64_t check_ms;            //  How often silence is judged
    int64_t health_log_ms;       //  Period of the health note
    int64_t backoff_ms_min;      //  Before the start after a second fall
    int64_t backoff_ms_max;
    int64_t backoff_reset_ms;  //  Health of this length forgets earlier falls
    int64_t hang_ms;           //  Without a beat for this long a child hangs; 0 for SUP_HANG_MS
    int64_t stop_ms;           //  A child is given this long to stop; 0 for SUP_STOP_MS
    int64_t watchdog_ms;       //  The same of the supervisor, for main; 0 for SUP_WATCHDOG_MS
    sup_journal_config_t log;
    sup_child_config_t children [SUP_CHILDREN_MAX];
    size_t children_count;
    const char *told;       //  Lines of the start for who looks at stderr; null for none
    sup_reload_fn *reload;  //  Called in the main thread; null where nothing can be reloaded
    void *reload_arg;
} sup_config_t;

#endif
