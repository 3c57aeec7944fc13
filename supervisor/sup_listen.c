//  sup_listen - opens the socket that HTTP is served on

#include "sup_listen.h"

#include <assert.h>
#include <czmq.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 1024, BUSY_MS_MAX = 1000, AGAIN_MS = 10 };

//  Returns the descriptor, or -1 and errno.

static int
s_open (const struct addrinfo *address)
{
    const int yes = 1;
    int fd = socket (address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd == -1) {
        return -1;
    }
    //  Connections that are just ending keep no port; for * IPv4 is served as well
    const int no = 0;
    (void) setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    (void) setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    if (bind (fd, address->ai_addr, address->ai_addrlen) == -1 || listen (fd, BACKLOG) == -1) {
        int error = errno;
        (void) close (fd);  //  It was never used
        errno = error;
        return -1;
    }
    return fd;
}

//  True if the error says that this machine has no such address.

static bool
s_is_foreign (int error)
{
    return error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

static int
s_open_patiently (const struct addrinfo *address)
{
    int64_t give_up_at = zclock_mono () + BUSY_MS_MAX;
    int fd = s_open (address);
    while (fd == -1 && errno == EADDRINUSE && zclock_mono () < give_up_at) {
        zclock_sleep (AGAIN_MS);
        fd = s_open (address);
    }
    return fd;
}

//  Try one address after the other, as long as they are not this machine's. A port that is in
//  use ends it: whoever asks for the name would reach somebody else there. Returns the
//  descriptor, or -1, errno and why.

static int
s_open_first (const char *host, const char *port, const char **why)
{
    const struct addrinfo hints = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    int rc = getaddrinfo (host, port, &hints, &found);
    if (rc != 0) {
        *why = gai_strerror (rc);
        errno = 0;
        return -1;
    }
    int fd = -1;
    int error = EADDRNOTAVAIL;
    for (const struct addrinfo *at = found; at && fd == -1 && s_is_foreign (error);
         at = at->ai_next) {
        fd = s_open_patiently (at);
        error = errno;
    }
    *why = error == EADDRINUSE ? "port in use" : strerror (error);
    freeaddrinfo (found);
    errno = error;
    return fd;
}

int
sup_listen_open (const char *host_port, const char **why)
{
    assert (host_port);
    assert (why);
    const char *colon = strrchr (host_port, ':');
    assert (colon);  //  The option was checked
    size_t size = (size_t) (colon - host_port);
    bool is_bracketed = size > 2 && host_port [0] == '[';
    char *host = is_bracketed ? strndup (host_port + 1, size - 2) : strndup (host_port, size);
    assert (host);
    bool is_any = streq (host, "*");
    int fd = s_open_first (is_any ? "::" : host, colon + 1, why);
    if (fd == -1 && is_any && s_is_foreign (errno)) {
        fd = s_open_first ("0.0.0.0", colon + 1, why);  //  A machine without IPv6
    }
    free (host);
    return fd;
}
