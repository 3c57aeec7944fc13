//  gw_asks - pure: the feeds that must be asked for again, and in which lanes

#ifndef GW_ASKS_H
#define GW_ASKS_H

#include "gw_market.h"

typedef struct gw_asks gw_asks_t;

gw_asks_t *gw_asks_new (void);
void gw_asks_destroy (gw_asks_t **self_p);

//  Note a feed: its lanes as bits, and why, a literal.
void gw_asks_put (gw_asks_t *self, gw_feed_t *feed, unsigned lanes, const char *why);

//  The next one; null if there is none.
gw_feed_t *gw_asks_take (gw_asks_t *self, unsigned *lanes, const char **why);

bool gw_asks_is_empty (const gw_asks_t *self);

#endif
