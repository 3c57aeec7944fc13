//  fuzz_ws - any bytes may come from a server, in pieces of any size: the framing says what a
//  naive model says of all of them at once
//
//  The first byte of the input is the size of the pieces, 0 for all at once; what
//  follows are the bytes. Messages are short here, so that too long is near.

#include "naive_ws.h"

enum { MESSAGE_MAX = 70000 };

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

//  Take all items; false once it is broken.

static bool
s_take (gw_ws_t *ws, naive_ws_t *model, uint64_t now, uint64_t *last)
{
    gw_ws_item_t item;
    while (gw_ws_next (ws, &item) != GW_WS_NOTHING) {
        const naive_item_t expected = naive_ws_next (model);
        assert (naive_ws_agrees (&expected, &item));
        if (item.kind == GW_WS_BROKEN) {
            assert (item.reason);
            assert (gw_ws_next (ws, &item) == GW_WS_BROKEN);
            return false;
        }
        if (item.kind == GW_WS_MESSAGE) {
            assert (item.ts >= *last);
            assert (item.ts <= now);
            *last = item.ts;
        }
    }
    return true;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    size_t piece = data [0] ? data [0] : size;
    data++;
    size--;
    naive_ws_t model;
    naive_ws_init (&model, data, size, MESSAGE_MAX);
    gw_ws_t *ws = gw_ws_new (MESSAGE_MAX);
    uint64_t now = 0;
    uint64_t last = 0;
    bool is_whole = true;
    while (size > 0 && is_whole) {
        size_t room;
        char *bytes = gw_ws_room (ws, &room);
        assert (room >= GW_WS_ROOM_MIN);
        size_t count = piece < size ? piece : size;
        count = count < room ? count : room;
        memcpy (bytes, data, count);
        gw_ws_add (ws, count, ++now);
        data += count;
        size -= count;
        is_whole = s_take (ws, &model, now, &last);
    }
    if (is_whole) {
        const naive_item_t rest = naive_ws_next (&model);
        assert (rest.kind == GW_WS_NOTHING);
    }
    naive_ws_free (&model);
    gw_ws_destroy (&ws);
    return 0;
}
