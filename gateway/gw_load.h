//  gw_load - pure: the feeds of one connection, by their index in its session
//
//  A feed that is dropped leaves an empty place, which another takes when the
//  exchange has let go of its topic.

#ifndef GW_LOAD_H
#define GW_LOAD_H

#include "gw_market.h"
#include "gw_topics.h"

enum {
    GW_LOAD_TEXT_MAX = 20000,  //  Characters of topics: the exchange takes 21,000
    GW_LOAD_FEEDS_MAX = 2000   //  The exchange takes as many for options
};

typedef struct gw_load gw_load_t;

//  Create the load of the connection of that number, which is of a lane; the topics are lent
//  for our life.
gw_load_t *gw_load_new (mdp_category_t category, size_t lane, size_t line, gw_topics_t *topics);
void gw_load_destroy (gw_load_t **self_p);

//  Take a feed. False where there is no room, or it is of another category.
bool gw_load_add (gw_load_t *self, gw_feed_t *feed);

//  Give one of our feeds back; its topic is left.
void gw_load_drop (gw_load_t *self, gw_feed_t *feed, int64_t now_ms);

//  One of our feeds was hidden, or shown.
void gw_load_change (gw_load_t *self, const gw_feed_t *feed);

//  The connection was opened: the pulses of our feeds begin anew.
void gw_load_on_opened (gw_load_t *self, int64_t now_ms);

//  True if a feed of ours was subscribed, so that what it was sent may be missing.
bool gw_load_is_sent (const gw_load_t *self, const gw_feed_t *feed);

//  Something was accepted: it is sent from now on, though trades may come much later.
void gw_load_note_carried (gw_load_t *self, int64_t now_ms);

//  A feed of ours sent an event, as its topic knows already. More follows, unless that topic
//  was left while this was on its way.
void gw_load_on_event (gw_load_t *self, gw_feed_t *feed, int64_t now_ms);

//  All places; those without a feed are null.
gw_feed_t *const *gw_load_feeds (const gw_load_t *self, size_t *count);

#endif
