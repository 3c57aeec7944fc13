//  gw_lines - all connections to the exchange: cuts the feeds into as many as its limits ask for

#include "gw_lines.h"

#include <assert.h>
#include <stdlib.h>

struct gw_lines {
    gw_line_parts_t parts;
    gw_line_t *lines [GW_LINES_MAX];
    size_t count;
};

gw_lines_t *
gw_lines_new (const gw_line_parts_t *parts)
{
    gw_lines_t *self = calloc (1, sizeof *self);
    assert (self);
    self->parts = *parts;
    return self;
}

void
gw_lines_destroy (gw_lines_t **self_p)
{
    assert (self_p);
    gw_lines_t *self = *self_p;
    if (self) {
        while (self->count > 0) {
            gw_line_destroy (&self->lines [--self->count]);
        }
        free (self);
        *self_p = NULL;
    }
}

//  A feed goes back to the connection that it came from, which may still be leaving its
//  topic. A new connection keeps a hold that the others have.

bool
gw_lines_add (gw_lines_t *self, gw_feed_t *feed)
{
    if (feed->line < self->count && gw_line_add (self->lines [feed->line], feed)) {
        return true;
    }
    for (size_t index = 0; index < self->count; index++) {
        if (gw_line_add (self->lines [index], feed)) {
            return true;
        }
    }
    if (self->count == GW_LINES_MAX) {
        return false;
    }
    int64_t held_until = gw_lines_held_until (self);
    gw_line_t *line = gw_line_new (&self->parts, feed->category, self->count);
    self->lines [self->count++] = line;
    if (held_until > 0) {
        gw_line_hold (line, held_until);
    }
    return gw_line_add (line, feed);
}

void
gw_lines_drop (gw_lines_t *self, gw_feed_t *feed, int64_t now_ms)
{
    assert (feed->line < self->count);
    gw_line_drop (self->lines [feed->line], feed, now_ms);
}

void
gw_lines_change (gw_lines_t *self, const gw_feed_t *feed)
{
    assert (feed->line < self->count);
    gw_line_change (self->lines [feed->line], feed);
}

void
gw_lines_hold (gw_lines_t *self, int64_t until_at)
{
    for (size_t index = 0; index < self->count; index++) {
        gw_line_hold (self->lines [index], until_at);
    }
}

int64_t
gw_lines_held_until (const gw_lines_t *self)
{
    int64_t latest_at = 0;
    for (size_t index = 0; index < self->count; index++) {
        int64_t until_at = gw_session_held_until (gw_line_session (self->lines [index]));
        latest_at = until_at > latest_at ? until_at : latest_at;
    }
    return latest_at;
}

void
gw_lines_run (gw_lines_t *self, int64_t now_ms)
{
    for (size_t index = 0; index < self->count; index++) {
        gw_line_run (self->lines [index], now_ms);
    }
}

int64_t
gw_lines_wait_ms (const gw_lines_t *self, int64_t now_ms)
{
    int64_t wait_ms = INT32_MAX;
    for (size_t index = 0; index < self->count; index++) {
        int64_t line_ms = gw_line_wait_ms (self->lines [index], now_ms);
        wait_ms = line_ms < wait_ms ? line_ms : wait_ms;
    }
    return wait_ms;
}

bool
gw_lines_are_confirmed (const gw_lines_t *self)
{
    for (size_t index = 0; index < self->count; index++) {
        if (!gw_session_is_confirmed (gw_line_session (self->lines [index]))) {
            return false;
        }
    }
    return self->count > 0;
}

const gw_session_t *
gw_lines_session (const gw_lines_t *self, const gw_feed_t *feed)
{
    assert (feed->line < self->count);
    return gw_line_session (self->lines [feed->line]);
}
