//  gw_receiver - takes the reading of an upgraded connection over from libwebsockets

#include "gw_receiver.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gw_clock.h"
#include "gw_watch.h"
#include "gw_wire.h"
#include "gw_ws.h"

enum { TURN_SIZE = 131072 };  //  Bytes that are read before others have their turn

struct gw_receiver {
    gw_loop_t *loop;
    const gw_receiver_handler_t *handler;
    void *owner;
    gw_ws_t *ws;
    gw_wire_t *wire;  //  Null while there is nothing to read
    gw_watch_t *watch;
};

gw_receiver_t *
gw_receiver_new (gw_loop_t *loop, size_t message_max, const gw_receiver_handler_t *handler,
                 void *owner)
{
    gw_receiver_t *self = calloc (1, sizeof *self);
    assert (self);
    self->loop = loop;
    self->handler = handler;
    self->owner = owner;
    self->ws = gw_ws_new (message_max);
    return self;
}

void
gw_receiver_destroy (gw_receiver_t **self_p)
{
    assert (self_p);
    gw_receiver_t *self = *self_p;
    if (self) {
        gw_receiver_close (self);
        gw_ws_destroy (&self->ws);
        free (self);
        *self_p = NULL;
    }
}

void
gw_receiver_close (gw_receiver_t *self)
{
    assert (self);
    gw_watch_destroy (&self->watch);
    gw_wire_destroy (&self->wire);
    gw_ws_reset (self->ws);
}

//  A close frame, or something that the protocol forbids.

static void
s_on_end (gw_receiver_t *self, const gw_ws_item_t *item)
{
    char reason [160] = "closed by the exchange";
    if (item->kind == GW_WS_BROKEN) {
        (void) snprintf (reason, sizeof reason, "the exchange breaks the protocol: %s",
                         item->reason);
    } else if (item->code > 0) {
        (void) snprintf (reason, sizeof reason, "closed by the exchange with code %u", item->code);
    }
    self->handler->on_end (self->owner, item->code > 0 ? item->code : GW_WS_CODE_NORMAL, reason);
}

//  Hand out what came; any of it may end the connection.

static void
s_deliver (gw_receiver_t *self)
{
    gw_ws_item_t item;
    while (self->wire && gw_ws_next (self->ws, &item) != GW_WS_NOTHING) {
        switch (item.kind) {
            case GW_WS_MESSAGE:
                self->handler->on_message (self->owner, item.bytes, item.size, item.ts);
                break;
            case GW_WS_PING:
                self->handler->on_ping (self->owner, item.bytes, item.size);
                break;
            case GW_WS_CLOSE:
            case GW_WS_BROKEN:
                s_on_end (self, &item);
                break;
            case GW_WS_PONG:
            case GW_WS_NOTHING:
                break;
        }
    }
}

//  Read what is there, but no more than a turn's share.

static void
s_on_ready (void *owner)
{
    gw_receiver_t *self = owner;
    gw_wire_result_t result = GW_WIRE_READ;
    gw_wire_wake (self->wire);
    s_deliver (self);
    for (size_t sum = 0; self->wire && result == GW_WIRE_READ && sum < TURN_SIZE;) {
        size_t room;
        size_t size = 0;
        char *place = gw_ws_room (self->ws, &room);
        result = gw_wire_read (self->wire, place, room, &size);
        gw_ws_add (self->ws, size, gw_wire_ts (self->wire));
        sum += size;
        s_deliver (self);
    }
    if (!self->wire) {
        return;
    }
    switch (result) {
        case GW_WIRE_READ:
            gw_watch_again (self->watch);
            break;
        case GW_WIRE_EMPTY:
            break;
        case GW_WIRE_BLOCKED:
            self->handler->on_blocked (self->owner);
            break;
        case GW_WIRE_ENDED: {
            char reason [160];
            (void) snprintf (reason, sizeof reason, "%s", gw_wire_reason (self->wire));
            self->handler->on_end (self->owner, 0, reason);
            break;
        }
    }
}

//  What the library had read with the answer to the handshake comes by its one call that
//  gives it. That call must not be made where it would look for a body: a server that sends
//  one with an upgrade, and frames before it was asked, loses those frames.

int
gw_receiver_open (gw_receiver_t *self, struct lws *wsi, bool has_body)
{
    assert (self);
    assert (!self->wire);
    int fd = lws_get_socket_fd (wsi);
    size_t room;
    char *place = gw_ws_room (self->ws, &room);
    int size = (int) room;
    if (!has_body) {
        (void) lws_http_client_read (wsi, &place, &size);  //  A failure is seen again
    }
    (void) lws_rx_flow_control (wsi, 0);  //  Cannot fail on a connection of its own
    self->watch = gw_watch_new (self->loop, fd, s_on_ready, self);
    if (!self->watch) {
        gw_ws_reset (self->ws);
        return -1;
    }
    self->wire = gw_wire_new (fd, lws_get_ssl (wsi));
    gw_watch_again (self->watch);  //  Some may be there already
    return 0;
}

void
gw_receiver_add (gw_receiver_t *self, const char *bytes, size_t size)
{
    size_t room;
    char *place = gw_ws_room (self->ws, &room);
    assert (size <= room);
    memmove (place, bytes, size);  //  Perhaps from there
    gw_ws_add (self->ws, size, gw_clock_wall_ns ());
}

void
gw_receiver_wake (gw_receiver_t *self)
{
    assert (self);
    if (self->watch) {
        gw_watch_again (self->watch);
    }
}
