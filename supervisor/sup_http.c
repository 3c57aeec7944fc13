//  sup_http - the HTTP actor: health, metrics and status, from what the supervisor tells

#include "sup_http.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "sup_board.h"
#include "sup_clock.h"
#include "sup_desk.h"
#include "sup_server.h"

enum {
    TIDINGS_MAX = 1000,  //  Read in one turn
    PUSH_MS = 1000       //  Between two of what streams are told, where nothing happens
};

typedef struct {
    zsock_t *pipe;  //  To the supervisor
    sup_board_t *board;
    sup_desk_t *desk;
    sup_server_t *server;
    int64_t push_at;
    sup_tidings_t tidings;
    bool terminated;
} self_t;

static void
s_on_request (void *owner, sup_peer_t *peer, int status, const sup_request_t *request)
{
    self_t *self = owner;
    sup_desk_on_request (self->desk, peer, status, request);
}

static void
s_on_end (void *owner, sup_peer_t *peer)
{
    self_t *self = owner;
    sup_desk_on_end (self->desk, peer);
}

//  Hear what the supervisor says. What happened is passed on to the streams at once.

static void
s_hear (self_t *self, int64_t now_ms)
{
    const sup_tidings_t *tidings = &self->tidings;
    sup_tidings_kind_t kind = SUP_TIDINGS_BEAT;
    for (int count = 0; count < TIDINGS_MAX && kind != SUP_TIDINGS_NONE; count++) {
        kind = sup_tidings_recv (self->pipe, &self->tidings);
        switch (kind) {
            case SUP_TIDINGS_NONE:
                break;
            case SUP_TIDINGS_BEAT:
                if (sup_board_on_beat (self->board, &tidings->beat, now_ms)) {
                    self->push_at = now_ms;
                }
                break;
            case SUP_TIDINGS_TALLY:
                sup_board_on_tally (self->board, &tidings->origin, tidings->bytes, tidings->size,
                                    now_ms);
                break;
            case SUP_TIDINGS_NOTE:
                sup_board_on_note (self->board, tidings->bytes, tidings->size);
                break;
            case SUP_TIDINGS_TERM:
                self->terminated = true;
                return;
        }
    }
}

static void
s_run (self_t *self)
{
    while (!self->terminated) {
        int64_t now_ms = zclock_mono ();
        s_hear (self, now_ms);
        if (now_ms >= self->push_at) {
            self->push_at = now_ms + PUSH_MS;
            sup_desk_push (self->desk, now_ms);
        }
        bool is_ready = sup_desk_run (self->desk);
        //  The descriptors are edge-triggered: who has something now will not wake us
        is_ready = is_ready || (zsock_events (self->pipe) & ZMQ_POLLIN);
        sup_server_wait (self->server, is_ready ? 0 : self->push_at - now_ms);
    }
}

void
sup_http_actor (zsock_t *pipe, void *args)
{
    (void) pthread_setname_np (pthread_self (), "http");  //  Only a help to debuggers
    (void) zsock_signal (pipe, 0);                        //  Constructed
    static const sup_peer_handler_t handler = { s_on_request, s_on_end };
    const sup_http_args_t *given = args;
    self_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pipe = pipe;
    self->board = sup_board_new (given->config, zclock_mono ());
    self->server = sup_server_new (given->fd, &handler, self);
    assert (self->server);  //  Only memory or descriptors can be missing
    self->desk = sup_desk_new (self->board, self->server);
    void *watch = sup_server_watch (self->server, (int) zsock_fd (pipe));
    assert (watch);  //  Likewise
    s_run (self);
    sup_server_destroy (&self->server);  //  It tells the desk of each stream's end
    sup_desk_destroy (&self->desk);
    sup_board_destroy (&self->board);
    free (self);
}
