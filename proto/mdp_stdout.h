//  mdp_stdout - how our programs print: all of a text on standard output, or a word on stderr
//
//  A reader that left, as head does, is no trouble of ours, and nothing is said.

#ifndef MDP_STDOUT_H
#define MDP_STDOUT_H

#include <stddef.h>
#include <stdio.h>

enum { MDP_STDOUT_EXIT = 74 };  //  As sysexits has EX_IOERR: it cannot be written

typedef enum {
    MDP_STDOUT_WRITTEN,
    MDP_STDOUT_CLOSED,  //  Nobody reads any more, or a signal came while the reader was slow
    MDP_STDOUT_FAILED   //  Said on stderr, in the program's name
} mdp_stdout_result_t;

//  Write a text whole. Where SIGPIPE is not ignored, a reader that left ends the program.
mdp_stdout_result_t mdp_stdout_write (const char *program, const char *text, size_t size);

//  A text that is being printed.
typedef struct {
    FILE *file;  //  Print here
    char *text;
    size_t size;
} mdp_stdout_t;

void mdp_stdout_begin (mdp_stdout_t *self);

//  The text is complete: write it and free it. Returns the exit code: 0, or MDP_STDOUT_EXIT.
int mdp_stdout_end (mdp_stdout_t *self, const char *program);

#endif
