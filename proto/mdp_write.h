//  mdp_write - writes msgpack into a bounded buffer
//
//  What does not fit is dropped and remembered, so that only mdp_write_size
//  need be asked. Nothing allocates.

#ifndef MDP_WRITE_H
#define MDP_WRITE_H

#include <string.h>

#include "mdp_event.h"

typedef struct {
    char *frame;
    size_t frame_max;
    size_t size;
    bool is_full;  //  Something did not fit
} mdp_write_t;

void mdp_write_init (mdp_write_t *self, char *frame, size_t frame_max);

//  Bytes written, or 0 where something did not fit.
size_t mdp_write_size (const mdp_write_t *self);

//  Begin a map of count pairs or an array of count values; they follow.
void mdp_write_map (mdp_write_t *self, size_t count);
void mdp_write_array (mdp_write_t *self, size_t count);

//  Values, and keys, which are terminated words.
static inline void mdp_write_key (mdp_write_t *self, const char *key);
void mdp_write_text (mdp_write_t *self, mdp_text_t text);
void mdp_write_uint (mdp_write_t *self, uint64_t value);
void mdp_write_int (mdp_write_t *self, int64_t value);
void mdp_write_float64 (mdp_write_t *self, double value);
void mdp_write_bool (mdp_write_t *self, bool value);

//  Here, so that the size of a literal is known when it is compiled.
static inline void
mdp_write_key (mdp_write_t *self, const char *key)
{
    mdp_write_text (self, (mdp_text_t){ .chars = key, .size = strlen (key) });
}

//  A key and its value.
static inline void
mdp_write_key_word (mdp_write_t *self, const char *key, const char *word)
{
    mdp_write_key (self, key);
    mdp_write_key (self, word);
}

static inline void
mdp_write_key_text (mdp_write_t *self, const char *key, mdp_text_t text)
{
    mdp_write_key (self, key);
    mdp_write_text (self, text);
}

static inline void
mdp_write_key_uint (mdp_write_t *self, const char *key, uint64_t value)
{
    mdp_write_key (self, key);
    mdp_write_uint (self, value);
}

void mdp_write_key_int (mdp_write_t *self, const char *key, int64_t value);
void mdp_write_key_bool (mdp_write_t *self, const char *key, bool value);

enum { MDP_WRITE_VERSION = 1 };  //  Of the contract

//  Begin a map with the keys of every message and room for count more, which follow.
void mdp_write_message (mdp_write_t *self, const mdp_stamp_t *stamp, const char *type,
                        size_t count);

//  The key is one of those.
bool mdp_write_is_message_key (mdp_text_t key);

#endif
