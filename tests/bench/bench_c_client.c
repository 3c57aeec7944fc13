//  bench_c_client - how fast libtickgate decodes and applies messages, beside msgpack-c alone
//
//  bench_c_client [FILE]: reads the messages of FILE, which is made where there is none;
//  without it, of a file that is gone again afterwards.
//  A message is two 32-bit sizes in the machine's order, the topic and the frame. Each
//  of the runs goes over all of them, once with the client and once with msgpack-c's
//  unpacker only, which is the floor of any reader that uses it. Printed are medians, by
//  the time of one core. Exit code 1: something was allocated, or a message not taken.

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "allocations.h"
#include "mdp_pack.h"
#include "mdp_read.h"
#include "mdp_topic.h"
#include "tickgate.h"

enum {
    MESSAGES = 200000,
    RUNS = 5,
    TOPICS = 4,
    DEPTH = 50,
    TRADES_EVERY = 5,
    SNAPSHOT_EVERY = 500,
    FRAME_MAX = 65536,
    ZONE_SIZE = 65536
};

//  A market that only has to look like one: prices near a middle, a few levels a change.

typedef struct {
    uint32_t random;
    FILE *file;
    uint64_t seqs [TOPICS];
} maker_t;

static uint32_t
s_random (maker_t *self, uint32_t below)
{
    self->random = self->random * 1664525u + 1013904223u;
    return (self->random >> 8) % below;
}

static void
s_write (maker_t *self, const char *topic, const char *frame, size_t size)
{
    assert (size > 0);
    uint32_t sizes [2] = { (uint32_t) strlen (topic), (uint32_t) size };
    bool is_written = fwrite (sizes, sizeof sizes, 1, self->file) == 1
                      && fwrite (topic, sizes [0], 1, self->file) == 1
                      && fwrite (frame, size, 1, self->file) == 1;
    assert (is_written);
}

static const mdp_text_t SYMBOLS [] = { { "BTCUSDT", 7 }, { "ETHUSDT", 7 } };

static mdp_stamp_t
s_stamp (maker_t *self, size_t topic)
{
    return (mdp_stamp_t){ .epoch = 1790000000000,
                          .seq = ++self->seqs [topic],
                          .ts_recv = 1790000001236123456,
                          .ts_pub = 1790000001236130001 };
}

static void
s_make_trades (maker_t *self, size_t symbol)
{
    mdp_trade_t trades [3];
    mdp_trades_t event = { .category = MDP_LINEAR,
                           .symbol = SYMBOLS [symbol],
                           .ts_exchange = 1790000001235000000,
                           .trades = trades,
                           .count = 1 + s_random (self, 3) };
    for (size_t index = 0; index < event.count; index++) {
        trades [index] =
            (mdp_trade_t){ .id = { "0d3ba2b0-0f9b-5a3a-8a4e-8a9d0a8a2c11", 36 },
                           .tick = { "ZeroPlusTick", 12 },
                           .ts_event = 1790000001229000000,
                           .price = { 867235 + s_random (self, 50), 1 },
                           .size = { 1 + s_random (self, 9999), 3 },
                           .xseq = 814547790001,
                           .has = MDP_HAS_SIDE | MDP_HAS_BLOCK | MDP_HAS_RPI | MDP_HAS_XSEQ };
    }
    char frame [FRAME_MAX];
    char topic [MDP_TOPIC_MAX];
    mdp_topic_trade (topic, MDP_LINEAR, SYMBOLS [symbol]);
    mdp_stamp_t stamp = s_stamp (self, 2 + symbol);
    s_write (self, topic, frame,
             mdp_pack_trades (frame, sizeof frame, &stamp, &event, MDP_FLOAT64));
}

//  Levels away from the middle in steps of a tick: all of them, or some that changed.

static size_t
s_make_levels (maker_t *self, mdp_level_t levels [DEPTH], bool is_all, int64_t side)
{
    size_t count = is_all ? DEPTH : s_random (self, 5);
    for (size_t index = 0; index < count; index++) {
        int64_t away = 1 + (int64_t) (is_all ? index : s_random (self, DEPTH));
        bool is_gone = !is_all && s_random (self, 4) == 0;
        levels [index] = (mdp_level_t){
            .price = { 867235 + side * away, 1 },
            .size = { is_gone ? 0 : 1 + s_random (self, 9999), 3 },
        };
    }
    return count;
}

static void
s_make_depth (maker_t *self, size_t symbol, bool is_snapshot)
{
    mdp_level_t bids [DEPTH];
    mdp_level_t asks [DEPTH];
    mdp_depth_t event = { .category = MDP_LINEAR,
                          .symbol = SYMBOLS [symbol],
                          .depth = DEPTH,
                          .is_snapshot = is_snapshot,
                          .cause = MDP_EXCHANGE,
                          .ts_exchange = 1790000001235000000,
                          .ts_event = 1790000001229000000,
                          .update_id = 27618816,
                          .xseq = 814547790001,
                          .has_xseq = true,
                          .bids = bids,
                          .asks = asks };
    event.bids_count = s_make_levels (self, bids, is_snapshot, -1);
    event.asks_count = s_make_levels (self, asks, is_snapshot, 1);
    char frame [FRAME_MAX];
    char topic [MDP_TOPIC_MAX];
    mdp_topic_depth (topic, MDP_LINEAR, DEPTH, SYMBOLS [symbol]);
    mdp_stamp_t stamp = s_stamp (self, symbol);
    s_write (self, topic, frame, mdp_pack_depth (frame, sizeof frame, &stamp, &event, MDP_FLOAT64));
}

static void
s_make (FILE *file)
{
    maker_t self = { .random = 1, .file = file };
    for (size_t index = 0; index < MESSAGES; index++) {
        size_t symbol = index % 2;
        if (index % TRADES_EVERY == TRADES_EVERY - 1) {
            s_make_trades (&self, symbol);
        } else {
            s_make_depth (&self, symbol, index % SNAPSHOT_EVERY < 2);
        }
    }
}

//  The file, with messages in it. No path is one without a name.

static FILE *
s_open (const char *path)
{
    FILE *file = path ? fopen (path, "rb") : NULL;
    if (!file) {
        file = path ? fopen (path, "w+b") : tmpfile ();
        assert (file);
        s_make (file);
    }
    return file;
}

//  The messages of the file, which stays in memory.

typedef struct {
    char *bytes;
    size_t size;
    size_t count;
    tgc_text_t *topics;
    tgc_text_t *frames;
} tape_t;

static tgc_text_t
s_cut (const tape_t *self, size_t *at, uint32_t size)
{
    assert (size <= self->size - *at);
    tgc_text_t text = { .chars = self->bytes + *at, .size = size };
    *at += size;
    return text;
}

static tape_t
s_load (const char *path)
{
    FILE *file = s_open (path);
    fseek (file, 0, SEEK_END);
    tape_t self = { .size = (size_t) ftell (file) };
    rewind (file);
    self.bytes = malloc (self.size);
    self.topics = calloc (MESSAGES, sizeof *self.topics);
    self.frames = calloc (MESSAGES, sizeof *self.frames);
    assert (self.bytes && self.topics && self.frames);
    size_t got = fread (self.bytes, 1, self.size, file);
    assert (got == self.size);
    fclose (file);
    size_t at = 0;
    while (at < self.size && self.count < MESSAGES) {
        uint32_t sizes [2];
        memcpy (sizes, s_cut (&self, &at, sizeof sizes).chars, sizeof sizes);
        self.topics [self.count] = s_cut (&self, &at, sizes [0]);
        self.frames [self.count++] = s_cut (&self, &at, sizes [1]);
    }
    return self;
}

//  Seconds of one core, whatever others do on it.

static double
s_now (void)
{
    struct timespec now;
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static double
s_run_floor (const tape_t *tape)
{
    msgpack_zone zone;
    bool is_ready = msgpack_zone_init (&zone, ZONE_SIZE);
    assert (is_ready);
    double begin = s_now ();
    for (size_t index = 0; index < tape->count; index++) {
        msgpack_zone_clear (&zone);
        size_t offset = 0;
        msgpack_object object;
        msgpack_unpack_return result = msgpack_unpack (
            tape->frames [index].chars, tape->frames [index].size, &offset, &zone, &object);
        assert (result == MSGPACK_UNPACK_SUCCESS);
    }
    double took = s_now () - begin;
    msgpack_zone_destroy (&zone);
    return took;
}

//  What a program does that has its messages from elsewhere: decode, find the reader, apply.

typedef struct {
    tgc_decoder_t *decoder;
    tgc_reader_t *readers [TOPICS];
    size_t readers_count;
} follower_t;

static tgc_reader_t *
s_reader (follower_t *self, tgc_text_t topic)
{
    for (size_t index = 0; index < self->readers_count; index++) {
        tgc_text_t other = tgc_reader_topic (self->readers [index]);
        if (other.size == topic.size && memcmp (other.chars, topic.chars, topic.size) == 0) {
            return self->readers [index];
        }
    }
    assert (self->readers_count < TOPICS);
    self->readers [self->readers_count] = tgc_reader_new (topic, false, 0);
    return self->readers [self->readers_count++];
}

static double
s_run_client (const tape_t *tape, size_t *taken, size_t *allocations)
{
    follower_t self = { .decoder = tgc_decoder_new () };
    *taken = 0;
    *allocations = 0;
    double begin = s_now ();
    for (size_t index = 0; index < tape->count; index++) {
        if (index == SNAPSHOT_EVERY) {
            *allocations = allocations_count ();  //  What was needed once was allocated by now
        }
        tgc_message_t message;
        tgc_step_t step;
        tgc_text_t topic = tape->topics [index];
        tgc_decode_t result = tgc_decoder_read (self.decoder, tape->frames [index], &message);
        assert (result == TGC_DECODED);
        tgc_reader_on (s_reader (&self, topic), topic, &message, (int64_t) index, &step);
        *taken += step.is_taken;
    }
    double took = s_now () - begin;
    *allocations = allocations_count () - *allocations;
    for (size_t index = 0; index < self.readers_count; index++) {
        tgc_reader_destroy (&self.readers [index]);
    }
    tgc_decoder_destroy (&self.decoder);
    return took;
}

static int
s_compare (const void *a, const void *b)
{
    double left = *(const double *) a;
    double right = *(const double *) b;
    return (left > right) - (left < right);
}

static double
s_median (double values [RUNS])
{
    qsort (values, RUNS, sizeof *values, s_compare);
    return values [RUNS / 2];
}

int
main (int argc, char *argv [])
{
    tape_t tape = s_load (argc > 1 ? argv [1] : NULL);
    double client [RUNS];
    double bottom [RUNS];
    size_t allocated = 0;
    bool is_complete = true;
    for (size_t run = 0; run < RUNS; run++) {
        size_t taken;
        size_t allocations;
        bottom [run] = s_run_floor (&tape);
        client [run] = s_run_client (&tape, &taken, &allocations);
        allocated += allocations;
        is_complete = is_complete && taken == tape.count;
    }
    double count = (double) tape.count;
    double client_s = s_median (client);
    double bottom_s = s_median (bottom);
    printf ("c client  %.2f M messages/s, %.0f ns each (%.0f bytes), median of %d runs over %zu\n",
            count / client_s / 1e6, client_s / count * 1e9, (double) tape.size / count, RUNS,
            tape.count);
    printf ("msgpack-c %.2f M messages/s, %.0f ns each: the client takes %.2f times the floor\n",
            count / bottom_s / 1e6, bottom_s / count * 1e9, client_s / bottom_s);
    printf ("%zu allocations after the first messages%s\n", allocated,
            is_complete ? "" : "; NOT EVERY MESSAGE WAS TAKEN");
    free (tape.bytes);
    free (tape.topics);
    free (tape.frames);
    return allocated == 0 && is_complete ? 0 : 1;
}
