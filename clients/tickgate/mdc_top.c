//  mdc_top - shows what is published as it comes: every topic in a table on the terminal

#include <czmq.h>

#include "mdc_feed.h"
#include "mdc_flags.h"
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
    const char **prefixes;
    size_t prefixes_count;
} top_t;

typedef enum { CONNECT, HEARTBEAT } option_t;

static const mdc_option_t OPTIONS [] = {
    [CONNECT] = { "--connect", 'c', "ENDPOINT", "a data socket (" DATA_DEFAULT "); repeatable" },
    [HEARTBEAT] = { "--heartbeat", 0, "ENDPOINT", "the heartbeat socket (" HEARTBEAT_DEFAULT ")" },
};

static int
s_take_option (void *handle, const mdc_args_t *args, int option)
{
    top_t *self = handle;
    switch ((option_t) option) {
        case CONNECT:
            return mdc_flags_connect (args, self->feed);
        case HEARTBEAT:
            self->heartbeat = args->value;
            return 0;
    }
    assert (false);
    return -1;
}

static int
s_take_word (void *handle, const mdc_args_t *args)
{
    top_t *self = handle;
    self->prefixes [self->prefixes_count++] = args->value;
    return 0;
}

//  Heartbeats first: their silence counts for what is subscribed after them.

static int
s_subscribe (top_t *self)
{
    if (mdc_feed_watch (self->feed, self->heartbeat) != 0) {
        fprintf (stderr, "tickgate top: --heartbeat %s: no endpoint\n", self->heartbeat);
        return -1;
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
    const mdc_flags_taker_t taker = { &self, self.feed, DATA_DEFAULT, s_take_option, s_take_word };
    int found = mdc_flags_take (args, &taker);
    if (found == MDC_ARGS_END && s_subscribe (&self) != 0) {
        found = MDC_ARGS_WRONG;
    }
    int code = mdc_args_exit_code (found);
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
    .more = mdc_flags,
    .more_count = MDC_FLAGS_COUNT,
    .run = s_run,
};
