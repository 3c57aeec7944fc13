//  mdp_event - what a market does, as plain values: trades and depth
//
//  Values own nothing. Texts and arrays are lent by whoever filled the event
//  and are valid as long as that says. Times are nanoseconds since 1970 UTC.

#ifndef MDP_EVENT_H
#define MDP_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mdp_decimal.h"

//  Bytes of somebody else, without a terminator; size 0 where there are none.
typedef struct {
    const char *chars;
    size_t size;
} mdp_text_t;

//  A text of these words, which are lent.
static inline mdp_text_t
mdp_text_of (const char *words)
{
    return (mdp_text_t){ .chars = words, .size = strlen (words) };
}

//  The text is the word.
static inline bool
mdp_text_is (mdp_text_t self, const char *word)
{
    size_t size = strlen (word);
    return self.size == size && memcmp (self.chars, word, size) == 0;
}

//  Which of the words the text is, or -1.
int mdp_text_find (mdp_text_t self, const char *const *words, size_t count);

//  A number as a reader meets it.
typedef struct {
    double value;
    mdp_text_t text;  //  The exchange's decimal where numbers are strings, else size 0
} mdp_number_t;

typedef enum { MDP_SPOT, MDP_LINEAR, MDP_INVERSE, MDP_OPTION } mdp_category_t;
enum { MDP_CATEGORIES = 4 };

//  "spot", "linear", "inverse" or "option".
const char *mdp_category_name (mdp_category_t category);

//  Returns 0, or -1 where the text names no category.
int mdp_category_parse (mdp_category_t *category, mdp_text_t text);

//  How prices and sizes are written on the wire.
typedef enum { MDP_FLOAT64, MDP_STRING } mdp_numbers_t;

typedef struct {
    mdp_decimal_t price;
    mdp_decimal_t size;  //  Zero deletes the level in a delta
} mdp_level_t;

//  The keys that the exchange does not always send, as bits of has.
enum {
    MDP_HAS_BLOCK = 1,
    MDP_HAS_RPI = 2,
    MDP_HAS_XSEQ = 4,
    MDP_HAS_MARK_PRICE = 8,
    MDP_HAS_INDEX_PRICE = 16,
    MDP_HAS_MARK_IV = 32,
    MDP_HAS_IV = 64,
    MDP_HAS_SIDE = 128
};

typedef struct {
    mdp_text_t id;
    mdp_text_t symbol;
    mdp_text_t tick;    //  "PlusTick" and so on; size 0 where the exchange sends none
    uint64_t ts_event;  //  When it was matched
    mdp_decimal_t price;
    mdp_decimal_t size;
    uint64_t xseq;  //  The exchange's cross sequence
    mdp_decimal_t mark_price;
    mdp_decimal_t index_price;
    mdp_decimal_t mark_iv;
    mdp_decimal_t iv;
    unsigned has;  //  Which of the optional fields are set: MDP_HAS_...
    bool is_buy;   //  The taker bought
    bool is_block;
    bool is_rpi;
} mdp_trade_t;

//  All trades of one exchange frame that are of one symbol, in match order.
typedef struct {
    mdp_category_t category;
    mdp_text_t symbol;
    uint64_t ts_exchange;
    const mdp_trade_t *trades;
    size_t count;
    bool is_recovered;  //  Fetched after an interruption
} mdp_trades_t;

//  Why a snapshot was published.
typedef enum { MDP_EXCHANGE, MDP_SUBSCRIBE, MDP_PERIODIC, MDP_RESYNC } mdp_cause_t;

//  "exchange", "subscribe", "periodic" or "resync".
const char *mdp_cause_name (mdp_cause_t cause);

//  A book, whole, or the levels of it that changed.
typedef struct {
    mdp_category_t category;
    mdp_text_t symbol;
    uint32_t depth;  //  Levels a side that the topic carries
    bool is_snapshot;
    mdp_cause_t cause;     //  Of a snapshot
    uint64_t ts_exchange;  //  When the exchange sent it
    uint64_t ts_event;     //  When the matching engine made it; 0 where not told
    uint64_t update_id;
    uint64_t xseq;
    bool has_xseq;
    const mdp_level_t *bids;  //  Best first
    size_t bids_count;
    const mdp_level_t *asks;  //  Best first
    size_t asks_count;
} mdp_depth_t;

//  Why a stream has a hole.
typedef enum {
    MDP_GAP_DISCONNECTED,  //  The connection to the exchange was lost
    MDP_GAP_UPDATE_ID,     //  The exchange's update id jumped
    MDP_GAP_STALE,         //  The topic fell silent
    MDP_GAP_CROSSED,       //  A best bid not below the best ask
    MDP_GAP_RESTARTED,     //  The gateway was down
    MDP_GAP_MALFORMED      //  A frame of the topic could not be read
} mdp_gap_cause_t;

//  "disconnected", "update_id", "stale", "crossed", "restarted" or "malformed".
const char *mdp_gap_cause_name (mdp_gap_cause_t cause);

typedef struct {
    mdp_category_t category;
    mdp_text_t symbol;
    uint32_t depth;  //  Of a depth topic; 0 for others
    mdp_gap_cause_t cause;
    uint64_t since;     //  When the topic's last good message was received; 0 if there was none
    bool has_complete;  //  Only gaps of trades say whether the hole was closed
    bool is_complete;
    bool is_final;        //  The holes of these trades were fetched, as far as they could be
    uint64_t hole_from;   //  What is missing was matched after this; 0 where it is not known
    uint64_t hole_until;  //  And before this
} mdp_gap_t;

//  The state of a topic, as bybit.status. tells it.
typedef enum {
    MDP_LIVE,
    MDP_QUIET,
    MDP_STALE,
    MDP_REJECTED,
    MDP_GONE,
    MDP_OTHER
} mdp_topic_state_t;
enum { MDP_TOPIC_STATES = 5 };  //  That are sent: MDP_OTHER is none of them

//  "live", "quiet", "stale", "rejected" or "gone"; "other" for one that was read and is
//  not known here.
const char *mdp_topic_state_name (mdp_topic_state_t state);

//  Returns 0, or -1 where the text names no state.
int mdp_topic_state_parse (mdp_topic_state_t *state, mdp_text_t text);

typedef struct {
    mdp_text_t topic;
    uint64_t seq;
    mdp_topic_state_t state;
    uint64_t last_event;  //  When its last event was received; 0 if there was none
} mdp_topic_status_t;

//  What every message carries.
typedef struct {
    uint64_t epoch;     //  Milliseconds at which this incarnation of the gateway started
    uint64_t seq;       //  1, 2, 3 ... per topic and epoch
    uint64_t ts_recv;   //  First byte read from the exchange
    uint64_t ts_pub;    //  Handed to the socket
    bool is_simulated;  //  Made by a simulated exchange
} mdp_stamp_t;

#endif
