//  Tests of sup_console: a pipe whose reader stalls holds up nobody, and what it misses is counted

#include "sup_console.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sup_output.h"
#include "unit.h"

enum { ALARM_S = 30, TEXT_MAX = 4 << 20, LINE_SIZE = 1000 };

typedef struct {
    int ends [2];
    sup_console_t *console;
    char *text;  //  What came out, terminated
    size_t size;
} fixture_t;

static int
s_setup (void **state)
{
    (void) alarm (ALARM_S);  //  Who waits for the reader ends with the test
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->text = calloc (1, TEXT_MAX);
    assert_non_null (self->text);
    assert_int_equal (pipe2 (self->ends, O_CLOEXEC), 0);
    assert_int_equal (fcntl (self->ends [0], F_SETFL, O_NONBLOCK), 0);
    self->console = sup_console_new (self->ends [1]);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    sup_console_destroy (&self->console);
    close (self->ends [0]);
    close (self->ends [1]);
    free (self->text);
    free (self);
    (void) alarm (0);
    return 0;
}

//  Read all that is there and all that waits for it.

static const char *
s_read (fixture_t *self)
{
    ssize_t size = 0;
    do {
        sup_console_flush (self->console);
        size = read (self->ends [0], self->text + self->size, TEXT_MAX - self->size - 1);
        self->size += size > 0 ? (size_t) size : 0;
    } while (size > 0);
    return self->text;
}

static void
test_a_line_is_told_after_our_name (void **state)
{
    fixture_t *self = *state;
    sup_console_say (self->console, "asked for %d", 7);
    sup_console_pass (self->console, "one\ntwo");
    assert_string_equal (s_read (self), "tickgated: asked for 7\none\ntwo\n");
}

static void
test_a_line_of_any_size_is_told_whole (void **state)
{
    fixture_t *self = *state;
    const size_t size = 10 * SUP_OUTPUT_LINE_MAX + 1;
    char *line = calloc (1, size + 1);
    assert_non_null (line);
    memset (line, 'x', size);
    sup_console_pass (self->console, line);
    assert_int_equal (strlen (s_read (self)), size + 1);
    assert_int_equal (strspn (self->text, "x"), size);
    free (line);
}

static void
test_a_reader_that_stalls_holds_up_nobody_and_is_told_what_it_missed (void **state)
{
    fixture_t *self = *state;
    char line [LINE_SIZE + 1];
    memset (line, 'x', LINE_SIZE);
    line [LINE_SIZE - 1] = '\n';
    line [LINE_SIZE] = 0;
    const unsigned long count = 2 * SUP_OUTPUT_ROOM / LINE_SIZE;
    for (unsigned long index = 0; index < count; index++) {
        sup_console_pass (self->console, line);
    }
    sup_console_flush (self->console);
    sup_console_flush (self->console);
    const char *told = strstr (s_read (self), "tickgated: ");
    assert_non_null (told);
    char *end = NULL;
    unsigned long lost = strtoul (told + strlen ("tickgated: "), &end, 10);
    assert_string_equal (end, " lines found no room on stderr and are lost\n");
    assert_int_equal ((size_t) (told - self->text), (count - lost) * LINE_SIZE);
    assert_true (lost > 0);
}

static void
test_the_flags_of_what_is_shared_stay (void **state)
{
    fixture_t *self = *state;
    sup_console_say (self->console, "a word");
    assert_int_equal (fcntl (self->ends [1], F_GETFL) & O_NONBLOCK, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_line_is_told_after_our_name),
        UNIT_FIXTURE (test_a_line_of_any_size_is_told_whole),
        UNIT_FIXTURE (test_a_reader_that_stalls_holds_up_nobody_and_is_told_what_it_missed),
        UNIT_FIXTURE (test_the_flags_of_what_is_shared_stay),
    };
    return UNIT_RUN ("sup_console", tests);
}
