//  gw_readers - serves who reads: books for joiners, and no more than his share for anybody

#include "gw_readers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_snapshots.h"

enum {
    JOINS_MAX = 256,    //  Messages of subscribers that are read in one turn of the loop
    SNAPSHOTS_MAX = 16  //  Books for joiners that are published in one turn
};

struct gw_readers {
    gw_pub_t *pub;
    gw_publish_t *publish;
    gw_report_t *report;
    const char *where;
    gw_snapshots_t *snapshots;  //  Null until it is known what is served
    bool has_more;              //  Subscriptions are left over from the last turn
};

gw_readers_t *
gw_readers_new (gw_pub_t *pub, gw_publish_t *publish, gw_report_t *report, const char *where)
{
    gw_readers_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pub = pub;
    self->publish = publish;
    self->report = report;
    self->where = where;
    return self;
}

void
gw_readers_destroy (gw_readers_t **self_p)
{
    assert (self_p);
    gw_readers_t *self = *self_p;
    if (self) {
        gw_snapshots_destroy (&self->snapshots);
        free (self);
        *self_p = NULL;
    }
}

void
gw_readers_plan (gw_readers_t *self, const gw_market_t *market, int64_t now_ms)
{
    assert (self);
    if (self->snapshots) {
        gw_snapshots_renew (&self->snapshots, market, now_ms);
    } else {
        self->snapshots = gw_snapshots_new (market, now_ms);
    }
}

void
gw_readers_run (gw_readers_t *self, int64_t now_ms)
{
    const char *prefix;
    size_t size;
    size_t received = 0;
    mdp_pub_recv_t kind = MDP_PUB_OTHER;
    while (received < JOINS_MAX && kind != MDP_PUB_NONE) {
        kind = gw_pub_recv (self->pub, &prefix, &size);
        received++;
        if (kind == MDP_PUB_WISH) {
            bool is_served =
                self->snapshots && gw_snapshots_on_join (self->snapshots, prefix, size);
            gw_pub_charge (self->pub, prefix, size, is_served);
        }
    }
    self->has_more = kind != MDP_PUB_NONE;
    for (size_t told = 0; self->snapshots && told < SNAPSHOTS_MAX; told++) {
        mdp_cause_t cause;
        gw_stream_t *stream = gw_snapshots_next (self->snapshots, now_ms, &cause);
        if (!stream) {
            break;
        }
        gw_publish_snapshot (self->publish, stream, cause, stream->last_event);
        self->has_more = true;  //  It may have, now: sending takes the edge of the descriptor
    }
}

void
gw_readers_look (gw_readers_t *self, int64_t now_ms)
{
    mdp_refusal_t refusal;
    gw_pub_look (self->pub);
    while (gw_pub_next_refusal (self->pub, &refusal)) {
        const char *why = mdp_refusal_name (refusal);
        const gw_error_t error = {
            .what = "subscriber refused",
            .where = self->where,
            .why = { why, strlen (why) },
        };
        gw_report_error (self->report, GW_REPORT_READER + refusal, &error, now_ms);
    }
}

int64_t
gw_readers_wait_ms (gw_readers_t *self, int64_t now_ms)
{
    if (self->has_more) {
        return 0;
    }
    return self->snapshots ? gw_snapshots_wait_ms (self->snapshots, now_ms) : INT32_MAX;
}

size_t
gw_readers_owed (const gw_readers_t *self)
{
    return self->snapshots ? gw_snapshots_owed (self->snapshots) : 0;
}
