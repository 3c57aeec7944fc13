//  sim_server - the loop: accepts, reads, lets time pass, writes

#include "sim_server.h"

#include "sim_clock.h"
#include "sim_control.h"
#include "sim_inject.h"
#include "sim_peer.h"
#include "sim_publish.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    PEERS_MAX = 4096,
    FAULTS_MAX = 64,
    BACKLOG = 512,
    LINE_MAX_SIZE = 4096,
    WAIT_NS_MAX = 50 * SIM_NS_PER_MS,  //  Endings are looked at this often
    WAIT_NS_DRIP = SIM_NS_PER_MS
};

//  Places of the descriptors that are not peers.
enum { POLL_SIGNAL, POLL_STDIN, POLL_LISTEN, POLL_PEERS };

struct sim_server {
    sim_exchange_t *exchange;
    sim_replay_t *replay;
    SSL_CTX *tls;
    int listen_fd;
    bool has_stdin;
    sim_text_t line;
    sim_fault_t faults [FAULTS_MAX];
    size_t faults_count;
    int64_t start_at;
    sim_peer_t *peers [PEERS_MAX];
    size_t peers_count;
    struct pollfd polls [POLL_PEERS + PEERS_MAX];
};

sim_server_t *
sim_server_new (sim_exchange_t *exchange, sim_replay_t *replay, SSL_CTX *tls)
{
    sim_server_t *self = calloc (1, sizeof *self);
    assert (self);
    self->exchange = exchange;
    self->replay = replay;
    self->tls = tls;
    self->listen_fd = -1;
    self->has_stdin = true;
    return self;
}

void
sim_server_destroy (sim_server_t **self_p)
{
    assert (self_p);
    sim_server_t *self = *self_p;
    if (self) {
        for (size_t i = 0; i < self->peers_count; i++) {
            sim_peer_destroy (&self->peers [i]);
        }
        if (self->listen_fd >= 0) {
            (void) close (self->listen_fd);  //  On the way out
        }
        sim_text_destroy (&self->line);
        free (self);
        *self_p = NULL;
    }
}

//  Listen at one address. True if it worked.

static bool
s_listen_at (sim_server_t *self, const struct addrinfo *at)
{
    int one = 1;
    int fd = socket (at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return false;
    }
    (void) setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind (fd, at->ai_addr, at->ai_addrlen) == 0 && listen (fd, BACKLOG) == 0) {
        self->listen_fd = fd;
        return true;
    }
    int error = errno;
    (void) close (fd);
    errno = error;
    return false;
}

unsigned
sim_server_listen (sim_server_t *self, const char *endpoint, sim_text_t *why)
{
    const char *colon = strrchr (endpoint, ':');
    assert (colon);  //  The flag was checked
    struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    bool is_bracketed = endpoint [0] == '[';
    size_t size = (size_t) (colon - endpoint) - (is_bracketed ? 2 : 0);
    char *host = strndup (endpoint + is_bracketed, size);
    assert (host);
    int rc = getaddrinfo (host, colon + 1, &hints, &found);
    free (host);
    if (rc != 0) {
        sim_text_addf (why, "%s: %s", endpoint, gai_strerror (rc));
        return 0;
    }
    if (!s_listen_at (self, found)) {
        sim_text_addf (why, "%s: %s", endpoint, strerror (errno));
    }
    freeaddrinfo (found);
    struct sockaddr_storage bound = { 0 };
    socklen_t bound_size = sizeof bound;
    if (self->listen_fd < 0
        || getsockname (self->listen_fd, (struct sockaddr *) &bound, &bound_size) != 0) {
        return 0;
    }
    return bound.ss_family == AF_INET6 ? ntohs (((struct sockaddr_in6 *) &bound)->sin6_port)
                                       : ntohs (((struct sockaddr_in *) &bound)->sin_port);
}

void
sim_server_plan (sim_server_t *self, const sim_fault_t *fault)
{
    if (self->faults_count < FAULTS_MAX) {
        self->faults [self->faults_count++] = *fault;
    }
}

static void
s_inject_due (sim_server_t *self, int64_t now_ns)
{
    size_t left = 0;
    for (size_t i = 0; i < self->faults_count; i++) {
        if (now_ns - self->start_at >= self->faults [i].after_ns) {
            (void) sim_inject (self->exchange, &self->faults [i]);
        } else {
            self->faults [left++] = self->faults [i];
        }
    }
    self->faults_count = left;
}

static void
s_accept (sim_server_t *self)
{
    int one = 1;
    int fd = 0;
    while (fd >= 0 && self->peers_count < PEERS_MAX) {
        fd = accept4 (self->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            (void) setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            sim_conn_t *conn = sim_conn_new (fd, self->tls);
            self->peers [self->peers_count++] = sim_peer_new (conn, self->exchange);
        }
    }
}

static void
s_obey_line (sim_server_t *self, const char *line)
{
    sim_text_t why = { 0 };
    if (*line && !sim_control_line (self->exchange, line, &why)) {
        (void) fprintf (stderr, "bybit-sim: %s\n", why.data);
    }
    sim_text_destroy (&why);
}

static void
s_read_stdin (sim_server_t *self)
{
    char *room = sim_text_room (&self->line, LINE_MAX_SIZE);
    ssize_t got = read (STDIN_FILENO, room, LINE_MAX_SIZE);
    if (got <= 0) {
        self->has_stdin = false;  //  Control goes on over HTTP
        return;
    }
    self->line.size += (size_t) got;
    char *end = memchr (self->line.data, '\n', self->line.size);
    while (end) {
        *end = 0;
        self->line.data [strcspn (self->line.data, "\r")] = 0;
        s_obey_line (self, self->line.data);
        sim_text_skip (&self->line, (size_t) (end - self->line.data) + 1);
        end = self->line.size ? memchr (self->line.data, '\n', self->line.size) : NULL;
    }
    if (self->line.size > LINE_MAX_SIZE) {
        sim_text_clear (&self->line);
    }
}

static size_t
s_fill_polls (sim_server_t *self, int signal_fd)
{
    self->polls [POLL_SIGNAL] = (struct pollfd){ .fd = signal_fd, .events = POLLIN };
    self->polls [POLL_STDIN] =
        (struct pollfd){ .fd = self->has_stdin ? STDIN_FILENO : -1, .events = POLLIN };
    self->polls [POLL_LISTEN] = (struct pollfd){ .fd = self->listen_fd, .events = POLLIN };
    for (size_t i = 0; i < self->peers_count; i++) {
        sim_conn_t *conn = sim_peer_conn (self->peers [i]);
        short events = sim_conn_events (conn);
        self->polls [POLL_PEERS + i] =
            (struct pollfd){ .fd = sim_conn_fd (conn), .events = events };
    }
    return POLL_PEERS + self->peers_count;
}

//  Wait for whatever comes first.

static void
s_wait (sim_server_t *self, size_t polls_count)
{
    int64_t now_ns = sim_clock_mono_ns ();
    int64_t due_at = now_ns + WAIT_NS_MAX;
    int64_t published_at = sim_publish_due_at (self->exchange);
    int64_t replayed_at = sim_replay_due_at (self->replay);
    due_at = published_at < due_at ? published_at : due_at;
    due_at = replayed_at < due_at ? replayed_at : due_at;
    for (size_t i = 0; i < self->peers_count; i++) {
        sim_conn_t *conn = sim_peer_conn (self->peers [i]);
        const sim_conn_modes_t *modes = sim_conn_modes (conn);
        if ((modes->is_dripping || modes->lag_ns > 0) && sim_conn_pending (conn) > 0
            && due_at > now_ns + WAIT_NS_DRIP) {
            due_at = now_ns + WAIT_NS_DRIP;
        }
    }
    int64_t wait_ns = due_at > now_ns ? due_at - now_ns : 0;
    struct timespec wait = { .tv_sec = 0, .tv_nsec = (long) wait_ns };
    if (ppoll (self->polls, (nfds_t) polls_count, &wait, NULL) < 0) {
        for (size_t i = 0; i < polls_count; i++) {
            self->polls [i].revents = 0;
        }
    }
}

static void
s_read_peers (sim_server_t *self, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sim_conn_t *conn = sim_peer_conn (self->peers [i]);
        short events = self->polls [POLL_PEERS + i].revents;
        if (sim_conn_modes (conn)->is_hole) {
            if (events) {
                sim_conn_cut (conn);  //  The other side has reset it
            }
        } else if (events & ~POLLOUT || sim_conn_needs_turn (conn)) {
            sim_conn_read (conn);
            sim_peer_hear (self->peers [i], sim_clock_mono_ns ());
        }
    }
}

static void
s_write_peers (sim_server_t *self)
{
    size_t left = 0;
    int64_t now_ns = sim_clock_mono_ns ();
    for (size_t i = 0; i < self->peers_count; i++) {
        sim_conn_t *conn = sim_peer_conn (self->peers [i]);
        sim_conn_flush (conn, now_ns);
        if (sim_conn_is_over (conn, now_ns)) {
            sim_peer_destroy (&self->peers [i]);
        } else {
            self->peers [left++] = self->peers [i];
        }
    }
    self->peers_count = left;
}

void
sim_server_run (sim_server_t *self, int signal_fd)
{
    assert (self);
    bool is_stopped = false;
    self->start_at = sim_clock_mono_ns ();
    while (!is_stopped && !self->exchange->is_quitting) {
        size_t peers_count = self->peers_count;
        s_wait (self, s_fill_polls (self, signal_fd));
        is_stopped = self->polls [POLL_SIGNAL].revents != 0;
        if (self->polls [POLL_STDIN].revents) {
            s_read_stdin (self);
        }
        s_read_peers (self, peers_count);
        if (self->polls [POLL_LISTEN].revents) {
            s_accept (self);
        }
        int64_t now_ns = sim_clock_mono_ns ();
        s_inject_due (self, now_ns);
        sim_publish_tick (self->exchange, now_ns);
        sim_replay_tick (self->replay, now_ns);
        s_write_peers (self);
        sim_log_flush (self->exchange->log);
    }
}
