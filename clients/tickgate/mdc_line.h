//  mdc_line - prints messages as lines: JSON for programs, text for people

#ifndef MDC_LINE_H
#define MDC_LINE_H

#include <stdio.h>

#include "mdc_feed.h"

typedef struct mdc_line mdc_line_t;

typedef enum {
    MDC_LINE_PRINTED,
    MDC_LINE_SKIPPED,  //  No valid message: said on stderr, with topic and offset
    MDC_LINE_CLOSED,   //  Nobody reads our output any more
    MDC_LINE_LOST      //  It cannot be written: said on stderr
} mdc_line_result_t;

//  Text is coloured where the output is a terminal and NO_COLOR is not set.
mdc_line_t *mdc_line_new (bool is_json);
void mdc_line_destroy (mdc_line_t **self_p);

//  Say on stderr what did not come.
void mdc_line_tell (const mdc_feed_message_t *tell);

//  Print one message.
mdc_line_result_t mdc_line_print (mdc_line_t *self, const mdc_feed_message_t *message);

#endif
