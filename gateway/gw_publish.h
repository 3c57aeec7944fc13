//  gw_publish - numbers, packs and sends what a stream has to say

#ifndef GW_PUBLISH_H
#define GW_PUBLISH_H

#include "gw_market.h"
#include "gw_pub.h"
#include "gw_stats.h"

enum {
    GW_FRAME_MAX = 8 * 1024 * 1024
};  //  Bytes in the largest frame; only what is used is touched

typedef struct gw_publish gw_publish_t;

//  The socket and the counters are lent for our life.
gw_publish_t *gw_publish_new (gw_pub_t *pub, gw_stats_t *stats, mdp_numbers_t numbers,
                              uint64_t epoch);
void gw_publish_destroy (gw_publish_t **self_p);

//  From now on say in every message that it was made by a simulation.
void gw_publish_set_simulated (gw_publish_t *self);

//  Before a stream's first message: it has had a hole since the incarnation before received
//  its last event, or 0 if there was none. That is told once; and of trades, whose stream may
//  begin late, what its feed lost in this life, and the hole that it has.
void gw_publish_open (gw_publish_t *self, gw_stream_t *stream, uint64_t since);

//  News; each takes the stream's next number.
void gw_publish_trades (gw_publish_t *self, gw_stream_t *stream, const mdp_trades_t *trades,
                        uint64_t ts_recv);
void gw_publish_delta (gw_publish_t *self, gw_stream_t *stream, const mdp_depth_t *delta,
                       uint64_t ts_recv);
void gw_publish_gap (gw_publish_t *self, gw_stream_t *stream, mdp_gap_cause_t cause,
                     uint64_t since);

//  How a hole in trades ended, which gaps have told: what is lost of it, if anything is. It
//  has the cause and since of the first of them.
void gw_publish_end_of_gap (gw_publish_t *self, gw_stream_t *stream, const gw_trail_loss_t *loss);

//  The stream's book, whole: news with cause exchange or resync, otherwise a
//  repetition that takes no number. A book that is not valid is not published.
void gw_publish_snapshot (gw_publish_t *self, gw_stream_t *stream, mdp_cause_t cause,
                          uint64_t ts_recv);

//  The state of the topics; it has a number of its own.
void gw_publish_status (gw_publish_t *self, const mdp_topic_status_t *topics, size_t count);

#endif
