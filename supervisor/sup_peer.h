//  sup_peer - one HTTP connection: its request, and its answer or its stream
//
//  A connection carries one request. The requests are read by sup_request and not by
//  libwebsockets, so that each gets its proper answer whatever the library's version.

#ifndef SUP_PEER_H
#define SUP_PEER_H

#include <libwebsockets.h>
#include <stdint.h>

#include "sup_body.h"
#include "sup_request.h"

//  Name of the protocol that sup_peer_callback serves.
#define SUP_PEER_PROTOCOL "http"

enum {
    SUP_PEER_QUEUE_MAX = 128,   //  Pieces that wait for one stream
    SUP_PEER_READ_MS = 5000,    //  For a whole request
    SUP_PEER_WRITE_MS = 10000,  //  Without progress of an answer
    SUP_PEER_ANSWER_MS = 30000  //  For a whole answer
};

typedef struct sup_peer sup_peer_t;

//  A request came whole, or has to be refused with a status that is not 200: answer it,
//  or begin a stream, before returning.
typedef void sup_peer_request_fn (void *owner, sup_peer_t *peer, int status,
                                  const sup_request_t *request);

//  A stream ended.
typedef void sup_peer_end_fn (void *owner, sup_peer_t *peer);

typedef struct {
    sup_peer_request_fn *on_request;
    sup_peer_end_fn *on_end;
} sup_peer_handler_t;

//  Create a place for a connection; the handler is lent for its life.
sup_peer_t *sup_peer_new (const sup_peer_handler_t *handler, void *owner);
void sup_peer_destroy (sup_peer_t **self_p);

//  Begin with a connection; the place must be free.
void sup_peer_seat (sup_peer_t *self, struct lws *wsi, int64_t now_ms);

//  End the connection, whatever it was doing.
void sup_peer_cut (sup_peer_t *self);

//  End it if it has taken too long.
void sup_peer_look (sup_peer_t *self, int64_t now_ms);

bool sup_peer_is_free (const sup_peer_t *self);
bool sup_peer_is_stream (const sup_peer_t *self);

//  Since when it has not asked, or has had its answer; -1 if neither.
int64_t sup_peer_idle_since (const sup_peer_t *self);

typedef struct {
    int status;
    const char *type;   //  Of the body
    const char *extra;  //  Further header lines, each with its end; null for none
    bool is_head;       //  Do not send the body
} sup_answer_t;

//  Answer the request. Takes the body.
void sup_peer_answer (sup_peer_t *self, const sup_answer_t *answer, sup_body_t **body_p);

//  Begin an answer without an end, of Server-Sent Events.
void sup_peer_stream (sup_peer_t *self);

//  Send a piece of a stream. False where too many wait: it is then not sent. Takes the
//  body.
bool sup_peer_push (sup_peer_t *self, sup_body_t **body_p);

//  Pieces that wait.
size_t sup_peer_waiting (const sup_peer_t *self);

//  What the owner keeps for a stream; null at first.
void sup_peer_set_mark (sup_peer_t *self, void *mark);
void *sup_peer_mark (const sup_peer_t *self);

//  Called by the library.
int sup_peer_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t size);

#endif
