//  mdp_topic - writes the topics that subscribers subscribe to
//
//  "bybit." category "." kind "." [depth "."] symbol "." - the closing dot keeps
//  one symbol from being a prefix of another.

#ifndef MDP_TOPIC_H
#define MDP_TOPIC_H

#include "mdp_event.h"

enum {
    MDP_SYMBOL_MAX = 64,  //  Bytes in the longest symbol that is carried
    MDP_TOPIC_MAX = 128   //  Bytes in the longest topic, with a terminator
};

#define MDP_TOPIC_STATUS "bybit.status."
#define MDP_TOPIC_HEARTBEAT "supervisor.heartbeat."
#define MDP_TOPIC_EVENT "supervisor.event."

//  Both write a terminated topic and return its size without the terminator,
//  or 0 where the symbol is empty, too long, or holds a dot, a blank, a
//  quote, a backslash or a control character.
size_t mdp_topic_trade (char topic [MDP_TOPIC_MAX], mdp_category_t category, mdp_text_t symbol);
size_t mdp_topic_depth (char topic [MDP_TOPIC_MAX], mdp_category_t category, uint32_t depth,
                        mdp_text_t symbol);

typedef enum { MDP_TOPIC_IS_TRADE, MDP_TOPIC_IS_DEPTH } mdp_topic_kind_t;

typedef struct {
    mdp_topic_kind_t kind;
    mdp_category_t category;
    uint32_t depth;     //  0 for trades
    mdp_text_t symbol;  //  Points into the topic
} mdp_topic_parts_t;

//  Take a trade or depth topic apart. Returns 0, or -1 where it is neither.
int mdp_topic_parse (mdp_topic_parts_t *parts, const char *topic, size_t size);

#endif
