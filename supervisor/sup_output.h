//  sup_output - writes lines to a descriptor and never waits for its reader
//
//  A line is written whole. One that finds the reader slow waits here, for as
//  much as SUP_OUTPUT_ROOM; one that finds no room is lost and counted. The
//  caller ignores SIGPIPE. The descriptor's own flags stay as they are: others
//  may share it.

#ifndef SUP_OUTPUT_H
#define SUP_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

enum {
    SUP_OUTPUT_LINE_MAX = 16384,  //  Bytes in the longest line
    SUP_OUTPUT_ROOM = 1 << 20     //  Bytes that wait for a slow reader
};

typedef struct sup_output sup_output_t;

//  The descriptor is lent; it may be closed, even from the beginning.
sup_output_t *sup_output_new (int fd);
void sup_output_destroy (sup_output_t **self_p);

//  Write a line; it ends with a newline. Returns 0, or -1 where it was lost.
int sup_output_write (sup_output_t *self, const char *line, size_t size);

//  Write of what waits as much as the reader takes now.
void sup_output_flush (sup_output_t *self);

//  Lines lost since the last call.
uint64_t sup_output_take_lost (sup_output_t *self);

#endif
