//  test_tgc_files - reads the golden vectors and the reader scripts, for tests alone

#ifndef TEST_TGC_FILES_H
#define TEST_TGC_FILES_H

#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <yyjson.h>

enum { FILES_MAX = 256, FILE_PATH_MAX = 512, FRAME_MAX = 65536 };

//  The names in a folder that end so, without the ending.
typedef struct {
    char names [FILES_MAX][128];
    size_t count;
} files_t;

static inline void
files_find (files_t *self, const char *folder, const char *ending)
{
    DIR *directory = opendir (folder);
    assert_non_null (directory);
    self->count = 0;
    for (struct dirent *entry = readdir (directory); entry; entry = readdir (directory)) {
        size_t size = strlen (entry->d_name);
        size_t ending_size = strlen (ending);
        if (size > ending_size && strcmp (entry->d_name + size - ending_size, ending) == 0) {
            assert_true (self->count < FILES_MAX);
            snprintf (self->names [self->count++], sizeof *self->names, "%.*s",
                      (int) (size - ending_size), entry->d_name);
        }
    }
    closedir (directory);
    assert_true (self->count > 0);  //  None found proves nothing
}

static inline size_t
files_read (char bytes [FRAME_MAX], const char *folder, const char *name, const char *ending)
{
    char path [FILE_PATH_MAX];
    snprintf (path, sizeof path, "%s/%s%s", folder, name, ending);
    FILE *file = fopen (path, "rb");
    assert_non_null (file);
    size_t size = fread (bytes, 1, FRAME_MAX, file);
    assert_true (size < FRAME_MAX);
    fclose (file);
    return size;
}

//  The caller frees it.
static inline yyjson_doc *
files_json (const char *folder, const char *name)
{
    char path [FILE_PATH_MAX];
    snprintf (path, sizeof path, "%s/%s.json", folder, name);
    yyjson_doc *json = yyjson_read_file (path, 0, NULL, NULL);
    assert_non_null (json);
    return json;
}

#endif
