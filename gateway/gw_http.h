//  gw_http - HTTP client: one GET at a time, its whole answer

#ifndef GW_HTTP_H
#define GW_HTTP_H

#include <libwebsockets.h>
#include <stdbool.h>

#include "gw_loop.h"
#include "gw_url.h"

enum {
    GW_HTTP_BODY_MAX = 8 * 1024 * 1024,  //  Bytes; a longer answer is a failure
    GW_HTTP_MS_MAX = 10000               //  From the request to the end of the answer
};

//  The answer: status 200 and its body, or a status and why it is not good; 0
//  where there was none. Lent for the call.
typedef void gw_http_fn (void *owner, int status, const char *body, size_t size);

typedef struct gw_http gw_http_t;

//  The loop and the owner are lent for our life.
gw_http_t *gw_http_new (gw_loop_t *loop, gw_http_fn *on_answer, void *owner);
void gw_http_destroy (gw_http_t **self_p);

//  Ask; on_answer follows exactly once, perhaps within the call. One request at
//  a time. The URL is lent until then.
void gw_http_get (gw_http_t *self, const gw_url_t *url, const char *path, int64_t now_ms);

//  Give up a request that has no answer in time; on_answer follows then.
void gw_http_expire (gw_http_t *self, int64_t now_ms);

bool gw_http_is_busy (const gw_http_t *self);

//  For gw_loop alone.
#define GW_HTTP_PROTOCOL "rest"
int gw_http_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                      size_t size);

#endif
