//  gw_report - tells the supervisor what went wrong, at most once a second a kind

#include "gw_report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "beat.h"

enum {
    PERIOD_MS = 1000,
    FIRST_BYTES = 64  //  Of a text that is not valid, shown
};

typedef struct {
    bool is_used;
    int64_t told_at;
    int64_t held_back;  //  Since then
} limit_t;

struct gw_report {
    zsock_t *pipe;
    uint64_t errors;
    limit_t limits [GW_REPORTS];
    note_t note;
};

gw_report_t *
gw_report_new (zsock_t *pipe)
{
    gw_report_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pipe = pipe;
    return self;
}

void
gw_report_destroy (gw_report_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

uint64_t
gw_report_errors (const gw_report_t *self)
{
    return self->errors;
}

//  True if this kind may be told now; otherwise it is counted.

static bool
s_may_tell (gw_report_t *self, gw_report_kind_t kind, int64_t now_ms)
{
    limit_t *limit = &self->limits [kind];
    self->errors++;
    if (limit->is_used && now_ms - limit->told_at < PERIOD_MS) {
        limit->held_back++;
        return false;
    }
    limit->is_used = true;
    limit->told_at = now_ms;
    return true;
}

static void
s_tell (gw_report_t *self, gw_report_kind_t kind)
{
    if (self->limits [kind].held_back > 0) {
        note_add_integer (&self->note, "suppressed", self->limits [kind].held_back);
        self->limits [kind].held_back = 0;
    }
    (void) beat_send_note (self->pipe, &self->note);  //  A full pipe loses it: it is counted
}

void
gw_report_refusal (gw_report_t *self, const gw_refusal_t *refusal, int64_t now_ms)
{
    if (!s_may_tell (self, GW_REPORT_MALFORMED, now_ms)) {
        return;
    }
    size_t shown = refusal->size < FIRST_BYTES ? refusal->size : FIRST_BYTES;
    note_init (&self->note, NOTE_WARNING, "bybit_connector_json_decode_error");
    note_add_text (&self->note, "category", refusal->category, strlen (refusal->category));
    note_add_integer (&self->note, "offset", (int64_t) refusal->offset);
    note_add_text (&self->note, "reason", refusal->reason, strlen (refusal->reason));
    note_add_integer (&self->note, "size_bytes", (int64_t) refusal->size);
    note_add_text (&self->note, "first_bytes", refusal->text, shown);
    s_tell (self, GW_REPORT_MALFORMED);
}

void
gw_report_error (gw_report_t *self, gw_report_kind_t kind, const gw_error_t *error, int64_t now_ms)
{
    if (!s_may_tell (self, kind, now_ms)) {
        return;
    }
    note_init (&self->note, NOTE_WARNING, "bybit_connector_subprocess_error");
    note_add_text (&self->note, "error", error->what, strlen (error->what));
    note_add_text (&self->note, "where", error->where, strlen (error->where));
    note_add_text (&self->note, "reason", error->why.chars, error->why.size);
    s_tell (self, kind);
}

void
gw_report_carried (gw_report_t *self, const gw_carried_t *carried)
{
    note_init (&self->note, NOTE_INFO, "supervisor_gateway_reloaded");
    note_add_integer (&self->note, "added", (int64_t) carried->added);
    note_add_integer (&self->note, "removed", (int64_t) carried->removed);
    note_add_integer (&self->note, "topics", (int64_t) carried->carried);
    (void) beat_send_note (self->pipe, &self->note);  //  A full pipe loses it
}
