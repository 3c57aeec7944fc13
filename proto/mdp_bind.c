//  mdp_bind - binds a publishing socket to its endpoint, and clears up behind it

#include "mdp_bind.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "mdp_endpoint.h"

//  The path of an ipc endpoint that has a file; null for any other.

static const char *
s_path (const char *endpoint)
{
    static const char scheme [] = "ipc://";
    if (strncmp (endpoint, scheme, strlen (scheme)) != 0) {
        return NULL;
    }
    const char *path = endpoint + strlen (scheme);
    return *path == '@' || *path == '*' ? NULL : path;
}

//  True if something stands at a path that no socket left there: ZeroMQ would remove it, whatever
//  it is.

static bool
s_is_foreign (const char *path)
{
    struct stat found;
    return lstat (path, &found) == 0 && !S_ISSOCK (found.st_mode);
}

static void
s_remove (const char *path)
{
    if (!s_is_foreign (path)) {
        (void) unlink (path);  //  Or somebody else did, or it never was
    }
}

static bool
s_is_taken (const char *endpoint)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *path = s_path (endpoint);
    if (!path || strlen (path) >= sizeof address.sun_path) {
        return false;
    }
    memcpy (address.sun_path, path, strlen (path));
    int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd == -1) {
        return false;
    }
    bool is_taken = connect (fd, (const struct sockaddr *) &address, sizeof address) == 0;
    (void) close (fd);  //  Nothing was sent
    return is_taken;
}

static int
s_try (zsock_t *socket, const char *endpoint)
{
    const char *path = s_path (endpoint);
    if (path && s_is_foreign (path)) {
        errno = EEXIST;
        return -1;
    }
    if (s_is_taken (endpoint)) {
        errno = EADDRINUSE;
        return -1;
    }
    return zsock_bind (socket, "%s", endpoint) == -1 ? -1 : 0;
}

int
mdp_bind (zsock_t *socket, const char *endpoint)
{
    assert (socket);
    assert (endpoint);
    char address [MDP_ENDPOINT_MAX];
    if (mdp_endpoint_bind (endpoint, address) == -1) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int64_t give_up_at = zclock_mono () + MDP_BIND_MS_MAX;
    int rc = s_try (socket, address);
    while (rc == -1 && errno == EADDRINUSE && zclock_mono () < give_up_at) {
        zclock_sleep (1);
        rc = s_try (socket, address);
    }
    return rc;
}

const char *
mdp_bind_trouble (int error)
{
    switch (error) {
        case EADDRINUSE:
            return "port in use";
        case ENODEV:  //  ZeroMQ looks for an interface of that name
            return "a host name cannot be bound, and no interface is called so; give an address "
                   "of this machine, an interface or *";
        default:
            return zmq_strerror (error);
    }
}

void
mdp_bind_clear (const char *endpoint)
{
    const char *path = s_path (endpoint);
    if (!path || access (path, F_OK) == -1) {
        return;
    }
    int64_t give_up_at = zclock_mono () + MDP_BIND_CLEAR_MS_MAX;
    while (s_is_taken (endpoint) && zclock_mono () < give_up_at) {
        zclock_sleep (1);
    }
    if (!s_is_taken (endpoint)) {
        s_remove (path);
    }
}

void
mdp_bind_remove (const char *endpoint)
{
    const char *path = s_path (endpoint);
    if (path) {
        s_remove (path);
    }
}
