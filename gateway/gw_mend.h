//  gw_mend - publishes trades that were fetched after a hole, and tells how the hole ended
//
//  Trades that were published before are left out. The others keep their order;
//  each symbol's are one message, marked as recovered. Live trades go on between.

#ifndef GW_MEND_H
#define GW_MEND_H

#include "bybit_recent.h"
#include "gw_pipeline.h"

typedef struct gw_mend gw_mend_t;

//  All parts are lent for our life. since is when the incarnation before received its last
//  event, nanoseconds since 1970 UTC, or 0 for the first.
gw_mend_t *gw_mend_new (gw_market_t *market, gw_pipeline_t *pipeline, gw_publish_t *publish,
                        gw_stats_t *stats, uint64_t since);
void gw_mend_destroy (gw_mend_t **self_p);

//  Look at a feed that has a hole, now and then: once it is carried again, and something of its
//  symbol was heard since, that is the moment, by the exchange's clock, up to which an answer
//  must reach.
void gw_mend_look (gw_feed_t *feed);

//  An answer from REST.
typedef struct {
    const bybit_recent_answer_t *recent;  //  That was not refused
    uint64_t source;                      //  A number that no other source of trades has
    uint64_t ts_recv;
    int64_t flowed_ms;  //  How long the feed had flowed when it was asked for
} gw_mend_answer_t;

//  Publish of an answer what is in the feed's hole, and say whether it fills it. Of a feed
//  that was dropped meanwhile nothing is published, and its hole stays as it is.
gw_trail_verdict_t gw_mend_take (gw_mend_t *self, gw_feed_t *feed, const gw_mend_answer_t *answer);

typedef enum {
    GW_MEND_FINE,    //  Nothing is missing that is known
    GW_MEND_UNSURE,  //  Some trades have not come, and may still
    GW_MEND_MISSED,  //  Some trades never came, and others did since
    GW_MEND_STOPPED  //  None came since
} gw_mend_finding_t;

//  Look in an answer for trades that a feed without a hole should have brought. If there are any
//  it has one, which is told; and where they stopped it is to be asked for again.
gw_mend_finding_t gw_mend_audit (gw_mend_t *self, gw_feed_t *feed,
                                 const bybit_recent_answer_t *recent);

//  The hole of a feed was filled; or it never will be, by the answer that was just taken, or
//  null where REST gave none that is good.
void gw_mend_close (gw_mend_t *self, gw_feed_t *feed, bool is_complete,
                    const bybit_recent_answer_t *recent);

#endif
