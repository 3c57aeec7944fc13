//  child_lab - a supervisor under test: stub children, its log, and what a subscriber hears

#include "child_lab.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child_stub.h"
#include "sup_actor.h"

enum { EVENTS_MAX = 1 << 22, HEARTBEAT_MAX = 16384 };

static void
s_add_child (child_lab_t *self, const char *text)
{
    size_t index = self->config.children_count++;
    const char *percent = strchr (text, '%');
    int before = percent ? (int) (percent - text) : (int) strlen (text);
    (void) snprintf (self->texts [index], sizeof self->texts [index], "%.*s%s%s", before, text,
                     percent ? self->once : "", percent ? percent + 1 : "");
    static const char *const NAMES [] = { "stub0", "stub1", "stub2", "stub3" };
    self->config.children [index] = (sup_child_config_t){
        .name = NAMES [index],
        .endpoint = "tcp://nowhere",
        .run = child_stub_actor,
        .args = self->texts [index],
        .config = self->texts [index],
        .config_size = strlen (self->texts [index]),
    };
}

child_lab_t *
child_lab_new (bool is_threaded, const char *const texts [])
{
    child_lab_t *self = calloc (1, sizeof *self);
    assert (self);
    self->lines = calloc (1, CHILD_LAB_LOG_MAX + 1);
    self->heartbeat = calloc (1, HEARTBEAT_MAX);
    self->events = calloc (1, EVENTS_MAX);
    assert (self->lines);
    assert (self->heartbeat);
    assert (self->events);
    int rc = pipe2 (self->log, O_CLOEXEC | O_NONBLOCK);
    assert (rc == 0);
    (void) fcntl (self->log [0], F_SETPIPE_SZ, 1 << 20);
    (void) snprintf (self->once, sizeof self->once, "/tmp/tickgate-once-%d-%lld", (int) getpid (),
                     (long long) zclock_usecs ());
    (void) snprintf (self->endpoint, sizeof self->endpoint, "ipc://@tickgate-lab-%d-%lld",
                     (int) getpid (), (long long) zclock_usecs ());
    self->config = (sup_config_t){
        .is_threaded = is_threaded,
        .heartbeat = self->endpoint,
        .numbers = "float64",
        .silence_ms = 60000,
        .grace_ms = 1000,
        .check_ms = 100,
        .health_log_ms = 60000,
        .backoff_ms_min = 200,
        .backoff_ms_max = 1600,
        .backoff_reset_ms = 60000,
        .hang_ms = 3000,
        .stop_ms = 1000,
        .log = { SUP_JOURNAL_JSON, NOTE_DEBUG, self->log [1] },
    };
    for (size_t index = 0; texts [index]; index++) {
        s_add_child (self, texts [index]);
    }
    return self;
}

void
child_lab_start (child_lab_t *self)
{
    self->sub = zsock_new (ZMQ_SUB);
    zsock_set_rcvhwm (self->sub, 0);
    zsock_set_reconnect_ivl (self->sub, 10);
    zsock_set_subscribe (self->sub, "supervisor.");
    int rc = zsock_connect (self->sub, "%s", self->endpoint);
    assert (rc == 0);
    self->supervisor = zactor_new (sup_actor, &self->config);
    assert (self->supervisor);
}

static void
s_take_message (child_lab_t *self)
{
    zmsg_t *message = zmsg_recv (self->sub);
    char *topic = zmsg_popstr (message);
    zframe_t *frame = zmsg_first (message);
    if (streq (topic, "supervisor.heartbeat.")) {
        int64_t now = zclock_mono ();
        if (self->heartbeats > 0 && now - self->heartbeat_at > self->interval_max) {
            self->interval_max = now - self->heartbeat_at;
        }
        self->heartbeats++;
        self->heartbeat_at = now;
        self->heartbeat_size = zframe_size (frame);
        memcpy (self->heartbeat, zframe_data (frame), self->heartbeat_size);
    } else if (self->events_size + zframe_size (frame) < EVENTS_MAX) {
        memcpy (self->events + self->events_size, zframe_data (frame), zframe_size (frame));
        self->events_size += zframe_size (frame);
    }
    zstr_free (&topic);
    zmsg_destroy (&message);
}

static void
s_take (child_lab_t *self, long wait_ms)
{
    zmq_pollitem_t items [] = { { NULL, self->log [0], ZMQ_POLLIN, 0 },
                                { zsock_resolve (self->sub), 0, ZMQ_POLLIN, 0 } };
    (void) zmq_poll (items, 2, wait_ms);
    if (items [0].revents & ZMQ_POLLIN) {
        assert (self->size < CHILD_LAB_LOG_MAX);
        ssize_t size =
            read (self->log [0], self->lines + self->size, CHILD_LAB_LOG_MAX - self->size);
        self->size += size > 0 ? (size_t) size : 0;
        self->lines [self->size] = 0;
    }
    while (zsock_events (self->sub) & ZMQ_POLLIN) {
        s_take_message (self);
    }
}

//  The next whole line that holds both words; null where there is none yet.

static const char *
s_find (child_lab_t *self, size_t *offset, const char *word, const char *other)
{
    const char *line = self->lines + *offset;
    const char *end = strchr (line, '\n');
    while (end) {
        assert (end - line < CHILD_LAB_LINE_MAX);
        memcpy (self->line, line, (size_t) (end - line));
        self->line [end - line] = 0;
        *offset = (size_t) (end + 1 - self->lines);
        if (strstr (self->line, word) && strstr (self->line, other)) {
            return self->line;
        }
        line = end + 1;
        end = strchr (line, '\n');
    }
    return NULL;
}

const char *
child_lab_wait (child_lab_t *self, size_t *offset, const char *word, const char *other,
                int64_t limit_ms)
{
    int64_t until = zclock_mono () + limit_ms;
    const char *line = s_find (self, offset, word, other);
    while (!line && zclock_mono () < until) {
        s_take (self, 50);
        line = s_find (self, offset, word, other);
    }
    return line;
}

double
child_lab_number (const char *line, const char *key)
{
    char quoted [64];
    (void) snprintf (quoted, sizeof quoted, "\"%s\":", key);
    const char *found = strstr (line, quoted);
    return found ? atof (found + strlen (quoted)) : -1;
}

bool
child_lab_has_event (child_lab_t *self, const char *name)
{
    int64_t until = zclock_mono () + 2000;
    while (!memmem (self->events, self->events_size, name, strlen (name))) {
        if (zclock_mono () >= until) {
            return false;
        }
        s_take (self, 50);
    }
    return true;
}

int
child_lab_stop (child_lab_t *self, bool *is_clean, int64_t *took_ms)
{
    int64_t begun = zclock_mono ();
    zsock_set_rcvtimeo (self->supervisor, 10000);
    zsock_set_sndtimeo (self->supervisor, 0);
    (void) zstr_send (self->supervisor, "$TERM");  //  It may have ended by itself
    int code = -1;
    char *word = zstr_recv (self->supervisor);
    while (word && !streq (word, "EXIT")) {
        zstr_free (&word);
        word = zstr_recv (self->supervisor);
    }
    if (word) {
        char *number = zstr_recv (self->supervisor);
        char *how = zstr_recv (self->supervisor);
        char *reason = zstr_recv (self->supervisor);
        code = atoi (number);
        *is_clean = streq (how, "clean");
        zstr_free (&number);
        zstr_free (&how);
        zstr_free (&reason);
    }
    zstr_free (&word);
    if (took_ms) {
        *took_ms = zclock_mono () - begun;
    }
    zactor_destroy (&self->supervisor);
    s_take (self, 100);
    return code;
}

void
child_lab_destroy (child_lab_t **self_p)
{
    child_lab_t *self = *self_p;
    zsock_destroy (&self->sub);
    (void) unlink (self->once);  //  Not every test makes it
    close (self->log [0]);
    close (self->log [1]);
    free (self->lines);
    free (self->heartbeat);
    free (self->events);
    free (self);
    *self_p = NULL;
}
