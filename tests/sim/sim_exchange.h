//  sim_exchange - who listens to what: clients, topics, subscriptions, and the switches of faults
//
//  Its parts are open, as sim_publish, sim_request, sim_inject and the REST answers
//  all work on them; only this file adds and removes.

#ifndef SIM_EXCHANGE_H
#define SIM_EXCHANGE_H

#include "sim_conn.h"
#include "sim_log.h"
#include "sim_market.h"
#include "sim_window.h"

enum {
    SIM_TOPIC_MAX = 128,
    SIM_DEPTHS = 4,
    SIM_MUTES_MAX = 64,
    SIM_REQUESTS_MAX = 4096,
    SIM_ARGS_SIZE_MAX = 21000,
    SIM_OP_MAX = 16
};

typedef struct {
    unsigned id;  //  1 for the first upgrade, and so on
    char conn_id [48];
    sim_category_t category;
    sim_conn_t *conn;  //  The server's
    size_t args_size;  //  Characters of all topics it has
    unsigned requests_count;
} sim_client_t;

typedef struct {
    sim_client_t *client;
    bool drops_next;  //  What happens to its next message
    bool crosses_next;
    bool differs_next;
    bool snapshots_next;
    bool repeats_next;
    bool is_stalled;  //  Gets nothing more; a new subscription does
} sim_sub_t;

typedef enum { SIM_TOPIC_BOOK, SIM_TOPIC_TRADE, SIM_TOPIC_REPLAY } sim_topic_kind_t;

typedef struct {
    sim_category_t category;
    sim_topic_kind_t kind;
    char name [SIM_TOPIC_MAX];
    sim_instrument_t *instrument;  //  Option trades: the first of its coin; replay: null
    sim_window_t *window;          //  Books only
    uint64_t seq;                  //  Of the last book message
    int64_t cts_ms;
    int64_t sent_at;  //  Monotonic
    sim_sub_t *subs;
    size_t subs_count;
    size_t subs_max;
} sim_topic_t;

//  Why there is no such topic.
typedef enum { SIM_LOOKUP_FOUND, SIM_LOOKUP_NO_HANDLER, SIM_LOOKUP_NO_SYMBOL } sim_lookup_t;

typedef struct {
    char symbol [SIM_NAME_MAX];
    unsigned conn;  //  0 for all
} sim_mute_t;

typedef struct {
    sim_conn_modes_t newcomers;  //  Modes in which new connections begin
    bool hangs_all;              //  Never answers anyone but the control paths
    bool hangs_upgrades;
    char rest [SIM_NAME_MAX];  //  What is wrong with REST; empty if nothing
    unsigned refusal;          //  HTTP status for upgrades; 0 to let them in
    bool is_retyped;
    bool speaks_early;  //  Frames come with the answer to an upgrade
    sim_mute_t mutes [SIM_MUTES_MAX];
    size_t mutes_count;
    double flood_rate;  //  0 for none
    int64_t flood_start_at;
    int64_t flood_end_at;
    uint64_t flood_sent;
} sim_switches_t;

typedef struct {
    unsigned conn;
    char op [SIM_OP_MAX];
    size_t args;
    size_t size;
} sim_asked_t;

typedef struct {
    sim_topic_t *books [SIM_DEPTHS];
    sim_topic_t *trades;
} sim_links_t;

typedef struct {
    sim_market_t *market;
    sim_log_t *log;      //  Null for none
    sim_links_t *links;  //  One for each instrument
    sim_topic_t **topics;
    size_t topics_count;
    size_t topics_max;
    sim_client_t **clients;
    size_t clients_count;
    size_t clients_max;
    sim_switches_t switches;
    sim_asked_t *asked;  //  The first requests
    uint64_t asked_count;
    uint64_t sent_count;
    uint64_t subscriptions_count;
    uint64_t unsubscriptions_count;
    unsigned upgrades_count;
    unsigned rest_count;  //  Requests to REST
    uint64_t pongs_count;
    unsigned close_heard;     //  Code of the last close frame that came; 0 if it had none
    unsigned refusals_count;  //  Upgrades refused, and requests left hanging
    int64_t subscribed_at;    //  Of the last subscription, monotonic
    uint64_t seed;
    bool is_quitting;
    sim_trade_t *mixed;  //  Room for trades of several symbols
    size_t flood_cursor;
    int64_t repeats_at;  //  When to look for level 1 books to repeat
    sim_text_t text;     //  Scratch of whoever is writing a message
    sim_text_t other;
} sim_exchange_t;

//  Create an exchange over a market; the market and the log become its own.
sim_exchange_t *sim_exchange_new (sim_market_t *market, sim_log_t *log, uint64_t seed);

void sim_exchange_destroy (sim_exchange_t **self_p);

//  A new client on this connection. It begins in the newcomers' modes.
sim_client_t *sim_exchange_add_client (sim_exchange_t *self, sim_category_t category,
                                       sim_conn_t *conn);

//  Forget a client and its subscriptions.
void sim_exchange_remove_client (sim_exchange_t *self, sim_client_t **client_p);

//  Make a topic that only replay speaks on, if it is not there yet.
sim_topic_t *sim_exchange_add_replay (sim_exchange_t *self, sim_category_t category,
                                      const char *name);

//  Find the topic a client asks for, making it the first time.
sim_lookup_t sim_exchange_find (sim_exchange_t *self, sim_category_t category, const char *name,
                                sim_topic_t **topic);

//  The client's subscription, or null.
sim_sub_t *sim_exchange_sub (sim_topic_t *topic, const sim_client_t *client);

void sim_exchange_subscribe (sim_exchange_t *self, sim_topic_t *topic, sim_client_t *client);
void sim_exchange_unsubscribe (sim_exchange_t *self, sim_topic_t *topic, sim_client_t *client);

//  Send one data message, count it and log it, if the client's modes let it pass.
void sim_exchange_send (sim_exchange_t *self, sim_client_t *client, const sim_text_t *text,
                        const char *fault);

//  Send one data message of a symbol to one subscriber, as its flags want it.
void sim_exchange_deliver (sim_exchange_t *self, sim_sub_t *sub, const char *symbol,
                           const sim_text_t *text);

bool sim_exchange_is_mute (const sim_exchange_t *self, const sim_client_t *client,
                           const char *symbol);

//  The topics of one instrument.
sim_links_t *sim_exchange_links (sim_exchange_t *self, const sim_instrument_t *instrument);

#endif
