//  mdc_top - shows what is published as it comes: every topic in a table on the terminal

#include <czmq.h>

#include "mdc_feed.h"
#include "mdc_keys.h"
#include "mdc_screen.h"
#include "mdc_verbs.h"

#define DATA_DEFAULT "tcp://127.0.0.1:5555"
#define HEARTBEAT_DEFAULT "tcp://127.0.0.1:5556"

enum {
    EXIT_NO_TERMINAL = 69,
    DRAW_MS = 250  //  Between two pictures
};

typedef struct {
    mdc_feed_t *feed;
    tgc_client_t *client;
    const char *heartbeat;
    bool is_connected;
    const char **prefixes;
    size_t prefixes_count;
} top_t;

typedef enum { CONNECT, HEARTBEAT, SERVER_KEY, OWN_KEY } option_t;

static const mdc_option_t OPTIONS [] = {
    [CONNECT] = { "--connect", 'c', "ENDPOINT", "a data socket (" DATA_DEFAULT "); repeatable" },
    [HEARTBEAT] = { "--heartbeat", 0, "ENDPOINT", "the heartbeat socket (" HEARTBEAT_DEFAULT ")" },
    [SERVER_KEY] = { "--curve-server-key", 0, "FILE", "read encrypted: the daemon's public key" },
    [OWN_KEY] = { "--curve-key", 0, "FILE", "our secret key (a new one)" },
};

static int
s_take_option (top_t *self, const mdc_args_t *args, option_t option)
{
    switch (option) {
        case CONNECT:
            self->is_connected = true;
            if (mdc_feed_connect (self->feed, args->value) != 0) {
                mdc_args_complain (args, "no endpoint, as " DATA_DEFAULT " or ipc:///path");
                return -1;
            }
            return 0;
        case HEARTBEAT:
            self->heartbeat = args->value;
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
s_take_args (top_t *self, mdc_args_t *args)
{
    int found = mdc_keys_take (args, SERVER_KEY, OWN_KEY, self->feed);
    if (found != MDC_ARGS_END) {
        return found;
    }
    found = mdc_args_next (args);
    while (found >= 0 || found == MDC_ARGS_WORD) {
        if (found == MDC_ARGS_WORD) {
            self->prefixes [self->prefixes_count++] = args->value;
        } else if (s_take_option (self, args, (option_t) found) != 0) {
            return MDC_ARGS_WRONG;
        }
        found = mdc_args_next (args);
    }
    return found;
}

//  Heartbeats first: their silence counts for what is subscribed after them.

static int
s_subscribe (top_t *self)
{
    if (tgc_client_watch (self->client, self->heartbeat) != 0) {
        fprintf (stderr, "tickgate top: --heartbeat %s: no endpoint\n", self->heartbeat);
        return -1;
    }
    if (!self->is_connected) {
        int rc = mdc_feed_connect (self->feed, DATA_DEFAULT);
        assert (rc == 0);
    }
    mdc_feed_subscribe (self->feed, "supervisor.heartbeat.");
    mdc_feed_subscribe (self->feed, "bybit.status.");
    for (size_t index = 0; index < self->prefixes_count; index++) {
        mdc_feed_subscribe (self->feed, self->prefixes [index]);
    }
    if (self->prefixes_count == 0) {
        mdc_feed_subscribe (self->feed, "bybit.");
    }
    return 0;
}

//  Take messages as they come; look at keys and draw four times a second, and at once
//  when a key was pressed.

static void
s_loop (top_t *self, mdc_screen_t *screen)
{
    int64_t now_ms = zclock_mono ();
    int64_t draw_at = now_ms;
    mdc_board_t *board = mdc_board_new (now_ms);
    mdc_beats_t beats;
    mdc_beats_init (&beats);
    bool is_over = false;
    while (!is_over) {
        const tgc_item_t *item =
            tgc_client_recv (self->client, draw_at > now_ms ? draw_at - now_ms : 0);
        now_ms = zclock_mono ();
        if (item && item->kind == TGC_ITEM_WOKEN) {
            draw_at = now_ms;
        } else if (item) {
            mdc_board_on (board, item, now_ms);
            mdc_beats_on (&beats, item, now_ms);
        }
        if (now_ms >= draw_at) {
            is_over = mdc_feed_is_stopped (self->feed) || !mdc_screen_obey (screen, board);
            mdc_board_tick (board, now_ms);
            mdc_screen_draw (screen, board, &beats, now_ms);
            draw_at = now_ms + DRAW_MS;
        }
    }
    mdc_board_destroy (&board);
}

static int
s_show (top_t *self)
{
    if (!isatty (STDOUT_FILENO) || !isatty (STDIN_FILENO)) {
        fputs ("tickgate top: needs a terminal; tickgate tail does not\n", stderr);
        return EXIT_NO_TERMINAL;
    }
    mdc_screen_t *screen = mdc_screen_new ();
    if (!screen) {
        fputs ("tickgate top: cannot draw on this terminal; is TERM right?\n", stderr);
        return EXIT_NO_TERMINAL;
    }
    mdc_feed_wake_on (self->feed, STDIN_FILENO);
    s_loop (self, screen);
    mdc_screen_destroy (&screen);
    return 0;
}

static int
s_run (mdc_args_t *args)
{
    top_t self = { .heartbeat = HEARTBEAT_DEFAULT };
    self.prefixes = calloc ((size_t) args->argc + 1, sizeof *self.prefixes);
    assert (self.prefixes);
    self.feed = mdc_feed_new ();
    self.client = mdc_feed_client (self.feed);
    int found = s_take_args (&self, args);
    if (found == MDC_ARGS_END && s_subscribe (&self) != 0) {
        found = MDC_ARGS_WRONG;
    }
    int code = found == MDC_ARGS_WRONG ? MDC_EXIT_USAGE : 0;
    if (found == MDC_ARGS_END) {
        code = s_show (&self);
    }
    mdc_feed_destroy (&self.feed);
    free (self.prefixes);
    return code;
}

const mdc_verb_t mdc_top_verb = {
    .name = "top",
    .words = "[PREFIX...]",
    .summary = "show all topics in a table, live",
    .help =
        "Show a line for each topic that begins with a PREFIX, or for all: its state, messages\n"
        "a second, the age of the last one, the spread of its book, and gaps.\n"
        "Keys: q quits; / filters by a part of the topic, Esc ends that; t e r a s g sort by\n"
        "topic, state, rate, age, spread, gaps, and again the other way round; arrows scroll.\n"
        "Exit codes: 0 asked to stop, 69 no terminal.\n",
    .options = OPTIONS,
    .options_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = s_run,
};
