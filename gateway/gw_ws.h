//  gw_ws - pure: the WebSocket framing of RFC 6455, as a client receives it
//
//  Bytes in, whole messages and control frames out. A message that came in one
//  frame is handed out where it was read to, without a copy. What a server must
//  not send is refused; that a text is UTF-8 is left to who reads the text.

#ifndef GW_WS_H
#define GW_WS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GW_WS_ROOM_MIN = 16384,   //  There is always room for one TLS record
    GW_WS_CONTROL_MAX = 125,  //  Bytes in a control frame
    GW_WS_MASK_SIZE = 4,
    GW_WS_CLOSE_SIZE = 2 + GW_WS_MASK_SIZE + 2  //  Of a close frame of ours
};

//  What a frame of ours must say when we close.
enum { GW_WS_CODE_NORMAL = 1000, GW_WS_CODE_PROTOCOL = 1002, GW_WS_CODE_TOO_BIG = 1009 };

typedef enum {
    GW_WS_NOTHING,  //  More bytes are needed
    GW_WS_MESSAGE,  //  Whole; declared as text or as binary
    GW_WS_PING,
    GW_WS_PONG,
    GW_WS_CLOSE,
    GW_WS_BROKEN  //  Against the protocol, or too long: nothing can follow
} gw_ws_kind_t;

//  The bytes stay ours, and are there until the next call.
typedef struct {
    gw_ws_kind_t kind;
    const char *bytes;   //  The payload; of a close frame, its reason
    size_t size;         //  Of the payload
    uint64_t ts;         //  When the first byte of a message was added
    unsigned code;       //  Of a close frame, 0 if it has none; what to answer if broken
    const char *reason;  //  Why it is broken, a literal
} gw_ws_item_t;

typedef struct gw_ws gw_ws_t;

//  Refuse messages of more than message_max bytes.
gw_ws_t *gw_ws_new (size_t message_max);
void gw_ws_destroy (gw_ws_t **self_p);

//  Forget all bytes: a new connection begins.
void gw_ws_reset (gw_ws_t *self);

//  Where to read bytes to, and how many fit, at least GW_WS_ROOM_MIN.
char *gw_ws_room (gw_ws_t *self, size_t *size);

//  So many bytes were read there, at the moment ts. Take all items before more are added.
void gw_ws_add (gw_ws_t *self, size_t size, uint64_t ts);

//  The next item. Once it is broken, it stays so.
gw_ws_kind_t gw_ws_next (gw_ws_t *self, gw_ws_item_t *item);

//  Write a close frame as a client sends it, masked with four random bytes.
void gw_ws_write_close (unsigned char frame [GW_WS_CLOSE_SIZE], unsigned code,
                        const unsigned char mask [GW_WS_MASK_SIZE]);

#endif
