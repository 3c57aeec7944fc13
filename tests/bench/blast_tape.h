//  blast_tape - frames of a market that never ends: made once, renumbered as they are sent
//
//  A turn is 20 frames of each symbol: a snapshot, 14 deltas and 5 trades, each as the
//  exchange writes it, head of the WebSocket frame included. The tape comes round, and
//  still every frame is news that a book must take: update ids, sequence numbers, times
//  and trade ids are written anew, and a turn begins with a snapshot.

#ifndef BLAST_TAPE_H
#define BLAST_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BLAST_TOPIC_MAX = 96, BLAST_DIGITS = 12 };

//  The number of a message stands in it as the exchange's sequence number, from here on.
#define BLAST_NUMBER_BASE UINT64_C (100000000000)

typedef struct blast_tape blast_tape_t;

//  Topics as the exchange writes them; they are copied. Level-1 books are no part of it.
//  Update ids begin behind update, which has twelve digits.
blast_tape_t *blast_tape_new (const char *const *topics, size_t count, uint64_t update);
void blast_tape_destroy (blast_tape_t **self_p);

//  How many topics it has; 0 where there is nothing to send.
size_t blast_tape_topics (const blast_tape_t *self);

//  The next frame, written anew with that number and the time in ms; lent until the next
//  call.
const char *blast_tape_next (blast_tape_t *self, uint64_t number, uint64_t now_ms, size_t *size);

//  A snapshot of one topic, as its first turn begins; null where it is none of a book.
const char *blast_tape_snapshot (blast_tape_t *self, const char *topic, uint64_t number,
                                 uint64_t now_ms, size_t *size);

#endif
