//  Tests of note: what is packed is read back, and bytes of others are never trusted

#include "mdp_write.h"
#include "note.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
s_add_text (note_t *note, const char *key, const char *text)
{
    note_add_text (note, key, text, strlen (text));
}

static void
s_fill (note_t *note)
{
    note_init (note, NOTE_WARNING, "bybit_connector_stale_connection_detected");
    s_add_text (note, "gateway", "bybit linear");
    note_add_integer (note, "pid", -42);
    note_add_real (note, "seconds_since_last_event", 60.5);
    note_add_flag (note, "connected", true);
}

//  Pack and read back; -1 where that is refused.

static int
s_carry (const note_t *note, note_t *copy)
{
    char frame [NOTE_FRAME_MAX];
    size_t size = note_pack (note, frame, sizeof frame);
    assert_true (size > 0);
    return note_unpack (copy, frame, size);
}

static void
test_prints_fields_as_json_and_as_words (void **state)
{
    (void) state;
    note_t note;
    s_fill (&note);
    char text [NOTE_PRINT_MAX];
    size_t size = note_print_json (&note, text, sizeof text);
    assert_string_equal (text, "\"gateway\":\"bybit linear\",\"pid\":-42,"
                               "\"seconds_since_last_event\":60.5,\"connected\":true");
    assert_int_equal (size, strlen (text));
    size = note_print_text (&note, text, sizeof text);
    assert_string_equal (text, "gateway=\"bybit linear\" pid=-42 "
                               "seconds_since_last_event=60.5 connected=true");
    assert_int_equal (size, strlen (text));
    assert_int_equal (note_print_text (&note, text, 20), 0);
    assert_string_equal (text, "");
}

static void
test_reads_back_what_it_packs (void **state)
{
    (void) state;
    note_t note;
    note_t copy;
    s_fill (&note);
    assert_int_equal (s_carry (&note, &copy), 0);
    assert_int_equal (copy.level, NOTE_WARNING);
    assert_string_equal (copy.event, note.event);
    char text [NOTE_PRINT_MAX];
    char copied [NOTE_PRINT_MAX];
    note_print_json (&note, text, sizeof text);
    note_print_json (&copy, copied, sizeof copied);
    assert_string_equal (text, copied);
    assert_ptr_equal (copy.fields [0].key, copy.keys [0]);
}

static void
test_writes_bytes_that_are_no_text_in_hexadecimal (void **state)
{
    (void) state;
    note_t note;
    note_init (&note, NOTE_INFO, "e");
    note_add_text (&note, "a", "caf\xc3\xa9 \xff\x00\n\x1b[31m", 14);
    assert_string_equal (note.fields [0].text, "caf\xc3\xa9 \\xff\\x00\\x0a\\x1b[31m");
    note_t copy;
    assert_int_equal (s_carry (&note, &copy), 0);
    assert_string_equal (copy.fields [0].text, note.fields [0].text);
}

static void
test_cuts_long_text_between_characters (void **state)
{
    (void) state;
    char long_text [3000];
    for (size_t index = 0; index < sizeof long_text; index += 3) {
        memcpy (long_text + index, "\xe2\x82\xac", 3);
    }
    note_t note;
    note_init (&note, NOTE_INFO, "e");
    s_add_text (&note, "short", "ab");
    note_add_text (&note, "long", long_text, sizeof long_text);
    s_add_text (&note, "late", "word");
    s_add_text (&note, "empty", "");
    const char *cut = note.fields [1].text;
    assert_int_equal (strlen (cut) % 3, 0);
    assert_string_equal (cut + strlen (cut) - 6, "\xe2\x82\xac\xe2\x80\xa6");
    assert_string_equal (note.fields [0].text, "ab");
    assert_string_equal (note.fields [3].text, "");
    assert_true (note.used <= NOTE_TEXT_MAX);
    note_t copy;
    assert_int_equal (s_carry (&note, &copy), 0);
    for (size_t index = 0; index < note.count; index++) {
        assert_string_equal (copy.fields [index].text, note.fields [index].text);
    }
}

static void
test_the_largest_note_can_be_packed_and_printed (void **state)
{
    (void) state;
    static const char *const KEYS [NOTE_FIELDS_MAX + 1] = { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                                            "b",
                                                            "c",
                                                            "d",
                                                            "e",
                                                            "f",
                                                            "g",
                                                            "h",
                                                            "i",
                                                            "j",
                                                            "k",
                                                            "l",
                                                            "m",
                                                            "n",
                                                            "o",
                                                            "p",
                                                            "one_too_many" };
    char bytes [2000];
    memset (bytes, 1, sizeof bytes);
    note_t note;
    note_init (&note, NOTE_DEBUG, "e");
    for (size_t index = 0; index <= NOTE_FIELDS_MAX; index++) {
        note_add_text (&note, KEYS [index], bytes, index == 0 ? 50 : sizeof bytes);
    }
    assert_int_equal (note.count, NOTE_FIELDS_MAX);
    note_t copy;
    assert_int_equal (s_carry (&note, &copy), 0);
    char text [NOTE_PRINT_MAX];
    assert_true (note_print_json (&note, text, sizeof text) > 0);
    assert_true (note_print_text (&note, text, sizeof text) > 0);
}

static void
test_a_real_that_is_no_number_prints_as_null (void **state)
{
    (void) state;
    note_t note;
    note_init (&note, NOTE_INFO, "e");
    note_add_real (&note, "x", (double) NAN);
    note_t copy;
    assert_int_equal (s_carry (&note, &copy), 0);
    char text [64];
    note_print_json (&copy, text, sizeof text);
    assert_string_equal (text, "\"x\":null");
}

static void
test_a_field_cannot_pose_as_a_key_of_the_message (void **state)
{
    (void) state;
    note_t note;
    note_init (&note, NOTE_INFO, "e");
    note_add_integer (&note, "epoch", 7);
    note_add_integer (&note, "code", 9);
    mdp_stamp_t stamp = { .epoch = 1, .seq = 2, .ts_pub = 3 };
    char frame [NOTE_FRAME_MAX];
    size_t size = note_pack_message (&note, &stamp, frame, sizeof frame);
    assert_true (size > 0);
    assert_int_equal ((unsigned char) frame [0], 0x80 | 9);  //  Six, event, level, code
    assert_int_equal (note_pack_message (&note, &stamp, frame, size - 1), 0);
}

//  Begin a map with an event and a level, and room for more.

static void
s_write_head (mdp_write_t *write, char *frame, size_t more)
{
    mdp_write_init (write, frame, NOTE_FRAME_MAX);
    mdp_write_map (write, 2 + more);
    mdp_write_key_word (write, "event", "e");
    mdp_write_key_word (write, "level", "info");
}

static int
s_unpack (const mdp_write_t *write)
{
    note_t note;
    return note_unpack (&note, write->frame, mdp_write_size (write));
}

static void
test_refuses_bytes_that_are_no_note (void **state)
{
    (void) state;
    char frame [NOTE_FRAME_MAX];
    mdp_write_t write;
    s_write_head (&write, frame, 0);
    assert_int_equal (s_unpack (&write), 0);

    s_write_head (&write, frame, 1);
    mdp_write_key_word (&write, "a key with blanks", "x");
    assert_int_equal (s_unpack (&write), -1);
    s_write_head (&write, frame, 2);
    mdp_write_key_int (&write, "twice", 1);
    mdp_write_key_int (&write, "twice", 2);
    assert_int_equal (s_unpack (&write), -1);
    s_write_head (&write, frame, 1);
    mdp_write_key_word (&write, "level", "info");
    assert_int_equal (s_unpack (&write), -1);
    s_write_head (&write, frame, 1);
    mdp_write_key (&write, "list");
    mdp_write_array (&write, 0);
    assert_int_equal (s_unpack (&write), -1);
    s_write_head (&write, frame, 1);
    mdp_write_key_uint (&write, "big", UINT64_MAX);
    assert_int_equal (s_unpack (&write), -1);
    s_write_head (&write, frame, 1);
    mdp_write_key_int (&write, "a_key_that_is_longer_than_any_key_may_be", 1);
    assert_int_equal (s_unpack (&write), -1);
    mdp_write_init (&write, frame, sizeof frame);
    mdp_write_map (&write, 1);
    mdp_write_key_word (&write, "event", "e");
    assert_int_equal (s_unpack (&write), -1);
}

static void
test_no_cut_or_changed_byte_crashes_it (void **state)
{
    (void) state;
    note_t note;
    s_fill (&note);
    char frame [NOTE_FRAME_MAX];
    size_t size = note_pack (&note, frame, sizeof frame);
    note_t copy;
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_equal (note_unpack (&copy, frame, cut), -1);
        assert_int_equal (note_pack (&note, frame, cut), 0);
        note_pack (&note, frame, sizeof frame);
        for (int value = 0; value < 256; value++) {
            char kept = frame [cut];
            frame [cut] = (char) value;
            (void) note_unpack (&copy, frame,
                                size);  //  Whether it is still a note is not the point
            frame [cut] = kept;
        }
    }
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_prints_fields_as_json_and_as_words),
        cmocka_unit_test (test_reads_back_what_it_packs),
        cmocka_unit_test (test_writes_bytes_that_are_no_text_in_hexadecimal),
        cmocka_unit_test (test_cuts_long_text_between_characters),
        cmocka_unit_test (test_the_largest_note_can_be_packed_and_printed),
        cmocka_unit_test (test_a_real_that_is_no_number_prints_as_null),
        cmocka_unit_test (test_a_field_cannot_pose_as_a_key_of_the_message),
        cmocka_unit_test (test_refuses_bytes_that_are_no_note),
        cmocka_unit_test (test_no_cut_or_changed_byte_crashes_it),
    };
    return UNIT_RUN ("note", tests);
}
