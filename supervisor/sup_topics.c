//  sup_topics - pure: the topics of one child, and what it said of each last

#include "sup_topics.h"

#include <assert.h>
#include <czmq.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    sup_topic_t shown;
    size_t index;          //  Among all that are known
    uint64_t gaps_before;  //  Of earlier incarnations
    uint64_t resyncs_before;
    uint64_t crossed_before;
} topic_t;

struct sup_topics {
    zhash_t *by_name;
    topic_t **topics;  //  Those that are carried, and behind them those that went: their
                       //  counters go on when they come back
    size_t count;      //  That are carried
    size_t known;      //  In all
    size_t room;
    uint64_t gone;
    int64_t renewed_at;
    bool has_unheard;
};

sup_topics_t *
sup_topics_new (void)
{
    sup_topics_t *self = calloc (1, sizeof *self);
    assert (self);
    self->by_name = zhash_new ();
    assert (self->by_name);
    return self;
}

void
sup_topics_destroy (sup_topics_t **self_p)
{
    assert (self_p);
    sup_topics_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->known; index++) {
            free (self->topics [index]);
        }
        zhash_destroy (&self->by_name);
        free (self->topics);
        free (self);
        *self_p = NULL;
    }
}

static void
s_swap (sup_topics_t *self, topic_t *one, topic_t *other)
{
    size_t index = one->index;
    self->topics [other->index] = one;
    self->topics [index] = other;
    one->index = other->index;
    other->index = index;
}

//  A new topic, behind all that are known. One that went makes room for it where there is none.

static topic_t *
s_make (sup_topics_t *self, const char *name)
{
    if (self->known == SUP_TOPICS_MAX) {
        topic_t *gone = self->topics [--self->known];
        zhash_delete (self->by_name, gone->shown.name);
        free (gone);
    }
    if (self->known == self->room) {
        self->room = self->room ? 2 * self->room : 64;
        self->topics = realloc (self->topics, self->room * sizeof *self->topics);
        assert (self->topics);
    }
    topic_t *topic = calloc (1, sizeof *topic);
    assert (topic);
    topic->index = self->known;
    (void) snprintf (topic->shown.name, sizeof topic->shown.name, "%s", name);
    int rc = zhash_insert (self->by_name, name, topic);
    assert (rc == 0);
    self->topics [self->known++] = topic;
    return topic;
}

static bool
s_is_carried (const sup_topics_t *self, const topic_t *topic)
{
    return topic && topic->index < self->count;
}

//  Carry a topic that is known, or null for a new one. Null where there are too many.

static topic_t *
s_add (sup_topics_t *self, topic_t *topic, const char *name)
{
    if (self->count == SUP_TOPICS_MAX) {
        return NULL;
    }
    topic = topic ? topic : s_make (self, name);
    s_swap (self, topic, self->topics [self->count++]);
    return topic;
}

static void
s_remove (sup_topics_t *self, topic_t *topic, uint64_t version)
{
    s_swap (self, topic, self->topics [--self->count]);
    self->gone = version;
}

void
sup_topics_take (sup_topics_t *self, const tally_topic_t *told, uint64_t version)
{
    assert (self);
    assert (told);
    char name [TALLY_TOPIC_MAX];
    if (told->topic.size >= sizeof name) {
        return;
    }
    memcpy (name, told->topic.chars, told->topic.size);
    name [told->topic.size] = '\0';
    topic_t *topic = zhash_lookup (self->by_name, name);
    bool is_carried = s_is_carried (self, topic);
    if (told->is_off) {
        if (is_carried) {
            s_remove (self, topic, version);
        }
        return;
    }
    topic = is_carried ? topic : s_add (self, topic, name);
    if (!topic) {
        return;
    }
    sup_topic_t *shown = &topic->shown;
    memcpy (shown->labels, told->labels.chars, told->labels.size);
    shown->labels [told->labels.size] = '\0';
    shown->has_book = told->has_book;
    shown->is_heard = true;
    shown->state = told->state;
    shown->seq = told->seq;
    shown->last_event = told->last_event > 0 ? told->last_event : shown->last_event;
    shown->update_id = told->update_id;
    shown->gaps = topic->gaps_before + told->gaps;
    shown->resyncs = topic->resyncs_before + told->resyncs;
    shown->crossed = topic->crossed_before + told->crossed;
    shown->changed = version;
}

void
sup_topics_renew (sup_topics_t *self, uint64_t version, int64_t now_ms)
{
    assert (self);
    self->renewed_at = now_ms;
    self->has_unheard = self->count > 0;
    for (size_t index = 0; index < self->known; index++) {
        topic_t *topic = self->topics [index];
        topic->gaps_before = topic->shown.gaps;
        topic->resyncs_before = topic->shown.resyncs;
        topic->crossed_before = topic->shown.crossed;
        topic->shown.is_heard = false;
        topic->shown.state = MDP_STALE;
        topic->shown.changed = version;
    }
}

void
sup_topics_tidy (sup_topics_t *self, uint64_t version, int64_t now_ms)
{
    assert (self);
    if (!self->has_unheard || now_ms - self->renewed_at < SUP_TOPICS_HEARD_MS) {
        return;
    }
    self->has_unheard = false;
    for (size_t index = self->count; index > 0; index--) {
        if (!self->topics [index - 1]->shown.is_heard) {
            s_remove (self, self->topics [index - 1], version);
        }
    }
}

size_t
sup_topics_count (const sup_topics_t *self)
{
    assert (self);
    return self->count;
}

const sup_topic_t *
sup_topics_at (const sup_topics_t *self, size_t index)
{
    assert (self);
    assert (index < self->count);
    return &self->topics [index]->shown;
}

const sup_topic_t *
sup_topics_find (const sup_topics_t *self, const char *name)
{
    assert (self);
    const topic_t *topic = zhash_lookup (self->by_name, name);
    return s_is_carried (self, topic) ? &topic->shown : NULL;
}

uint64_t
sup_topics_gone (const sup_topics_t *self)
{
    assert (self);
    return self->gone;
}
