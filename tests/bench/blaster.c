//  blaster - an exchange that sends a made market as fast as it can, or at a given rate
//
//  usage: blaster [--cert FILE --key FILE [--full-records]] --stamps FILE
//
//  Says where it listens; each client gets what it subscribes. A line "go RATE SECONDS" on
//  stdin starts a run, with rate 0 as fast as it goes; when all of it is in the kernel's
//  hands one line of JSON says what was sent. Ends with its stdin.

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "blast_conn.h"
#include "blast_stamps.h"
#include "sim_ws.h"

enum {
    CONNS_MAX = 64,
    PULSE_MS = 3000,       //  The exchange repeats level-1 books so often
    TURN_MAX = 256,        //  Messages of a paced run before the sockets are looked at
    BACKLOG_MAX = 1 << 22  //  Bytes that a paced run lets wait
};

typedef struct {
    blast_conn_t *conn;
    blast_tape_t *tape;
    size_t changes;  //  Of its subscriptions, when the tape was made
} client_t;

typedef struct {
    int listener;
    SSL_CTX *context;
    bool fills_records;
    client_t clients [CONNS_MAX];
    size_t clients_count;
    uint64_t *stamps;
    uint64_t number;    //  Of the next message
    uint64_t tapes;     //  Made so far
    uint64_t pulse_at;  //  Of the next pulses, ns
    bool is_running;
    double rate;  //  Messages/s; 0 without a limit
    uint64_t began_at;
    uint64_t ends_at;
    uint64_t sent;
    uint64_t pulses;   //  Besides
    size_t turn;       //  Whose turn it is in a paced run, and for
    size_t turn_left;  //  how many messages more
    bool is_over;
} self_t;

static uint64_t
s_wall_ms (void)
{
    struct timespec now;
    (void) clock_gettime (CLOCK_REALTIME_COARSE, &now);
    return (uint64_t) now.tv_sec * 1000u + (uint64_t) now.tv_nsec / 1000000u;
}

//  Messages.

static uint64_t
s_next_number (self_t *self)
{
    uint64_t number = self->number++;
    self->stamps [number % BLAST_STAMPS] = blast_stamps_now ();
    return number;
}

static void
s_add_next (self_t *self, client_t *client)
{
    size_t size;
    uint64_t number = s_next_number (self);
    const char *frame = blast_tape_next (client->tape, number, s_wall_ms (), &size);
    blast_conn_add (client->conn, frame, size);
    self->sent++;
}

static void
s_add_pulses (self_t *self, client_t *client)
{
    size_t count;
    const char *const *topics = blast_conn_topics (client->conn, &count);
    for (size_t index = 0; index < count; index++) {
        if (strncmp (topics [index], "orderbook.1.", 12) == 0) {
            char text [512];
            uint64_t now = s_wall_ms ();
            int size = snprintf (
                text, sizeof text,
                "{\"topic\":\"%s\",\"ts\":%" PRIu64 ",\"type\":\"snapshot\",\"data\":{\"s\":\"%s\","
                "\"b\":[[\"86723.4\",\"1\"]],\"a\":[[\"86723.6\",\"1\"]],\"u\":7,\"seq\":7},"
                "\"cts\":%" PRIu64 "}",
                topics [index], now, topics [index] + 12, now);
            sim_text_t frame = { 0 };
            sim_ws_write_head (&frame, SIM_WS_FIN | SIM_WS_TEXT, (size_t) size);
            sim_text_bytes (&frame, text, (size_t) size);
            blast_conn_add (client->conn, frame.data, frame.size);
            sim_text_destroy (&frame);
            self->pulses++;
        }
    }
}

//  Make the tape anew after other subscriptions, and send a snapshot of what is new.

static void
s_follow_changes (self_t *self, client_t *client)
{
    if (client->changes == blast_conn_changes (client->conn)) {
        return;
    }
    client->changes = blast_conn_changes (client->conn);
    size_t count;
    const char *const *topics = blast_conn_topics (client->conn, &count);
    blast_tape_t *old = client->tape;
    client->tape = blast_tape_new (topics, count, BLAST_NUMBER_BASE + 1000000000 * self->tapes++);
    for (size_t index = 0; index < count; index++) {
        size_t size;
        if (old && blast_tape_snapshot (old, topics [index], 0, 0, &size)) {
            continue;
        }
        uint64_t number = s_next_number (self);
        const char *frame =
            blast_tape_snapshot (client->tape, topics [index], number, s_wall_ms (), &size);
        if (frame) {
            blast_conn_add (client->conn, frame, size);
        }
    }
    blast_tape_destroy (&old);
    s_add_pulses (self, client);
}

//  Clients.

static void
s_accept (self_t *self)
{
    int fd = accept4 (self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -1 || self->clients_count == CONNS_MAX) {
        (void) close (fd);
        return;
    }
    int on = 1;
    (void) setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    self->clients [self->clients_count++] =
        (client_t){ .conn = blast_conn_new (fd, self->context, self->fills_records) };
}

static void
s_drop (self_t *self, size_t index)
{
    blast_conn_destroy (&self->clients [index].conn);
    blast_tape_destroy (&self->clients [index].tape);
    self->clients [index] = self->clients [--self->clients_count];
}

static bool
s_has_work (const client_t *client)
{
    return client->tape && blast_tape_topics (client->tape) > 0;
}

//  A run.

static void
s_flood (self_t *self)
{
    for (size_t index = 0; index < self->clients_count; index++) {
        client_t *client = &self->clients [index];
        while (s_has_work (client) && blast_conn_waiting (client->conn) < BLAST_BATCH) {
            for (size_t left = 16; left > 0; left--) {
                s_add_next (self, client);
            }
        }
    }
}

//  The client whose turn it is: each has as many messages in a row as it has topics.

static client_t *
s_whose_turn (self_t *self)
{
    for (size_t tries = 0; self->clients_count > 0 && tries <= self->clients_count; tries++) {
        client_t *client = &self->clients [self->turn % self->clients_count];
        if (self->turn_left > 0 && s_has_work (client)) {
            self->turn_left--;
            return client;
        }
        self->turn++;
        client = &self->clients [self->turn % self->clients_count];
        self->turn_left = s_has_work (client) ? blast_tape_topics (client->tape) : 0;
    }
    return NULL;
}

static void
s_pace (self_t *self, uint64_t now)
{
    double due = (double) (now - self->began_at) * 1e-9 * self->rate;
    for (size_t left = TURN_MAX; left > 0 && (double) self->sent < due; left--) {
        client_t *client = s_whose_turn (self);
        if (!client || blast_conn_waiting (client->conn) > BACKLOG_MAX) {
            return;
        }
        s_add_next (self, client);
        (void) blast_conn_flush (client->conn);
    }
}

static void
s_go (self_t *self, const char *line)
{
    double seconds = 0;
    if (sscanf (line, "go %lf %lf", &self->rate, &seconds) != 2) {
        exit (64);  //  Nobody but a bench asks
    }
    self->is_running = true;
    self->sent = 0;
    self->pulses = 0;
    self->began_at = blast_stamps_now ();
    self->ends_at = self->began_at + (uint64_t) (seconds * 1e9);
}

static void
s_end_run (self_t *self, uint64_t now)
{
    size_t waiting = 0;
    for (size_t index = 0; index < self->clients_count; index++) {
        waiting += blast_conn_waiting (self->clients [index].conn);
    }
    if (waiting == 0) {
        printf ("{\"sent\": %" PRIu64 ", \"pulses\": %" PRIu64 ", \"seconds\": %.6f}\n", self->sent,
                self->pulses, (double) (now - self->began_at) * 1e-9);
        self->is_running = false;
    }
}

static void
s_blast (self_t *self)
{
    uint64_t now = blast_stamps_now ();
    if (now >= self->pulse_at) {
        self->pulse_at = now + PULSE_MS * UINT64_C (1000000);
        for (size_t index = 0; index < self->clients_count; index++) {
            s_add_pulses (self, &self->clients [index]);
        }
    }
    if (self->is_running && now >= self->ends_at) {
        s_end_run (self, now);
    } else if (self->is_running && self->rate > 0) {
        s_pace (self, now);
    } else if (self->is_running) {
        s_flood (self);
    }
    bool floods = self->is_running && self->rate <= 0 && now < self->ends_at;
    for (size_t index = 0; index < self->clients_count; index++) {
        blast_conn_t *conn = self->clients [index].conn;
        (void) (floods ? blast_conn_push (conn) : blast_conn_flush (conn));
    }
}

//  How long nothing is to be done: until the next message or the next pulse. A run without
//  limit waits for nothing but room.

static struct timespec
s_wait (const self_t *self)
{
    uint64_t now = blast_stamps_now ();
    uint64_t until = self->pulse_at;
    if (self->is_running && self->rate > 0) {
        uint64_t due = self->began_at + (uint64_t) ((double) (self->sent + 1) * 1e9 / self->rate);
        due = due < self->ends_at ? due : self->ends_at;
        until = due < until ? due : until;
    } else if (self->is_running) {
        until = self->ends_at > now ? self->ends_at : now + 1000000;
    }
    uint64_t left = until > now ? until - now : 0;
    return (struct timespec){ .tv_sec = (time_t) (left / 1000000000),
                              .tv_nsec = (long) (left % 1000000000) };
}

static void
s_on_stdin (self_t *self)
{
    char line [256];
    if (fgets (line, sizeof line, stdin)) {
        s_go (self, line);
    } else {
        self->is_over = true;
    }
}

static void
s_turn (self_t *self)
{
    struct pollfd fds [CONNS_MAX + 2] = { { .fd = self->listener, .events = POLLIN },
                                          { .fd = STDIN_FILENO, .events = POLLIN } };
    size_t count = self->clients_count;
    bool floods = self->is_running && self->rate <= 0;
    for (size_t index = 0; index < count; index++) {
        blast_conn_t *conn = self->clients [index].conn;
        bool wants_room =
            blast_conn_waiting (conn) > 0 || (floods && s_has_work (&self->clients [index]));
        fds [index + 2] = (struct pollfd){ .fd = blast_conn_fd (conn),
                                           .events = wants_room ? POLLIN | POLLOUT : POLLIN };
    }
    struct timespec wait = s_wait (self);
    if (ppoll (fds, count + 2, &wait, NULL) == -1) {
        return;
    }
    for (size_t index = count; index > 0; index--) {
        client_t *client = &self->clients [index - 1];
        if (fds [index + 1].revents & (POLLIN | POLLERR | POLLHUP)) {
            if (blast_conn_read (client->conn) == -1) {
                s_drop (self, index - 1);
                continue;
            }
            s_follow_changes (self, client);
        }
    }
    if (fds [0].revents) {
        s_accept (self);
    }
    if (fds [1].revents) {
        s_on_stdin (self);
    }
    s_blast (self);
}

static int
s_listen (void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd == -1 || bind (fd, (struct sockaddr *) &address, size) == -1
        || listen (fd, CONNS_MAX) == -1
        || getsockname (fd, (struct sockaddr *) &address, &size) == -1) {
        perror ("blaster: cannot listen");
        exit (1);
    }
    printf ("listening on 127.0.0.1:%d\n", ntohs (address.sin_port));
    return fd;
}

int
main (int argc, char *argv [])
{
    self_t self = { 0 };
    const char *cert = NULL;
    const char *key = NULL;
    const char *stamps = NULL;
    for (int index = 1; index < argc; index++) {
        bool has_value = index + 1 < argc;
        if (strcmp (argv [index], "--full-records") == 0) {
            self.fills_records = true;
        } else if (has_value && strcmp (argv [index], "--cert") == 0) {
            cert = argv [++index];
        } else if (has_value && strcmp (argv [index], "--key") == 0) {
            key = argv [++index];
        } else if (has_value && strcmp (argv [index], "--stamps") == 0) {
            stamps = argv [++index];
        } else {
            fprintf (stderr, "blaster: what is %s?\n", argv [index]);
            return 64;
        }
    }
    if (cert && key) {
        self.context = SSL_CTX_new (TLS_server_method ());
        if (SSL_CTX_use_certificate_chain_file (self.context, cert) != 1
            || SSL_CTX_use_PrivateKey_file (self.context, key, SSL_FILETYPE_PEM) != 1) {
            fprintf (stderr, "blaster: no good certificate: %s, %s\n", cert, key);
            return 1;
        }
    }
    (void) setvbuf (stdin, NULL, _IONBF, 0);  //  A line that was read ahead would wake no poll
    (void) setvbuf (stdout, NULL, _IOLBF, 0);
    (void) prctl (PR_SET_TIMERSLACK, 1);
    if (!stamps) {
        fprintf (stderr, "blaster: where to, --stamps FILE?\n");
        return 64;
    }
    self.stamps = blast_stamps_map (stamps, 1);
    self.listener = s_listen ();
    while (!self.is_over) {
        s_turn (&self);
    }
    while (self.clients_count > 0) {
        s_drop (&self, 0);
    }
    SSL_CTX_free (self.context);
    return 0;
}
