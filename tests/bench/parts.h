//  parts - what bench_parts measures with: messages in memory, a clock, and a line for each part

#ifndef PARTS_H
#define PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "mdp_event.h"

enum {
    PARTS_RUNS = 5,
    PARTS_RUN_TEXTS = 4096,                                //  Of a run that takes each text once
    PARTS_TEXTS_MAX = (PARTS_RUNS + 1) * PARTS_RUN_TEXTS,  //  One run more is not counted
    PARTS_FRAME_MAX = 1 << 20
};

typedef enum { PARTS_TRADE, PARTS_TRADES, PARTS_DELTA, PARTS_SNAPSHOT, PARTS_MIX } parts_kind_t;
enum { PARTS_KINDS = 5 };

typedef struct {
    mdp_text_t texts [PARTS_TEXTS_MAX];
    size_t count;
} parts_texts_t;

//  What all parts share.
typedef struct {
    parts_texts_t kinds [PARTS_KINDS];
    const parts_texts_t *now;  //  The texts of the present part
    char *frame;
    size_t frame_size;
    double sum;   //  Of results, so that nothing is done in vain
    void *owned;  //  By the present part
} parts_t;

//  Once a message; index counts them.
typedef void (parts_fn) (parts_t *self, size_t index);

//  The figures of one part.
typedef struct {
    double ns [PARTS_RUNS];
    double copy [PARTS_RUNS];
    size_t runs;
    size_t messages;
    size_t allocations;
} parts_line_t;

//  Texts of the market that the blaster sends, and room for a frame.
parts_t *parts_new (void);

//  The text of a message, in turn.
mdp_text_t parts_text (const parts_t *self, size_t index);

//  Copy the text, or the frame: the least that can be done with it.
void parts_copy_text (parts_t *self, size_t index);
void parts_copy_frame (parts_t *self, size_t index);

//  One run of so many messages, beside the same of the copy, which may be null.
void parts_run (parts_t *self, parts_line_t *line, parts_fn *part, parts_fn *copy, size_t count);

//  Print the line of a part; it ends it.
void parts_print (const parts_line_t *line, const char *name);

//  All runs of a part, after one that is not counted.
void parts_measure (parts_t *self, const char *name, parts_fn *part, parts_fn *copy, size_t count);

//  The parts that stand in files of their own.
void parts_book (parts_t *self);
void parts_publish (parts_t *self);

#endif
