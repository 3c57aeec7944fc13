//  gw_stats - named counters: every way in which a received text can end

#ifndef GW_STATS_H
#define GW_STATS_H

#include <stdint.h>

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

typedef struct {
    uint64_t counts [GW_STATS];
    uint64_t published;  //  Messages handed to the data socket
    uint64_t oversized;  //  Messages that did not fit a frame
    uint64_t gaps;
    uint64_t holes;      //  Gaps of feeds of trades
    uint64_t recovered;  //  Trades that were fetched and published
    uint64_t reconnects;
    uint64_t contradictions;  //  Between lanes
} gw_stats_t;

//  Market events, whatever became of them.
static inline uint64_t
gw_stats_events (const gw_stats_t *self)
{
    return self->counts [GW_STAT_TAKEN] + self->counts [GW_STAT_REPEATED]
           + self->counts [GW_STAT_DUPLICATE] + self->counts [GW_STAT_HELD]
           + self->counts [GW_STAT_ORPHAN] + self->counts [GW_STAT_BROKEN];
}

#endif
