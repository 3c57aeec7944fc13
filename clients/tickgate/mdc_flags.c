//  mdc_flags - the words of a verb that reads a daemon: endpoints, keys, and what else it takes

#include "mdc_flags.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SERVER_KEY, OWN_KEY };

static const char NO_ENDPOINT [] = "no endpoint, as tcp://127.0.0.1:5555 or ipc:///path";

const mdc_option_t mdc_flags [MDC_FLAGS_COUNT] = {
    [SERVER_KEY] = { "--curve-server-key", 0, "FILE", "read encrypted: the daemon's public key" },
    [OWN_KEY] = { "--curve-key", 0, "FILE", "our secret key (a new one)" },
};

typedef struct {
    mdp_cert_t server;
    mdp_cert_t own;
} keys_t;

static int
s_load (const mdc_args_t *args, mdp_cert_t *cert, bool is_secret)
{
    const char *trouble = is_secret ? mdp_cert_load_secret (cert, args->value)
                                    : mdp_cert_load_public (cert, args->value);
    if (trouble) {
        mdc_args_complain (args, trouble);
    }
    return trouble ? MDC_ARGS_WRONG : MDC_ARGS_END;
}

//  Who gave no key of ours has one made; a daemon that lets any key read takes it.

static int
s_use (const mdc_args_t *args, keys_t *keys, mdc_feed_t *feed)
{
    bool has_own = *keys->own.secret_key;
    if (!*keys->server.public_key) {
        if (has_own) {
            fprintf (stderr, "tickgate %s: --curve-key needs --curve-server-key\n",
                     args->verb->name);
        }
        return has_own ? MDC_ARGS_WRONG : MDC_ARGS_END;
    }
    if (!has_own && !mdp_cert_make (&keys->own)) {
        fprintf (stderr, "tickgate %s: this ZeroMQ was built without CURVE\n", args->verb->name);
        return MDC_ARGS_WRONG;
    }
    mdc_feed_set_keys (feed, &keys->server, &keys->own);
    return MDC_ARGS_END;
}

//  Look at all words for keys. Returns MDC_ARGS_END, _HELP, _LOST or _WRONG.

static int
s_take_keys (const mdc_args_t *args, mdc_feed_t *feed)
{
    mdc_args_t scan = *args;
    keys_t keys = { .server = { .public_key = "" } };
    const int first = (int) args->verb->options_count;
    int found = mdc_args_next (&scan);
    while (found >= 0 || found == MDC_ARGS_WORD) {
        int outcome = MDC_ARGS_END;
        if (found >= first) {
            bool is_own = found == first + OWN_KEY;
            outcome = s_load (&scan, is_own ? &keys.own : &keys.server, is_own);
        }
        found = outcome == MDC_ARGS_END ? mdc_args_next (&scan) : outcome;
    }
    if (found == MDC_ARGS_END) {
        found = s_use (args, &keys, feed);
    }
    explicit_bzero (&keys, sizeof keys);
    return found;
}

static int
s_take_word (const mdc_args_t *args, const mdc_flags_taker_t *taker)
{
    if (taker->take_word) {
        return taker->take_word (taker->self, args);
    }
    fprintf (stderr, "tickgate %s: takes flags only: %s\n", args->verb->name, args->value);
    return -1;
}

static int
s_connect_default (const mdc_args_t *args, const mdc_flags_taker_t *taker)
{
    if (mdc_feed_is_connected (taker->feed)
        || mdc_feed_connect (taker->feed, taker->endpoint) == 0) {
        return MDC_ARGS_END;
    }
    fprintf (stderr, "tickgate %s: %s: %s\n", args->verb->name, taker->endpoint, NO_ENDPOINT);
    return MDC_ARGS_WRONG;
}

int
mdc_flags_take (mdc_args_t *args, const mdc_flags_taker_t *taker)
{
    assert (args);
    assert (taker);
    int found = s_take_keys (args, taker->feed);
    if (found != MDC_ARGS_END) {
        return found;
    }
    int rc = 0;
    found = mdc_args_next (args);
    while (rc == 0 && (found >= 0 || found == MDC_ARGS_WORD)) {
        if (found == MDC_ARGS_WORD) {
            rc = s_take_word (args, taker);
        } else if (found < (int) args->verb->options_count) {
            rc = taker->take_option (taker->self, args, found);
        }
        found = rc == 0 ? mdc_args_next (args) : MDC_ARGS_WRONG;
    }
    return found == MDC_ARGS_END ? s_connect_default (args, taker) : found;
}

int
mdc_flags_connect (const mdc_args_t *args, mdc_feed_t *feed)
{
    int rc = mdc_feed_connect (feed, args->value);
    if (rc != 0) {
        mdc_args_complain (args, NO_ENDPOINT);
    }
    return rc;
}
