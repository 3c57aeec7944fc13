//  mdc_keys - the flags of a verb that encrypt what it reads

#ifndef MDC_KEYS_H
#define MDC_KEYS_H

#include "mdc_args.h"
#include "mdc_feed.h"

//  Look at all words for these flags, by their places in the verb's table, and let the
//  feed use what they name; they count for every endpoint, wherever they stand. Returns
//  MDC_ARGS_END, or _HELP or _WRONG; what is wrong is said.
int mdc_keys_take (const mdc_args_t *args, int server, int own, mdc_feed_t *feed);

#endif
