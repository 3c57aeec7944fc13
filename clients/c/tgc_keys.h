//  tgc_keys - a file of CURVE keys, as `tickgate keygen` writes it

#ifndef TGC_KEYS_H
#define TGC_KEYS_H

#include "tgc_api.h"

TGC_BEGIN

enum { TGC_KEY_MAX = 41 };  //  40 characters of Z85 and the terminator

typedef struct {
    char public_key [TGC_KEY_MAX];
    char secret_key [TGC_KEY_MAX];  //  Empty where the file is a public one
} tgc_keys_t;

//  Read the keys of a file; one with a secret key only where nobody but its owner may use
//  it. Returns null, or what is wrong with the file, as a phrase that shows no key; then both
//  are empty.
TGC_API const char *tgc_keys_load (tgc_keys_t *self, const char *path);

TGC_END

#endif
