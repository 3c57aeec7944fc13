//  beat - the private contract between the supervisor and a child that it keeps alive

#include "beat.h"

#include <assert.h>
#include <inttypes.h>
#include <zmq.h>

#include "mdp_read.h"
#include "mdp_write.h"

enum {
    FRAMES_MAX = 5,       //  In a message; the rest is dropped
    BEAT_FRAME_MAX = 512  //  Bytes in a packed beat
};

//  A message that was received.
typedef struct {
    size_t count;  //  Frames that it had, kept or dropped
    zmq_msg_t frames [FRAMES_MAX];
} parcel_t;

//  Send one frame without waiting. All frames of a message go or none does,
//  since libzmq counts whole messages.

static int
s_send (zsock_t *pipe, const void *bytes, size_t size, bool has_more)
{
    int flags = ZMQ_DONTWAIT | (has_more ? ZMQ_SNDMORE : 0);
    return zmq_send (zsock_resolve (pipe), bytes, size, flags) == -1 ? -1 : 0;
}

static int
s_send_number (zsock_t *pipe, int64_t value, bool has_more)
{
    char text [24];
    int size = snprintf (text, sizeof text, "%" PRId64, value);
    assert (size > 0);
    return s_send (pipe, text, (size_t) size, has_more);
}

static int
s_send_verb (zsock_t *pipe, const char *verb, bool has_more)
{
    assert (pipe);
    return s_send (pipe, verb, strlen (verb), has_more);
}

int
beat_send (zsock_t *pipe, const beat_t *beat)
{
    assert (beat);
    char frame [BEAT_FRAME_MAX];
    mdp_write_t write;
    mdp_write_init (&write, frame, sizeof frame);
    mdp_write_map (&write, 9 + MDP_TOPIC_STATES);
    mdp_write_key_bool (&write, "connected", beat->is_connected);
    mdp_write_key_bool (&write, "simulated", beat->is_simulated);
    mdp_write_key_int (&write, "event_age_ms", beat->event_age_ms);
    mdp_write_key_uint (&write, "events", beat->events);
    mdp_write_key_uint (&write, "published", beat->published);
    mdp_write_key_uint (&write, "errors", beat->errors);
    mdp_write_key_uint (&write, "queue_size", beat->queue_size);
    mdp_write_key_uint (&write, "reconnects", beat->reconnects);
    mdp_write_key_uint (&write, "memo", beat->memo);
    for (int state = 0; state < MDP_TOPIC_STATES; state++) {
        mdp_write_key_uint (&write, mdp_topic_state_name ((mdp_topic_state_t) state),
                            beat->topics [state]);
    }
    size_t size = mdp_write_size (&write);
    assert (size > 0);
    return s_send_verb (pipe, "BEAT", true) == 0 ? s_send (pipe, frame, size, false) : -1;
}

int
beat_send_note (zsock_t *pipe, const note_t *note)
{
    char frame [NOTE_FRAME_MAX];
    size_t size = note_pack (note, frame, sizeof frame);
    assert (size > 0);
    return s_send_verb (pipe, "NOTE", true) == 0 ? s_send (pipe, frame, size, false) : -1;
}

int
beat_send_tally (zsock_t *pipe, const char *frame, size_t size)
{
    assert (frame);
    assert (size <= BEAT_TALLY_MAX);
    return s_send_verb (pipe, "TALLY", true) == 0 ? s_send (pipe, frame, size, false) : -1;
}

int
beat_send_fail (zsock_t *pipe, int exit_code, const char *reason)
{
    assert (reason);
    assert (exit_code >= 0);
    assert (exit_code <= 255);
    if (s_send_verb (pipe, "FAIL", true) != 0 || s_send_number (pipe, exit_code, true) != 0) {
        return -1;
    }
    return s_send (pipe, reason, strnlen (reason, BEAT_REASON_MAX - 1), false);
}

static int
s_send_wish (zsock_t *pipe, const beat_order_t *order)
{
    assert (order->wish_size <= BEAT_WISH_MAX);
    return s_send (pipe, order->wish ? order->wish : "", order->wish_size, false);
}

int
beat_send_start (zsock_t *pipe, const beat_order_t *order)
{
    assert (order);
    if (s_send_verb (pipe, "START", true) != 0
        || s_send_number (pipe, (int64_t) order->epoch, true) != 0
        || s_send_number (pipe, (int64_t) order->since, true) != 0) {
        return -1;
    }
    return s_send_number (pipe, (int64_t) order->memo, true) == 0 ? s_send_wish (pipe, order) : -1;
}

int
beat_send_reload (zsock_t *pipe, const beat_order_t *order)
{
    assert (order);
    return s_send_verb (pipe, "RELOAD", true) == 0 ? s_send_wish (pipe, order) : -1;
}

int
beat_send_term (zsock_t *pipe)
{
    return s_send_verb (pipe, "$TERM", false);
}

//  Take one message off the pipe without waiting. Returns 0, or -1 where there
//  is none. Its frames must be closed.

static int
s_parcel_recv (parcel_t *parcel, zsock_t *pipe)
{
    assert (pipe);
    parcel->count = 0;
    bool has_more = true;
    while (has_more) {
        zmq_msg_t spare;
        zmq_msg_t *frame = parcel->count < FRAMES_MAX ? &parcel->frames [parcel->count] : &spare;
        int rc = zmq_msg_init (frame);
        assert (rc == 0);
        if (zmq_msg_recv (frame, zsock_resolve (pipe), ZMQ_DONTWAIT) == -1) {
            break;
        }
        has_more = zmq_msg_more (frame) != 0;
        if (frame == &spare) {
            (void) zmq_msg_close (frame);  //  Fails only for what is no message
        }
        parcel->count++;
    }
    return parcel->count > 0 ? 0 : -1;
}

static void
s_parcel_close (parcel_t *parcel)
{
    for (size_t index = 0; index < parcel->count && index < FRAMES_MAX; index++) {
        (void) zmq_msg_close (&parcel->frames [index]);  //  Fails only for what is no message
    }
}

static mdp_text_t
s_frame (parcel_t *parcel, size_t index)
{
    return (mdp_text_t){ .chars = zmq_msg_data (&parcel->frames [index]),
                         .size = zmq_msg_size (&parcel->frames [index]) };
}

static bool
s_parcel_is (parcel_t *parcel, const char *verb, size_t count)
{
    return parcel->count == count && mdp_text_is (s_frame (parcel, 0), verb);
}

static bool
s_parcel_is_signal (parcel_t *parcel)
{
    const uint64_t magic =
        0x7766554433221100;  //  Of zsock_signal, with the status in the last byte
    uint64_t value;
    if (parcel->count != 1 || zmq_msg_size (&parcel->frames [0]) != sizeof value) {
        return false;
    }
    memcpy (&value, zmq_msg_data (&parcel->frames [0]), sizeof value);
    return (value & ~(uint64_t) 0xff) == magic;
}

//  Returns 0, or -1 where the text is no number below 2^63.

static int
s_parse_number (uint64_t *number, mdp_text_t text)
{
    const size_t digits_max = 19;
    uint64_t sum = 0;
    for (size_t index = 0; index < text.size; index++) {
        char digit = text.chars [index];
        if (digit < '0' || digit > '9' || index == digits_max) {
            return -1;
        }
        sum = sum * 10 + (uint64_t) (digit - '0');
    }
    if (text.size == 0 || sum > INT64_MAX) {
        return -1;
    }
    *number = sum;
    return 0;
}

//  Returns 0, or -1 where the wish is too long.

static int
s_read_wish (beat_order_t *order, mdp_text_t text)
{
    if (text.size > BEAT_WISH_MAX) {
        return -1;
    }
    if (text.size > 0) {
        order->wish = malloc (text.size);
        assert (order->wish);
        memcpy (order->wish, text.chars, text.size);
        order->wish_size = text.size;
    }
    return 0;
}

//  A message that is refused leaves the order as it was.

static beat_order_kind_t
s_read_order (parcel_t *parcel, beat_order_t *order)
{
    beat_order_t read = { .epoch = 0 };
    beat_order_kind_t kind = BEAT_ORDER_ALIEN;
    if (s_parcel_is (parcel, "$TERM", 1)) {
        return BEAT_ORDER_TERM;
    }
    if (s_parcel_is (parcel, "RELOAD", 2) && s_read_wish (&read, s_frame (parcel, 1)) == 0) {
        kind = BEAT_ORDER_RELOAD;
    } else if (s_parcel_is (parcel, "START", 5)
               && s_parse_number (&read.epoch, s_frame (parcel, 1)) == 0
               && s_parse_number (&read.since, s_frame (parcel, 2)) == 0
               && s_parse_number (&read.memo, s_frame (parcel, 3)) == 0
               && s_read_wish (&read, s_frame (parcel, 4)) == 0) {
        kind = BEAT_ORDER_START;
    }
    if (kind != BEAT_ORDER_ALIEN) {
        *order = read;
    }
    return kind;
}

beat_order_kind_t
beat_recv_order (zsock_t *pipe, beat_order_t *order)
{
    assert (order);
    parcel_t parcel;
    if (s_parcel_recv (&parcel, pipe) != 0) {
        return BEAT_ORDER_NONE;
    }
    beat_order_kind_t kind = s_read_order (&parcel, order);
    s_parcel_close (&parcel);
    return kind;
}

static int
s_read_beat (beat_t *beat, mdp_text_t frame)
{
    static const mdp_read_field_t FIELDS [] = {
        { "connected", MDP_READ_FLAG, true, offsetof (beat_t, is_connected) },
        { "simulated", MDP_READ_FLAG, true, offsetof (beat_t, is_simulated) },
        { "event_age_ms", MDP_READ_INT, true, offsetof (beat_t, event_age_ms) },
        { "events", MDP_READ_UINT, true, offsetof (beat_t, events) },
        { "published", MDP_READ_UINT, true, offsetof (beat_t, published) },
        { "errors", MDP_READ_UINT, true, offsetof (beat_t, errors) },
        { "queue_size", MDP_READ_UINT, true, offsetof (beat_t, queue_size) },
        { "reconnects", MDP_READ_UINT, true, offsetof (beat_t, reconnects) },
        { "memo", MDP_READ_UINT, true, offsetof (beat_t, memo) },
        { "live", MDP_READ_UINT, true, offsetof (beat_t, topics [MDP_LIVE]) },
        { "quiet", MDP_READ_UINT, true, offsetof (beat_t, topics [MDP_QUIET]) },
        { "stale", MDP_READ_UINT, true, offsetof (beat_t, topics [MDP_STALE]) },
        { "rejected", MDP_READ_UINT, true, offsetof (beat_t, topics [MDP_REJECTED]) },
        { "gone", MDP_READ_UINT, true, offsetof (beat_t, topics [MDP_GONE]) },
    };
    mdp_read_t *read = mdp_read_new (BEAT_FRAME_MAX);
    const msgpack_object *object = mdp_read_frame (read, frame.chars, frame.size);
    uint32_t seen;
    int rc = -1;
    if (object) {
        rc = mdp_read_map (object, FIELDS, sizeof FIELDS / sizeof *FIELDS, beat, &seen);
    }
    mdp_read_destroy (&read);
    return rc;
}

static int
s_read_failure (beat_message_t *message, parcel_t *parcel)
{
    uint64_t code;
    mdp_text_t reason = s_frame (parcel, 2);
    if (s_parse_number (&code, s_frame (parcel, 1)) != 0 || code > 255
        || reason.size >= BEAT_REASON_MAX) {
        return -1;
    }
    message->exit_code = (int) code;
    memcpy (message->reason, reason.chars, reason.size);
    message->reason [reason.size] = '\0';
    return 0;
}

static beat_kind_t
s_read_message (beat_message_t *message, parcel_t *parcel, bool *is_signalled)
{
    if (s_parcel_is_signal (parcel)) {
        bool is_first = !*is_signalled;
        *is_signalled = true;
        message->beat = (beat_t){ .event_age_ms = -1 };
        return is_first ? BEAT_ALIVE : BEAT_ENDED;
    }
    if (s_parcel_is (parcel, "BEAT", 2)) {
        return s_read_beat (&message->beat, s_frame (parcel, 1)) == 0 ? BEAT_ALIVE : BEAT_ALIEN;
    }
    if (s_parcel_is (parcel, "NOTE", 2)) {
        mdp_text_t frame = s_frame (parcel, 1);
        int rc = note_unpack (&message->note, frame.chars, frame.size);
        return rc == 0 ? BEAT_NOTE : BEAT_ALIEN;
    }
    if (s_parcel_is (parcel, "TALLY", 2)) {
        mdp_text_t frame = s_frame (parcel, 1);
        if (frame.size > BEAT_TALLY_MAX) {
            return BEAT_ALIEN;
        }
        memcpy (message->tally, frame.chars, frame.size);
        message->tally_size = frame.size;
        return BEAT_TALLY;
    }
    if (s_parcel_is (parcel, "FAIL", 3)) {
        return s_read_failure (message, parcel) == 0 ? BEAT_FAILED : BEAT_ALIEN;
    }
    return BEAT_ALIEN;
}

beat_kind_t
beat_recv (zsock_t *pipe, beat_message_t *message, bool *is_signalled)
{
    assert (message);
    assert (is_signalled);
    parcel_t parcel;
    message->kind = BEAT_NONE;
    if (s_parcel_recv (&parcel, pipe) == 0) {
        message->kind = s_read_message (message, &parcel, is_signalled);
        s_parcel_close (&parcel);
    }
    return message->kind;
}
