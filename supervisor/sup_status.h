//  sup_status - prints what is known as JSON, for programs and for the status page

#ifndef SUP_STATUS_H
#define SUP_STATUS_H

#include <stdio.h>

#include "sup_board.h"

//  The moment, in both clocks.
typedef struct {
    int64_t mono_ms;
    uint64_t wall_ns;
} sup_status_moment_t;

//  Print one JSON object without an end of line: of topics, events and changes of
//  state those that changed after the version since, of the rest everything. 0 is for
//  all; so is a version that something went after, and "whole" says so.
void sup_status_print (const sup_board_t *board, sup_status_moment_t now, uint64_t since,
                       FILE *file);

#endif
