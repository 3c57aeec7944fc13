//  mdp_keyring - the keys that may read: the files of public keys in a folder, as it is now

#include "mdp_keyring.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAULT_MAX = 512, PATH_SIZE_MAX = 4096, FILES_MAX = 4 * MDP_KEYRING_KEYS_MAX };

struct mdp_keyring {
    const char *folder;
    bool was_read;
    int64_t read_at;
    char (*keys) [MDP_KEY_MAX];
    size_t count;
    size_t faults;
    char fault [FAULT_MAX];
};

mdp_keyring_t *
mdp_keyring_new (const char *folder)
{
    assert (folder);
    mdp_keyring_t *self = calloc (1, sizeof *self);
    assert (self);
    self->folder = folder;
    self->keys = calloc (MDP_KEYRING_KEYS_MAX, sizeof *self->keys);
    assert (self->keys);
    return self;
}

void
mdp_keyring_destroy (mdp_keyring_t **self_p)
{
    assert (self_p);
    mdp_keyring_t *self = *self_p;
    if (self) {
        free (self->keys);
        free (self);
        *self_p = NULL;
    }
}

static bool
s_is_meant (const char *name)
{
    const char *dot = strrchr (name, '.');
    return *name != '.' && dot && (strcmp (dot, ".pub") == 0 || strcmp (dot, ".key") == 0);
}

static void
s_add (mdp_keyring_t *self, const char *name)
{
    char path [PATH_SIZE_MAX];
    mdp_cert_t cert;
    const char *trouble = "its path is too long";
    int size = snprintf (path, sizeof path, "%s/%s", self->folder, name);
    if (size > 0 && (size_t) size < sizeof path) {
        trouble = mdp_cert_load_public (&cert, path);
    }
    if (!trouble) {
        memcpy (self->keys [self->count++], cert.public_key, MDP_KEY_MAX);
    } else if (self->faults++ == 0) {
        (void) snprintf (self->fault, sizeof self->fault, "%s: %s", name, trouble);
    }
}

const char *
mdp_keyring_read (mdp_keyring_t *self, int64_t now_ms)
{
    assert (self);
    if (self->was_read && now_ms - self->read_at < MDP_KEYRING_MS) {
        return NULL;
    }
    self->was_read = true;
    self->read_at = now_ms;
    self->count = 0;
    self->faults = 0;
    DIR *folder = opendir (self->folder);
    if (!folder) {
        return strerror (errno);
    }
    const struct dirent *entry;
    for (size_t files = 0; files < FILES_MAX && (entry = readdir (folder)); files++) {
        if (s_is_meant (entry->d_name) && self->count < MDP_KEYRING_KEYS_MAX) {
            s_add (self, entry->d_name);
        }
    }
    (void) closedir (folder);  //  It was only read
    return NULL;
}

size_t
mdp_keyring_count (const mdp_keyring_t *self)
{
    return self->count;
}

size_t
mdp_keyring_faults (const mdp_keyring_t *self)
{
    return self->faults;
}

const char *
mdp_keyring_fault (const mdp_keyring_t *self)
{
    return self->faults > 0 ? self->fault : NULL;
}

bool
mdp_keyring_has (const mdp_keyring_t *self, const char *public_key)
{
    assert (self);
    assert (public_key);
    for (size_t index = 0; index < self->count; index++) {
        if (strcmp (self->keys [index], public_key) == 0) {
            return true;
        }
    }
    return false;
}
