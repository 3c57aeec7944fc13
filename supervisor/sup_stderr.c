//  sup_stderr - cuts what a child writes to its stderr into lines, and keeps their number bearable

#include "sup_stderr.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW_MS = 1000 };

struct sup_stderr {
    sup_stderr_fn *on_line;
    void *arg;
    int64_t window_at;    //  When the second of count began
    unsigned count;       //  Lines told in it
    uint64_t suppressed;  //  Lines left out and not yet told
    size_t size;          //  Of the line that has begun
    bool is_cut;          //  It is full: skip the rest
    char line [SUP_STDERR_LINE_MAX];
};

sup_stderr_t *
sup_stderr_new (sup_stderr_fn *on_line, void *arg)
{
    assert (on_line);
    sup_stderr_t *self = calloc (1, sizeof *self);
    assert (self);
    self->on_line = on_line;
    self->arg = arg;
    self->window_at = INT64_MIN / 2;
    return self;
}

void
sup_stderr_destroy (sup_stderr_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

static void
s_tell_suppressed (sup_stderr_t *self)
{
    if (self->suppressed > 0) {
        const sup_stderr_line_t line = { .suppressed = self->suppressed };
        self->suppressed = 0;
        self->on_line (self->arg, &line);
    }
}

void
sup_stderr_tick (sup_stderr_t *self, int64_t now_ms)
{
    assert (self);
    if (now_ms - self->window_at >= WINDOW_MS) {
        s_tell_suppressed (self);
        self->window_at = now_ms;
        self->count = 0;
    }
}

static void
s_tell_line (sup_stderr_t *self, int64_t now_ms)
{
    if (self->size > 0 && self->line [self->size - 1] == '\r') {
        self->size--;
    }
    if (self->size > 0) {
        sup_stderr_tick (self, now_ms);
        if (self->count < SUP_STDERR_RATE) {
            self->count++;
            const sup_stderr_line_t line = { self->line, self->size, self->is_cut, 0 };
            self->on_line (self->arg, &line);
        } else {
            self->suppressed++;
        }
    }
    self->size = 0;
    self->is_cut = false;
}

//  Add to the line that has begun, up to its limit.

static void
s_add (sup_stderr_t *self, const char *bytes, size_t size)
{
    size_t room = SUP_STDERR_LINE_MAX - self->size;
    if (size > room) {
        self->is_cut = true;
        size = room;
    }
    memcpy (self->line + self->size, bytes, size);
    self->size += size;
}

void
sup_stderr_take (sup_stderr_t *self, const char *bytes, size_t size, int64_t now_ms)
{
    assert (self);
    assert (bytes);
    const char *end = bytes + size;
    while (bytes < end) {
        const char *newline = memchr (bytes, '\n', (size_t) (end - bytes));
        const char *stop = newline ? newline : end;
        s_add (self, bytes, (size_t) (stop - bytes));
        bytes = stop;
        if (newline) {
            s_tell_line (self, now_ms);
            bytes++;
        }
    }
}

void
sup_stderr_end (sup_stderr_t *self, int64_t now_ms)
{
    assert (self);
    s_tell_line (self, now_ms);
    s_tell_suppressed (self);
}
