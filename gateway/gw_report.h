//  gw_report - tells the supervisor what went wrong, at most once a second a kind

#ifndef GW_REPORT_H
#define GW_REPORT_H

#include <czmq.h>

#include "bybit_parse.h"
#include "note.h"

//  What is told apart when repetitions are held back.
typedef enum {
    GW_REPORT_MALFORMED,
    GW_REPORT_CONNECTION,
    GW_REPORT_REFUSED,
    GW_REPORT_BOOK,
    GW_REPORT_REST,
    GW_REPORT_LIFE,
    GW_REPORTS
} gw_report_kind_t;

typedef struct gw_report gw_report_t;

//  The pipe is lent for our life.
gw_report_t *gw_report_new (zsock_t *pipe);
void gw_report_destroy (gw_report_t **self_p);

//  Errors told or held back since the start.
uint64_t gw_report_errors (const gw_report_t *self);

//  A text that is not valid.
void gw_report_malformed (gw_report_t *self, const char *category, const bybit_message_t *message,
                          const char *text, size_t size, int64_t now_ms);

//  An error that we survive: what failed, where, and why.
void gw_report_error (gw_report_t *self, gw_report_kind_t kind, const char *what, const char *where,
                      const char *why, size_t why_size, int64_t now_ms);

#endif
