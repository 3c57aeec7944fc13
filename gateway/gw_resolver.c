//  gw_resolver - finds the addresses of hosts, however long that takes, while the loop goes on

#include "gw_resolver.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gw_clock.h"

enum { HOST_SIZE = 256, WHY_SIZE = 128 };

//  What a thread is given, and what it sends back; its own from beginning to end.
typedef struct {
    int fd;       //  To us
    size_t host;  //  Index
    char name [HOST_SIZE];
    gw_addresses_t found;
    char why [WHY_SIZE];  //  Empty where addresses were found
} lookup_t;

typedef struct {
    char name [HOST_SIZE];
    gw_addresses_t addresses;  //  The last that were found
    int64_t found_at;
    bool is_asked;  //  A thread is on its way
} host_t;

typedef struct {
    void *owner;
    gw_resolver_fn *on_answer;
    size_t host;
} waiter_t;

struct gw_resolver {
    int fds [2];  //  We read the first; each thread writes to its own duplicate of the second
    host_t hosts [GW_RESOLVER_HOSTS_MAX];
    size_t hosts_count;
    size_t lookups;  //  Threads on their way
    waiter_t waiters [GW_RESOLVER_WAITERS_MAX];
    size_t waiters_count;
};

gw_resolver_t *
gw_resolver_new (void)
{
    gw_resolver_t *self = calloc (1, sizeof *self);
    assert (self);
    if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, self->fds) == -1) {
        free (self);
        return NULL;
    }
    return self;
}

void
gw_resolver_destroy (gw_resolver_t **self_p)
{
    assert (self_p);
    gw_resolver_t *self = *self_p;
    if (self) {
        (void) close (self->fds [0]);  //  A thread that is left writes to nobody then
        (void) close (self->fds [1]);
        free (self);
        *self_p = NULL;
    }
}

int
gw_resolver_fd (const gw_resolver_t *self)
{
    return self->fds [0];
}

//  In the thread.

static void
s_collect (lookup_t *lookup, const struct addrinfo *list)
{
    for (const struct addrinfo *at = list; at; at = at->ai_next) {
        char text [GW_ADDRESS_SIZE];
        if (getnameinfo (at->ai_addr, at->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST)
            == 0) {
            gw_addresses_add (&lookup->found, text);
        }
    }
    gw_addresses_mix (&lookup->found);
}

static void *
s_look_up (void *argument)
{
    lookup_t *lookup = argument;
    struct addrinfo hints = { .ai_flags = AI_ADDRCONFIG, .ai_socktype = SOCK_STREAM };
    struct addrinfo *list = NULL;
    int rc = getaddrinfo (lookup->name, NULL, &hints, &list);
    if (rc != 0 && rc != EAI_AGAIN) {
        //  Perhaps all it has are of a family that only our loopback has
        hints.ai_flags = 0;
        rc = getaddrinfo (lookup->name, NULL, &hints, &list);
    }
    if (rc == 0) {
        s_collect (lookup, list);
        freeaddrinfo (list);
    }
    if (lookup->found.count == 0) {
        (void) snprintf (lookup->why, sizeof lookup->why, "cannot find the host's address: %s",
                         rc == 0 ? "it has none" : gai_strerror (rc));
    }
    //  Where nobody reads any more, nobody needs it
    (void) send (lookup->fd, lookup, sizeof *lookup, MSG_NOSIGNAL);
    (void) close (lookup->fd);
    free (lookup);
    return NULL;
}

//  In the loop's thread.

static host_t *
s_host (gw_resolver_t *self, const char *name)
{
    for (size_t index = 0; index < self->hosts_count; index++) {
        if (strcmp (self->hosts [index].name, name) == 0) {
            return &self->hosts [index];
        }
    }
    if (self->hosts_count == GW_RESOLVER_HOSTS_MAX || strlen (name) >= HOST_SIZE) {
        return NULL;
    }
    host_t *host = &self->hosts [self->hosts_count++];
    (void) snprintf (host->name, sizeof host->name, "%s", name);  //  Its size was checked
    return host;
}

//  Send a thread. Returns 0, or -1 where there can be none.

static int
s_start (gw_resolver_t *self, host_t *host)
{
    lookup_t *lookup = calloc (1, sizeof *lookup);
    assert (lookup);
    lookup->host = (size_t) (host - self->hosts);
    memcpy (lookup->name, host->name, sizeof lookup->name);
    lookup->fd = fcntl (self->fds [1], F_DUPFD_CLOEXEC, 3);
    pthread_t thread;
    if (lookup->fd == -1 || pthread_create (&thread, NULL, s_look_up, lookup) != 0) {
        if (lookup->fd != -1) {
            (void) close (lookup->fd);
        }
        free (lookup);
        return -1;
    }
    (void) pthread_detach (thread);  //  Cannot fail for a thread just made
    host->is_asked = true;
    self->lookups++;
    return 0;
}

void
gw_resolver_ask (gw_resolver_t *self, const char *name, gw_resolver_fn *on_answer, void *owner)
{
    assert (self);
    if (gw_addresses_is_one (name)) {
        gw_addresses_t itself = { .count = 0 };
        gw_addresses_add (&itself, name);
        on_answer (owner, &itself, NULL);
        return;
    }
    host_t *host = s_host (self, name);
    if (!host || self->waiters_count == GW_RESOLVER_WAITERS_MAX) {
        on_answer (owner, NULL, "too many hosts are looked up");
        return;
    }
    bool is_known = host->addresses.count > 0;
    bool is_fresh = is_known && gw_clock_mono_ms () - host->found_at < GW_RESOLVER_FRESH_MS;
    bool is_coming = host->is_asked || is_fresh || s_start (self, host) == 0;
    if (is_known) {
        const gw_addresses_t addresses = host->addresses;
        on_answer (owner, &addresses, NULL);
    } else if (!is_coming) {
        on_answer (owner, NULL, "no thread or descriptor left to find the host's address");
    } else {
        self->waiters [self->waiters_count++] = (waiter_t){ .owner = owner,
                                                            .on_answer = on_answer,
                                                            .host = (size_t) (host - self->hosts) };
    }
}

void
gw_resolver_know (gw_resolver_t *self, const char *name, const gw_addresses_t *addresses)
{
    host_t *host = s_host (self, name);
    if (host) {
        host->addresses = *addresses;
        host->found_at = gw_clock_mono_ms () - GW_RESOLVER_FRESH_MS;
    }
}

void
gw_resolver_forget (gw_resolver_t *self, const void *owner)
{
    size_t left = 0;
    for (size_t index = 0; index < self->waiters_count; index++) {
        if (self->waiters [index].owner != owner) {
            self->waiters [left++] = self->waiters [index];
        }
    }
    self->waiters_count = left;
}

//  One of those who wait for a host; false where nobody does.

static bool
s_take_waiter (gw_resolver_t *self, size_t host, waiter_t *waiter)
{
    for (size_t index = 0; index < self->waiters_count; index++) {
        if (self->waiters [index].host == host) {
            *waiter = self->waiters [index];
            self->waiters [index] = self->waiters [--self->waiters_count];
            return true;
        }
    }
    return false;
}

//  Those who wait may ask again, or leave, while they are told.

static void
s_on_answer (gw_resolver_t *self, const lookup_t *lookup)
{
    host_t *host = &self->hosts [lookup->host];
    host->is_asked = false;
    self->lookups--;
    if (lookup->found.count > 0) {
        gw_addresses_renew (&host->addresses, &lookup->found);
        host->found_at = gw_clock_mono_ms ();
    }
    waiter_t waiter;
    size_t most = self->waiters_count;
    for (size_t told = 0; told < most && s_take_waiter (self, lookup->host, &waiter); told++) {
        const gw_addresses_t addresses = host->addresses;
        waiter.on_answer (waiter.owner, addresses.count > 0 ? &addresses : NULL, lookup->why);
    }
}

void
gw_resolver_read (gw_resolver_t *self)
{
    lookup_t lookup;
    while (self->lookups > 0
           && recv (self->fds [0], &lookup, sizeof lookup, 0) == (ssize_t) sizeof lookup) {
        s_on_answer (self, &lookup);
    }
}
