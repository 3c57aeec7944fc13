//  gw_snapshots - pure: which book is due to be published whole, for joiners and now and then
//
//  A subscription that arrives is a wish for a snapshot of every book whose
//  topic it matches: at once, but several joiners share one, at most one per
//  topic in 250 ms. Besides, each book is due every 10 s, spread over the time.

#ifndef GW_SNAPSHOTS_H
#define GW_SNAPSHOTS_H

#include "gw_market.h"

enum { GW_SNAPSHOTS_JOIN_MS = 250, GW_SNAPSHOTS_PERIOD_MS = 10000 };

typedef struct gw_snapshots gw_snapshots_t;

//  For the depth streams that the market holds now; the market is lent.
gw_snapshots_t *gw_snapshots_new (const gw_market_t *market, int64_t now_ms);
void gw_snapshots_destroy (gw_snapshots_t **self_p);

//  For those that it holds now. Joiners that wait go on waiting, and turns go on.
void gw_snapshots_renew (gw_snapshots_t **self_p, const gw_market_t *market, int64_t now_ms);

//  Somebody subscribed to what begins with the prefix. Returns whether any topic does:
//  of a book, of trades, or the status.
bool gw_snapshots_on_join (gw_snapshots_t *self, const char *prefix, size_t size);

//  The next stream that is due, and why; null if there is none. Call until null.
gw_stream_t *gw_snapshots_next (gw_snapshots_t *self, int64_t now_ms, mdp_cause_t *cause);

//  Milliseconds until one is due by time alone.
int64_t gw_snapshots_wait_ms (const gw_snapshots_t *self, int64_t now_ms);

//  Streams that joiners wait for.
size_t gw_snapshots_owed (const gw_snapshots_t *self);

#endif
