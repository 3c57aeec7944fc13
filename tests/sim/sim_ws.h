//  sim_ws - the WebSocket framing of RFC 6455, as a server does it
//
//  Pure: bytes in, frames out.

#ifndef SIM_WS_H
#define SIM_WS_H

#include "sim_text.h"

typedef enum {
    SIM_WS_CONTINUATION = 0,
    SIM_WS_TEXT = 1,
    SIM_WS_BINARY = 2,
    SIM_WS_CLOSE = 8,
    SIM_WS_PING = 9,
    SIM_WS_PONG = 10
} sim_ws_opcode_t;

enum { SIM_WS_KEY_MAX = 32, SIM_WS_FIN = 0x80, SIM_WS_MASK = 0x80 };

typedef enum {
    SIM_WS_FRAME,
    SIM_WS_PARTIAL,  //  Needs more bytes
    SIM_WS_BROKEN,   //  Not masked, or against the protocol: close with 1002
    SIM_WS_TOO_BIG   //  Close with 1009
} sim_ws_result_t;

typedef struct {
    bool is_final;
    unsigned opcode;
    char *payload;  //  In the bytes given, unmasked
    size_t size;
    size_t taken;  //  Bytes to skip to the next frame
} sim_ws_frame_t;

//  Read one frame from a client, unmasking it in place.
sim_ws_result_t sim_ws_read (char *bytes, size_t size, sim_ws_frame_t *frame);

//  Append the head of a server's frame: its first byte, and the payload's size.
void sim_ws_write_head (sim_text_t *text, unsigned first_byte, size_t size);

//  Append a whole message in at least three fragments with pings between them.
void sim_ws_write_fragments (sim_text_t *text, const char *payload, size_t size);

//  Write the answer to the client's Sec-WebSocket-Key.
void sim_ws_accept (const char *key, char answer [SIM_WS_KEY_MAX]);

#endif
