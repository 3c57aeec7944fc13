//  sup_output - writes lines to a descriptor and never waits for its reader

#include "sup_output.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct sup_output {
    int fd;      //  Lent
    int own_fd;  //  The same file opened again so as not to wait; -1 where there is none
    bool is_socket;
    bool is_waiting;  //  Writing may wait: ask first
    uint64_t lost;    //  Not yet told
    size_t left;      //  Bytes that wait
    char rest [SUP_OUTPUT_ROOM];
};

//  O_NONBLOCK belongs to the open file, which a shell or another program may
//  share with us, so it is set on one of our own. A plain file never waits and
//  keeps its one position.

static void
s_open_again (sup_output_t *self)
{
    struct stat status;
    if (fstat (self->fd, &status) == -1) {
        return;
    }
    self->is_socket = S_ISSOCK (status.st_mode);
    if (S_ISFIFO (status.st_mode) || S_ISCHR (status.st_mode)) {
        char path [64];
        (void) snprintf (path, sizeof path, "/proc/self/fd/%d", self->fd);  //  Always fits
        self->own_fd = open (path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        self->is_waiting = self->own_fd == -1;
    }
}

sup_output_t *
sup_output_new (int fd)
{
    sup_output_t *self = calloc (1, sizeof *self);
    assert (self);
    self->fd = fd;
    self->own_fd = -1;
    s_open_again (self);
    return self;
}

void
sup_output_destroy (sup_output_t **self_p)
{
    assert (self_p);
    sup_output_t *self = *self_p;
    if (self) {
        sup_output_flush (self);  //  What finds no room now is lost with us
        if (self->own_fd != -1) {
            (void) close (self->own_fd);  //  Nothing is left to be told
        }
        free (self);
        *self_p = NULL;
    }
}

//  Bytes that went out; 0 where none can now; -1 where none ever will.

static ssize_t
s_put (sup_output_t *self, const char *bytes, size_t size)
{
    ssize_t rc = -1;
    if (self->is_socket) {
        rc = send (self->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    } else if (self->own_fd != -1) {
        rc = write (self->own_fd, bytes, size);
    } else if (self->is_waiting) {
        struct pollfd item = { .fd = self->fd, .events = POLLOUT };
        bool has_room = poll (&item, 1, 0) == 1 && (item.revents & POLLOUT);
        //  A pipe that says it has room has room for this much, and more may wait
        rc = has_room ? write (self->fd, bytes, size < PIPE_BUF ? size : PIPE_BUF) : 0;
    } else {
        rc = write (self->fd, bytes, size);
    }
    return rc == -1 && (errno == EAGAIN || errno == EINTR) ? 0 : rc;
}

void
sup_output_flush (sup_output_t *self)
{
    assert (self);
    ssize_t put = self->left > 0 ? s_put (self, self->rest, self->left) : 0;
    if (put > 0) {
        self->left -= (size_t) put;
        memmove (self->rest, self->rest + put, self->left);
    }
}

int
sup_output_write (sup_output_t *self, const char *line, size_t size)
{
    assert (self);
    assert (line);
    assert (size <= SUP_OUTPUT_LINE_MAX);
    sup_output_flush (self);
    ssize_t put = self->left == 0 ? s_put (self, line, size) : 0;
    if (put == -1 || self->left + size > SUP_OUTPUT_ROOM) {
        self->lost++;
        return -1;
    }
    memcpy (self->rest + self->left, line + put, size - (size_t) put);
    self->left += size - (size_t) put;
    return 0;
}

uint64_t
sup_output_take_lost (sup_output_t *self)
{
    assert (self);
    uint64_t lost = self->lost;
    self->lost = 0;
    return lost;
}
