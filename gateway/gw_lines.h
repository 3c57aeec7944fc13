//  gw_lines - all connections to the exchange: cuts the feeds into as many as its limits ask for

#ifndef GW_LINES_H
#define GW_LINES_H

#include "gw_line.h"

enum { GW_LINES_MAX = 64 };

typedef struct gw_lines gw_lines_t;

//  The parts are lent for our life.
gw_lines_t *gw_lines_new (const gw_line_parts_t *parts);
void gw_lines_destroy (gw_lines_t **self_p);

//  Carry a feed, on a connection with room or on a new one. False where there are too
//  many.
bool gw_lines_add (gw_lines_t *self, gw_feed_t *feed);

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

//  True if there are lines, and every one of them is confirmed.
bool gw_lines_are_confirmed (const gw_lines_t *self);

//  The session that carries a feed.
const gw_session_t *gw_lines_session (const gw_lines_t *self, const gw_feed_t *feed);

#endif
