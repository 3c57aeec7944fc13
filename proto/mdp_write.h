//  mdp_write - writes msgpack into a bounded buffer
//
//  What does not fit is dropped and remembered, so that only mdp_write_size
//  need be asked. Nothing allocates.

#ifndef MDP_WRITE_H
#define MDP_WRITE_H

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "mdp_event.h"

typedef struct {
    char *frame;
    size_t frame_max;
    size_t size;
    bool is_full;  //  Something did not fit
} mdp_write_t;

//  Below, so that the size of a literal is known when it is compiled.
static inline void mdp_write_init (mdp_write_t *self, char *frame, size_t frame_max);

//  Bytes written, or 0 where something did not fit.
static inline size_t mdp_write_size (const mdp_write_t *self);

//  Begin a map of count pairs or an array of count values; they follow.
static inline void mdp_write_map (mdp_write_t *self, size_t count);
static inline void mdp_write_array (mdp_write_t *self, size_t count);

//  Values, and keys, which are terminated words.
static inline void mdp_write_key (mdp_write_t *self, const char *key);
static inline void mdp_write_text (mdp_write_t *self, mdp_text_t text);
static inline void mdp_write_uint (mdp_write_t *self, uint64_t value);
static inline void mdp_write_bool (mdp_write_t *self, bool value);
void mdp_write_int (mdp_write_t *self, int64_t value);

static inline void mdp_write_float64 (mdp_write_t *self, double value);

//  A key and its value.
static inline void mdp_write_key_word (mdp_write_t *self, const char *key, const char *word);
static inline void mdp_write_key_text (mdp_write_t *self, const char *key, mdp_text_t text);
static inline void mdp_write_key_uint (mdp_write_t *self, const char *key, uint64_t value);
void mdp_write_key_int (mdp_write_t *self, const char *key, int64_t value);
void mdp_write_key_bool (mdp_write_t *self, const char *key, bool value);

enum {
    MDP_WRITE_VERSION = 1,       //  Of the contract
    MDP_WRITE_FLOAT_64_SIZE = 9  //  Bytes
};

//  Begin a map with the keys of every message and room for count more, which follow.
void mdp_write_message (mdp_write_t *self, const mdp_stamp_t *stamp, const char *type,
                        size_t count);

//  The key is one of those.
bool mdp_write_is_message_key (mdp_text_t key);

//  First bytes, as the msgpack specification has them; where a count of 16 bits follows, the
//  next one is for 32. A packer of the library took several times as long.
enum {
    MDP_WRITE_MAP = 0x80,
    MDP_WRITE_ARRAY = 0x90,
    MDP_WRITE_TEXT = 0xa0,
    MDP_WRITE_FALSE = 0xc2,
    MDP_WRITE_TRUE = 0xc3,
    MDP_WRITE_FLOAT_64 = 0xcb,
    MDP_WRITE_UINT_8 = 0xcc,
    MDP_WRITE_UINT_16 = 0xcd,
    MDP_WRITE_UINT_32 = 0xce,
    MDP_WRITE_UINT_64 = 0xcf,
    MDP_WRITE_INT_8 = 0xd0,
    MDP_WRITE_INT_16 = 0xd1,
    MDP_WRITE_INT_32 = 0xd2,
    MDP_WRITE_INT_64 = 0xd3,
    MDP_WRITE_TEXT_8 = 0xd9,
    MDP_WRITE_TEXT_16 = 0xda,
    MDP_WRITE_ARRAY_16 = 0xdc,
    MDP_WRITE_MAP_16 = 0xde
};

//  What is longer than usual.
void mdp_write_long_head (mdp_write_t *self, unsigned head_16, size_t count);
void mdp_write_long_text (mdp_write_t *self, mdp_text_t text);
void mdp_write_middle_uint (mdp_write_t *self, uint64_t value);

static inline void
mdp_write_init (mdp_write_t *self, char *frame, size_t frame_max)
{
    *self = (mdp_write_t){ .frame = frame, .frame_max = frame_max };
}

static inline size_t
mdp_write_size (const mdp_write_t *self)
{
    return self->is_full ? 0 : self->size;
}

//  Room for so many bytes, which are written by the caller; null where they do not fit.
static inline char *
mdp_write_room (mdp_write_t *self, size_t size)
{
    if (size > self->frame_max - self->size) {
        self->is_full = true;
        return NULL;
    }
    char *room = self->frame + self->size;
    self->size += size;
    return room;
}

//  A byte that says what follows, and a number of so many bytes, highest first.
static inline void
mdp_write_number (mdp_write_t *self, unsigned head, uint64_t number, size_t size)
{
    char *room = mdp_write_room (self, 1 + size);
    if (room) {
        room [0] = (char) head;
        const uint64_t big_endian = htobe64 (number);
        memcpy (room + 1, (const char *) &big_endian + sizeof big_endian - size, size);
    }
}

static inline void
mdp_write_map (mdp_write_t *self, size_t count)
{
    if (count <= 15) {
        mdp_write_number (self, MDP_WRITE_MAP | (unsigned) count, 0, 0);
    } else {
        mdp_write_long_head (self, MDP_WRITE_MAP_16, count);
    }
}

static inline void
mdp_write_array (mdp_write_t *self, size_t count)
{
    if (count <= 15) {
        mdp_write_number (self, MDP_WRITE_ARRAY | (unsigned) count, 0, 0);
    } else {
        mdp_write_long_head (self, MDP_WRITE_ARRAY_16, count);
    }
}

static inline void
mdp_write_text (mdp_write_t *self, mdp_text_t text)
{
    if (text.size > 31) {
        mdp_write_long_text (self, text);
        return;
    }
    char *room = mdp_write_room (self, 1 + text.size);
    if (room) {
        room [0] = (char) (MDP_WRITE_TEXT | text.size);
    }
    if (room && text.size > 0) {
        memcpy (room + 1, text.chars, text.size);
    }
}

static inline void
mdp_write_key (mdp_write_t *self, const char *key)
{
    mdp_write_text (self, (mdp_text_t){ .chars = key, .size = strlen (key) });
}

static inline void
mdp_write_uint (mdp_write_t *self, uint64_t value)
{
    if (value > UINT32_MAX) {
        mdp_write_number (self, MDP_WRITE_UINT_64, value, 8);
    } else if (value <= INT8_MAX) {
        mdp_write_number (self, (unsigned) value, 0, 0);
    } else {
        mdp_write_middle_uint (self, value);
    }
}

static inline void
mdp_write_bool (mdp_write_t *self, bool value)
{
    mdp_write_number (self, value ? MDP_WRITE_TRUE : MDP_WRITE_FALSE, 0, 0);
}

//  A float64, where there is room for its MDP_WRITE_FLOAT_64_SIZE bytes.
static inline void
mdp_write_float64_at (char *room, double value)
{
    uint64_t bits;
    static_assert (sizeof bits == sizeof value, "a double of another size");
    memcpy (&bits, &value, sizeof bits);
    bits = htobe64 (bits);
    room [0] = (char) MDP_WRITE_FLOAT_64;
    memcpy (room + 1, &bits, sizeof bits);
}

static inline void
mdp_write_float64 (mdp_write_t *self, double value)
{
    char *room = mdp_write_room (self, MDP_WRITE_FLOAT_64_SIZE);
    if (room) {
        mdp_write_float64_at (room, value);
    }
}

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

#endif
