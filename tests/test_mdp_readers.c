//  Tests of the reader scripts: each frame is what the packers make of the message beside it
//
//  proto/vectors/readers holds the scripts. With VECTORS_WRITE in the environment
//  the frames are written into them instead.

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "test_mdp_readers_pack.h"

enum { SCRIPT_MAX = 262144 };

static const char FRAME_KEY [] = "\"frame\": \"";

//  A script as it was, with the frames of its messages: all but those stays as it is written.

typedef struct {
    char text [SCRIPT_MAX];
    size_t size;
} script_t;

static void
s_append (script_t *script, const char *chars, size_t size)
{
    assert_true (size < SCRIPT_MAX - script->size);
    memcpy (script->text + script->size, chars, size);
    script->size += size;
    script->text [script->size] = '\0';
}

static void
s_append_hex (script_t *script, const char *bytes, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        char pair [3];
        snprintf (pair, sizeof pair, "%02x", (unsigned) (unsigned char) bytes [index]);
        s_append (script, pair, 2);
    }
}

//  The script with each frame packed anew from its message.

static void
s_frame_script (const script_t *script, script_t *framed)
{
    yyjson_doc *json = yyjson_read (script->text, script->size, YYJSON_READ_NUMBER_AS_RAW);
    assert_non_null (json);
    yyjson_val *steps = yyjson_obj_get (yyjson_doc_get_root (json), "steps");
    const char *rest = script->text;
    for (size_t index = 0; index < yyjson_arr_size (steps); index++) {
        yyjson_val *message = yyjson_obj_get (yyjson_arr_get (steps, index), "message");
        if (!message) {
            continue;
        }
        char frame [FRAME_MAX];
        size_t size = s_pack (frame, message);
        assert_in_range (size, 1, FRAME_MAX);
        const char *place = strstr (rest, FRAME_KEY);
        assert_non_null (place);
        place += strlen (FRAME_KEY);
        s_append (framed, rest, (size_t) (place - rest));
        s_append_hex (framed, frame, size);
        rest = strchr (place, '"');
        assert_non_null (rest);
    }
    assert_null (strstr (rest, FRAME_KEY));
    s_append (framed, rest, strlen (rest));
    yyjson_doc_free (json);
}

static void
s_assert_script (const char *name)
{
    script_t *script = calloc (2, sizeof *script);
    assert_non_null (script);
    script_t *framed = script + 1;
    char path [512];
    snprintf (path, sizeof path, "%s/readers/%s", VECTORS_DIR, name);
    FILE *file = fopen (path, "rb");
    assert_non_null (file);
    script->size = fread (script->text, 1, SCRIPT_MAX - 1, file);
    script->text [script->size] = '\0';
    assert_true (feof (file));
    assert_int_equal (fclose (file), 0);
    s_frame_script (script, framed);
    if (getenv ("VECTORS_WRITE")) {
        file = fopen (path, "wb");
        assert_non_null (file);
        assert_int_equal (fwrite (framed->text, 1, framed->size, file), framed->size);
        assert_int_equal (fclose (file), 0);
    } else {
        assert_string_equal (script->text, framed->text);
    }
    free (script);
}

static void
test_each_frame_is_what_its_message_packs_to (void **state)
{
    (void) state;
    DIR *directory = opendir (VECTORS_DIR "/readers");
    assert_non_null (directory);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir (directory));) {
        const char *suffix = strrchr (entry->d_name, '.');
        if (suffix && strcmp (suffix, ".json") == 0) {
            print_message ("%s\n", entry->d_name);
            s_assert_script (entry->d_name);
            count++;
        }
    }
    assert_int_equal (closedir (directory), 0);
    assert_true (count > 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_each_frame_is_what_its_message_packs_to),
    };
    return UNIT_RUN ("mdp_readers", tests);
}
