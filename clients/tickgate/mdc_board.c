//  mdc_board - the topics that tickgate top shows: rates, ages, books, gaps, in an order

#include "mdc_board.h"

#include <czmq.h>

struct mdc_board {
    zhashx_t *by_topic;  //  Owns the rows
    mdc_row_t **rows;    //  All of them, as they came
    size_t size;
    mdc_row_t **shown;
    size_t rows_max;  //  Room in both
    mdc_order_t order;
    bool is_reversed;
    char filter [MDC_BOARD_FILTER_MAX];
    int64_t sampled_at;
    int64_t viewed_at;
};

static const char *const STATES [] = { "gone", "rejected", "stale", "-", "quiet", "live" };

static void
s_free_row (void **row_p)
{
    free (*row_p);
    *row_p = NULL;
}

mdc_board_t *
mdc_board_new (int64_t now_ms)
{
    mdc_board_t *self = calloc (1, sizeof *self);
    assert (self);
    self->by_topic = zhashx_new ();
    assert (self->by_topic);
    zhashx_set_destructor (self->by_topic, s_free_row);
    self->sampled_at = now_ms;
    return self;
}

void
mdc_board_destroy (mdc_board_t **self_p)
{
    assert (self_p);
    mdc_board_t *self = *self_p;
    if (self) {
        zhashx_destroy (&self->by_topic);
        free (self->rows);
        free (self->shown);
        free (self);
        *self_p = NULL;
    }
}

static void
s_grow (mdc_board_t *self)
{
    if (self->size == self->rows_max) {
        self->rows_max = self->rows_max > 0 ? 2 * self->rows_max : 64;
        self->rows = realloc (self->rows, self->rows_max * sizeof *self->rows);
        self->shown = realloc (self->shown, self->rows_max * sizeof *self->shown);
        assert (self->rows);
        assert (self->shown);
    }
}

//  The row of a topic, made where there is none. Null where it has no name that we
//  could show, or there are too many.

static mdc_row_t *
s_row (mdc_board_t *self, tgc_text_t topic)
{
    char name [MDP_TOPIC_MAX];
    if (topic.size == 0 || topic.size >= sizeof name) {
        return NULL;
    }
    for (size_t index = 0; index < topic.size; index++) {
        char byte = topic.chars [index];
        name [index] = byte > ' ' && byte <= '~' ? byte : '?';
    }
    name [topic.size] = '\0';
    mdc_row_t *row = zhashx_lookup (self->by_topic, name);
    if (!row && self->size < MDC_BOARD_ROWS_MAX) {
        row = calloc (1, sizeof *row);
        assert (row);
        snprintf (row->topic, sizeof row->topic, "%s", name);
        row->state = MDC_TOPIC_UNKNOWN;
        row->heard_at = -1;
        int rc = zhashx_insert (self->by_topic, name, row);
        assert (rc == 0);
        s_grow (self);
        self->rows [self->size++] = row;
    }
    return row;
}

static mdc_topic_state_t
s_state (tgc_text_t word)
{
    for (int state = MDC_TOPIC_GONE; state <= MDC_TOPIC_LIVE; state++) {
        if (tgc_text_is (word, STATES [state])) {
            return (mdc_topic_state_t) state;
        }
    }
    return MDC_TOPIC_UNKNOWN;
}

static void
s_take_status (mdc_board_t *self, const tgc_status_t *status, int64_t now_ms)
{
    for (size_t index = 0; index < status->count; index++) {
        mdc_row_t *row = s_row (self, status->topics [index].topic);
        if (row) {
            row->state = s_state (status->topics [index].state);
            row->told_at = now_ms;
        }
    }
}

static void
s_take_book (mdc_row_t *row, const tgc_book_t *book)
{
    const tgc_level_t *bid = tgc_book_level (book, TGC_BIDS, 0);
    const tgc_level_t *ask = tgc_book_level (book, TGC_ASKS, 0);
    row->has_book = bid && ask;
    if (row->has_book) {
        row->bid = bid->price.value;
        row->ask = ask->price.value;
    }
}

static void
s_take (mdc_row_t *row, const tgc_item_t *item, int64_t now_ms)
{
    switch (item->kind) {
        case TGC_ITEM_BOOK:
            s_take_book (row, item->book);
            row->count++;
            row->heard_at = now_ms;
            break;
        case TGC_ITEM_TRADES:
            row->count++;
            row->heard_at = now_ms;
            break;
        case TGC_ITEM_GAP:
        case TGC_ITEM_HOLE:
            row->gaps++;
            row->has_book = false;
            break;
        case TGC_ITEM_SILENCE:
            row->state = MDC_TOPIC_UNKNOWN;
            row->has_book = false;
            break;
        case TGC_ITEM_RESTART:
            row->has_book = false;
            break;
        case TGC_ITEM_STATUS:
        case TGC_ITEM_HEARTBEAT:
        case TGC_ITEM_EVENT:
        case TGC_ITEM_IGNORED:
        case TGC_ITEM_ERROR:
        case TGC_ITEM_WOKEN:
            break;
    }
}

//  Only what belongs to a trade or depth topic makes or moves a row.

static bool
s_is_of_a_row (tgc_item_kind_t kind)
{
    return kind == TGC_ITEM_BOOK || kind == TGC_ITEM_TRADES || kind == TGC_ITEM_GAP
           || kind == TGC_ITEM_HOLE || kind == TGC_ITEM_SILENCE || kind == TGC_ITEM_RESTART;
}

void
mdc_board_on (mdc_board_t *self, const tgc_item_t *item, int64_t now_ms)
{
    assert (self);
    assert (item);
    if (item->kind == TGC_ITEM_STATUS) {
        s_take_status (self, &item->message->as.status, now_ms);
    } else if (s_is_of_a_row (item->kind)) {
        mdc_row_t *row = s_row (self, item->topic);
        if (row) {
            s_take (row, item, now_ms);
        }
    }
}

void
mdc_board_tick (mdc_board_t *self, int64_t now_ms)
{
    assert (self);
    int64_t took_ms = now_ms - self->sampled_at;
    if (took_ms < MDC_BOARD_SAMPLE_MS) {
        return;
    }
    for (size_t index = 0; index < self->size; index++) {
        mdc_row_t *row = self->rows [index];
        row->rate = (double) (row->count - row->counted) * 1000 / (double) took_ms;
        row->counted = row->count;
        if (row->state != MDC_TOPIC_UNKNOWN && now_ms - row->told_at >= MDC_BOARD_VOUCHED_MS) {
            row->state = MDC_TOPIC_UNKNOWN;
            row->has_book = false;
        }
    }
    self->sampled_at = now_ms;
}

void
mdc_board_sort (mdc_board_t *self, mdc_order_t order)
{
    assert (self);
    self->is_reversed = self->order == order && !self->is_reversed;
    self->order = order;
}

void
mdc_board_filter (mdc_board_t *self, const char *text)
{
    assert (self);
    snprintf (self->filter, sizeof self->filter, "%s", text);
}

static int
s_less (double a, double b)
{
    return a < b ? -1 : a > b;
}

//  What a column is ordered by, as a number: the larger, the more remarkable.

static double
s_weight (const mdc_board_t *self, const mdc_row_t *row)
{
    switch (self->order) {
        case MDC_BY_STATE:
            return -(double) row->state;
        case MDC_BY_RATE:
            return row->rate;
        case MDC_BY_AGE:
            return row->heard_at < 0 ? 1e18 : (double) (self->viewed_at - row->heard_at);
        case MDC_BY_SPREAD:
            return row->has_book ? (row->ask - row->bid) / row->ask : -1;
        case MDC_BY_GAPS:
            return (double) row->gaps;
        case MDC_BY_TOPIC:
            return 0;
    }
    assert (false);
    return 0;
}

static int
s_compare (const void *a, const void *b, void *board)
{
    const mdc_board_t *self = board;
    const mdc_row_t *left = *(mdc_row_t *const *) a;
    const mdc_row_t *right = *(mdc_row_t *const *) b;
    int result = s_less (s_weight (self, right), s_weight (self, left));
    if (result == 0) {
        result = strcmp (left->topic, right->topic);
    }
    return self->is_reversed ? -result : result;
}

size_t
mdc_board_view (mdc_board_t *self, int64_t now_ms)
{
    assert (self);
    self->viewed_at = now_ms;
    size_t count = 0;
    for (size_t index = 0; index < self->size; index++) {
        if (strcasestr (self->rows [index]->topic, self->filter)) {
            self->shown [count++] = self->rows [index];
        }
    }
    if (count > 0) {
        qsort_r (self->shown, count, sizeof *self->shown, s_compare, self);
    }
    return count;
}

const mdc_row_t *
mdc_board_row (const mdc_board_t *self, size_t index)
{
    assert (self);
    assert (index < self->size);
    return self->shown [index];
}

mdc_order_t
mdc_board_order (const mdc_board_t *self)
{
    assert (self);
    return self->order;
}

size_t
mdc_board_size (const mdc_board_t *self)
{
    assert (self);
    return self->size;
}

int64_t
mdc_row_age (const mdc_row_t *row, int64_t now_ms)
{
    assert (row);
    return row->heard_at < 0 ? -1 : now_ms - row->heard_at;
}

const char *
mdc_topic_state_word (mdc_topic_state_t state)
{
    return STATES [state];
}
