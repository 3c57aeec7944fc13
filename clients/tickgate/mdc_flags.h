//  mdc_flags - the words of a verb that reads a daemon: endpoints, keys, and what else it takes

#ifndef MDC_FLAGS_H
#define MDC_FLAGS_H

#include "mdc_args.h"
#include "mdc_feed.h"

//  The flags of all such verbs, for their tables.
enum { MDC_FLAGS_COUNT = 2 };
extern const mdc_option_t mdc_flags [MDC_FLAGS_COUNT];

//  What a verb does with its words. Both functions return 0, or -1 where a value is wrong,
//  which they say.
typedef struct {
    void *self;
    mdc_feed_t *feed;
    const char *endpoint;  //  Where no flag names one
    int (*take_option) (void *self, const mdc_args_t *args, int option);
    int (*take_word) (void *self, const mdc_args_t *args);  //  Null: it takes flags only
} mdc_flags_taker_t;

//  Take all words, and connect. Keys count for every endpoint, wherever they stand. Returns
//  MDC_ARGS_END, or _HELP, _LOST or _WRONG; what is wrong is said.
int mdc_flags_take (mdc_args_t *args, const mdc_flags_taker_t *taker);

//  Connect to the endpoint that a flag names. Returns 0 or -1.
int mdc_flags_connect (const mdc_args_t *args, mdc_feed_t *feed);

#endif
