//  child_stub - a child that knows no markets: it beats, and does what the test tells it to

#include "child_stub.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "beat.h"
#include "sup_child_main.h"

//  The thread sanitizer makes every process take a second to exit; a child has
//  less in these tests.

const char *__tsan_default_options (void);

const char *
__tsan_default_options (void)
{
    return "atexit_sleep_ms=0";
}

enum { TURN_MS = 50, CONNECT_BEATS = 6, FLOOD_LINES = 10000, TEXT_MAX = 512 };

typedef struct {
    zsock_t *pipe;
    const char *text;
    uint64_t beats;
    uint64_t memo;   //  As we were told, and one more
    int64_t due_at;  //  When to do it; -1 before the start and after it was done
    bool is_hearing;
    bool terminated;
} self_t;

static bool
s_has (const char *text, const char *word)
{
    const char *found = strstr (text, word);
    size_t size = strlen (word);
    while (found) {
        bool is_begun = found == text || found [-1] == ' ';
        if (is_begun && (found [size] == 0 || found [size] == ' ' || word [size - 1] == '=')) {
            return true;
        }
        found = strstr (found + 1, word);
    }
    return false;
}

static int
s_number (const char *text, const char *word)
{
    return s_has (text, word) ? atoi (strstr (text, word) + strlen (word)) : 0;
}

//  True the first time for a file.

static bool
s_is_first (const char *text)
{
    char path [TEXT_MAX] = "";
    if (s_has (text, "once=") && sscanf (strstr (text, "once=") + 5, "%511s", path) == 1) {
        if (access (path, F_OK) == 0) {
            return false;
        }
        FILE *file = fopen (path, "w");
        assert (file);
        fclose (file);
    }
    return true;
}

static void
s_write_stderr (const char *text)
{
    if (s_has (text, "line")) {
        (void) fprintf (stderr, "one line of stderr\n");
    }
    if (s_has (text, "binary")) {
        for (int byte = 0; byte < 256; byte++) {
            (void) fputc (byte, stderr);
        }
        (void) fputc ('\n', stderr);
    }
    for (int line = 0; s_has (text, "flood") && line < FLOOD_LINES; line++) {
        (void) fprintf (stderr, "line %05d: %0100d\n", line, 0);
    }
}

static void
s_tell (self_t *self)
{
    if (s_has (self->text, "note")) {
        note_t note;
        note_init (&note, NOTE_WARNING, "bybit_connector_json_decode_error");
        note_add_integer (&note, "offset", 17);
        note_add_integer (&note, "memo", (int64_t) self->memo);
        int rc = beat_send_note (self->pipe, &note);
        assert (rc == 0);
    }
    if (s_has (self->text, "fail=")) {
        int rc = beat_send_fail (self->pipe, s_number (self->text, "fail="), "port taken: stub");
        assert (rc == 0);
        self->terminated = true;
    }
}

static void
s_do (self_t *self)
{
    self->due_at = -1;
    if (!s_is_first (self->text)) {
        return;
    }
    s_write_stderr (self->text);
    s_tell (self);
    if (s_has (self->text, "return")) {
        self->terminated = true;
    }
    if (s_has (self->text, "abort")) {
        abort ();
    }
    if (s_has (self->text, "exit=")) {
        _exit (s_number (self->text, "exit="));
    }
    if (s_has (self->text, "stop")) {
        (void) raise (SIGSTOP);
    }
    if (s_has (self->text, "stubborn")) {
        (void) signal (SIGTERM, SIG_IGN);
    }
    while (s_has (self->text, "hang") || s_has (self->text, "stubborn")) {
        zclock_sleep (100);
    }
    if (s_has (self->text, "doze=")) {
        zclock_sleep (s_number (self->text, "doze="));
    }
    self->is_hearing = !s_has (self->text, "deaf");
}

//  Show a wish, so that a test can see it.

static void
s_on_wish (self_t *self, beat_order_t *order)
{
    if (order->wish) {
        note_t note;
        note_init (&note, NOTE_INFO, "stub_was_asked");
        note_add_text (&note, "wish", order->wish, order->wish_size);
        int rc = beat_send_note (self->pipe, &note);
        assert (rc == 0);
    }
    free (order->wish);
}

static void
s_hear (self_t *self)
{
    beat_order_t order;
    switch (beat_recv_order (self->pipe, &order)) {
        case BEAT_ORDER_RELOAD:
            s_on_wish (self, &order);
            break;
        case BEAT_ORDER_START:
            assert (order.epoch > 0);
            self->memo = order.memo + 1;
            self->due_at = zclock_mono () + s_number (self->text, "after=");
            s_on_wish (self, &order);
            break;
        case BEAT_ORDER_TERM:
            self->terminated = self->terminated || self->is_hearing;
            break;
        case BEAT_ORDER_NONE:
        case BEAT_ORDER_ALIEN:
            break;
    }
}

void
child_stub_actor (zsock_t *pipe, void *args)
{
    self_t self = { .pipe = pipe, .text = args, .due_at = -1, .is_hearing = true };
    if (s_has (self.text, "mute")) {
        return;
    }
    zsock_signal (pipe, 0);
    while (!self.terminated) {
        const beat_t beat = {
            .is_connected = s_has (self.text, "connected") && self.beats > CONNECT_BEATS,
            .is_simulated = true,
            .event_age_ms = s_has (self.text, "event") ? 0 : -1,
            .events = ++self.beats,
            .queue_size = 3,
            .memo = self.memo,
        };
        (void) beat_send (pipe, &beat);  //  A full pipe has enough of them
        zmq_pollitem_t item = { zsock_resolve (pipe), 0, ZMQ_POLLIN, 0 };
        (void) zmq_poll (&item, 1, TURN_MS);
        s_hear (&self);
        if (self.due_at != -1 && zclock_mono () >= self.due_at) {
            s_do (&self);
        }
    }
}

static void
s_litter (const char *endpoint)
{
    char path [TEXT_MAX];
    (void) snprintf (path, sizeof path, "%s", endpoint + strlen ("ipc://"));
    strcpy (strrchr (path, '/'), "/litter");
    FILE *file = fopen (path, "w");
    assert (file);
    fclose (file);
}

static int
s_run (zsock_t *pipe, const char *name, const char *config, size_t config_size)
{
    assert (strlen (config) == config_size);
    if (s_has (config, "litter")) {
        char *endpoint = zsock_last_endpoint (pipe);
        s_litter (endpoint);
        zstr_free (&endpoint);
    }
    assert (name [0] != 0);
    child_stub_actor (pipe, (void *) (uintptr_t) config);
    return 0;
}

void
child_stub_main (int argc, char **argv)
{
    if (sup_child_main_is_meant (argc, argv)) {
        exit (sup_child_main (argc, argv, s_run));
    }
}
