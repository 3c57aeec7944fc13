//  gw_rest - asks REST for recent trades, in a thread of its own
//
//  To agree with TLS on keys and to read an answer takes milliseconds, in which no live
//  message would be read. So a thread does it, which owns all it touches and has a loop like
//  ours. It begins with the first question, and is there until we go.
//
//  The host is looked up before, when we begin: a question may come when names cannot be looked
//  up any more, as the hole that it is about.

#ifndef GW_REST_H
#define GW_REST_H

#include "bybit_recent.h"
#include "gw_url.h"

enum { GW_REST_ASKED_MAX = 17 };  //  Questions at once

//  What became of a question.
typedef struct {
    size_t number;                        //  As it was asked with
    int status;                           //  Of HTTP; 0 where nothing came
    const bybit_recent_answer_t *recent;  //  With status 200 alone
    const char *why;                      //  With any other, why it is not good
} gw_rest_answer_t;

//  The answer is lent for the call.
typedef void gw_rest_fn (void *owner, const gw_rest_answer_t *answer);

typedef struct gw_rest gw_rest_t;

//  The owner is lent for our life; the file is that of gw_loop, or null.
gw_rest_t *gw_rest_new (const gw_url_t *url, const char *ca_file, gw_rest_fn *on_answer,
                        void *owner);
void gw_rest_destroy (gw_rest_t **self_p);

//  Ask for the trades of a symbol; of options for those of a base coin. on_answer follows
//  exactly once, from gw_rest_run, or within the call where there can be no thread.
void gw_rest_ask (gw_rest_t *self, size_t number, mdp_category_t category, mdp_text_t symbol);

//  Hand on the answers that are here.
void gw_rest_run (gw_rest_t *self);

#endif
