//  gw_status - tells subscribers the last number and the state of every topic

#ifndef GW_STATUS_H
#define GW_STATUS_H

#include "gw_lines.h"
#include "gw_report.h"

enum {
    GW_STATUS_MS = 1000,        //  Between two; each tells what changed,
    GW_STATUS_WHOLE_EVERY = 10  //  and every tenth all topics
};

typedef struct gw_status gw_status_t;

//  The report is lent; it hears of topics that are gone.
gw_status_t *gw_status_new (gw_report_t *report);
void gw_status_destroy (gw_status_t **self_p);

//  How many topics the last one knew in each state.
const uint64_t *gw_status_counts (const gw_status_t *self);

//  Publish one. A topic that is carried no more is named once, as stale, and not counted.
void gw_status_tell (gw_status_t *self, const gw_market_t *market, const gw_lines_t *lines,
                     gw_publish_t *publish, uint64_t now_ns);

#endif
