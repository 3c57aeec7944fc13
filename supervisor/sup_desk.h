//  sup_desk - answers HTTP requests from the board: which path gives what

#ifndef SUP_DESK_H
#define SUP_DESK_H

#include "sup_board.h"
#include "sup_server.h"

enum {
    SUP_DESK_STREAMS_MAX = 16,  //  Answers without an end at one time
    SUP_DESK_FRESH_MS = 200     //  So old may be what costs more to print
};

typedef struct sup_desk sup_desk_t;

//  Both are lent for our life; when the server is destroyed it tells us of each
//  stream's end, so we must be destroyed after it.
sup_desk_t *sup_desk_new (sup_board_t *board, sup_server_t *server);
void sup_desk_destroy (sup_desk_t **self_p);

//  Answer a request, or begin a stream; the stream has ended.
void sup_desk_on_request (sup_desk_t *self, sup_peer_t *peer, int status,
                          const sup_request_t *request);
void sup_desk_on_end (sup_desk_t *self, sup_peer_t *peer);

//  Hand on to the streams what the children publish. True where more is there.
bool sup_desk_run (sup_desk_t *self);

//  Tell the streams what changed.
void sup_desk_push (sup_desk_t *self, int64_t now_ms);

#endif
