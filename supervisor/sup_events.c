//  sup_events - writes the supervisor's notes: the one place that names events and their fields

#include "sup_events.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CONNECTOR "bybit_connector_"

static void
s_add_word (note_t *note, const char *key, const char *word)
{
    note_add_text (note, key, word, strlen (word));
}

static void
s_begin (note_t *note, note_level_t level, const char *event, const sup_subject_t *who)
{
    assert (note);
    assert (who);
    note_init (note, level, event);
    s_add_word (note, "gateway", who->name);
    note_add_integer (note, "pid", who->pid);
    note_add_integer (note, "gateway_epoch", (int64_t) who->epoch);
}

static double
s_seconds (int64_t ms)
{
    return (double) ms / 1000.0;
}

void
sup_events_started (note_t *note, const sup_subject_t *who, bool is_threaded, uint64_t restarts)
{
    s_begin (note, NOTE_INFO, "supervisor_gateway_started", who);
    s_add_word (note, "isolation", is_threaded ? "thread" : "process");
    note_add_integer (note, "restarts", (int64_t) restarts);
}

void
sup_events_connected (note_t *note, const sup_subject_t *who, int64_t took_ms)
{
    s_begin (note, NOTE_INFO, CONNECTOR "subprocess_connected", who);
    note_add_integer (note, "took_ms", took_ms);
}

void
sup_events_exited (note_t *note, const sup_subject_t *who, const sup_end_t *end, int64_t uptime_ms)
{
    bool is_good = end->how == SUP_RETURNED || (end->how == SUP_EXITED && end->code == 0);
    s_begin (note, is_good ? NOTE_INFO : NOTE_ERROR, CONNECTOR "subprocess_exited", who);
    switch (end->how) {
        case SUP_RETURNED:
            s_add_word (note, "how", "returned");
            break;
        case SUP_EXITED:
            s_add_word (note, "how", "exited");
            note_add_integer (note, "code", end->code);
            break;
        case SUP_KILLED:
            s_add_word (note, "how", "signalled");
            note_add_integer (note, "signal", end->signal_number);
            const char *name = sigabbrev_np (end->signal_number);
            s_add_word (note, "signal_name", name ? name : "?");
            break;
    }
    note_add_integer (note, "uptime_ms", uptime_ms);
}

static const char *
s_cause_name (sup_cause_t cause)
{
    switch (cause) {
        case SUP_CAUSE_NONE:
            return "none";
        case SUP_CAUSE_HUNG:
            return "hung";
        case SUP_CAUSE_SILENT:
            return "silent";
        case SUP_CAUSE_ASKED:
            return "shutdown";
    }
    abort ();
}

void
sup_events_terminated (note_t *note, const sup_subject_t *who, sup_cause_t cause, sup_means_t means,
                       int64_t took_ms)
{
    s_begin (note, means == SUP_MEANS_ASKED ? NOTE_INFO : NOTE_WARNING,
             CONNECTOR "subprocess_terminated", who);
    s_add_word (note, "reason", s_cause_name (cause));
    s_add_word (note, "how", sup_means_name (means));
    note_add_integer (note, "took_ms", took_ms);
}

void
sup_events_died (note_t *note, const sup_subject_t *who, const char *reason, int64_t beat_age_ms)
{
    s_begin (note, NOTE_ERROR, CONNECTOR "process_died", who);
    s_add_word (note, "reason", reason);
    note_add_real (note, "seconds_since_last_beat", s_seconds (beat_age_ms));
}

void
sup_events_stale (note_t *note, const sup_subject_t *who, bool is_connected, int64_t quiet_ms,
                  int64_t silence_ms)
{
    s_begin (note, NOTE_WARNING, CONNECTOR "stale_connection_detected", who);
    note_add_real (note, "seconds_since_last_event", s_seconds (quiet_ms));
    note_add_real (note, "silence_seconds", s_seconds (silence_ms));
    note_add_flag (note, "connected", is_connected);
}

void
sup_events_stderr (note_t *note, const sup_subject_t *who, const sup_stderr_line_t *line)
{
    s_begin (note, NOTE_WARNING, CONNECTOR "subprocess_stderr", who);
    if (line->suppressed > 0) {
        char text [64];
        (void) snprintf (text, sizeof text, "%" PRIu64 " lines suppressed", line->suppressed);
        note_add_integer (note, "suppressed", (int64_t) line->suppressed);
        s_add_word (note, "line", text);
    } else {
        note_add_flag (note, "cut", line->is_cut);
        note_add_text (note, "line", line->text, line->size);
    }
}

void
sup_events_stderr_read_error (note_t *note, const sup_subject_t *who, const char *why)
{
    s_begin (note, NOTE_ERROR, CONNECTOR "stderr_read_error", who);
    s_add_word (note, "why", why);
}

void
sup_events_error (note_t *note, const sup_subject_t *who, const char *what, const char *why)
{
    s_begin (note, NOTE_ERROR, CONNECTOR "subprocess_error", who);
    s_add_word (note, "what", what);
    s_add_word (note, "why", why);
}

void
sup_events_refused (note_t *note, const char *endpoint, const char *why, uint64_t refused,
                    uint64_t fresh)
{
    assert (note);
    note_init (note, NOTE_WARNING, CONNECTOR "subprocess_error");
    s_add_word (note, "error", "subscriber refused");
    s_add_word (note, "where", endpoint);
    s_add_word (note, "reason", why);
    note_add_integer (note, "refused", (int64_t) refused);
    if (fresh > 1) {
        note_add_integer (note, "suppressed", (int64_t) fresh - 1);
    }
}

void
sup_events_cleanup_error (note_t *note, const sup_subject_t *who, const char *what, const char *why)
{
    s_begin (note, NOTE_ERROR, CONNECTOR "cleanup_error", who);
    s_add_word (note, "what", what);
    s_add_word (note, "why", why);
}

void
sup_events_stuck (note_t *note, const sup_subject_t *who, int64_t stop_ms)
{
    char why [64];
    (void) snprintf (why, sizeof why, "it did not end within %" PRId64 " ms", stop_ms);
    sup_events_cleanup_error (note, who, "stop", why);
}

void
sup_events_health (note_t *note, const sup_subject_t *who, sup_state_t state, const beat_t *beat,
                   uint64_t restarts)
{
    bool is_alive = state == SUP_STARTING || state == SUP_CONNECTING || state == SUP_LIVE;
    s_begin (note, NOTE_INFO, CONNECTOR "health_check", who);
    note_add_flag (note, "alive", is_alive);
    s_add_word (note, "state", mdp_gateway_state_name (sup_watch_shown (state)));
    note_add_flag (note, "connected", beat->is_connected);
    note_add_integer (note, "queue_size", (int64_t) beat->queue_size);
    note_add_integer (note, "error_count", (int64_t) beat->errors);
    note_add_integer (note, "events", (int64_t) beat->events);
    note_add_integer (note, "published", (int64_t) beat->published);
    note_add_integer (note, "reconnects", (int64_t) beat->reconnects);
    note_add_integer (note, "restarts", (int64_t) restarts);
    if (beat->event_age_ms >= 0) {
        note_add_real (note, "seconds_since_last_event", s_seconds (beat->event_age_ms));
    }
}

void
sup_events_relayed (note_t *note, const sup_subject_t *who, const note_t *from)
{
    assert (from);
    note_init (note, from->level, from->event);
    s_add_word (note, "gateway", who->name);
    for (size_t index = 0; index < from->count && note->count < NOTE_FIELDS_MAX; index++) {
        const note_field_t *field = &from->fields [index];
        if (strcmp (field->key, "gateway") == 0) {
            continue;  //  We know better
        }
        switch (field->kind) {
            case NOTE_TEXT:
                s_add_word (note, field->key, field->text);
                break;
            case NOTE_INTEGER:
                note_add_integer (note, field->key, field->integer);
                break;
            case NOTE_REAL:
                note_add_real (note, field->key, field->real);
                break;
            case NOTE_FLAG:
                note_add_flag (note, field->key, field->integer != 0);
                break;
        }
    }
}
