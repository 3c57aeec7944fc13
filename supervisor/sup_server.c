//  sup_server - an HTTP server on libwebsockets: one loop, few connections, none for long

#include "sup_server.h"

#include <assert.h>
#include <czmq.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ACCEPTS_MAX = 16,  //  In one turn
    FDS_MAX = 512,     //  Of the library: those as well that it is still closing
    SERVICE_BUFFER_SIZE = 16384,
    LOOK_MS = 100
};

struct sup_server {
    int fd;
    int spare;         //  A descriptor to accept with when there are no more; -1 while it is lost
    struct lws *door;  //  Tells us that somebody knocks
    struct lws_context *context;
    struct lws_vhost *vhost;
    lws_sorted_usec_list_t alarm;
    int64_t look_at;
    sup_peer_t *peers [SUP_SERVER_PEERS_MAX];
};

//  It only complains of clients, and they are no business of ours.

static void
s_on_log (int level, const char *line)
{
    (void) level;
    (void) line;
}

void
sup_server_hush (void)
{
    lws_set_log_level (LLL_ERR | LLL_WARN, s_on_log);
}

//  A place for who comes: a free one, or that of who has taken longest to ask, or has
//  his answer. Null where all are being answered.

static sup_peer_t *
s_place (sup_server_t *self)
{
    sup_peer_t *oldest = NULL;
    for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
        sup_peer_t *peer = self->peers [index];
        if (sup_peer_is_free (peer)) {
            return peer;
        }
        int64_t since = sup_peer_idle_since (peer);
        if (since >= 0 && (!oldest || since < sup_peer_idle_since (oldest))) {
            oldest = peer;
        }
    }
    if (oldest) {
        sup_peer_cut (oldest);
    }
    return oldest;
}

static void
s_seat (sup_server_t *self, int fd)
{
    sup_peer_t *peer = s_place (self);
    if (!peer) {
        (void) close (fd);  //  He may come again
        return;
    }
    //  The kernel takes much for who does not read, or is gone: it must not take that for ever
    const unsigned patience_ms = SUP_PEER_WRITE_MS;
    (void) setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms, sizeof patience_ms);
    lws_sock_file_fd_type taken = { .sockfd = fd };
    struct lws *wsi =
        lws_adopt_descriptor_vhost (self->vhost, LWS_ADOPT_SOCKET, taken, SUP_PEER_PROTOCOL, NULL);
    if (wsi) {
        sup_peer_seat (peer, wsi, zclock_mono ());
    }
}

//  Another thread may have taken the descriptor that we gave back. Until there is one again,
//  do not hear who knocks.

static void
s_find_spare (sup_server_t *self)
{
    self->spare = open ("/dev/null", O_RDONLY | O_CLOEXEC);
    (void) lws_rx_flow_control (self->door, self->spare != -1);  //  Cannot fail for a descriptor
}

//  Without descriptors left, whoever knocks would wake us for ever: take him with the
//  one that we kept, and let him go.

static void
s_turn_away (sup_server_t *self)
{
    (void) close (self->spare);
    int fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd != -1) {
        (void) close (fd);
    }
    s_find_spare (self);
}

static void
s_accept (sup_server_t *self)
{
    for (int count = 0; count < ACCEPTS_MAX; count++) {
        int fd = accept4 (self->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd == -1) {
            if (errno == EMFILE || errno == ENFILE) {
                s_turn_away (self);
            }
            return;
        }
        s_seat (self, fd);
    }
}

//  Our own descriptor has us as its mark; of others only the wakeup counts.

static int
s_on_descriptor (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t size)
{
    (void) user;
    (void) in;
    (void) size;
    sup_server_t *self = reason == LWS_CALLBACK_RAW_RX_FILE ? lws_get_opaque_user_data (wsi) : NULL;
    if (self) {
        s_accept (self);
    }
    return 0;
}

//  Watch a duplicate, since the library closes what it adopts. Null without descriptors left.

static struct lws *
s_watch (sup_server_t *self, int fd, void *mark)
{
    lws_sock_file_fd_type duplicate = { .filefd = fcntl (fd, F_DUPFD_CLOEXEC, 3) };
    if (duplicate.filefd == -1) {
        return NULL;
    }
    struct lws *wsi =
        lws_adopt_descriptor_vhost (self->vhost, LWS_ADOPT_RAW_FILE_DESC, duplicate, "watch", NULL);
    if (wsi) {
        lws_set_opaque_user_data (wsi, mark);
    }
    return wsi;
}

sup_server_t *
sup_server_new (int fd, const sup_peer_handler_t *handler, void *owner)
{
    static const struct lws_protocols protocols [] = {
        { .name = "watch", .callback = s_on_descriptor },
        { .name = SUP_PEER_PROTOCOL, .callback = sup_peer_callback, .rx_buffer_size = 4096 },
        { .name = NULL },
    };
    const struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .pt_serv_buf_size = SERVICE_BUFFER_SIZE,
        .fd_limit_per_thread = FDS_MAX,
    };
    sup_server_t *self = calloc (1, sizeof *self);
    assert (self);
    self->fd = fd;
    self->spare = open ("/dev/null", O_RDONLY | O_CLOEXEC);
    for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
        self->peers [index] = sup_peer_new (handler, owner);
    }
    self->context = lws_create_context (&info);
    self->vhost = self->context ? lws_get_vhost_by_name (self->context, "default") : NULL;
    self->door = self->vhost ? s_watch (self, fd, self) : NULL;
    if (!self->door) {
        sup_server_destroy (&self);
    }
    return self;
}

void
sup_server_destroy (sup_server_t **self_p)
{
    assert (self_p);
    sup_server_t *self = *self_p;
    if (self) {
        for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
            sup_peer_destroy (&self->peers [index]);
        }
        if (self->context) {
            lws_sul_cancel (&self->alarm);
            lws_context_destroy (self->context);
        }
        (void) close (self->fd);
        (void) close (self->spare);
        free (self);
        *self_p = NULL;
    }
}

void *
sup_server_watch (sup_server_t *self, int fd)
{
    assert (self);
    return s_watch (self, fd, NULL);
}

void
sup_server_unwatch (sup_server_t *self, void *watch)
{
    assert (self);
    lws_set_timeout (watch, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

//  An alarm that goes off before the library begins to wait would be forgotten, and the
//  wait have no end: so it is set again, and ends the wait at once.

static void
s_on_alarm (lws_sorted_usec_list_t *alarm)
{
    sup_server_t *self = lws_container_of (alarm, sup_server_t, alarm);
    lws_sul_schedule (self->context, 0, &self->alarm, s_on_alarm, 1);
}

void
sup_server_wait (sup_server_t *self, int64_t wait_ms)
{
    assert (self);
    int64_t now_ms = zclock_mono ();
    if (now_ms >= self->look_at) {
        self->look_at = now_ms + LOOK_MS;
        for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
            sup_peer_look (self->peers [index], now_ms);
        }
        if (self->spare == -1) {
            s_find_spare (self);
        }
    }
    int64_t short_ms = wait_ms < LOOK_MS ? wait_ms : LOOK_MS;
    lws_sul_schedule (self->context, 0, &self->alarm, s_on_alarm,
                      short_ms > 0 ? short_ms * LWS_US_PER_MS : 1);
    (void) lws_service (self->context, 0);
}

sup_peer_t *
sup_server_peer (const sup_server_t *self, size_t index)
{
    assert (self);
    bool is_there = index < SUP_SERVER_PEERS_MAX && !sup_peer_is_free (self->peers [index]);
    return is_there ? self->peers [index] : NULL;
}

const char *
sup_server_version (void)
{
    return lws_get_library_version ();
}
