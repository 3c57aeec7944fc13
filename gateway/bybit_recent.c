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
    char *room;  //  For what escapes say; only pages that were needed are ever touched
    mdp_trade_t read [BYBIT_RECENT_MAX];    //  As they came
    mdp_trade_t trades [BYBIT_RECENT_MAX];  //  In order
    place_t places [BYBIT_RECENT_MAX];
};

bybit_recent_t *
bybit_recent_new (void)
{
    bybit_recent_t *self = calloc (1, sizeof *self);
    assert (self);
    self->room = malloc (BYBIT_RECENT_TEXT_MAX);
    assert (self->room);
    return self;
}

void
bybit_recent_destroy (bybit_recent_t **self_p)
{
    assert (self_p);
    bybit_recent_t *self = *self_p;
    if (self) {
        free (self->room);
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

//  The values of an object, each the first of its key.
typedef struct {
    const char *key;
    bybit_json_value_t value;
} member_t;

static void
s_read_members (bybit_json_t *json, const bybit_json_value_t *object, member_t *members,
                size_t count)
{
    mdp_text_t key;
    bool is_first = true;
    if (object->kind != BYBIT_JSON_OBJECT) {
        return;
    }
    bybit_json_seek (json, object);
    while (bybit_json_key (json, &is_first, &key)) {
        bybit_json_value_t value;
        if (bybit_json_value (json, &value) == -1 || bybit_json_skip (json, &value) == -1) {
            return;  //  All of it was read before, and is JSON
        }
        for (size_t index = 0; index < count; index++) {
            if (members [index].value.kind == BYBIT_JSON_NONE
                && mdp_text_is (key, members [index].key)) {
                members [index].value = value;
            }
        }
    }
}

static size_t
s_count (bybit_json_t *json, const bybit_json_value_t *list)
{
    bybit_json_value_t value;
    size_t count = 0;
    bool is_first = true;
    bybit_json_seek (json, list);
    while (bybit_json_element (json, &is_first) && bybit_json_value (json, &value) == 0
           && bybit_json_skip (json, &value) == 0) {
        count++;
    }
    return count;
}

static int
s_read_list (bybit_recent_t *self, const bybit_json_value_t *list, mdp_category_t category,
             mdp_text_t symbol)
{
    bybit_json_t *json = &self->value.json;
    bool is_first = true;
    if (list->kind != BYBIT_JSON_ARRAY || s_count (json, list) > BYBIT_RECENT_MAX) {
        return bybit_value_refuse (&self->value, "no list of trades, or too long a one");
    }
    bybit_json_seek (json, list);
    while (bybit_json_element (json, &is_first)) {
        mdp_trade_t *trade = &self->read [self->answer.count];
        bybit_json_value_t object;
        if (bybit_json_value (json, &object) == -1
            || bybit_trade_read_rest (&self->value, &object, symbol, trade) == -1) {
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
s_read (bybit_recent_t *self, const bybit_json_value_t *root, mdp_category_t category,
        mdp_text_t symbol)
{
    enum { RET_CODE, RESULT, TIME, MEMBERS };
    enum { CATEGORY, LIST, RESULTS };
    member_t members [MEMBERS] = { { .key = "retCode" }, { .key = "result" }, { .key = "time" } };
    member_t results [RESULTS] = { { .key = "category" }, { .key = "list" } };
    bybit_value_t *value = &self->value;
    s_read_members (&value->json, root, members, MEMBERS);
    s_read_members (&value->json, &members [RESULT].value, results, RESULTS);
    uint64_t code = 0;
    if (bybit_value_integer (value, &members [RET_CODE].value, &code) == -1 || code != 0) {
        value->reason = NULL;
        return bybit_value_refuse (value, "the exchange refused the request (retCode)");
    }
    const bybit_json_value_t *name = &results [CATEGORY].value;
    if (name->kind != BYBIT_JSON_STRING
        || !mdp_text_is (name->text, mdp_category_name (category))) {
        return bybit_value_refuse (value, "an answer of another category");
    }
    const bybit_json_value_t *time = &members [TIME].value;
    if (!bybit_value_is_absent (time)
        && bybit_value_time (value, time, &self->answer.ts_exchange) == -1) {
        return -1;
    }
    return s_read_list (self, &results [LIST].value, category, symbol);
}

const bybit_recent_answer_t *
bybit_recent_read (bybit_recent_t *self, mdp_category_t category, mdp_text_t symbol,
                   const char *text, size_t size)
{
    assert (self);
    self->answer = (bybit_recent_answer_t){ .reason = NULL };
    self->value = (bybit_value_t){ .reason = NULL };
    if (size > BYBIT_RECENT_TEXT_MAX) {
        self->answer.reason = "answer over 1 MiB";
        return &self->answer;
    }
    bybit_json_t *json = &self->value.json;
    bybit_json_value_t root;
    bybit_json_open (json, text, size, self->room);
    if (bybit_json_value (json, &root) == -1 || bybit_json_skip (json, &root) == -1
        || bybit_json_close (json) == -1) {
        self->answer.reason = "not JSON";
    } else if (s_read (self, &root, category, symbol) == -1) {
        self->answer.reason = self->value.reason;
        self->answer.count = 0;
    } else {
        s_order (self);
    }
    return &self->answer;
}
