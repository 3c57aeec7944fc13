//  gw_wss - WebSocket client: connects, sends text, delivers whole messages

#include "gw_wss.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_parse.h"
#include "gw_clock.h"

enum {
    QUEUE_MAX = 32,             //  Texts that wait to be sent
    CONNECT_S_MAX = 3,          //  For one address of several
    BUFFER_SIZE_MIN = 65536,    //  Of the buffer for messages that come in pieces
    STATUS_FORBIDDEN_MIN = 400  //  A handshake's status from here on is a refusal
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
    size_t address;   //  Number of the host's address that is tried next
    struct lws *wsi;  //  Null while there is no connection
    bool is_open;
    bool is_simulated;   //  By its answer to the handshake
    bool is_connecting;  //  Waiting for addresses, or inside the library's connect call
    bool is_dialing;     //  An address is tried, and has not proved good yet
    outgoing_t queue [QUEUE_MAX];
    size_t queue_count;
    char *buffer;  //  A message that comes in pieces
    size_t buffer_size;
    size_t used;
    bool is_partial;   //  The first piece was read
    uint64_t ts_recv;  //  Of the first piece
};

gw_wss_t *
gw_wss_new (gw_loop_t *loop, const gw_wss_handler_t *handler, void *owner)
{
    gw_wss_t *self = calloc (1, sizeof *self);
    assert (self);
    self->loop = loop;
    self->handler = handler;
    self->owner = owner;
    self->buffer_size = BUFFER_SIZE_MIN;
    self->buffer = malloc (self->buffer_size);
    assert (self->buffer);
    return self;
}

void
gw_wss_destroy (gw_wss_t **self_p)
{
    assert (self_p);
    gw_wss_t *self = *self_p;
    if (self) {
        gw_wss_close (self);
        free (self->buffer);
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
    self->wsi = NULL;
    self->address += self->is_dialing;
    self->is_dialing = false;
    self->is_connecting = false;
    self->is_open = false;
    self->is_partial = false;
    self->used = 0;
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

//  Connect to an address. The name stays what the exchange is asked for, and what
//  its certificate is checked against.

static void
s_dial (gw_wss_t *self, const char *address)
{
    const gw_url_t *url = self->url;
    char authority [GW_URL_AUTHORITY_SIZE];
    gw_url_authority (url, authority);
    struct lws_client_connect_info info = {
        .context = gw_loop_context (self->loop),
        .address = address,
        .port = url->port,
        .ssl_connection = url->is_tls ? LCCSCF_USE_SSL : 0,
        .path = self->path,
        .host = authority,
        .origin = NULL,
        .ietf_version_or_minus_one = -1,
        .local_protocol_name = GW_WSS_PROTOCOL,
        .alpn = "http/1.1",
        .opaque_user_data = self,
    };
    self->is_dialing = true;
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
        s_dial (self, gw_addresses_at (addresses, self->address));
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

void
gw_wss_prefer (gw_wss_t *self, size_t number)
{
    self->address = number;
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
    if (self->queue_count == 0) {
        return 0;
    }
    outgoing_t outgoing = self->queue [0];
    self->queue_count--;
    memmove (self->queue, self->queue + 1, self->queue_count * sizeof *self->queue);
    int written = lws_write (self->wsi, (unsigned char *) outgoing.bytes + LWS_PRE, outgoing.size,
                             LWS_WRITE_TEXT);
    free (outgoing.bytes);
    if (written < (int) outgoing.size) {
        return -1;
    }
    if (self->queue_count > 0) {
        (void) lws_callback_on_writable (self->wsi);
    }
    return 0;
}

//  Add a piece to the message. Returns 0, or -1 where it grows too long.

static int
s_gather (gw_wss_t *self, const char *piece, size_t size)
{
    if (self->used + size > BYBIT_TEXT_MAX) {
        return -1;
    }
    while (self->used + size > self->buffer_size) {
        self->buffer_size *= 2;
        self->buffer = realloc (self->buffer, self->buffer_size);
        assert (self->buffer);
    }
    memcpy (self->buffer + self->used, piece, size);
    self->used += size;
    return 0;
}

static int
s_on_piece (gw_wss_t *self, const char *piece, size_t size)
{
    bool is_last =
        lws_is_final_fragment (self->wsi) && lws_remaining_packet_payload (self->wsi) == 0;
    if (!self->is_partial) {
        self->ts_recv = gw_clock_wall_ns ();
        if (is_last) {
            self->handler->on_text (self->owner, piece, size, self->ts_recv);
            return 0;
        }
    }
    self->is_partial = true;
    if (s_gather (self, piece, size) == -1) {
        s_lost (self, 0, "message over 4 MiB");
        return -1;
    }
    if (is_last) {
        size_t used = self->used;
        self->is_partial = false;
        self->used = 0;
        self->handler->on_text (self->owner, self->buffer, used, self->ts_recv);
    }
    return 0;
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
    char reason [256];
    int status = (int) lws_http_client_http_response (wsi);
    if (in && size > 0) {
        (void) snprintf (reason, sizeof reason, "%.*s", (int) size, in);
    } else {
        (void) snprintf (reason, sizeof reason, "%s", gw_loop_last_error ());
    }
    s_lost (self, status >= STATUS_FORBIDDEN_MIN ? status : 0, reason);
}

static void
s_on_peer_close (gw_wss_t *self, const unsigned char *in, size_t size)
{
    char reason [160] = "closed by the exchange";
    if (size >= 2) {
        (void) snprintf (reason, sizeof reason, "closed by the exchange with code %d",
                         in [0] << 8 | in [1]);
    }
    s_lost (self, 0, reason);
}

int
gw_wss_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t size)
{
    (void) user;
    gw_wss_t *self = lws_get_opaque_user_data (wsi);
    if (!self || (self->wsi && self->wsi != wsi)) {
        return reason == LWS_CALLBACK_CLIENT_RECEIVE ? -1 : 0;  //  A connection that was dropped
    }
    if (reason == LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH) {
        self->is_simulated = s_is_simulated (wsi);  //  Later the headers are gone
    } else if (reason == LWS_CALLBACK_CLIENT_ESTABLISHED) {
        self->wsi = wsi;
        self->is_connecting = false;
        self->is_dialing = false;
        self->is_open = true;
        self->handler->on_open (self->owner, self->is_simulated);
    } else if (reason == LWS_CALLBACK_CLIENT_RECEIVE && self->is_open) {
        return s_on_piece (self, in ? in : "", size);
    } else if (reason == LWS_CALLBACK_CLIENT_WRITEABLE && self->is_open) {
        return s_on_writable (self);
    } else if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR) {
        s_on_refused (self, wsi, in, size);
    } else if (reason == LWS_CALLBACK_WS_PEER_INITIATED_CLOSE) {
        s_on_peer_close (self, in, size);
    } else if (reason == LWS_CALLBACK_CLIENT_CLOSED) {
        s_lost (self, 0, "connection lost");
    } else if (reason == LWS_CALLBACK_WSI_DESTROY) {
        //  In some versions the only word on a handshake that is never answered
        s_lost (self, 0, "connection ended without a word");
    }
    return 0;
}
