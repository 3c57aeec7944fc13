//  gw_carry - carries what is asked for: plans it, and takes over the difference
//
//  A plan is carried out whole, when every list that it needs is here; until
//  then everything stays as it is. Feeds that stay are not touched.

#ifndef GW_CARRY_H
#define GW_CARRY_H

#include "gw_config.h"
#include "gw_lines.h"
#include "gw_symbols.h"

typedef struct gw_carry gw_carry_t;

//  All of it is lent for our life: what is asked for at first, where lists of symbols are,
//  and the connections with the parts that they share.
gw_carry_t *gw_carry_new (const gw_config_t *config, const gw_url_t *rest, gw_lines_t *lines,
                          const gw_line_parts_t *parts);
void gw_carry_destroy (gw_carry_t **self_p);

//  Plan anew, by a wish as gw_wish.h has it; null for the last one, or else the config.
//  A text that is no wish is reported, and what is carried does not change.
void gw_carry_plan (gw_carry_t *self, const char *wish, size_t size);

typedef enum {
    GW_CARRY_NOTHING,
    GW_CARRY_BEGUN,     //  The first plan was carried out
    GW_CARRY_OVERFLOW,  //  The first plan has no room
    GW_CARRY_CHANGED    //  Another plan was carried out, as far as there was room, and reported
} gw_carry_news_t;

//  Do what is due, and say what came of it just now.
gw_carry_news_t gw_carry_run (gw_carry_t *self, int64_t now_ms);

//  Milliseconds until gw_carry_run has something to do by time alone.
int64_t gw_carry_wait_ms (const gw_carry_t *self, int64_t now_ms);

#endif
