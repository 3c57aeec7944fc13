//  gw_report - tells the supervisor what went wrong, at most once a second a kind

#ifndef GW_REPORT_H
#define GW_REPORT_H

#include <czmq.h>

#include "mdp_event.h"
#include "mdp_pub.h"
#include "note.h"

//  What is told apart when repetitions are held back.
typedef enum {
    GW_REPORT_MALFORMED,
    GW_REPORT_CONNECTION,
    GW_REPORT_REFUSED,
    GW_REPORT_BOOK,
    GW_REPORT_LANES,
    GW_REPORT_SILENT,
    GW_REPORT_REST,
    GW_REPORT_LIFE,
    GW_REPORT_READER,  //  The first reason to refuse one; then a kind for each of the others
    GW_REPORT_READER_LAST = GW_REPORT_READER + MDP_REFUSALS - 1,
    GW_REPORTS
} gw_report_kind_t;

typedef struct gw_report gw_report_t;

//  The pipe is lent for our life.
gw_report_t *gw_report_new (zsock_t *pipe);
void gw_report_destroy (gw_report_t **self_p);

//  Errors told or held back since the start.
uint64_t gw_report_errors (const gw_report_t *self);

//  A text that was refused, or some of it.
typedef struct {
    const char *category;
    const char *reason;
    size_t offset;
    const char *text;
    size_t size;
} gw_refusal_t;

void gw_report_refusal (gw_report_t *self, const gw_refusal_t *refusal, int64_t now_ms);

//  An error that we survive: what failed, where, and why.
typedef struct {
    const char *what;
    const char *where;
    mdp_text_t why;
} gw_error_t;

//  What became of the topics that we publish when another plan was carried out.
typedef struct {
    size_t added;
    size_t removed;
    size_t refused;  //  There was no room for them
    size_t carried;  //  In all, from now on
} gw_carried_t;

void gw_report_carried (gw_report_t *self, const gw_carried_t *carried);

void gw_report_error (gw_report_t *self, gw_report_kind_t kind, const gw_error_t *error,
                      int64_t now_ms);

#endif
