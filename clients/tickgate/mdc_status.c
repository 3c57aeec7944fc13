//  mdc_status - tells whether the daemon and its gateways live, from the next heartbeat

#include <czmq.h>

#include "mdc_feed.h"
#include "mdc_flags.h"
#include "mdc_line.h"
#include "mdc_table.h"
#include "mdc_verbs.h"
#include "mdp_stdout.h"
#include "mdp_topic.h"
#include "mdp_unpack.h"

#define ENDPOINT_DEFAULT "tcp://127.0.0.1:5556"

enum {
    EXIT_NOT_LIVE = 1,
    EXIT_NO_HEARTBEAT = 69,
    TIMEOUT_MS = 3000,      //  Three heartbeats
    TABLE_MAX = 128 * 1024  //  Bytes in the largest table
};

//  What the command line asks for.
typedef struct {
    mdc_feed_t *feed;
    const char *endpoint;
    bool is_json;
    int64_t timeout_ms;
} status_t;

typedef enum { CONNECT, JSON, TIMEOUT } option_t;

static const mdc_option_t OPTIONS [] = {
    [CONNECT] = { "--connect", 'c', "ENDPOINT", "the heartbeat socket (" ENDPOINT_DEFAULT ")" },
    [JSON] = { "--json", 0, NULL, "the heartbeat as a JSON object" },
    [TIMEOUT] = { "--timeout", 0, "DURATION", "wait this long for a heartbeat (3s)" },
};

static int
s_take_option (void *handle, const mdc_args_t *args, int option)
{
    status_t *self = handle;
    switch ((option_t) option) {
        case CONNECT:
            self->endpoint = args->value;
            return mdc_flags_connect (args, self->feed);
        case JSON:
            self->is_json = true;
            return 0;
        case TIMEOUT:
            return mdc_args_duration (args, &self->timeout_ms);
    }
    assert (false);
    return -1;
}

static int
s_judge (const mdp_heartbeat_t *heartbeat)
{
    for (size_t index = 0; index < heartbeat->gateways_count; index++) {
        if (heartbeat->gateways [index].state != MDP_GATEWAY_LIVE) {
            return EXIT_NOT_LIVE;
        }
    }
    return heartbeat->gateways_count > 0 ? 0 : EXIT_NOT_LIVE;
}

//  Print the heartbeat. Returns 0, or the exit code where it cannot be written.

static int
s_print (const status_t *self, const mdc_feed_message_t *message, const mdp_heartbeat_t *heartbeat)
{
    if (self->is_json) {
        mdc_line_t *line = mdc_line_new (true);
        mdc_line_result_t result = mdc_line_print (line, message);
        mdc_line_destroy (&line);
        return result == MDC_LINE_LOST ? MDP_STDOUT_EXIT : 0;
    }
    char *text = malloc (TABLE_MAX);
    assert (text);
    mdp_print_t print;
    mdp_print_init (&print, text, TABLE_MAX);
    mdc_table_print (&print, heartbeat);
    size_t size = mdp_print_size (&print);  //  Too many gateways print nothing
    mdp_stdout_result_t result = mdp_stdout_write ("tickgate", text, size);
    free (text);
    return result == MDP_STDOUT_FAILED ? MDP_STDOUT_EXIT : 0;
}

//  Wait for a heartbeat that can be read. Returns the exit code.

static int
s_watch (const status_t *self)
{
    int64_t stop_at = zclock_mono () + self->timeout_ms;
    mdp_unpack_t *unpack = mdp_unpack_new ();
    int code = EXIT_NO_HEARTBEAT;
    mdc_feed_message_t message;
    mdc_feed_result_t result = mdc_feed_recv (self->feed, &message, stop_at);
    while (result == MDC_FEED_MESSAGE && code == EXIT_NO_HEARTBEAT) {
        mdp_message_t read;
        if (mdp_unpack_frame (unpack, &read, message.payload.chars, message.payload.size)
                == MDP_UNPACKED
            && read.type == MDP_MESSAGE_HEARTBEAT) {
            int trouble = s_print (self, &message, &read.heartbeat);
            code = trouble ? trouble : s_judge (&read.heartbeat);
        } else {
            fputs ("tickgate status: a heartbeat of another contract\n", stderr);
            result = mdc_feed_recv (self->feed, &message, stop_at);
        }
    }
    if (result == MDC_FEED_EXPIRED) {
        fprintf (stderr, "tickgate status: no heartbeat from %s within %.3g s\n", self->endpoint,
                 (double) self->timeout_ms / 1000);
    }
    mdp_unpack_destroy (&unpack);
    return code;
}

static int
s_run (mdc_args_t *args)
{
    status_t self = { .endpoint = ENDPOINT_DEFAULT, .timeout_ms = TIMEOUT_MS };
    self.feed = mdc_feed_new ();
    mdc_feed_subscribe (self.feed, MDP_TOPIC_HEARTBEAT);
    const mdc_flags_taker_t taker = { &self, self.feed, ENDPOINT_DEFAULT, s_take_option, NULL };
    int found = mdc_flags_take (args, &taker);
    int code = mdc_args_exit_code (found);
    if (found == MDC_ARGS_END) {
        code = s_watch (&self);
    }
    mdc_feed_destroy (&self.feed);
    return code;
}

const mdc_verb_t mdc_status_verb = {
    .name = "status",
    .words = "",
    .summary = "tell whether the daemon and its gateways live",
    .help = "Wait for the next heartbeat and print it. Exit codes: 0 every gateway is live,\n"
            "1 one is not, 69 no heartbeat came in time, 74 it cannot be written on stdout.\n",
    .options = OPTIONS,
    .options_count = sizeof OPTIONS / sizeof *OPTIONS,
    .more = mdc_flags,
    .more_count = MDC_FLAGS_COUNT,
    .run = s_run,
};
