//  Tests of sup_stderr

#include "sup_stderr.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

typedef struct {
    sup_stderr_t *lines;
    size_t count;
    uint64_t suppressed;
    size_t size;  //  Of the last line
    bool is_cut;
    char last [SUP_STDERR_LINE_MAX + 1];
} fixture_t;

static void
s_on_line (void *arg, const sup_stderr_line_t *line)
{
    fixture_t *self = arg;
    if (line->suppressed > 0) {
        self->suppressed += line->suppressed;
        return;
    }
    self->count++;
    assert_in_range (line->size, 1, SUP_STDERR_LINE_MAX);
    self->size = line->size;
    self->is_cut = line->is_cut;
    memcpy (self->last, line->text, line->size);
    self->last [line->size] = 0;
}

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->lines = sup_stderr_new (s_on_line, self);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    sup_stderr_destroy (&self->lines);
    assert_null (self->lines);
    free (self);
    return 0;
}

static void
s_take (fixture_t *self, const char *text, int64_t now_ms)
{
    sup_stderr_take (self->lines, text, strlen (text), now_ms);
}

static void
test_a_line_may_come_in_pieces (void **state)
{
    fixture_t *self = *state;
    s_take (self, "on", 0);
    s_take (self, "e li", 0);
    assert_int_equal (self->count, 0);
    s_take (self, "ne\r\n\n\ntwo\nthr", 0);
    assert_int_equal (self->count, 2);
    assert_string_equal (self->last, "two");
    sup_stderr_end (self->lines, 0);
    assert_int_equal (self->count, 3);
    assert_string_equal (self->last, "thr");
}

static void
test_a_line_too_long_is_cut_and_its_rest_skipped (void **state)
{
    fixture_t *self = *state;
    for (int piece = 0; piece < 100; piece++) {
        s_take (self, "0123456789012345678901234567890123456789012345678901234567890123456789", 0);
    }
    s_take (self, "\nnext\n", 0);
    assert_int_equal (self->count, 2);
    assert_string_equal (self->last, "next");
    assert_false (self->is_cut);
    for (size_t piece = 0; piece < SUP_STDERR_LINE_MAX; piece++) {
        s_take (self, "x", 0);
    }
    s_take (self, "\n", 0);
    assert_int_equal (self->size, SUP_STDERR_LINE_MAX);
    assert_false (self->is_cut);
}

static void
test_cut_lines_are_marked (void **state)
{
    fixture_t *self = *state;
    char *text = calloc (1, SUP_STDERR_LINE_MAX + 3);
    memset (text, 'y', SUP_STDERR_LINE_MAX + 1);
    text [SUP_STDERR_LINE_MAX + 1] = '\n';
    s_take (self, text, 0);
    free (text);
    assert_int_equal (self->size, SUP_STDERR_LINE_MAX);
    assert_true (self->is_cut);
}

static void
test_any_bytes_may_come (void **state)
{
    fixture_t *self = *state;
    char bytes [256];
    for (size_t byte = 0; byte < sizeof bytes; byte++) {
        bytes [byte] = (char) byte;
    }
    sup_stderr_take (self->lines, bytes, sizeof bytes, 0);
    sup_stderr_end (self->lines, 0);
    assert_int_equal (self->count, 2);
    assert_int_equal (self->size, 256 - '\n' - 1);
}

static void
test_a_flood_is_counted_and_not_told (void **state)
{
    fixture_t *self = *state;
    for (int line = 0; line < 10000; line++) {
        s_take (self, "flood\n", 5000);
    }
    assert_int_equal (self->count, SUP_STDERR_RATE);
    assert_int_equal (self->suppressed, 0);
    sup_stderr_tick (self->lines, 5999);
    assert_int_equal (self->suppressed, 0);
    sup_stderr_tick (self->lines, 6000);
    assert_int_equal (self->suppressed, 10000 - SUP_STDERR_RATE);
    s_take (self, "again\n", 6001);
    assert_int_equal (self->count, SUP_STDERR_RATE + 1);
}

static void
test_the_end_tells_what_was_left_out (void **state)
{
    fixture_t *self = *state;
    for (int line = 0; line < SUP_STDERR_RATE + 3; line++) {
        s_take (self, "flood\n", 5000);
    }
    sup_stderr_end (self->lines, 5001);
    assert_int_equal (self->suppressed, 3);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_line_may_come_in_pieces),
        UNIT_FIXTURE (test_a_line_too_long_is_cut_and_its_rest_skipped),
        UNIT_FIXTURE (test_cut_lines_are_marked),
        UNIT_FIXTURE (test_any_bytes_may_come),
        UNIT_FIXTURE (test_a_flood_is_counted_and_not_told),
        UNIT_FIXTURE (test_the_end_tells_what_was_left_out),
    };
    return UNIT_RUN ("sup_stderr", tests);
}
