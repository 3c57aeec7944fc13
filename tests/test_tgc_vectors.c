//  Tests of tgc_decoder: every golden vector has the values of the JSON beside it

#include "test_tgc_files.h"
#include "tickgate.h"

//  A key that is left out is zero, false or empty in the value.

static void
s_assert_uint (yyjson_val *map, const char *key, uint64_t value)
{
    yyjson_val *found = yyjson_obj_get (map, key);
    assert_true (!found || yyjson_is_uint (found));
    assert_int_equal (value, yyjson_get_uint (found));
}

static void
s_assert_int (yyjson_val *map, const char *key, int64_t value)
{
    assert_int_equal (value, yyjson_get_sint (yyjson_obj_get (map, key)));
}

static void
s_assert_flag (yyjson_val *map, const char *key, bool value)
{
    assert_int_equal (value, yyjson_get_bool (yyjson_obj_get (map, key)));
}

static void
s_assert_text_is (yyjson_val *json, tgc_text_t text)
{
    assert_int_equal (text.size, yyjson_get_len (json));
    assert_memory_equal (text.chars ? text.chars : "", json ? yyjson_get_str (json) : "",
                         text.size);
}

static void
s_assert_text (yyjson_val *map, const char *key, tgc_text_t text)
{
    s_assert_text_is (yyjson_obj_get (map, key), text);
}

//  A double, or a text beside the double nearest to it.

static void
s_assert_number_is (yyjson_val *json, const tgc_number_t *number)
{
    bool is_text = yyjson_is_str (json);
    double value = is_text ? strtod (yyjson_get_str (json), NULL) : yyjson_get_real (json);
    assert_true (number->value == value);
    assert_string_equal (number->text, is_text ? yyjson_get_str (json) : "");
}

static void
s_assert_optional (yyjson_val *map, const char *key, const tgc_number_t *number, bool has)
{
    yyjson_val *found = yyjson_obj_get (map, key);
    assert_int_equal (has, found != NULL);
    s_assert_number_is (found, number);
}

static void
s_assert_trade (yyjson_val *json, const tgc_trade_t *trade)
{
    s_assert_text (json, "id", trade->id);
    s_assert_text (json, "tick", trade->tick);
    s_assert_uint (json, "ts_event", trade->ts_event);
    s_assert_number_is (yyjson_obj_get (json, "price"), &trade->price);
    s_assert_number_is (yyjson_obj_get (json, "size"), &trade->size);
    static const char *const SIDES [] = { "", "buy", "sell" };
    s_assert_text (json, "side", tgc_text (SIDES [trade->side]));
    s_assert_flag (json, "block", trade->is_block);
    s_assert_flag (json, "rpi", trade->is_rpi);
    s_assert_uint (json, "xseq", trade->xseq);
    assert_int_equal ((trade->has & TGC_HAS_BLOCK) != 0, yyjson_obj_get (json, "block") != NULL);
    assert_int_equal ((trade->has & TGC_HAS_RPI) != 0, yyjson_obj_get (json, "rpi") != NULL);
    assert_int_equal ((trade->has & TGC_HAS_XSEQ) != 0, yyjson_obj_get (json, "xseq") != NULL);
    s_assert_optional (json, "mark_price", &trade->mark_price, trade->has & TGC_HAS_MARK_PRICE);
    s_assert_optional (json, "index_price", &trade->index_price, trade->has & TGC_HAS_INDEX_PRICE);
    s_assert_optional (json, "mark_iv", &trade->mark_iv, trade->has & TGC_HAS_MARK_IV);
    s_assert_optional (json, "iv", &trade->iv, trade->has & TGC_HAS_IV);
}

static void
s_assert_trades (yyjson_val *json, const tgc_trades_t *trades)
{
    s_assert_flag (json, "recovered", trades->is_recovered);
    yyjson_val *items = yyjson_obj_get (json, "trades");
    assert_int_equal (trades->count, yyjson_arr_size (items));
    for (size_t index = 0; index < trades->count; index++) {
        s_assert_trade (yyjson_arr_get (items, index), &trades->items [index]);
    }
}

static void
s_assert_levels (yyjson_val *json, const tgc_level_t *levels, size_t count)
{
    assert_int_equal (count, yyjson_arr_size (json));
    for (size_t index = 0; index < count; index++) {
        yyjson_val *level = yyjson_arr_get (json, index);
        s_assert_number_is (yyjson_arr_get (level, 0), &levels [index].price);
        s_assert_number_is (yyjson_arr_get (level, 1), &levels [index].size);
    }
}

static void
s_assert_depth (yyjson_val *json, const tgc_depth_t *depth)
{
    s_assert_uint (json, "depth", depth->depth);
    s_assert_text (json, "cause", depth->cause);
    s_assert_uint (json, "ts_event", depth->ts_event);
    s_assert_uint (json, "u", depth->u);
    s_assert_uint (json, "xseq", depth->xseq);
    assert_int_equal (depth->has_xseq, yyjson_obj_get (json, "xseq") != NULL);
    s_assert_levels (yyjson_obj_get (json, "bids"), depth->bids, depth->bids_count);
    s_assert_levels (yyjson_obj_get (json, "asks"), depth->asks, depth->asks_count);
}

static void
s_assert_gap (yyjson_val *json, const tgc_gap_t *gap)
{
    s_assert_uint (json, "depth", gap->depth);
    s_assert_text (json, "cause", gap->cause);
    s_assert_uint (json, "since", gap->since);
    s_assert_flag (json, "complete", gap->is_complete);
    assert_int_equal (gap->has_complete, yyjson_obj_get (json, "complete") != NULL);
    s_assert_flag (json, "final", gap->is_final);
    s_assert_uint (json, "hole_from", gap->hole_from);
    s_assert_uint (json, "hole_until", gap->hole_until);
}

static void
s_assert_status (yyjson_val *json, const tgc_status_t *status)
{
    yyjson_val *topics = yyjson_obj_get (json, "topics");
    assert_int_equal (status->count, yyjson_obj_size (topics));
    for (size_t index = 0; index < status->count; index++) {
        const tgc_topic_t *topic = &status->topics [index];
        yyjson_val *found = yyjson_obj_getn (topics, topic->topic.chars, topic->topic.size);
        assert_non_null (found);
        s_assert_uint (found, "seq", topic->seq);
        s_assert_text (found, "state", topic->state);
        s_assert_uint (found, "last_event", topic->last_event);
    }
}

//  All states that have topics, each with as many as the JSON has.

static void
s_assert_topics (yyjson_val *json, const tgc_gateway_t *gateway)
{
    size_t index;
    size_t last;
    yyjson_val *state;
    yyjson_val *count;
    size_t told = 0;
    yyjson_obj_foreach (json, index, last, state, count)
    {
        if (yyjson_get_uint (count) > 0) {
            assert_true (told < gateway->topics_count);
            s_assert_text_is (state, gateway->topics [told].state);
            assert_int_equal (gateway->topics [told].count, yyjson_get_uint (count));
            told++;
        }
    }
    assert_int_equal (gateway->topics_count, told);
}

static void
s_assert_gateway (yyjson_val *json, const tgc_gateway_t *gateway)
{
    s_assert_text (json, "name", gateway->name);
    s_assert_text (json, "isolation", gateway->isolation);
    s_assert_text (json, "state", gateway->state);
    s_assert_int (json, "pid", gateway->pid);
    s_assert_uint (json, "epoch", gateway->epoch);
    s_assert_text (json, "endpoint", gateway->endpoint);
    s_assert_uint (json, "restarts", gateway->restarts);
    yyjson_val *last_exit = yyjson_obj_get (json, "last_exit");
    s_assert_text (last_exit, "reason", gateway->last_exit.reason);
    s_assert_int (last_exit, "code", gateway->last_exit.code);
    s_assert_int (last_exit, "signal", gateway->last_exit.signal);
    s_assert_uint (last_exit, "at", gateway->last_exit.at);
    s_assert_flag (json, "connected", gateway->is_connected);
    yyjson_val *seconds = yyjson_obj_get (json, "seconds_since_last_event");
    assert_int_equal (gateway->has_last_event, seconds != NULL);
    assert_true (gateway->seconds_since_last_event == yyjson_get_real (seconds));
    s_assert_uint (json, "events", gateway->events);
    s_assert_uint (json, "published", gateway->published);
    s_assert_uint (json, "error_count", gateway->error_count);
    s_assert_uint (json, "queue_size", gateway->queue_size);
    s_assert_uint (json, "reconnects", gateway->reconnects);
    s_assert_uint (json, "backoff_until", gateway->backoff_until);
    s_assert_topics (yyjson_obj_get (json, "topics"), gateway);
}

static void
s_assert_heartbeat (yyjson_val *json, const tgc_heartbeat_t *heartbeat)
{
    s_assert_int (json, "pid", heartbeat->pid);
    s_assert_uint (json, "uptime_s", heartbeat->uptime_s);
    s_assert_text (json, "version", heartbeat->version);
    s_assert_text (json, "numbers", heartbeat->numbers);
    yyjson_val *gateways = yyjson_obj_get (json, "gateways");
    assert_int_equal (heartbeat->count, yyjson_arr_size (gateways));
    for (size_t index = 0; index < heartbeat->count; index++) {
        s_assert_gateway (yyjson_arr_get (gateways, index), &heartbeat->gateways [index]);
    }
}

static void
s_assert_event (yyjson_val *json, const tgc_event_t *event)
{
    enum { KEYS_OF_ALL = 8 };  //  v, type, epoch, seq, ts_recv, ts_pub, event, level
    s_assert_text (json, "event", event->name);
    s_assert_text (json, "level", event->level);
    assert_int_equal (event->count, yyjson_obj_size (json) - KEYS_OF_ALL);
    for (size_t index = 0; index < event->count; index++) {
        const tgc_field_t *field = &event->fields [index];
        yyjson_val *found = yyjson_obj_getn (json, field->key.chars, field->key.size);
        assert_non_null (found);
        switch (field->kind) {
            case TGC_FIELD_TEXT:
                s_assert_text_is (found, field->text);
                break;
            case TGC_FIELD_INTEGER:
                assert_int_equal (field->integer, yyjson_get_sint (found));
                break;
            case TGC_FIELD_REAL:
                assert_true (field->real == yyjson_get_real (found));
                break;
            case TGC_FIELD_FLAG:
                assert_int_equal (field->flag, yyjson_get_bool (found));
                break;
        }
    }
}

static void
s_assert_body (yyjson_val *json, const tgc_message_t *message)
{
    switch (message->type) {
        case TGC_TRADES:
            s_assert_trades (json, &message->as.trades);
            break;
        case TGC_SNAPSHOT:
        case TGC_DELTA:
            s_assert_depth (json, &message->as.depth);
            break;
        case TGC_GAP:
            s_assert_gap (json, &message->as.gap);
            break;
        case TGC_STATUS:
            s_assert_status (json, &message->as.status);
            break;
        case TGC_HEARTBEAT:
            s_assert_heartbeat (json, &message->as.heartbeat);
            break;
        case TGC_EVENT:
            s_assert_event (json, &message->as.event);
            break;
    }
}

static void
s_assert_message (yyjson_val *json, const tgc_message_t *message)
{
    static const char *const TYPES [] = { "trades", "snapshot",  "delta", "gap",
                                          "status", "heartbeat", "event" };
    static const char *const CATEGORIES [] = { "spot", "linear", "inverse", "option" };
    s_assert_text (json, "type", tgc_text (TYPES [message->type]));
    s_assert_uint (json, "epoch", message->epoch);
    s_assert_uint (json, "seq", message->seq);
    s_assert_uint (json, "ts_recv", message->ts_recv);
    s_assert_uint (json, "ts_pub", message->ts_pub);
    s_assert_flag (json, "simulated", message->is_simulated);
    if (yyjson_obj_get (json, "category")) {
        s_assert_text (json, "category", tgc_text (CATEGORIES [message->category]));
    }
    s_assert_text (json, "symbol", message->symbol);
    s_assert_uint (json, "ts_exchange", message->ts_exchange);
    s_assert_body (json, message);
}

static void
test_every_golden_vector_decodes_to_its_json (void **state)
{
    (void) state;
    files_t files;
    files_find (&files, VECTORS_DIR, ".msgpack");
    tgc_decoder_t *decoder = tgc_decoder_new ();
    unsigned types = 0;
    for (size_t index = 0; index < files.count; index++) {
        char frame [FRAME_MAX];
        const char *name = files.names [index];
        size_t size = files_read (frame, VECTORS_DIR, name, ".msgpack");
        yyjson_doc *json = files_json (VECTORS_DIR, name);
        tgc_message_t message;
        tgc_decode_t result = tgc_decoder_read (decoder, (tgc_text_t){ frame, size }, &message);
        if (strcmp (name, "future_type") == 0) {
            assert_int_equal (result, TGC_UNKNOWN);
        } else {
            assert_int_equal (result, TGC_DECODED);
            s_assert_message (yyjson_doc_get_root (json), &message);
            types |= 1u << message.type;
        }
        yyjson_doc_free (json);
    }
    assert_int_equal (types, (1u << (TGC_EVENT + 1)) - 1);  //  There is one of each type
    tgc_decoder_destroy (&decoder);
    tgc_decoder_destroy (&decoder);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_every_golden_vector_decodes_to_its_json),
    };
    return UNIT_RUN ("tgc_vectors", tests);
}
