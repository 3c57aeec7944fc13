//  mdp_pack - writes events as msgpack frames, the second frame of each message
//
//  Every function fills a buffer of frame_max bytes and returns the size of the
//  frame, or 0 where it does not fit: nothing is published then. None of them
//  allocates. The maps and their keys are those of PROTOCOL.md; optional keys
//  are left out, never nil.

#ifndef MDP_PACK_H
#define MDP_PACK_H

#include "mdp_event.h"

size_t mdp_pack_trades (char *frame, size_t frame_max, const mdp_stamp_t *stamp,
                        const mdp_trades_t *trades, mdp_numbers_t numbers);

size_t mdp_pack_depth (char *frame, size_t frame_max, const mdp_stamp_t *stamp,
                       const mdp_depth_t *depth, mdp_numbers_t numbers);

size_t mdp_pack_gap (char *frame, size_t frame_max, const mdp_stamp_t *stamp, const mdp_gap_t *gap);

//  A status message has no moment of reception: its ts_recv is its ts_pub.
size_t mdp_pack_status (char *frame, size_t frame_max, const mdp_stamp_t *stamp,
                        const mdp_topic_status_t *topics, size_t count);

#endif
