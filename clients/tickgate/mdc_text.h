//  mdc_text - writes messages for people

#ifndef MDC_TEXT_H
#define MDC_TEXT_H

#include "mdc_feed.h"
#include "mdp_print.h"
#include "mdp_unpack.h"

typedef struct mdc_text mdc_text_t;

mdc_text_t *mdc_text_new (bool is_coloured);
void mdc_text_destroy (mdc_text_t **self_p);

//  Write a message: a line for each trade, one for everything else, with no line
//  end after the last. A message that we do not know is its JSON.
void mdc_text_print (mdc_text_t *self, mdp_print_t *print, const mdc_feed_message_t *message,
                     const char *json);

#endif
