//  mdp_cert - a file of CURVE keys, in the form that czmq's zcert and pyzmq's zmq.auth share
//
//  A file holds the line public-key = "KEY", a secret one secret-key = "KEY" as
//  well; a key is 32 bytes as 40 characters of Z85. Comments, sections and
//  whatever else such a file says are passed over.

#ifndef MDP_CERT_H
#define MDP_CERT_H

#include <stdbool.h>
#include <stddef.h>

enum {
    MDP_KEY_MAX = 41,         //  A key with its terminator
    MDP_CERT_TEXT_MAX = 4096  //  Bytes in the longest file
};

typedef struct {
    char public_key [MDP_KEY_MAX];
    char secret_key [MDP_KEY_MAX];  //  Empty where there is none
} mdp_cert_t;

//  Each of these returns null, or a phrase that says what is wrong; it stays
//  valid until the next call of any of them.

//  Read the keys of a text. A secret key must be the pair of the public one, which
//  may be left out beside it.
const char *mdp_cert_parse (mdp_cert_t *self, const char *text, size_t size);

//  Read a file that must hold a public key. A secret one beside it is forgotten.
const char *mdp_cert_load_public (mdp_cert_t *self, const char *path);

//  Read a file that must hold a secret key, and that its owner alone can read; in the
//  folder of systemd's credentials, which it keeps closed, the group may as well.
const char *mdp_cert_load_secret (mdp_cert_t *self, const char *path);

//  Make a new pair. False where ZeroMQ was built without CURVE.
bool mdp_cert_make (mdp_cert_t *self);

//  Write the keys into a file that is not there yet: both, for the owner's eyes, or
//  the public one, for anybody's. It appears whole, or not at all.
const char *mdp_cert_save (const mdp_cert_t *self, const char *path, bool is_secret);

#endif
