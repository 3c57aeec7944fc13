//  sup_stderr - cuts what a child writes to its stderr into lines, and keeps their number bearable
//
//  Pure: bytes and the time go in, lines come out. A line that is longer than
//  SUP_STDERR_LINE_MAX is cut there and the rest of it skipped. Of more than
//  SUP_STDERR_RATE lines in one second the rest is counted and told as one
//  number in the next.

#ifndef SUP_STDERR_H
#define SUP_STDERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sup_stderr sup_stderr_t;

enum {
    SUP_STDERR_LINE_MAX = 4096,  //  Bytes
    SUP_STDERR_RATE = 50         //  Lines a second
};

//  A line belongs to us and is valid until the call returns. Where suppressed
//  is not 0 there is no line, but so many were left out.
typedef struct {
    const char *text;  //  Any bytes, without the line's end
    size_t size;
    bool is_cut;  //  There was more
    uint64_t suppressed;
} sup_stderr_line_t;

typedef void (sup_stderr_fn) (void *arg, const sup_stderr_line_t *line);

//  Each line is handed to the function, with arg.
sup_stderr_t *sup_stderr_new (sup_stderr_fn *on_line, void *arg);
void sup_stderr_destroy (sup_stderr_t **self_p);

//  Take bytes as they came. An empty line is no line.
void sup_stderr_take (sup_stderr_t *self, const char *bytes, size_t size, int64_t now_ms);

//  Time went by: tells what was suppressed in a second that is over.
void sup_stderr_tick (sup_stderr_t *self, int64_t now_ms);

//  The child is gone: what it began is its last line, and what was suppressed
//  is told. The next byte begins a new life.
void sup_stderr_end (sup_stderr_t *self, int64_t now_ms);

#endif
