//  mdp_keyring - the keys that may read: the files of public keys in a folder, as it is now
//
//  Every file whose name ends in .pub or .key counts. A file that came, changed
//  or went counts from MDP_KEYRING_MS later at the latest.

#ifndef MDP_KEYRING_H
#define MDP_KEYRING_H

#include <stdint.h>

#include "mdp_cert.h"

enum {
    MDP_KEYRING_MS = 1000,       //  The folder is not read more often
    MDP_KEYRING_KEYS_MAX = 4096  //  Files after these are not looked at
};

typedef struct mdp_keyring mdp_keyring_t;

//  Create an empty ring of the folder, which is lent.
mdp_keyring_t *mdp_keyring_new (const char *folder);
void mdp_keyring_destroy (mdp_keyring_t **self_p);

//  Read the folder again if the last reading is old. A folder that cannot be read
//  holds no keys. Returns null, or a phrase that says why it cannot.
const char *mdp_keyring_read (mdp_keyring_t *self, int64_t now_ms);

//  Of the last reading: the keys, and the files that hold none.
size_t mdp_keyring_count (const mdp_keyring_t *self);
size_t mdp_keyring_faults (const mdp_keyring_t *self);

//  The first of those files and what is wrong with it; null if there is none.
const char *mdp_keyring_fault (const mdp_keyring_t *self);

//  Whether the public key was among them.
bool mdp_keyring_has (const mdp_keyring_t *self, const char *public_key);

#endif
