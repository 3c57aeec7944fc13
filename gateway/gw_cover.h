//  gw_cover - pure: whether what one lane brings of a feed's trades makes up for what another loses
//
//  No number proves trades complete, so lanes are held against each other. What one brings
//  first the others owe, until they bring it too or are past it. A lane that owes a trade for
//  GW_COVER_LATE_MS has stopped or lags, whatever else comes over its connection: it covers
//  nothing.
//
//  A lane that began before another has all that comes over that one. Not so the other way
//  round: it may have begun behind a trade that the older one, if that lags, has still to
//  bring. It covers that one when both have brought the same trade since: they have met. Where
//  nothing is owed the market is quiet, and it covers that one when that was heard for
//  GW_COVER_LATE_MS since: a lane that lags more is not to be told from one that stopped.

#ifndef GW_COVER_H
#define GW_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gw_trust.h"

enum { GW_COVER_LATE_MS = 3000 };  //  From a trade of one lane until another should have had it

//  A trade that a lane should bring.
typedef struct {
    uint64_t key;      //  0 if there is none
    uint64_t at;       //  When it was matched
    int64_t since_at;  //  When another lane brought it
} gw_cover_debt_t;

typedef struct {
    int64_t carried_at;    //  Since when it surely sends there what is to be sent; 0 if it does not
    gw_cover_debt_t owed;  //  What it should bring next
    gw_cover_debt_t newest;  //  The last that another lane brought first
} gw_cover_lane_t;

//  All zero: no lane carries the feed.
typedef struct {
    gw_cover_lane_t lanes [GW_TRUST_LANES];
    int64_t begun_at;  //  When the last of them began
    bool have_met;     //  Since then
} gw_cover_t;

//  A lane carries the feed from now on, if it did not before.
void gw_cover_begin (gw_cover_t *self, size_t lane, int64_t now_ms);

//  A lane carries on, but what came just now is missing: it begins anew at that moment.
void gw_cover_renew (gw_cover_t *self, size_t lane, int64_t now_ms);

//  A lane carries the feed no more.
void gw_cover_lose (gw_cover_t *self, size_t lane);

//  A lane brought a trade before all others, the last of a message.
void gw_cover_on_news (gw_cover_t *self, size_t lane, uint64_t key, uint64_t at, int64_t now_ms);

//  A lane that owes one brought a trade.
void gw_cover_on_trade (gw_cover_t *self, size_t lane, uint64_t key, uint64_t at);

//  True if a lane lacks what another one brought so long before now.
bool gw_cover_is_late (const gw_cover_t *self, size_t lane, int64_t now_ms);

//  True if another lane has what a lane loses that was last all right at heard_ms.
bool gw_cover_has (const gw_cover_t *self, size_t lane, int64_t heard_ms);

static inline bool
gw_cover_owes (const gw_cover_t *self, size_t lane)
{
    return self->lanes [lane].owed.key != 0;
}

#endif
