//  gw_wire - the bytes of an open connection, straight from its descriptor or its TLS session
//
//  Only for reading. Whoever opened the connection keeps it, writes to it, closes it,
//  and reads from it no more.

#ifndef GW_WIRE_H
#define GW_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    GW_WIRE_READ,     //  Something was read
    GW_WIRE_EMPTY,    //  All was read that was there
    GW_WIRE_BLOCKED,  //  TLS has an answer of its own to send first
    GW_WIRE_ENDED     //  For good
} gw_wire_result_t;

typedef struct gw_wire gw_wire_t;

//  Read from a descriptor that does not block; with ssl, an OpenSSL session on it, from
//  that. A TLS renegotiation is refused from now on.
gw_wire_t *gw_wire_new (int fd, void *ssl);

//  May come after the end of the session.
void gw_wire_destroy (gw_wire_t **self_p);

//  The descriptor may have more: it was readable, or writable where that was asked for.
void gw_wire_wake (gw_wire_t *self);

//  Read once, up to room_size bytes. What it does not take stays for the next call.
gw_wire_result_t gw_wire_read (gw_wire_t *self, char *room, size_t room_size, size_t *size);

//  When the last bytes came from the descriptor, nanoseconds since 1970 UTC.
uint64_t gw_wire_ts (const gw_wire_t *self);

//  Why it ended.
const char *gw_wire_reason (const gw_wire_t *self);

//  Nothing of this thread uses TLS any more. To be called before the thread is taken for gone.
void gw_wire_leave_thread (void);

#endif
