//  gw_snapshots - pure: which book is due to be published whole, for joiners and now and then

#include "gw_snapshots.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    gw_stream_t *stream;
    bool is_owed;
    int64_t joined_at;  //  When a joiner was served last
} book_t;

struct gw_snapshots {
    book_t *books;  //  In the order of their topics, so that a prefix is a range
    size_t count;
    const gw_stream_t **streams;  //  All that are published, in the same order
    size_t streams_count;
    size_t *owed;  //  Indices of the books that are owed; a queue
    size_t owed_first;
    size_t owed_count;
    int64_t owed_at;     //  Before then none of them is due
    size_t periodic;     //  Index of the book whose turn is next
    int64_t started_at;  //  When the current round of turns began
};

static int
s_compare (const void *a, const void *b)
{
    const book_t *one = a;
    const book_t *other = b;
    return strcmp (one->stream->topic, other->stream->topic);
}

static int
s_compare_streams (const void *a, const void *b)
{
    const gw_stream_t *const *one = a;
    const gw_stream_t *const *other = b;
    return strcmp ((*one)->topic, (*other)->topic);
}

gw_snapshots_t *
gw_snapshots_new (const gw_market_t *market, int64_t now_ms)
{
    gw_snapshots_t *self = calloc (1, sizeof *self);
    assert (self);
    size_t streams = gw_market_streams_count (market);
    self->books = calloc (streams + 1, sizeof *self->books);
    assert (self->books);
    self->owed = calloc (streams + 1, sizeof *self->owed);
    assert (self->owed);
    self->streams = calloc (streams + 1, sizeof *self->streams);
    assert (self->streams);
    for (size_t index = 0; index < streams; index++) {
        gw_stream_t *stream = gw_market_stream_at (market, index);
        if (stream->feed->is_hidden || stream->feed->is_dropped) {
            continue;
        }
        self->streams [self->streams_count++] = stream;
        if (stream->book) {
            self->books [self->count++] = (book_t){
                .stream = stream,
                .joined_at = now_ms - GW_SNAPSHOTS_JOIN_MS,
            };
        }
    }
    qsort (self->books, self->count, sizeof *self->books, s_compare);
    qsort (self->streams, self->streams_count, sizeof *self->streams, s_compare_streams);
    self->started_at = now_ms;
    return self;
}

void
gw_snapshots_destroy (gw_snapshots_t **self_p)
{
    assert (self_p);
    gw_snapshots_t *self = *self_p;
    if (self) {
        free (self->books);
        free (self->streams);
        free (self->owed);
        free (self);
        *self_p = NULL;
    }
}

//  Less than, equal to or greater than zero as the topic stands before, among
//  or behind those that begin with the prefix.

static int
s_place (const gw_stream_t *stream, const char *prefix, size_t size)
{
    size_t common = stream->topic_size < size ? stream->topic_size : size;
    int order = memcmp (stream->topic, prefix, common);
    return order == 0 && stream->topic_size < size ? -1 : order;
}

static bool
s_is_served (const gw_snapshots_t *self, const char *prefix, size_t size)
{
    size_t low = 0;
    size_t high = self->streams_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s_place (self->streams [middle], prefix, size) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (low < self->streams_count && s_place (self->streams [low], prefix, size) == 0)
           || (size <= strlen (MDP_TOPIC_STATUS) && memcmp (MDP_TOPIC_STATUS, prefix, size) == 0);
}

bool
gw_snapshots_on_join (gw_snapshots_t *self, const char *prefix, size_t size)
{
    size_t low = 0;
    size_t high = self->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s_place (self->books [middle].stream, prefix, size) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < self->count && s_place (self->books [low].stream, prefix, size) == 0; low++) {
        if (!self->books [low].is_owed) {
            self->books [low].is_owed = true;
            self->owed_at = 0;
            self->owed [(self->owed_first + self->owed_count++) % self->count] = low;
        }
    }
    return s_is_served (self, prefix, size);
}

void
gw_snapshots_renew (gw_snapshots_t **self_p, const gw_market_t *market, int64_t now_ms)
{
    gw_snapshots_t *old = *self_p;
    gw_snapshots_t *self = gw_snapshots_new (market, now_ms);
    if (old->count > 0 && self->count > 0) {
        self->started_at = old->started_at;
        self->periodic = old->periodic * self->count / old->count;
    }
    size_t place = 0;  //  Both stand in the order of their topics
    for (size_t index = 0; index < self->count && place < old->count; index++) {
        book_t *book = &self->books [index];
        while (place < old->count && s_compare (&old->books [place], book) < 0) {
            place++;
        }
        if (place < old->count && old->books [place].stream == book->stream) {
            book->joined_at = old->books [place].joined_at;
            if (old->books [place].is_owed) {
                (void) gw_snapshots_on_join (self, book->stream->topic, book->stream->topic_size);
            }
        }
    }
    gw_snapshots_destroy (self_p);
    *self_p = self;
}

//  When the next periodic turn is: the turns of a round are spread evenly.

static int64_t
s_periodic_at (const gw_snapshots_t *self)
{
    return self->started_at
           + (int64_t) (self->periodic + 1) * GW_SNAPSHOTS_PERIOD_MS / (int64_t) self->count;
}

//  Owed books are served in turn; those that were served just now wait.

static gw_stream_t *
s_next_owed (gw_snapshots_t *self, int64_t now_ms)
{
    if (now_ms < self->owed_at) {
        return NULL;
    }
    int64_t soonest = INT64_MAX;
    for (size_t seen = self->owed_count; seen > 0; seen--) {
        size_t index = self->owed [self->owed_first];
        book_t *book = &self->books [index];
        int64_t due_at = book->joined_at + GW_SNAPSHOTS_JOIN_MS;
        self->owed_first = (self->owed_first + 1) % self->count;
        self->owed_count--;
        if (due_at <= now_ms) {
            book->is_owed = false;
            book->joined_at = now_ms;
            return book->stream;
        }
        soonest = due_at < soonest ? due_at : soonest;
        self->owed [(self->owed_first + self->owed_count++) % self->count] = index;
    }
    self->owed_at = soonest;
    return NULL;
}

gw_stream_t *
gw_snapshots_next (gw_snapshots_t *self, int64_t now_ms, mdp_cause_t *cause)
{
    if (self->count == 0) {
        return NULL;
    }
    *cause = MDP_SUBSCRIBE;
    gw_stream_t *stream = s_next_owed (self, now_ms);
    if (!stream && s_periodic_at (self) <= now_ms) {
        *cause = MDP_PERIODIC;
        stream = self->books [self->periodic++].stream;
        if (self->periodic == self->count) {
            self->periodic = 0;
            self->started_at = now_ms;
        }
    }
    return stream;
}

int64_t
gw_snapshots_wait_ms (const gw_snapshots_t *self, int64_t now_ms)
{
    if (self->count == 0) {
        return GW_SNAPSHOTS_PERIOD_MS;
    }
    int64_t at = s_periodic_at (self);
    if (self->owed_count > 0 && self->owed_at < at) {
        at = self->owed_at;
    }
    return at > now_ms ? at - now_ms : 0;
}

size_t
gw_snapshots_owed (const gw_snapshots_t *self)
{
    return self->owed_count;
}
