//  gw_wss - WebSocket client: connects, sends text, delivers whole messages

#include "gw_wss.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_parse.h"
#include "gw_cert.h"
#include "gw_clock.h"
#include "gw_receiver.h"
#include "gw_ws.h"

enum {
    QUEUE_MAX = 32,           //  Texts that wait to be sent
    CONNECT_S_MAX = 3,        //  For one address of several
    FAREWELL_SECONDS = 1,     //  For a close frame to be read
    STATUS_REFUSED_MIN = 300  //  A handshake's status from here on is a refusal
};

typedef struct {
    char *bytes;  //  LWS_PRE bytes of room, then the text
    size_t size;
} outgoing_t;

struct gw_wss {
    gw_loop_t *loop;
    const gw_wss_handler_t *handler;
    void *owner;
    const gw_url_t *url;
    const char *path;
    gw_route_t route;
    struct lws *wsi;  //  Null while there is no connection
    bool is_open;
    bool is_simulated;   //  By its answer to the handshake
    bool is_connecting;  //  Waiting for addresses, or inside the library's connect call
    bool is_dialing;     //  An address is tried, and has not proved good yet
    bool has_body;       //  The answer to the handshake speaks of one
    char distrust [GW_CERT_FAULT_SIZE];  //  What is wrong with its certificate
    outgoing_t queue [QUEUE_MAX];
    size_t queue_count;
    gw_receiver_t *receiver;
    bool has_pong;
    char pong [LWS_PRE + GW_WS_CONTROL_MAX];  //  The answer to the last ping
    size_t pong_size;
};

void
gw_wss_destroy (gw_wss_t **self_p)
{
    assert (self_p);
    gw_wss_t *self = *self_p;
    if (self) {
        gw_wss_close (self);
        gw_receiver_destroy (&self->receiver);
        free (self);
        *self_p = NULL;
    }
}

static void
s_reset (gw_wss_t *self)
{
    for (size_t index = 0; index < self->queue_count; index++) {
        free (self->queue [index].bytes);
    }
    self->queue_count = 0;
    if (self->wsi) {
        lws_set_opaque_user_data (self->wsi, NULL);  //  Whatever it still says is old
    }
    gw_receiver_close (self->receiver);
    self->wsi = NULL;
    if (self->is_dialing) {
        gw_routes_fail (gw_loop_routes (self->loop), &self->route, gw_clock_mono_ms ());
    }
    gw_routes_leave (gw_loop_routes (self->loop), &self->route);
    self->is_dialing = false;
    self->is_connecting = false;
    self->is_open = false;
    self->has_pong = false;
}

//  Every way in which a connection can end comes here; only the first counts.

static void
s_lost (gw_wss_t *self, int status, const char *reason)
{
    if (self->wsi || self->is_connecting) {
        s_reset (self);
        self->handler->on_closed (self->owner, status, reason);
    }
}

//  We end it. Where a code says why, the other side has a while to read it before the
//  connection goes; its answer is not waited for.

static void
s_end (gw_wss_t *self, unsigned code, const char *reason)
{
    unsigned char mask [GW_WS_MASK_SIZE];
    unsigned char frame [LWS_PRE + GW_WS_CLOSE_SIZE];
    if (code > 0 && lws_get_random (gw_loop_context (self->loop), mask, sizeof mask) > 0) {
        gw_ws_write_close (frame + LWS_PRE, code, mask);
        //  Perhaps nobody hears it: it is over anyway
        (void) lws_write (self->wsi, frame + LWS_PRE, GW_WS_CLOSE_SIZE, LWS_WRITE_RAW);
    }
    lws_set_timeout (self->wsi, PENDING_TIMEOUT_USER_OK,
                     code > 0 ? FAREWELL_SECONDS : LWS_TO_KILL_ASYNC);
    s_lost (self, 0, reason);
}

//  Connect to the address that was taken. The name stays what the exchange is asked for,
//  and what its certificate is checked against.

static void
s_dial (gw_wss_t *self)
{
    const gw_url_t *url = self->url;
    char authority [GW_URL_AUTHORITY_SIZE];
    gw_url_authority (url, authority);
    //  The library does not see what is read, and would take a connection for dead
    static const uint32_t retry_ms [] = { 1000 };
    static const lws_retry_bo_t never_idle = { .retry_ms_table = retry_ms,
                                               .retry_ms_table_count = 1 };
    struct lws_client_connect_info info = {
        .context = gw_loop_context (self->loop),
        .address = self->route.address,
        .port = url->port,
        .ssl_connection = gw_loop_dial_flags (url->is_tls),
        .path = self->path,
        .host = authority,
        .origin = NULL,
        .ietf_version_or_minus_one = -1,
        .local_protocol_name = GW_WSS_PROTOCOL,
        .alpn = "http/1.1",
        .retry_and_idle_policy = &never_idle,
        .opaque_user_data = self,
    };
    self->is_dialing = true;
    self->distrust [0] = '\0';
    struct lws *made = lws_client_connect_via_info (&info);
    if (!made) {
        s_lost (self, 0, gw_loop_last_error ());
    } else if (self->is_connecting) {
        self->wsi = made;
        self->is_connecting = false;
    }
}

static void
s_on_addresses (void *owner, const gw_addresses_t *addresses, const char *why)
{
    gw_wss_t *self = owner;
    if (addresses) {
        gw_routes_take (gw_loop_routes (self->loop), &self->route, addresses, gw_clock_mono_ms ());
        s_dial (self);
        if (addresses->count > 1 && self->wsi) {
            //  A dead address must not cost all the time that there is
            lws_set_timeout (self->wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE, CONNECT_S_MAX);
        }
    } else {
        s_lost (self, 0, why);
    }
}

void
gw_wss_connect (gw_wss_t *self, const gw_url_t *url, const char *path)
{
    assert (!self->wsi && !self->is_connecting);
    self->url = url;
    self->path = path;
    self->is_connecting = true;
    gw_resolver_ask (gw_loop_resolver (self->loop), url->host, s_on_addresses, self);
}

int
gw_wss_send (gw_wss_t *self, const char *text, size_t size)
{
    if (!self->is_open || self->queue_count == QUEUE_MAX) {
        return -1;
    }
    char *bytes = malloc (LWS_PRE + size);
    assert (bytes);
    memcpy (bytes + LWS_PRE, text, size);
    self->queue [self->queue_count++] = (outgoing_t){ .bytes = bytes, .size = size };
    (void) lws_callback_on_writable (self->wsi);
    return 0;
}

void
gw_wss_close (gw_wss_t *self)
{
    if (self->wsi) {
        lws_set_timeout (self->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
    }
    gw_resolver_forget (gw_loop_resolver (self->loop), self);
    s_reset (self);
}

static int
s_on_writable (gw_wss_t *self)
{
    outgoing_t outgoing = { .bytes = self->pong, .size = self->pong_size };
    bool is_pong = self->has_pong;
    gw_receiver_wake (self->receiver);  //  It may have waited for this
    if (!is_pong && self->queue_count == 0) {
        return 0;
    }
    if (!is_pong) {
        outgoing = self->queue [0];
        self->queue_count--;
        memmove (self->queue, self->queue + 1, self->queue_count * sizeof *self->queue);
    }
    self->has_pong = false;
    int written = lws_write (self->wsi, (unsigned char *) outgoing.bytes + LWS_PRE, outgoing.size,
                             is_pong ? LWS_WRITE_PONG : LWS_WRITE_TEXT);
    if (!is_pong) {
        free (outgoing.bytes);
    }
    if (written < (int) outgoing.size) {
        return -1;
    }
    if (self->queue_count > 0) {
        (void) lws_callback_on_writable (self->wsi);
    }
    return 0;
}

//  What the receiver says.

static void
s_on_message (void *owner, const char *text, size_t size, uint64_t ts_recv)
{
    gw_wss_t *self = owner;
    self->handler->on_text (self->owner, text, size, ts_recv);
}

//  Only the last ping of several must be answered.

static void
s_on_ping (void *owner, const char *bytes, size_t size)
{
    gw_wss_t *self = owner;
    memcpy (self->pong + LWS_PRE, bytes, size);
    self->pong_size = size;
    self->has_pong = true;
    (void) lws_callback_on_writable (self->wsi);
}

static void
s_on_blocked (void *owner)
{
    gw_wss_t *self = owner;
    (void) lws_callback_on_writable (self->wsi);
}

static void
s_on_end (void *owner, unsigned code, const char *reason)
{
    s_end (owner, code, reason);
}

gw_wss_t *
gw_wss_new (gw_loop_t *loop, size_t lane, const gw_wss_handler_t *handler, void *owner)
{
    static const gw_receiver_handler_t receiver_handler = { .on_message = s_on_message,
                                                            .on_ping = s_on_ping,
                                                            .on_blocked = s_on_blocked,
                                                            .on_end = s_on_end };
    gw_wss_t *self = calloc (1, sizeof *self);
    assert (self);
    self->loop = loop;
    self->route.lane = lane;
    self->handler = handler;
    self->owner = owner;
    self->receiver = gw_receiver_new (loop, BYBIT_TEXT_MAX, &receiver_handler, self);
    return self;
}

static void
s_on_established (gw_wss_t *self, struct lws *wsi)
{
    self->wsi = wsi;
    self->is_connecting = false;
    self->is_dialing = false;
    gw_routes_on_reached (gw_loop_routes (self->loop), &self->route);
    if (gw_receiver_open (self->receiver, wsi, self->has_body) == -1) {
        s_end (self, 0, "no descriptors left");
        return;
    }
    self->is_open = true;
    self->handler->on_open (self->owner, self->is_simulated);
}

//  The simulator tells what it is in its answer to the handshake.

static bool
s_is_simulated (struct lws *wsi)
{
    char server [64] = "";
    return lws_hdr_copy (wsi, server, sizeof server, WSI_TOKEN_HTTP_SERVER) > 0
           && strncmp (server, "bybit-sim", strlen ("bybit-sim")) == 0;
}

static void
s_on_refused (gw_wss_t *self, struct lws *wsi, const char *in, size_t size)
{
    char reason [GW_CERT_WHY_SIZE];
    int status = (int) lws_http_client_http_response (wsi);
    gw_cert_why (self->distrust, in && size > 0 ? in : gw_loop_last_error (), reason);
    s_lost (self, status >= STATUS_REFUSED_MIN ? status : 0, reason);
}

int
gw_wss_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t size)
{
    gw_wss_t *self = lws_get_opaque_user_data (wsi);
    if (!self || (self->wsi && self->wsi != wsi)) {
        return 0;  //  A connection that was dropped
    }
    if (reason == LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH) {
        self->is_simulated = s_is_simulated (wsi);  //  Later the headers are gone
        self->has_body = lws_hdr_total_length (wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0
                         || lws_hdr_total_length (wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
    } else if (reason == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION) {
        return gw_cert_check (self->url->host, user, self->distrust);
    } else if (reason == LWS_CALLBACK_CLIENT_ESTABLISHED) {
        s_on_established (self, wsi);
    } else if (reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ) {
        gw_receiver_add (self->receiver, in, size);
    } else if (reason == LWS_CALLBACK_CLIENT_WRITEABLE && self->is_open) {
        return s_on_writable (self);
    } else if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR) {
        s_on_refused (self, wsi, in, size);
    } else if (reason == LWS_CALLBACK_CLIENT_CLOSED) {
        s_lost (self, 0, "connection lost");
    } else if (reason == LWS_CALLBACK_WSI_DESTROY) {
        //  In some versions the only word on a handshake that is never answered
        s_lost (self, 0, "connection ended without a word");
    }
    return 0;
}
