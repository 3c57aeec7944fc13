//  mdc_beats - what the last heartbeat said of the daemon and its gateways, and how old it is
//
//  Pure: time is an argument, in milliseconds on a clock that never goes back.

#ifndef MDC_BEATS_H
#define MDC_BEATS_H

#include "tickgate.h"

enum {
    MDC_BEATS_GATEWAYS_MAX = 16,  //  Whose lines are kept; more are only counted
    MDC_BEATS_LINE_MAX = 128
};

typedef struct {
    int64_t heard_at;  //  -1 before the first
    bool is_simulated;
    char daemon [MDC_BEATS_LINE_MAX];
    char gateways [MDC_BEATS_GATEWAYS_MAX][MDC_BEATS_LINE_MAX];
    bool are_live [MDC_BEATS_GATEWAYS_MAX];
    size_t count;  //  Of all gateways
} mdc_beats_t;

void mdc_beats_init (mdc_beats_t *self);

//  Take a heartbeat; anything else is passed over.
void mdc_beats_on (mdc_beats_t *self, const tgc_item_t *item, int64_t now_ms);

//  None came for 3 s: nobody watches, and nothing said here need be true any more.
bool mdc_beats_is_silent (const mdc_beats_t *self, int64_t now_ms);

#endif
