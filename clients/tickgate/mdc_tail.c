//  mdc_tail - prints messages as they are published

#include <czmq.h>

#include "mdc_feed.h"
#include "mdc_keys.h"
#include "mdc_line.h"
#include "mdc_verbs.h"

#define ENDPOINT_DEFAULT "tcp://127.0.0.1:5555"

//  What the command line asks for.
typedef struct {
    mdc_feed_t *feed;
    bool is_connected;  //  To an endpoint that was named
    bool has_prefix;
    bool is_json;
    uint64_t count;      //  Messages to print; 0 for no end
    int64_t seconds_ms;  //  How long; -1 for no end
} tail_t;

typedef enum { CONNECT, COUNT, SECONDS, JSON, TEXT, SERVER_KEY, OWN_KEY } option_t;

static const mdc_option_t OPTIONS [] = {
    [CONNECT] = { "--connect", 'c', "ENDPOINT",
                  "where to listen (" ENDPOINT_DEFAULT "); repeatable" },
    [COUNT] = { "--count", 'n', "N", "end after N messages" },
    [SECONDS] = { "--seconds", 0, "S", "end after S seconds" },
    [JSON] = { "--json", 0, NULL, "a JSON object a line (default unless on a terminal)" },
    [TEXT] = { "--text", 0, NULL, "lines for people (default on a terminal)" },
    [SERVER_KEY] = { "--curve-server-key", 0, "FILE", "read encrypted: the daemon's public key" },
    [OWN_KEY] = { "--curve-key", 0, "FILE", "our secret key (a new one)" },
};

//  Take one flag. Returns 0, or -1 where its value is wrong; that is said.

static int
s_take_option (tail_t *self, const mdc_args_t *args, option_t option)
{
    switch (option) {
        case CONNECT:
            self->is_connected = true;
            if (mdc_feed_connect (self->feed, args->value) != 0) {
                mdc_args_complain (args, "no endpoint, as " ENDPOINT_DEFAULT " or ipc:///path");
                return -1;
            }
            return 0;
        case COUNT:
            return mdc_args_count (args, &self->count);
        case SECONDS:
            return mdc_args_seconds (args, &self->seconds_ms);
        case JSON:
            self->is_json = true;
            return 0;
        case TEXT:
            self->is_json = false;
            return 0;
        case SERVER_KEY:
        case OWN_KEY:
            return 0;  //  Both were taken before any endpoint
    }
    assert (false);
    return -1;
}

//  Returns MDC_ARGS_END, _HELP or _WRONG.

static int
s_take_args (tail_t *self, mdc_args_t *args)
{
    int found = mdc_keys_take (args, SERVER_KEY, OWN_KEY, self->feed);
    if (found != MDC_ARGS_END) {
        return found;
    }
    found = mdc_args_next (args);
    while (found >= 0 || found == MDC_ARGS_WORD) {
        if (found == MDC_ARGS_WORD) {
            mdc_feed_subscribe (self->feed, args->value);
            self->has_prefix = true;
        } else if (s_take_option (self, args, (option_t) found) != 0) {
            return MDC_ARGS_WRONG;
        }
        found = mdc_args_next (args);
    }
    if (!self->is_connected) {
        int rc = mdc_feed_connect (self->feed, ENDPOINT_DEFAULT);
        assert (rc == 0);
    }
    if (!self->has_prefix) {
        mdc_feed_subscribe (self->feed, "");
    }
    return found;
}

static void
s_print_all (const tail_t *self)
{
    mdc_line_t *line = mdc_line_new (self->is_json);
    int64_t stop_at = self->seconds_ms < 0 ? -1 : zclock_mono () + self->seconds_ms;
    uint64_t printed = 0;
    bool terminated = false;
    while (!terminated) {
        mdc_feed_message_t message;
        mdc_feed_result_t found = mdc_feed_recv (self->feed, &message, stop_at);
        if (found == MDC_FEED_MESSAGE) {
            mdc_line_result_t result = mdc_line_print (line, &message);
            printed += result == MDC_LINE_PRINTED;
            terminated = result == MDC_LINE_CLOSED || (self->count > 0 && printed == self->count);
        } else if (found == MDC_FEED_TELL) {
            mdc_line_tell (&message);
        } else {
            terminated = true;
        }
    }
    mdc_line_destroy (&line);
}

static int
s_run (mdc_args_t *args)
{
    tail_t self = { .is_json = !isatty (STDOUT_FILENO), .seconds_ms = -1 };
    self.feed = mdc_feed_new ();
    int found = s_take_args (&self, args);
    if (found == MDC_ARGS_END) {
        s_print_all (&self);
    }
    mdc_feed_destroy (&self.feed);
    return found == MDC_ARGS_WRONG ? MDC_EXIT_USAGE : 0;
}

const mdc_verb_t mdc_tail_verb = {
    .name = "tail",
    .words = "[PREFIX...]",
    .summary = "print messages as they are published",
    .help = "Print the messages whose topics begin with a PREFIX, or all of them. Each JSON\n"
            "line has the key \"topic\" first, then the keys of the message in their order.\n"
            "What did not arrive, and that a gateway began again, is said on stderr.\n"
            "Prefixes: bybit.linear.trade. is every linear trade; the heartbeats of the\n"
            "supervisor are on its own socket: -c tcp://127.0.0.1:5556 supervisor.\n",
    .options = OPTIONS,
    .options_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = s_run,
};
