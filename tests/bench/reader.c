//  reader - a plain subscriber that misses nothing: counts, checks seq, and measures how old
//  messages are
//
//  usage: reader ENDPOINT STAMPS [--json] [--sockets N]
//
//  A line on stdin, "report" or "reset", is answered with one line of JSON on what came
//  since the last reset. With --json it reads the floor's messages, which are the exchange's
//  own text; those are numbered over all topics. Ends with its stdin.

#include <czmq.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blast_stamps.h"
#include "blast_tape.h"
#include "histogram.h"

enum {
    SOCKETS_MAX = 64,
    TOPICS_MAX = 8192,  //  Places of the table, a power of two
    TOPIC_SIZE_MAX = 120,
    HOLES_MAX = 8,  //  That are told one by one
    BURST = 4096    //  Messages before stdin is looked at
};

typedef struct {
    char name [TOPIC_SIZE_MAX];
    size_t size;
    uint64_t epoch;
    uint64_t seq;
} topic_t;

typedef struct {
    char topic [TOPIC_SIZE_MAX];
    uint64_t after;
    uint64_t missing;
} hole_t;

typedef struct {
    uint64_t messages;  //  News, of all sockets
    uint64_t trades;
    uint64_t repeats;
    uint64_t gaps;
    uint64_t resets;  //  Topics whose epoch is another
    uint64_t holes;
    uint64_t missing;
    hole_t where [HOLES_MAX];
    uint64_t first_at;
    uint64_t last_at;
    histogram_t age;         //  From the blaster's write to us
    histogram_t age_trades;  //  The same, of trades alone
    histogram_t inside;      //  ts_pub - ts_recv
} tally_t;

typedef struct {
    void *sockets [SOCKETS_MAX];
    topic_t *topics [SOCKETS_MAX];
    size_t sockets_count;
    size_t topics_count;  //  Of the first socket
    bool is_json;
    const uint64_t *stamps;
    tally_t tally;
} self_t;

//  The unsigned number behind a key of msgpack; false where there is none.

static bool
s_find (const unsigned char **at, const unsigned char *end, const char *key, uint64_t *value)
{
    size_t size = strlen (key);
    const unsigned char *found = memmem (*at, (size_t) (end - *at), key, size);
    if (!found || found + size + 9 > end) {
        return false;
    }
    found += size;
    unsigned first = *found++;
    size_t width = first == 0xcf ? 8 : first == 0xce ? 4 : first == 0xcd ? 2 : first == 0xcc;
    *value = width == 0 ? first : 0;
    for (size_t index = 0; index < width; index++) {
        *value = *value << 8 | found [index];
    }
    *at = found + width;
    return first < 0x80 || width > 0;
}

static topic_t *
s_topic (self_t *self, size_t socket, const char *name, size_t size)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t index = 0; index < size; index++) {
        hash = (hash ^ (unsigned char) name [index]) * 1099511628211u;
    }
    assert (size < TOPIC_SIZE_MAX);
    topic_t *topics = self->topics [socket];
    for (size_t place = (size_t) hash % TOPICS_MAX;; place = (place + 1) % TOPICS_MAX) {
        topic_t *topic = &topics [place];
        if (topic->size == size && memcmp (topic->name, name, size) == 0) {
            return topic;
        }
        if (topic->size == 0) {
            assert (self->topics_count < TOPICS_MAX / 2);
            memcpy (topic->name, name, size);
            topic->size = size;
            self->topics_count += socket == 0;
            return topic;
        }
    }
}

static void
s_check (self_t *self, topic_t *topic, uint64_t epoch, uint64_t seq)
{
    tally_t *tally = &self->tally;
    if (topic->epoch != epoch) {
        tally->resets += topic->epoch > 0;
    } else if (seq != topic->seq + 1) {
        if (tally->holes < HOLES_MAX) {
            hole_t *hole = &tally->where [tally->holes];
            *hole = (hole_t){ .after = topic->seq, .missing = seq - topic->seq - 1 };
            memcpy (hole->topic, topic->name, sizeof hole->topic);
        }
        tally->holes++;
        tally->missing += seq - topic->seq - 1;
    }
    topic->epoch = epoch;
    topic->seq = seq;
}

static void
s_measure (self_t *self, uint64_t xseq, bool is_trade)
{
    uint64_t now = blast_stamps_now ();
    uint64_t written = self->stamps [(xseq - BLAST_NUMBER_BASE) % BLAST_STAMPS];
    tally_t *tally = &self->tally;
    uint64_t age = now > written ? now - written : 0;
    histogram_add (&tally->age, age);
    if (is_trade) {
        histogram_add (&tally->age_trades, age);
    }
    tally->messages++;
    tally->trades += is_trade;
    tally->first_at = tally->first_at ? tally->first_at : now;
    tally->last_at = now;
}

static void
s_on_msgpack (self_t *self, topic_t *topic, const unsigned char *bytes, size_t size)
{
    const unsigned char *at = bytes;
    const unsigned char *end = bytes + size;
    uint64_t epoch;
    uint64_t seq;
    uint64_t ts_recv;
    uint64_t ts_pub;
    uint64_t xseq;
    const unsigned char *type = memmem (bytes, size, "\xa4type", 5);
    bool is_read = type
                   && s_find (&at, end,
                              "\xa5"
                              "epoch",
                              &epoch)
                   && s_find (&at, end, "\xa3seq", &seq)
                   && s_find (&at, end, "\xa7ts_recv", &ts_recv)
                   && s_find (&at, end, "\xa6ts_pub", &ts_pub);
    assert (is_read);
    bool is_snapshot = type [6] == 's';
    if (is_snapshot
        && (memmem (at, (size_t) (end - at), "\xa9subscribe", 10)
            || memmem (at, (size_t) (end - at), "\xa8periodic", 9))) {
        self->tally.repeats++;
        return;
    }
    s_check (self, topic, epoch, seq);
    if (type [6] == 'g') {
        self->tally.gaps++;
    } else if (s_find (&at, end, "\xa4xseq", &xseq) && xseq >= BLAST_NUMBER_BASE) {
        s_measure (self, xseq, type [6] == 't');
        histogram_add (&self->tally.inside, ts_pub > ts_recv ? ts_pub - ts_recv : 0);
    }
}

//  The last "seq": of the exchange's text.

static void
s_on_json (self_t *self, topic_t *topic, const char *bytes, size_t size)
{
    for (size_t at = size - 5 - BLAST_DIGITS; at > 0; at--) {
        if (bytes [at] == '"' && memcmp (bytes + at, "\"seq\":1", 7) == 0) {
            uint64_t number = strtoull (bytes + at + 6, NULL, 10);
            if (number >= BLAST_NUMBER_BASE) {
                s_check (self, topic, 1, number);
                s_measure (self, number, bytes [10] == 'p');
            }
            return;
        }
    }
}

//  One message of a socket. False where there is none.

static bool
s_take (self_t *self, size_t index)
{
    void *socket = self->sockets [index];
    zmq_msg_t topic;
    zmq_msg_t frame;
    zmq_msg_init (&topic);
    if (zmq_msg_recv (&topic, socket, ZMQ_DONTWAIT) == -1) {
        zmq_msg_close (&topic);
        return false;
    }
    zmq_msg_init (&frame);
    int got = zmq_msg_recv (&frame, socket, 0);
    const char *name = zmq_msg_data (&topic);
    size_t size = zmq_msg_size (&topic);
    if (got > 0 && self->is_json && got > 32) {
        s_on_json (self, s_topic (self, index, "all", 3), zmq_msg_data (&frame), (size_t) got);
    } else if (got > 0 && size > 0 && memcmp (name, "bybit.status.", size < 13 ? size : 13) != 0) {
        s_on_msgpack (self, s_topic (self, index, name, size), zmq_msg_data (&frame), (size_t) got);
    }
    zmq_msg_close (&frame);
    zmq_msg_close (&topic);
    return true;
}

static void
s_print_ages (const char *name, const histogram_t *ages)
{
    printf ("\"%s\": {\"count\": %" PRIu64 ", \"p50\": %" PRIu64 ", \"p99\": %" PRIu64
            ", \"p999\": %" PRIu64 ", \"max\": %" PRIu64 "}, ",
            name, ages->total, histogram_at (ages, 0.5), histogram_at (ages, 0.99),
            histogram_at (ages, 0.999), ages->max);
}

static void
s_report (const self_t *self)
{
    const tally_t *tally = &self->tally;
    printf ("{");
    s_print_ages ("age", &tally->age);
    s_print_ages ("age_trades", &tally->age_trades);
    s_print_ages ("inside", &tally->inside);
    printf ("\"where\": [");
    for (size_t index = 0; index < HOLES_MAX && index < tally->holes; index++) {
        const hole_t *hole = &tally->where [index];
        printf ("%s{\"topic\": \"%s\", \"after\": %" PRIu64 ", \"missing\": %" PRIu64 "}",
                index ? ", " : "", hole->topic, hole->after, hole->missing);
    }
    printf ("], \"messages\": %" PRIu64 ", \"trades\": %" PRIu64 ", \"repeats\": %" PRIu64
            ", \"gaps\": %" PRIu64 ", \"resets\": %" PRIu64 ", \"holes\": %" PRIu64
            ", \"missing\": %" PRIu64 ", \"topics\": %zu, \"seconds\": %.6f}\n",
            tally->messages, tally->trades, tally->repeats, tally->gaps, tally->resets,
            tally->holes, tally->missing, self->topics_count,
            (double) (tally->last_at - tally->first_at) * 1e-9);
}

//  Obey stdin, and drain the sockets. False when it is over.

static bool
s_turn (self_t *self)
{
    zmq_pollitem_t items [SOCKETS_MAX + 1];
    items [0] = (zmq_pollitem_t){ .fd = STDIN_FILENO, .events = ZMQ_POLLIN };
    for (size_t index = 0; index < self->sockets_count; index++) {
        items [index + 1] =
            (zmq_pollitem_t){ .socket = self->sockets [index], .events = ZMQ_POLLIN };
    }
    int rc = zmq_poll (items, (int) self->sockets_count + 1, -1);
    assert (rc != -1);
    for (size_t index = 0; index < self->sockets_count; index++) {
        for (size_t left = BURST; left > 0 && s_take (self, index); left--) {
        }
    }
    if (items [0].revents) {
        char line [64];
        if (!fgets (line, sizeof line, stdin)) {
            return false;
        }
        if (strncmp (line, "reset", 5) == 0) {
            memset (&self->tally, 0, sizeof self->tally);
        }
        s_report (self);
    }
    return true;
}

int
main (int argc, char *argv [])
{
    self_t *self = calloc (1, sizeof *self);
    assert (self);
    self->sockets_count = 1;
    for (int index = 3; index < argc; index++) {
        if (strcmp (argv [index], "--json") == 0) {
            self->is_json = true;
        } else if (strcmp (argv [index], "--sockets") == 0 && index + 1 < argc) {
            self->sockets_count = strtoul (argv [++index], NULL, 10);
        }
    }
    if (argc < 3 || self->sockets_count == 0 || self->sockets_count > SOCKETS_MAX) {
        fprintf (stderr, "usage: reader ENDPOINT STAMPS [--json] [--sockets N]\n");
        return 64;
    }
    (void) setvbuf (stdin, NULL, _IONBF, 0);
    (void) setvbuf (stdout, NULL, _IOLBF, 0);
    self->stamps = blast_stamps_map (argv [2], 0);
    void *context = zmq_ctx_new ();
    for (size_t index = 0; index < self->sockets_count; index++) {
        int unlimited = 0;
        self->topics [index] = calloc (TOPICS_MAX, sizeof *self->topics [index]);
        self->sockets [index] = zmq_socket (context, ZMQ_SUB);
        assert (self->topics [index] && self->sockets [index]);
        int rc = zmq_setsockopt (self->sockets [index], ZMQ_RCVHWM, &unlimited, sizeof unlimited);
        rc |= zmq_setsockopt (self->sockets [index], ZMQ_SUBSCRIBE, "", 0);
        rc |= zmq_connect (self->sockets [index], argv [1]);
        assert (rc == 0);
    }
    while (s_turn (self)) {
    }
    for (size_t index = 0; index < self->sockets_count; index++) {
        zmq_close (self->sockets [index]);
        free (self->topics [index]);
    }
    zmq_ctx_term (context);
    free (self);
    return 0;
}
