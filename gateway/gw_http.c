//  gw_http - HTTP client: one GET at a time, its whole answer

#include "gw_http.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gw_cert.h"
#include "gw_clock.h"
#include "gw_denial.h"

enum { READ_SIZE = 4096, PATH_SIZE = 2048, STATUS_OK = 200 };

struct gw_http {
    gw_loop_t *loop;
    gw_http_fn *on_answer;
    void *owner;
    const gw_url_t *url;
    char path [PATH_SIZE];
    gw_route_t route;
    struct lws *wsi;
    bool is_busy;
    bool is_dialing;                     //  An address is tried, and has not answered yet
    char distrust [GW_CERT_FAULT_SIZE];  //  What is wrong with its certificate
    int64_t asked_at;
    int status;
    char *body;
    size_t room;
    size_t used;
};

gw_http_t *
gw_http_new (gw_loop_t *loop, gw_http_fn *on_answer, void *owner)
{
    gw_http_t *self = calloc (1, sizeof *self);
    assert (self);
    self->loop = loop;
    self->route.lane = GW_ROUTES_NO_LANE;
    self->on_answer = on_answer;
    self->owner = owner;
    return self;
}

//  Forget the connection; whatever it still says is old.

static void
s_drop (gw_http_t *self)
{
    gw_resolver_forget (gw_loop_resolver (self->loop), self);
    if (self->wsi) {
        lws_set_opaque_user_data (self->wsi, NULL);
        lws_set_timeout (self->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
        self->wsi = NULL;
    }
}

void
gw_http_destroy (gw_http_t **self_p)
{
    assert (self_p);
    gw_http_t *self = *self_p;
    if (self) {
        s_drop (self);
        free (self->body);
        free (self);
        *self_p = NULL;
    }
}

//  The connection has ended, or ends now: the library frees it without another word.

static void
s_forget (gw_http_t *self, struct lws *wsi)
{
    lws_set_opaque_user_data (wsi, NULL);
    self->wsi = NULL;
}

//  However a request ends, it comes here; only the first counts.

static void
s_done (gw_http_t *self, int status, const char *body, size_t size)
{
    if (self->is_busy) {
        self->is_busy = false;
        if (self->is_dialing) {
            gw_routes_fail (gw_loop_routes (self->loop), &self->route, gw_clock_mono_ms ());
        }
        gw_routes_leave (gw_loop_routes (self->loop), &self->route);
        self->is_dialing = false;
        self->on_answer (self->owner, status, body, size);
    }
}

static void
s_fail (gw_http_t *self, int status, const char *why)
{
    s_done (self, status, why, strlen (why));
}

//  As gw_wss does: to an address, with the name for all that is asked and checked.

static void
s_dial (gw_http_t *self)
{
    const gw_url_t *url = self->url;
    char authority [GW_URL_AUTHORITY_SIZE];
    gw_url_authority (url, authority);
    struct lws_client_connect_info info = {
        .context = gw_loop_context (self->loop),
        .address = self->route.address,
        .host = authority,
        .port = url->port,
        .ssl_connection = gw_loop_dial_flags (url->is_tls),
        .path = self->path,
        .method = "GET",
        .alpn = "http/1.1",
        .local_protocol_name = GW_HTTP_PROTOCOL,
        .opaque_user_data = self,
    };
    self->is_dialing = true;
    self->distrust [0] = '\0';
    struct lws *made = lws_client_connect_via_info (&info);
    if (!made) {
        s_fail (self, 0, gw_loop_last_error ());
    } else if (self->is_busy) {
        self->wsi = made;
    }
}

static void
s_on_addresses (void *owner, const gw_addresses_t *addresses, const char *why)
{
    gw_http_t *self = owner;
    if (addresses) {
        gw_routes_take (gw_loop_routes (self->loop), &self->route, addresses, gw_clock_mono_ms ());
        s_dial (self);
    } else {
        s_fail (self, 0, why);
    }
}

void
gw_http_get (gw_http_t *self, const gw_url_t *url, const char *path, int64_t now_ms)
{
    assert (!self->is_busy);
    s_drop (self);
    int size = snprintf (self->path, sizeof self->path, "%s", path);
    assert (size >= 0 && (size_t) size < sizeof self->path);
    self->url = url;
    self->is_busy = true;
    self->asked_at = now_ms;
    self->status = 0;
    self->used = 0;
    gw_resolver_ask (gw_loop_resolver (self->loop), url->host, s_on_addresses, self);
}

void
gw_http_expire (gw_http_t *self, int64_t now_ms)
{
    if (self->is_busy && self->asked_at + GW_HTTP_MS_MAX <= now_ms) {
        s_drop (self);
        s_fail (self, 0, "no answer in time");
    }
}

bool
gw_http_is_busy (const gw_http_t *self)
{
    return self->is_busy;
}

static int
s_gather (gw_http_t *self, const char *piece, size_t size)
{
    if (self->used + size > GW_HTTP_BODY_MAX) {
        s_fail (self, 0, "answer over 8 MiB");
        return -1;
    }
    while (self->used + size > self->room) {
        self->room = 2 * self->room + READ_SIZE;
        self->body = realloc (self->body, self->room);
        assert (self->body);
    }
    memcpy (self->body + self->used, piece, size);
    self->used += size;
    return 0;
}

static void
s_on_complete (gw_http_t *self)
{
    if (self->status == STATUS_OK) {
        s_done (self, self->status, self->body ? self->body : "", self->used);
    } else {
        char text [GW_DENIAL_SIZE];
        gw_denial_say (self->status, text);
        s_fail (self, self->status, text);
    }
}

int
gw_http_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                  size_t size)
{
    gw_http_t *self = lws_get_opaque_user_data (wsi);
    if (!self || (self->wsi && self->wsi != wsi)) {
        return 0;
    }
    if (reason == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION) {
        return gw_cert_check (self->url->host, user, self->distrust);
    } else if (reason == LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP) {
        self->status = (int) lws_http_client_http_response (wsi);
        self->is_dialing = false;
        gw_routes_on_reached (gw_loop_routes (self->loop), &self->route);
    } else if (reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP) {
        char room [LWS_PRE + READ_SIZE];
        char *bytes = room + LWS_PRE;
        int length = READ_SIZE;
        return lws_http_client_read (wsi, &bytes, &length) < 0 ? -1 : 0;
    } else if (reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ) {
        return s_gather (self, in, size);
    } else if (reason == LWS_CALLBACK_COMPLETED_CLIENT_HTTP) {
        s_forget (self, wsi);
        s_on_complete (self);
        return -1;
    } else if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR) {
        int status = (int) lws_http_client_http_response (wsi);
        s_forget (self, wsi);
        char why [GW_CERT_WHY_SIZE];
        gw_cert_why (self->distrust, in && size > 0 ? in : gw_loop_last_error (), why);
        s_fail (self, status, why);
    } else if (reason == LWS_CALLBACK_CLOSED_CLIENT_HTTP) {
        s_forget (self, wsi);
        s_fail (self, self->status, "connection lost");
    } else if (reason == LWS_CALLBACK_WSI_DESTROY) {
        s_forget (self, wsi);
        s_fail (self, self->status, "connection ended without a word");
    }
    return 0;
}
