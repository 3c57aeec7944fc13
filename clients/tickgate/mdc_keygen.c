//  mdc_keygen - makes a pair of CURVE keys, for the daemon or for who reads from it

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mdc_verbs.h"
#include "mdp_cert.h"
#include "mdp_stdout.h"

#define SUFFIX ".pub"

enum {
    EXIT_CANNOT_WRITE = 73,  //  As sysexits has it
    EXIT_NO_CURVE = 69,
    PATH_SIZE_MAX = 4096
};

//  Say what the files are for. Returns the exit code.

static int
s_explain (const char *path, const char *public_path)
{
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    fprintf (out.file,
             "%s holds the secret key: it stays here, readable by its owner alone.\n"
             "%s holds the public key: give it to the other side.\n"
             "\n"
             "For the daemon:  tickgated --curve-secret %s --curve-allow DIR\n"
             "                 and give %s to each reader.\n"
             "For a reader:    put %s into the daemon's DIR; it counts within a second.\n",
             path, public_path, path, public_path, public_path);
    return mdp_stdout_end (&out, "tickgate");
}

static int
s_complain (const char *path, const char *why)
{
    fprintf (stderr, "tickgate keygen: cannot write %s: %s\n", path, why);
    return EXIT_CANNOT_WRITE;
}

//  Both files or none. Returns 0 or the exit code.

static int
s_write (const mdp_cert_t *cert, const char *path, const char *public_path)
{
    const char *trouble = mdp_cert_save (cert, path, true);
    if (trouble) {
        return s_complain (path, trouble);
    }
    trouble = mdp_cert_save (cert, public_path, false);
    if (trouble) {
        (void) unlink (path);  //  It is of no use alone
        return s_complain (public_path, trouble);
    }
    return 0;
}

//  The same; who asks us to stop meanwhile is obeyed when it is done.

static int
s_write_undisturbed (const mdp_cert_t *cert, const char *path, const char *public_path)
{
    static const int SIGNALS [] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
    sigset_t signals;
    sigset_t before;
    sigemptyset (&signals);
    for (size_t index = 0; index < sizeof SIGNALS / sizeof *SIGNALS; index++) {
        sigaddset (&signals, SIGNALS [index]);
    }
    int rc = sigprocmask (SIG_BLOCK, &signals, &before);
    assert (rc == 0);
    int code = s_write (cert, path, public_path);
    rc = sigprocmask (SIG_SETMASK, &before, NULL);
    assert (rc == 0);
    return code;
}

static int
s_make (const char *path)
{
    char public_path [PATH_SIZE_MAX];
    int size = snprintf (public_path, sizeof public_path, "%s" SUFFIX, path);
    if (size < 0 || (size_t) size >= sizeof public_path) {
        return s_complain (path, "its name is too long");
    }
    mdp_cert_t cert;
    if (!mdp_cert_make (&cert)) {
        fputs ("tickgate keygen: this ZeroMQ was built without CURVE\n", stderr);
        return EXIT_NO_CURVE;
    }
    int code = s_write_undisturbed (&cert, path, public_path);
    explicit_bzero (&cert, sizeof cert);
    return code ? code : s_explain (path, public_path);
}

static int
s_run (mdc_args_t *args)
{
    int found = mdc_args_next (args);
    if (found != MDC_ARGS_WORD && found != MDC_ARGS_END) {
        return mdc_args_exit_code (found);
    }
    const char *path = found == MDC_ARGS_WORD ? args->value : NULL;
    if (!path || !*path || mdc_args_next (args) != MDC_ARGS_END) {
        fputs ("tickgate keygen: needs the name of one file to write\n", stderr);
        return MDC_EXIT_USAGE;
    }
    return s_make (path);
}

const mdc_verb_t mdc_keygen_verb = {
    .name = "keygen",
    .words = "FILE",
    .summary = "make a pair of CURVE keys",
    .help = "Make a pair of CURVE keys: FILE with both, for its owner alone, and FILE.pub with\n"
            "the public one. Files that are there already stay as they are. czmq and pyzmq read\n"
            "these files, and the daemon reads theirs. Exit codes: 0 both are written, 69 this\n"
            "ZeroMQ cannot encrypt, 73 a file cannot be written, 74 both are written, but what to\n"
            "do with them cannot be said on stdout.\n",
    .run = s_run,
};
