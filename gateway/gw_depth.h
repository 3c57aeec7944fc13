//  gw_depth - carries depth events to the books, and what became of them to their readers
//
//  With two lanes every update is carried once: gw_merge decides, this keeps what is
//  early, and does what was decided.

#ifndef GW_DEPTH_H
#define GW_DEPTH_H

#include "gw_asks.h"
#include "gw_publish.h"

typedef struct gw_depth gw_depth_t;

//  All parts are lent for our life. since is that of gw_pipeline.
gw_depth_t *gw_depth_new (gw_publish_t *publish, gw_asks_t *asks, gw_stats_t *stats,
                          uint64_t since);
void gw_depth_destroy (gw_depth_t **self_p);

//  Before the first event: each feed is brought by two lanes.
void gw_depth_merge_lanes (gw_depth_t *self);

//  One event as a lane brought it.
typedef struct {
    size_t lane;
    const mdp_depth_t *depth;
    uint64_t ts_recv;
    int64_t now_ms;
} gw_depth_event_t;

typedef struct {
    gw_stat_t outcome;
    bool is_change;  //  It was news from that lane
    bool is_barred;  //  The lanes contradicted each other, and one is left aside
} gw_depth_result_t;

void gw_depth_on_event (gw_depth_t *self, gw_stream_t *stream, const gw_depth_event_t *event,
                        gw_depth_result_t *result);

//  The book is invalid until the next snapshot; its readers are told once.
void gw_depth_tell_gap (gw_depth_t *self, gw_stream_t *stream, mdp_gap_cause_t cause);

//  A lane lost a frame, which another lane may bring; or all that it sends from now on.
//  True if that is a hole, since no other lane carries the book.
bool gw_depth_is_hole (const gw_depth_t *self, const gw_stream_t *stream, size_t lane);
bool gw_depth_lose (gw_depth_t *self, gw_stream_t *stream, size_t lane);

//  Give up what was waited for too long, and say for how long there is nothing to give up.
void gw_depth_run (gw_depth_t *self, int64_t now_ms);
int64_t gw_depth_wait_ms (const gw_depth_t *self, int64_t now_ms);

#endif
