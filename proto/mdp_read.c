//  mdp_read - reads msgpack maps into open structs: the one door to msgpack's unpacker

#include "mdp_read.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "mdp_token.h"
#include "mdp_utf8.h"

enum { ZONE_SIZE = 64 * 1024 };  //  Enough for a book's snapshot; more is freed with the next frame

struct mdp_read {
    size_t frame_max;
    msgpack_zone zone;
    msgpack_object root;
};

mdp_read_t *
mdp_read_new (size_t frame_max)
{
    mdp_read_t *self = calloc (1, sizeof *self);
    assert (self);
    self->frame_max = frame_max;
    bool is_ready = msgpack_zone_init (&self->zone, ZONE_SIZE);
    assert (is_ready);
    return self;
}

void
mdp_read_destroy (mdp_read_t **self_p)
{
    assert (self_p);
    mdp_read_t *self = *self_p;
    if (self) {
        msgpack_zone_destroy (&self->zone);
        free (self);
        *self_p = NULL;
    }
}

const msgpack_object *
mdp_read_frame (mdp_read_t *self, const char *frame, size_t size)
{
    assert (self);
    size_t bad_at;
    if (size > self->frame_max || mdp_token_check (frame, size, &bad_at) != 0) {
        return NULL;
    }
    msgpack_zone_clear (&self->zone);
    size_t offset = 0;
    msgpack_unpack_return result = msgpack_unpack (frame, size, &offset, &self->zone, &self->root);
    return result == MSGPACK_UNPACK_SUCCESS && offset == size ? &self->root : NULL;
}

static int
s_read_uint (const msgpack_object *object, uint64_t *place)
{
    if (object->type != MSGPACK_OBJECT_POSITIVE_INTEGER || object->via.u64 > INT64_MAX) {
        return -1;
    }
    *place = object->via.u64;
    return 0;
}

static int
s_read_int (const msgpack_object *object, int64_t *place)
{
    if (object->type == MSGPACK_OBJECT_NEGATIVE_INTEGER) {
        *place = object->via.i64;
        return 0;
    }
    uint64_t value;
    if (s_read_uint (object, &value) != 0) {
        return -1;
    }
    *place = (int64_t) value;
    return 0;
}

static int
s_read_double (const msgpack_object *object, double *place)
{
    if (object->type != MSGPACK_OBJECT_FLOAT64 || !isfinite (object->via.f64)) {
        return -1;
    }
    *place = object->via.f64;
    return 0;
}

static int
s_read_flag (const msgpack_object *object, bool *place)
{
    if (object->type != MSGPACK_OBJECT_BOOLEAN) {
        return -1;
    }
    *place = object->via.boolean;
    return 0;
}

static int
s_read_text (const msgpack_object *object, mdp_text_t *place)
{
    if (object->type != MSGPACK_OBJECT_STR
        || !mdp_utf8_is_valid (object->via.str.ptr, object->via.str.size)) {
        return -1;
    }
    *place = (mdp_text_t){ .chars = object->via.str.ptr, .size = object->via.str.size };
    return 0;
}

static int
s_read_number (const msgpack_object *object, mdp_number_t *place)
{
    mdp_number_t number = { .value = 0 };
    if (object->type != MSGPACK_OBJECT_STR) {
        if (s_read_double (object, &number.value) != 0) {
            return -1;
        }
    } else {
        mdp_decimal_t decimal;
        if (s_read_text (object, &number.text) != 0
            || mdp_decimal_parse (&decimal, number.text.chars, number.text.size) != 0) {
            return -1;
        }
        number.value = mdp_decimal_double (decimal);
    }
    *place = number;
    return 0;
}

int
mdp_read_value (const msgpack_object *object, mdp_read_kind_t kind, void *place)
{
    assert (object);
    assert (place);
    switch (kind) {
        case MDP_READ_UINT:
            return s_read_uint (object, place);
        case MDP_READ_INT:
            return s_read_int (object, place);
        case MDP_READ_DOUBLE:
            return s_read_double (object, place);
        case MDP_READ_FLAG:
            return s_read_flag (object, place);
        case MDP_READ_TEXT:
            return s_read_text (object, place);
        case MDP_READ_NUMBER:
            return s_read_number (object, place);
        case MDP_READ_OBJECT:
            *(const msgpack_object **) place = object;
            return 0;
    }
    assert (false);
    return -1;
}

//  Keys come in the order of the table as a rule, so the search begins where the
//  last one was found. Returns count where the table does not name the key.

static size_t
s_find (const mdp_read_field_t *fields, size_t count, size_t from, mdp_text_t key)
{
    for (size_t step = 0; step < count; step++) {
        size_t index = from + step < count ? from + step : from + step - count;
        //  Most keys differ in their first byte already
        if (key.size > 0 && *key.chars == *fields [index].key
            && mdp_text_is (key, fields [index].key)) {
            return index;
        }
    }
    return count;
}

int
mdp_read_map (const msgpack_object *object, const mdp_read_field_t *fields, size_t count,
              void *target, uint32_t *seen)
{
    assert (object);
    assert (count <= MDP_READ_FIELDS_MAX);
    *seen = 0;
    if (object->type != MSGPACK_OBJECT_MAP) {
        return -1;
    }
    size_t from = 0;
    for (uint32_t pair = 0; pair < object->via.map.size; pair++) {
        const msgpack_object_kv *kv = &object->via.map.ptr [pair];
        if (kv->key.type != MSGPACK_OBJECT_STR) {
            return -1;
        }
        mdp_text_t key = { .chars = kv->key.via.str.ptr, .size = kv->key.via.str.size };
        size_t index = s_find (fields, count, from, key);
        if (index == count) {
            if (!mdp_utf8_is_valid (key.chars, key.size)) {
                return -1;
            }
            continue;
        }
        void *place = (char *) target + fields [index].offset;
        uint32_t bit = (uint32_t) 1 << index;
        if ((*seen & bit) != 0 || mdp_read_value (&kv->val, fields [index].kind, place) != 0) {
            return -1;
        }
        *seen |= bit;
        from = index + 1;
    }
    for (size_t index = 0; index < count; index++) {
        if (fields [index].is_required && (*seen >> index & 1) == 0) {
            return -1;
        }
    }
    return 0;
}
