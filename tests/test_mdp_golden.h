//  test_mdp_golden - compares a frame with the golden vector of its name, or writes that
//
//  For tests alone. With VECTORS_WRITE in the environment the files are written.

#ifndef TEST_MDP_GOLDEN_H
#define TEST_MDP_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>

#include "mdp_json.h"
#include "unit.h"

enum { GOLDEN_JSON_MAX = 16384 };

//  The bytes are those of the file; or the file's are made so.

static inline void
golden_assert_file (const char *name, const char *suffix, const char *bytes, size_t size)
{
    bool is_new = getenv ("VECTORS_WRITE") != NULL;
    char path [512];
    snprintf (path, sizeof path, "%s/%s.%s", VECTORS_DIR, name, suffix);
    FILE *file = fopen (path, is_new ? "wb" : "rb");
    assert_non_null (file);
    if (is_new) {
        assert_int_equal (fwrite (bytes, 1, size, file), size);
    } else {
        char golden [GOLDEN_JSON_MAX];
        assert_int_equal (fread (golden, 1, sizeof golden, file), size);
        assert_memory_equal (bytes, golden, size);
    }
    assert_int_equal (fclose (file), 0);
}

static inline void
golden_assert (const char *name, const char *frame, size_t size)
{
    char json [GOLDEN_JSON_MAX];
    size_t json_size;
    assert_int_equal (mdp_json_print (json, sizeof json - 1, frame, size, &json_size),
                      MDP_JSON_PRINTED);
    json [json_size++] = '\n';
    golden_assert_file (name, "msgpack", frame, size);
    golden_assert_file (name, "json", json, json_size);
}

#endif
