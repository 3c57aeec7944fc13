//  sup_notify - tells systemd how the service is, without its library

#include "sup_notify.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
sup_notify (const char *state)
{
    assert (state);
    const char *path = getenv ("NOTIFY_SOCKET");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t size = path ? strlen (path) : 0;
    if (size < 2 || size > sizeof address.sun_path || (path [0] != '/' && path [0] != '@')) {
        return;
    }
    memcpy (address.sun_path, path, size);
    if (path [0] == '@') {
        address.sun_path [0] = '\0';  //  An abstract name begins with a zero byte
    }
    int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd != -1) {
        socklen_t address_size = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + size);
        //  Who does not listen is not told
        (void) sendto (fd, state, strlen (state), MSG_NOSIGNAL, (const struct sockaddr *) &address,
                       address_size);
        (void) close (fd);  //  Nothing is buffered
    }
}
