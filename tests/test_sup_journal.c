//  Tests of sup_journal and of the sup_output that it writes to

#include "sup_journal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sup_output.h"
#include "unit.h"

enum { ALARM_S = 60 };

static const uint64_t MOMENT = 1767323045123456789u;  //  2026-01-02T03:04:05.123456

static int
s_setup (void **state)
{
    (void) state;
    (void) alarm (ALARM_S);
    return 0;
}

static int
s_teardown (void **state)
{
    (void) state;
    (void) alarm (0);
    return 0;
}

static void
s_fill (note_t *note)
{
    note_init (note, NOTE_WARNING, "something_happened");
    note_add_text (note, "gateway", "main one", 8);
    note_add_integer (note, "code", -3);
    note_add_flag (note, "cut", true);
}

static void
test_a_note_is_one_json_line (void **state)
{
    (void) state;
    note_t note;
    s_fill (&note);
    char line [1024];
    size_t size = sup_journal_print (SUP_JOURNAL_JSON, &note, MOMENT, line, sizeof line);
    const char *expected = "{\"ts\":\"2026-01-02T03:04:05.123456Z\",\"level\":\"warning\","
                           "\"event\":\"something_happened\",\"gateway\":\"main one\",\"code\":-3,"
                           "\"cut\":true}";
    assert_string_equal (line, expected);
    assert_int_equal (size, strlen (expected));
    assert_int_equal (sup_journal_print (SUP_JOURNAL_JSON, &note, MOMENT, line, size), 0);
}

static void
test_a_note_is_one_text_line (void **state)
{
    (void) state;
    note_t note;
    s_fill (&note);
    char line [1024];
    (void) sup_journal_print (SUP_JOURNAL_TEXT, &note, MOMENT, line, sizeof line);
    assert_string_equal (line, "2026-01-02T03:04:05.123456Z warning something_happened: "
                               "gateway=\"main one\" code=-3 cut=true");
    note_init (&note, NOTE_INFO, "bare");
    (void) sup_journal_print (SUP_JOURNAL_TEXT, &note, MOMENT, line, sizeof line);
    assert_string_equal (line, "2026-01-02T03:04:05.123456Z info    bare");
    (void) sup_journal_print (SUP_JOURNAL_JSON, &note, MOMENT, line, sizeof line);
    assert_non_null (strstr (line, "\"event\":\"bare\"}"));
}

static void
test_a_low_level_is_published_and_not_logged (void **state)
{
    (void) state;
    int ends [2];
    assert_int_equal (pipe2 (ends, O_NONBLOCK), 0);
    zsock_t *pub = zsock_new (ZMQ_PUB);
    zsock_t *sub = zsock_new (ZMQ_SUB);
    zsock_set_subscribe (sub, "");
    assert_int_not_equal (zsock_bind (pub, "inproc://journal"), -1);
    assert_int_not_equal (zsock_connect (sub, "inproc://journal"), -1);
    const sup_journal_config_t config = { SUP_JOURNAL_AUTO, NOTE_ERROR, ends [1] };
    sup_journal_t *journal = sup_journal_new (&config);
    sup_journal_publish_on (journal, pub, 42);
    note_t note;
    s_fill (&note);
    zsock_set_rcvtimeo (sub, 100);
    zmsg_t *message = NULL;
    for (int tries = 0; tries < 100 && !message; tries++) {
        sup_journal_write (journal, &note, MOMENT);
        message = zmsg_recv (sub);
    }
    assert_non_null (message);
    assert_int_equal (zmsg_size (message), 2);
    assert_true (zframe_streq (zmsg_first (message), "supervisor.event."));
    zframe_t *frame = zmsg_next (message);
    assert_non_null (memmem (zframe_data (frame), zframe_size (frame),
                             "\xa5"
                             "event",
                             6));
    assert_non_null (memmem (zframe_data (frame), zframe_size (frame), "something_happened", 18));
    zmsg_destroy (&message);
    char byte;
    assert_int_equal (read (ends [0], &byte, 1), -1);
    sup_journal_destroy (&journal);
    zsock_destroy (&pub);
    zsock_destroy (&sub);
    close (ends [0]);
    close (ends [1]);
}

//  Whoever reads our stdout may stop reading it.

static void
s_a_full_reader_loses_lines (int write_fd, int read_fd)
{
    sup_output_t *output = sup_output_new (write_fd);
    char line [4000];
    memset (line, 'x', sizeof line);
    line [sizeof line - 1] = '\n';
    int written = 0;
    while (sup_output_write (output, line, sizeof line) == 0) {
        written++;
    }
    assert_true (written > 10);
    assert_int_equal (sup_output_write (output, line, sizeof line), -1);
    assert_int_equal (sup_output_take_lost (output), 2);
    assert_int_equal (sup_output_take_lost (output), 0);
    static char bytes [1 << 16];
    for (int tries = 0; tries < 8; tries++) {
        assert_true (read (read_fd, bytes, sizeof bytes) > 0);
    }
    assert_int_equal (sup_output_write (output, "end\n", 4), 0);
    int flags = fcntl (read_fd, F_GETFL);
    assert_int_equal (fcntl (read_fd, F_SETFL, flags | O_NONBLOCK), 0);
    char last [4] = { 0 };
    ssize_t size = 0;
    do {
        sup_output_flush (output);
        while ((size = read (read_fd, bytes, sizeof bytes)) > 4) {
            memcpy (last, bytes + size - 4, 4);
            sup_output_flush (output);
        }
    } while (size > 0);
    assert_memory_equal (last, "end\n", 4);
    sup_output_destroy (&output);
}

static void
test_a_full_pipe_loses_lines_and_does_not_wait (void **state)
{
    (void) state;
    int ends [2];
    assert_int_equal (pipe (ends), 0);
    (void) fcntl (ends [1], F_SETPIPE_SZ, 1 << 20);
    s_a_full_reader_loses_lines (ends [1], ends [0]);
    assert_false (fcntl (ends [1], F_GETFL) & O_NONBLOCK);
    close (ends [0]);
    close (ends [1]);
}

static void
test_a_closed_reader_kills_nobody (void **state)
{
    (void) state;
    int ends [2];
    assert_int_equal (pipe (ends), 0);
    sup_output_t *output = sup_output_new (ends [1]);
    close (ends [0]);
    assert_int_equal (sup_output_write (output, "gone\n", 5), -1);
    sup_output_destroy (&output);
    close (ends [1]);
    assert_int_equal (socketpair (AF_UNIX, SOCK_STREAM, 0, ends), 0);
    output = sup_output_new (ends [1]);
    assert_int_equal (sup_output_write (output, "here\n", 5), 0);
    close (ends [0]);
    assert_int_equal (sup_output_write (output, "gone\n", 5), -1);
    sup_output_destroy (&output);
    close (ends [1]);
    output = sup_output_new (ends [1]);
    assert_int_equal (sup_output_write (output, "closed\n", 7), -1);
    assert_int_equal (sup_output_take_lost (output), 1);
    sup_output_destroy (&output);
}

static void
test_lost_lines_are_told_when_there_is_room_again (void **state)
{
    (void) state;
    int ends [2];
    assert_int_equal (pipe2 (ends, O_NONBLOCK), 0);
    const sup_journal_config_t config = { SUP_JOURNAL_JSON, NOTE_DEBUG, ends [1] };
    sup_journal_t *journal = sup_journal_new (&config);
    note_t note;
    s_fill (&note);
    for (int count = 0; count < 20000; count++) {
        sup_journal_write (journal, &note, MOMENT);
    }
    static char bytes [2 * SUP_OUTPUT_ROOM];
    while (read (ends [0], bytes, sizeof bytes) > 0) {
    }
    sup_journal_write (journal, &note, MOMENT);
    size_t size = 0;
    for (ssize_t rc = 1; rc > 0; size += (size_t) rc) {
        sup_journal_flush (journal);
        rc = read (ends [0], bytes + size, sizeof bytes - 1 - size);
        rc = rc > 0 ? rc : 0;
    }
    bytes [size] = 0;
    assert_non_null (strstr (bytes, "\"event\":\"supervisor_log_lines_lost\",\"lines\":1"));
    sup_journal_destroy (&journal);
    close (ends [0]);
    close (ends [1]);
}

int
main (void)
{
    (void) setenv ("ZSYS_SIGHANDLER", "false", 1);
    (void) signal (SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_note_is_one_json_line),
        UNIT_FIXTURE (test_a_note_is_one_text_line),
        UNIT_FIXTURE (test_a_low_level_is_published_and_not_logged),
        UNIT_FIXTURE (test_a_full_pipe_loses_lines_and_does_not_wait),
        UNIT_FIXTURE (test_a_closed_reader_kills_nobody),
        UNIT_FIXTURE (test_lost_lines_are_told_when_there_is_room_again),
    };
    return UNIT_RUN ("sup_journal", tests);
}
