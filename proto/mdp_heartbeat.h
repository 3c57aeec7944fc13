//  mdp_heartbeat - what the supervisor tells the world once a second, as plain values
//
//  Values own nothing: texts are lent by whoever filled them. Times are
//  nanoseconds since 1970 UTC.

#ifndef MDP_HEARTBEAT_H
#define MDP_HEARTBEAT_H

#include "mdp_event.h"

typedef enum {
    MDP_GATEWAY_STARTING,    //  Started, has not yet said that it is connected
    MDP_GATEWAY_CONNECTING,  //  Beats, but not all of its subscriptions are confirmed
    MDP_GATEWAY_LIVE,        //  Connected, and events come
    MDP_GATEWAY_SILENT,      //  Connected, but no event for longer than the silence allowed
    MDP_GATEWAY_STOPPING,    //  Being stopped
    MDP_GATEWAY_BACKOFF,     //  Down, and will be started when the wait is over
    MDP_GATEWAY_FAILED,      //  Given up
    MDP_GATEWAY_OTHER        //  Read, and not known here: a later version may have more
} mdp_gateway_state_t;
enum { MDP_GATEWAY_STATES = 7 };  //  That are sent: the other is none of them

//  Why the incarnation before ended.
typedef enum {
    MDP_EXIT_NONE,       //  No incarnation has ended yet
    MDP_EXIT_RETURNED,   //  Its function returned
    MDP_EXIT_EXITED,     //  Its process exited: code says how
    MDP_EXIT_SIGNALLED,  //  Its process was killed: signal says by what
    MDP_EXIT_HUNG,       //  Its loop stopped beating and it was stopped
    MDP_EXIT_SILENT,     //  It received no event and was stopped
    MDP_EXIT_FAILED,     //  It said why it could not go on
    MDP_EXIT_OTHER       //  Read, and not known here
} mdp_exit_reason_t;
enum { MDP_EXIT_REASONS = 7 };  //  Likewise

typedef struct {
    mdp_exit_reason_t reason;
    int code;     //  Exit code; 0 where there was none
    int signal;   //  Signal number; 0 where there was none
    uint64_t at;  //  0 where none has ended
} mdp_exit_t;

//  One child of the supervisor.
typedef struct {
    mdp_text_t name;
    mdp_text_t isolation;  //  "process" or "thread"
    mdp_gateway_state_t state;
    int64_t pid;     //  Of its process; the supervisor's own in thread mode, 0 while it is down
    uint64_t epoch;  //  Of its incarnation, milliseconds since 1970 UTC
    mdp_text_t endpoint;  //  Where it publishes
    uint64_t restarts;    //  Starts after the first
    mdp_exit_t last_exit;
    bool is_connected;
    bool has_last_event;              //  An event was received in this life
    double seconds_since_last_event;  //  Left out when there was none
    uint64_t events;
    uint64_t published;
    uint64_t error_count;
    uint64_t queue_size;
    uint64_t reconnects;
    uint64_t backoff_until;  //  When it will be started; 0 and left out while no back-off runs
    //  How many are in each state, in another only where it was read. Left out where all are 0.
    uint64_t topics [MDP_TOPIC_STATES + 1];
} mdp_gateway_t;

typedef struct {
    uint64_t epoch;  //  Milliseconds at which the supervisor started
    uint64_t seq;
    uint64_t ts_pub;
    int64_t pid;
    uint64_t uptime_s;
    mdp_text_t version;
    mdp_text_t numbers;  //  "float64" or "string": how the gateways write prices
    bool is_simulated;   //  A gateway's source is a simulation; always written
    const mdp_gateway_t *gateways;
    size_t gateways_count;
} mdp_heartbeat_t;

//  "starting", "connecting", "live", "silent", "stopping", "backoff" or "failed".
const char *mdp_gateway_state_name (mdp_gateway_state_t state);

//  "none", "returned", "exited", "signalled", "hung", "silent" or "failed".
const char *mdp_exit_reason_name (mdp_exit_reason_t reason);

//  Topics in a state that is sent, 0 before it told of them; and those that are live or quiet.
uint64_t mdp_gateway_topics (const mdp_gateway_t *gateway);
uint64_t mdp_gateway_fresh (const mdp_gateway_t *gateway);

//  Both return 0, or -1 where the text names none.
int mdp_gateway_state_parse (mdp_gateway_state_t *state, mdp_text_t text);
int mdp_exit_reason_parse (mdp_exit_reason_t *reason, mdp_text_t text);

//  Write the heartbeat as a msgpack map. Returns its size, or 0 where it does
//  not fit in frame_max bytes.
size_t mdp_pack_heartbeat (char *frame, size_t frame_max, const mdp_heartbeat_t *heartbeat);

#endif
