//  tgc_keys - a file of CURVE keys, as `tickgate keygen` writes it

#include "tgc_keys.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    LINE_MAX_SIZE = 256,
    OTHERS = 077,  //  What nobody else may do with a secret file
    GROUP_READS = 040
};

//  Keep what was found after the name of a key, if its quotes were closed and it is as long
//  as a key. libzmq sees whether it is one.

static void
s_keep (char key [TGC_KEY_MAX], const char *found, int end)
{
    if (end > 0 && strlen (found) == TGC_KEY_MAX - 1) {
        memcpy (key, found, TGC_KEY_MAX);
    }
}

static void
s_take (tgc_keys_t *self, const char *line)
{
    char found [TGC_KEY_MAX];
    int end = 0;
    if (sscanf (line, " public-key = \"%40[^\"\n]\"%n", found, &end) == 1) {
        s_keep (self->public_key, found, end);
    } else if (sscanf (line, " secret-key = \"%40[^\"\n]\"%n", found, &end) == 1) {
        s_keep (self->secret_key, found, end);
    }
    explicit_bzero (found, sizeof found);
}

//  systemd gives a service its secrets in a folder that nobody else enters. It lets the
//  service read by an access list, which shows as the group's right.

static bool
s_is_credential (const char *path)
{
    const char *folder = getenv ("CREDENTIALS_DIRECTORY");
    size_t size = folder ? strlen (folder) : 0;
    return size > 0 && strncmp (path, folder, size) == 0 && path [size] == '/'
           && !strchr (path + size + 1, '/');
}

static bool
s_is_open_to_others (FILE *file, const char *path)
{
    struct stat about;
    const mode_t others = s_is_credential (path) ? OTHERS & ~GROUP_READS : OTHERS;
    return fstat (fileno (file), &about) == -1 || (about.st_mode & others) != 0;
}

const char *
tgc_keys_load (tgc_keys_t *self, const char *path)
{
    assert (self);
    assert (path);
    *self = (tgc_keys_t){ .public_key = "" };
    FILE *file = fopen (path, "re");
    if (!file) {
        return strerror (errno);
    }
    (void) setvbuf (file, NULL, _IONBF, 0);  //  A buffer would keep the key; without, it is slower
    char line [LINE_MAX_SIZE];
    while (fgets (line, sizeof line, file)) {
        s_take (self, line);
    }
    const char *trouble = ferror (file) ? strerror (errno) : NULL;
    if (!trouble && *self->secret_key && s_is_open_to_others (file, path)) {
        trouble = "others than its owner may use it; chmod 600 it";
    }
    explicit_bzero (line, sizeof line);
    (void) fclose (file);  //  It was only read
    if (!trouble && !*self->public_key) {
        trouble = "it holds no public-key of 40 characters";
    }
    if (trouble) {
        explicit_bzero (self, sizeof *self);
    }
    return trouble;
}
