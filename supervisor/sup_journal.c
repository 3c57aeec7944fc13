//  sup_journal - the one place that logs: a note becomes a log line and a message

#include "sup_journal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mdp_topic.h"
#include "sup_output.h"
#include "sup_tidings.h"

enum { TIME_MAX = 40 };

struct sup_journal {
    sup_journal_format_t format;
    note_level_t level;
    sup_output_t *output;
    zsock_t *pub;    //  Lent; null for none
    zsock_t *web;    //  Likewise
    uint64_t epoch;  //  Of its messages
    uint64_t seq;    //  Of the last one
    char line [SUP_OUTPUT_LINE_MAX];
    char frame [NOTE_FRAME_MAX];
};

sup_journal_t *
sup_journal_new (const sup_journal_config_t *config)
{
    assert (config);
    sup_journal_t *self = calloc (1, sizeof *self);
    assert (self);
    int fd = config->fd > 0 ? config->fd : STDOUT_FILENO;
    self->format = config->format;
    if (self->format == SUP_JOURNAL_AUTO) {
        self->format = isatty (fd) ? SUP_JOURNAL_TEXT : SUP_JOURNAL_JSON;
    }
    self->level = config->level;
    self->output = sup_output_new (fd);
    return self;
}

void
sup_journal_destroy (sup_journal_t **self_p)
{
    assert (self_p);
    sup_journal_t *self = *self_p;
    if (self) {
        sup_output_destroy (&self->output);
        free (self);
        *self_p = NULL;
    }
}

void
sup_journal_publish_on (sup_journal_t *self, zsock_t *pub, uint64_t epoch)
{
    assert (self);
    self->pub = pub;
    self->epoch = epoch;
}

void
sup_journal_tell (sup_journal_t *self, zsock_t *web)
{
    assert (self);
    self->web = web;
}

//  RFC 3339 in UTC with microseconds.

static void
s_print_time (uint64_t now_ns, char text [TIME_MAX])
{
    time_t seconds = (time_t) (now_ns / 1000000000u);
    struct tm parts;
    if (!gmtime_r (&seconds, &parts)) {
        memset (&parts, 0, sizeof parts);
    }
    char second [24];
    size_t size = strftime (second, sizeof second, "%Y-%m-%dT%H:%M:%S", &parts);
    second [size] = 0;
    uint64_t micros = now_ns / 1000u % 1000000u;
    (void) snprintf (text, TIME_MAX, "%s.%06" PRIu64 "Z", second, micros);  //  Always fits
}

size_t
sup_journal_print (sup_journal_format_t format, const note_t *note, uint64_t now_ns, char *line,
                   size_t line_max)
{
    assert (note);
    assert (line);
    char fields [SUP_OUTPUT_LINE_MAX];
    fields [0] = 0;
    char moment [TIME_MAX];
    s_print_time (now_ns, moment);
    const char *level = note_level_name (note->level);
    int size = 0;
    if (format == SUP_JOURNAL_TEXT) {
        (void) note_print_text (note, fields, sizeof fields);  //  Without fields it is empty
        size = snprintf (line, line_max, "%s %-7s %s%s%s", moment, level, note->event,
                         fields [0] ? ": " : "", fields);
    } else {
        (void) note_print_json (note, fields, sizeof fields);
        size = snprintf (line, line_max, "{\"ts\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"%s%s}",
                         moment, level, note->event, fields [0] ? "," : "", fields);
    }
    return size > 0 && (size_t) size < line_max ? (size_t) size : 0;
}

static int
s_log (sup_journal_t *self, const note_t *note, uint64_t now_ns)
{
    size_t size = sup_journal_print (self->format, note, now_ns, self->line, sizeof self->line - 1);
    if (size == 0) {
        return -1;
    }
    self->line [size++] = '\n';
    return sup_output_write (self->output, self->line, size);
}

//  There is room again: tell how many lines found none.

static void
s_log_lost (sup_journal_t *self, uint64_t now_ns)
{
    uint64_t lost = sup_output_take_lost (self->output);
    if (lost > 0) {
        note_t note;
        note_init (&note, NOTE_WARNING, "supervisor_log_lines_lost");
        note_add_integer (&note, "lines", (int64_t) lost);
        (void) s_log (self, &note, now_ns);  //  It may be lost in its turn
    }
}

static void
s_publish (sup_journal_t *self, const note_t *note, uint64_t now_ns)
{
    const mdp_stamp_t stamp = { .epoch = self->epoch, .seq = ++self->seq, .ts_pub = now_ns };
    size_t size = note_pack_message (note, &stamp, self->frame, sizeof self->frame);
    if (size > 0) {
        void *socket = zsock_resolve (self->pub);
        const size_t topic_size = strlen (MDP_TOPIC_EVENT);
        (void) zmq_send (socket, MDP_TOPIC_EVENT, topic_size, ZMQ_SNDMORE | ZMQ_DONTWAIT);
        (void) zmq_send (socket, self->frame, size, ZMQ_DONTWAIT);  //  A PUB always takes it
    }
}

void
sup_journal_write (sup_journal_t *self, const note_t *note, uint64_t now_ns)
{
    assert (self);
    assert (note);
    if (note->level >= self->level && s_log (self, note, now_ns) == 0) {
        s_log_lost (self, now_ns);
    }
    if (self->pub) {
        s_publish (self, note, now_ns);
    }
    if (self->web && note->level >= NOTE_INFO) {
        size_t size =
            sup_journal_print (SUP_JOURNAL_JSON, note, now_ns, self->line, sizeof self->line);
        (void) sup_tidings_send_note (self->web, self->line, size);  //  Or the log alone has it
    }
}

void
sup_journal_flush (sup_journal_t *self)
{
    assert (self);
    sup_output_flush (self->output);
}
