//  mdp_stdout - how our programs print: all of a text on standard output, or a word on stderr

#include "mdp_stdout.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

//  What the reader takes now; 0 for nothing, since it was waited for; -1 and errno.

static ssize_t
s_put (const char *text, size_t size)
{
    ssize_t put = write (STDOUT_FILENO, text, size);
    if (put == -1 && errno == EAGAIN) {  //  Somebody who shares it has made it so
        struct pollfd item = { .fd = STDOUT_FILENO, .events = POLLOUT };
        put = poll (&item, 1, -1) == -1 ? -1 : 0;
    }
    return put;
}

//  By write alone: stdio drops what it could not write, and later no longer knows why.

mdp_stdout_result_t
mdp_stdout_write (const char *program, const char *text, size_t size)
{
    assert (program);
    assert (text || size == 0);
    ssize_t put = 0;
    while (size > 0 && put >= 0) {
        put = s_put (text, size);
        if (put > 0) {
            text += put;
            size -= (size_t) put;
        }
    }
    if (put >= 0) {
        return MDP_STDOUT_WRITTEN;
    }
    if (errno == EPIPE || errno == EINTR) {
        return MDP_STDOUT_CLOSED;
    }
    fprintf (stderr, "%s: cannot write standard output: %s\n", program, strerror (errno));
    return MDP_STDOUT_FAILED;
}

void
mdp_stdout_begin (mdp_stdout_t *self)
{
    assert (self);
    *self = (mdp_stdout_t){ .file = NULL };
    self->file = open_memstream (&self->text, &self->size);
    assert (self->file);
}

int
mdp_stdout_end (mdp_stdout_t *self, const char *program)
{
    assert (self);
    int rc = fclose (self->file);
    assert (rc == 0);
    mdp_stdout_result_t result = mdp_stdout_write (program, self->text, self->size);
    free (self->text);
    return result == MDP_STDOUT_FAILED ? MDP_STDOUT_EXIT : 0;
}
