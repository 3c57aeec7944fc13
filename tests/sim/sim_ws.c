//  sim_ws - the WebSocket framing of RFC 6455, as a server does it

#include "sim_ws.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { SIZE_16 = 126, SIZE_64 = 127, MESSAGE_MAX = 1 << 20, CONTROL_MAX = 125, FRAGMENTS = 3 };

//  Size of the head without the mask, or 0 if it is not all there. Sets the payload's size.

static size_t
s_read_size (const unsigned char *bytes, size_t size, uint64_t *payload_size)
{
    if (size < 2) {
        return 0;
    }
    unsigned first = bytes [1] & 0x7f;
    size_t head = first == SIZE_16 ? 4 : first == SIZE_64 ? 10 : 2;
    if (size < head) {
        return 0;
    }
    *payload_size = first;
    if (head > 2) {
        *payload_size = 0;
        for (size_t i = 2; i < head; i++) {
            *payload_size = *payload_size << 8 | bytes [i];
        }
    }
    return head;
}

sim_ws_result_t
sim_ws_read (char *bytes, size_t size, sim_ws_frame_t *frame)
{
    const unsigned char *head = (const unsigned char *) bytes;
    uint64_t payload_size = 0;
    size_t head_size = s_read_size (head, size, &payload_size);
    if (head_size == 0) {
        return SIM_WS_PARTIAL;
    }
    frame->is_final = (head [0] & SIM_WS_FIN) != 0;
    frame->opcode = head [0] & 0xf;
    bool is_control = frame->opcode >= SIM_WS_CLOSE;
    bool is_known = frame->opcode <= SIM_WS_BINARY
                    || (frame->opcode >= SIM_WS_CLOSE && frame->opcode <= SIM_WS_PONG);
    if (!(head [1] & SIM_WS_MASK) || (head [0] & 0x70) || !is_known
        || (is_control && (!frame->is_final || payload_size > CONTROL_MAX))) {
        return SIM_WS_BROKEN;
    }
    if (payload_size > MESSAGE_MAX) {
        return SIM_WS_TOO_BIG;
    }
    frame->size = (size_t) payload_size;
    frame->taken = head_size + 4 + frame->size;
    if (size < frame->taken) {
        return SIM_WS_PARTIAL;
    }
    const char *mask = bytes + head_size;
    frame->payload = bytes + head_size + 4;
    for (size_t i = 0; i < frame->size; i++) {
        frame->payload [i] = (char) (frame->payload [i] ^ mask [i % 4]);
    }
    return SIM_WS_FRAME;
}

void
sim_ws_write_head (sim_text_t *text, unsigned first_byte, size_t size)
{
    unsigned char head [10] = { (unsigned char) first_byte };
    size_t head_size = 2;
    if (size < SIZE_16) {
        head [1] = (unsigned char) size;
    } else {
        head_size = size <= 0xffff ? 4 : 10;
        head [1] = size <= 0xffff ? SIZE_16 : SIZE_64;
        uint64_t left = size;
        for (size_t i = head_size - 1; i >= 2; i--) {
            head [i] = (unsigned char) (left & 0xff);
            left >>= 8;
        }
    }
    sim_text_bytes (text, head, head_size);
}

void
sim_ws_write_fragments (sim_text_t *text, const char *payload, size_t size)
{
    size_t at = 0;
    for (unsigned i = 0; i < FRAGMENTS; i++) {
        bool is_last = i + 1 == FRAGMENTS;
        size_t part = is_last ? size - at : size / FRAGMENTS;
        unsigned opcode = i == 0 ? SIM_WS_TEXT : SIM_WS_CONTINUATION;
        sim_ws_write_head (text, opcode | (is_last ? SIM_WS_FIN : 0U), part);
        sim_text_bytes (text, payload + at, part);
        at += part;
        if (!is_last) {
            sim_ws_write_head (text, SIM_WS_FIN | SIM_WS_PING, 3);
            sim_text_bytes (text, "sim", 3);
        }
    }
}

void
sim_ws_accept (const char *key, char answer [SIM_WS_KEY_MAX])
{
    unsigned char digest [EVP_MAX_MD_SIZE];
    unsigned digest_size = 0;
    char joined [128];
    int size = snprintf (joined, sizeof joined, "%.64s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    assert (size > 0);
    int rc = EVP_Digest (joined, (size_t) size, digest, &digest_size, EVP_sha1 (), NULL);
    assert (rc == 1);
    (void) EVP_EncodeBlock ((unsigned char *) answer, digest, (int) digest_size);
}
