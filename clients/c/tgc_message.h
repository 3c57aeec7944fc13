//  tgc_message - the messages of a gateway, as plain values
//
//  Values own nothing: texts and arrays are lent by whoever filled the message,
//  and are valid as long as that says. Times are nanoseconds since 1970 UTC,
//  epochs are milliseconds. No integer is negative unless its type says so.
//  Words that may become more with time, as causes and states, are texts.

#ifndef TGC_MESSAGE_H
#define TGC_MESSAGE_H

#include "tgc_api.h"

TGC_BEGIN

//  Bytes of somebody else, UTF-8 in messages, without a terminator: print them with
//  printf ("%.*s", (int) text.size, text.chars). Size 0 where there are none.
typedef struct {
    const char *chars;
    size_t size;
} tgc_text_t;

//  The text that a terminated string is.
TGC_API tgc_text_t tgc_text (const char *string);

//  The text is the word.
TGC_API bool tgc_text_is (tgc_text_t text, const char *word);

enum { TGC_NUMBER_TEXT_MAX = 24 };  //  Bytes in the longest decimal, with a terminator

//  A price, a size or a volatility. The value is finite.
typedef struct {
    double value;                     //  The double nearest to the exchange's decimal
    char text [TGC_NUMBER_TEXT_MAX];  //  The decimal itself, exact, where the gateway runs with
                                      //  --numbers string; else ""
} tgc_number_t;

//  A level of a book. In a delta size 0 deletes it.
typedef struct {
    tgc_number_t price;
    tgc_number_t size;
} tgc_level_t;

typedef enum { TGC_SPOT, TGC_LINEAR, TGC_INVERSE, TGC_OPTION } tgc_category_t;

typedef enum {
    TGC_TRADES,
    TGC_SNAPSHOT,
    TGC_DELTA,
    TGC_GAP,
    TGC_STATUS,
    TGC_HEARTBEAT,
    TGC_EVENT
} tgc_type_t;

//  What the taker did; the exchange does not always say.
typedef enum { TGC_SIDE_UNKNOWN, TGC_SIDE_BUY, TGC_SIDE_SELL } tgc_side_t;

//  Which optional fields of a trade are set, as bits of has.
enum {
    TGC_HAS_BLOCK = 1,
    TGC_HAS_RPI = 2,
    TGC_HAS_XSEQ = 4,
    TGC_HAS_MARK_PRICE = 8,
    TGC_HAS_INDEX_PRICE = 16,
    TGC_HAS_MARK_IV = 32,
    TGC_HAS_IV = 64
};

typedef struct {
    tgc_text_t id;      //  Unique in category and symbol
    tgc_text_t tick;    //  "PlusTick" and so on; size 0 where not told
    uint64_t ts_event;  //  When it was matched
    tgc_side_t side;
    tgc_number_t price;
    tgc_number_t size;  //  In the exchange's unit; not negative
    unsigned has;       //  TGC_HAS_... of the fields below
    bool is_block;
    bool is_rpi;
    uint64_t xseq;  //  The exchange's cross sequence
    tgc_number_t mark_price;
    tgc_number_t index_price;
    tgc_number_t mark_iv;  //  0.45 is 45 %
    tgc_number_t iv;
} tgc_trade_t;

//  In match order.
typedef struct {
    const tgc_trade_t *items;
    size_t count;
    bool is_recovered;
} tgc_trades_t;

//  A snapshot has all levels, best first; a delta has those that changed, in no order.
typedef struct {
    uint64_t depth;     //  Levels a side, as in the topic
    tgc_text_t cause;   //  Of a snapshot: "exchange", "resync", "subscribe", "periodic"
    uint64_t ts_event;  //  When the matching engine made this state; 0 where not told
    uint64_t u;         //  The exchange's update id
    uint64_t xseq;
    bool has_xseq;
    const tgc_level_t *bids;
    size_t bids_count;
    const tgc_level_t *asks;
    size_t asks_count;
} tgc_depth_t;

typedef struct {
    uint64_t depth;    //  0 of trades
    tgc_text_t cause;  //  "disconnected", "update_id", "crossed", "malformed", "restarted" ...
    uint64_t since;    //  When the topic's last good message was received; 0 where there was none
    bool has_complete;
    bool is_complete;     //  Of trades: the hole is closed by now
    bool is_final;        //  Of trades: so ended the holes that gaps before have told
    uint64_t hole_from;   //  Where they could not be closed: when the last trade before what is
    uint64_t hole_until;  //  missing was matched, and the first after it; 0 where not known
} tgc_gap_t;

typedef struct {
    tgc_text_t topic;
    uint64_t seq;         //  Of the topic's last message; 0 before the first
    tgc_text_t state;     //  "live", "quiet", "stale", "rejected" ...
    uint64_t last_event;  //  When its last event was received; 0 where there was none
} tgc_topic_t;

typedef struct {
    const tgc_topic_t *topics;
    size_t count;
} tgc_status_t;

//  How the incarnation before ended.
typedef struct {
    tgc_text_t
        reason;  //  "none", "returned", "exited", "signalled", "hung", "silent", "failed" ...
    int code;
    int signal;
    uint64_t at;  //  0 where none has ended
} tgc_exit_t;

//  How many of a gateway's topics are in a state; a state with none is left out.
typedef struct {
    tgc_text_t state;  //  As of a topic; "other" is all those that are not known here
    uint64_t count;
} tgc_topic_count_t;

typedef struct {
    tgc_text_t name;
    tgc_text_t isolation;  //  "process" or "thread"
    tgc_text_t
        state;       //  "starting", "connecting", "live", "silent", "stopping", "backoff", "failed"
    int64_t pid;     //  0 while it is down
    uint64_t epoch;  //  That of its data messages
    tgc_text_t endpoint;  //  Its data socket
    uint64_t restarts;    //  Starts after the first
    tgc_exit_t last_exit;
    bool is_connected;
    bool has_last_event;
    double seconds_since_last_event;
    uint64_t events;
    uint64_t published;
    uint64_t error_count;
    uint64_t queue_size;
    uint64_t reconnects;
    uint64_t backoff_until;           //  0 while no back-off runs
    const tgc_topic_count_t *topics;  //  How many in each state; none before it told of them
    size_t topics_count;
} tgc_gateway_t;

typedef struct {
    int64_t pid;
    uint64_t uptime_s;
    tgc_text_t version;
    tgc_text_t numbers;  //  "float64" or "string"
    const tgc_gateway_t *gateways;
    size_t count;
} tgc_heartbeat_t;

typedef enum { TGC_FIELD_TEXT, TGC_FIELD_INTEGER, TGC_FIELD_REAL, TGC_FIELD_FLAG } tgc_field_kind_t;

//  A field of an event; the member that its kind names is set.
typedef struct {
    tgc_text_t key;
    tgc_field_kind_t kind;
    tgc_text_t text;
    int64_t integer;
    double real;
    bool flag;
} tgc_field_t;

typedef struct {
    tgc_text_t name;
    tgc_text_t level;  //  "debug", "info", "warning" or "error"
    const tgc_field_t *fields;
    size_t count;
} tgc_event_t;

typedef struct {
    tgc_type_t type;
    uint64_t epoch;     //  When this incarnation of the gateway started
    uint64_t seq;       //  Number of the message in its topic and epoch
    uint64_t ts_recv;   //  First byte read from the exchange; 0 of heartbeats
    uint64_t ts_pub;    //  Handed to the socket
    bool is_simulated;  //  Made by a simulated exchange

    tgc_category_t category;  //  Of trades, snapshots, deltas and gaps, like the two below
    tgc_text_t symbol;
    uint64_t ts_exchange;  //  When the exchange sent it; 0 of gaps

    union {
        tgc_trades_t trades;
        tgc_depth_t depth;  //  Of snapshots and deltas
        tgc_gap_t gap;
        tgc_status_t status;
        tgc_heartbeat_t heartbeat;
        tgc_event_t event;
    } as;  //  The member that the type names
} tgc_message_t;

TGC_END

#endif
