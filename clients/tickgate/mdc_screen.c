//  mdc_screen - draws a board on the terminal and turns keys into what they mean

#include "mdc_screen.h"

#define NCURSES_NOMACROS  //  Its macros do not keep to our warnings
#include <assert.h>
#include <inttypes.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_SIZE = 512,     //  Columns in the widest terminal that is filled
    NUMBERS_WIDTH = 42,  //  Of all columns but the topic, and the prices of wide terminals
    PRICES_WIDTH = 26,
    WIDE = 110,  //  From here on there is room for prices
    TOPIC_MIN = 20,
    ESCAPE = 27,
    DELETE = 127
};

typedef enum { PLAIN, GOOD, BAD, TITLE } colour_t;

struct mdc_screen {
    SCREEN *screen;
    bool is_coloured;
    size_t top;         //  First row that is shown
    bool is_filtering;  //  Keys are letters of the filter
    char filter [MDC_BOARD_FILTER_MAX];
};

mdc_screen_t *
mdc_screen_new (void)
{
    SCREEN *screen = newterm (NULL, stdout, stdin);
    if (!screen) {
        return NULL;
    }
    mdc_screen_t *self = calloc (1, sizeof *self);
    assert (self);
    self->screen = screen;
    const char *no_color = getenv ("NO_COLOR");
    self->is_coloured =
        !(no_color && *no_color) && start_color () == OK && use_default_colors () == OK;
    if (self->is_coloured) {
        init_pair (GOOD, COLOR_GREEN, -1);
        init_pair (BAD, COLOR_RED, -1);
        init_pair (TITLE, COLOR_CYAN, -1);
    }
    cbreak ();
    noecho ();
    keypad (stdscr, true);
    nodelay (stdscr, true);
    set_escdelay (50);
    curs_set (0);
    return self;
}

void
mdc_screen_destroy (mdc_screen_t **self_p)
{
    assert (self_p);
    mdc_screen_t *self = *self_p;
    if (self) {
        endwin ();
        delscreen (self->screen);
        free (self);
        *self_p = NULL;
    }
}

static void
s_filter_key (mdc_screen_t *self, mdc_board_t *board, int key)
{
    size_t size = strlen (self->filter);
    if (key == ESCAPE) {
        self->filter [0] = '\0';
        self->is_filtering = false;
    } else if (key == '\n' || key == '\r' || key == KEY_ENTER) {
        self->is_filtering = false;
    } else if ((key == KEY_BACKSPACE || key == DELETE || key == '\b') && size > 0) {
        self->filter [size - 1] = '\0';
    } else if (key > ' ' && key <= '~' && size + 1 < sizeof self->filter) {
        self->filter [size] = (char) key;
        self->filter [size + 1] = '\0';
    }
    self->top = 0;
    mdc_board_filter (board, self->filter);
}

static void
s_sort_key (mdc_board_t *board, int key)
{
    static const struct {
        int key;
        mdc_order_t order;
    } ORDERS [] = { { 't', MDC_BY_TOPIC }, { 'e', MDC_BY_STATE },  { 'r', MDC_BY_RATE },
                    { 'a', MDC_BY_AGE },   { 's', MDC_BY_SPREAD }, { 'g', MDC_BY_GAPS } };
    for (size_t index = 0; index < sizeof ORDERS / sizeof *ORDERS; index++) {
        if (ORDERS [index].key == key) {
            mdc_board_sort (board, ORDERS [index].order);
        }
    }
}

static void
s_scroll (mdc_screen_t *self, int key)
{
    size_t page = LINES > 8 ? (size_t) LINES - 8 : 1;
    if (key == KEY_DOWN) {
        self->top++;
    } else if (key == KEY_UP) {
        self->top -= self->top > 0;
    } else if (key == KEY_NPAGE) {
        self->top += page;
    } else if (key == KEY_PPAGE) {
        self->top -= self->top > page ? page : self->top;
    } else if (key == KEY_HOME) {
        self->top = 0;
    }
}

bool
mdc_screen_obey (mdc_screen_t *self, mdc_board_t *board)
{
    assert (self);
    for (int key = getch (); key != ERR; key = getch ()) {
        if (key == KEY_RESIZE) {
            clear ();
        } else if (self->is_filtering) {
            s_filter_key (self, board, key);
        } else if (key == 'q') {
            return false;
        } else if (key == '/') {
            self->is_filtering = true;
        } else if (key == ESCAPE) {
            s_filter_key (self, board, key);
        } else {
            s_scroll (self, key);
            s_sort_key (board, key);
        }
    }
    return true;
}

//  A whole line, cut or filled to the terminal's width.

static void
s_line (const mdc_screen_t *self, int at, attr_t attributes, colour_t colour, const char *text)
{
    if (at < 0 || at >= LINES) {
        return;
    }
    attr_set (attributes, self->is_coloured ? (short) colour : 0, NULL);
    char line [LINE_SIZE];
    snprintf (line, sizeof line, "%-*s", LINE_SIZE - 1, text);
    mvaddnstr (at, 0, line, COLS);
    attr_set (A_NORMAL, 0, NULL);
}

//  Returns the line below.

static int
s_draw_head (const mdc_screen_t *self, const mdc_beats_t *beats, int64_t now_ms)
{
    char line [LINE_SIZE];
    double age = (double) (now_ms - beats->heard_at) / 1000;
    bool is_silent = mdc_beats_is_silent (beats, now_ms);
    if (beats->heard_at < 0) {
        snprintf (line, sizeof line, "NO HEARTBEAT yet: is tickgated there?");
    } else if (is_silent) {
        snprintf (line, sizeof line,
                  "NO HEARTBEAT for %.0f s: nobody watches, believe nothing below", age);
    } else {
        snprintf (line, sizeof line, "%s%s  heartbeat %.1f s ago",
                  beats->is_simulated ? "SIMULATED DATA  " : "", beats->daemon, age);
    }
    s_line (self, 0, is_silent ? A_REVERSE : A_BOLD, is_silent ? BAD : PLAIN, line);
    int at = 1;
    size_t room = LINES > 16 ? MDC_BEATS_GATEWAYS_MAX / 2 : 2;
    for (size_t index = 0; index < beats->count && index < room; index++) {
        bool is_well = beats->are_live [index] && !is_silent;
        s_line (self, at++, is_well ? A_NORMAL : A_BOLD, is_well ? GOOD : BAD,
                beats->gateways [index]);
    }
    if (beats->count > room) {
        snprintf (line, sizeof line, "and %zu gateways more", beats->count - room);
        s_line (self, at++, A_NORMAL, PLAIN, line);
    }
    return at;
}

static bool
s_is_wide (void)
{
    return COLS >= WIDE;
}

static int
s_topic_width (void)
{
    int width = COLS - NUMBERS_WIDTH - (s_is_wide () ? PRICES_WIDTH : 0);
    return width < TOPIC_MIN ? TOPIC_MIN : width;
}

static void
s_draw_titles (const mdc_screen_t *self, const mdc_board_t *board, int at)
{
    static const char *const TITLES [] = {
        [MDC_BY_TOPIC] = "TOPIC", [MDC_BY_STATE] = "STATE",   [MDC_BY_RATE] = "MSG/S",
        [MDC_BY_AGE] = "AGE S",   [MDC_BY_SPREAD] = "SPREAD", [MDC_BY_GAPS] = "GAPS",
    };
    char titles [sizeof TITLES / sizeof *TITLES][16];
    for (size_t order = 0; order < sizeof TITLES / sizeof *TITLES; order++) {
        snprintf (titles [order], sizeof titles [order], "%s%s", TITLES [order],
                  mdc_board_order (board) == order ? "*" : "");
    }
    char line [LINE_SIZE];
    char prices [2 * PRICES_WIDTH] = "";
    if (s_is_wide ()) {
        snprintf (prices, sizeof prices, " %12s %12s", "BID", "ASK");
    }
    snprintf (line, sizeof line, "%-*s %-8s %8s %8s%s %8s %5s", s_topic_width (), titles [0],
              titles [1], titles [2], titles [3], prices, titles [4], titles [5]);
    s_line (self, at, A_BOLD | A_UNDERLINE, TITLE, line);
}

static void
s_draw_row (const mdc_screen_t *self, const mdc_row_t *row, int at, int64_t now_ms)
{
    char age [24] = "never";
    if (row->heard_at >= 0) {
        snprintf (age, sizeof age, "%.1f", (double) mdc_row_age (row, now_ms) / 1000);
    }
    char spread [32] = "-";
    char prices [2 * PRICES_WIDTH] = "";
    if (row->has_book) {
        snprintf (spread, sizeof spread, "%.6g", row->ask - row->bid);
    }
    if (s_is_wide () && row->has_book) {
        snprintf (prices, sizeof prices, " %12.10g %12.10g", row->bid, row->ask);
    } else if (s_is_wide ()) {
        snprintf (prices, sizeof prices, " %12s %12s", "-", "-");
    }
    char line [LINE_SIZE];
    snprintf (line, sizeof line, "%-*.*s %-8s %8.1f %8s%s %8s %5" PRIu64, s_topic_width (),
              s_topic_width (), row->topic, mdc_topic_state_word (row->state), row->rate, age,
              prices, spread, row->gaps);
    bool is_ill = row->state <= MDC_TOPIC_STALE;
    s_line (self, at, is_ill ? A_BOLD : A_NORMAL, is_ill ? BAD : PLAIN, line);
}

static void
s_draw_foot (const mdc_screen_t *self, const mdc_board_t *board, size_t count)
{
    char line [LINE_SIZE];
    if (self->is_filtering) {
        snprintf (line, sizeof line, "/%s_   Enter keeps it, Esc shows all", self->filter);
    } else {
        snprintf (line, sizeof line,
                  "%zu of %zu topics%s%s  q quit  / filter  sort: t e r a s g  again turns", count,
                  mdc_board_size (board), *self->filter ? " with " : "", self->filter);
    }
    s_line (self, LINES - 1, A_REVERSE, PLAIN, line);
}

void
mdc_screen_draw (mdc_screen_t *self, mdc_board_t *board, const mdc_beats_t *beats, int64_t now_ms)
{
    assert (self);
    erase ();
    size_t count = mdc_board_view (board, now_ms);
    int at = s_draw_head (self, beats, now_ms);
    s_draw_titles (self, board, at++);
    size_t room = LINES - 1 > at ? (size_t) (LINES - 1 - at) : 0;
    size_t top_max = count > room ? count - room : 0;
    self->top = self->top > top_max ? top_max : self->top;
    for (size_t index = 0; index < room && self->top + index < count; index++) {
        s_draw_row (self, mdc_board_row (board, self->top + index), at++, now_ms);
    }
    s_draw_foot (self, board, count);
    refresh ();
}
