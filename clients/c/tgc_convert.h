//  tgc_convert - turns the parts of a message that proto reads into those that we show
//
//  Ours may then stay as they are for programs that were built long ago, whatever
//  becomes of proto's. Texts are lent on as they were lent.

#ifndef TGC_CONVERT_H
#define TGC_CONVERT_H

#include "mdp_unpack.h"
#include "tgc_message.h"

enum { TGC_CONVERT_STATES = MDP_TOPIC_STATES + 1 };  //  Of topics, with the other

//  A pointer and a size, also in const arrays of theirs.
static inline tgc_text_t
tgc_convert_text (mdp_text_t text)
{
    return (tgc_text_t){ .chars = text.chars, .size = text.size };
}

void tgc_convert_level (tgc_level_t *to, const mdp_message_level_t *from);
void tgc_convert_trade (tgc_trade_t *to, const mdp_message_trade_t *from);
void tgc_convert_topic (tgc_topic_t *to, const mdp_topic_status_t *from);

//  The counts of topics go to the room that is lent for them.
void tgc_convert_gateway (tgc_gateway_t *to, const mdp_gateway_t *from,
                          tgc_topic_count_t room [TGC_CONVERT_STATES]);

void tgc_convert_field (tgc_field_t *to, const mdp_message_field_t *from);

//  What every message has; its arrays are left alone.
void tgc_convert_head (tgc_message_t *to, const mdp_message_t *from);

#endif
