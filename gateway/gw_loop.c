//  gw_loop - the one place of a gateway that waits: for the network, for ZeroMQ and for time

#include "gw_loop.h"

#include <assert.h>
#include <fcntl.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gw_http.h"
#include "gw_watch.h"
#include "gw_wire.h"
#include "gw_wss.h"

enum {
    SERVICE_BUFFER_SIZE = 65536,
    FDS_MAX = 512  //  Of the library: two a connection, and those that it is still closing
};

struct gw_loop {
    struct lws_context *context;
    lws_sorted_usec_list_t alarm;
    gw_resolver_t *resolver;
    gw_routes_t *routes;
};

//  The library tells the reason of a failed handshake only to its log, which
//  has no context: each thread keeps what it heard last.
static _Thread_local char s_last_error [256];

static void
s_on_log (int level, const char *line)
{
    (void) level;
    (void) snprintf (s_last_error, sizeof s_last_error, "%s", line);
    s_last_error [strcspn (s_last_error, "\n")] = '\0';
}

const char *
gw_loop_last_error (void)
{
    return s_last_error;
}

//  A watched descriptor only wakes the loop: its owner reads it. Of certificates libwebsockets
//  asks the first protocol alone, and it is another's connection.

static int
s_on_descriptor (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t size)
{
    bool is_certificate = reason == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION;
    return is_certificate ? lws_get_protocol (wsi)->callback (wsi, reason, user, in, size) : 0;
}

gw_loop_t *
gw_loop_new (const char *ca_file)
{
    static const struct lws_protocols protocols [] = {
        { .name = "descriptor", .callback = s_on_descriptor },
        { .name = GW_WATCH_PROTOCOL, .callback = gw_watch_callback },
        { .name = GW_WSS_PROTOCOL, .callback = gw_wss_callback, .rx_buffer_size = 4096 },
        { .name = GW_HTTP_PROTOCOL, .callback = gw_http_callback, .rx_buffer_size = 16384 },
        { .name = NULL },
    };
    s_last_error [0] = '\0';
    lws_set_log_level (LLL_ERR | LLL_WARN, s_on_log);
    if (ca_file && access (ca_file, R_OK) == -1) {
        (void) snprintf (s_last_error, sizeof s_last_error, "cannot read %s", ca_file);
        return NULL;
    }
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .vhost_name = "default",
        .protocols = protocols,
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .client_ssl_ca_filepath = ca_file,
        .pt_serv_buf_size = SERVICE_BUFFER_SIZE,
        //  Without it the library has room for as many as the process may open, which may be
        //  a million: 16 bytes each, and all of them cleared
        .fd_limit_per_thread = FDS_MAX,
        .timeout_secs = 10,
        .connect_timeout_secs = 10,
    };
    gw_loop_t *self = calloc (1, sizeof *self);
    assert (self);
    self->context = lws_create_context (&info);
    //  Not of the context: 4.1 would lose all that other threads are just encrypting. OpenSSL
    //  needs no such beginning, but without the option there is no TLS
    info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
    struct lws_vhost *vhost = self->context ? lws_create_vhost (self->context, &info) : NULL;
    self->resolver = gw_resolver_new ();
    self->routes = gw_routes_new ();
    if (!vhost || !self->resolver || gw_loop_watch (self, gw_resolver_fd (self->resolver)) == -1) {
        gw_loop_destroy (&self);
    }
    return self;
}

void
gw_loop_destroy (gw_loop_t **self_p)
{
    assert (self_p);
    gw_loop_t *self = *self_p;
    if (self) {
        if (self->context) {
            lws_sul_cancel (&self->alarm);
            lws_context_destroy (self->context);
        }
        gw_wire_leave_thread ();
        gw_resolver_destroy (&self->resolver);
        gw_routes_destroy (&self->routes);
        free (self);
        *self_p = NULL;
    }
}

int
gw_loop_watch (gw_loop_t *self, int fd)
{
    //  A duplicate: the library closes what it adopts, and ZeroMQ's own must stay
    lws_sock_file_fd_type duplicate = { .filefd = fcntl (fd, F_DUPFD_CLOEXEC, 3) };
    if (duplicate.filefd == -1) {
        return -1;
    }
    struct lws_vhost *vhost = lws_get_vhost_by_name (self->context, "default");
    return lws_adopt_descriptor_vhost (vhost, LWS_ADOPT_RAW_FILE_DESC, duplicate, "descriptor",
                                       NULL)
               ? 0
               : -1;
}

//  An alarm that goes off before the library begins to wait would be forgotten,
//  and the wait have no end: so it is set again, and ends the wait at once.

static void
s_on_alarm (lws_sorted_usec_list_t *alarm)
{
    gw_loop_t *self = lws_container_of (alarm, gw_loop_t, alarm);
    lws_sul_schedule (self->context, 0, &self->alarm, s_on_alarm, 1);
}

void
gw_loop_wait (gw_loop_t *self, int64_t wait_ms)
{
    lws_sul_schedule (self->context, 0, &self->alarm, s_on_alarm,
                      wait_ms > 0 ? wait_ms * LWS_US_PER_MS : 1);
    (void) lws_service (self->context, 0);
    gw_resolver_read (self->resolver);
}

gw_resolver_t *
gw_loop_resolver (gw_loop_t *self)
{
    return self->resolver;
}

gw_routes_t *
gw_loop_routes (gw_loop_t *self)
{
    return self->routes;
}

struct lws_context *
gw_loop_context (gw_loop_t *self)
{
    return self->context;
}

int
gw_loop_dial_flags (bool is_tls)
{
    return LCCSCF_HTTP_NO_FOLLOW_REDIRECT | (is_tls ? LCCSCF_USE_SSL : 0);
}
