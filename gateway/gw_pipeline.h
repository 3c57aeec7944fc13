//  gw_pipeline - the street itself: parse, apply, pack, publish, count

#ifndef GW_PIPELINE_H
#define GW_PIPELINE_H

#include "bybit_parse.h"
#include "gw_publish.h"
#include "gw_seen.h"

typedef struct gw_pipeline gw_pipeline_t;

//  One text as it came from a connection of a lane. source is the connection's life, a
//  number that no other life has; ts_recv is when its first byte was read,
//  nanoseconds since 1970 UTC.
typedef struct {
    mdp_category_t category;
    uint64_t source;
    const char *chars;
    size_t size;
    uint64_t ts_recv;
    size_t lane;
    int64_t now_ms;
} gw_text_t;

//  What became of a text, for the session to act on.
typedef enum {
    GW_PIPELINE_EVENT,     //  Its feed is alive
    GW_PIPELINE_ORPHAN,    //  A market event, but its feed still waits for a snapshot
    GW_PIPELINE_BROKEN,    //  Its feed's book is invalid
    GW_PIPELINE_ANSWER,    //  An answer to a request: see the message
    GW_PIPELINE_NOTHING,   //  A pong, or nobody's
    GW_PIPELINE_MALFORMED  //  Refused whole; its feed, if known, has a hole
} gw_pipeline_kind_t;

//  A text of which something was refused.
typedef struct {
    size_t lane;
    int64_t now_ms;
    uint64_t hash;  //  Of all its bytes
} gw_unread_t;

typedef struct {
    gw_pipeline_kind_t kind;
    gw_feed_t *feed;                 //  Null where there is none
    bool is_change;                  //  Of an event: its lane said something new
    bool is_nameless;                //  Refused, and of which feed it was cannot be told
    bool is_barred;                  //  The lanes contradicted each other: one is left aside
    const bybit_message_t *message;  //  Valid until the next text
    const char *reason;              //  Why it, or some of it, was refused; null if nothing was
    size_t offset;                   //  Where
    gw_unread_t unread;              //  If anything was refused
} gw_pipeline_result_t;

//  All parts are lent for our life. since is when the incarnation before
//  received its last event, nanoseconds since 1970 UTC, or 0 for the first.
gw_pipeline_t *gw_pipeline_new (gw_market_t *market, gw_publish_t *publish, gw_stats_t *stats,
                                uint64_t since);
void gw_pipeline_destroy (gw_pipeline_t **self_p);

//  Before the first text: each feed is brought by two lanes.
void gw_pipeline_merge_lanes (gw_pipeline_t *self);

//  Carry one text from the exchange's wire to ours.
void gw_pipeline_on_text (gw_pipeline_t *self, const gw_text_t *text, gw_pipeline_result_t *result);

//  A text that is nameless may have been of this feed. What a book lacks its numbers will show;
//  trades have none, so they have a hole where no other lane has brought them.
void gw_pipeline_doubt (gw_pipeline_t *self, gw_feed_t *feed, const gw_unread_t *unread);

//  For gw_mend alone: the trades that were published.
gw_seen_t *gw_pipeline_seen (gw_pipeline_t *self);

//  A feed has a hole: tell each of its streams once, and make its book invalid.
void gw_pipeline_tell_gap (gw_pipeline_t *self, gw_feed_t *feed, mdp_gap_cause_t cause);

//  What a lane sends of a feed is lost, from heard_ms on, when it last was all right, until it
//  is carried there again. That is a hole where no other lane has carried it all the time.
void gw_pipeline_lose (gw_pipeline_t *self, gw_feed_t *feed, size_t lane, mdp_gap_cause_t cause,
                       int64_t heard_ms);

//  Trades of a feed never came, in any lane, behind the last one before them that did. If none came
//  since it is to be asked for again.
void gw_pipeline_miss (gw_pipeline_t *self, gw_feed_t *feed, const gw_trail_end_t *end,
                       bool has_stopped);

//  A feed that is to be asked for again, in which lanes, as bits, and why, a literal. Null if
//  there is none.
gw_feed_t *gw_pipeline_next_ask (gw_pipeline_t *self, unsigned *lanes, const char **why);

//  Give up what was waited for too long.
void gw_pipeline_run (gw_pipeline_t *self, int64_t now_ms);

//  Milliseconds until there is something to do by time alone, or to ask.
int64_t gw_pipeline_wait_ms (const gw_pipeline_t *self, int64_t now_ms);

#endif
