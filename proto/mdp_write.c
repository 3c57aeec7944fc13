//  mdp_write - writes msgpack into a bounded buffer

#include "mdp_write.h"

#include <assert.h>
#include <string.h>

void
mdp_write_long_head (mdp_write_t *self, unsigned head_16, size_t count)
{
    assert (count <= UINT32_MAX);
    if (count <= UINT16_MAX) {
        mdp_write_number (self, head_16, count, 2);
    } else {
        mdp_write_number (self, head_16 + 1, count, 4);
    }
}

void
mdp_write_long_text (mdp_write_t *self, mdp_text_t text)
{
    if (text.size <= UINT8_MAX) {
        mdp_write_number (self, MDP_WRITE_TEXT_8, text.size, 1);
    } else {
        mdp_write_long_head (self, MDP_WRITE_TEXT_16, text.size);
    }
    char *room = mdp_write_room (self, text.size);
    if (room) {
        memcpy (room, text.chars, text.size);
    }
}

void
mdp_write_middle_uint (mdp_write_t *self, uint64_t value)
{
    if (value <= UINT8_MAX) {
        mdp_write_number (self, MDP_WRITE_UINT_8, value, 1);
    } else if (value <= UINT16_MAX) {
        mdp_write_number (self, MDP_WRITE_UINT_16, value, 2);
    } else {
        mdp_write_number (self, MDP_WRITE_UINT_32, value, 4);
    }
}

void
mdp_write_int (mdp_write_t *self, int64_t value)
{
    if (value >= 0) {
        mdp_write_uint (self, (uint64_t) value);
    } else if (value >= -32) {
        mdp_write_number (self, (unsigned) value & UINT8_MAX, 0, 0);
    } else if (value >= INT8_MIN) {
        mdp_write_number (self, MDP_WRITE_INT_8, (uint64_t) value, 1);
    } else if (value >= INT16_MIN) {
        mdp_write_number (self, MDP_WRITE_INT_16, (uint64_t) value, 2);
    } else if (value >= INT32_MIN) {
        mdp_write_number (self, MDP_WRITE_INT_32, (uint64_t) value, 4);
    } else {
        mdp_write_number (self, MDP_WRITE_INT_64, (uint64_t) value, 8);
    }
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
