//  Tests of mdp_write: the bytes of the msgpack specification, on both sides of every limit.

#include "mdp_write.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

enum { FRAME_MAX = 200000 };

typedef struct {
    mdp_write_t write;
    char *frame;
} fixture_t;

static int
s_setup (void **state)
{
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->frame = malloc (FRAME_MAX);
    assert_non_null (self->frame);
    mdp_write_init (&self->write, self->frame, FRAME_MAX);
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    free (self->frame);
    free (self);
    return 0;
}

//  All that was written begins with these bytes; begin anew.

static void
s_expect (fixture_t *self, const char *bytes, size_t size, size_t size_of_all)
{
    assert_int_equal (mdp_write_size (&self->write), size_of_all);
    assert_memory_equal (self->frame, bytes, size);
    mdp_write_init (&self->write, self->frame, FRAME_MAX);
}

static void
s_expect_uint (fixture_t *self, uint64_t value, const char *bytes, size_t size)
{
    mdp_write_uint (&self->write, value);
    s_expect (self, bytes, size, size);
    if (value <= INT64_MAX) {
        mdp_write_int (&self->write, (int64_t) value);
        s_expect (self, bytes, size, size);
    }
}

static void
test_writes_unsigned_integers_as_short_as_can_be (void **state)
{
    s_expect_uint (*state, 0, "\x00", 1);
    s_expect_uint (*state, 127, "\x7f", 1);
    s_expect_uint (*state, 128, "\xcc\x80", 2);
    s_expect_uint (*state, 255, "\xcc\xff", 2);
    s_expect_uint (*state, 256, "\xcd\x01\x00", 3);
    s_expect_uint (*state, 65535, "\xcd\xff\xff", 3);
    s_expect_uint (*state, 65536, "\xce\x00\x01\x00\x00", 5);
    s_expect_uint (*state, UINT32_MAX, "\xce\xff\xff\xff\xff", 5);
    s_expect_uint (*state, 4294967296, "\xcf\x00\x00\x00\x01\x00\x00\x00\x00", 9);
    s_expect_uint (*state, UINT64_MAX, "\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 9);
}

static void
s_expect_int (fixture_t *self, int64_t value, const char *bytes, size_t size)
{
    mdp_write_int (&self->write, value);
    s_expect (self, bytes, size, size);
}

static void
test_writes_negative_integers_as_short_as_can_be (void **state)
{
    s_expect_int (*state, -1, "\xff", 1);
    s_expect_int (*state, -32, "\xe0", 1);
    s_expect_int (*state, -33, "\xd0\xdf", 2);
    s_expect_int (*state, INT8_MIN, "\xd0\x80", 2);
    s_expect_int (*state, INT8_MIN - 1, "\xd1\xff\x7f", 3);
    s_expect_int (*state, INT16_MIN, "\xd1\x80\x00", 3);
    s_expect_int (*state, INT16_MIN - 1, "\xd2\xff\xff\x7f\xff", 5);
    s_expect_int (*state, INT32_MIN, "\xd2\x80\x00\x00\x00", 5);
    s_expect_int (*state, (int64_t) INT32_MIN - 1, "\xd3\xff\xff\xff\xff\x7f\xff\xff\xff", 9);
    s_expect_int (*state, INT64_MIN, "\xd3\x80\x00\x00\x00\x00\x00\x00\x00", 9);
}

static void
test_writes_doubles_and_truth (void **state)
{
    fixture_t *self = *state;
    mdp_write_float64 (&self->write, -1.5);
    mdp_write_bool (&self->write, true);
    mdp_write_bool (&self->write, false);
    s_expect (self, "\xcb\xbf\xf8\x00\x00\x00\x00\x00\x00\xc3\xc2", 11, 11);
}

static void
s_expect_text (fixture_t *self, size_t size, const char *head, size_t head_size)
{
    char *text = calloc (1, size + 1);
    assert_non_null (text);
    memset (text, 'x', size);
    mdp_write_text (&self->write, (mdp_text_t){ .chars = text, .size = size });
    if (size > 0) {
        assert_memory_equal (self->frame + head_size, text, size);
    }
    s_expect (self, head, head_size, head_size + size);
    free (text);
}

static void
test_writes_texts_of_every_form (void **state)
{
    s_expect_text (*state, 0, "\xa0", 1);
    s_expect_text (*state, 31, "\xbf", 1);
    s_expect_text (*state, 32, "\xd9\x20", 2);
    s_expect_text (*state, 255, "\xd9\xff", 2);
    s_expect_text (*state, 256, "\xda\x01\x00", 3);
    s_expect_text (*state, 65535, "\xda\xff\xff", 3);
    s_expect_text (*state, 65536, "\xdb\x00\x01\x00\x00", 5);
}

static void
s_expect_heads (fixture_t *self, size_t count, const char *map, const char *array, size_t size)
{
    mdp_write_map (&self->write, count);
    s_expect (self, map, size, size);
    mdp_write_array (&self->write, count);
    s_expect (self, array, size, size);
}

static void
test_writes_maps_and_arrays_of_every_form (void **state)
{
    s_expect_heads (*state, 0, "\x80", "\x90", 1);
    s_expect_heads (*state, 15, "\x8f", "\x9f", 1);
    s_expect_heads (*state, 16, "\xde\x00\x10", "\xdc\x00\x10", 3);
    s_expect_heads (*state, 65535, "\xde\xff\xff", "\xdc\xff\xff", 3);
    s_expect_heads (*state, 65536, "\xdf\x00\x01\x00\x00", "\xdd\x00\x01\x00\x00", 5);
}

static void
test_remembers_what_did_not_fit (void **state)
{
    fixture_t *self = *state;
    mdp_write_init (&self->write, self->frame, 9);
    mdp_write_float64 (&self->write, 0.5);
    assert_int_equal (mdp_write_size (&self->write), 9);
    mdp_write_bool (&self->write, true);
    assert_int_equal (mdp_write_size (&self->write), 0);
    mdp_write_init (&self->write, self->frame, 8);
    mdp_write_float64 (&self->write, 0.5);
    mdp_write_bool (&self->write, true);  //  It would, and must not take its place
    assert_int_equal (mdp_write_size (&self->write), 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_writes_unsigned_integers_as_short_as_can_be),
        UNIT_FIXTURE (test_writes_negative_integers_as_short_as_can_be),
        UNIT_FIXTURE (test_writes_doubles_and_truth),
        UNIT_FIXTURE (test_writes_texts_of_every_form),
        UNIT_FIXTURE (test_writes_maps_and_arrays_of_every_form),
        UNIT_FIXTURE (test_remembers_what_did_not_fit),
    };
    return UNIT_RUN ("mdp_write", tests);
}
