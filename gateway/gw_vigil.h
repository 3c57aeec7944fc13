//  gw_vigil - pure: looks over the feeds of one connection for those that stopped
//
//  A feed that stopped is to be asked for again, alone: its symbol has no pulse, or it does not
//  show what the level-1 book or, of trades, another lane shows. The connection is to be
//  made anew when most of its feeds, which came over it, stay silent though that was done, or
//  when one of them did not come back however often it was asked for. What nobody asked for, a
//  hidden pulse, costs no connection; nor are two lanes given up at once.

#ifndef GW_VIGIL_H
#define GW_VIGIL_H

#include "gw_market.h"
#include "gw_topics.h"

enum {
    GW_VIGIL_MS = 500,         //  Between two looks
    GW_VIGIL_MEND_MS = 3000,   //  A feed that was asked for again has this long to come back
    GW_VIGIL_TRIES = 2,        //  Then its connection is blamed, once
    GW_VIGIL_BLAME_MS = 12000  //  Time for so many
};

//  A feed that stopped.
typedef struct {
    gw_feed_t *feed;
    const char *why;   //  A literal
    int64_t heard_at;  //  When it last was all right
    bool is_late;      //  Another lane brings its trades
} gw_vigil_find_t;

typedef void gw_vigil_fn (void *owner, const gw_vigil_find_t *find);

//  What is looked over. Feeds stand at their index among the topics, with null where there
//  is none.
typedef struct {
    size_t lane;
    gw_feed_t *const *feeds;
    size_t count;
    const gw_topics_t *topics;
} gw_vigil_view_t;

//  An event of a feed came on its connection of a lane.
void gw_vigil_on_event (gw_feed_t *feed, size_t lane, bool is_change, int64_t now_ms);

//  Look once. Returns why the connection is to be made anew, a literal, or null if it is
//  not.
const char *gw_vigil_look (const gw_vigil_view_t *view, int64_t now_ms, gw_vigil_fn *on_silent,
                           void *owner);

#endif
