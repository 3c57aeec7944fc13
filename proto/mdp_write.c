//  mdp_write - writes msgpack into a bounded buffer: the one door to msgpack's packer

#include "mdp_write.h"

#include <assert.h>
#include <msgpack.h>
#include <string.h>

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

static int
s_append (void *data, const char *bytes, size_t size)
{
    mdp_write_t *self = data;
    if (self->is_full || size > self->frame_max - self->size) {
        self->is_full = true;
        return -1;
    }
    if (size > 0) {
        memcpy (self->frame + self->size, bytes, size);
        self->size += size;
    }
    return 0;
}

//  Each result of the packer below is dropped, since s_append keeps it in is_full.

static msgpack_packer
s_packer (mdp_write_t *self)
{
    msgpack_packer packer;
    msgpack_packer_init (&packer, self, s_append);
    return packer;
}

void
mdp_write_map (mdp_write_t *self, size_t count)
{
    msgpack_packer packer = s_packer (self);
    (void) msgpack_pack_map (&packer, count);
}

void
mdp_write_array (mdp_write_t *self, size_t count)
{
    msgpack_packer packer = s_packer (self);
    (void) msgpack_pack_array (&packer, count);
}

void
mdp_write_key (mdp_write_t *self, const char *key)
{
    assert (key);
    mdp_write_text (self, (mdp_text_t){ .chars = key, .size = strlen (key) });
}

void
mdp_write_text (mdp_write_t *self, mdp_text_t text)
{
    msgpack_packer packer = s_packer (self);
    (void) msgpack_pack_str (&packer, text.size);
    (void) msgpack_pack_str_body (&packer, text.chars, text.size);
}

void
mdp_write_uint (mdp_write_t *self, uint64_t value)
{
    msgpack_packer packer = s_packer (self);
    (void) msgpack_pack_uint64 (&packer, value);
}

void
mdp_write_int (mdp_write_t *self, int64_t value)
{
    msgpack_packer packer = s_packer (self);
    (void) msgpack_pack_int64 (&packer, value);
}

void
mdp_write_float64 (mdp_write_t *self, double value)
{
    msgpack_packer packer = s_packer (self);
    (void) msgpack_pack_double (&packer, value);
}

void
mdp_write_bool (mdp_write_t *self, bool value)
{
    msgpack_packer packer = s_packer (self);
    (void) (value ? msgpack_pack_true (&packer) : msgpack_pack_false (&packer));
}

void
mdp_write_key_word (mdp_write_t *self, const char *key, const char *word)
{
    mdp_write_key (self, key);
    mdp_write_key (self, word);
}

void
mdp_write_key_text (mdp_write_t *self, const char *key, mdp_text_t text)
{
    mdp_write_key (self, key);
    mdp_write_text (self, text);
}

void
mdp_write_key_uint (mdp_write_t *self, const char *key, uint64_t value)
{
    mdp_write_key (self, key);
    mdp_write_uint (self, value);
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
