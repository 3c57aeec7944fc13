//  gw_symbols - fetches the lists of all trading symbols, page by page, until it has them

#ifndef GW_SYMBOLS_H
#define GW_SYMBOLS_H

#include "gw_loop.h"
#include "gw_report.h"
#include "gw_url.h"

//  Told of each symbol; the text is lent for the call.
typedef void gw_symbols_fn (void *owner, mdp_category_t category, mdp_text_t symbol);

typedef struct gw_symbols gw_symbols_t;

//  All that is handed in is lent for our life.
gw_symbols_t *gw_symbols_new (gw_loop_t *loop, const gw_url_t *url, gw_report_t *report,
                              gw_symbols_fn *on_symbol, void *owner);
void gw_symbols_destroy (gw_symbols_t **self_p);

//  Want all symbols of a category.
void gw_symbols_want (gw_symbols_t *self, mdp_category_t category);

//  Begin anew: want nothing, and forget what was asked. A wait that the exchange imposed
//  goes on.
void gw_symbols_reset (gw_symbols_t *self);

//  Ask for what is due. A failure is reported and tried again after a while.
void gw_symbols_run (gw_symbols_t *self, int64_t now_ms);

int64_t gw_symbols_wait_ms (const gw_symbols_t *self, int64_t now_ms);

//  True if every list that was wanted is here.
bool gw_symbols_is_done (const gw_symbols_t *self);

#endif
