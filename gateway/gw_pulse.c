//  gw_pulse - pure: tells a topic that stopped from one that is quiet

#include "gw_pulse.h"

bool
gw_pulse_is_resumed (const gw_pulse_t *self, int64_t now_ms)
{
    return gw_pulse_is_believed (self) && self->heard_at >= self->asked_at
           && now_ms - self->heard_at >= GW_PULSE_LOST_MS;
}

void
gw_pulse_on_event (gw_pulse_t *self, bool is_change, int64_t now_ms)
{
    self->beats++;
    self->heard_at = now_ms;
    self->sign_at = now_ms;
    self->changed_at = is_change ? now_ms : self->changed_at;
    self->behind_at = 0;
    self->silent_at = 0;
    self->lags = 0;
    self->is_blamed = self->is_blamed && now_ms - self->asked_at < GW_PULSE_HEALED_MS;
}

void
gw_pulse_on_sign (gw_pulse_t *self, int64_t now_ms)
{
    self->sign_at = now_ms;
}

void
gw_pulse_on_left (gw_pulse_t *self, int64_t now_ms)
{
    self->left_at = self->heard_at > self->left_at ? now_ms : self->left_at;
}

void
gw_pulse_on_asked (gw_pulse_t *self, int64_t now_ms)
{
    self->asked_at = now_ms;
    self->behind_at = 0;
}

void
gw_pulse_on_opened (gw_pulse_t *self, int64_t now_ms)
{
    gw_pulse_on_asked (self, now_ms);
    self->opened_at = now_ms;
    self->silent_at = 0;
}

static int64_t
s_later (int64_t one, int64_t other)
{
    return one > other ? one : other;
}

bool
gw_pulse_is_believed (const gw_pulse_t *self)
{
    return self->beats >= GW_PULSE_BEATS;
}

bool
gw_pulse_has_stopped (const gw_pulse_t *self, const gw_pulse_t *symbol, int64_t for_ms,
                      int64_t now_ms)
{
    int64_t life_at = s_later (self->heard_at, symbol->sign_at);
    return self->silent_at > 0 && now_ms - self->silent_at >= for_ms
           && life_at - self->opened_at >= GW_PULSE_BEAT_MS;
}

int64_t
gw_pulse_life_at (const gw_pulse_t *self, bool is_book)
{
    return is_book ? self->heard_at : self->sign_at;
}

//  True if a topic ended with a life of its symbol's pulse. The last beat of that was one beat,
//  or less, before all of the symbol ended.

static bool
s_has_ended (const gw_pulse_t *self, const gw_pulse_t *symbol)
{
    return symbol->dead_at > self->asked_at && self->heard_at + GW_PULSE_BEAT_MS <= symbol->dead_at;
}

gw_pulse_verdict_t
gw_pulse_judge (gw_pulse_t *self, const gw_pulse_t *symbol, bool is_book, int64_t now_ms)
{
    gw_pulse_verdict_t verdict = GW_PULSE_FINE;
    if (!gw_pulse_is_believed (symbol)) {
        return verdict;
    }
    int64_t life_at = gw_pulse_life_at (symbol, is_book);
    if (!is_book && life_at > self->silent_at) {
        self->silent_at = 0;  //  Its symbol lives again; its own silence says nothing
    }
    int64_t since_at = s_later (self->heard_at, self->asked_at);
    bool is_behind = is_book && symbol->changed_at > since_at;
    if (!is_behind) {
        self->behind_at = 0;
    } else if (self->behind_at == 0) {
        self->behind_at = now_ms;
    }
    if (now_ms - s_later (since_at, life_at) >= GW_PULSE_LATE_MS) {
        verdict = GW_PULSE_LATE;
    } else if (s_has_ended (self, symbol)) {
        verdict = GW_PULSE_ENDED;
    } else if (is_behind && symbol->heard_at - self->behind_at >= GW_PULSE_BEHIND_MS) {
        verdict = GW_PULSE_BEHIND;
    }
    if (verdict == GW_PULSE_LATE && self == symbol && now_ms - self->sign_at >= GW_PULSE_BEAT_MS) {
        self->dead_at = now_ms;
    }
    if (verdict != GW_PULSE_FINE && self->silent_at == 0) {
        self->silent_at = now_ms;
    }
    return verdict;
}
