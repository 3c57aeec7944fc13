//  sim_conn - one TCP connection: plain or TLS, never waiting, with every way to end it
//
//  It knows how bytes and frames leave, and nothing of what they say.

#ifndef SIM_CONN_H
#define SIM_CONN_H

#include "sim_lag.h"
#include "sim_text.h"
#include "sim_ws.h"

#include <openssl/ssl.h>

//  How the connection misbehaves; anyone may set these.
typedef struct {
    bool is_hole;        //  Never reads nor writes again
    bool is_frozen;      //  Reads, and says nothing
    bool is_silent;      //  Answers, and sends no data
    bool is_fragmented;  //  Data in fragments with pings between
    bool is_dripping;    //  One byte a millisecond
    int64_t lag_ns;      //  So late is all that it says
} sim_conn_modes_t;

typedef struct sim_conn sim_conn_t;

//  Take the descriptor; a null tls makes a plain connection.
sim_conn_t *sim_conn_new (int fd, SSL_CTX *tls);

//  Close the descriptor, and forget everything not yet sent.
void sim_conn_destroy (sim_conn_t **self_p);

sim_conn_modes_t *sim_conn_modes (sim_conn_t *self);
int sim_conn_fd (const sim_conn_t *self);

//  The events to poll for.
short sim_conn_events (const sim_conn_t *self);

//  True if TLS must be given a turn although there is nothing to read.
bool sim_conn_needs_turn (const sim_conn_t *self);

//  Read what is there into the input, and write what can be.
void sim_conn_read (sim_conn_t *self);
void sim_conn_flush (sim_conn_t *self, int64_t now_ns);

//  Bytes received; the reader skips what it took.
sim_text_t *sim_conn_input (sim_conn_t *self);

//  True once the connection must be destroyed.
bool sim_conn_is_over (const sim_conn_t *self, int64_t now_ns);

//  True while it takes data: not ending, and no fault forbids it.
bool sim_conn_takes_data (const sim_conn_t *self);

//  True while the WebSocket may still speak.
bool sim_conn_is_open (const sim_conn_t *self);

size_t sim_conn_pending (const sim_conn_t *self);

//  Queue bytes as they are, a frame, or a data message under the modes in force. The
//  connection is cut when its queue is full.
void sim_conn_send_bytes (sim_conn_t *self, const void *bytes, size_t size);
void sim_conn_send_frame (sim_conn_t *self, sim_ws_opcode_t opcode, const void *bytes, size_t size);
void sim_conn_send_data (sim_conn_t *self, const char *text, size_t size);

//  Ask for new keys of TLS, before TLS 1.3 by a new handshake. True if that could be asked.
bool sim_conn_rekey (sim_conn_t *self);

//  End: send a close frame and wait for the other side; close once all is sent; reset at
//  once; reset once all is sent.
void sim_conn_close (sim_conn_t *self, unsigned code, int64_t now_ns);
void sim_conn_finish (sim_conn_t *self, int64_t now_ns);
void sim_conn_cut (sim_conn_t *self);
void sim_conn_cut_later (sim_conn_t *self);

#endif
