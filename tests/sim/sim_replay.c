//  sim_replay - plays recorded messages, in file order, to whoever subscribed to their topics

#include "sim_replay.h"

#include "sim_clock.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

enum {
    FILES_MAX = 32,
    SPACING_NS = 10 * SIM_NS_PER_MS,
    SETTLE_NS = 200 * SIM_NS_PER_MS,
    BATCH_MAX = 2000,        //  Messages at a time
    PENDING_MAX = 1 << 20,   //  A reader with more to read holds the file up
    WAIT_NS = SIM_NS_PER_MS  //  For such a reader
};

typedef struct {
    sim_topic_t *topic;
    size_t at;  //  In the file's text
    size_t size;
} message_t;

typedef struct {
    sim_text_t text;
    message_t *messages;
    size_t count;
    size_t count_max;
    size_t next;
    bool is_started;
    int64_t due_at;
} file_t;

struct sim_replay {
    sim_exchange_t *exchange;
    sim_replay_policy_t policy;
    int64_t spacing_ns;
    file_t files [FILES_MAX];
    size_t files_count;
    sim_text_t message;  //  Being played
};

sim_replay_t *
sim_replay_new (sim_exchange_t *exchange, const sim_replay_policy_t *policy)
{
    assert (exchange);
    sim_replay_t *self = calloc (1, sizeof *self);
    assert (self);
    self->exchange = exchange;
    self->policy = *policy;
    self->spacing_ns = policy->speed > 0 ? (int64_t) (SPACING_NS / policy->speed) : 0;
    return self;
}

void
sim_replay_destroy (sim_replay_t **self_p)
{
    assert (self_p);
    sim_replay_t *self = *self_p;
    if (self) {
        for (size_t i = 0; i < self->files_count; i++) {
            sim_text_destroy (&self->files [i].text);
            free (self->files [i].messages);
        }
        sim_text_destroy (&self->message);
        free (self);
        *self_p = NULL;
    }
}

static void
s_add_message (file_t *file, message_t message)
{
    if (file->count == file->count_max) {
        file->count_max = file->count_max ? 2 * file->count_max : 64;
        file->messages = realloc (file->messages, file->count_max * sizeof *file->messages);
        assert (file->messages);
    }
    file->messages [file->count++] = message;
}

//  Keep one line under its topic's new name. False if it is not JSON.

static bool
s_take_line (sim_replay_t *self, file_t *file, sim_category_t category, const char *line)
{
    yyjson_doc *doc = yyjson_read (line, strlen (line), YYJSON_READ_NOFLAG);
    const char *topic = yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (doc), "topic"));
    bool is_json = doc != NULL;
    if (topic && strlen (topic) < SIM_TOPIC_MAX / 2) {
        const char *from = self->policy.retopic_from;
        size_t from_size = from ? strlen (from) : 0;
        bool is_renamed = from && strncmp (topic, from, from_size) == 0;
        const char *place = is_renamed ? strstr (line, topic) : NULL;
        char name [SIM_TOPIC_MAX];
        size_t at = file->text.size;
        (void) snprintf (name, sizeof name, "%s%s", place ? self->policy.retopic_to : "",
                         topic + (place ? from_size : 0));
        if (place) {
            place = strstr (line, "\"topic\":\"") ? strstr (line, "\"topic\":\"") + 9 : place;
            sim_text_bytes (&file->text, line, (size_t) (place - line));
            sim_text_add (&file->text, self->policy.retopic_to);
            line = place + from_size;
        }
        sim_text_add (&file->text, line);
        s_add_message (file, (message_t){ sim_exchange_add_replay (self->exchange, category, name),
                                          at, file->text.size - at });
    }
    yyjson_doc_free (doc);
    return is_json;
}

bool
sim_replay_load (sim_replay_t *self, const char *path, sim_category_t category, sim_text_t *why)
{
    FILE *input = self->files_count < FILES_MAX ? fopen (path, "r") : NULL;
    if (!input) {
        sim_text_addf (why, "%s: %s", path,
                       self->files_count < FILES_MAX ? strerror (errno) : "too many files");
        return false;
    }
    file_t *file = &self->files [self->files_count++];
    char *line = NULL;
    size_t line_max = 0;
    size_t number = 0;
    bool is_good = true;
    ssize_t size = getline (&line, &line_max, input);
    while (size >= 0 && is_good) {
        number++;
        line [strcspn (line, "\r\n")] = 0;
        is_good = !line [0] || s_take_line (self, file, category, line);
        size = getline (&line, &line_max, input);
    }
    if (!is_good) {
        sim_text_addf (why, "%s:%zu: not JSON", path, number);
    }
    free (line);
    (void) fclose (input);  //  Only read from
    return is_good;
}

static bool
s_is_wanted (const file_t *file)
{
    for (size_t i = 0; i < file->count; i++) {
        if (file->messages [i].topic->subs_count > 0) {
            return true;
        }
    }
    return false;
}

static bool
s_is_held_up (const sim_topic_t *topic)
{
    for (size_t i = 0; i < topic->subs_count; i++) {
        const sim_conn_t *conn = topic->subs [i].client->conn;
        if (sim_conn_is_open (conn) && sim_conn_pending (conn) > PENDING_MAX) {
            return true;
        }
    }
    return false;
}

static void
s_play (sim_replay_t *self, const file_t *file, const message_t *message)
{
    sim_topic_t *topic = message->topic;
    const char *dot = strrchr (topic->name, '.');
    if (topic->subs_count > 0) {
        sim_text_clear (&self->message);
        sim_text_bytes (&self->message, file->text.data + message->at, message->size);
    }
    for (size_t i = 0; i < topic->subs_count; i++) {
        sim_sub_t *sub = &topic->subs [i];
        if (sub->drops_next) {
            sub->drops_next = false;
        } else {
            sim_exchange_deliver (self->exchange, sub, dot ? dot + 1 : topic->name, &self->message);
        }
    }
}

static void
s_play_due (sim_replay_t *self, file_t *file, int64_t now_ns)
{
    for (size_t i = 0; i < BATCH_MAX && file->next < file->count && file->due_at <= now_ns; i++) {
        const message_t *message = &file->messages [file->next];
        if (s_is_held_up (message->topic)) {
            file->due_at = now_ns + WAIT_NS;
            return;
        }
        s_play (self, file, message);
        file->next++;
        file->due_at += message->topic->subs_count > 0 ? self->spacing_ns : 0;
    }
    if (file->next == file->count && self->policy.is_looping && s_is_wanted (file)) {
        file->next = 0;
    }
}

void
sim_replay_tick (sim_replay_t *self, int64_t now_ns)
{
    assert (self);
    for (size_t i = 0; i < self->files_count; i++) {
        file_t *file = &self->files [i];
        bool is_settled = now_ns - self->exchange->subscribed_at >= SETTLE_NS;
        if (!file->is_started && is_settled && s_is_wanted (file)) {
            file->is_started = true;
            file->due_at = now_ns;
        }
        if (file->is_started) {
            s_play_due (self, file, now_ns);
        }
    }
}

int64_t
sim_replay_due_at (const sim_replay_t *self)
{
    int64_t due_at = INT64_MAX;
    for (size_t i = 0; i < self->files_count; i++) {
        const file_t *file = &self->files [i];
        bool is_over = file->next == file->count;
        int64_t at = is_over ? INT64_MAX : file->due_at;
        if (!file->is_started) {
            at = s_is_wanted (file) ? self->exchange->subscribed_at + SETTLE_NS : INT64_MAX;
        }
        due_at = at < due_at ? at : due_at;
    }
    return due_at;
}
