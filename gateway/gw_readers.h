//  gw_readers - serves who reads: books for joiners, and no more than his share for anybody

#ifndef GW_READERS_H
#define GW_READERS_H

#include "gw_market.h"
#include "gw_publish.h"
#include "gw_report.h"

typedef struct gw_readers gw_readers_t;

//  All parts are lent for our life; so is where, the name of the socket for reports.
gw_readers_t *gw_readers_new (gw_pub_t *pub, gw_publish_t *publish, gw_report_t *report,
                              const char *where);
void gw_readers_destroy (gw_readers_t **self_p);

//  What the market holds now is served from now on; joiners that wait go on waiting.
void gw_readers_plan (gw_readers_t *self, const gw_market_t *market, int64_t now_ms);

//  Read what joiners subscribed to, and publish the books that are due; a few at a
//  time, so that no live event waits for all of them.
void gw_readers_run (gw_readers_t *self, int64_t now_ms);

//  Look after the connections, several times a second, and tell who was refused.
void gw_readers_look (gw_readers_t *self, int64_t now_ms);

//  Milliseconds until gw_readers_run has something to do; look before every wait.
int64_t gw_readers_wait_ms (gw_readers_t *self, int64_t now_ms);

//  Books that joiners wait for.
size_t gw_readers_owed (const gw_readers_t *self);

#endif
