//  mdc_health - one word for probes: is what the daemon publishes fresh, and if not, why

#include <czmq.h>

#include "mdc_feed.h"
#include "mdc_flags.h"
#include "mdc_verbs.h"
#include "mdc_verdict.h"
#include "mdp_endpoint.h"
#include "mdp_stdout.h"
#include "mdp_topic.h"
#include "mdp_unpack.h"

#define ENDPOINT_DEFAULT "tcp://127.0.0.1:5556"

enum {
    EXIT_NOT_HEALTHY = 1,
    TIMEOUT_MS = 3000,   //  Three heartbeats
    SILENCE_MS = 60000,  //  As the daemon's default
    LINE_MAX_SIZE = MDP_ENDPOINT_MAX + 128
};

typedef struct {
    mdc_feed_t *feed;
    char endpoint [MDP_ENDPOINT_MAX];
    bool is_json;
    int64_t timeout_ms;
    int64_t silence_ms;
} health_t;

typedef enum { HEARTBEAT, SILENCE, JSON, TIMEOUT } option_t;

static const mdc_option_t OPTIONS [] = {
    [HEARTBEAT] = { "--heartbeat", 'c', "ENDPOINT", "the heartbeat socket (" ENDPOINT_DEFAULT ")" },
    [SILENCE] = { "--silence", 0, "DURATION", "the last event must be younger than this (60s)" },
    [JSON] = { "--json", 0, NULL, "the verdict as a JSON object" },
    [TIMEOUT] = { "--timeout", 0, "DURATION", "wait this long for a heartbeat (3s)" },
};

static int
s_take_endpoint (health_t *self, const mdc_args_t *args)
{
    if (!*args->value) {
        mdc_args_complain (args, "is empty");
        return -1;
    }
    if (mdp_endpoint_reach (args->value, self->endpoint) == -1) {
        mdc_args_complain (args, "too long");
        return -1;
    }
    return 0;
}

static int
s_take_option (void *handle, const mdc_args_t *args, int option)
{
    health_t *self = handle;
    switch ((option_t) option) {
        case HEARTBEAT:
            return s_take_endpoint (self, args);
        case SILENCE:
            return mdc_args_duration (args, &self->silence_ms);
        case JSON:
            self->is_json = true;
            return 0;
        case TIMEOUT:
            return mdc_args_duration (args, &self->timeout_ms);
    }
    assert (false);
    return -1;
}

//  The daemon's own key may always read.

static int
s_take_secret (const health_t *self, const mdc_args_t *args)
{
    mdc_args_t variable = *args;
    variable.flag = "TICKGATE_CURVE_SECRET";
    variable.value = getenv (variable.flag);
    if (!variable.value || !*variable.value) {
        return MDC_ARGS_END;  //  In the clear
    }
    mdp_cert_t cert;
    const char *trouble = mdp_cert_load_secret (&cert, variable.value);
    if (trouble) {
        mdc_args_complain (&variable, trouble);
    } else {
        mdc_feed_set_keys (self->feed, &cert, &cert);
    }
    explicit_bzero (&cert, sizeof cert);
    return trouble ? MDC_ARGS_WRONG : MDC_ARGS_END;
}

//  A probe runs where the daemon runs, and so has the same environment.

static int
s_take_variables (health_t *self, const mdc_args_t *args)
{
    static const struct {
        const char *name;
        int option;
    } VARIABLES [] = { { "TICKGATE_HEARTBEAT", HEARTBEAT }, { "TICKGATE_SILENCE", SILENCE } };
    for (size_t index = 0; index < sizeof VARIABLES / sizeof *VARIABLES; index++) {
        mdc_args_t variable = *args;
        variable.flag = VARIABLES [index].name;
        variable.value = getenv (variable.flag);
        if (variable.value && s_take_option (self, &variable, VARIABLES [index].option) != 0) {
            return MDC_ARGS_WRONG;
        }
    }
    return s_take_secret (self, args);
}

static int
s_say (const health_t *self, bool is_healthy, const char *why)
{
    char line [2 * LINE_MAX_SIZE];
    mdp_print_t print;
    mdp_print_init (&print, line, sizeof line);
    if (self->is_json) {
        mdp_print_word (&print, is_healthy ? "{\"healthy\":true" : "{\"healthy\":false");
        mdp_print_word (&print, ",\"why\":");
        mdp_print_quoted (&print, why, strlen (why));
        mdp_print_word (&print, "}");
    } else {
        mdp_print_word (&print, is_healthy ? "healthy: " : "not healthy: ");
        mdp_print_word (&print, why);
    }
    mdp_print_word (&print, "\n");
    size_t size = mdp_print_size (&print);  //  Twice the room of what is said
    if (mdp_stdout_write ("tickgate", line, size) == MDP_STDOUT_FAILED) {
        return MDP_STDOUT_EXIT;
    }
    return is_healthy ? 0 : EXIT_NOT_HEALTHY;
}

//  Wait for a heartbeat that can be read. Returns the exit code.

static int
s_watch (const health_t *self)
{
    int64_t stop_at = zclock_mono () + self->timeout_ms;
    mdp_unpack_t *unpack = mdp_unpack_new ();
    char why [LINE_MAX_SIZE];
    snprintf (why, sizeof why, "no heartbeat from %s within %.3g s", self->endpoint,
              (double) self->timeout_ms / 1000);
    bool is_healthy = false;
    bool is_judged = false;
    mdc_feed_message_t message;
    mdc_feed_result_t result = mdc_feed_recv (self->feed, &message, stop_at);
    while (!is_judged && result == MDC_FEED_MESSAGE) {
        mdp_message_t read;
        if (mdp_unpack_frame (unpack, &read, message.payload.chars, message.payload.size)
                == MDP_UNPACKED
            && read.type == MDP_MESSAGE_HEARTBEAT) {
            mdp_print_t print;
            mdp_print_init (&print, why, sizeof why);
            is_healthy = mdc_verdict (&print, &read.heartbeat, self->silence_ms);
            (void) mdp_print_size (&print);  //  A name that is too long prints nothing
            is_judged = true;
        } else {
            snprintf (why, sizeof why, "a heartbeat of another contract");
            result = mdc_feed_recv (self->feed, &message, stop_at);
        }
    }
    if (result == MDC_FEED_STOPPED) {
        snprintf (why, sizeof why, "asked to stop before a heartbeat came");
    }
    mdp_unpack_destroy (&unpack);
    return s_say (self, is_healthy, why);
}

static int
s_run (mdc_args_t *args)
{
    health_t self = { .endpoint = ENDPOINT_DEFAULT,
                      .timeout_ms = TIMEOUT_MS,
                      .silence_ms = SILENCE_MS };
    self.feed = mdc_feed_new ();
    mdc_feed_subscribe (self.feed, MDP_TOPIC_HEARTBEAT);
    const mdc_flags_taker_t taker = { &self, self.feed, self.endpoint, s_take_option, NULL };
    int found = s_take_variables (&self, args);
    if (found == MDC_ARGS_END) {
        found = mdc_flags_take (args, &taker);
    }
    int code = mdc_args_exit_code (found);
    if (found == MDC_ARGS_END) {
        code = s_watch (&self);
    }
    mdc_feed_destroy (&self.feed);
    return code;
}

const mdc_verb_t mdc_health_verb = {
    .name = "health",
    .words = "",
    .summary = "tell a probe whether what is published is fresh",
    .help = "Say in one line whether a heartbeat comes and each gateway is live, connected, has\n"
            "had an event of late and has all its topics fresh, and if not, why: as /readyz does,\n"
            "without HTTP. TICKGATE_HEARTBEAT, TICKGATE_SILENCE and TICKGATE_CURVE_SECRET count\n"
            "as they do for the daemon, whose own key may always read.\n"
            "Exit codes: 0 healthy, 1 not, 74 the line cannot be written on stdout.\n",
    .options = OPTIONS,
    .options_count = sizeof OPTIONS / sizeof *OPTIONS,
    .more = mdc_flags,
    .more_count = MDC_FLAGS_COUNT,
    .run = s_run,
};
