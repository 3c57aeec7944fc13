//  gw_stats - named counters: every way in which a received text can end

#ifndef GW_STATS_H
#define GW_STATS_H

#include "tally.h"

//  Each text that is received ends in exactly one of these, RECEIVED apart.
typedef enum {
    GW_STAT_RECEIVED,
    GW_STAT_TAKEN,      //  An event that was news
    GW_STAT_REPEATED,   //  An event that was no news: a sign of life
    GW_STAT_DUPLICATE,  //  An event that was had before
    GW_STAT_HELD,       //  A delta before its turn: taken when the other lane has filled the hole
    GW_STAT_ORPHAN,     //  A delta while its book waits for a snapshot
    GW_STAT_BROKEN,     //  A depth event that made its book invalid
    GW_STAT_UNSERVED,   //  Data of a topic that nobody asked for
    GW_STAT_ANSWER,     //  An answer to a request
    GW_STAT_PONG,
    GW_STAT_MALFORMED,
    GW_STATS
} gw_stat_t;

//  What we publish.
typedef enum {
    GW_KIND_TRADES,
    GW_KIND_SNAPSHOT,
    GW_KIND_DELTA,
    GW_KIND_GAP,
    GW_KIND_STATUS,
    GW_KINDS
} gw_kind_t;

typedef struct {
    uint64_t messages;
    uint64_t bytes;  //  Topics included
} gw_published_t;

//  What is timed, and what is refused.
typedef enum { GW_FLOW_TRADE, GW_FLOW_DEPTH, GW_FLOW_OTHER, GW_FLOWS } gw_flow_t;

typedef struct {
    tally_histogram_t feed;     //  From the exchange to our first byte
    tally_histogram_t process;  //  From there to the data socket
} gw_latency_t;

typedef enum {
    GW_REFUSAL_JSON,     //  No JSON
    GW_REFUSAL_CONTENT,  //  JSON that does not say what it should
    GW_REFUSALS
} gw_refusal_kind_t;

typedef struct {
    uint64_t counts [GW_STATS];
    uint64_t refusals [GW_FLOWS][GW_REFUSALS];
    gw_published_t kinds [GW_KINDS];
    gw_latency_t latencies [GW_FLOW_OTHER];
    uint64_t published;  //  Messages handed to the data socket
    uint64_t oversized;  //  Messages that did not fit a frame
    uint64_t gaps;
    uint64_t holes;      //  Gaps of feeds of trades
    uint64_t recovered;  //  Trades that were fetched and published
    uint64_t reconnects;
    uint64_t contradictions;  //  Between lanes
    uint64_t late_trades;     //  Topics whose trades alone stopped or lagged in a lane
} gw_stats_t;

//  Market events, whatever became of them.
static inline uint64_t
gw_stats_events (const gw_stats_t *self)
{
    return self->counts [GW_STAT_TAKEN] + self->counts [GW_STAT_REPEATED]
           + self->counts [GW_STAT_DUPLICATE] + self->counts [GW_STAT_HELD]
           + self->counts [GW_STAT_ORPHAN] + self->counts [GW_STAT_BROKEN];
}

//  Time a message that is news: when the exchange made it, where that is known, when
//  we received it, and when it was handed on; nanoseconds since 1970 UTC. Clocks that
//  differ make no negative times.
static inline void
gw_stats_time (gw_stats_t *self, gw_flow_t flow, uint64_t ts_event, const mdp_stamp_t *stamp)
{
    gw_latency_t *latency = &self->latencies [flow];
    if (ts_event > 0) {
        uint64_t feed_ns = stamp->ts_recv > ts_event ? stamp->ts_recv - ts_event : 0;
        tally_histogram_add (&latency->feed, TALLY_FEED_LATENCY, feed_ns);
    }
    uint64_t process_ns = stamp->ts_pub > stamp->ts_recv ? stamp->ts_pub - stamp->ts_recv : 0;
    tally_histogram_add (&latency->process, TALLY_PROCESS_LATENCY, process_ns);
}

#endif
