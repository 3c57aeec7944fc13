//  bybit-sim - a Bybit v5 public exchange on loopback, with faults to order

#include "mdp_stdout.h"
#include "sim_options.h"
#include "sim_server.h"

#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

static int
s_fail (int code, const char *why)
{
    (void) fprintf (stderr, "bybit-sim: %s\n", why);
    return code;
}

//  The signals that stop us, as something to poll. Those that would hurt are ignored:
//  a reader gone while we write, and a terminal that is not ours to read.

static int
s_signals (void)
{
    sigset_t stops;
    (void) sigemptyset (&stops);
    (void) sigaddset (&stops, SIGTERM);
    (void) sigaddset (&stops, SIGINT);
    (void) sigprocmask (SIG_BLOCK, &stops, NULL);
    (void) signal (SIGPIPE, SIG_IGN);
    (void) signal (SIGTTIN, SIG_IGN);
    int fd = signalfd (-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC);
    assert (fd >= 0);
    return fd;
}

//  Make the TLS context. Null, and the reason in why, if the files are no good.

static SSL_CTX *
s_tls (const sim_options_t *options, sim_text_t *why)
{
    SSL_CTX *tls = SSL_CTX_new (TLS_server_method ());
    assert (tls);
    SSL_CTX_set_mode (tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_use_certificate_chain_file (tls, options->cert) == 1
        && SSL_CTX_use_PrivateKey_file (tls, options->key, SSL_FILETYPE_PEM) == 1
        && SSL_CTX_check_private_key (tls) == 1) {
        return tls;
    }
    char words [256];
    ERR_error_string_n (ERR_get_error (), words, sizeof words);
    sim_text_addf (why, "%s, %s: %s", options->cert, options->key, words);
    SSL_CTX_free (tls);
    return NULL;
}

static void
s_allow_many_files (void)
{
    struct rlimit limit;
    if (getrlimit (RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void) setrlimit (RLIMIT_NOFILE, &limit);  //  Fewer connections, then
    }
}

static bool
s_load_files (sim_replay_t *replay, const sim_options_t *options, sim_text_t *why)
{
    for (size_t i = 0; i < options->files_count; i++) {
        if (!sim_replay_load (replay, options->files [i].path, options->files [i].category, why)) {
            return false;
        }
    }
    return true;
}

//  Say where we listen: who started us waits for this line.

static void
s_tell (const sim_options_t *options, unsigned port)
{
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    const char *colon = strrchr (options->listen, ':');
    fprintf (out.file, "bybit-sim: listening on %.*s:%u (%s)\n", (int) (colon - options->listen),
             options->listen, port, options->cert ? "wss" : "ws");
    (void) mdp_stdout_end (&out, "bybit-sim");  //  We serve whether it is read or not
}

//  Serve until told to stop. Returns the exit code.

static int
s_serve (const sim_options_t *options, sim_exchange_t *exchange, SSL_CTX *tls, sim_text_t *why)
{
    int code = 0;
    int signal_fd = s_signals ();
    sim_replay_t *replay = sim_replay_new (exchange, &options->replay);
    sim_server_t *server = sim_server_new (exchange, replay, tls);
    unsigned port = 0;
    if (!s_load_files (replay, options, why)) {
        code = s_fail (SIM_EXIT_USAGE, why->data);
    } else {
        port = sim_server_listen (server, options->listen, why);
        code = port ? 0 : s_fail (SIM_EXIT_UNAVAILABLE, why->data);
    }
    if (port) {
        for (size_t i = 0; i < options->faults_count; i++) {
            sim_server_plan (server, &options->faults [i]);
        }
        s_tell (options, port);
        sim_server_run (server, signal_fd);
    }
    sim_server_destroy (&server);
    sim_replay_destroy (&replay);
    (void) close (signal_fd);  //  On the way out
    return code;
}

static int
s_run (const sim_options_t *options, sim_text_t *why)
{
    SSL_CTX *tls = options->cert ? s_tls (options, why) : NULL;
    if (options->cert && !tls) {
        return s_fail (SIM_EXIT_USAGE, why->data);
    }
    sim_log_t *log = options->log ? sim_log_new (options->log) : NULL;
    if (options->log && !log) {
        sim_text_addf (why, "%s: %s", options->log, strerror (errno));
        SSL_CTX_free (tls);
        return s_fail (SIM_EXIT_USAGE, why->data);
    }
    s_allow_many_files ();
    sim_market_t *market =
        sim_market_new (options->symbols, options->symbols_count, &options->market);
    sim_exchange_t *exchange = sim_exchange_new (market, log, options->market.seed);
    int code = s_serve (options, exchange, tls, why);
    sim_exchange_destroy (&exchange);
    SSL_CTX_free (tls);
    return code;
}

int
main (int argc, char **argv)
{
    (void) signal (SIGXFSZ, SIG_IGN);  //  A file that may not grow is as good as a full disk
    sim_options_t *options = calloc (1, sizeof *options);
    assert (options);
    sim_text_t why = { 0 };
    int code = 0;
    switch (sim_options_read (options, argc, argv, &why)) {
        case SIM_OPTIONS_RUN:
            code = s_run (options, &why);
            break;
        case SIM_OPTIONS_DONE:
            if (mdp_stdout_write ("bybit-sim", why.data, why.size) == MDP_STDOUT_FAILED) {
                code = MDP_STDOUT_EXIT;
            }
            break;
        case SIM_OPTIONS_WRONG:
            sim_text_add (&why, "\nTry 'bybit-sim --help'.");
            code = s_fail (SIM_EXIT_USAGE, why.data);
            break;
    }
    sim_options_destroy (options);
    sim_text_destroy (&why);
    free (options);
    return code;
}
