//  gw_lines - all connections to the exchange: cuts the feeds into as many as its limits ask for
//
//  With two lanes there are twice as many, and every feed has a place on one of each lane.

#ifndef GW_LINES_H
#define GW_LINES_H

#include "gw_line.h"

enum { GW_LINES_MAX = 64 };

typedef struct gw_lines gw_lines_t;

//  The parts are lent for our life; lanes are 1 to GW_LANES_MAX.
gw_lines_t *gw_lines_new (const gw_line_parts_t *parts, size_t lanes);
void gw_lines_destroy (gw_lines_t **self_p);

//  Carry a feed, in each lane on a connection with room or on a new one. False where there are too
//  many.
bool gw_lines_add (gw_lines_t *self, gw_feed_t *feed, int64_t now_ms);

//  Carry a feed no more; its readers are told that it has a hole.
void gw_lines_drop (gw_lines_t *self, gw_feed_t *feed, int64_t now_ms);

//  A feed was hidden, or shown.
void gw_lines_change (gw_lines_t *self, const gw_feed_t *feed);

//  Do not connect before then.
void gw_lines_hold (gw_lines_t *self, int64_t until_at);

//  The latest moment before which the exchange does not want one of us; 0 if it
//  does not say.
int64_t gw_lines_held_until (const gw_lines_t *self);

//  Do what is due now.
void gw_lines_run (gw_lines_t *self, int64_t now_ms);

//  Milliseconds until gw_lines_run has something to do by time alone.
int64_t gw_lines_wait_ms (const gw_lines_t *self, int64_t now_ms);

//  True if there are lines, and every feed is confirmed on one of them.
bool gw_lines_are_confirmed (const gw_lines_t *self);

//  The best state that a feed has in any lane: live where it is carried.
mdp_topic_state_t gw_lines_state (const gw_lines_t *self, const gw_feed_t *feed);

//  True if what the exchange has of a feed comes to us: a lane asked for it, it was accepted,
//  and the lane lacks nothing that another brought.
bool gw_lines_flows (const gw_lines_t *self, const gw_feed_t *feed);

//  All lines, in the order in which they were made.
size_t gw_lines_count (const gw_lines_t *self);
const gw_line_t *gw_lines_at (const gw_lines_t *self, size_t index);

#endif
