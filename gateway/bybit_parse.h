//  bybit_parse - pure: exchange text to event; refuses what it does not understand
//
//  Keys may come in any order, unknown ones are ignored, numbers may be strings,
//  and levels may have more than two elements.

#ifndef BYBIT_PARSE_H
#define BYBIT_PARSE_H

#include "bybit_depth.h"

enum {
    BYBIT_TEXT_MAX = 4 * 1024 * 1024,  //  Bytes in the longest text that is read
    BYBIT_TRADES_MAX = 16384,          //  In one text; the exchange sends up to 1,024
    BYBIT_TOPICS_MAX = 64              //  Refused topics named by one answer
};

typedef enum {
    BYBIT_TRADES,    //  Trades of topic
    BYBIT_DEPTH,     //  Depth of topic
    BYBIT_UNSERVED,  //  Data of a topic that is not carried
    BYBIT_PONG,
    BYBIT_ACCEPTED,  //  A request was carried out, but for the refused topics it names
    BYBIT_REFUSED,   //  A request was refused whole, because of reason
    BYBIT_MALFORMED  //  Not understood: offset and reason. topic is set where it could be told
} bybit_kind_t;

//  What a text said. It is lent by the parser until the next text.
typedef struct {
    bybit_kind_t kind;
    mdp_text_t topic;
    uint64_t ts_exchange;
    bool is_json;   //  Whatever it says
    bool has_data;  //  It is JSON with something under "data", or a list of something

    //  Trades, in match order. Those that could not be read are left out:
    //  refused counts them, offset and reason tell of the first.
    const mdp_trade_t *trades;
    size_t trades_count;
    size_t refused;

    mdp_depth_t depth;  //  But for its category and depth, which the topic tells

    //  An answer to a request.
    uint64_t request;           //  Number in req_id; 0 where there is none
    mdp_text_t message;         //  In the exchange's words
    mdp_text_t accepted_topic;  //  The first one, where the answer lists them; else size 0
    mdp_text_t refused_topics [BYBIT_TOPICS_MAX];
    size_t refused_topics_count;
    bool is_duplicate;  //  Refused because it is subscribed already

    size_t offset;
    const char *reason;
} bybit_message_t;

typedef struct bybit_parse bybit_parse_t;

bybit_parse_t *bybit_parse_new (void);
void bybit_parse_destroy (bybit_parse_t **self_p);

//  Read one text. What comes back is valid until the next text, and while the
//  caller's text is: it may point into it.
const bybit_message_t *bybit_parse_text (bybit_parse_t *self, const char *text, size_t size);

#endif
