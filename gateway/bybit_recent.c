//  bybit_recent - pure: asks REST for the last trades of a topic, and reads the answer

#include "bybit_recent.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_trade.h"
#include "mdp_topic.h"

enum { SPOT_MAX = 60 };  //  Trades that the exchange has of spot

//  Where a trade came, and when it was matched.
typedef struct {
    uint64_t ts_event;
    size_t index;
} place_t;

struct bybit_recent {
    bybit_recent_answer_t answer;
    bybit_value_t value;
    void *pool;  //  The document's memory; only pages that were needed are ever touched
    size_t pool_size;
    mdp_trade_t read [BYBIT_RECENT_MAX];    //  As they came
    mdp_trade_t trades [BYBIT_RECENT_MAX];  //  In order
    place_t places [BYBIT_RECENT_MAX];
};

bybit_recent_t *
bybit_recent_new (void)
{
    bybit_recent_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pool_size =
        yyjson_read_max_memory_usage (BYBIT_RECENT_TEXT_MAX, YYJSON_READ_NUMBER_AS_RAW);
    self->pool = malloc (self->pool_size);
    assert (self->pool);
    return self;
}

void
bybit_recent_destroy (bybit_recent_t **self_p)
{
    assert (self_p);
    bybit_recent_t *self = *self_p;
    if (self) {
        free (self->pool);
        free (self);
        *self_p = NULL;
    }
}

void
bybit_recent_path (char path [BYBIT_RECENT_PATH_MAX], mdp_category_t category, mdp_text_t symbol)
{
    int size = snprintf (path, BYBIT_RECENT_PATH_MAX,
                         "/v5/market/recent-trade?category=%s&%s=", mdp_category_name (category),
                         category == MDP_OPTION ? "baseCoin" : "symbol");
    assert (symbol.size <= MDP_SYMBOL_MAX);
    for (size_t index = 0; index < symbol.size; index++) {
        unsigned char byte = (unsigned char) symbol.chars [index];
        bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z')
                        || (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
        size += snprintf (path + size, BYBIT_RECENT_PATH_MAX - (size_t) size,
                          is_plain ? "%c" : "%%%02X", byte);
    }
    size += snprintf (path + size, BYBIT_RECENT_PATH_MAX - (size_t) size, "&limit=%d",
                      category == MDP_SPOT ? SPOT_MAX : BYBIT_RECENT_MAX);
    assert (size < BYBIT_RECENT_PATH_MAX);
}

static int
s_compare (const void *one, const void *other)
{
    const place_t *a = one;
    const place_t *b = other;
    if (a->ts_event != b->ts_event) {
        return a->ts_event < b->ts_event ? -1 : 1;
    }
    return a->index > b->index ? -1 : 1;
}

//  Let the oldest come first. An answer in another order than the newest first is put
//  in order all the same.

static void
s_order (bybit_recent_t *self)
{
    bybit_recent_answer_t *answer = &self->answer;
    answer->is_ordered = true;
    for (size_t index = 0; index < answer->count; index++) {
        uint64_t ts_event = self->read [index].ts_event;
        self->places [index] = (place_t){ .ts_event = ts_event, .index = index };
        answer->is_ordered =
            answer->is_ordered && (index == 0 || ts_event <= self->read [index - 1].ts_event);
    }
    qsort (self->places, answer->count, sizeof *self->places, s_compare);
    for (size_t index = 0; index < answer->count; index++) {
        self->trades [index] = self->read [self->places [index].index];
    }
    answer->trades = self->trades;
}

static int
s_read_list (bybit_recent_t *self, yyjson_val *list, mdp_category_t category, mdp_text_t symbol)
{
    if (!yyjson_is_arr (list) || yyjson_arr_size (list) > BYBIT_RECENT_MAX) {
        return bybit_value_refuse (&self->value, "no list of trades, or too long a one");
    }
    yyjson_arr_iter iter;
    yyjson_arr_iter_init (list, &iter);
    for (yyjson_val *object; (object = yyjson_arr_iter_next (&iter));) {
        mdp_trade_t *trade = &self->read [self->answer.count];
        if (bybit_trade_read_rest (&self->value, object, symbol, trade) == -1) {
            return -1;
        }
        bool is_same = trade->symbol.size == symbol.size;
        if (is_same == (category == MDP_OPTION)) {
            return bybit_value_refuse (&self->value, "a trade of another symbol");
        }
        self->answer.count++;
    }
    return 0;
}

static int
s_read (bybit_recent_t *self, yyjson_val *root, mdp_category_t category, mdp_text_t symbol)
{
    uint64_t code = 0;
    yyjson_val *result = yyjson_obj_get (root, "result");
    yyjson_val *time = yyjson_obj_get (root, "time");
    if (bybit_value_integer (&self->value, yyjson_obj_get (root, "retCode"), &code) == -1
        || code != 0) {
        self->value.reason = NULL;
        return bybit_value_refuse (&self->value, "the exchange refused the request (retCode)");
    }
    if (!yyjson_equals_str (yyjson_obj_get (result, "category"), mdp_category_name (category))) {
        return bybit_value_refuse (&self->value, "an answer of another category");
    }
    if (!bybit_value_is_absent (time)
        && bybit_value_time (&self->value, time, &self->answer.ts_exchange) == -1) {
        return -1;
    }
    return s_read_list (self, yyjson_obj_get (result, "list"), category, symbol);
}

const bybit_recent_answer_t *
bybit_recent_read (bybit_recent_t *self, mdp_category_t category, mdp_text_t symbol,
                   const char *text, size_t size)
{
    assert (self);
    self->answer = (bybit_recent_answer_t){ .reason = NULL };
    self->value = (bybit_value_t){ .base = text };
    yyjson_alc allocator;
    yyjson_doc *document = NULL;
    if (size <= BYBIT_RECENT_TEXT_MAX
        && yyjson_alc_pool_init (&allocator, self->pool, self->pool_size)) {
        //  The text is only read: without INSITU it is copied first
        document = yyjson_read_opts ((char *) (uintptr_t) text, size, YYJSON_READ_NUMBER_AS_RAW,
                                     &allocator, NULL);
    }
    if (!document) {
        self->answer.reason = size > BYBIT_RECENT_TEXT_MAX ? "answer over 1 MiB" : "not JSON";
    } else if (s_read (self, yyjson_doc_get_root (document), category, symbol) == -1) {
        self->answer.reason = self->value.reason;
        self->answer.count = 0;
    } else {
        s_order (self);
    }
    return &self->answer;
}
