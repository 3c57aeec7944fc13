//  gw_recover - fetches from REST the trades that were missed
//
//  Every gap in trades is noticed. gw_holes decides who is asked for when, gw_rest asks, and
//  gw_mend publishes what comes. Gaps that nothing else shows are looked for, as gw_audit says.

#ifndef GW_RECOVER_H
#define GW_RECOVER_H

#include "gw_lines.h"

enum {
    //  After a restart: how much earlier than the last event of the incarnation before is
    //  looked for trades. The exchange's clock is not ours, and what that incarnation had
    //  not yet handed to the network went with it.
    GW_RECOVER_MARGIN_MS = 5000
};

typedef struct gw_recover gw_recover_t;

//  All of it is lent for our life: where REST is, whom it may trust, and the connections with
//  the parts that they share. since is when the incarnation before received its last event,
//  nanoseconds since 1970 UTC, or 0 for the first.
gw_recover_t *gw_recover_new (const gw_url_t *url, const char *ca_file, const gw_lines_t *lines,
                              const gw_line_parts_t *parts, uint64_t since);
void gw_recover_destroy (gw_recover_t **self_p);

//  There are feeds, the first ones or more: after a restart those of trades have a hole.
void gw_recover_begin (gw_recover_t *self);

//  Do what is due.
void gw_recover_run (gw_recover_t *self, int64_t now_ms);

//  Milliseconds until gw_recover_run has something to do by time alone.
int64_t gw_recover_wait_ms (const gw_recover_t *self);

#endif
