//  tgc_book - the levels of one symbol, best first
//
//  Pure. It does what it is told; whether it may be believed is for tgc_reader to say.

#ifndef TGC_BOOK_H
#define TGC_BOOK_H

#include "tgc_message.h"

TGC_BEGIN

typedef struct tgc_book tgc_book_t;

typedef enum { TGC_BIDS, TGC_ASKS } tgc_book_side_t;

enum { TGC_BOOK_LEVELS_MAX = 32768 };  //  A side

//  Create an empty book. Never null: without memory the process ends.
TGC_API tgc_book_t *tgc_book_new (void);

//  Destroy the book and null the caller's reference; may be called again.
TGC_API void tgc_book_destroy (tgc_book_t **self_p);

//  Take a snapshot or a delta. Prices are compared by value; where they are texts,
//  exactly. Returns 0, or -1 where a side would hold more than TGC_BOOK_LEVELS_MAX
//  levels: the book is then empty.
TGC_API int tgc_book_apply (tgc_book_t *self, const tgc_message_t *message);

//  Epoch, number and the exchange's update id of what was applied last.
TGC_API uint64_t tgc_book_epoch (const tgc_book_t *self);
TGC_API uint64_t tgc_book_seq (const tgc_book_t *self);
TGC_API uint64_t tgc_book_u (const tgc_book_t *self);

//  Levels on a side.
TGC_API size_t tgc_book_count (const tgc_book_t *self, tgc_book_side_t side);

//  A level, the best with index 0, or null where there are not so many. It stays
//  the book's and is valid until the next apply.
TGC_API const tgc_level_t *tgc_book_level (const tgc_book_t *self, tgc_book_side_t side,
                                           size_t index);

TGC_END

#endif
