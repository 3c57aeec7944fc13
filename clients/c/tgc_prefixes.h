//  tgc_prefixes - what the caller subscribed, each prefix once

#ifndef TGC_PREFIXES_H
#define TGC_PREFIXES_H

#include "tgc_message.h"

typedef struct tgc_prefixes tgc_prefixes_t;

tgc_prefixes_t *tgc_prefixes_new (void);
void tgc_prefixes_destroy (tgc_prefixes_t **self_p);

//  Both return false where that changes nothing.
bool tgc_prefixes_add (tgc_prefixes_t *self, tgc_text_t prefix);
bool tgc_prefixes_drop (tgc_prefixes_t *self, tgc_text_t prefix);

//  The topic begins with the prefix.
bool tgc_prefix_begins (tgc_text_t prefix, tgc_text_t topic);

//  The topic is one of the prefixes itself.
bool tgc_prefixes_has (const tgc_prefixes_t *self, tgc_text_t topic);

//  The topic begins with one of the prefixes.
bool tgc_prefixes_covers (const tgc_prefixes_t *self, tgc_text_t topic);

#endif
