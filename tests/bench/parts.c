//  parts - what bench_parts measures with: messages in memory, a clock, and a line for each part

#include "parts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "allocations.h"
#include "blast_tape.h"

enum { ONE_TRADE_MAX = 300, TWO_TRADES_MAX = 550 };  //  Bytes of a text

static void
s_keep (parts_texts_t *texts, const char *bytes, size_t size)
{
    char *copy = malloc (size);
    assert (copy);
    memcpy (copy, bytes, size);
    assert (texts->count < PARTS_TEXTS_MAX);
    texts->texts [texts->count++] = (mdp_text_t){ .chars = copy, .size = size };
}

parts_t *
parts_new (void)
{
    static const char *const topics [] = { "publicTrade.BTCUSDT", "orderbook.50.BTCUSDT" };
    parts_t *self = calloc (1, sizeof *self);
    assert (self);
    self->frame = calloc (1, PARTS_FRAME_MAX);
    assert (self->frame);
    blast_tape_t *tape = blast_tape_new (topics, 2, BLAST_NUMBER_BASE);
    for (uint64_t number = 0; number < PARTS_TEXTS_MAX; number++) {
        size_t size;
        const char *text = blast_tape_next (tape, number, 1790000000000 + number, &size);
        size_t head = (unsigned char) text [1] < 126 ? 2 : 4;
        text += head;
        size -= head;
        s_keep (&self->kinds [PARTS_MIX], text, size);
        if (!memmem (text, 24, "publicTrade", 11)) {
            bool is_snapshot = memmem (text, 64, "\"snapshot\"", 10);
            s_keep (&self->kinds [is_snapshot ? PARTS_SNAPSHOT : PARTS_DELTA], text, size);
        } else if (size < ONE_TRADE_MAX) {
            s_keep (&self->kinds [PARTS_TRADE], text, size);
        } else if (size > TWO_TRADES_MAX) {
            s_keep (&self->kinds [PARTS_TRADES], text, size);
        }
    }
    blast_tape_destroy (&tape);
    return self;
}

mdp_text_t
parts_text (const parts_t *self, size_t index)
{
    return self->now->texts [index % self->now->count];
}

void
parts_copy_text (parts_t *self, size_t index)
{
    mdp_text_t text = parts_text (self, index);
    memcpy (self->frame, text.chars, text.size);
    self->sum += self->frame [text.size / 2];
}

void
parts_copy_frame (parts_t *self, size_t index)
{
    memcpy (self->frame + PARTS_FRAME_MAX / 2, self->frame, self->frame_size);
    self->sum += self->frame [PARTS_FRAME_MAX / 2 + index % self->frame_size];
}

static double
s_now_ns (void)
{
    struct timespec now;
    (void) clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    return (double) now.tv_sec * 1e9 + (double) now.tv_nsec;
}

static double
s_time (parts_t *self, parts_fn *part, size_t count)
{
    double began = s_now_ns ();
    for (size_t index = 0; index < count; index++) {
        part (self, index);
    }
    return (s_now_ns () - began) / (double) count;
}

void
parts_run (parts_t *self, parts_line_t *line, parts_fn *part, parts_fn *copy, size_t count)
{
    assert (line->runs < PARTS_RUNS);
    line->copy [line->runs] = copy ? s_time (self, copy, count) : 0;
    size_t before = allocations_count ();
    line->ns [line->runs] = s_time (self, part, count);
    line->allocations += allocations_count () - before;
    line->messages += count;
    line->runs++;
}

static void
s_print_runs (const char *name, const double runs [PARTS_RUNS])
{
    printf (", \"%s\": [", name);
    for (size_t run = 0; run < PARTS_RUNS; run++) {
        printf ("%s%.1f", run ? ", " : "", runs [run]);
    }
    printf ("]");
}

void
parts_print (const parts_line_t *line, const char *name)
{
    assert (line->runs == PARTS_RUNS);
    printf ("{\"part\": \"%s\"", name);
    s_print_runs ("ns", line->ns);
    s_print_runs ("copy", line->copy);
    printf (", \"allocations\": %.4f}\n", (double) line->allocations / (double) line->messages);
}

void
parts_measure (parts_t *self, const char *name, parts_fn *part, parts_fn *copy, size_t count)
{
    parts_line_t line = { 0 };
    (void) s_time (self, part, count);  //  What is allocated once is allocated now
    for (size_t run = 0; run < PARTS_RUNS; run++) {
        parts_run (self, &line, part, copy, count);
    }
    parts_print (&line, name);
}
