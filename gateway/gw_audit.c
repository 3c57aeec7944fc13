//  gw_audit - pure: which feed's trades are looked up though no hole is known, and when

#include "gw_audit.h"

#include <assert.h>
#include <stdlib.h>

enum { AWAY_MAX = 4 };  //  Doublings

typedef struct {
    bool is_watched;
    int64_t heard_at;
    unsigned doubts;
    int64_t doubt_at;  //  When it is to be looked up for one; 0 if there is none
    int64_t sure_at;   //  When that is to be done once more
    int64_t still_at;  //  When it is because it is still
    int64_t still_ms;  //  From one such time to the next
    unsigned busy;     //  Looks with a trade since it paused last
    unsigned empty;    //  Those between them without one
    unsigned idle;     //  Those since
} watch_t;

struct gw_audit {
    size_t feeds_max;
    size_t feeds;    //  All that were looked at have indexes below
    size_t asked;    //  Which one is being looked up
    bool has_doubt;  //  And whether for a doubt
    int64_t ask_at;
    unsigned away;  //  Questions in a row that nobody answered
    watch_t *watches;
};

gw_audit_t *
gw_audit_new (size_t feeds_max)
{
    gw_audit_t *self = calloc (1, sizeof *self);
    assert (self);
    self->feeds_max = feeds_max;
    self->asked = GW_AUDIT_NONE;
    self->watches = calloc (feeds_max, sizeof *self->watches);
    assert (self->watches);
    return self;
}

void
gw_audit_destroy (gw_audit_t **self_p)
{
    assert (self_p);
    gw_audit_t *self = *self_p;
    if (self) {
        free (self->watches);
        free (self);
        *self_p = NULL;
    }
}

//  True if a feed that traded all the time has just paused.

static bool
s_has_paused (watch_t *watch, bool is_news)
{
    if (is_news) {
        watch->busy++;
        watch->empty += watch->idle;
        watch->idle = 0;
        return false;
    }
    if (++watch->idle != GW_AUDIT_PAUSE) {
        return false;
    }
    bool has_paused = watch->busy >= GW_AUDIT_BUSY * (1 + watch->empty);
    watch->busy = 0;
    watch->empty = 0;
    return has_paused;
}

void
gw_audit_look (gw_audit_t *self, size_t feed, const gw_audit_view_t *view, int64_t now_ms)
{
    assert (self);
    assert (feed < self->feeds_max);
    watch_t *watch = &self->watches [feed];
    self->feeds = feed < self->feeds ? self->feeds : feed + 1;
    if (!view->is_watched) {
        watch->is_watched = false;
        return;
    }
    bool is_news = !watch->is_watched || watch->heard_at != view->heard_at;
    bool is_doubt = s_has_paused (watch, is_news) || watch->doubts != view->doubts;
    if (is_news) {
        watch->still_ms = GW_AUDIT_STILL_MS;
        watch->still_at = now_ms + watch->still_ms;
    }
    if (is_doubt) {
        watch->doubt_at = watch->doubt_at > 0 ? watch->doubt_at : now_ms + GW_AUDIT_SOON_MS;
        watch->sure_at = now_ms + GW_AUDIT_DOUBT_MS;
    }
    watch->is_watched = true;
    watch->heard_at = view->heard_at;
    watch->doubts = view->doubts;
}

static bool
s_has_doubt (const watch_t *watch, int64_t now_ms)
{
    return watch->doubt_at > 0 && watch->doubt_at <= now_ms;
}

//  True if one is to be looked up before another, if any.

static bool
s_is_before (const watch_t *one, const watch_t *other, int64_t now_ms)
{
    bool has_doubt = s_has_doubt (one, now_ms);
    if (!other || has_doubt != s_has_doubt (other, now_ms)) {
        return !other || has_doubt;
    }
    return has_doubt ? one->doubt_at < other->doubt_at : one->still_at < other->still_at;
}

size_t
gw_audit_next (gw_audit_t *self, int64_t now_ms)
{
    assert (self);
    if (self->asked != GW_AUDIT_NONE || now_ms < self->ask_at) {
        return GW_AUDIT_NONE;
    }
    watch_t *first = NULL;
    for (size_t feed = 0; feed < self->feeds; feed++) {
        watch_t *watch = &self->watches [feed];
        bool is_due =
            watch->is_watched && (watch->still_at <= now_ms || s_has_doubt (watch, now_ms));
        if (is_due && s_is_before (watch, first, now_ms)) {
            first = watch;
            self->asked = feed;
        }
    }
    if (first) {
        self->has_doubt = s_has_doubt (first, now_ms);
        int64_t again_at = first->sure_at > now_ms ? first->sure_at : 0;
        first->doubt_at = self->has_doubt ? again_at : first->doubt_at;
    }
    return self->asked;
}

void
gw_audit_on_answer (gw_audit_t *self, gw_audit_answer_t answer, int64_t now_ms)
{
    assert (self);
    assert (self->asked != GW_AUDIT_NONE);
    watch_t *watch = &self->watches [self->asked];
    int64_t away_ms = (int64_t) GW_AUDIT_AWAY_MS << self->away;
    bool is_away = answer == GW_AUDIT_NO_ONE;
    bool is_open = answer == GW_AUDIT_UNSURE || (answer != GW_AUDIT_GOOD && self->has_doubt);
    self->asked = GW_AUDIT_NONE;
    self->ask_at = now_ms + (is_away ? away_ms : GW_AUDIT_SPACE_MS);
    self->away = is_away ? self->away + (self->away < AWAY_MAX) : 0;
    watch->still_ms *= 2;
    watch->still_ms =
        watch->still_ms < GW_AUDIT_STILL_MAX_MS ? watch->still_ms : GW_AUDIT_STILL_MAX_MS;
    watch->still_at = now_ms + watch->still_ms;
    if (is_open && watch->doubt_at == 0) {
        watch->doubt_at =
            now_ms + (answer == GW_AUDIT_UNSURE ? GW_AUDIT_DOUBT_MS : watch->still_ms);
    }
}
