//  gw_pipeline - the street itself: parse, apply, pack, publish, count

#ifndef GW_PIPELINE_H
#define GW_PIPELINE_H

#include "bybit_parse.h"
#include "gw_publish.h"

typedef struct gw_pipeline gw_pipeline_t;

//  One text as it came from a connection. source is the connection's life, a
//  number that no other life has; ts_recv is when its first byte was read,
//  nanoseconds since 1970 UTC.
typedef struct {
    mdp_category_t category;
    uint64_t source;
    const char *chars;
    size_t size;
    uint64_t ts_recv;
} gw_text_t;

//  What became of a text, for the session to act on.
typedef enum {
    GW_PIPELINE_EVENT,     //  Its feed is alive
    GW_PIPELINE_ORPHAN,    //  A market event, but its feed still waits for a snapshot
    GW_PIPELINE_BROKEN,    //  Its feed's book is invalid: ask for a snapshot
    GW_PIPELINE_ANSWER,    //  An answer to a request: see the message
    GW_PIPELINE_NOTHING,   //  A pong, or nobody's
    GW_PIPELINE_MALFORMED  //  Refused whole; its feed, if known, has a hole
} gw_pipeline_kind_t;

typedef struct {
    gw_pipeline_kind_t kind;
    gw_feed_t *feed;                 //  Null where there is none
    bool is_change;                  //  Of an event: it said something new
    const bybit_message_t *message;  //  Valid until the next text
    const char *reason;              //  Why it, or some of it, was refused; null if nothing was
    size_t offset;                   //  Where
} gw_pipeline_result_t;

//  All parts are lent for our life. since is when the incarnation before
//  received its last event, nanoseconds since 1970 UTC, or 0 for the first.
gw_pipeline_t *gw_pipeline_new (gw_market_t *market, gw_publish_t *publish, gw_stats_t *stats,
                                uint64_t since);
void gw_pipeline_destroy (gw_pipeline_t **self_p);

//  Carry one text from the exchange's wire to ours.
void gw_pipeline_on_text (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result);

//  A feed has a hole: tell each of its streams once, and make its book invalid.
void gw_pipeline_tell_gap (gw_pipeline_t *self, gw_feed_t *feed, mdp_gap_cause_t cause);

#endif
