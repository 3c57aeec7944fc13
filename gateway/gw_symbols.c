//  gw_symbols - fetches the lists of all trading symbols, page by page, until it has them

#include "gw_symbols.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_rest.h"
#include "gw_clock.h"
#include "gw_denial.h"
#include "gw_http.h"

enum {
    RETRY_MS = 1000,  //  After a failure; doubles
    RETRY_MS_MAX = 30000,
    PAGES_MAX = 100,     //  Of one list; more are a cursor that goes in circles
    REFUSED_MS = 600000  //  After a 403 or 429: the exchange asks for ten minutes
};

//  The exchange lists options by base coin only.
static const char *const OPTION_COINS [] = { "BTC", "ETH", "SOL", "XRP", "DOGE", "MNT", NULL };
static const char *const ALL_COINS [] = { "", NULL };

typedef struct {
    mdp_category_t category;
    const char *const *coin;  //  The one whose page is next
    size_t symbols;           //  That it named so far
} list_t;

struct gw_symbols {
    gw_loop_t *loop;
    gw_http_t *http;
    const gw_url_t *url;
    gw_report_t *report;
    gw_symbols_fn *on_symbol;
    void *owner;
    list_t lists [MDP_CATEGORIES];
    size_t count;
    size_t done;
    unsigned pages;  //  Of the present list
    char cursor [BYBIT_CURSOR_MAX];
    int64_t ask_at;
    int64_t retry_ms;
};

static void
s_on_symbol (void *owner, mdp_text_t symbol)
{
    gw_symbols_t *self = owner;
    self->lists [self->done].symbols++;
    self->on_symbol (self->owner, self->lists [self->done].category, symbol);
}

static void
s_on_failure (gw_symbols_t *self, int status, const char *why, size_t size)
{
    int64_t now_ms = gw_clock_mono_ms ();
    char authority [GW_URL_AUTHORITY_SIZE];
    gw_url_authority (self->url, authority);
    const gw_error_t error = {
        .what = "list of symbols not read",
        .where = authority,
        .why = { .chars = why, .size = size },
    };
    gw_report_error (self->report, GW_REPORT_REST, &error, now_ms);
    self->ask_at = now_ms + (gw_denial_is_long (status) ? REFUSED_MS : self->retry_ms);
    self->retry_ms = self->retry_ms * 2 < RETRY_MS_MAX ? self->retry_ms * 2 : RETRY_MS_MAX;
}

static const char *const *
s_coins (mdp_category_t category)
{
    return category == MDP_OPTION ? OPTION_COINS : ALL_COINS;
}

//  The last page of a coin was read. A whole category without a symbol is damage at the
//  other end: what is carried must not be dropped for it.

static void
s_on_last_page (gw_symbols_t *self)
{
    static const char EMPTY [] = "it names no symbol";
    list_t *list = &self->lists [self->done];
    self->pages = 0;
    list->coin++;
    if (*list->coin) {
        return;
    }
    if (list->symbols > 0) {
        self->done++;
        self->retry_ms = RETRY_MS;
    } else {
        list->coin = s_coins (list->category);
        s_on_failure (self, 200, EMPTY, sizeof EMPTY - 1);
    }
}

static void
s_on_answer (void *owner, int status, const char *body, size_t size)
{
    gw_symbols_t *self = owner;
    const char *why = body;
    char cursor [BYBIT_CURSOR_MAX];
    if (status != 200) {
        s_on_failure (self, status, body, size);
    } else if (bybit_rest_instruments_read (body, size, s_on_symbol, self, cursor, &why) == -1) {
        s_on_failure (self, status, why, strlen (why));
    } else {
        self->pages++;
        if (self->pages == PAGES_MAX) {
            cursor [0] = '\0';
        }
        memcpy (self->cursor, cursor, sizeof cursor);
        if (*cursor == '\0') {
            s_on_last_page (self);
        }
    }
}

gw_symbols_t *
gw_symbols_new (gw_loop_t *loop, const gw_url_t *url, gw_report_t *report, gw_symbols_fn *on_symbol,
                void *owner)
{
    gw_symbols_t *self = calloc (1, sizeof *self);
    assert (self);
    self->loop = loop;
    self->http = gw_http_new (loop, s_on_answer, self);
    self->url = url;
    self->report = report;
    self->on_symbol = on_symbol;
    self->owner = owner;
    self->retry_ms = RETRY_MS;
    return self;
}

void
gw_symbols_destroy (gw_symbols_t **self_p)
{
    assert (self_p);
    gw_symbols_t *self = *self_p;
    if (self) {
        gw_http_destroy (&self->http);
        free (self);
        *self_p = NULL;
    }
}

void
gw_symbols_want (gw_symbols_t *self, mdp_category_t category)
{
    for (size_t index = 0; index < self->count; index++) {
        if (self->lists [index].category == category) {
            return;
        }
    }
    self->lists [self->count++] = (list_t){
        .category = category,
        .coin = s_coins (category),
    };
}

void
gw_symbols_reset (gw_symbols_t *self)
{
    gw_http_destroy (&self->http);  //  With the answer that may be on its way
    self->http = gw_http_new (self->loop, s_on_answer, self);
    self->count = 0;
    self->done = 0;
    self->pages = 0;
    self->retry_ms = RETRY_MS;
    self->cursor [0] = '\0';
}

bool
gw_symbols_is_done (const gw_symbols_t *self)
{
    return self->done == self->count;
}

void
gw_symbols_run (gw_symbols_t *self, int64_t now_ms)
{
    gw_http_expire (self->http, now_ms);
    if (gw_symbols_is_done (self) || gw_http_is_busy (self->http) || now_ms < self->ask_at) {
        return;
    }
    char path [BYBIT_PATH_MAX];
    char whole [BYBIT_PATH_MAX + sizeof self->url->path];
    const list_t *list = &self->lists [self->done];
    size_t size = bybit_rest_instruments_path (path, list->category, *list->coin, self->cursor);
    assert (size > 0);  //  The cursor was checked when it came
    (void) snprintf (whole, sizeof whole, "%s%s", self->url->path, path);
    gw_http_get (self->http, self->url, whole, now_ms);
}

int64_t
gw_symbols_wait_ms (const gw_symbols_t *self, int64_t now_ms)
{
    if (gw_symbols_is_done (self) || gw_http_is_busy (self->http)) {
        return 1000;
    }
    return self->ask_at > now_ms ? self->ask_at - now_ms : 0;
}
