//  sup_events - writes the supervisor's notes: the one place that names events and their fields
//
//  EVENTS.md has them as a table. Each function begins the note anew.

#ifndef SUP_EVENTS_H
#define SUP_EVENTS_H

#include "beat.h"
#include "sup_child.h"
#include "sup_stderr.h"
#include "sup_watch.h"

//  Of which child, and of which of its incarnations.
typedef struct {
    const char *name;
    pid_t pid;
    uint64_t epoch;
} sup_subject_t;

//  It was started.
void sup_events_started (note_t *note, const sup_subject_t *who, bool is_threaded,
                         uint64_t restarts);

//  All that it asked its source for is confirmed.
void sup_events_connected (note_t *note, const sup_subject_t *who, int64_t took_ms);

//  It ended.
void sup_events_exited (note_t *note, const sup_subject_t *who, const sup_end_t *end,
                        int64_t uptime_ms);

//  It ended because we stopped it.
void sup_events_terminated (note_t *note, const sup_subject_t *who, sup_cause_t cause,
                            sup_means_t means, int64_t took_ms);

//  It was found dead, or with a loop that does not turn.
void sup_events_died (note_t *note, const sup_subject_t *who, const char *reason,
                      int64_t beat_age_ms);

//  No event for longer than allowed.
void sup_events_stale (note_t *note, const sup_subject_t *who, bool is_connected, int64_t quiet_ms,
                       int64_t silence_ms);

//  A line of its stderr, or how many were left out.
void sup_events_stderr (note_t *note, const sup_subject_t *who, const sup_stderr_line_t *line);
void sup_events_stderr_read_error (note_t *note, const sup_subject_t *who, const char *why);

//  It reports that it cannot go on, could not be started, or is not understood.
void sup_events_error (note_t *note, const sup_subject_t *who, const char *what, const char *why);

//  Readers of the supervisor's own socket were refused for this reason: how many in all,
//  and of those how many since it was told last.
void sup_events_refused (note_t *note, const char *endpoint, const char *why, uint64_t refused,
                         uint64_t fresh);

void sup_events_cleanup_error (note_t *note, const sup_subject_t *who, const char *what,
                               const char *why);

//  It will not end.
void sup_events_stuck (note_t *note, const sup_subject_t *who, int64_t stop_ms);

//  How it is; beat is its last one, event_age_ms -1 where none came.
void sup_events_health (note_t *note, const sup_subject_t *who, sup_state_t state,
                        const beat_t *beat, uint64_t restarts);

//  What it noted itself, with its name before.
void sup_events_relayed (note_t *note, const sup_subject_t *who, const note_t *from);

#endif
