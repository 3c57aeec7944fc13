//  mdc_args - reads the words of a command line by a verb's table of flags
//
//  It knows --flag, --flag VALUE, --flag=VALUE, -f, -f VALUE and -fVALUE; after
//  "--" nothing is a flag. What is wrong is said on stderr, with the nearest
//  name that there is.

#ifndef MDC_ARGS_H
#define MDC_ARGS_H

#include <stddef.h>
#include <stdint.h>

enum { MDC_EXIT_USAGE = 64 };

//  A flag. The word that stands for its value in the help is null where it takes none.
typedef struct {
    const char *name;  //  With its dashes
    char letter;       //  0 where there is none
    const char *value;
    const char *help;
} mdc_option_t;

typedef struct mdc_args mdc_args_t;

//  One verb of the tool.
typedef struct {
    const char *name;
    const char *words;    //  What follows the flags, as the help shows it
    const char *summary;  //  One line
    const char *help;     //  Whole lines
    const mdc_option_t *options;
    size_t options_count;
    const mdc_option_t *more;  //  Flags that it shares with others; their places follow
    size_t more_count;
    int (*run) (mdc_args_t *args);  //  Returns the exit code
} mdc_verb_t;

struct mdc_args {
    const mdc_verb_t *verb;
    int argc;
    char **argv;
    int at;
    int is_rest;        //  No flags from here on
    const char *value;  //  Of the flag, or the word
    const char *flag;   //  As it was found by name
};

//  Begin with the words after the verb.
void mdc_args_init (mdc_args_t *self, const mdc_verb_t *verb, int argc, char **argv);

enum {
    MDC_ARGS_END = -1,
    MDC_ARGS_WORD = -2,   //  No flag: in value
    MDC_ARGS_HELP = -3,   //  The help was asked for and printed
    MDC_ARGS_WRONG = -4,  //  Said on stderr
    MDC_ARGS_LOST = -5    //  The help cannot be written: said on stderr
};

//  The next flag's place in the verb's tables, or one of the above.
int mdc_args_next (mdc_args_t *self);

//  The exit code of a verb that found so, and did no more.
int mdc_args_exit_code (int found);

//  Read the flag's value. Each returns 0, or -1 and says on stderr what is wrong.
//  Counts and seconds are above zero; a duration has a unit: ms, s, m or h.
int mdc_args_count (const mdc_args_t *self, uint64_t *count);
int mdc_args_seconds (const mdc_args_t *self, int64_t *milliseconds);
int mdc_args_duration (const mdc_args_t *self, int64_t *milliseconds);

//  Say on stderr that a value is wrong, and why.
void mdc_args_complain (const mdc_args_t *self, const char *why);

//  The name nearest to the word, or null where none is near.
const char *mdc_args_nearest (const char *word, const char *const *names, size_t count);

#endif
