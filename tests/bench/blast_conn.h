//  blast_conn - one client of the blaster: handshake, requests, and frames on their way out
//
//  Nothing here waits. In the clear, with one frame a TLS record, or with records that are
//  filled to 16 KiB.

#ifndef BLAST_CONN_H
#define BLAST_CONN_H

#include <openssl/ssl.h>

#include "blast_tape.h"

enum { BLAST_TOPICS_MAX = 4096, BLAST_RECORD = 16384, BLAST_BATCH = 65536 };

typedef struct blast_conn blast_conn_t;

//  Takes the descriptor. Without a context it speaks in the clear; the context is lent.
blast_conn_t *blast_conn_new (int fd, SSL_CTX *context, bool fills_records);
void blast_conn_destroy (blast_conn_t **self_p);

int blast_conn_fd (const blast_conn_t *self);

//  Read what is there and answer it. Returns -1 where the connection ended.
int blast_conn_read (blast_conn_t *self);

//  Send what waits, as far as it goes: with a flush also what would not fill a record.
//  Return -1 where the connection ended.
int blast_conn_push (blast_conn_t *self);
int blast_conn_flush (blast_conn_t *self);

//  Bytes that wait: more are to be added only where there are less than BLAST_BATCH.
size_t blast_conn_waiting (const blast_conn_t *self);

//  Add a frame, which a flush sends.
void blast_conn_add (blast_conn_t *self, const char *frame, size_t size);

//  What it subscribed, all of it. Each change counts.
const char *const *blast_conn_topics (const blast_conn_t *self, size_t *count);
size_t blast_conn_changes (const blast_conn_t *self);

#endif
