//  sup_tidings - what the supervisor tells its HTTP actor, and how that is said on their PAIR

#include "sup_tidings.h"

#include <assert.h>
#include <string.h>

static int
s_send (zsock_t *pipe, const void *bytes, size_t size, bool has_more)
{
    int flags = ZMQ_DONTWAIT | (has_more ? ZMQ_SNDMORE : 0);
    return zmq_send (zsock_resolve (pipe), bytes, size, flags) == -1 ? -1 : 0;
}

int
sup_tidings_send_beat (zsock_t *pipe, const sup_tidings_beat_t *beat)
{
    assert (beat);
    return s_send (pipe, "BEAT", 4, true) == 0 ? s_send (pipe, beat, sizeof *beat, false) : -1;
}

int
sup_tidings_send_note (zsock_t *pipe, const char *line, size_t size)
{
    return s_send (pipe, "NOTE", 4, true) == 0 ? s_send (pipe, line, size, false) : -1;
}

int
sup_tidings_send_term (zsock_t *pipe)
{
    return s_send (pipe, "$TERM", 5, false);
}

void
sup_tidings_relay (zsock_t *pipe, size_t child, uint64_t epoch, const beat_message_t *tally)
{
    assert (tally);
    const sup_tidings_origin_t origin = { child, epoch };
    if (pipe && s_send (pipe, "TALLY", 5, true) == 0
        && s_send (pipe, &origin, sizeof origin, true) == 0) {
        (void) s_send (pipe, tally->tally, tally->tally_size, false);  //  All go, or none did
    }
}

//  Read the next frame of a message into a buffer of this size. Returns what it holds.

static size_t
s_recv (zsock_t *pipe, void *bytes, size_t size_max)
{
    int size = zmq_recv (zsock_resolve (pipe), bytes, size_max, ZMQ_DONTWAIT);
    assert (size >= 0);  //  A message comes whole
    return (size_t) size < size_max ? (size_t) size : size_max;
}

sup_tidings_kind_t
sup_tidings_recv (zsock_t *pipe, sup_tidings_t *tidings)
{
    assert (tidings);
    char verb [8];
    int size = zmq_recv (zsock_resolve (pipe), verb, sizeof verb, ZMQ_DONTWAIT);
    if (size == -1) {
        return SUP_TIDINGS_NONE;
    }
    const mdp_text_t word = { verb, (size_t) size < sizeof verb ? (size_t) size : 0 };
    if (mdp_text_is (word, "BEAT")) {
        (void) s_recv (pipe, &tidings->beat, sizeof tidings->beat);
        return SUP_TIDINGS_BEAT;
    }
    if (mdp_text_is (word, "TALLY")) {
        (void) s_recv (pipe, &tidings->origin, sizeof tidings->origin);
        tidings->size = s_recv (pipe, tidings->bytes, sizeof tidings->bytes);
        return SUP_TIDINGS_TALLY;
    }
    if (mdp_text_is (word, "NOTE")) {
        tidings->size = s_recv (pipe, tidings->bytes, sizeof tidings->bytes);
        return SUP_TIDINGS_NOTE;
    }
    return SUP_TIDINGS_TERM;
}
