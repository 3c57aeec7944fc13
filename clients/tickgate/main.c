//  tickgate - the user's tool: finds the verb and runs it

#include <czmq.h>

#include "mdc_verbs.h"
#include "mdp_stdout.h"

enum { VERBS = 5 };

static const mdc_verb_t *
s_verb (size_t index)
{
    static const mdc_verb_t *const TABLE [VERBS] = {
        &mdc_tail_verb, &mdc_top_verb, &mdc_status_verb, &mdc_health_verb, &mdc_keygen_verb,
    };
    return TABLE [index];
}

static void
s_print_help (FILE *file)
{
    fputs ("usage: tickgate VERB [FLAGS] [WORDS]\n\n", file);
    for (size_t index = 0; index < VERBS; index++) {
        fprintf (file, "  %-10s %s\n", s_verb (index)->name, s_verb (index)->summary);
    }
    fputs ("\n  tickgate VERB --help says more; tickgate --version\n", file);
}

static void
s_print_version (FILE *file)
{
    int major;
    int minor;
    int patch;
    zmq_version (&major, &minor, &patch);
    fprintf (file, "tickgate " TICKGATE_VERSION "\nlibzmq %d.%d.%d\n", major, minor, patch);
    fprintf (file, "czmq %d.%d.%d\n", CZMQ_VERSION_MAJOR, CZMQ_VERSION_MINOR, CZMQ_VERSION_PATCH);
}

//  Print what was asked for. Returns the exit code.

static int
s_tell (void (*print) (FILE *file))
{
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    print (out.file);
    return mdp_stdout_end (&out, "tickgate");
}

static int
s_refuse (const char *word)
{
    const char *names [VERBS + 2] = { "--help", "--version" };
    for (size_t index = 0; index < VERBS; index++) {
        names [2 + index] = s_verb (index)->name;
    }
    const char *nearest = mdc_args_nearest (word, names, VERBS + 2);
    fprintf (stderr, "tickgate: no such %s: %s", *word == '-' ? "flag" : "verb", word);
    if (nearest) {
        fprintf (stderr, "; did you mean %s?\n", nearest);
    } else {
        fputs ("; see tickgate --help\n", stderr);
    }
    return MDC_EXIT_USAGE;
}

int
main (int argc, char *argv [])
{
    signal (SIGPIPE, SIG_IGN);  //  A reader that left is an error of write
    signal (SIGXFSZ, SIG_IGN);  //  And so is a file that may not grow
    if (argc < 2) {
        s_print_help (stderr);
        return MDC_EXIT_USAGE;
    }
    if (streq (argv [1], "--help") || streq (argv [1], "-h") || streq (argv [1], "help")) {
        return s_tell (s_print_help);
    }
    if (streq (argv [1], "--version")) {
        return s_tell (s_print_version);
    }
    for (size_t index = 0; index < VERBS; index++) {
        if (streq (argv [1], s_verb (index)->name)) {
            mdc_args_t args;
            mdc_args_init (&args, s_verb (index), argc - 2, argv + 2);
            return s_verb (index)->run (&args);
        }
    }
    return s_refuse (argv [1]);
}
