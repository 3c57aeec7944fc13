//  sup_board - pure: all that the HTTP actor knows, from what the supervisor told it
//
//  What changes is marked with a version, so that who has seen an earlier one need be
//  told the rest alone.

#ifndef SUP_BOARD_H
#define SUP_BOARD_H

#include "sup_counts.h"
#include "sup_history.h"
#include "sup_tidings.h"
#include "sup_timeline.h"
#include "sup_topics.h"

enum {
    SUP_BOARD_NOTES_MAX = 100,  //  Events that are remembered
    SUP_BOARD_FED_MS = 5000     //  Without a word from the supervisor for this long it hangs
};

typedef struct {
    const sup_child_config_t *config;
    sup_tidings_child_t told;  //  By the last beat
    uint64_t tally_epoch;      //  Of the incarnation that told its numbers last; 0 if none did
    int64_t tally_at;          //  When that was
    sup_counts_t *counts;
    sup_topics_t *topics;
    sup_timeline_t timeline;
    sup_history_t history;
} sup_board_child_t;

typedef struct {
    uint64_t version;
    uint64_t number;  //  Counts all events, from 1
    char *line;       //  A JSON object
    size_t size;
} sup_board_note_t;

typedef struct sup_board sup_board_t;

//  The config is lent for the board's life.
sup_board_t *sup_board_new (const sup_config_t *config, int64_t now_ms);
void sup_board_destroy (sup_board_t **self_p);

//  What was told. A beat is true where a child's state changed.
bool sup_board_on_beat (sup_board_t *self, const sup_tidings_beat_t *beat, int64_t now_ms);
void sup_board_on_tally (sup_board_t *self, const sup_tidings_origin_t *origin, const char *frame,
                         size_t size, int64_t now_ms);
void sup_board_on_note (sup_board_t *self, const char *line, size_t size);

//  The version that is being written; what changes after the next call has another.
uint64_t sup_board_version (const sup_board_t *self);
void sup_board_next_version (sup_board_t *self);

const sup_config_t *sup_board_config (const sup_board_t *self);

//  The last beat; all zero before the first.
const sup_tidings_beat_t *sup_board_beat (const sup_board_t *self);

//  Milliseconds since the supervisor said something.
int64_t sup_board_fed_ms (const sup_board_t *self, int64_t now_ms);

size_t sup_board_count (const sup_board_t *self);
const sup_board_child_t *sup_board_child (const sup_board_t *self, size_t index);

//  The last events, oldest first; null behind the last.
const sup_board_note_t *sup_board_note (const sup_board_t *self, size_t index);

#endif
