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
    const struct addrinfo hints = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    int rc = getaddrinfo (streq (host, "*") ? "::" : host, colon + 1, &hints, &found);
    int fd = -1;
    if (rc != 0) {
        *why = gai_strerror (rc);
    } else {
        fd = s_open_patiently (found);
        if (fd == -1 && errno == EAFNOSUPPORT && streq (host, "*")) {
            freeaddrinfo (found);  //  A machine without IPv6
            found = NULL;
            rc = getaddrinfo ("0.0.0.0", colon + 1, &hints, &found);
            fd = rc == 0 ? s_open_patiently (found) : -1;
        }
        *why = fd == -1 && errno == EADDRINUSE ? "port in use" : strerror (errno);
    }
    if (found) {
        freeaddrinfo (found);
    }
    free (host);
    return fd;
}
