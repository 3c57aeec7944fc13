//  sup_ready - pure: whether everything that is subscribed is confirmed and fresh, and else why not

#ifndef SUP_READY_H
#define SUP_READY_H

#include <stdio.h>

#include "sup_board.h"

enum {
    SUP_READY_WHY_MAX = 512,
    SUP_READY_NAMED_MAX = 3  //  Topics that a reason names
};

//  The supervisor turns, and tells us.
bool sup_ready_is_live (const sup_board_t *board, int64_t now_ms);

//  One child: true if it is ready; why, terminated, is empty then.
bool sup_ready_child (const sup_board_t *board, size_t index, int64_t now_ms,
                      char why [SUP_READY_WHY_MAX]);

//  All of them, and the supervisor.
bool sup_ready_all (const sup_board_t *board, int64_t now_ms);

//  Print the outcome: one line for each that is not ready, or "ready"; or all checks
//  as JSON. Returns whether all are ready.
bool sup_ready_print (const sup_board_t *board, int64_t now_ms, bool is_verbose, FILE *file);

#endif
