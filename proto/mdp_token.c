//  mdp_token - walks the bytes of a msgpack frame one value at a time, and trusts none of them

#include "mdp_token.h"

#include <assert.h>
#include <string.h>

//  How a value whose first byte is 0xc0 to 0xdf goes on.
typedef struct {
    mdp_token_kind_t kind;
    uint8_t width;  //  Bytes of the number, size or count that follows
} shape_t;

static const shape_t SHAPES [32] = {
    { MDP_TOKEN_NIL, 0 },   { MDP_TOKEN_INVALID, 0 }, { MDP_TOKEN_BOOL, 0 },
    { MDP_TOKEN_BOOL, 0 },  { MDP_TOKEN_BYTES, 1 },   { MDP_TOKEN_BYTES, 2 },
    { MDP_TOKEN_BYTES, 4 }, { MDP_TOKEN_EXT, 1 },     { MDP_TOKEN_EXT, 2 },
    { MDP_TOKEN_EXT, 4 },   { MDP_TOKEN_DOUBLE, 4 },  { MDP_TOKEN_DOUBLE, 8 },
    { MDP_TOKEN_UINT, 1 },  { MDP_TOKEN_UINT, 2 },    { MDP_TOKEN_UINT, 4 },
    { MDP_TOKEN_UINT, 8 },  { MDP_TOKEN_INT, 1 },     { MDP_TOKEN_INT, 2 },
    { MDP_TOKEN_INT, 4 },   { MDP_TOKEN_INT, 8 },     { MDP_TOKEN_EXT, 0 },
    { MDP_TOKEN_EXT, 0 },   { MDP_TOKEN_EXT, 0 },     { MDP_TOKEN_EXT, 0 },
    { MDP_TOKEN_EXT, 0 },   { MDP_TOKEN_TEXT, 1 },    { MDP_TOKEN_TEXT, 2 },
    { MDP_TOKEN_TEXT, 4 },  { MDP_TOKEN_ARRAY, 2 },   { MDP_TOKEN_ARRAY, 4 },
    { MDP_TOKEN_MAP, 2 },   { MDP_TOKEN_MAP, 4 },
};

enum { FIXEXT_1 = 0xd4, FIXEXT_16 = 0xd8 };

//  The first byte says what comes and, where the rest of it is no width, how much.

static inline shape_t
s_shape (uint8_t first, uint64_t *value)
{
    *value = 0;
    if (first <= 0x7f) {
        *value = first;
        return (shape_t){ MDP_TOKEN_UINT, 0 };
    }
    if (first <= 0x9f) {
        *value = first & 0x0f;
        return (shape_t){ first <= 0x8f ? MDP_TOKEN_MAP : MDP_TOKEN_ARRAY, 0 };
    }
    if (first <= 0xbf) {
        *value = first & 0x1f;
        return (shape_t){ MDP_TOKEN_TEXT, 0 };
    }
    if (first >= 0xe0) {
        *value = first;
        return (shape_t){ MDP_TOKEN_INT, 0 };
    }
    if (first >= FIXEXT_1 && first <= FIXEXT_16) {
        *value = (uint64_t) 1 << (first - FIXEXT_1);
    }
    return SHAPES [first - 0xc0];
}

static int64_t
s_signed (uint64_t value, uint8_t width)
{
    unsigned bits = width == 0 ? 8 : 8u * width;
    uint64_t sign = (uint64_t) 1 << (bits - 1);
    uint64_t extended = (value ^ sign) - sign;
    return extended > INT64_MAX ? -(int64_t) (UINT64_MAX - extended) - 1 : (int64_t) extended;
}

static double
s_double (uint64_t value, uint8_t width)
{
    if (width == 4) {
        uint32_t bits = (uint32_t) value;
        float small;
        memcpy (&small, &bits, sizeof small);
        return (double) small;
    }
    double real;
    memcpy (&real, &value, sizeof real);
    return real;
}

//  Take the bytes of a text, bytes or ext. An ext's type stands before them.

static int
s_take_chars (mdp_token_t *token, uint64_t size, const uint8_t *bytes, size_t *left)
{
    size_t head = token->kind == MDP_TOKEN_EXT;
    if (*left < head || size > *left - head) {
        return -1;
    }
    token->ext = head ? (int) s_signed (bytes [0], 0) : 0;
    token->chars = (const char *) bytes + head;
    token->size = (size_t) size;
    *left -= head + token->size;
    return 0;
}

//  Take what follows the head. Returns 0 and how many bytes are left, or -1.

static int
s_take (mdp_token_t *token, const uint8_t *bytes, uint64_t value, uint8_t width, size_t *left)
{
    switch (token->kind) {
        case MDP_TOKEN_NIL:
            return 0;
        case MDP_TOKEN_BOOL:
            token->is_true = bytes [-1] == 0xc3;
            return 0;
        case MDP_TOKEN_UINT:
            token->uint = value;
            return 0;
        case MDP_TOKEN_INT:
            token->integer = s_signed (value, width);
            if (token->integer >= 0) {
                token->kind = MDP_TOKEN_UINT;
                token->uint = (uint64_t) token->integer;
            }
            return 0;
        case MDP_TOKEN_DOUBLE:
            token->real = s_double (value, width);
            return 0;
        case MDP_TOKEN_TEXT:
        case MDP_TOKEN_BYTES:
        case MDP_TOKEN_EXT:
            return s_take_chars (token, value, bytes, left);
        case MDP_TOKEN_ARRAY:
        case MDP_TOKEN_MAP:
            value *= token->kind == MDP_TOKEN_MAP ? 2 : 1;
            token->count = (size_t) value;
            return value > *left ? -1 : 0;
        case MDP_TOKEN_INVALID:
            return -1;
    }
    return -1;
}

//  Read the head of what comes next: its first byte, and a value of so many bytes
//  as that says. Returns the head's size, or 0 where the frame ends before.

static inline size_t
s_head (const mdp_tokens_t *self, shape_t *shape, uint64_t *value)
{
    const uint8_t *bytes = (const uint8_t *) self->frame + self->at;
    if (self->at >= self->size) {
        return 0;
    }
    *shape = s_shape (*bytes, value);
    size_t size = (size_t) 1 + shape->width;
    if (size > self->size - self->at) {
        return 0;
    }
    for (size_t index = 1; index < size; index++) {
        *value = *value << 8 | bytes [index];
    }
    return size;
}

int
mdp_token_next (mdp_tokens_t *self, mdp_token_t *token)
{
    assert (self);
    assert (token);
    uint64_t value;
    shape_t shape;
    size_t head = s_head (self, &shape, &value);
    if (head == 0) {
        return -1;
    }
    const uint8_t *body = (const uint8_t *) self->frame + self->at + head;
    size_t left = self->size - self->at - head;
    mdp_token_t taken = { .kind = shape.kind };
    if (s_take (&taken, body, value, shape.width, &left) != 0) {
        return -1;
    }
    self->at = self->size - left;
    *token = taken;
    return 0;
}

//  Step over one value, or over the head of one that holds others: their number comes back.
//  SIZE_MAX where mdp_token_next refuses it. No token is made of it.

static size_t
s_step (mdp_tokens_t *self)
{
    uint64_t value;
    shape_t shape;
    size_t head = s_head (self, &shape, &value);
    if (head == 0 || shape.kind == MDP_TOKEN_INVALID) {
        return SIZE_MAX;
    }
    size_t count = 0;
    size_t body = 0;
    if (shape.kind >= MDP_TOKEN_ARRAY) {
        count = (size_t) value << (shape.kind == MDP_TOKEN_MAP);
    } else if (shape.kind >= MDP_TOKEN_TEXT) {
        head += shape.kind == MDP_TOKEN_EXT;  //  Its type
        body = (size_t) value;
    }
    size_t left = self->size - self->at;
    if (head > left || body > left - head || count > left - head) {
        return SIZE_MAX;
    }
    self->at += head + body;
    return count;
}

int
mdp_token_check (const char *frame, size_t size, size_t *bad_at)
{
    assert (bad_at);
    mdp_tokens_t tokens = { .frame = frame, .size = size };
    size_t missing [MDP_TOKEN_DEPTH_MAX + 1] = { 1 };  //  Values, of each open array and map
    size_t depth = 1;
    while (depth > 0) {
        *bad_at = tokens.at;
        size_t count = s_step (&tokens);
        if (count == SIZE_MAX) {
            return -1;
        }
        missing [depth - 1]--;
        if (count > 0) {
            if (depth > MDP_TOKEN_DEPTH_MAX) {
                return -1;
            }
            missing [depth++] = count;
        }
        while (depth > 0 && missing [depth - 1] == 0) {
            depth--;
        }
    }
    *bad_at = tokens.at;
    return tokens.at == size ? 0 : -1;
}
