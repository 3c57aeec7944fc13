//  mdc_keys - the flags of a verb that encrypt what it reads

#include "mdc_keys.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

int
mdc_keys_take (const mdc_args_t *args, int server, int own, mdc_feed_t *feed)
{
    mdc_args_t scan = *args;
    keys_t keys = { .server = { .public_key = "" } };
    int found = mdc_args_next (&scan);
    while (found >= 0 || found == MDC_ARGS_WORD) {
        int outcome = MDC_ARGS_END;
        if (found == server || found == own) {
            outcome = s_load (&scan, found == own ? &keys.own : &keys.server, found == own);
        }
        found = outcome == MDC_ARGS_END ? mdc_args_next (&scan) : outcome;
    }
    if (found == MDC_ARGS_END) {
        found = s_use (args, &keys, feed);
    }
    explicit_bzero (&keys, sizeof keys);
    return found;
}
