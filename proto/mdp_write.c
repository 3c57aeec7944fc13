//  mdp_write - writes msgpack into a bounded buffer

#include "mdp_write.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

//  First bytes, as the msgpack specification has them; where a count of 16 bits follows, the
//  next one is for 32. A packer of the library took several times as long.
enum {
    MAP = 0x80,
    ARRAY = 0x90,
    TEXT = 0xa0,
    FALSE_VALUE = 0xc2,
    TRUE_VALUE = 0xc3,
    FLOAT_64 = 0xcb,
    UINT_8 = 0xcc,
    UINT_16 = 0xcd,
    UINT_32 = 0xce,
    UINT_64 = 0xcf,
    INT_8 = 0xd0,
    INT_16 = 0xd1,
    INT_32 = 0xd2,
    INT_64 = 0xd3,
    TEXT_8 = 0xd9,
    TEXT_16 = 0xda,
    ARRAY_16 = 0xdc,
    MAP_16 = 0xde
};

void
mdp_write_init (mdp_write_t *self, char *frame, size_t frame_max)
{
    assert (self);
    assert (frame);
    *self = (mdp_write_t){ .frame = frame, .frame_max = frame_max };
}

size_t
mdp_write_size (const mdp_write_t *self)
{
    assert (self);
    return self->is_full ? 0 : self->size;
}

//  Room for so many bytes, which are written by the caller; null where they do not fit.

static char *
s_room (mdp_write_t *self, size_t size)
{
    if (self->is_full || size > self->frame_max - self->size) {
        self->is_full = true;
        return NULL;
    }
    char *room = self->frame + self->size;
    self->size += size;
    return room;
}

//  A byte that says what follows, and a number of so many bytes, highest first.

static void
s_number (mdp_write_t *self, unsigned head, uint64_t number, size_t size)
{
    char *room = s_room (self, 1 + size);
    if (room) {
        room [0] = (char) head;
        const uint64_t big_endian = htobe64 (number);
        memcpy (room + 1, (const char *) &big_endian + sizeof big_endian - size, size);
    }
}

//  The head of an array, map or text: with a small count in its byte, else with one of
//  2 or of 4 bytes.

static void
s_head (mdp_write_t *self, unsigned small, size_t small_max, unsigned head_16, size_t count)
{
    assert (count <= UINT32_MAX);
    if (count <= small_max) {
        s_number (self, small | (unsigned) count, 0, 0);
    } else if (count <= UINT16_MAX) {
        s_number (self, head_16, count, 2);
    } else {
        s_number (self, head_16 + 1, count, 4);
    }
}

void
mdp_write_map (mdp_write_t *self, size_t count)
{
    s_head (self, MAP, 15, MAP_16, count);
}

void
mdp_write_array (mdp_write_t *self, size_t count)
{
    s_head (self, ARRAY, 15, ARRAY_16, count);
}

void
mdp_write_text (mdp_write_t *self, mdp_text_t text)
{
    if (text.size > 31 && text.size <= UINT8_MAX) {
        s_number (self, TEXT_8, text.size, 1);
    } else {
        s_head (self, TEXT, 31, TEXT_16, text.size);
    }
    char *room = s_room (self, text.size);
    if (room && text.size > 0) {
        memcpy (room, text.chars, text.size);
    }
}

void
mdp_write_uint (mdp_write_t *self, uint64_t value)
{
    if (value <= INT8_MAX) {
        s_number (self, (unsigned) value, 0, 0);
    } else if (value <= UINT8_MAX) {
        s_number (self, UINT_8, value, 1);
    } else if (value <= UINT16_MAX) {
        s_number (self, UINT_16, value, 2);
    } else if (value <= UINT32_MAX) {
        s_number (self, UINT_32, value, 4);
    } else {
        s_number (self, UINT_64, value, 8);
    }
}

void
mdp_write_int (mdp_write_t *self, int64_t value)
{
    if (value >= 0) {
        mdp_write_uint (self, (uint64_t) value);
    } else if (value >= -32) {
        s_number (self, (unsigned) value & UINT8_MAX, 0, 0);
    } else if (value >= INT8_MIN) {
        s_number (self, INT_8, (uint64_t) value, 1);
    } else if (value >= INT16_MIN) {
        s_number (self, INT_16, (uint64_t) value, 2);
    } else if (value >= INT32_MIN) {
        s_number (self, INT_32, (uint64_t) value, 4);
    } else {
        s_number (self, INT_64, (uint64_t) value, 8);
    }
}

void
mdp_write_float64 (mdp_write_t *self, double value)
{
    uint64_t bits;
    static_assert (sizeof bits == sizeof value, "a double of another size");
    memcpy (&bits, &value, sizeof bits);
    s_number (self, FLOAT_64, bits, 8);
}

void
mdp_write_bool (mdp_write_t *self, bool value)
{
    s_number (self, value ? TRUE_VALUE : FALSE_VALUE, 0, 0);
}

void
mdp_write_key_int (mdp_write_t *self, const char *key, int64_t value)
{
    mdp_write_key (self, key);
    mdp_write_int (self, value);
}

void
mdp_write_key_bool (mdp_write_t *self, const char *key, bool value)
{
    mdp_write_key (self, key);
    mdp_write_bool (self, value);
}

void
mdp_write_message (mdp_write_t *self, const mdp_stamp_t *stamp, const char *type, size_t count)
{
    assert (stamp);
    mdp_write_map (self, 6 + (size_t) stamp->is_simulated + count);
    mdp_write_key_uint (self, "v", MDP_WRITE_VERSION);
    mdp_write_key_word (self, "type", type);
    mdp_write_key_uint (self, "epoch", stamp->epoch);
    mdp_write_key_uint (self, "seq", stamp->seq);
    mdp_write_key_uint (self, "ts_recv", stamp->ts_recv);
    mdp_write_key_uint (self, "ts_pub", stamp->ts_pub);
    if (stamp->is_simulated) {
        mdp_write_key_bool (self, "simulated", true);
    }
}

bool
mdp_write_is_message_key (mdp_text_t key)
{
    static const char *const KEYS [] = { "v",       "type",   "epoch",    "seq",
                                         "ts_recv", "ts_pub", "simulated" };
    return mdp_text_find (key, KEYS, sizeof KEYS / sizeof *KEYS) >= 0;
}
