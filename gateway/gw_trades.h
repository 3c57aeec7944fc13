//  gw_trades - carries trades to their readers: each once, in order, by symbol

#ifndef GW_TRADES_H
#define GW_TRADES_H

#include "bybit_parse.h"
#include "gw_publish.h"
#include "gw_seen.h"

typedef struct gw_trades gw_trades_t;

//  All parts are lent for our life. since is that of gw_pipeline.
gw_trades_t *gw_trades_new (gw_market_t *market, gw_publish_t *publish, uint64_t since);
void gw_trades_destroy (gw_trades_t **self_p);

//  One message as a lane brought it; source is the life of its connection.
typedef struct {
    size_t lane;
    uint64_t source;
    const bybit_message_t *message;
    uint64_t ts_recv;
    int64_t now_ms;
} gw_trades_event_t;

typedef struct {
    bool is_news;     //  Some trade in it was new
    bool is_carried;  //  It was of symbols that we carry, or of none at all
    bool has_alien;   //  Some trade's symbol was not
} gw_trades_result_t;

void gw_trades_on_event (gw_trades_t *self, gw_feed_t *feed, const gw_trades_event_t *event,
                         gw_trades_result_t *result);

//  For gw_mend alone: the trades that were published.
gw_seen_t *gw_trades_seen (gw_trades_t *self);

#endif
