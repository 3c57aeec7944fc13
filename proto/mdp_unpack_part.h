//  mdp_unpack_part - reads one trade, level, topic, gateway or field of a message
//
//  Texts point into the frame. A part that is refused is left alone or half filled.

#ifndef MDP_UNPACK_PART_H
#define MDP_UNPACK_PART_H

#include "mdp_read.h"
#include "mdp_unpack.h"

//  Each returns 0, or -1 where the object is no such thing.
int mdp_unpack_part_trade (mdp_message_trade_t *trade, const msgpack_object *object);
int mdp_unpack_part_level (mdp_message_level_t *level, const msgpack_object *object);
int mdp_unpack_part_field (mdp_message_field_t *field, const msgpack_object_kv *kv);

//  The topic's name is a key of the map around it, and is kept.
mdp_unpack_result_t mdp_unpack_part_topic (mdp_topic_status_t *topic, const msgpack_object *object);

mdp_unpack_result_t mdp_unpack_part_gateway (mdp_gateway_t *gateway, const msgpack_object *object);

#endif
