//  gw_line - one connection to the exchange: its session, its socket and its feeds

#ifndef GW_LINE_H
#define GW_LINE_H

#include "gw_loop.h"
#include "gw_loss.h"
#include "gw_pipeline.h"
#include "gw_report.h"
#include "gw_session.h"
#include "gw_url.h"

//  The parts that all lines share; lent for their lives.
typedef struct {
    gw_loop_t *loop;
    gw_pipeline_t *pipeline;
    gw_publish_t *publish;
    gw_market_t *market;
    gw_report_t *report;
    gw_stats_t *stats;
    gw_budget_t *budget;
    const gw_url_t *url;    //  Of the exchange
    uint64_t *last_source;  //  Number of the last connection's life
    int64_t *event_at;      //  When the last market event came
    bool *is_simulated;
} gw_line_parts_t;

//  What came over a connection, in all of its lives.
typedef struct {
    mdp_category_t category;
    uint64_t connects;
    uint64_t disconnects [GW_LOSSES];
    uint64_t messages;
    uint64_t bytes;
    uint64_t last_frame;  //  When it was received, wall nanoseconds; 0 if none was
} gw_line_counts_t;

static inline void
gw_line_count (gw_line_counts_t *self, size_t size, uint64_t ts_recv)
{
    self->messages++;
    self->bytes += size;
    self->last_frame = ts_recv;
}

typedef struct gw_line gw_line_t;

//  A connection of a lane, and its number among all.
gw_line_t *gw_line_new (const gw_line_parts_t *parts, mdp_category_t category, size_t lane,
                        size_t number);
void gw_line_destroy (gw_line_t **self_p);

//  Carry a feed, from now on or from the next connection on. False where the line is
//  full, or is of another category.
bool gw_line_add (gw_line_t *self, gw_feed_t *feed);

//  Carry one of our feeds no more; its readers are told that it has a hole.
void gw_line_drop (gw_line_t *self, gw_feed_t *feed, int64_t now_ms);

//  Ask for one of our feeds again, since its book is invalid or its trades do not come; why is a
//  literal.
void gw_line_ask (gw_line_t *self, gw_feed_t *feed, const char *why, int64_t now_ms);

//  One of our feeds was hidden, or shown.
void gw_line_change (gw_line_t *self, const gw_feed_t *feed);

//  Do not connect before then.
void gw_line_hold (gw_line_t *self, int64_t until_at);

//  Do what the session wants done now.
void gw_line_run (gw_line_t *self, int64_t now_ms);

//  Milliseconds until gw_line_run has something to do by time alone.
int64_t gw_line_wait_ms (const gw_line_t *self, int64_t now_ms);

size_t gw_line_lane (const gw_line_t *self);
const gw_session_t *gw_line_session (const gw_line_t *self);

const gw_line_counts_t *gw_line_counts (const gw_line_t *self);

#endif
