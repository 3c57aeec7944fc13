//  tgc_readers - the readers of many topics, found by topic

#ifndef TGC_READERS_H
#define TGC_READERS_H

#include "tgc_prefixes.h"
#include "tgc_reader.h"

typedef struct tgc_readers tgc_readers_t;

tgc_readers_t *tgc_readers_new (void);

//  Destroy the readers too.
void tgc_readers_destroy (tgc_readers_t **self_p);

//  The reader of the topic, or null.
tgc_reader_t *tgc_readers_find (const tgc_readers_t *self, tgc_text_t topic);

//  Take a reader; there must be none of its topic.
void tgc_readers_add (tgc_readers_t *self, tgc_reader_t **reader_p);

//  Destroy the readers whose topics begin with a prefix that was left, and with none of those
//  that are there.
void tgc_readers_leave (tgc_readers_t *self, tgc_text_t left, const tgc_prefixes_t *prefixes);

//  All of them, in any order: index is below count.
size_t tgc_readers_count (const tgc_readers_t *self);
tgc_reader_t *tgc_readers_at (const tgc_readers_t *self, size_t index);

#endif
