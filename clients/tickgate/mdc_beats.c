//  mdc_beats - what the last heartbeat said of the daemon and its gateways, and how old it is

#include "mdc_beats.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

void
mdc_beats_init (mdc_beats_t *self)
{
    assert (self);
    *self = (mdc_beats_t){ .heard_at = -1 };
}

//  Whoever sent it may have put anything into a name.

static void
s_make_printable (char *line)
{
    for (; *line != '\0'; line++) {
        *line = *line >= ' ' && *line <= '~' ? *line : '?';
    }
}

static void
s_write_gateway (char line [MDC_BEATS_LINE_MAX], const tgc_gateway_t *gateway)
{
    char age [32] = "never";
    if (gateway->has_last_event) {
        snprintf (age, sizeof age, "%.1f s ago", gateway->seconds_since_last_event);
    }
    snprintf (line, MDC_BEATS_LINE_MAX,
              "%.*s: %.*s  last event %s  restarts %" PRIu64 " (%.*s)  queue %" PRIu64,
              (int) gateway->name.size, gateway->name.chars, (int) gateway->state.size,
              gateway->state.chars, age, gateway->restarts, (int) gateway->last_exit.reason.size,
              gateway->last_exit.reason.chars, gateway->queue_size);
    s_make_printable (line);
}

void
mdc_beats_on (mdc_beats_t *self, const tgc_item_t *item, int64_t now_ms)
{
    assert (self);
    assert (item);
    if (item->kind != TGC_ITEM_HEARTBEAT) {
        return;
    }
    const tgc_heartbeat_t *beat = &item->message->as.heartbeat;
    self->heard_at = now_ms;
    self->is_simulated = item->message->is_simulated;
    snprintf (self->daemon, sizeof self->daemon,
              "tickgated %.*s  pid %" PRId64 "  up %" PRIu64 " s", (int) beat->version.size,
              beat->version.chars, beat->pid, beat->uptime_s);
    s_make_printable (self->daemon);
    self->count = beat->count;
    for (size_t index = 0; index < beat->count && index < MDC_BEATS_GATEWAYS_MAX; index++) {
        s_write_gateway (self->gateways [index], &beat->gateways [index]);
        self->are_live [index] = tgc_text_is (beat->gateways [index].state, "live");
    }
}

bool
mdc_beats_is_silent (const mdc_beats_t *self, int64_t now_ms)
{
    assert (self);
    return self->heard_at < 0 || now_ms - self->heard_at >= TGC_READER_SILENCE_MS;
}
