//  tgc_decoder - reads a message's second frame, and trusts nothing in it
//
//  Pure: no socket and no clock. Only needed beside a socket of your own, since
//  tgc_client decodes what it receives.

#ifndef TGC_DECODER_H
#define TGC_DECODER_H

#include "tgc_message.h"

TGC_BEGIN

typedef struct tgc_decoder tgc_decoder_t;

typedef enum {
    TGC_DECODED,
    TGC_UNKNOWN,  //  Of a version or a type newer than this library: skip it
    TGC_BROKEN    //  No message of the contract
} tgc_decode_t;

//  Never null: without memory the process ends.
TGC_API tgc_decoder_t *tgc_decoder_new (void);

//  Destroy the decoder and null the caller's reference; may be called again.
TGC_API void tgc_decoder_destroy (tgc_decoder_t **self_p);

//  Read one frame. The message's texts point into the frame and its arrays into the
//  decoder: they are valid until either changes. A message that is not decoded is
//  left as it was. Unknown keys are skipped. Once the largest message has been
//  seen nothing is allocated any more.
TGC_API tgc_decode_t tgc_decoder_read (tgc_decoder_t *self, tgc_text_t frame,
                                       tgc_message_t *message);

TGC_END

#endif
