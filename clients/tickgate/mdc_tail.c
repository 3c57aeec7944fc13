//  mdc_tail - prints messages as they are published

#include <czmq.h>

#include "mdc_feed.h"
#include "mdc_flags.h"
#include "mdc_line.h"
#include "mdc_verbs.h"
#include "mdp_stdout.h"

#define ENDPOINT_DEFAULT "tcp://127.0.0.1:5555"

//  What the command line asks for.
typedef struct {
    mdc_feed_t *feed;
    bool has_prefix;
    bool is_json;
    uint64_t count;      //  Messages to print; 0 for no end
    int64_t seconds_ms;  //  How long; -1 for no end
} tail_t;

typedef enum { CONNECT, COUNT, SECONDS, JSON, TEXT } option_t;

static const mdc_option_t OPTIONS [] = {
    [CONNECT] = { "--connect", 'c', "ENDPOINT",
                  "where to listen (" ENDPOINT_DEFAULT "); repeatable" },
    [COUNT] = { "--count", 'n', "N", "end after N messages" },
    [SECONDS] = { "--seconds", 0, "S", "end after S seconds" },
    [JSON] = { "--json", 0, NULL, "a JSON object a line (default unless on a terminal)" },
    [TEXT] = { "--text", 0, NULL, "lines for people (default on a terminal)" },
};

static int
s_take_option (void *handle, const mdc_args_t *args, int option)
{
    tail_t *self = handle;
    switch ((option_t) option) {
        case CONNECT:
            return mdc_flags_connect (args, self->feed);
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
    }
    assert (false);
    return -1;
}

static int
s_take_word (void *handle, const mdc_args_t *args)
{
    tail_t *self = handle;
    mdc_feed_subscribe (self->feed, args->value);
    self->has_prefix = true;
    return 0;
}

//  Print until the end that was asked for. Returns the exit code.

static int
s_print_all (const tail_t *self)
{
    if (!self->has_prefix) {
        mdc_feed_subscribe (self->feed, "");
    }
    mdc_line_t *line = mdc_line_new (self->is_json);
    int64_t stop_at = self->seconds_ms < 0 ? -1 : zclock_mono () + self->seconds_ms;
    uint64_t printed = 0;
    int code = 0;
    bool terminated = false;
    while (!terminated) {
        mdc_feed_message_t message;
        mdc_feed_result_t found = mdc_feed_recv (self->feed, &message, stop_at);
        if (found == MDC_FEED_MESSAGE) {
            mdc_line_result_t result = mdc_line_print (line, &message);
            printed += result == MDC_LINE_PRINTED;
            code = result == MDC_LINE_LOST ? MDP_STDOUT_EXIT : 0;
            terminated = result == MDC_LINE_CLOSED || result == MDC_LINE_LOST
                         || (self->count > 0 && printed == self->count);
        } else if (found == MDC_FEED_TELL) {
            mdc_line_tell (&message);
        } else {
            terminated = true;
        }
    }
    mdc_line_destroy (&line);
    return code;
}

static int
s_run (mdc_args_t *args)
{
    tail_t self = { .is_json = !isatty (STDOUT_FILENO), .seconds_ms = -1 };
    self.feed = mdc_feed_new ();
    const mdc_flags_taker_t taker = { &self, self.feed, ENDPOINT_DEFAULT, s_take_option,
                                      s_take_word };
    int found = mdc_flags_take (args, &taker);
    int code = found == MDC_ARGS_END ? s_print_all (&self) : mdc_args_exit_code (found);
    mdc_feed_destroy (&self.feed);
    return code;
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
    .more = mdc_flags,
    .more_count = MDC_FLAGS_COUNT,
    .run = s_run,
};
