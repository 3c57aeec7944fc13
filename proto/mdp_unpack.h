//  mdp_unpack - reads msgpack frames back as plain values, and trusts nothing in them

#ifndef MDP_UNPACK_H
#define MDP_UNPACK_H

#include "mdp_heartbeat.h"

typedef struct mdp_unpack mdp_unpack_t;

enum {
    MDP_UNPACK_FRAME_MAX = 8 * 1024 * 1024,  //  Bytes in the largest frame
    MDP_UNPACK_TRADES_MAX = 16384,           //  In a message
    MDP_UNPACK_LEVELS_MAX = 16384,           //  On a side
    MDP_UNPACK_TOPICS_MAX = 65536,
    MDP_UNPACK_GATEWAYS_MAX = 256,
    MDP_UNPACK_FIELDS_MAX = 64  //  Of an event
};

typedef enum {
    MDP_MESSAGE_TRADES,
    MDP_MESSAGE_SNAPSHOT,
    MDP_MESSAGE_DELTA,
    MDP_MESSAGE_GAP,
    MDP_MESSAGE_STATUS,
    MDP_MESSAGE_HEARTBEAT,
    MDP_MESSAGE_EVENT
} mdp_message_type_t;
enum { MDP_MESSAGE_TYPES = 7 };

typedef struct {
    mdp_text_t id;
    mdp_text_t tick;  //  Size 0 where there is none
    uint64_t ts_event;
    mdp_number_t price;
    mdp_number_t size;
    uint64_t xseq;
    mdp_number_t mark_price;
    mdp_number_t index_price;
    mdp_number_t mark_iv;
    mdp_number_t iv;
    unsigned has;  //  Which of the optional fields are set: MDP_HAS_...
    bool is_buy;
    bool is_block;
    bool is_rpi;
} mdp_message_trade_t;

typedef struct {
    mdp_number_t price;
    mdp_number_t size;  //  Zero deletes the level in a delta
} mdp_message_level_t;

typedef enum {
    MDP_FIELD_TEXT,
    MDP_FIELD_INTEGER,
    MDP_FIELD_REAL,
    MDP_FIELD_FLAG
} mdp_message_field_kind_t;

//  A field of an event. Fields of other types are skipped.
typedef struct {
    mdp_text_t key;
    mdp_message_field_kind_t kind;
    mdp_text_t text;
    int64_t integer;
    double real;
    bool is_true;
} mdp_message_field_t;

//  Whatever came. What a type does not have is zero. Words that may become more
//  with time, as causes, are texts.
typedef struct {
    mdp_message_type_t type;
    mdp_stamp_t stamp;
    mdp_category_t category;  //  Of data and gaps, like the two below
    mdp_text_t symbol;
    uint64_t ts_exchange;  //  Not of gaps

    const mdp_message_trade_t *trades;
    size_t trades_count;
    bool is_recovered;

    uint64_t depth;     //  Of snapshots, deltas and gaps of depth topics
    mdp_text_t cause;   //  Of snapshots and gaps
    uint64_t ts_event;  //  0 where not told
    uint64_t update_id;
    uint64_t xseq;
    bool has_xseq;
    const mdp_message_level_t *bids;
    size_t bids_count;
    const mdp_message_level_t *asks;
    size_t asks_count;

    uint64_t since;  //  Of gaps, like the five below
    bool has_complete;
    bool is_complete;
    bool is_final;
    uint64_t hole_from;   //  0 where not told
    uint64_t hole_until;  //  Likewise

    const mdp_topic_status_t *topics;
    size_t topics_count;

    mdp_heartbeat_t heartbeat;

    mdp_text_t event;
    mdp_text_t level;
    const mdp_message_field_t *fields;
    size_t fields_count;
} mdp_message_t;

typedef enum {
    MDP_UNPACKED,
    MDP_UNPACK_UNKNOWN,  //  Of a version or a type, or with a word, newer than this reader: skip it
    MDP_UNPACK_REFUSED   //  No message of the contract
} mdp_unpack_result_t;

mdp_unpack_t *mdp_unpack_new (void);

//  Destroy the reader and null the caller's reference.
void mdp_unpack_destroy (mdp_unpack_t **self_p);

//  Read one frame. The message's texts point into the frame and its arrays into
//  the reader: they are valid until either changes. A message that is not
//  unpacked is left alone. Unknown keys are skipped.
mdp_unpack_result_t mdp_unpack_frame (mdp_unpack_t *self, mdp_message_t *message, const char *frame,
                                      size_t size);

#endif
