//  sup_board - pure: all that the HTTP actor knows, from what the supervisor told it

#include "sup_board.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct sup_board {
    const sup_config_t *config;
    uint64_t version;
    int64_t fed_at;
    sup_tidings_beat_t beat;
    size_t count;
    sup_board_child_t children [SUP_CHILDREN_MAX];
    sup_board_note_t notes [SUP_BOARD_NOTES_MAX];
    uint64_t notes_count;  //  In all
};

sup_board_t *
sup_board_new (const sup_config_t *config, int64_t now_ms)
{
    assert (config);
    sup_board_t *self = calloc (1, sizeof *self);
    assert (self);
    self->config = config;
    self->version = 1;
    self->fed_at = now_ms;
    self->count = config->children_count;
    for (size_t index = 0; index < self->count; index++) {
        sup_board_child_t *child = &self->children [index];
        child->config = &config->children [index];
        child->counts = sup_counts_new ();
        child->topics = sup_topics_new ();
    }
    return self;
}

void
sup_board_destroy (sup_board_t **self_p)
{
    assert (self_p);
    sup_board_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < self->count; index++) {
            sup_counts_destroy (&self->children [index].counts);
            sup_topics_destroy (&self->children [index].topics);
        }
        for (size_t index = 0; index < SUP_BOARD_NOTES_MAX; index++) {
            free (self->notes [index].line);
        }
        free (self);
        *self_p = NULL;
    }
}

//  A child between two lives has no numbers that are only true of a living one.

static bool
s_is_alive (const mdp_gateway_t *gateway)
{
    switch (gateway->state) {
        case MDP_GATEWAY_CONNECTING:
        case MDP_GATEWAY_LIVE:
        case MDP_GATEWAY_SILENT:
            return true;
        case MDP_GATEWAY_STARTING:
        case MDP_GATEWAY_STOPPING:
        case MDP_GATEWAY_BACKOFF:
        case MDP_GATEWAY_FAILED:
        case MDP_GATEWAY_OTHER:
            return false;
    }
    abort ();
}

//  Go over to another incarnation, whoever speaks of it first.

static void
s_renew (sup_board_t *self, sup_board_child_t *child, uint64_t epoch, int64_t now_ms)
{
    if (epoch > child->tally_epoch) {
        if (child->tally_epoch > 0) {
            sup_counts_renew (child->counts);
            sup_topics_renew (child->topics, self->version, now_ms);
        }
        child->tally_epoch = epoch;
        child->tally_at = -1;
    }
}

bool
sup_board_on_beat (sup_board_t *self, const sup_tidings_beat_t *beat, int64_t now_ms)
{
    assert (self);
    assert (beat);
    bool is_news = self->beat.is_leaving != beat->is_leaving;
    self->fed_at = now_ms;
    for (size_t index = 0; index < self->count && index < beat->count; index++) {
        sup_board_child_t *child = &self->children [index];
        const mdp_gateway_t *gateway = &beat->children [index].gateway;
        is_news = is_news || child->told.gateway.state != gateway->state
                  || child->told.gateway.epoch != gateway->epoch;
        child->told = beat->children [index];
        sup_timeline_take (&child->timeline, gateway->state, beat->at, self->version);
        if (!s_is_alive (gateway)) {
            sup_counts_rest (child->counts);
        }
        s_renew (self, child, gateway->epoch, now_ms);
        sup_topics_tidy (child->topics, self->version, now_ms);
    }
    self->beat = *beat;
    return is_news;
}

static void
s_remember (const sup_board_t *self, sup_board_child_t *child, int64_t now_ms)
{
    const sup_second_t second = {
        .at_ms = now_ms,
        .received = sup_counts_sum (child->counts, TALLY_WS_MESSAGES),
        .published = sup_counts_sum (child->counts, TALLY_PUBLISHED_MESSAGES),
        .version = self->version,
    };
    sup_history_take (&child->history, &second);
}

void
sup_board_on_tally (sup_board_t *self, const sup_tidings_origin_t *origin, const char *frame,
                    size_t size, int64_t now_ms)
{
    assert (self);
    assert (origin->child < self->count);
    sup_board_child_t *child = &self->children [origin->child];
    s_renew (self, child, origin->epoch, now_ms);
    if (origin->epoch < child->tally_epoch) {
        return;  //  Of one that is gone
    }
    child->tally_at = now_ms;
    mdp_tokens_t tokens = { .frame = frame, .size = size };
    tally_item_t item;
    for (;;) {
        switch (tally_next (&tokens, &item)) {
            case TALLY_SAMPLE:
                sup_counts_take (child->counts, &item.sample, now_ms);
                break;
            case TALLY_TOPIC:
                sup_topics_take (child->topics, &item.topic, self->version);
                break;
            case TALLY_END:
            case TALLY_ALIEN:
                s_remember (self, child, now_ms);
                return;
        }
    }
}

void
sup_board_on_note (sup_board_t *self, const char *line, size_t size)
{
    assert (self);
    sup_board_note_t *note = &self->notes [self->notes_count++ % SUP_BOARD_NOTES_MAX];
    free (note->line);
    *note = (sup_board_note_t){ self->version, self->notes_count, malloc (size + 1), size };
    assert (note->line);
    memcpy (note->line, line, size);
    note->line [size] = '\0';
}

uint64_t
sup_board_version (const sup_board_t *self)
{
    assert (self);
    return self->version;
}

void
sup_board_next_version (sup_board_t *self)
{
    assert (self);
    self->version++;
}

const sup_config_t *
sup_board_config (const sup_board_t *self)
{
    assert (self);
    return self->config;
}

const sup_tidings_beat_t *
sup_board_beat (const sup_board_t *self)
{
    assert (self);
    return &self->beat;
}

int64_t
sup_board_fed_ms (const sup_board_t *self, int64_t now_ms)
{
    assert (self);
    return now_ms - self->fed_at;
}

size_t
sup_board_count (const sup_board_t *self)
{
    assert (self);
    return self->count;
}

const sup_board_child_t *
sup_board_child (const sup_board_t *self, size_t index)
{
    assert (self);
    assert (index < self->count);
    return &self->children [index];
}

const sup_board_note_t *
sup_board_note (const sup_board_t *self, size_t index)
{
    assert (self);
    uint64_t kept =
        self->notes_count < SUP_BOARD_NOTES_MAX ? self->notes_count : SUP_BOARD_NOTES_MAX;
    if (index >= kept) {
        return NULL;
    }
    return &self->notes [(self->notes_count - kept + index) % SUP_BOARD_NOTES_MAX];
}
