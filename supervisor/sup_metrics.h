//  sup_metrics - prints what is known as Prometheus has it: text format 0.0.4
//
//  docs/metrics.md has the metrics as a table.

#ifndef SUP_METRICS_H
#define SUP_METRICS_H

#include <stdio.h>

#include "sup_board.h"

//  What the board does not know: of HTTP itself.
typedef struct {
    const char *lws;        //  Version of the library
    uint64_t answers [10];  //  By the first digit of their status
    size_t connections;
    bool has_tap [SUP_CHILDREN_MAX];  //  By child: it reads from its data socket
} sup_metrics_http_t;

//  Print all metrics. What the processes use is read from the kernel.
void sup_metrics_print (const sup_board_t *board, const sup_metrics_http_t *http, int64_t now_ms,
                        FILE *file);

#endif
