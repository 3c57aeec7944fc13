//  mdp_unpack - reads msgpack frames back as plain values, and trusts nothing in them

#include "mdp_unpack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_read.h"
#include "mdp_store.h"
#include "mdp_unpack_part.h"
#include "mdp_write.h"

struct mdp_unpack {
    mdp_read_t *read;
    mdp_store_t trades;
    mdp_store_t bids;
    mdp_store_t asks;
    mdp_store_t topics;
    mdp_store_t names;  //  Of the topics, to find one that stands twice
    mdp_store_t gateways;
    mdp_store_t fields;
};

//  A message on its way: what is read from its map, and what is still to be read.
typedef struct {
    mdp_message_t message;
    mdp_text_t type;
    mdp_text_t category;
    uint64_t version;
    const msgpack_object *trades;
    const msgpack_object *bids;
    const msgpack_object *asks;
    const msgpack_object *topics;
    const msgpack_object *gateways;
} draft_t;

#define DRAFT(member) offsetof (draft_t, member)
#define COUNT(table) (sizeof (table) / sizeof *(table))

mdp_unpack_t *
mdp_unpack_new (void)
{
    mdp_unpack_t *self = calloc (1, sizeof *self);
    assert (self);
    self->read = mdp_read_new (MDP_UNPACK_FRAME_MAX);
    return self;
}

void
mdp_unpack_destroy (mdp_unpack_t **self_p)
{
    assert (self_p);
    mdp_unpack_t *self = *self_p;
    if (self) {
        mdp_read_destroy (&self->read);
        mdp_store_empty (&self->trades);
        mdp_store_empty (&self->bids);
        mdp_store_empty (&self->asks);
        mdp_store_empty (&self->topics);
        mdp_store_empty (&self->names);
        mdp_store_empty (&self->gateways);
        mdp_store_empty (&self->fields);
        free (self);
        *self_p = NULL;
    }
}

//  Room for count zeroed items; never null.

static void *
s_store (mdp_store_t *store, size_t count, size_t item_size)
{
    void *items = mdp_store_room (store, count, item_size);
    return memset (items, 0, (count + 1) * item_size);
}

static bool
s_is_array (const msgpack_object *object, size_t count_max)
{
    return object->type == MSGPACK_OBJECT_ARRAY && object->via.array.size <= count_max;
}

static mdp_unpack_result_t
s_read_category (draft_t *draft)
{
    int rc = mdp_category_parse (&draft->message.category, draft->category);
    return rc == 0 ? MDP_UNPACKED : MDP_UNPACK_UNKNOWN;
}

static mdp_unpack_result_t
s_read_trades (mdp_unpack_t *self, draft_t *draft, const msgpack_object *root)
{
    static const mdp_read_field_t FIELDS [] = {
        { "category", MDP_READ_TEXT, true, DRAFT (category) },
        { "symbol", MDP_READ_TEXT, true, DRAFT (message.symbol) },
        { "ts_exchange", MDP_READ_UINT, true, DRAFT (message.ts_exchange) },
        { "recovered", MDP_READ_FLAG, false, DRAFT (message.is_recovered) },
        { "trades", MDP_READ_OBJECT, true, DRAFT (trades) },
    };
    uint32_t seen;
    if (mdp_read_map (root, FIELDS, COUNT (FIELDS), draft, &seen) != 0
        || !s_is_array (draft->trades, MDP_UNPACK_TRADES_MAX)) {
        return MDP_UNPACK_REFUSED;
    }
    size_t count = draft->trades->via.array.size;
    if (count == 0) {
        return MDP_UNPACK_REFUSED;
    }
    mdp_message_trade_t *trades = s_store (&self->trades, count, sizeof *trades);
    for (size_t index = 0; index < count; index++) {
        if (mdp_unpack_part_trade (&trades [index], &draft->trades->via.array.ptr [index]) != 0) {
            return MDP_UNPACK_REFUSED;
        }
    }
    draft->message.trades = trades;
    draft->message.trades_count = count;
    return s_read_category (draft);
}

//  The levels of one side, or null where they are none.

static const mdp_message_level_t *
s_read_levels (mdp_store_t *store, const msgpack_object *object, size_t *count)
{
    if (!s_is_array (object, MDP_UNPACK_LEVELS_MAX)) {
        return NULL;
    }
    *count = object->via.array.size;
    mdp_message_level_t *levels = s_store (store, *count, sizeof *levels);
    for (size_t index = 0; index < *count; index++) {
        if (mdp_unpack_part_level (&levels [index], &object->via.array.ptr [index]) != 0) {
            return NULL;
        }
    }
    return levels;
}

static mdp_unpack_result_t
s_read_depth (mdp_unpack_t *self, draft_t *draft, const msgpack_object *root)
{
    enum { CAUSE = 4, XSEQ = 7, BOOK = 1 << 3 | 1 << 6 | 1 << 8 | 1 << 9 };  //  Places in the table
    static const mdp_read_field_t FIELDS [] = {
        { "category", MDP_READ_TEXT, true, DRAFT (category) },
        { "symbol", MDP_READ_TEXT, true, DRAFT (message.symbol) },
        { "ts_exchange", MDP_READ_UINT, true, DRAFT (message.ts_exchange) },
        { "depth", MDP_READ_UINT, false, DRAFT (message.depth) },
        { "cause", MDP_READ_TEXT, false, DRAFT (message.cause) },
        { "ts_event", MDP_READ_UINT, false, DRAFT (message.ts_event) },
        { "u", MDP_READ_UINT, false, DRAFT (message.update_id) },
        { "xseq", MDP_READ_UINT, false, DRAFT (message.xseq) },
        { "bids", MDP_READ_OBJECT, false, DRAFT (bids) },
        { "asks", MDP_READ_OBJECT, false, DRAFT (asks) },
    };
    mdp_message_t *message = &draft->message;
    uint32_t seen;
    if (mdp_read_map (root, FIELDS, COUNT (FIELDS), draft, &seen) != 0) {
        return MDP_UNPACK_REFUSED;
    }
    if ((seen & BOOK) != BOOK) {  //  Other topics have snapshots too
        return (seen & BOOK) == 0 ? MDP_UNPACK_UNKNOWN : MDP_UNPACK_REFUSED;
    }
    bool has_cause = (seen >> CAUSE & 1) != 0;
    message->has_xseq = (seen >> XSEQ & 1) != 0;
    message->bids = s_read_levels (&self->bids, draft->bids, &message->bids_count);
    message->asks = s_read_levels (&self->asks, draft->asks, &message->asks_count);
    if (!message->bids || !message->asks || (message->type == MDP_MESSAGE_SNAPSHOT && !has_cause)) {
        return MDP_UNPACK_REFUSED;
    }
    return s_read_category (draft);
}

static mdp_unpack_result_t
s_read_gap (draft_t *draft, const msgpack_object *root)
{
    enum { COMPLETE = 5 };  //  Place in the table
    static const mdp_read_field_t FIELDS [] = {
        { "category", MDP_READ_TEXT, true, DRAFT (category) },
        { "symbol", MDP_READ_TEXT, true, DRAFT (message.symbol) },
        { "depth", MDP_READ_UINT, false, DRAFT (message.depth) },
        { "cause", MDP_READ_TEXT, true, DRAFT (message.cause) },
        { "since", MDP_READ_UINT, false, DRAFT (message.since) },
        { "complete", MDP_READ_FLAG, false, DRAFT (message.is_complete) },
        { "final", MDP_READ_FLAG, false, DRAFT (message.is_final) },
        { "hole_from", MDP_READ_UINT, false, DRAFT (message.hole_from) },
        { "hole_until", MDP_READ_UINT, false, DRAFT (message.hole_until) },
    };
    uint32_t seen;
    if (mdp_read_map (root, FIELDS, COUNT (FIELDS), draft, &seen) != 0) {
        return MDP_UNPACK_REFUSED;
    }
    draft->message.has_complete = (seen >> COMPLETE & 1) != 0;
    return s_read_category (draft);
}

static int
s_compare_texts (const void *a, const void *b)
{
    const mdp_text_t *text_a = a;
    const mdp_text_t *text_b = b;
    if (text_a->size != text_b->size) {
        return text_a->size < text_b->size ? -1 : 1;
    }
    return memcmp (text_a->chars, text_b->chars, text_a->size);
}

//  A topic stands twice.

static bool
s_has_twins (mdp_store_t *store, const mdp_topic_status_t *topics, size_t count)
{
    mdp_text_t *names = s_store (store, count, sizeof *names);
    for (size_t index = 0; index < count; index++) {
        names [index] = topics [index].topic;
    }
    qsort (names, count, sizeof *names, s_compare_texts);
    for (size_t index = 1; index < count; index++) {
        if (s_compare_texts (&names [index - 1], &names [index]) == 0) {
            return true;
        }
    }
    return false;
}

static mdp_unpack_result_t
s_read_status (mdp_unpack_t *self, draft_t *draft, const msgpack_object *root)
{
    static const mdp_read_field_t FIELDS [] = {
        { "topics", MDP_READ_OBJECT, true, DRAFT (topics) },
    };
    uint32_t seen;
    if (mdp_read_map (root, FIELDS, COUNT (FIELDS), draft, &seen) != 0
        || draft->topics->type != MSGPACK_OBJECT_MAP
        || draft->topics->via.map.size > MDP_UNPACK_TOPICS_MAX) {
        return MDP_UNPACK_REFUSED;
    }
    size_t count = draft->topics->via.map.size;
    mdp_topic_status_t *topics = s_store (&self->topics, count, sizeof *topics);
    for (size_t index = 0; index < count; index++) {
        const msgpack_object_kv *kv = &draft->topics->via.map.ptr [index];
        if (mdp_read_value (&kv->key, MDP_READ_TEXT, &topics [index].topic) != 0) {
            return MDP_UNPACK_REFUSED;
        }
        mdp_unpack_result_t result = mdp_unpack_part_topic (&topics [index], &kv->val);
        if (result != MDP_UNPACKED) {
            return result;
        }
    }
    draft->message.topics = topics;
    draft->message.topics_count = count;
    return s_has_twins (&self->names, topics, count) ? MDP_UNPACK_REFUSED : MDP_UNPACKED;
}

static mdp_unpack_result_t
s_read_heartbeat (mdp_unpack_t *self, draft_t *draft, const msgpack_object *root)
{
    static const mdp_read_field_t FIELDS [] = {
        { "pid", MDP_READ_INT, true, DRAFT (message.heartbeat.pid) },
        { "uptime_s", MDP_READ_UINT, true, DRAFT (message.heartbeat.uptime_s) },
        { "version", MDP_READ_TEXT, true, DRAFT (message.heartbeat.version) },
        { "numbers", MDP_READ_TEXT, true, DRAFT (message.heartbeat.numbers) },
        { "gateways", MDP_READ_OBJECT, true, DRAFT (gateways) },
    };
    uint32_t seen;
    if (mdp_read_map (root, FIELDS, COUNT (FIELDS), draft, &seen) != 0
        || !s_is_array (draft->gateways, MDP_UNPACK_GATEWAYS_MAX)) {
        return MDP_UNPACK_REFUSED;
    }
    size_t count = draft->gateways->via.array.size;
    mdp_gateway_t *gateways = s_store (&self->gateways, count, sizeof *gateways);
    for (size_t index = 0; index < count; index++) {
        mdp_unpack_result_t result =
            mdp_unpack_part_gateway (&gateways [index], &draft->gateways->via.array.ptr [index]);
        if (result != MDP_UNPACKED) {
            return result;
        }
    }
    mdp_heartbeat_t *heartbeat = &draft->message.heartbeat;
    heartbeat->epoch = draft->message.stamp.epoch;
    heartbeat->seq = draft->message.stamp.seq;
    heartbeat->ts_pub = draft->message.stamp.ts_pub;
    heartbeat->is_simulated = draft->message.stamp.is_simulated;
    heartbeat->gateways = gateways;
    heartbeat->gateways_count = count;
    return MDP_UNPACKED;
}

static mdp_unpack_result_t
s_read_event (mdp_unpack_t *self, draft_t *draft, const msgpack_object *root)
{
    static const mdp_read_field_t FIELDS [] = {
        { "event", MDP_READ_TEXT, true, DRAFT (message.event) },
        { "level", MDP_READ_TEXT, true, DRAFT (message.level) },
    };
    uint32_t seen;
    if (mdp_read_map (root, FIELDS, COUNT (FIELDS), draft, &seen) != 0
        || root->via.map.size > MDP_UNPACK_FIELDS_MAX) {
        return MDP_UNPACK_REFUSED;
    }
    mdp_message_field_t *fields = s_store (&self->fields, root->via.map.size, sizeof *fields);
    size_t count = 0;
    for (size_t index = 0; index < root->via.map.size; index++) {
        mdp_message_field_t *field = &fields [count];
        if (mdp_unpack_part_field (field, &root->via.map.ptr [index]) == 0
            && !mdp_write_is_message_key (field->key) && !mdp_text_is (field->key, "event")
            && !mdp_text_is (field->key, "level")) {
            count++;
        }
    }
    for (size_t index = 0; index < count; index++) {
        for (size_t other = 0; other < index; other++) {
            if (s_compare_texts (&fields [index].key, &fields [other].key) == 0) {
                return MDP_UNPACK_REFUSED;
            }
        }
    }
    draft->message.fields = fields;
    draft->message.fields_count = count;
    return MDP_UNPACKED;
}

//  What every message carries. A heartbeat was received nowhere.

static mdp_unpack_result_t
s_read_head (draft_t *draft, const msgpack_object *root)
{
    enum { STAMP = 1 << 2 | 1 << 3 | 1 << 5, RECEIVED = 1 << 4 };  //  Places in the table
    static const mdp_read_field_t FIELDS [] = {
        { "v", MDP_READ_UINT, true, DRAFT (version) },
        { "type", MDP_READ_TEXT, true, DRAFT (type) },
        { "epoch", MDP_READ_UINT, false, DRAFT (message.stamp.epoch) },
        { "seq", MDP_READ_UINT, false, DRAFT (message.stamp.seq) },
        { "ts_recv", MDP_READ_UINT, false, DRAFT (message.stamp.ts_recv) },
        { "ts_pub", MDP_READ_UINT, false, DRAFT (message.stamp.ts_pub) },
        { "simulated", MDP_READ_FLAG, false, DRAFT (message.stamp.is_simulated) },
    };
    static const char *const TYPES [MDP_MESSAGE_TYPES] = {
        [MDP_MESSAGE_TRADES] = "trades", [MDP_MESSAGE_SNAPSHOT] = "snapshot",
        [MDP_MESSAGE_DELTA] = "delta",   [MDP_MESSAGE_GAP] = "gap",
        [MDP_MESSAGE_STATUS] = "status", [MDP_MESSAGE_HEARTBEAT] = "heartbeat",
        [MDP_MESSAGE_EVENT] = "event",
    };
    uint32_t seen;
    if (mdp_read_map (root, FIELDS, COUNT (FIELDS), draft, &seen) != 0) {
        return MDP_UNPACK_REFUSED;
    }
    int type = mdp_text_find (draft->type, TYPES, MDP_MESSAGE_TYPES);
    if (draft->version != MDP_WRITE_VERSION || type < 0) {
        return MDP_UNPACK_UNKNOWN;
    }
    draft->message.type = (mdp_message_type_t) type;
    uint32_t needed = type == MDP_MESSAGE_HEARTBEAT ? STAMP : STAMP | RECEIVED;
    return (seen & needed) == needed ? MDP_UNPACKED : MDP_UNPACK_REFUSED;
}

static mdp_unpack_result_t
s_read_body (mdp_unpack_t *self, draft_t *draft, const msgpack_object *root)
{
    switch (draft->message.type) {
        case MDP_MESSAGE_TRADES:
            return s_read_trades (self, draft, root);
        case MDP_MESSAGE_SNAPSHOT:
        case MDP_MESSAGE_DELTA:
            return s_read_depth (self, draft, root);
        case MDP_MESSAGE_GAP:
            return s_read_gap (draft, root);
        case MDP_MESSAGE_STATUS:
            return s_read_status (self, draft, root);
        case MDP_MESSAGE_HEARTBEAT:
            return s_read_heartbeat (self, draft, root);
        case MDP_MESSAGE_EVENT:
            return s_read_event (self, draft, root);
    }
    assert (false);
    return MDP_UNPACK_REFUSED;
}

mdp_unpack_result_t
mdp_unpack_frame (mdp_unpack_t *self, mdp_message_t *message, const char *frame, size_t size)
{
    assert (self);
    assert (message);
    const msgpack_object *root = mdp_read_frame (self->read, frame, size);
    if (!root) {
        return MDP_UNPACK_REFUSED;
    }
    draft_t draft = { .version = 0 };
    mdp_unpack_result_t result = s_read_head (&draft, root);
    if (result == MDP_UNPACKED) {
        result = s_read_body (self, &draft, root);
    }
    if (result == MDP_UNPACKED) {
        *message = draft.message;
    }
    return result;
}
