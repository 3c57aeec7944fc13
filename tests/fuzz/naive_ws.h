//  naive_ws - WebSocket frames in the plainest way, whole in memory: what gw_frames must agree with
//
//  For tests and fuzzers alone.

#ifndef NAIVE_WS_H
#define NAIVE_WS_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_ws.h"
#include "mdp_utf8.h"

//  Where the reading stands.
typedef struct {
    const unsigned char *bytes;
    size_t size;
    size_t at;
    size_t message_max;
    unsigned char *message;  //  The pieces so far
    size_t message_size;
    bool is_in_message;
} naive_ws_t;

//  An item of which the bytes are the model's, until its next call.
typedef struct {
    gw_ws_kind_t kind;
    const unsigned char *bytes;
    size_t size;
    unsigned code;
} naive_item_t;

static inline void
naive_ws_init (naive_ws_t *self, const void *bytes, size_t size, size_t message_max)
{
    *self = (naive_ws_t){ .bytes = bytes, .size = size, .message_max = message_max };
    self->message = malloc (size + 1);  //  No message is longer than all that came
    assert (self->message);
}

static inline void
naive_ws_free (naive_ws_t *self)
{
    free (self->message);
}

static inline naive_item_t
naive_ws_broken (unsigned code)
{
    return (naive_item_t){ .kind = GW_WS_BROKEN, .code = code };
}

static inline naive_item_t
naive_ws_close (const unsigned char *payload, size_t size)
{
    if (size == 0) {
        return (naive_item_t){ .kind = GW_WS_CLOSE };
    }
    unsigned code = size == 1 ? 0 : payload [0] * 256u + payload [1];
    bool is_standard = code == 1000 || code == 1001 || code == 1002 || code == 1003 || code == 1007
                       || code == 1008 || code == 1009 || code == 1010 || code == 1011
                       || code == 1012 || code == 1013 || code == 1014;
    bool is_private = code >= 3000 && code < 5000;
    if ((!is_standard && !is_private)
        || !mdp_utf8_is_valid ((const char *) payload + 2, size - 2)) {
        return naive_ws_broken (1002);
    }
    return (naive_item_t){ GW_WS_CLOSE, payload + 2, size - 2, code };
}

//  One data frame: the message, if it is its last; GW_WS_NOTHING otherwise.

static inline naive_item_t
naive_ws_data (naive_ws_t *self, const unsigned char *payload, size_t size, bool is_final)
{
    memcpy (self->message + self->message_size, payload, size);
    self->message_size += size;
    self->is_in_message = !is_final;
    naive_item_t item = { .kind = GW_WS_NOTHING };
    if (is_final) {
        item = (naive_item_t){ GW_WS_MESSAGE, self->message, self->message_size, 0 };
        self->message_size = 0;
    }
    return item;
}

//  The size that stands in count bytes behind the first two.

static inline uint64_t
naive_ws_long_size (const unsigned char *head, size_t count)
{
    uint64_t size = 0;
    for (size_t index = 0; index < count; index++) {
        size = size * 256 + head [2 + index];
    }
    return size;
}

//  One frame. GW_WS_NOTHING without progress means that it is not all there.

static inline naive_item_t
naive_ws_frame (naive_ws_t *self)
{
    const unsigned char *head = self->bytes + self->at;
    size_t left = self->size - self->at;
    if (left < 2) {
        return (naive_item_t){ .kind = GW_WS_NOTHING };
    }
    bool is_final = head [0] >= 128;
    unsigned opcode = head [0] % 16;
    bool is_control = opcode == 8 || opcode == 9 || opcode == 10;
    bool is_first = opcode == 1 || opcode == 2;
    if (head [0] % 128 >= 16 || head [1] >= 128 || (!is_control && !is_first && opcode != 0)
        || (is_control && (!is_final || head [1] > 125)) || (is_first && self->is_in_message)
        || (opcode == 0 && !self->is_in_message)) {
        return naive_ws_broken (1002);
    }
    size_t longer = head [1] == 126 ? 2 : head [1] == 127 ? 8 : 0;
    if (left < 2 + longer) {
        return (naive_item_t){ .kind = GW_WS_NOTHING };
    }
    uint64_t size = longer > 0 ? naive_ws_long_size (head, longer) : head [1];
    if (size > self->message_max - (is_control ? 0 : self->message_size)) {
        return naive_ws_broken (1009);
    }
    if (left - 2 - longer < size) {
        return (naive_item_t){ .kind = GW_WS_NOTHING };
    }
    const unsigned char *payload = head + 2 + longer;
    self->at += 2 + longer + (size_t) size;
    if (opcode == 8) {
        return naive_ws_close (payload, (size_t) size);
    }
    if (is_control) {
        return (naive_item_t){ opcode == 9 ? GW_WS_PING : GW_WS_PONG, payload, (size_t) size, 0 };
    }
    return naive_ws_data (self, payload, (size_t) size, is_final);
}

static inline naive_item_t
naive_ws_next (naive_ws_t *self)
{
    naive_item_t item = { .kind = GW_WS_NOTHING };
    size_t at;
    do {
        at = self->at;
        item = naive_ws_frame (self);
    } while (item.kind == GW_WS_NOTHING && self->at != at);
    return item;
}

//  The class says what the model says.

static inline bool
naive_ws_agrees (const naive_item_t *naive, const gw_ws_item_t *item)
{
    if (naive->kind != item->kind || naive->code != item->code) {
        return false;
    }
    bool has_bytes = naive->kind != GW_WS_BROKEN && naive->kind != GW_WS_NOTHING;
    return !has_bytes
           || (naive->size == item->size
               && (item->size == 0 || memcmp (naive->bytes, item->bytes, item->size) == 0));
}

#endif
