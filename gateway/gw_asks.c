//  gw_asks - pure: the feeds that must be asked for again, and in which lanes

#include "gw_asks.h"

#include <assert.h>
#include <stdlib.h>

struct gw_asks {
    gw_feed_t *feeds [GW_FEEDS_MAX];  //  Those with gw_feed_t.asks
    size_t count;
};

gw_asks_t *
gw_asks_new (void)
{
    gw_asks_t *self = calloc (1, sizeof *self);
    assert (self);
    return self;
}

void
gw_asks_destroy (gw_asks_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

void
gw_asks_put (gw_asks_t *self, gw_feed_t *feed, unsigned lanes, const char *why)
{
    assert (self);
    assert (lanes);
    if (!feed->asks) {
        assert (self->count < GW_FEEDS_MAX);
        self->feeds [self->count++] = feed;
        feed->asks_why = why;
    }
    feed->asks |= lanes;
}

gw_feed_t *
gw_asks_take (gw_asks_t *self, unsigned *lanes, const char **why)
{
    assert (self);
    if (self->count == 0) {
        return NULL;
    }
    gw_feed_t *feed = self->feeds [--self->count];
    *lanes = feed->asks;
    *why = feed->asks_why;
    feed->asks = 0;
    return feed;
}

bool
gw_asks_is_empty (const gw_asks_t *self)
{
    return self->count == 0;
}
