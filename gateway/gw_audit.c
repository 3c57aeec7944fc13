//  gw_audit - pure: which feed's trades are looked up though no hole is known, and when

#include "gw_audit.h"

#include <assert.h>
#include <stdlib.h>

enum { BAD_MAX = 4 };  //  Doublings

typedef struct {
    bool is_watched;
    int64_t heard_at;
    unsigned doubts;
    int64_t doubt_at;  //  When it is to be looked up for one; 0 if there is none
    int64_t still_at;  //  When it is because it is still
    int64_t still_ms;  //  From one such time to the next
} watch_t;

struct gw_audit {
    size_t feeds_max;
    size_t feeds;    //  All that were looked at have indexes below
    size_t asked;    //  Which one is being looked up
    bool has_doubt;  //  And whether for a doubt
    int64_t ask_at;
    unsigned bad;  //  Answers in a row that were not good
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
    if (!watch->is_watched || watch->heard_at != view->heard_at) {
        watch->still_ms = GW_AUDIT_STILL_MS;
        watch->still_at = now_ms + watch->still_ms;
    }
    if (watch->doubts != view->doubts && watch->doubt_at == 0) {
        watch->doubt_at = now_ms + GW_AUDIT_DOUBT_MS;
    }
    watch->is_watched = true;
    watch->heard_at = view->heard_at;
    watch->doubts = view->doubts;
}

static int64_t
s_due_at (const watch_t *watch)
{
    bool is_doubt_first = watch->doubt_at > 0 && watch->doubt_at < watch->still_at;
    return is_doubt_first ? watch->doubt_at : watch->still_at;
}

size_t
gw_audit_next (gw_audit_t *self, int64_t now_ms)
{
    assert (self);
    if (self->asked != GW_AUDIT_NONE || now_ms < self->ask_at) {
        return GW_AUDIT_NONE;
    }
    int64_t first_at = now_ms + 1;
    for (size_t feed = 0; feed < self->feeds; feed++) {
        const watch_t *watch = &self->watches [feed];
        if (watch->is_watched && s_due_at (watch) < first_at) {
            first_at = s_due_at (watch);
            self->asked = feed;
        }
    }
    if (self->asked != GW_AUDIT_NONE) {
        watch_t *watch = &self->watches [self->asked];
        self->has_doubt = watch->doubt_at > 0 && watch->doubt_at <= now_ms;
        watch->doubt_at = self->has_doubt ? 0 : watch->doubt_at;
    }
    return self->asked;
}

void
gw_audit_on_answer (gw_audit_t *self, bool is_good, int64_t now_ms)
{
    assert (self);
    assert (self->asked != GW_AUDIT_NONE);
    watch_t *watch = &self->watches [self->asked];
    self->asked = GW_AUDIT_NONE;
    if (!is_good) {
        watch->doubt_at = self->has_doubt && watch->doubt_at == 0 ? now_ms : watch->doubt_at;
        self->ask_at = now_ms + ((int64_t) GW_AUDIT_BAD_MS << self->bad);
        self->bad += self->bad < BAD_MAX;
        return;
    }
    self->bad = 0;
    self->ask_at = now_ms + GW_AUDIT_SPACE_MS;
    watch->still_ms *= 2;
    watch->still_ms =
        watch->still_ms < GW_AUDIT_STILL_MAX_MS ? watch->still_ms : GW_AUDIT_STILL_MAX_MS;
    watch->still_at = now_ms + watch->still_ms;
}
