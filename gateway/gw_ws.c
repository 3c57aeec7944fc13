//  gw_ws - pure: the WebSocket framing of RFC 6455, as a client receives it

#include "gw_ws.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_utf8.h"

enum {
    BUFFER_SIZE = 65536 + GW_WS_ROOM_MIN,  //  Grows only for what is longer
    FIN = 0x80,
    RESERVED = 0x70,
    OPCODE = 0x0f,
    MASK = 0x80,
    CONTROL = 0x08,  //  The bit that makes an opcode one of a control frame
    SIZE_16 = 126,   //  The size follows in 2 bytes
    SIZE_64 = 127    //  In 8 bytes
};

typedef enum { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 } opcode_t;

typedef struct {
    bool is_final;
    unsigned opcode;
    size_t head_size;
    uint64_t size;  //  Of the payload
} frame_t;

//  The buffer holds the pieces so far of a message that comes in several frames,
//  from message_at on, then room, then what was not looked at, from taken to used.
struct gw_ws {
    size_t message_max;
    char *buffer;
    size_t buffer_size;
    size_t message_at;
    size_t message_size;
    size_t taken;
    size_t used;
    size_t fresh;        //  From here on, bytes of the last read
    uint64_t ts_before;  //  When the bytes before fresh were added
    uint64_t ts_fresh;
    uint64_t ts_message;  //  When its first piece began
    size_t needed;        //  Bytes that the frame at taken has; 0 if not known
    bool is_in_message;
    bool is_broken;
    unsigned code;
    const char *reason;
};

gw_ws_t *
gw_ws_new (size_t message_max)
{
    assert (message_max > 0);
    gw_ws_t *self = calloc (1, sizeof *self);
    assert (self);
    self->message_max = message_max;
    self->buffer_size = BUFFER_SIZE;
    self->buffer = malloc (self->buffer_size);
    assert (self->buffer);
    return self;
}

void
gw_ws_destroy (gw_ws_t **self_p)
{
    assert (self_p);
    gw_ws_t *self = *self_p;
    if (self) {
        free (self->buffer);
        free (self);
        *self_p = NULL;
    }
}

static void
s_resize (gw_ws_t *self, size_t size)
{
    self->buffer = realloc (self->buffer, size);
    assert (self->buffer);
    self->buffer_size = size;
}

void
gw_ws_reset (gw_ws_t *self)
{
    assert (self);
    self->message_at = 0;
    self->message_size = 0;
    self->taken = 0;
    self->used = 0;
    self->fresh = 0;
    self->needed = 0;
    self->is_in_message = false;
    self->is_broken = false;
}

//  Move what is still needed to the front; what is there already is not touched,
//  or a long message would be moved with each of its reads.

static void
s_compact (gw_ws_t *self)
{
    size_t left = self->used - self->taken;
    if (self->message_at > 0) {
        memmove (self->buffer, self->buffer + self->message_at, self->message_size);
        self->message_at = 0;
    }
    if (self->taken > self->message_size) {
        memmove (self->buffer + self->message_size, self->buffer + self->taken, left);
        self->taken = self->message_size;
        self->used = self->taken + left;
    }
    if (self->used == 0 && self->buffer_size > BUFFER_SIZE) {
        s_resize (self, BUFFER_SIZE);
    }
}

char *
gw_ws_room (gw_ws_t *self, size_t *size)
{
    assert (self);
    //  When the byte at taken was added, whatever comes behind it
    self->ts_before = self->taken < self->fresh ? self->ts_before : self->ts_fresh;
    s_compact (self);
    self->fresh = self->used;
    size_t end = self->taken + self->needed;
    size_t wanted = (self->used < end ? end : self->used) + GW_WS_ROOM_MIN;
    if (wanted > self->buffer_size) {
        s_resize (self, wanted);
    }
    *size = self->buffer_size - self->used;
    return self->buffer + self->used;
}

void
gw_ws_add (gw_ws_t *self, size_t size, uint64_t ts)
{
    assert (self);
    assert (size <= self->buffer_size - self->used);
    self->used += size;
    self->ts_fresh = ts;
}

static gw_ws_kind_t
s_break (gw_ws_t *self, unsigned code, const char *reason)
{
    self->is_broken = true;
    self->code = code;
    self->reason = reason;
    return GW_WS_BROKEN;
}

//  Read the head of the next frame. False if it is not all there.

static bool
s_read_head (const gw_ws_t *self, frame_t *frame)
{
    const unsigned char *head = (const unsigned char *) self->buffer + self->taken;
    size_t left = self->used - self->taken;
    if (left < 2) {
        return false;
    }
    unsigned size = head [1] & ~(unsigned) MASK;
    frame->is_final = head [0] & FIN;
    frame->opcode = head [0] & OPCODE;
    frame->head_size = size == SIZE_16 ? 4 : size == SIZE_64 ? 10 : 2;
    frame->size = size;
    if (left < frame->head_size) {
        return false;
    }
    if (frame->head_size > 2) {
        frame->size = 0;
        for (size_t index = 2; index < frame->head_size; index++) {
            frame->size = frame->size << 8 | head [index];
        }
    }
    return true;
}

//  What is wrong with the first two bytes of a frame, or null.

static const char *
s_fault (const gw_ws_t *self)
{
    const unsigned char *head = (const unsigned char *) self->buffer + self->taken;
    unsigned opcode = head [0] & OPCODE;
    unsigned size = head [1] & ~(unsigned) MASK;
    if (head [0] & RESERVED) {
        return "reserved bits in a WebSocket frame";
    }
    if (head [1] & MASK) {
        return "a masked WebSocket frame";
    }
    if (opcode > PONG || (opcode > BINARY && opcode < CLOSE)) {
        return "an unknown kind of WebSocket frame";
    }
    if (opcode & CONTROL) {
        return !(head [0] & FIN) || size > GW_WS_CONTROL_MAX
                   ? "a control frame that is too long or in pieces"
                   : NULL;
    }
    if ((opcode == CONTINUATION) != self->is_in_message) {
        return "a piece of no message, or a message within another";
    }
    return NULL;
}

static bool
s_is_code (unsigned code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
           || (code >= 3000 && code <= 4999);
}

static gw_ws_kind_t
s_on_close (gw_ws_t *self, gw_ws_item_t *item)
{
    const unsigned char *bytes = (const unsigned char *) item->bytes;
    if (item->size == 0) {
        return GW_WS_CLOSE;
    }
    if (item->size == 1) {
        return s_break (self, GW_WS_CODE_PROTOCOL, "half a close code");
    }
    item->code = (unsigned) bytes [0] << 8 | bytes [1];
    item->bytes += 2;
    item->size -= 2;
    if (!s_is_code (item->code)) {
        return s_break (self, GW_WS_CODE_PROTOCOL, "an invalid close code");
    }
    return mdp_utf8_is_valid (item->bytes, item->size)
               ? GW_WS_CLOSE
               : s_break (self, GW_WS_CODE_PROTOCOL, "a close reason that is not UTF-8");
}

//  Add a piece to the message that comes in several, and hand it out with its last.

static gw_ws_kind_t
s_on_piece (gw_ws_t *self, const frame_t *frame, gw_ws_item_t *item)
{
    if (!self->is_in_message) {
        self->message_at = (size_t) (item->bytes - self->buffer);
        self->ts_message = item->ts;
    }
    memmove (self->buffer + self->message_at + self->message_size, item->bytes, item->size);
    self->message_size += item->size;
    self->is_in_message = !frame->is_final;
    if (!frame->is_final) {
        return GW_WS_NOTHING;
    }
    item->bytes = self->buffer + self->message_at;
    item->size = self->message_size;
    item->ts = self->ts_message;
    self->message_at = 0;
    self->message_size = 0;
    return GW_WS_MESSAGE;
}

//  A frame is all there: what it means.

static gw_ws_kind_t
s_on_frame (gw_ws_t *self, const frame_t *frame, gw_ws_item_t *item)
{
    item->bytes = self->buffer + self->taken + frame->head_size;
    item->size = (size_t) frame->size;
    item->ts = self->taken < self->fresh ? self->ts_before : self->ts_fresh;
    self->taken += frame->head_size + item->size;
    self->needed = 0;
    switch (frame->opcode) {
        case PING:
            return GW_WS_PING;
        case PONG:
            return GW_WS_PONG;
        case CLOSE:
            return s_on_close (self, item);
        default:
            break;
    }
    return frame->is_final && !self->is_in_message ? GW_WS_MESSAGE : s_on_piece (self, frame, item);
}

//  Look at the next frame: nothing if it is not whole, or if it is a piece.

static gw_ws_kind_t
s_step (gw_ws_t *self, gw_ws_item_t *item)
{
    frame_t frame;
    if (self->used - self->taken >= 2) {
        const char *fault = s_fault (self);
        if (fault) {
            return s_break (self, GW_WS_CODE_PROTOCOL, fault);
        }
    }
    if (!s_read_head (self, &frame)) {
        return GW_WS_NOTHING;
    }
    size_t room = self->message_max - (frame.opcode & CONTROL ? 0 : self->message_size);
    if (frame.size > room) {
        return s_break (self, GW_WS_CODE_TOO_BIG, "a message that is too long");
    }
    size_t needed = frame.head_size + (size_t) frame.size;
    if (self->used - self->taken < needed) {
        self->needed = needed;
        return GW_WS_NOTHING;
    }
    return s_on_frame (self, &frame, item);
}

gw_ws_kind_t
gw_ws_next (gw_ws_t *self, gw_ws_item_t *item)
{
    assert (self);
    size_t taken = self->used;
    *item = (gw_ws_item_t){ .kind = self->is_broken ? GW_WS_BROKEN : GW_WS_NOTHING };
    while (item->kind == GW_WS_NOTHING && taken != self->taken) {
        taken = self->taken;
        item->kind = s_step (self, item);
    }
    if (item->kind == GW_WS_BROKEN) {
        *item = (gw_ws_item_t){ .kind = GW_WS_BROKEN, .code = self->code, .reason = self->reason };
    }
    return item->kind;
}

void
gw_ws_write_close (unsigned char frame [GW_WS_CLOSE_SIZE], unsigned code,
                   const unsigned char mask [GW_WS_MASK_SIZE])
{
    frame [0] = FIN | CLOSE;
    frame [1] = MASK | 2;
    memcpy (frame + 2, mask, GW_WS_MASK_SIZE);
    frame [2 + GW_WS_MASK_SIZE] = (unsigned char) (code >> 8 ^ mask [0]);
    frame [3 + GW_WS_MASK_SIZE] = (unsigned char) (code ^ mask [1]);
}
